import { loadCatalogue } from "@yunjian/catalogue";
import {
  type Actor,
  endOfDay,
  fallsDue,
  formatParameter,
  formatRule,
  type IsoDate,
  type Posture,
  Refusal,
  settingOf,
  sourceName,
  startOfDay,
} from "@yunjian/domain";
import { DEFAULT_LIMIT, decodeKey, type Page, pageOf } from "../../platform/paging.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { engagedAs } from "../identity/read.ts";
import { storedSettings } from "../settings/read.ts";
import { extensionsOf } from "./extensions.ts";
import * as lists from "./list-queries.ts";
import { dutyCounts, parametersOf } from "./read.ts";
import { dutiesFound, obligationView, periodView } from "./views.ts";

/** What people look at: duties to hand in, periods, obligations and their history. */

type DutyState = "open" | "returned" | "due-soon" | "overdue";
type ListState = DutyState | "submitted" | "in-review" | "compliant" | "non-compliant";

export interface PeriodQuery {
  readonly limit?: number;
  readonly after?: string;
  readonly class?: readonly string[];
  readonly cloudId?: string;
  readonly subjectId?: string;
  readonly partyOrgId?: string;
  readonly frequency?: readonly string[];
  readonly state?: ListState;
  readonly dueFrom?: IsoDate;
  readonly dueTo?: IsoDate;
  readonly text?: string;
}

export type PeriodPage = Page<ReturnType<typeof periodView>>;

export async function myDuties(tx: Tx, actor: Actor, now: Date, query: PeriodQuery): Promise<PeriodPage> {
  if (actor.orgId === null) return { items: [], next: null };
  return await periods(tx, actor, now, { ...query, partyOrgId: actor.orgId });
}

export async function myDutyCounts(tx: Tx, actor: Actor, now: Date) {
  if (actor.orgId === null) return { open: 0, dueSoon: 0, overdue: 0, returned: 0 };
  return await dutyCounts(tx, actor.orgId, now, await dueSoon(tx));
}

export async function periods(tx: Tx, actor: Actor, now: Date, query: PeriodQuery): Promise<PeriodPage> {
  const dueSoonDays = await dueSoon(tx);
  const limit = query.limit ?? DEFAULT_LIMIT;
  const dutyIds = dutiesFound(query.text);
  if (dutyIds?.length === 0) return { items: [], next: null };
  const soon = new Date(now.getTime() + dueSoonDays * 86_400_000);
  const from = query.dueFrom === undefined ? undefined : startOfDay(query.dueFrom);
  const to = query.dueTo === undefined ? undefined : endOfDay(query.dueTo);
  const { state } = query;
  const filter: lists.PeriodFilter = {
    now,
    partyOrgId: query.partyOrgId,
    cloudId: query.cloudId,
    subjectId: query.subjectId,
    classes: query.class,
    frequencies: query.frequency,
    dutyIds,
    dueFrom: state === "due-soon" ? later(from, now) : from,
    dueTo:
      state === "overdue"
        ? earlier(to, new Date(now.getTime() - 1))
        : state === "due-soon"
          ? earlier(to, soon)
          : to,
    after: decodeKey(query.after, 2) as lists.Bound,
    limit: limit + 1,
  };
  const shown = (row: lists.PeriodListRow) => periodView(row, actor, now, dueSoonDays);
  switch (state) {
    case "submitted":
    case "in-review":
      return pageOf(
        await lists.periodsUnderReview(tx, { ...filter, state }),
        limit,
        (row) => [row.reviewDueAt, row.id],
        shown,
      );
    case "compliant":
    case "non-compliant":
      return pageOf(
        await lists.periodsDecided(tx, { ...filter, state }),
        limit,
        (row) => [row.decidedAt, row.id],
        shown,
      );
    default: {
      const rows = await lists.periodsToHandIn(tx, {
        ...filter,
        state: state === "returned" || state === "open" ? state : undefined,
        fallDue: state === "overdue" || state === "due-soon",
      });
      return pageOf(rows, limit, (row) => [row.partyDueAt, row.id], shown);
    }
  }
}

