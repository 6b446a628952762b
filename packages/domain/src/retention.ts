import type { Actor } from "./actor.ts";
import { requireReason } from "./agreement.ts";
import { addMonths, dateOf, startOfDay } from "./dates.ts";
import { Refusal } from "./refusal.ts";

import { type SettingKey, settingOf, type StoredSettings } from "./setting-values.ts";

/**
 * How long what is kept is kept. Two worlds: *evidence* (files), which goes only when two persons say so and
 * whose entries and digests stay for ever; and *logs and mails*, which the platform clears away by itself.
 * What the ledger proves is never removed by either.
 */

/** Files, by what they were used for. */
export const FILE_RETENTIONS = ["submission", "rectification", "authorisation", "draft"] as const;
export type FileRetention = (typeof FILE_RETENTIONS)[number];

/** What the platform clears away by itself once its time is over. */
export const LOG_RETENTIONS = ["sign-in", "mail", "notice", "job", "request"] as const;
export type LogRetention = (typeof LOG_RETENTIONS)[number];

export type RetentionKind = "record" | LogRetention | FileRetention;

/** The setting that says how long; `record` is a lower bound, the record itself stays for good. */
export const RETENTION_SETTING = {
  record: "retention.auditMonths",
  "sign-in": "retention.signInMonths",
  mail: "retention.mailMonths",
  notice: "retention.noticeMonths",
  job: "retention.jobMonths",
  request: "retention.requestDays",
  submission: "retention.submissionMonths",
  rectification: "retention.caseMonths",
  authorisation: "retention.caseMonths",
  draft: "retention.draftMonths",
} as const satisfies Record<RetentionKind, SettingKey>;

/** Lines of a log before this instant may go. Whole days, so that a run at night takes the day or leaves it. */
export function clearBefore(settings: StoredSettings, kind: LogRetention, now: Date): Date {
  if (kind === "request") {
    const days = settingOf(settings, "retention.requestDays");
    return startOfDay(dateOf(new Date(now.getTime() - days * 86_400_000)));
  }
  return startOfDay(addMonths(dateOf(now), -settingOf(settings, RETENTION_SETTING[kind])));
}

/** Archive classes: permanent, and two for a time (GB/T 18894 speaks of 保管期限). */
export const ARCHIVE_CLASSES = ["permanent", "long", "short"] as const;
export type ArchiveClass = (typeof ARCHIVE_CLASSES)[number];

/** When an archived thing may be disposed of; null: never. */
export function archiveEnd(settings: StoredSettings, mark: ArchiveMark): Date | null {
  if (mark.class === "permanent") return null;
  const years = settingOf(settings, mark.class === "long" ? "retention.longYears" : "retention.shortYears");
  return startOfDay(addMonths(dateOf(mark.at), years * 12));
}

export interface ArchiveMark {
  readonly class: ArchiveClass;
  readonly at: Date;
}

/** One use of a file's content: since when its time runs; null while the case is open. */
export interface FileUse {
  readonly kind: FileRetention;
  readonly since: Date | null;
}

/** What decides about a content: stored once for an organisation, used perhaps by several files. */
export interface KeptContent {
  /** Uses of every file of the same content; `draft` from its upload stands for one without any. */
  readonly uses: readonly FileUse[];
  readonly archives: readonly ArchiveMark[];
  readonly held: boolean;
}

export interface RetentionEnd {
  /** Null: never, or not before an open case is closed. */
  readonly at: Date | null;
  /** What gave that end. */
  readonly by: FileRetention | "archive" | "open-case";
}

/** The latest end of all its uses and marks counts. */
export function retentionEnd(settings: StoredSettings, content: Omit<KeptContent, "held">): RetentionEnd {
  const open = content.uses.find((use) => use.since === null);
  if (open) return { at: null, by: "open-case" };
  const ends: RetentionEnd[] = [
    ...content.uses.map(({ kind, since }) => ({
      at: startOfDay(addMonths(dateOf(since ?? new Date(0)), settingOf(settings, RETENTION_SETTING[kind]))),
      by: kind,
    })),
    ...content.archives.map((mark) => ({ at: archiveEnd(settings, mark), by: "archive" as const })),
  ];
  const never = ends.find(({ at }) => at === null);
  if (never) return never;
  const [last] = ends.sort((a, b) => (b.at?.getTime() ?? 0) - (a.at?.getTime() ?? 0));
  return last ?? { at: null, by: "open-case" };
}

/** Why a content must stay; null: it is due for disposal. */
export type StayReason = "held" | "in-retention" | "archived" | "open-case";
export function stays(settings: StoredSettings, content: KeptContent, now: Date): StayReason | null {
  if (content.held) return "held";
  const { at, by } = retentionEnd(settings, content);
  if (by === "open-case") return "open-case";
  if (at === null) return "archived";
  if (at > now) return by === "archive" ? "archived" : "in-retention";
  return null;
}

// Requests that take two persons -----------------------------------------------------------------------

/** What one asks and another approves. */
export const RETENTION_REQUESTS = ["disposal", "hold-lift", "erase-organisation", "erase-person"] as const;
export type RetentionRequestKind = (typeof RETENTION_REQUESTS)[number];

export const RETENTION_REQUEST_STATES = ["asked", "approved", "refused", "withdrawn", "done"] as const;
export type RetentionRequestState = (typeof RETENTION_REQUEST_STATES)[number];

