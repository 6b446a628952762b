import type { ChangeState } from "@yunjian/domain";
import { sql } from "kysely";
import type { Tx } from "../../platform/tenancy.ts";
import { dueAt } from "./queries.ts";

/** What a notice about a change says and to whom; read by the platform itself. */
export interface ChangeMatter {
  readonly id: string;
  readonly number: string;
  readonly title: string;
  readonly state: ChangeState;
  readonly cloudId: string;
  readonly cloudName: string;
  readonly providerOrgId: string;
  readonly providerName: string;
  readonly madeBy: string;
  readonly advisedBy: string | null;
  readonly plannedFrom: Date | null;
  readonly dueAt: Date | null;
}

function matters(tx: Tx) {
  return tx
    .selectFrom("change_case as c")
    .innerJoin("cloud as cl", (join) => join.on("cl.id", "=", sql<string>`c.cloud_ids[1]`))
    .innerJoin("organisation as o", "o.id", "c.provider_org_id")
    .select([
      "c.id",
      "c.number",
      "c.title",
      sql<ChangeState>`c.state`.as("state"),
      "cl.id as cloudId",
      "cl.name as cloudName",
      "c.provider_org_id as providerOrgId",
      "o.short_name as providerName",
      "c.made_by as madeBy",
      "c.advised_by as advisedBy",
      "c.planned_from as plannedFrom",
      dueAt.as("dueAt"),
    ]);
}

export async function changeMatterById(tx: Tx, id: string): Promise<ChangeMatter | undefined> {
  return await matters(tx).where("c.id", "=", id).executeTakeFirst();
}

/** Open, with a next step that is due at an instant in (from, to]. */
export async function changesDueBetween(tx: Tx, from: Date, to: Date): Promise<ChangeMatter[]> {
  return await matters(tx)
    .where("c.state", "not in", ["draft", "closed", "withdrawn"])
    .where(dueAt, ">", from)
    .where(dueAt, "<=", to)
    .orderBy("c.id")
    .execute();
}

export interface ToldCustomer {
  readonly id: string;
  readonly orgId: string;
  readonly cloudId: string;
  readonly number: string;
  readonly providerOrgId: string;
  readonly providerName: string;
  readonly cloudName: string;
  readonly plannedFrom: Date | null;
  readonly toldBefore: boolean;
}

/** Whom a change is told to; or the one customer a notice is for. */
export async function customersTold(
  tx: Tx,
  of: { readonly changeId: string } | { readonly noticeId: string },
): Promise<ToldCustomer[]> {
  return await tx
    .selectFrom("change_notice as n")
    .innerJoin("cloud as cl", "cl.id", "n.cloud_id")
    .innerJoin("organisation as o", "o.id", "n.provider_org_id")
    .select([
      "n.id",
      "n.org_id as orgId",
      "n.cloud_id as cloudId",
      "n.number",
      "n.provider_org_id as providerOrgId",
      "o.short_name as providerName",
      "cl.name as cloudName",
      "n.planned_from as plannedFrom",
      sql<boolean>`n.told_before_at is not null`.as("toldBefore"),
    ])
    .$if("changeId" in of, (q) => q.where("n.change_id", "=", "changeId" in of ? of.changeId : ""))
    .$if("noticeId" in of, (q) => q.where("n.id", "=", "noticeId" in of ? of.noticeId : ""))
    .orderBy("n.id")
    .execute();
}

/** Told beforehand, not acknowledged, and begun at an instant in (from, to]. */
export async function unacknowledgedBetween(tx: Tx, from: Date, to: Date): Promise<ToldCustomer[]> {
  const rows = await tx
    .selectFrom("change_notice as n")
    .select("n.id")
    .where("n.state", "=", "announced")
    .where("n.acknowledged_before_at", "is", null)
    .where("n.planned_from", ">", from)
    .where("n.planned_from", "<=", to)
    .orderBy("n.id")
    .execute();
  const found = await Promise.all(rows.map(({ id }) => customersTold(tx, { noticeId: id })));
  return found.flat();
}

/** The change a customer's notice is about. */
export async function changeOfNotice(tx: Tx, noticeId: string): Promise<string | undefined> {
  const row = await tx
    .selectFrom("change_notice")
    .select("change_id")
    .where("id", "=", noticeId)
    .executeTakeFirst();
  return row?.change_id;
}
