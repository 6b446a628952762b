import type { EventData, EventKind, ObjectType } from "./events.ts";
import { NOTICE_WORDS, type NoticeKey, type NoticeParams } from "./notice-words.ts";
import { type Permission, POST_PERMISSIONS } from "./permissions.ts";
import { invalid } from "./refusal.ts";
import type { SettingKey } from "./setting-values.ts";
import { type Lang, POSTS, type Post } from "./vocabulary.ts";

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

export interface NoticeRule {
  readonly group: NoticeGroup;
  readonly on: NoticeTrigger;
  readonly tell: readonly Audience[];
  readonly mail: NoticeMail;
  /** Days before the date on which it is sent: the supervisor's own, else this setting's. */
  readonly daysFrom?: SettingKey;
  /** The supervisor's desk rather than the party's page. */
  readonly opens?: "review" | "own-security" | "sign-ins";
}

const event = (kind: EventKind, field?: string, ...is: string[]): NoticeTrigger =>
  field === undefined ? { event: kind } : { event: kind, when: { field, is } };
const party = (permission: Permission): Audience => ({ to: "party", with: permission });
const supervisor = (permission: Permission): Audience => ({ to: "supervisor", with: permission });
const preparers = party("submission.prepare");
const fixers = party("rectification.work");
const partyLead = party("submission.sign-off");
const reviewers = supervisor("review.work");
const supervisorLead = supervisor("dispute.decide");
const asker: Audience = { to: "asker" };

