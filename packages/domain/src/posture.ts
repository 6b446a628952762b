import type { WindowUnit } from "./rule.ts";
import { type PeriodState, POSTURES, type Posture } from "./vocabulary.ts";

const DAY_MS = 86_400_000;

/**
 * What an obligation's row holds. Nothing here says where it stands: that is computed when it is read,
 * because it changes by the passing of time alone.
 */
export interface ObligationFacts {
  readonly applicable: boolean;
  /**
   * Earliest `partyDue` among the opened periods that fall due at all (`fallsDue(kind)`); null when
   * nothing is the party's turn.
   */
  readonly nextDueAt: Date | null;
  /** A non-compliant outcome whose rectification is not closed. */
  readonly openNonCompliant: boolean;
  /** Continuous duties: last proof (or the start, before there is one) plus the maximum silence. */
  readonly freshUntil: Date | null;
  readonly startedAt: Date | null;
}

/**
 * Until when the proof of a continuous duty is fresh. Machines do not rest: silence runs through nights and
 * holidays and ends at its hour, unlike a limit for people (`windowEnd`).
 */
export function freshUntilOf(lastProofAt: Date, maxSilence: { amount: number; unit: WindowUnit }): Date {
  const { amount, unit } = maxSilence;
  if (unit !== "hours" && unit !== "days") throw new RangeError(`silence is not measured in ${unit}`);
  return new Date(lastProofAt.getTime() + amount * (unit === "days" ? DAY_MS : DAY_MS / 24));
}

export interface PostureSettings {
  readonly dueSoonDays: number;
}

/**
 * Where an obligation stands at `now`. The first that holds, in the order of POSTURES, except that what
 * does not apply is never anything else, and what has not started is never due soon. Deadlines are
 * inclusive (see `endOfDay`).
 *
 * The database answers the same question for whole matrices; its expression must stay equal to this one:
 *
 *   case
 *     when not applicable                                    then 'not-applicable'
 *     when open_non_compliant                                then 'non-compliant'
 *     when next_due_at < :now                                then 'overdue'
 *     when fresh_until < :now                                then 'stale'
 *     when started_at is null or started_at > :now           then 'not-started'
 *     when next_due_at <= :now + :due_soon_days * '24 hours' then 'due-soon'
 *     else                                                        'current'
 *   end
 *
 * (a comparison with null does not hold, there as here).
 */
export function posture(facts: ObligationFacts, now: Date, settings: PostureSettings): Posture {
  const at = now.getTime();
  const { nextDueAt, freshUntil, startedAt } = facts;
  if (!facts.applicable) return "not-applicable";
  if (facts.openNonCompliant) return "non-compliant";
  if (nextDueAt !== null && nextDueAt.getTime() < at) return "overdue";
  if (freshUntil !== null && freshUntil.getTime() < at) return "stale";
  if (startedAt === null || startedAt.getTime() > at) return "not-started";
  if (nextDueAt !== null && nextDueAt.getTime() <= at + settings.dueSoonDays * DAY_MS) return "due-soon";
  return "current";
}

/** The worst of several; of none, that nothing applies. */
export function worst(postures: Iterable<Posture>): Posture {
  const seen = new Set(postures);
  return POSTURES.find((one) => seen.has(one)) ?? "not-applicable";
}

export type PostureCounts = Partial<Readonly<Record<Posture, number>>>;

/** One field of the clouds x classes matrix. */
export interface Cell {
  readonly posture: Posture;
  /** How many of the obligations stand as badly as `posture` says. */
  readonly count: number;
  /** All that apply. */
  readonly applicable: number;
  /** Applicable ones that need somebody: worse than 'current'. */
  readonly attention: number;
}

