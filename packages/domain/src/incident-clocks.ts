import type { WorkCalendar } from "./calendar.ts";
import { atLeast, type IncidentLevel } from "./incident-level.ts";
import { type SettingKey, type StoredSettings, settingOf } from "./setting-values.ts";
import type { Bilingual } from "./vocabulary.ts";
import { windowEnd } from "./window.ts";

/** As what the reporting regulation sees an organisation; each kind has an authority and a time limit of its own. */
export const OPERATOR_KINDS = ["cii", "central", "other"] as const;
export type OperatorKind = (typeof OPERATOR_KINDS)[number];

/** Who is told. */
export const TELLING_CHANNELS = [
  "customers",
  "supervisor",
  "protection-department",
  "police",
  "own-cyberspace-office",
  "provincial-cyberspace-office",
  "national-cyberspace-office",
  "national-police",
] as const;
export type TellingChannel = (typeof TELLING_CHANNELS)[number];

export const CHANNEL_WORDS: Readonly<Record<TellingChannel, Bilingual>> = {
  customers: { zh: "受影响客户", en: "the affected customers" },
  supervisor: { zh: "运行监管方", en: "the supervisor" },
  "protection-department": { zh: "关键信息基础设施保护工作部门", en: "the protection department" },
  police: { zh: "公安机关", en: "the police" },
  "own-cyberspace-office": { zh: "本部门网信工作机构", en: "the department's own cyberspace office" },
  "provincial-cyberspace-office": { zh: "属地省级网信部门", en: "the provincial cyberspace administration" },
  "national-cyberspace-office": { zh: "国家网信部门", en: "the national cyberspace administration" },
  "national-police": { zh: "国务院公安部门", en: "the national public security authority" },
};

export const CLOCK_KINDS = ["contract", "report", "upward", "crime", "closing"] as const;
export type ClockKind = (typeof CLOCK_KINDS)[number];

/** One organisation that has to tell others. */
export interface ClockParty {
  readonly orgId: string;
  readonly side: "provider" | "customer";
  readonly operator: OperatorKind;
  /** From when this organisation knew. */
  readonly knewAt: Date;
  /** Agreed in its contracts, in minutes; the setting otherwise. */
  readonly customersWithin?: number | null;
  readonly supervisorWithin?: number | null;
}

export interface Told {
  readonly orgId: string;
  readonly channel: TellingChannel;
  readonly kind: "first" | "progress" | "closing";
  readonly at: Date;
}

export interface ClockInput {
  /** By the reporting regulation, as it stands now. */
  readonly level: IncidentLevel;
  /** When what makes it this level became known; never when somebody typed it. */
  readonly levelSince: Date;
  /** From when a crime is suspected. */
  readonly crimeSince: Date | null;
  /** Handling ended; null while it goes on. */
  readonly handledAt: Date | null;
  /** How often it was reopened: each handling has a closing report of its own. */
  readonly round: number;
  readonly parties: readonly ClockParty[];
  readonly told: readonly Told[];
}

export interface NeededClock {
  readonly orgId: string;
  readonly side: "provider" | "customer";
  readonly kind: ClockKind;
  readonly to: TellingChannel;
  readonly round: number;
  readonly from: Date;
  readonly warnAt: Date;
  readonly climbAt: Date;
  readonly dueAt: Date;
  /** Law, which no holiday moves; false: contract or agreement. */
  readonly legal: boolean;
  /** The setting that gave the number, or 'contract'. */
  readonly source: SettingKey | "contract";
}

/** To whom an operator of this kind reports first. */
export const FIRST_AUTHORITIES: Readonly<Record<OperatorKind, readonly TellingChannel[]>> = {
  cii: ["protection-department", "police"],
  central: ["own-cyberspace-office"],
  other: ["provincial-cyberspace-office"],
};
const REPORT_WITHIN = {
  cii: "incident.reportCii",
  central: "incident.reportCentral",
  other: "incident.reportOther",
} as const satisfies Record<OperatorKind, SettingKey>;

/** Which authority passes the report on to whom, for 重大 and above. */
const UPWARD: Readonly<Record<OperatorKind, readonly TellingChannel[]>> = {
  cii: ["national-cyberspace-office", "national-police"],
  central: ["national-cyberspace-office"],
  other: ["national-cyberspace-office"],
};

/**
 * Every time limit that an incident sets now, for each organisation apart. The same facts give the same
 * clocks, however often it is asked; what is to be done with clocks that run already is planClocks().
 */