/** Every notice with its defaults; the supervisor may turn it off or have it mailed otherwise. */
export const NOTICE_RULES: Readonly<Record<NoticeKey, NoticeRule>> = {
  "period-opened": { group: "duties", on: { clock: "period-opens" }, tell: [preparers], mail: "digest" },
  "period-requested": { group: "duties", on: event("period.requested"), tell: [preparers], mail: "at-once" },
  "period-cancelled": { group: "duties", on: event("period.cancelled"), tell: [preparers], mail: "digest" },
  "period-due": {
    group: "duties",
    on: { clock: "period-due" },
    tell: [preparers],
    mail: "digest",
    daysFrom: "notice.reminderDays",
  },
  "period-overdue": { group: "duties", on: { clock: "period-overdue" }, tell: [preparers], mail: "at-once" },
  "sign-off-waiting": {
    group: "duties",
    on: event("submission.sent-for-sign-off"),
    tell: [partyLead],
    mail: "at-once",
  },
  "sign-off-sent-back": {
    group: "duties",
    on: event("submission.sent-back"),
    tell: [asker],
    mail: "at-once",
  },
  "extension-asked": {
    group: "duties",
    on: event("extension.asked"),
    tell: [supervisor("extension.decide")],
    mail: "digest",
  },
  "extension-decided": {
    group: "duties",
    on: event("extension.decided"),
    tell: [asker, partyLead],
    mail: "at-once",
  },

  "submission-in": { group: "reviews", on: event("submission.submitted"), tell: [reviewers], mail: "digest" },
  "submission-withdrawn": {
    group: "reviews",
    on: event("submission.withdrawn"),
    tell: [reviewers],
    mail: "digest",
  },
  "period-received": { group: "reviews", on: event("review.received"), tell: [preparers], mail: "digest" },
  "second-review-waiting": {
    group: "reviews",
    on: event("review.proposed"),
    tell: [supervisor("review.second")],
    mail: "digest",
    opens: "review",
  },
  "second-review-sent-back": {
    group: "reviews",
    on: event("review.sent-back"),
    tell: [asker],
    mail: "at-once",
    opens: "review",
  },
  "period-returned": {
    group: "reviews",
    on: event("review.decided", "outcome", "supplement-needed"),
    tell: [preparers],
    mail: "at-once",
  },
  "period-decided": {
    group: "reviews",
    on: event("review.decided", "outcome", "compliant", "non-compliant"),
    tell: [preparers],
    mail: "at-once",
  },
  "comment-made": {
    group: "reviews",
    on: event("review.commented"),
    tell: [preparers, reviewers],
    mail: "digest",
  },
  "receipt-overdue": {
    group: "reviews",
    on: { clock: "receipt-overdue" },
    tell: [reviewers],
    mail: "at-once",
    opens: "review",
  },
  "decision-overdue": {
    group: "reviews",
    on: { clock: "decision-overdue" },
    tell: [reviewers],
    mail: "at-once",
    opens: "review",
  },
  "dispute-raised": { group: "reviews", on: event("dispute.raised"), tell: [supervisorLead], mail: "digest" },
  "dispute-decided": {
    group: "reviews",
    on: event("dispute.decided"),
    tell: [asker, preparers],
    mail: "at-once",
  },
  "dispute-withdrawn": {
    group: "reviews",
    on: event("dispute.withdrawn"),
    tell: [supervisorLead],
    mail: "none",
  },

  "rectification-asked": {
    group: "rectifications",
    on: event("rectification.asked"),
    tell: [supervisor("rectification.issue")],
    mail: "digest",
  },
  "rectification-refused": {
    group: "rectifications",
    on: event("rectification.refused"),
    tell: [asker],
    mail: "at-once",
  },
  "rectification-issued": {
    group: "rectifications",
    on: event("rectification.issued"),
    tell: [fixers],
    mail: "at-once",
  },
  "rectification-received": {
    group: "rectifications",
    on: event("rectification.received"),
    tell: [asker],
    mail: "digest",
  },
  "rectification-planned": {
    group: "rectifications",
    on: event("rectification.planned"),
    tell: [asker],
    mail: "digest",
  },
  "rectification-progressed": {
    group: "rectifications",
    on: event("rectification.progressed"),
    tell: [asker],
    mail: "none",
  },
  "rectification-proof-filed": {
    group: "rectifications",
    on: event("rectification.proof-filed"),
    tell: [supervisor("rectification.reassess")],
    mail: "digest",
  },
  "rectification-closed": {
    group: "rectifications",
    on: event("rectification.closed"),
    tell: [fixers],
    mail: "at-once",
  },
  "rectification-reopened": {
    group: "rectifications",
    on: event("rectification.reopened"),
    tell: [fixers],
    mail: "at-once",
  },
  "rectification-withdrawn": {
    group: "rectifications",
    on: event("rectification.withdrawn"),
    tell: [fixers],
    mail: "digest",
  },
  "rectification-unreceived": {
    group: "rectifications",
    on: { clock: "rectification-unreceived" },
    tell: [fixers, asker],
    mail: "at-once",
  },
  "rectification-due": {
    group: "rectifications",
    on: { clock: "rectification-due" },
    tell: [fixers],
    mail: "digest",
    daysFrom: "notice.reminderDays",
  },
  "rectification-overdue": {
    group: "rectifications",
    on: { clock: "rectification-overdue" },
    tell: [fixers, asker],
    mail: "at-once",
  },
  "rectification-escalated-party": {
    group: "rectifications",
    on: event("rectification.escalated", "to", "provider-lead"),
    tell: [partyLead],
    mail: "at-once",
  },
  "rectification-escalated-supervisor": {
    group: "rectifications",
    on: event("rectification.escalated", "to", "supervisor-lead"),
    tell: [supervisorLead],
    mail: "at-once",
  },
  "rectification-escalated-manager": {
    group: "rectifications",
    on: event("rectification.escalated", "to", "manager"),
    tell: [{ to: "manager", with: "rectification.read" }],
    mail: "at-once",
  },

  "duty-gap": {
    group: "readiness",
    on: { clock: "duty-gap" },
    tell: [party("duty.work")],
    mail: "digest",
  },
  "protection-deployed": {
    group: "readiness",
    on: event("protected-period.deployed"),
    tell: [party("protection.report")],
    mail: "at-once",
  },
  "protection-rescheduled": {
    group: "readiness",
    on: event("protected-period.rescheduled"),
    tell: [party("protection.report")],
    mail: "at-once",
  },
  "protection-withdrawn": {
    group: "readiness",
    on: event("protected-period.withdrawn"),
    tell: [party("protection.report")],
    mail: "at-once",
  },
  "nil-report-missing": {
    group: "readiness",
    on: { clock: "nil-report-missing" },
    tell: [party("protection.report")],
    mail: "at-once",
  },
  "nil-report-silent": {
    group: "readiness",
    on: { clock: "nil-report-silent" },
    tell: [supervisor("protection.manage"), { to: "manager", with: "protection.read" }],
    mail: "at-once",
  },

  "agreement-changed": {
    group: "agreements",
    on: event("agreement.changed"),
    tell: [party("agreement.state-parameters")],
    mail: "digest",
  },
  "agreement-change-asked": {
    group: "agreements",
    on: event("agreement.change-asked"),
    tell: [supervisor("agreement.approve")],
    mail: "digest",
  },
  "agreement-change-decided": {
    group: "agreements",
    on: event("agreement.change-decided"),
    tell: [asker],
    mail: "at-once",
  },

  "authorisation-asked": {
    group: "authorisations",
    on: event("authorisation.asked"),
    tell: [party("authorisation.prepare")],
    mail: "at-once",
  },
  "authorisation-recalled": {
    group: "authorisations",
    on: event("authorisation.recalled"),
    tell: [party("authorisation.prepare")],
    mail: "digest",
  },
  "authorisation-prepared": {
    group: "authorisations",
    on: event("authorisation.prepared"),
    tell: [party("authorisation.decide")],
    mail: "at-once",
  },
  "authorisation-sent-back": {
    group: "authorisations",
    on: event("authorisation.sent-back"),
    tell: [party("authorisation.prepare")],
    mail: "at-once",
  },
  "authorisation-granted": {
    group: "authorisations",
    on: event("authorisation.granted"),
    tell: [asker, party("authorisation.record")],
    mail: "at-once",
  },
  "authorisation-refused": {
    group: "authorisations",
    on: event("authorisation.refused"),
    tell: [asker, party("authorisation.record")],
    mail: "at-once",
  },
  "authorisation-withdrawn": {
    group: "authorisations",
    on: event("authorisation.withdrawn"),
    tell: [asker, party("authorisation.record")],
    mail: "at-once",
  },
  "authorisation-declared": {
    group: "authorisations",
    on: event("authorisation.declared"),
    tell: [party("authorisation.prepare"), supervisor("authorisation.read")],
    mail: "at-once",
  },
  "authorisation-operated": {
    group: "authorisations",
    on: event("authorisation.operated"),
    tell: [party("authorisation.prepare")],
    mail: "digest",
  },
  "authorisation-finished": {
    group: "authorisations",
    on: event("authorisation.finished"),
    tell: [party("authorisation.prepare")],
    mail: "none",
  },
  "authorisation-questioned": {
    group: "authorisations",
    on: event("authorisation.questioned"),
    tell: [asker, party("authorisation.record")],
    mail: "at-once",
  },
  "authorisation-answered": {
    group: "authorisations",
    on: event("authorisation.answered"),
    tell: [party("authorisation.prepare")],
    mail: "digest",
  },
  "authorisation-accepted": {
    group: "authorisations",
    on: event("authorisation.reviewed", "outcome", "accepted"),
    tell: [asker, party("authorisation.record")],
    mail: "digest",
  },
  "authorisation-objected": {
    group: "authorisations",
    on: event("authorisation.reviewed", "outcome", "objected"),
    tell: [asker, party("authorisation.record"), supervisor("authorisation.read")],
    mail: "at-once",
  },
  "authorisation-undecided": {
    group: "authorisations",
    on: { clock: "authorisation-undecided" },
    tell: [party("authorisation.prepare"), asker],
    mail: "at-once",
  },
  "authorisation-ends": {
    group: "authorisations",
    on: { clock: "authorisation-ends" },
    tell: [party("authorisation.record"), asker],
    mail: "digest",
  },
  "authorisation-unrecorded": {
    group: "authorisations",
    on: { clock: "authorisation-unrecorded" },
    tell: [party("authorisation.prepare"), supervisor("authorisation.read"), asker],
    mail: "at-once",
  },
  "emergency-rule-prepared": {
    group: "authorisations",
    on: event("emergency-rule.prepared"),
    tell: [party("authorisation.decide")],
    mail: "at-once",
  },
  "emergency-rule-agreed": {
    group: "authorisations",
    on: event("emergency-rule.agreed"),
    tell: [party("authorisation.ask")],
    mail: "digest",
  },
  "emergency-rule-ended": {
    group: "authorisations",
    on: event("emergency-rule.ended"),
    tell: [party("authorisation.ask")],
    mail: "at-once",
  },

  "change-announced": {
    group: "changes",
    on: event("change.announced"),
    tell: [supervisor("change.advise")],
    mail: "digest",
  },
  "change-rescheduled": {
    group: "changes",
    on: event("change.rescheduled"),
    tell: [supervisor("change.advise")],
    mail: "digest",
  },
  "change-analysed": {
    group: "changes",
    on: event("change.analysed"),
    tell: [supervisor("change.advise")],
    mail: "at-once",
  },
  "change-heard": {
    group: "changes",
    on: event("change.heard"),
    tell: [supervisor("change.advise")],
    mail: "digest",
  },
  "change-advised": {
    group: "changes",
    on: event("change.advised"),
    tell: [asker, party("change.send")],
    mail: "at-once",
  },
  "change-withdrawn": {
    group: "changes",
    on: event("change.withdrawn"),
    tell: [supervisor("change.advise")],
    mail: "digest",
  },
  "change-declared": {
    group: "changes",
    on: event("change.declared"),
    tell: [supervisor("change.advise")],
    mail: "at-once",
  },
  "change-found": {
    group: "changes",
    on: event("change.found"),
    tell: [party("change.prepare"), supervisor("change.advise")],
    mail: "at-once",
  },
  "change-dismissed": {
    group: "changes",
    on: event("change.dismissed"),
    tell: [asker, party("change.prepare")],
    mail: "digest",
  },
  "change-implemented": {
    group: "changes",
    on: event("change.implemented"),
    tell: [supervisor("change.advise")],
    mail: "digest",
  },
  "change-against": {
    group: "changes",
    on: event("change.implemented", "against", "opinion", "silence"),
    tell: [supervisor("review.second")],
    mail: "at-once",
  },
  "change-assessed": {
    group: "changes",
    on: event("change.assessed"),
    tell: [supervisor("change.advise")],
    mail: "digest",
  },
  "change-returned": {
    group: "changes",
    on: event("change.returned"),
    tell: [asker, party("change.send")],
    mail: "at-once",
  },
  "change-closed": {
    group: "changes",
    on: event("change.closed"),
    tell: [asker, party("change.send")],
    mail: "digest",
  },
  "change-told-before": {
    group: "changes",
    on: event("change.told", "stage", "before"),
    tell: [party("change-notice.respond")],
    mail: "at-once",
  },
  "change-told-after": {
    group: "changes",
    on: event("change.told", "stage", "after"),
    tell: [party("change-notice.respond")],
    mail: "at-once",
  },
  "change-told-off": {
    group: "changes",
    on: event("change.told", "stage", "off"),
    tell: [party("change-notice.respond")],
    mail: "at-once",
  },
  "change-asked": {
    group: "changes",
    on: event("change.asked"),
    tell: [party("change.prepare"), supervisor("change.advise")],
    mail: "at-once",
  },
  "change-answered": {
    group: "changes",
    on: event("change.answered"),
    tell: [party("change-notice.respond")],
    mail: "at-once",
  },
  "change-due": {
    group: "changes",
    on: { clock: "change-due" },
    tell: [party("change.send")],
    mail: "digest",
    daysFrom: "notice.reminderDays",
  },
  "change-overdue": {
    group: "changes",
    on: { clock: "change-overdue" },
    tell: [party("change.send"), supervisor("change.advise")],
    mail: "at-once",
  },
  "change-unacknowledged": {
    group: "changes",
    on: { clock: "change-unacknowledged" },
    tell: [party("change-notice.respond")],
    mail: "at-once",
    daysFrom: "notice.reminderDays",
  },

  "incident-reported": {
    group: "incidents",
    on: event("incident.reported"),
    tell: [party("incident.handle"), supervisor("incident.supervise")],
    mail: "at-once",
  },
  "incident-told": {
    group: "incidents",
    on: event("incident.customers-told"),
    tell: [party("incident-notice.respond")],
    mail: "at-once",
  },
  "incident-dismissed": {
    group: "incidents",
    on: event("incident.dismissed"),
    tell: [party("incident.handle"), asker],
    mail: "at-once",
  },
  "incident-help-asked": {
    group: "incidents",
    on: event("incident.help-asked"),
    tell: [supervisor("incident.supervise")],
    mail: "at-once",
  },
  "incident-help-given": {
    group: "incidents",
    on: event("incident.help-given"),
    tell: [party("incident.handle")],
    mail: "at-once",
  },
  "incident-closing-asked": {
    group: "incidents",
    on: event("incident.closing-asked"),
    tell: [supervisor("incident.supervise")],
    mail: "digest",
  },
  "incident-returned": {
    group: "incidents",
    on: event("incident.returned"),
    tell: [party("incident.handle")],
    mail: "at-once",
  },
  "incident-closed": {
    group: "incidents",
    on: event("incident.closed"),
    tell: [party("incident.handle"), asker],
    mail: "digest",
  },
  "incident-reopened": {
    group: "incidents",
    on: event("incident.reopened"),
    tell: [party("incident.handle"), supervisor("incident.supervise")],
    mail: "at-once",
  },
  "incident-merged": {
    group: "incidents",
    on: event("incident.merged"),
    tell: [party("incident.handle"), asker],
    mail: "digest",
  },
  "incident-clock-near": {
    group: "incidents",
    on: { clock: "incident-clock-near" },
    tell: [party("incident.handle"), party("incident-notice.respond")],
    mail: "at-once",
  },
  "incident-clock-climbs": {
    group: "incidents",
    on: { clock: "incident-clock-climbs" },
    tell: [partyLead, supervisor("incident.supervise")],
    mail: "at-once",
  },
  "incident-clock-expired": {
    group: "incidents",
    on: { clock: "incident-clock-expired" },
    tell: [
      party("incident.handle"),
      party("incident-notice.respond"),
      partyLead,
      supervisor("incident.supervise"),
    ],
    mail: "at-once",
  },
  "incident-unacknowledged": {
    group: "incidents",
    on: { clock: "incident-unacknowledged" },
    tell: [party("incident-notice.respond")],
    mail: "at-once",
  },
  "incident-to-call": {
    group: "incidents",
    on: { clock: "incident-to-call" },
    tell: [party("incident.handle")],
    mail: "at-once",
  },

  "certificate-ends": {
    group: "register",
    on: { clock: "certificate-ends" },
    tell: [partyLead, reviewers],
    mail: "digest",
    daysFrom: "certificate.remindMonths",
  },
  "certificate-voided": {
    group: "register",
    on: event("certificate.voided"),
    tell: [partyLead, reviewers],
    mail: "at-once",
  },

  "purge-asked": {
    group: "platform",
    on: event("file.purge-asked"),
    tell: [{ to: "platform", with: "file.purge-approve" }],
    mail: "at-once",
  },
  "purge-refused": { group: "platform", on: event("file.purge-refused"), tell: [asker], mail: "at-once" },
  "file-purged": { group: "platform", on: event("file.purged"), tell: [asker], mail: "at-once" },
  "file-infected-own": {
    group: "duties",
    on: event("file.infected"),
    tell: [asker, partyLead],
    mail: "at-once",
  },
  "file-infected-review": {
    group: "reviews",
    on: event("file.infected", "handedIn", "true"),
    tell: [reviewers],
    mail: "at-once",
  },
  "file-infected-platform": {
    group: "platform",
    on: event("file.infected"),
    tell: [{ to: "platform", with: "storage.read" }],
    mail: "at-once",
  },
  "file-cleared": {
    group: "duties",
    on: event("file.cleared"),
    tell: [asker],
    mail: "digest",
  },
  "storage-damaged": {
    group: "platform",
    on: event("storage.damaged"),
    tell: [{ to: "platform", with: "storage.read" }],
    mail: "at-once",
  },
  "storage-mended": {
    group: "platform",
    on: event("storage.mended"),
    tell: [{ to: "platform", with: "storage.read" }],
    mail: "digest",
  },
  "scanner-away": {
    group: "platform",
    on: event("scanner.away"),
    tell: [{ to: "platform", with: "storage.read" }],
    mail: "at-once",
  },
  // Those concerned hear that it happened, never which file it was.
  "file-purged-party": {
    group: "platform",
    on: event("file.purged"),
    tell: [partyLead],
    mail: "at-once",
  },
  "disposal-asked": {
    group: "platform",
    on: event("retention.asked", "request", "disposal", "hold-lift"),
    tell: [{ to: "platform", with: "disposal.approve" }],
    mail: "at-once",
  },
  "erasure-asked": {
    group: "platform",
    on: event("retention.asked", "request", "erase-organisation", "erase-person"),
    tell: [{ to: "platform", with: "erasure.approve" }],
    mail: "at-once",
  },
  "retention-decided": {
    group: "platform",
    on: event("retention.decided"),
    tell: [asker, { to: "platform", with: "record.read" }],
    mail: "at-once",
  },
  "new-place-own": {
    group: "platform",
    on: event("person.signed-in-elsewhere"),
    tell: [asker],
    mail: "at-once",
    opens: "own-security",
  },
  "new-place-other": {
    group: "platform",
    on: event("person.signed-in-elsewhere"),
    tell: [{ to: "platform", with: "people.unlock" }],
    mail: "at-once",
    opens: "sign-ins",
  },
  "factor-reset-own": {
    group: "platform",
    on: event("factor.reset"),
    tell: [asker],
    mail: "at-once",
    opens: "own-security",
  },
  "factor-reset-other": {
    group: "platform",
    on: event("factor.reset"),
    tell: [{ to: "platform", with: "people.unlock" }],
    mail: "at-once",
  },
  "account-locked": {
    group: "platform",
    on: event("person.locked"),
    tell: [{ to: "platform", with: "setting.security" }],
    mail: "at-once",
  },
  "privilege-asked": {
    group: "platform",
    on: event("privilege.asked"),
    tell: [party("privilege.decide")],
    mail: "at-once",
  },
  "privilege-decided": { group: "platform", on: event("privilege.decided"), tell: [asker], mail: "at-once" },
  "privilege-granted": {
    group: "platform",
    on: event("privilege.decided", "granted", "true"),
    tell: [{ to: "platform", with: "privilege.oversee" }],
    mail: "digest",
  },
  "privilege-ended": { group: "platform", on: event("privilege.ended"), tell: [asker], mail: "at-once" },
  "loosening-asked": {
    group: "platform",
    on: event("loosening.asked"),
    tell: [{ to: "platform", with: "setting.approve" }],
    mail: "at-once",
  },
  "loosening-decided": {
    group: "platform",
    on: event("loosening.decided"),
    tell: [asker, { to: "platform", with: "record.read" }],
    mail: "at-once",
  },
  "key-made": {
    group: "platform",
    on: event("key.made"),
    tell: [party("key.manage"), { to: "platform", with: "setting.security" }],
    mail: "digest",
  },
  "key-ends": {
    group: "platform",
    on: { clock: "key-ends" },
    tell: [asker, party("key.manage")],
    mail: "at-once",
    daysFrom: "key.remindDays",
  },
  "posts-review": {
    group: "platform",
    on: { clock: "posts-review" },
    tell: [party("people.manage-own"), { to: "platform", with: "people.manage" }],
    mail: "digest",
  },
};