export async function periodDetail(tx: Tx, actor: Actor, now: Date, id: string) {
  const row = await lists.periodDetail(tx, id);
  if (!row) throw new Refusal("not-found");
  const view = periodView(row, actor, now, await dueSoon(tx));
  const mine = row.partyOrgId === actor.orgId;
  const waits = row.state === "open" || row.state === "returned";
  return {
    ...view,
    dueRule: { zh: formatRule(row.dueRule, "zh", sourceName), en: formatRule(row.dueRule, "en", sourceName) },
    agreementVersion: row.agreementVersion,
    catalogueDigest: row.catalogueDigest,
    requestReason: row.requestReason,
    requestedBy: row.requestedBy,
    receivedAt: row.receivedAt,
    receiptDueAt: row.receiptDueAt,
    decisionDueAt: row.decisionDueAt,
    returnedDueAt: row.returnedDueAt,
    extensions: await extensionsOf(tx, actor, [id]),
    may: {
      handIn: mine && waits && row.opensAt <= now && actor.permissions.has("submission.prepare"),
      askExtension:
        mine &&
        waits &&
        fallsDue(row.kind) &&
        row.partyDueAt !== null &&
        row.partyDueAt >= now &&
        actor.permissions.has("extension.request"),
      cancelRequest:
        row.trigger === "request" &&
        row.state === "open" &&
        actor.permissions.has("obligation.request") &&
        (await engagedAs(tx, actor, now, ["supervisor"], [row.cloudId])),
    },
  };
}

export interface ObligationQuery {
  readonly limit?: number;
  readonly after?: string;
  readonly cloudId?: string;
  readonly subjectId?: string;
  readonly partyOrgId?: string;
  readonly dutyId?: string;
  readonly class?: readonly string[];
  readonly frequency?: readonly string[];
  readonly posture?: Posture;
  readonly text?: string;
}

export async function obligations(
  tx: Tx,
  now: Date,
  query: ObligationQuery,
): Promise<Page<ReturnType<typeof obligationView>>> {
  const limit = query.limit ?? DEFAULT_LIMIT;
  const found = dutiesFound(query.text);
  const dutyIds = query.dutyId ? [query.dutyId].filter((id) => found?.includes(id) ?? true) : found;
  if (dutyIds?.length === 0) return { items: [], next: null };
  const rows = await lists.listObligations(tx, {
    now,
    dueSoonDays: await dueSoon(tx),
    cloudId: query.cloudId,
    subjectId: query.subjectId,
    partyOrgId: query.partyOrgId,
    classes: query.class,
    frequencies: query.frequency,
    posture: query.posture,
    dutyIds,
    after: decodeKey(query.after, 2) as readonly [string, string] | null,
    limit: limit + 1,
  });
  return pageOf(rows, limit, (row) => [row.duty_id, row.id], obligationView);
}

export async function obligationDetail(tx: Tx, actor: Actor, now: Date, id: string) {
  const row = await lists.obligationDetail(tx, id, now, await dueSoon(tx));
  if (!row) throw new Refusal("not-found");
  const duty = loadCatalogue().duties.get(row.duty_id);
  const values = await parametersOf(tx, row.cloud_id, row.duty_id);
  const blank = { zh: "", en: "" };
  return {
    ...obligationView(row),
    statement: duty?.statement ?? blank,
    proofHints: [...(duty?.proofHints ?? [])],
    clauses: [...(duty?.clauses ?? [])],
    deliverable: duty?.deliverable ?? ("evidence" as const),
    form: duty?.form ?? null,
    startsOn: row.starts_on,
    agreementVersion: row.agreement_version,
    reviewer:
      row.reviewer_org_id === null ? null : { id: row.reviewer_org_id, name: row.reviewer_name ?? "" },
    secondReview: row.second_review,
    maxSilenceHours: row.max_silence_hours,
    plannedUntil: row.planned_until,
    parameters: (duty?.parameters ?? []).map((spec) => {
      const value = values[spec.key];
      const text =
        value === undefined
          ? null
          : { zh: formatParameter(spec, value, "zh"), en: formatParameter(spec, value, "en") };
      return { key: spec.key, label: spec.label, text };
    }),
    may: {
      request:
        row.applicable &&
        row.ended_at === null &&
        actor.permissions.has("obligation.request") &&
        (await engagedAs(tx, actor, now, ["supervisor"], [row.cloud_id])),
    },
  };
}

export async function history(
  tx: Tx,
  actor: Actor,
  now: Date,
  obligationId: string,
  query: { readonly limit?: number; readonly after?: string; readonly planned?: boolean },
): Promise<PeriodPage> {
  const dueSoonDays = await dueSoon(tx);
  const limit = query.limit ?? DEFAULT_LIMIT;
  const rows = await lists.periodsOfObligation(tx, obligationId, {
    openedBy: query.planned ? null : now,
    after: decodeKey(query.after, 2) as lists.Bound,
    limit: limit + 1,
  });
  return pageOf(
    rows,
    limit,
    (row) => [row.spanStart, row.id],
    (row) => periodView(row, actor, now, dueSoonDays),
  );
}

async function dueSoon(tx: Tx): Promise<number> {
  return settingOf(await storedSettings(tx), "posture.dueSoonDays");
}

function later(a: Date | undefined, b: Date): Date {
  return a && a > b ? a : b;
}

function earlier(a: Date | undefined, b: Date): Date {
  return a && a < b ? a : b;
}
