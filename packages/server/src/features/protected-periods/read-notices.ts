import { minuteOf } from "@yunjian/domain";
import type { Tx } from "../../platform/tenancy.ts";
import { cloudHeads } from "../registry/read-clouds.ts";
import { openReports } from "./board.ts";
import * as queries from "./queries.ts";

/** What a notice about a protected period says; read by the platform itself. */
export interface ProtectionMatter {
  readonly id: string;
  readonly cloudId: string;
  readonly providerOrgId: string;
  /** Who deployed it. */
  readonly orgId: string;
  readonly params: Readonly<Record<string, string | number>>;
}

/** One matter per provider's cloud. */
export async function protectionMatters(tx: Tx, id: string): Promise<ProtectionMatter[]> {
  const row = await queries.byId(tx, id);
  if (!row || row.deployed_at === null) return [];
  const heads = await cloudHeads(tx, row.cloud_ids);
  return heads.map(({ cloudId, cloudName, providerOrgId }) => ({
    id,
    cloudId,
    providerOrgId,
    orgId: row.org_id,
    params: {
      number: row.number,
      what: row.name,
      cloud: cloudName,
      from: minuteOf(row.from_at),
      to: minuteOf(row.to_at),
      hour: row.nil_hour,
    },
  }));
}

/** Daily reports whose hour struck in (from, to] and that are not in. */
export async function reportsMissedBetween(
  tx: Tx,
  from: Date,
  to: Date,
): Promise<(ProtectionMatter & { readonly day: string })[]> {
  return (await openReports(tx, to, from)).map((each) => ({
    id: each.period.id,
    cloudId: each.cloudId,
    providerOrgId: each.providerOrgId,
    orgId: each.period.org_id,
    day: each.day,
    params: {
      number: each.period.number,
      what: each.period.name,
      cloud: each.cloudName,
      org: each.providerName,
      label: each.day,
      due: minuteOf(each.dueAt),
    },
  }));
}
