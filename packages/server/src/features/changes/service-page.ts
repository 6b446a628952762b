import { loadCatalogue } from "@yunjian/catalogue";
import {
  type Actor,
  addDays,
  addMonths,
  CHANGE_STATES,
  type ChangeAgainst,
  type ChangeKind,
  type ChangeMode,
  type ChangeState,
  changeActions,
  changeTurn,
  dateOf,
  endOfDay,
  type FormValues,
  invalid,
  type IsoDate,
  noticeOf,
  noticeWindow,
  quorumOf,
  Refusal,
  startOfDay,
  strictest,
  usuallyTouched,
} from "@yunjian/domain";
import { decodeKey, DEFAULT_LIMIT, pageOf } from "../../platform/paging.ts";
import { seesCase, type Tx } from "../../platform/tenancy.ts";
import { workCalendar } from "../calendar/read.ts";
import { filesByIds } from "../files/read.ts";
import { periodsTriggered } from "../obligations/read.ts";
import { freezesOf } from "../protected-periods/read.ts";
import { rectificationsOfChange } from "../rectifications/read.ts";
import { cloudHeads } from "../registry/read-clouds.ts";
import { storedSettings } from "../settings/read.ts";
import { adviser, factsOf, termsOf } from "./facts.ts";
import * as queries from "./queries.ts";
import * as parts from "./queries-parts.ts";
import { questionView } from "./service-notices.ts";
import { requireClouds } from "./service-plan.ts";

type Names = ReadonlyMap<string, string>;
const namer = (names: Names) => (id: string) => ({ id, name: names.get(id) ?? "" });
const MOST_TOLD = 200;
const BOARD_EACH = 20;
const CALENDAR_MOST = 300;
const CALENDAR_DAYS = 400;

export interface ListQuery {
  readonly state?: readonly ChangeState[] | undefined;
  readonly kind?: ChangeKind | undefined;
  readonly mode?: ChangeMode | undefined;
  readonly cloudId?: string | undefined;
  readonly providerOrgId?: string | undefined;
  readonly short?: boolean | undefined;
  readonly against?: ChangeAgainst | undefined;
  readonly mine?: boolean | undefined;
  readonly q?: string | undefined;
  readonly after?: string | undefined;
  readonly limit?: number | undefined;
}

/** On whose side of the table somebody sits. */
function sideOf(actor: Actor): "provider" | "supervisor" {
  return actor.permissions.has("change.prepare") ? "provider" : "supervisor";
}

export async function list(tx: Tx, actor: Actor, now: Date, query: ListQuery) {
  const limit = query.limit ?? DEFAULT_LIMIT;
  const key = decodeKey(query.after, 2);
  const rows = await queries.page(
    tx,
    {
      states: query.state,
      kind: query.kind,
      mode: query.mode,
      cloudId: query.cloudId,
      providerOrgId: query.providerOrgId,
      short: query.short,
      against: query.against,
      turn: query.mine ? sideOf(actor) : undefined,
      words: query.q?.trim(),
    },
    { after: key && { at: new Date(String(key[0])), id: String(key[1]) }, limit: limit + 1 },
  );
  const names = await namesFor(tx, rows.slice(0, limit));
  return pageOf(
    rows,
    limit,
    (row) => [row.made_at, row.id],
    (row) => summary(row, names, now),
  );
}

async function namesFor(tx: Tx, rows: readonly queries.ChangeRow[]): Promise<Names> {
  return await queries.namesOf(
    tx,
    rows.map((row) => row.id),
  );
}

export async function board(
  tx: Tx,
  now: Date,
  filter: { readonly cloudId?: string | undefined; readonly providerOrgId?: string | undefined },
) {
  const found = await queries.board(tx, filter, now, BOARD_EACH);
  const rows = await queries.byIds(
    tx,
    found.map((each) => each.id),
  );
  const names = await namesFor(tx, rows);
  const byId = new Map(rows.map((row) => [row.id, summary(row, names, now)]));
  const columns = CHANGE_STATES.filter((state) => state !== "closed" && state !== "withdrawn").map(
    (state) => {
      const here = found.filter((each) => each.state === state);
      return {
        state,
        count: here[0]?.count ?? 0,
        late: here[0]?.late ?? 0,
        items: here.flatMap((each) => byId.get(each.id) ?? []),
      };
    },
  );
  return { columns };
}

