import { loadCatalogue } from "@yunjian/catalogue";
import { type Actor, Refusal, requireOwn, STRUCTURED_FORMS, type StructuredForm } from "@yunjian/domain";
import { DEFAULT_LIMIT, decodeKey, pageOf } from "../../platform/paging.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { handedInPeriods, type PeriodRow, periodsByIds } from "../obligations/read.ts";
import * as queries from "./queries.ts";
import { signOffNeeded, visibleSubmission } from "./service.ts";
import { briefViews, periodView, submissionView } from "./views.ts";

const EARLIER_TURNS = 3;
const SHOWN_BEFORE = 12;

export async function one(tx: Tx, actor: Actor, id: string) {
  const row = await visibleSubmission(tx, actor, id);
  return await submissionView(tx, actor, row, row.org_id === actor.orgId && (await signOffNeeded(tx, actor)));
}

export interface ListQuery {
  readonly limit?: number;
  readonly after?: string;
  readonly state?: string;
  readonly kind?: string;
  readonly periodId?: string;
  readonly mine?: boolean;
}

export async function list(tx: Tx, actor: Actor, query: ListQuery) {
  const limit = query.limit ?? DEFAULT_LIMIT;
  const filter = { orgId: actor.orgId, state: query.state, kind: query.kind, periodId: query.periodId };
  const rows = await queries.list(
    tx,
    { ...filter, createdBy: query.mine ? (actor.personId ?? "") : undefined },
    limit + 1,
    placeOf(query.after),
  );
  const page = pageOf(
    rows,
    limit,
    (row) => [row.created_at, row.id],
    (row) => row,
  );
  return { items: await briefViews(tx, page.items), next: page.next };
}

/** What waits for a signature, with the earliest limit it has to keep. */
export async function toSign(tx: Tx, actor: Actor, query: { limit?: number; after?: string }) {
  const limit = query.limit ?? DEFAULT_LIMIT;
  const rows = await queries.toSign(tx, actor.orgId ?? "", limit + 1, placeOf(query.after));
  const page = pageOf(
    rows,
    limit,
    (row) => [row.sent_at, row.id],
    (row) => row,
  );
  const views = await briefViews(tx, page.items);
  const due = await earliestDue(
    tx,
    page.items.map((row) => row.id),
  );
  return {
    items: views.map((view, i) => {
      const row = page.items[i];
      return {
        ...view,
        partyDueAt: due.get(view.id) ?? null,
        mine: row?.created_by === actor.personId || row?.sent_by === actor.personId,
      };
    }),
    next: page.next,
  };
}

async function earliestDue(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, Date>> {
  const links = await queries.periodsOfAll(tx, ids);
  const periods = new Map(
    (await periodsByIds(tx, [...new Set(links.map((link) => link.period_id))])).map((row) => [row.id, row]),
  );
  const earliest = new Map<string, Date>();
  for (const link of links) {
    const due = periods.get(link.period_id)?.partyDueAt;
    const before = earliest.get(link.submission_id);
    if (due && (!before || due < before)) earliest.set(link.submission_id, due);
  }
  return earliest;
}

/** What somebody needs to know before preparing something for these periods. */
export async function prepare(tx: Tx, actor: Actor, periodIds: readonly string[]) {
  const periods = await periodsByIds(tx, periodIds);
  if (periods.length < new Set(periodIds).size) throw new Refusal("not-found");
  for (const period of periods) requireOwn(actor, period.partyOrgId);
  const drafts = await queries.preparing(tx, actor.orgId ?? "", periodIds);
  const turns = await handedInPeriods(
    tx,
    [...new Set(periods.map((period) => period.obligationId))],
    EARLIER_TURNS,
  );
  const before = await queries.handedInFor(
    tx,
    actor.orgId ?? "",
    turns.map((turn) => turn.id),
    SHOWN_BEFORE,
  );
  const turnOf = new Map(turns.map((turn) => [turn.id, turn]));
  const briefs = await briefViews(tx, before);
  return {
    periods: periods.map((period) => periodView(period, null)),
    form: formFor(periods),
    drafts: await briefViews(tx, drafts),
    before: before.flatMap((row, i) => {
      const turn = turnOf.get(row.period_id);
      const brief = briefs[i];
      if (!turn || !brief) return [];
      const holds =
        turn.state === "compliant" &&
        turn.submissionId === row.id &&
        row.kind !== "unchanged" &&
        row.kind !== "nil-report";
      return [{ ...brief, label: turn.label, periodId: turn.id, outcome: turn.state, holds }];
    }),
    signOff: await signOffNeeded(tx, actor),
  };
}

/** The form that fits every one of the periods. */
function formFor(periods: readonly PeriodRow[]): StructuredForm | null {
  const forms = new Set(periods.map((period) => loadCatalogue().duties.get(period.dutyId)?.form));
  const [form] = forms;
  return forms.size === 1 ? (STRUCTURED_FORMS.find((known) => known === form) ?? null) : null;
}

function placeOf(after: string | undefined): { at: string; id: string } | null {
  const [at, id] = decodeKey(after, 2) ?? [];
  return typeof at === "string" && typeof id === "string" ? { at, id } : null;
}
