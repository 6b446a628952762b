import { loadCatalogue } from "@yunjian/catalogue";
import {
  type Actor,
  addDays,
  type AgreementTerm,
  dateOf,
  type Duty,
  endsWithObligation,
  type IsoDate,
  partyOf,
  type PlannedPeriod,
  replan,
  settingOf,
  subjectsOf,
} from "@yunjian/domain";
import { emit } from "../../platform/events.ts";
import { newId } from "../../platform/ids.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { agreementInForce } from "../agreements/read.ts";
import { engagedWith } from "../identity/read.ts";
import { cloudForDuties, liveSites } from "../registry/read.ts";
import * as plans from "./plan-queries.ts";
import { type PlanningRules, planner, planningRules, scheduleTerms, termsKey } from "./rules.ts";
import { refreshStanding } from "./standing-queries.ts";

type Row = Awaited<ReturnType<typeof plans.obligationsOfCloud>>[number];

/** One obligation as agreement, register and engagements want it. */
interface Wanted {
  readonly duty: Duty;
  readonly term: AgreementTerm;
  readonly subjectId: string;
  readonly party: { readonly role: string; readonly orgId: string };
  /** A site begins with its registration, whatever the agreement says of the cloud. */
  readonly notBefore: IsoDate | null;
}

/**
 * Brings the obligations of a cloud in line with its agreement, its sites and whoever is engaged: adds what
 * is missing, ends what is gone, plans anew what runs on other terms. Periods that have opened stay.
 */
export async function syncCloud(tx: Tx, actor: Actor, now: Date, cloudId: string): Promise<void> {
  const rules = await planningRules(tx, now);
  const agreement = await agreementInForce(tx, cloudId);
  if (!agreement) return;
  const wanted = await wantedFor(tx, now, cloudId, agreement.terms);
  const rows = await plans.obligationsOfCloud(tx, cloudId);
  const byKey = new Map(rows.map((row) => [keyOf(row.subject_id, row.duty_id, row.party_org_id), row]));
  const lay = planner(rules);

  const kept = new Set<string>();
  const changed: { row: Row; want: Wanted }[] = [];
  const missing: Wanted[] = [];
  for (const want of wanted) {
    const row = byKey.get(keyOf(want.subjectId, want.duty.id, want.party.orgId));
    if (!row) missing.push(want);
    else {
      kept.add(row.id);
      if (differs(row, want)) changed.push({ row, want });
    }
  }
  const gone = rows.filter((row) => row.ended_at === null && !kept.has(row.id));
  // A party that had the duty before takes it over again in its old row.
  const takers = [...missing, ...changed.filter(({ row }) => row.ended_at !== null).map(({ want }) => want)];
  const handover = await handOver(tx, now, gone, takers);

  const fresh: plans.ObligationValues[] = [];
  const periods: plans.NewPeriods[] = [];
  for (const want of missing) {
    const from = latest(want.term.startsOn, want.notBefore, handover.startsOn(want, rules.today));
    const values = valuesOf(newId(now), cloudId, want, from, from, rules.until);
    fresh.push(values);
    if (want.term.applicable)
      periods.push(numbered(now, values.id, lay({ ...want.term, startsOn: from }, from)));
  }
  await plans.insertObligations(tx, now, agreement, fresh);
  const moved = await change(tx, now, cloudId, changed, rules, handover);
  periods.push(...moved.periods);
  await plans.followVersion(tx, now, cloudId, agreement);
  await plans.insertPeriods(tx, now, periods);
  const touched = [...fresh, ...changed.map(({ row }) => row), ...gone].map((each) => each.id);
  await refreshStanding(tx, touched, silenceHours(rules));
  const cancelled = [...moved.cancelled, ...handover.cancelled];
  await tell(tx, actor, now, cloudId, { started: fresh.length, ended: gone.length, cancelled });
}

interface Handover {
  readonly cancelled: string[];
  /** From when a party answers for what was another's before; null where it was nobody's. */
  readonly startsOn: (want: Wanted, today: IsoDate) => IsoDate | null;
}

/**
 * Ends what is gone. Where another party takes a duty over, what the old one has not begun to answer goes
 * with it, and the new one starts after the last span that the old one keeps: nothing is asked twice.
 */