export const NOTICE_KEYS = Object.keys(NOTICE_WORDS) as NoticeKey[];

export function isNoticeKey(key: string): key is NoticeKey {
  return Object.hasOwn(NOTICE_RULES, key);
}

/** The notices an event calls for. */
export function noticesOn(kind: EventKind, data: EventData): NoticeKey[] {
  return NOTICE_KEYS.filter((key) => {
    const { on } = NOTICE_RULES[key];
    if (!("event" in on) || on.event !== kind) return false;
    return on.when === undefined || on.when.is.includes(String(data[on.when.field]));
  });
}

export const NOTICE_EVENTS: ReadonlySet<EventKind> = new Set(
  NOTICE_KEYS.flatMap((key) => {
    const { on } = NOTICE_RULES[key];
    return "event" in on ? [on.event] : [];
  }),
);

export function noticeOnClock(trigger: ClockTrigger): NoticeKey {
  const key = NOTICE_KEYS.find((each) => {
    const { on } = NOTICE_RULES[each];
    return "clock" in on && on.clock === trigger;
  });
  if (key === undefined) throw new RangeError(`no notice on ${trigger}`);
  return key;
}

export function postsWith(permission: Permission): Post[] {
  return POSTS.filter((post) => POST_PERMISSIONS[post].includes(permission));
}