export async function figures(
  tx: Tx,
  now: Date,
  query: {
    readonly from?: IsoDate | undefined;
    readonly to?: IsoDate | undefined;
    readonly cloudId?: string | undefined;
  },
) {
  const to = query.to ?? dateOf(now);
  const from = query.from ?? addDays(addMonths(to, -12), 1);
  const rows = await queries.figures(tx, startOfDay(from), endOfDay(to), query.cloudId);
  return {
    from,
    to,
    providers: rows.map(({ providerOrgId, name, ...counts }) => ({
      provider: { id: providerOrgId, name },
      ...counts,
    })),
  };
}

export async function calendar(
  tx: Tx,
  actor: Actor,
  now: Date,
  query: { readonly from: IsoDate; readonly to: IsoDate; readonly cloudId?: string | undefined },
) {
  if (query.to < query.from || query.to > addDays(query.from, CALENDAR_DAYS)) {
    throw invalid({
      field: "/to",
      message: {
        zh: `应不早于开始日期，且不超过 ${CALENDAR_DAYS} 天。`,
        en: `Not before the first day, and at most ${CALENDAR_DAYS} days.`,
      },
    });
  }
  const rows = await queries.within(
    tx,
    startOfDay(query.from),
    endOfDay(query.to),
    query.cloudId,
    CALENDAR_MOST + 1,
  );
  const shown = rows.slice(0, CALENDAR_MOST);
  const names = await namesFor(tx, shown);
  const clouds = (await cloudHeads(tx, query.cloudId === undefined ? undefined : [query.cloudId])).filter(
    (cloud) => seesCase(actor, cloud.cloudId),
  );
  const cloudName = new Map(clouds.map((cloud) => [cloud.cloudId, cloud.cloudName]));
  const freezes = await freezesOf(
    tx,
    clouds.map((cloud) => cloud.cloudId),
    startOfDay(query.from),
    endOfDay(query.to),
  );
  return {
    from: query.from,
    to: query.to,
    items: shown.map((row) => summary(row, names, now)),
    more: rows.length > shown.length,
    freezes: freezes.map((freeze) => ({
      periodId: freeze.periodId,
      name: freeze.name,
      cloud: { id: freeze.cloudId, name: cloudName.get(freeze.cloudId) ?? "" },
      from: freeze.from,
      to: freeze.to,
    })),
  };
}

/** What the form proposes: people confirm which control items are touched. */
export async function proposal(
  tx: Tx,
  actor: Actor,
  now: Date,
  query: { readonly kind: ChangeKind; readonly cloudId: readonly string[] },
) {
  const clouds = await requireClouds(tx, query.cloudId, actor.orgId ?? "");
  const [work, settings, terms] = [
    await workCalendar(tx),
    await storedSettings(tx),
    await termsOf(tx, query.cloudId),
  ];
  const windows = terms.map((each) => noticeWindow(query.kind, each, settings));
  const usual = usuallyTouched(query.kind);
  const duties = [...loadCatalogue().duties.values()]
    .filter((duty) => duty.kind === "control")
    .map((duty) => ({
      id: duty.id,
      title: duty.title,
      class: duty.class,
      proposed: usual.includes(duty.id),
    }));
  return {
    duties: [...duties.filter((each) => each.proposed), ...duties.filter((each) => !each.proposed)],
    notices: clouds.map((cloud, i) => ({
      cloud: { id: cloud.id, name: cloud.name },
      window:
        windows[i] ??
        noticeWindow(query.kind, { noticeWithin: null, assessWithin: null, quorum: null }, settings),
    })),
    earliest: strictest(windows.map((window) => noticeOf(work, window, now, now))).earliest,
    systems: await parts.systemsOn(tx, query.cloudId, now, 500),
  };
}

