import type { Duty } from "./catalogue.ts";
import type { IsoDate } from "./dates.ts";
import { FREQUENCY_NAMES, mayAgree } from "./frequency.ts";
import { appliesAtLevel, type InapplicableReason } from "./obligation.ts";
import { type FieldProblem, invalid, Refusal } from "./refusal.ts";
import type { Rhythm } from "./span.ts";
import { checkTerms, type Terms, type TimePoint } from "./terms.ts";
import type { CapabilityLevel, Frequency, RealtimeNature } from "./vocabulary.ts";
import type { Window } from "./window.ts";

/** A text, an ISO 8601 duration or the key of an option; several of them for lists and multiple choice. */
export type ParameterValue = string | readonly string[];
export type ParameterValues = Readonly<Record<string, ParameterValue>>;

export interface AgreedWindow {
  readonly amount: number;
  readonly unit: "days" | "workdays";
}

export interface Silence {
  readonly amount: number;
  readonly unit: "hours" | "days";
}

/** What a cloud and its supervisor agreed about one duty. All terms of a cloud at one version are a snapshot. */
export interface AgreementTerm {
  readonly dutyId: string;
  readonly applicable: boolean;
  readonly inapplicable: InapplicableReason | null;
  readonly frequency: Frequency;
  readonly nature: RealtimeNature | null;
  /** Realtime only: how often it is summarised or reports nil; null for the default. */
  readonly rhythm: Rhythm | null;
  readonly startsOn: IsoDate;
  readonly timePoint: TimePoint | null;
  /** Null: the setting of the frequency. */
  readonly submitWithin: AgreedWindow | null;
  /** Continuous duties; null: the setting. */
  readonly maxSilence: Silence | null;
  /** Null: whoever supervises the cloud. */
  readonly reviewerOrgId: string | null;
  readonly secondReview: boolean;
  /** Confirmed by the supervisor. */
  readonly parameters: ParameterValues;
}

export const AGREEMENT_CHANGE_KINDS = ["not-applicable", "parameters"] as const;
export type AgreementChangeKind = (typeof AGREEMENT_CHANGE_KINDS)[number];

export const AGREEMENT_CHANGE_STATES = ["asked", "approved", "refused", "withdrawn"] as const;
export type AgreementChangeState = (typeof AGREEMENT_CHANGE_STATES)[number];

export interface CloudUnderAgreement {
  readonly capabilityLevel: CapabilityLevel;
  readonly supervisedFrom: IsoDate;
}

/** Version 1: what the catalogue asks of a cloud of this level, from the day its supervision starts. */
export function dutiesFor(duties: Iterable<Duty>, cloud: CloudUnderAgreement): AgreementTerm[] {
  return [...duties].map((duty) => defaultTerm(duty, cloud));
}

function defaultTerm(duty: Duty, cloud: CloudUnderAgreement): AgreementTerm {
  const applicable = appliesAtLevel(duty, cloud.capabilityLevel);
  return {
    dutyId: duty.id,
    applicable,
    inapplicable: applicable ? null : "capability-level",
    frequency: duty.frequency,
    nature: duty.nature ?? null,
    rhythm: null,
    startsOn: cloud.supervisedFrom,
    timePoint: null,
    submitWithin: null,
    maxSilence: null,
    reviewerOrgId: null,
    secondReview: false,
    parameters: {},
  };
}

/**
 * The terms at another capability level. What was agreed stays; rows the level now asks for start on `from`.
 * Duties that a newer catalogue added come with its defaults.
 */
export function applyLevel(
  terms: readonly AgreementTerm[],
  duties: Iterable<Duty>,
  level: CapabilityLevel,
  from: IsoDate,
): AgreementTerm[] {
  const known = new Map(terms.map((term) => [term.dutyId, term]));
  return [...duties].map((duty) => {
    const term = known.get(duty.id);
    if (term === undefined) return defaultTerm(duty, { capabilityLevel: level, supervisedFrom: from });
    if (!appliesAtLevel(duty, level)) return { ...term, applicable: false, inapplicable: "capability-level" };
    if (term.inapplicable !== "capability-level") return term;
    return { ...term, applicable: true, inapplicable: null, startsOn: later(term.startsOn, from) };
  });
}