/** What the supervisor set for one rule; absent means the default. */
export interface NoticeChoice {
  readonly enabled: boolean;
  readonly mail: NoticeMail;
  /** Empty: as the setting says. */
  readonly days: readonly number[];
}

export function defaultChoice(key: NoticeKey): NoticeChoice {
  return { enabled: true, mail: NOTICE_RULES[key].mail, days: [] };
}

/** Days before a date may be chosen where a rule counts days; months of certificates are a setting of the register. */
export function hasOwnDays(key: NoticeKey): boolean {
  return NOTICE_RULES[key].daysFrom === "notice.reminderDays";
}

export function checkChoice(key: NoticeKey, choice: NoticeChoice): NoticeChoice {
  const days = [...new Set(choice.days)].sort((a, b) => b - a);
  if (days.length > 0 && !hasOwnDays(key)) {
    throw invalid({
      field: "/days",
      message: {
        zh: "该通知不按提前天数发送，请留空。",
        en: "This notice does not count days; leave it empty.",
      },
    });
  }
  if (days.length > 10 || days.some((day) => !Number.isInteger(day) || day < 1 || day > 90)) {
    throw invalid({
      field: "/days",
      message: {
        zh: "提前天数应为 1 至 90 的整数，最多 10 个。",
        en: "Up to ten whole numbers from 1 to 90.",
      },
    });
  }
  return { ...choice, days };
}

