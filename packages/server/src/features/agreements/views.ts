import { loadCatalogue } from "@yunjian/catalogue";
import {
  type Actor,
  type Bilingual,
  compareTerms,
  type Duty,
  formatParameter,
  Refusal,
} from "@yunjian/domain";
import { DEFAULT_LIMIT, decodeKey, pageOf } from "../../platform/paging.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { engagedAs, engagedWith, organisationFacts } from "../identity/read.ts";
import { cloudForDuties } from "../registry/read.ts";
import * as queries from "./queries.ts";

/** What people see of agreements. */

export async function agreementPage(
  tx: Tx,
  actor: Actor,
  now: Date,
  cloudId: string,
  version: number | null,
) {
  const cloud = await cloudForDuties(tx, cloudId);
  const latest = cloud && (await queries.versionByNumber(tx, cloudId, null));
  const shown =
    version === null || version === latest?.version
      ? latest
      : await queries.versionByNumber(tx, cloudId, version);
  if (!cloud || !latest || !shown) throw new Refusal("not-found");
  const inForce = shown.version === latest.version;
  const parameters = await queries.dutiesAsked(tx, cloudId, "parameters");
  const exceptions = await queries.dutiesAsked(tx, cloudId, "not-applicable");
  const asked = (dutyId: string) => [
    ...(exceptions.some((each) => each.dutyId === dutyId) ? (["not-applicable"] as const) : []),
    ...(parameters.some((each) => each.dutyId === dutyId) ? (["parameters"] as const) : []),
  ];
  const supervises = await engagedAs(tx, actor, now, ["supervisor"], [cloudId]);
  const { duties } = loadCatalogue();
  return {
    cloud: { id: cloud.id, name: cloud.name, capabilityLevel: cloud.capabilityLevel },
    ...versionFacts(shown),
    inForce,
    catalogueDigest: shown.catalogue_digest,
    rows: shown.terms.flatMap((term) => {
      const duty = duties.get(term.dutyId);
      return duty ? [{ duty: dutyFacts(duty), term, asked: inForce ? asked(term.dutyId) : [] }] : [];
    }),
    reviewers: await reviewers(tx, cloudId, now),
    may: {
      manage: inForce && supervises && actor.permissions.has("agreement.manage"),
      approve: inForce && supervises && actor.permissions.has("agreement.approve"),
      stateParameters:
        inForce && actor.orgId === cloud.providerOrgId && actor.permissions.has("agreement.state-parameters"),
    },
  };
}

async function reviewers(tx: Tx, cloudId: string, now: Date): Promise<{ id: string; name: string }[]> {
  const orgs = [];
  for (const id of await engagedWith(tx, cloudId, ["supervisor"], now)) {
    const org = await organisationFacts(tx, id);
    if (org) orgs.push({ id, name: org.shortName });
  }
  return orgs;
}

function dutyFacts(duty: Duty) {
  return {
    id: duty.id,
    class: duty.class,
    item: duty.item,
    title: duty.title,
    attribute: duty.attribute,
    frequency: duty.frequency,
    responsible: duty.responsible,
    per: duty.per,
    parameters: duty.parameters.map((spec) => ({
      key: spec.key,
      kind: spec.kind,
      type: spec.type,
      label: spec.label,
      options: [...(spec.options ?? [])],
      multiple: spec.multiple ?? false,
    })),
  };
}

interface VersionRow {
  readonly version: number;
  readonly reason: string;
  readonly effective_from: Date;
  readonly created_by_name: string | null;
  readonly approved_by_name: string | null;
}

function versionFacts(row: VersionRow) {
  return {
    version: row.version,
    reason: row.reason,
    effectiveFrom: row.effective_from,
    createdBy: row.created_by_name,
    approvedBy: row.approved_by_name,
  };
}

export async function versions(
  tx: Tx,
  cloudId: string,
  query: { readonly limit?: number; readonly after?: string },
) {
  const limit = query.limit ?? DEFAULT_LIMIT;
  const [before = null] = decodeKey(query.after, 1) ?? [];
  const rows = await queries.versionsOf(tx, cloudId, before as number | null, limit + 1);
  if (rows.length === 0 && before === null) throw new Refusal("not-found");
  return pageOf(rows, limit, (row) => [row.version], versionFacts);
}

export async function comparison(tx: Tx, cloudId: string, from: number, to: number) {
  const [a, b] = [
    await queries.versionByNumber(tx, cloudId, from),
    await queries.versionByNumber(tx, cloudId, to),
  ];
  if (!a || !b) throw new Refusal("not-found");
  return {
    differences: compareTerms(a.terms, b.terms).map((difference) => ({
      ...difference,
      title: titleOf(difference.dutyId),
    })),
  };
}

export async function changes(
  tx: Tx,
  actor: Actor,
  query: {
    readonly limit?: number;
    readonly after?: string;
    readonly cloudId?: string;
    readonly state?: queries.ChangeFilter["state"];
  },
) {
  const limit = query.limit ?? DEFAULT_LIMIT;
  const rows = await queries.listChanges(tx, {
    cloudId: query.cloudId,
    state: query.state,
    after: decodeKey(query.after, 2) as readonly [string, string] | null,
    limit: limit + 1,
  });
  return pageOf(
    rows,
    limit,
    (row) => [row.asked_at, row.id],
    (row) => changeView(row, actor),
  );
}

function changeView(row: Awaited<ReturnType<typeof queries.listChanges>>[number], actor: Actor) {
  const specs = loadCatalogue().duties.get(row.duty_id)?.parameters ?? [];
  const { values = {} } = row.payload as queries.ChangePayload;
  return {
    id: row.id,
    cloudId: row.subject_id,
    cloudName: row.cloud_name,
    dutyId: row.duty_id,
    title: titleOf(row.duty_id),
    kind: row.kind as "not-applicable" | "parameters",
    state: row.state as "asked" | "approved" | "refused" | "withdrawn",
    reason: row.reason,
    values: specs.flatMap((spec) => {
      const value = values[spec.key];
      if (value === undefined) return [];
      const text = { zh: formatParameter(spec, value, "zh"), en: formatParameter(spec, value, "en") };
      return [{ key: spec.key, label: spec.label, value, text }];
    }),
    askedBy: row.asked_by_name ?? "",
    askedByMe: row.asked_by === actor.personId,
    askedOrg: row.asked_org_name ?? "",
    askedAt: row.asked_at,
    decidedBy: row.decided_by_name,
    decidedAt: row.decided_at,
    decisionNote: row.decision_note,
    version: row.version,
  };
}

function titleOf(dutyId: string): Bilingual {
  return loadCatalogue().duties.get(dutyId)?.title ?? { zh: dutyId, en: dutyId };
}