/** The permissions to ask and to approve each. Approving one's own is refused whoever one is. */
export const REQUEST_NEEDS = {
  disposal: { ask: "disposal.propose", approve: "disposal.approve" },
  "hold-lift": { ask: "hold.place", approve: "disposal.approve" },
  "erase-organisation": { ask: "erasure.ask", approve: "erasure.approve" },
  "erase-person": { ask: "erasure.ask", approve: "erasure.approve" },
} as const;

/**
 * These steps concern everybody's evidence: for the organisation that supervises everything, in a session, by
 * right of a post and not of a temporary privilege.
 */
export function requireCustodian(actor: Actor): void {
  if (actor.scope !== "all" || actor.personId === null) throw new Refusal("forbidden");
  if (actor.via === "api-key" || actor.privilegeId != null) throw new Refusal("forbidden");
}

export function requireRequestAsker(actor: Actor, kind: RetentionRequestKind, reason: string): void {
  requireCustodian(actor);
  if (!actor.permissions.has(REQUEST_NEEDS[kind].ask)) throw new Refusal("forbidden");
  requireReason(reason);
}

export interface RetentionRequestFacts {
  readonly kind: RetentionRequestKind;
  readonly state: RetentionRequestState;
  readonly askedBy: string;
  /** Whom it erases. */
  readonly targetId: string | null;
}

export function requireRequestDecider(
  actor: Actor,
  request: RetentionRequestFacts,
  decision: { readonly approve: boolean; readonly note: string },
): void {
  requireCustodian(actor);
  if (!actor.permissions.has(REQUEST_NEEDS[request.kind].approve)) throw new Refusal("forbidden");
  if (request.state !== "asked") throw new Refusal("wrong-state", { state: request.state, allowed: "asked" });
  if (actor.personId === request.askedBy) throw new Refusal("same-person");
  // Nobody decides about the own erasure.
  if (request.kind === "erase-person" && actor.personId === request.targetId)
    throw new Refusal("same-person");
  if (!decision.approve) requireReason(decision.note);
}

// Legal hold ------------------------------------------------------------------------------------------

export const HOLD_TARGETS = ["cloud", "organisation", "submission", "file"] as const;
export type HoldTarget = (typeof HOLD_TARGETS)[number];

export function requireHoldPlacer(actor: Actor, reason: string): void {
  requireCustodian(actor);
  if (!actor.permissions.has("hold.place")) throw new Refusal("forbidden");
  requireReason(reason);
}

// Erasure ---------------------------------------------------------------------------------------------

/** What an erasure would run into; every block is told, none can be overridden in the program. */
export const ERASURE_BLOCKS = ["active", "held", "open-duties", "in-retention", "archived"] as const;
export type ErasureBlock = (typeof ERASURE_BLOCKS)[number];

export interface OrganisationErasureFacts {
  readonly endedAt: Date | null;
  readonly holds: number;
  /** Obligations that run, periods and rectifications that are open, operations nobody recorded. */
  readonly openDuties: number;
  readonly filesInRetention: number;
  readonly filesArchived: number;
}

export function organisationErasureBlocks(facts: OrganisationErasureFacts): ErasureBlock[] {
  return [
    ...(facts.endedAt === null ? (["active"] as const) : []),
    ...(facts.holds > 0 ? (["held"] as const) : []),
    ...(facts.openDuties > 0 ? (["open-duties"] as const) : []),
    ...(facts.filesInRetention > 0 ? (["in-retention"] as const) : []),
    ...(facts.filesArchived > 0 ? (["archived"] as const) : []),
  ];
}

export interface PersonErasureFacts {
  readonly endedAt: Date | null;
  /** Holds on the person's organisation. */
  readonly holds: number;
  /** Drafts, reviews and rectifications that still name the person as the one who has them in hand. */
  readonly openDuties: number;
}

/**
 * A person's name is needed for as long as audit records have to say who acted (CQZ-7.5.10): so long after
 * the person left it stays.
 */
export function personErasureBlocks(
  settings: StoredSettings,
  facts: PersonErasureFacts,
  now: Date,
): ErasureBlock[] {
  const until = facts.endedAt && nameNeededUntil(settings, facts.endedAt);
  return [
    ...(facts.endedAt === null ? (["active"] as const) : []),
    ...(facts.holds > 0 ? (["held"] as const) : []),
    ...(facts.openDuties > 0 ? (["open-duties"] as const) : []),
    ...(until !== null && until > now ? (["in-retention"] as const) : []),
  ];
}

export function nameNeededUntil(settings: StoredSettings, endedAt: Date): Date {
  return startOfDay(addMonths(dateOf(endedAt), settingOf(settings, "retention.auditMonths")));
}

/** An erasure is complete when the last backup of the keys that still holds the old key is gone. */
export function erasureCompleteAt(settings: StoredSettings, erasedAt: Date): Date {
  return new Date(erasedAt.getTime() + settingOf(settings, "retention.keyBackupDays") * 86_400_000);
}

/** What stands in the place of an erased person's name: no name, and still one and the same person everywhere. */
export function erasedName(personId: string): string {
  return `已注销人员 ${personId.replaceAll("-", "").slice(-6)}`;
}