export function cellOf(counts: PostureCounts): Cell {
  const present = POSTURES.filter((one) => (counts[one] ?? 0) > 0);
  const posture = worst(present);
  const sum = (of: readonly Posture[]) => of.reduce((total, one) => total + (counts[one] ?? 0), 0);
  return {
    posture,
    count: counts[posture] ?? 0,
    applicable: sum(POSTURES.filter((one) => one !== "not-applicable")),
    attention: sum(POSTURES.slice(0, POSTURES.indexOf("current"))),
  };
}

/** How one period stands, as a key for the message files. */
export const STANDINGS = [
  "planned", // not opened yet
  "open",
  "due-soon",
  "overdue",
  "returned", // supplement asked for
  "returned-overdue",
  "awaiting-receipt", // 待受理
  "awaiting-decision", // 待审核
  "compliant",
  "non-compliant",
  "cancelled",
] as const;
export type StandingKey = (typeof STANDINGS)[number];

export interface PeriodFacts {
  readonly state: PeriodState;
  readonly opensAt: Date;
  readonly dueAt: Date;
  /** Granted extension. */
  readonly extendedTo?: Date | null;
  /** Limit for the supplement after a return. */
  readonly supplementDueAt?: Date | null;
  /** The supervisor's own limits, once something was handed in or received. */
  readonly receiptDueAt?: Date | null;
  readonly decisionDueAt?: Date | null;
}

export interface Standing {
  readonly key: StandingKey;
  readonly turn: "party" | "supervisor" | "none";
  /** Whoever's turn it is has let the limit pass. */
  readonly late: boolean;
  /** Until when it is that one's turn; for a planned period, when it opens. */
  readonly until: Date | null;
}

/** The due instant that counts: an extension moves it later, never earlier. */
export function effectiveDue(period: Pick<PeriodFacts, "dueAt" | "extendedTo">): Date {
  const { dueAt, extendedTo } = period;
  return extendedTo && extendedTo.getTime() > dueAt.getTime() ? extendedTo : dueAt;
}

/** Until when the party has to hand in, while it is its turn: what an obligation's `nextDueAt` is made of. */
export function partyDue(period: PeriodFacts): Date | null {
  if (period.state === "open") return effectiveDue(period);
  return period.state === "returned" ? supplementDue(period) : null;
}

/** Handed in after the due instant, as the history of a provider counts it. */
export function wasLate(period: Pick<PeriodFacts, "dueAt" | "extendedTo">, handedInAt: Date): boolean {
  return handedInAt.getTime() > effectiveDue(period).getTime();
}

export function periodStanding(period: PeriodFacts, now: Date, dueSoonDays: number): Standing {
  const passed = (until: Date | null) => until !== null && now.getTime() > until.getTime();
  switch (period.state) {
    case "open": {
      if (now.getTime() < period.opensAt.getTime()) {
        return { key: "planned", turn: "none", late: false, until: period.opensAt };
      }
      const until = effectiveDue(period);
      if (passed(until)) return { key: "overdue", turn: "party", late: true, until };
      const soon = until.getTime() <= now.getTime() + dueSoonDays * DAY_MS;
      return { key: soon ? "due-soon" : "open", turn: "party", late: false, until };
    }
    case "returned": {
      const until = supplementDue(period);
      const late = passed(until);
      return { key: late ? "returned-overdue" : "returned", turn: "party", late, until };
    }
    case "submitted": {
      const until = period.receiptDueAt ?? null;
      return { key: "awaiting-receipt", turn: "supervisor", late: passed(until), until };
    }
    case "in-review": {
      const until = period.decisionDueAt ?? null;
      return { key: "awaiting-decision", turn: "supervisor", late: passed(until), until };
    }
    case "compliant":
    case "non-compliant":
    case "cancelled":
      return { key: period.state, turn: "none", late: false, until: null };
  }
}

/** A return gives time for the supplement, and never takes away what was left of the period's own. */
function supplementDue(period: PeriodFacts): Date {
  const due = effectiveDue(period);
  const supplement = period.supplementDueAt;
  return supplement && supplement.getTime() > due.getTime() ? supplement : due;
}