async function handOver(
  tx: Tx,
  now: Date,
  gone: readonly Row[],
  takers: readonly Wanted[],
): Promise<Handover> {
  const taken = new Set(takers.map((want) => `${want.subjectId} ${want.duty.id}`));
  const dutyOf = (row: Row) => `${row.subject_id} ${row.duty_id}`;
  const laid = Map.groupBy(
    await plans.laidPeriods(
      tx,
      gone.map((row) => row.id),
    ),
    (period) => period.obligationId,
  );
  const cancelled: string[] = [];
  const lastKept = new Map<string, IsoDate>();
  for (const row of gone) {
    const how = taken.has(dutyOf(row)) ? "not-applicable" : "ended";
    for (const period of laid.get(row.id) ?? []) {
      if (endsNow(period, now, how)) cancelled.push(period.id);
      else if (period.kind !== "on-demand")
        lastKept.set(dutyOf(row), latest(period.spanEnd, lastKept.get(dutyOf(row)) ?? null));
    }
  }
  await plans.cancelPeriods(tx, cancelled);
  await plans.endObligations(
    tx,
    now,
    gone.map((row) => row.id),
  );
  const before = new Set(gone.map(dutyOf));
  return {
    cancelled,
    startsOn: (want, today) => {
      const duty = `${want.subjectId} ${want.duty.id}`;
      if (!before.has(duty)) return null;
      const kept = lastKept.get(duty);
      return kept === undefined ? today : latest(today, addDays(kept, 1));
    },
  };
}

/** Everything of a cloud ends with it: nothing more opens; what has opened is still handed in and decided. */
export async function endCloud(tx: Tx, actor: Actor, now: Date, cloudId: string): Promise<void> {
  const rows = await plans.obligationsOfCloud(tx, cloudId);
  const live = rows.filter((row) => row.ended_at === null);
  const { cancelled } = await handOver(tx, now, live, []);
  await refreshStanding(
    tx,
    live.map((row) => row.id),
    silenceHours(await planningRules(tx, now)),
  );
  await tell(tx, actor, now, cloudId, { started: 0, ended: live.length, cancelled });
}

async function wantedFor(
  tx: Tx,
  now: Date,
  cloudId: string,
  terms: readonly AgreementTerm[],
): Promise<Wanted[]> {
  const cloud = await cloudForDuties(tx, cloudId);
  if (!cloud || cloud.endedAt !== null) return [];
  const sites = await liveSites(tx, cloudId);
  const since = new Map(sites.map((site) => [site.id, dateOf(site.createdAt)]));
  const [assessorOrgId = null] = (await engagedWith(tx, cloudId, ["assessor"], now)).sort();
  const parties = { providerOrgId: cloud.providerOrgId, assessorOrgId };
  const of = { cloudId, siteIds: sites.map((site) => site.id) };
  const { duties } = loadCatalogue();
  return terms.flatMap((term) => {
    const duty = duties.get(term.dutyId);
    if (!duty) return [];
    return subjectsOf(duty, of).map((subjectId) => ({
      duty,
      term,
      subjectId,
      party: partyOf(duty, parties),
      notBefore: since.get(subjectId) ?? null,
    }));
  });
}

function differs(row: Row, want: Wanted): boolean {
  const hours =
    want.term.maxSilence && want.term.maxSilence.amount * (want.term.maxSilence.unit === "days" ? 24 : 1);
  return (
    row.ended_at !== null ||
    row.terms_key !== termsKey(want.term) ||
    row.party_role !== want.party.role ||
    row.inapplicable_reason !== want.term.inapplicable ||
    row.reviewer_org_id !== want.term.reviewerOrgId ||
    row.second_review !== want.term.secondReview ||
    row.max_silence_hours !== hours
  );
}