/** What a supervisor changes by itself. An absent field stays, null goes back to the default. */
export interface TermChange {
  readonly dutyId: string;
  readonly frequency?: Frequency;
  readonly nature?: RealtimeNature | null;
  readonly rhythm?: Rhythm | null;
  readonly startsOn?: IsoDate;
  readonly timePoint?: TimePoint | null;
  readonly submitWithin?: AgreedWindow | null;
  readonly maxSilence?: Silence | null;
  readonly reviewerOrgId?: string | null;
  readonly secondReview?: boolean;
  /** Applies again after it was agreed not to. */
  readonly applicable?: true;
}

/**
 * Terms after the changes, or one refusal that names every wrong field. The frequency is never looser than
 * the catalogue's; a start is never set into the past, because what was not asked cannot be late.
 */
export function changeTerms(
  terms: readonly AgreementTerm[],
  duties: ReadonlyMap<string, Duty>,
  changes: readonly TermChange[],
  today: IsoDate,
): AgreementTerm[] {
  const problems: FieldProblem[] = [];
  const after = new Map(terms.map((term) => [term.dutyId, term]));
  for (const [index, change] of changes.entries()) {
    const term = after.get(change.dutyId);
    const duty = duties.get(change.dutyId);
    if (!term || !duty) {
      problems.push({
        field: `/changes/${index}/dutyId`,
        message: {
          zh: `约定中没有该义务：${change.dutyId}。`,
          en: `The agreement has no duty ${change.dutyId}.`,
        },
      });
      continue;
    }
    const changed = changeTerm(term, duty, change);
    problems.push(
      ...checkChanged(term, changed, duty, today).map((p) => ({
        ...p,
        field: `/changes/${index}${p.field}`,
      })),
    );
    after.set(change.dutyId, changed);
  }
  if (problems.length > 0) throw invalid(...problems);
  return terms.map((term) => after.get(term.dutyId) ?? term);
}

function changeTerm(term: AgreementTerm, duty: Duty, change: TermChange): AgreementTerm {
  const { dutyId: _, applicable, ...fields } = change;
  const frequency = fields.frequency ?? term.frequency;
  const frequencyChanged = frequency !== term.frequency;
  return {
    ...term,
    // A day or a rhythm agreed for another frequency means nothing for the new one.
    ...(frequencyChanged ? { timePoint: null, rhythm: null, maxSilence: null } : {}),
    ...fields,
    nature:
      frequency === "realtime"
        ? (fields.nature ?? (frequencyChanged ? duty.nature : term.nature) ?? null)
        : null,
    ...(applicable && term.inapplicable === "agreed" ? { applicable: true, inapplicable: null } : {}),
  };
}

function checkChanged(
  before: AgreementTerm,
  term: AgreementTerm,
  duty: Duty,
  today: IsoDate,
): FieldProblem[] {
  const problems = checkTerms(termsOf(term));
  if (!mayAgree(term.frequency, duty.frequency)) {
    const [required, asked] = [FREQUENCY_NAMES[duty.frequency], FREQUENCY_NAMES[term.frequency]];
    problems.push({
      field: "/frequency",
      message: {
        zh: `监管频率只能加严：目录要求“${required.zh}”，不能改为“${asked.zh}”。`,
        en: `The frequency may only be tightened: the catalogue asks for ${required.en}, not ${asked.en}.`,
      },
    });
  }
  if (term.startsOn !== before.startsOn && term.startsOn < today) {
    problems.push({
      field: "/startsOn",
      message: {
        zh: `开始日期不能早于今天（${today}）。`,
        en: `The start may not be before today (${today}).`,
      },
    });
  }
  if (term.maxSilence !== null && (term.nature !== "continuous" || term.maxSilence.amount < 1)) {
    problems.push({
      field: "/maxSilence",
      message: {
        zh: "最长静默时间只用于持续监测类义务，且不少于 1。",
        en: "Only continuous duties have a maximum silence, of at least 1.",
      },
    });
  }
  if (term.rhythm !== null && term.frequency !== "realtime") {
    problems.push({
      field: "/rhythm",
      message: { zh: "汇总周期只用于实时类义务。", en: "Only realtime duties have a rhythm of summaries." },
    });
  }
  return problems;
}

