import type { EventKind } from "../events.ts";
import type { Permission } from "../permissions.ts";
import type { SettingKey } from "../setting-values.ts";
import type { Bilingual } from "../vocabulary.ts";

/** Values for the words; ids are not shown, names are bilingual where they differ. */
export type NoticeParams = Readonly<Record<string, string | number | Bilingual | null>>;

/** How a notice reaches people beside the inbox. */
export const NOTICE_MAILS = ["none", "digest", "at-once"] as const;
export type NoticeMail = (typeof NOTICE_MAILS)[number];

export const MAIL_STATES = ["waiting", "sent", "failed", "discarded"] as const;
export type MailState = (typeof MAIL_STATES)[number];

export const NOTICE_GROUPS = [
  "duties",
  "reviews",
  "rectifications",
  "authorisations",
  "changes",
  "readiness",
  "incidents",
  "agreements",
  "register",
  "platform",
] as const;
export type NoticeGroup = (typeof NOTICE_GROUPS)[number];

/**
 * Who is told, as a place in the case and the permission that makes it this person's work. Nobody is told
 * of what their organisation may not see: that is asked once more for every recipient.
 */
export type Audience =
  | { readonly to: "party" | "supervisor" | "manager" | "platform"; readonly with: Permission }
  /** The person who asked, handed in or issued. */
  | { readonly to: "asker" };

/** What the clock brings about; each is one search along an index. */
export type ClockTrigger =
  | "period-opens"
  | "period-due"
  | "period-overdue"
  | "receipt-overdue"
  | "decision-overdue"
  | "rectification-unreceived"
  | "rectification-due"
  | "rectification-overdue"
  | "authorisation-undecided"
  | "authorisation-ends"
  | "authorisation-unrecorded"
  | "duty-gap"
  | "incident-clock-near"
  | "incident-clock-climbs"
  | "incident-clock-expired"
  | "incident-unacknowledged"
  | "incident-to-call"
  | "change-due"
  | "change-overdue"
  | "change-unacknowledged"
  | "nil-report-missing"
  | "nil-report-silent"
  | "certificate-ends"
  | "key-ends"
  | "posts-review";

export type NoticeTrigger =
  | { readonly event: EventKind; readonly when?: { readonly field: string; readonly is: readonly string[] } }
  | { readonly clock: ClockTrigger };

/** One notice with its defaults; the supervisor may turn it off or have it mailed otherwise. */
export interface NoticeRule {
  readonly on: NoticeTrigger;
  readonly tell: readonly Audience[];
  readonly mail: NoticeMail;
  /** Days before the date on which it is sent: the supervisor's own, else this setting's. */
  readonly daysFrom?: SettingKey;
  /** The supervisor's desk rather than the party's page. */
  readonly opens?: "review" | "own-security" | "sign-ins";
  /** What the rule is called where the supervisor edits it. */
  readonly name: Bilingual;
  /** Inbox line and mail subject: kind, number and title, no substance. */
  readonly title: Bilingual;
  /** The inbox says more, behind sign-in; mail never carries it. */
  readonly text: Bilingual;
}

export const event = (kind: EventKind, field?: string, ...is: string[]): NoticeTrigger =>
  field === undefined ? { event: kind } : { event: kind, when: { field, is } };
export const party = (permission: Permission): Audience => ({ to: "party", with: permission });
export const supervisor = (permission: Permission): Audience => ({ to: "supervisor", with: permission });
export const preparers = party("submission.prepare");
export const fixers = party("rectification.work");
export const partyLead = party("submission.sign-off");
export const reviewers = supervisor("review.work");
export const supervisorLead = supervisor("dispute.decide");
export const asker: Audience = { to: "asker" };

export const both = (zh: string, en: string): Bilingual => ({ zh, en });