export function neededClocks(cal: WorkCalendar, settings: StoredSettings, input: ClockInput): NeededClock[] {
  const clocks: NeededClock[] = [];
  const share = (percent: number, from: Date, due: Date) =>
    new Date(from.getTime() + Math.floor(((due.getTime() - from.getTime()) * percent) / 100));
  const add = (
    party: ClockParty,
    clock: Omit<NeededClock, "orgId" | "side" | "warnAt" | "climbAt" | "round"> & { round?: number },
  ) => {
    clocks.push({
      round: 0,
      ...clock,
      orgId: party.orgId,
      side: party.side,
      warnAt: share(settingOf(settings, "incident.warnPercent"), clock.from, clock.dueAt),
      climbAt: share(settingOf(settings, "incident.climbPercent"), clock.from, clock.dueAt),
    });
  };
  const after = (from: Date, minutes: number) => new Date(from.getTime() + minutes * 60_000);
  const reportable = atLeast(input.level, settingOf(settings, "incident.reportFrom"));
  const upward = atLeast(input.level, "major");
  for (const party of input.parties) {
    if (party.side === "provider") {
      for (const [to, key, agreed] of [
        ["customers", "incident.customersWithin", party.customersWithin],
        ["supervisor", "incident.supervisorWithin", party.supervisorWithin],
      ] as const) {
        const minutes = agreed ?? settingOf(settings, key);
        const dueAt = after(party.knewAt, minutes);
        const source = agreed == null ? key : "contract";
        add(party, { kind: "contract", to, from: party.knewAt, dueAt, legal: false, source });
      }
    }
    if (reportable) {
      const source = REPORT_WITHIN[party.operator];
      // An organisation that heard of it later than the fact was known has its time from when it heard.
      const from = later(party.knewAt, input.levelSince);
      for (const to of FIRST_AUTHORITIES[party.operator]) {
        const dueAt = after(from, settingOf(settings, source));
        add(party, { kind: "report", to, from, dueAt, legal: true, source });
      }
      const first = FIRST_AUTHORITIES[party.operator][0];
      const reported = firstTold(input.told, party.orgId, first);
      if (upward && reported !== null) {
        const key = party.operator === "cii" ? "incident.upwardCii" : "incident.upwardOther";
        const start = later(reported, input.levelSince);
        for (const to of UPWARD[party.operator]) {
          const dueAt = after(start, settingOf(settings, key));
          add(party, { kind: "upward", to, from: start, dueAt, legal: true, source: key });
        }
      }
      if (input.handledAt !== null && first !== undefined) {
        const key = "incident.closingReportDays";
        const window = { amount: settingOf(settings, key), unit: "days", legal: true, source: key } as const;
        const dueAt = windowEnd(cal, input.handledAt, window).at;
        const closing = { kind: "closing", to: first, from: input.handledAt, dueAt, legal: true } as const;
        add(party, { ...closing, source: key, round: input.round });
      }
    }
    // Critical infrastructure goes to the police from 较大 up anyway.
    if (input.crimeSince !== null && !(reportable && party.operator === "cii")) {
      const key = "incident.policeWithin";
      const from = later(party.knewAt, input.crimeSince);
      const dueAt = after(from, settingOf(settings, key));
      add(party, { kind: "crime", to: "police", from, dueAt, legal: true, source: key });
    }
  }
  return clocks;
}

function later(a: Date, b: Date): Date {
  return a.getTime() > b.getTime() ? a : b;
}

function firstTold(told: readonly Told[], orgId: string, channel: TellingChannel | undefined): Date | null {
  const times = told
    .filter((each) => each.orgId === orgId && each.channel === channel)
    .map((each) => each.at.getTime());
  return times.length === 0 ? null : new Date(Math.min(...times));
}

/** A clock as stored. */
export interface StoredClock extends Pick<NeededClock, "orgId" | "kind" | "to" | "round" | "dueAt"> {
  readonly id: string;
  readonly doneAt: Date | null;
}

export interface ClockPlan {
  readonly start: readonly NeededClock[];
  /** A fact shows that the time began earlier than thought: the limit moves forward, never back. */
  readonly sooner: readonly { readonly id: string; readonly clock: NeededClock }[];
  /** No longer asked for, and not yet expired: it stops. */
  readonly stop: readonly string[];
}

export function clockIdentity(clock: Pick<NeededClock, "orgId" | "kind" | "to" | "round">): string {
  return `${clock.orgId} ${clock.kind} ${clock.to} ${clock.round}`;
}

/**
 * What becomes of clocks that run when the facts change. A clock that has run out stays, whatever the level
 * becomes afterwards: a breach is not undone by grading lower. What was done stays done.
 */
export function planClocks(
  running: readonly StoredClock[],
  needed: readonly NeededClock[],
  now: Date,
): ClockPlan {
  const known = new Map(running.map((clock) => [clockIdentity(clock), clock]));
  const wanted = new Set(needed.map(clockIdentity));
  const start: NeededClock[] = [];
  const sooner: { id: string; clock: NeededClock }[] = [];
  for (const clock of needed) {
    const stored = known.get(clockIdentity(clock));
    if (stored === undefined) start.push(clock);
    else if (stored.doneAt === null && clock.dueAt.getTime() < stored.dueAt.getTime())
      sooner.push({ id: stored.id, clock });
  }
  const stop = running
    .filter(
      (clock) =>
        clock.doneAt === null && now.getTime() <= clock.dueAt.getTime() && !wanted.has(clockIdentity(clock)),
    )
    .map((clock) => clock.id);
  return { start, sooner, stop };
}

export const CLOCK_STANDINGS = ["running", "near", "expired", "met", "met-late", "stopped"] as const;
export type ClockStanding = (typeof CLOCK_STANDINGS)[number];

/** Where a clock stands; computed when read, never stored. */
export function clockStanding(
  clock: {
    readonly warnAt: Date;
    readonly dueAt: Date;
    readonly doneAt: Date | null;
    readonly stoppedAt: Date | null;
  },
  now: Date,
): ClockStanding {
  if (clock.doneAt !== null) return clock.doneAt.getTime() <= clock.dueAt.getTime() ? "met" : "met-late";
  if (clock.stoppedAt !== null) return "stopped";
  if (now.getTime() > clock.dueAt.getTime()) return "expired";
  return now.getTime() >= clock.warnAt.getTime() ? "near" : "running";
}