export async function page(tx: Tx, actor: Actor, now: Date, id: string) {
  const row = await queries.byId(tx, id);
  if (!row) throw new Refusal("not-found");
  const names = await namesFor(tx, [row]);
  const named = namer(names);
  const someone = (of: string | null) => (of === null ? null : named(of));
  const steps = await parts.stepsOf(tx, id);
  const files = new Map(
    (await filesByIds(tx, [...new Set(steps.flatMap((each) => each.file_ids))])).map((file) => [
      file.id,
      file,
    ]),
  );
  const opinions = row.analysis_version > 0 ? await parts.opinionsOf(tx, id, row.analysis_version) : [];
  const notices = await parts.noticesOf(tx, id, MOST_TOLD);
  const questions = await parts.questionsOf(
    tx,
    notices.map((notice) => notice.id),
  );
  const settings = await storedSettings(tx);
  const { duties } = loadCatalogue();
  const dutyName = (dutyId: string) => duties.get(dutyId)?.title ?? { zh: dutyId, en: dutyId };
  return {
    ...summary(row, names, now),
    subject: {
      what: row.what,
      why: row.why,
      place: row.place,
      reach: row.reach,
      plain: row.plain,
      systems: row.system_ids.map(named),
      duties: row.duty_ids.map((dutyId) => ({ id: dutyId, title: dutyName(dutyId) })),
    },
    madeBy: named(row.made_by),
    madeOrg: named(row.made_org),
    noticeEarliest: row.notice_earliest,
    noticeRule: row.notice_rule,
    shortReason: row.short_reason,
    analysisVersion: row.analysis_version,
    analysis: row.analysis as FormValues | null,
    analysedAt: row.analysed_at,
    analysedBy: someone(row.analysed_by),
    adviseRule: row.advise_rule,
    quorum: Math.max(...(await termsOf(tx, row.cloud_ids)).map((terms) => quorumOf(terms, settings))),
    opinions: opinions.map((each) => ({
      by: named(each.person_id),
      opinion: each.opinion,
      note: each.note,
      at: each.at,
    })),
    opinionNote: row.opinion_note,
    advisedBy: someone(row.advised_by),
    advisedAt: row.advised_at,
    opinionCurrent: row.opinion !== null && row.advised_version === row.analysis_version,
    fileDueAt: row.file_due_at,
    fileRule: row.file_rule,
    foundHow: row.found_how,
    implementedAt: row.implemented_at,
    implementedBy: someone(row.implemented_by),
    deviations: row.deviations,
    audit: row.audit,
    assessDueAt: row.assess_due_at,
    assessRule: row.assess_rule,
    assessedAt: row.assessed_at,
    assessor: row.assessor,
    assessment: row.assessment,
    compareRule: row.compare_rule,
    comparison: row.comparison,
    comparisonNote: row.comparison_note,
    comparedBy: someone(row.compared_by),
    closedAt: row.closed_at,
    told: notices.map((notice) => ({
      id: notice.id,
      customer: named(notice.org_id),
      systems: notice.system_ids.map(named),
      toldBeforeAt: notice.told_before_at,
      acknowledgedBeforeAt: notice.acknowledged_before_at,
      toldAfterAt: notice.told_after_at,
      acknowledgedAfterAt: notice.acknowledged_after_at,
      questions: questions
        .filter((question) => question.notice_id === notice.id)
        .map((question) => questionView(question, names)),
    })),
    periods: (await periodsTriggered(tx, id)).map((period) => ({
      id: period.id,
      duty: dutyName(period.dutyId),
      dutyId: period.dutyId,
      cloud: period.cloudName,
      state: period.state,
      dueAt: period.dueAt,
    })),
    rectifications: (await rectificationsOfChange(tx, id)).map((each) => ({
      id: each.id,
      number: each.number,
    })),
    steps: steps.map((step) => ({
      id: step.id,
      kind: step.kind,
      text: step.text,
      until: step.until_at,
      by: someone(step.by_person),
      org: someone(step.by_org),
      at: step.at,
      files: step.file_ids.flatMap((fileId) => {
        const file = files.get(fileId);
        return file
          ? [{ id: file.id, name: file.name, kind: file.kind, size: file.size, state: file.state }]
          : [];
      }),
    })),
    actions: changeActions(
      await adviser(tx, actor, now, row.cloud_ids),
      factsOf(row),
      opinions.some((each) => each.person_id === actor.personId),
    ),
  };
}

function summary(row: queries.ChangeRow, names: Names, now: Date) {
  const named = namer(names);
  return {
    id: row.id,
    number: row.number,
    version: row.version,
    kind: row.kind,
    mode: row.mode,
    state: row.state,
    title: row.title,
    clouds: row.cloud_ids.map(named),
    provider: named(row.provider_org_id),
    madeAt: row.made_at,
    announcedAt: row.announced_at,
    plannedFrom: row.planned_from,
    plannedTo: row.planned_to,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    noticeShort: row.notice_short,
    opinion: row.opinion,
    result: row.result,
    against: row.against,
    filedLate: row.filed_late,
    ...changeTurn(factsOf(row), now),
    customers: row.customers,
    acknowledgedBefore: row.acknowledged_before,
    acknowledgedAfter: row.acknowledged_after,
    openQuestions: row.open_questions,
    objections: row.objections,
  };
}