/** Terms of obligations that run already. Only a change of the schedule touches periods. */
async function change(
  tx: Tx,
  now: Date,
  cloudId: string,
  changed: readonly { row: Row; want: Wanted }[],
  rules: PlanningRules,
  handover: Handover,
): Promise<{ periods: plans.NewPeriods[]; cancelled: string[] }> {
  const laid = Map.groupBy(
    await plans.laidPeriods(
      tx,
      changed.map(({ row }) => row.id),
    ),
    (period) => period.obligationId,
  );
  const values: plans.ObligationValues[] = [];
  const periods: plans.NewPeriods[] = [];
  const cancelled: string[] = [];
  for (const { row, want } of changed) {
    const existing = laid.get(row.id) ?? [];
    const resumes = row.ended_at !== null || !row.applicable;
    if (row.terms_key === termsKey(want.term) && !resumes) {
      values.push(valuesOf(row.id, cloudId, want, row.starts_on, row.terms_from, row.planned_until));
      continue;
    }
    if (!want.term.applicable) {
      cancelled.push(
        ...existing.filter((period) => endsNow(period, now, "not-applicable")).map((period) => period.id),
      );
      values.push(valuesOf(row.id, cloudId, want, row.starts_on, row.terms_from, null));
      continue;
    }
    // Time in which the duty did not apply is not asked for afterwards.
    const standing = resumes ? existing.filter((period) => period.spanEnd >= rules.today) : existing;
    const begun = row.starts_on <= rules.today && want.term.startsOn <= rules.today;
    const startsOn = latest(
      want.term.startsOn,
      want.notBefore,
      begun ? rules.today : null,
      handover.startsOn(want, rules.today),
    );
    const next = replan(
      rules.calendar,
      standing,
      { ...scheduleTerms(want.term, rules.settings), startsOn },
      now,
      rules.until,
    );
    cancelled.push(...next.cancel.map((period) => period.id));
    periods.push(numbered(now, row.id, next.add));
    values.push(
      valuesOf(row.id, cloudId, want, begun ? row.starts_on : startsOn, next.terms.startsOn, rules.until),
    );
  }
  await plans.cancelPeriods(tx, cancelled);
  await plans.updateObligations(tx, values);
  return { periods, cancelled };
}

function endsNow(period: plans.LaidPeriod, now: Date, how: "not-applicable" | "ended"): boolean {
  return endsWithObligation(
    { state: period.state as "open", opensAt: period.opensAt, dueAt: period.dueAt },
    now,
    how,
  );
}

async function tell(
  tx: Tx,
  actor: Actor,
  now: Date,
  cloudId: string,
  what: { started: number; ended: number; cancelled: readonly string[] },
): Promise<void> {
  const about = { object: { type: "agreement", id: cloudId }, subjectId: cloudId } as const;
  if (what.started > 0)
    await emit(tx, actor, now, { kind: "obligation.started", ...about, data: { count: what.started } });
  if (what.ended > 0)
    await emit(tx, actor, now, { kind: "obligation.ended", ...about, data: { count: what.ended } });
  if (what.cancelled.length > 0) {
    await emit(tx, actor, now, {
      kind: "period.cancelled",
      ...about,
      data: { periods: [...what.cancelled] },
    });
  }
}

function valuesOf(
  id: string,
  cloudId: string,
  want: Wanted,
  startsOn: IsoDate,
  termsFrom: IsoDate,
  plannedUntil: IsoDate | null,
): plans.ObligationValues {
  return {
    id,
    subjectId: want.subjectId,
    cloudId,
    dutyId: want.duty.id,
    class: want.duty.class,
    attribute: want.duty.attribute,
    partyRole: want.party.role,
    partyOrgId: want.party.orgId,
    term: want.term,
    inapplicable: want.term.inapplicable,
    startsOn,
    termsFrom,
    termsKey: termsKey(want.term),
    plannedUntil: want.term.applicable ? plannedUntil : null,
  };
}

export function numbered(
  now: Date,
  obligationId: string,
  planned: readonly PlannedPeriod[],
): plans.NewPeriods {
  return { obligationId, plans: planned, ids: planned.map(() => newId(now)) };
}

export function silenceHours({ settings }: Pick<PlanningRules, "settings">): number {
  const { amount, unit } = settingOf(settings, "realtime.maxSilence");
  return unit === "hours" ? amount : amount * 24;
}

function keyOf(subjectId: string, dutyId: string, orgId: string): string {
  return `${subjectId} ${dutyId} ${orgId}`;
}

function latest(first: IsoDate, ...others: readonly (IsoDate | null)[]): IsoDate {
  return others.reduce<IsoDate>((last, each) => (each !== null && each > last ? each : last), first);
}