/** Not applicable by agreement: asked by one supervisor, approved by another (see the service). */
export function withoutDuties(
  terms: readonly AgreementTerm[],
  dutyIds: ReadonlySet<string>,
): AgreementTerm[] {
  return terms.map((term) =>
    dutyIds.has(term.dutyId) && term.applicable
      ? { ...term, applicable: false, inapplicable: "agreed" }
      : term,
  );
}

export function requireApplicable(terms: readonly AgreementTerm[], dutyIds: readonly string[]): void {
  const live = new Set(terms.filter((term) => term.applicable).map((term) => term.dutyId));
  const problems = dutyIds.flatMap((dutyId, index) =>
    live.has(dutyId)
      ? []
      : [
          {
            field: `/dutyIds/${index}`,
            message: { zh: `${dutyId} 目前不适用，无需申请。`, en: `${dutyId} does not apply at present.` },
          },
        ],
  );
  if (problems.length > 0) throw invalid(...problems);
}

export function withParameters(
  terms: readonly AgreementTerm[],
  values: ReadonlyMap<string, ParameterValues>,
): AgreementTerm[] {
  return terms.map((term) => {
    const stated = values.get(term.dutyId);
    return stated ? { ...term, parameters: { ...term.parameters, ...stated } } : term;
  });
}

/** What the schedule needs of a term; windows and rhythms not agreed come from the settings. */
export function termsOf(
  term: Pick<AgreementTerm, "frequency" | "nature" | "rhythm" | "startsOn" | "timePoint" | "submitWithin">,
  defaults: {
    readonly submitWithin?: Window;
    readonly rhythm?: Rhythm;
    readonly joinBelowPercent?: number;
  } = {},
): Terms {
  const agreed: Window | null = term.submitWithin && { ...term.submitWithin, source: "agreed" };
  return {
    frequency: term.frequency,
    nature: term.nature,
    rhythm: term.rhythm ?? (term.nature === "event-driven" ? (defaults.rhythm ?? null) : null),
    startsOn: term.startsOn,
    timePoint: term.timePoint,
    submitWithin: agreed ?? defaults.submitWithin ?? null,
    joinBelowPercent: defaults.joinBelowPercent ?? null,
  };
}

/** The fields by which two versions are compared. */
export const TERM_FIELDS = [
  "applicable",
  "frequency",
  "nature",
  "rhythm",
  "startsOn",
  "timePoint",
  "submitWithin",
  "maxSilence",
  "reviewerOrgId",
  "secondReview",
  "parameters",
] as const satisfies readonly (keyof AgreementTerm)[];
export type TermField = (typeof TERM_FIELDS)[number];

export interface TermDifference {
  readonly dutyId: string;
  readonly field: TermField;
  readonly from: unknown;
  readonly to: unknown;
}

export function compareTerms(from: readonly AgreementTerm[], to: readonly AgreementTerm[]): TermDifference[] {
  const before = new Map(from.map((term) => [term.dutyId, term]));
  return to.flatMap((term) => {
    const old = before.get(term.dutyId);
    return TERM_FIELDS.flatMap((field) => {
      const [a, b] = [old?.[field] ?? null, term[field]];
      return same(a, b) ? [] : [{ dutyId: term.dutyId, field, from: a, to: b }];
    });
  });
}

/** Snapshots come back from the database with their keys in another order. */
function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const entries = Object.entries(value).filter(([, v]) => v !== undefined && v !== null);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([k, v]) => [k, sorted(v)]));
}

/** Nothing changed: a version that says the same as the one before tells nobody anything. */
export function requireDifference(from: readonly AgreementTerm[], to: readonly AgreementTerm[]): void {
  if (compareTerms(from, to).length > 0) return;
  throw invalid({
    field: "/changes",
    message: {
      zh: "与现行约定相同，没有需要保存的变更。",
      en: "Nothing differs from the agreement in force.",
    },
  });
}

export function requireReason(reason: string): void {
  if (reason.trim() === "") throw new Refusal("reason-required");
}

function later(a: IsoDate, b: IsoDate): IsoDate {
  return a > b ? a : b;
}