/** Where the web client lets the addressee act on it. */
export function noticePath(
  key: NoticeKey,
  object: { readonly type: ObjectType; readonly id: string },
): string {
  const { id, type } = object;
  if (NOTICE_RULES[key].opens === "review" && type === "period") return `/reviews/${id}`;
  if (NOTICE_RULES[key].opens === "own-security") return "/account";
  if (NOTICE_RULES[key].opens === "sign-ins") return "/sign-ins";
  // The supervisor's page of purges is not the party's.
  if (key === "file-purged-party") return "/notices";
  if (key === "rectification-asked" || key === "rectification-refused")
    return `/rectifications/requests/${id}`;
  if (key === "duty-gap") return `/roster/${id}`;
  if (type === "platform" || key === "file-infected-platform") return "/storage";
  if (type === "file" && NOTICE_RULES[key].group !== "platform") return "/submissions";
  const place = PLACES[type];
  return place === undefined ? "/notices" : place.replace(":id", id);
}

const PLACES: Readonly<Partial<Record<ObjectType, string>>> = {
  period: "/periods/:id",
  submission: "/submissions/:id",
  dispute: "/disputes/:id",
  extension: "/extensions",
  rectification: "/rectifications/:id",
  authorisation: "/authorisations/:id",
  "emergency-rule": "/authorisations/rules",
  incident: "/incidents/:id",
  "incident-notice": "/incident-notices/:id",
  change: "/changes/:id",
  "change-notice": "/changes/told/:id",
  "protected-period": "/protected-periods/:id",
  agreement: "/agreements/:id",
  cloud: "/clouds/:id",
  person: "/people/:id",
  organisation: "/people/review",
  privilege: "/privileges/:id",
  loosening: "/security",
  retention: "/retention/requests/:id",
  key: "/keys",
  file: "/files/purges",
};

export type NoticeText = { readonly title: string; readonly text: string };

/** The words of a notice in one language. */
export function writeNotice(key: NoticeKey, params: NoticeParams, lang: Lang): NoticeText {
  const words = NOTICE_WORDS[key];
  return { title: fillIn(words.title[lang], params, lang), text: fillIn(words.text[lang], params, lang) };
}

function fillIn(template: string, params: NoticeParams, lang: Lang): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined || value === null) return lang === "zh" ? "（未注明）" : "(not given)";
    return typeof value === "object" ? value[lang] : String(value);
  });
}
