/**
 * What happens in Yunjian, by name. Each event is one entry of the record, runs the handlers of other
 * features in the same transaction, and is followed after commit by notices. `data` holds ids, states,
 * dates and numbers only; free text goes into `secret` and enters the record as a salted commitment.
 */
export const EVENT_KINDS = [
  "organisation.registered",
  "organisation.changed",
  "organisation.ended",
  "person.registered",
  "person.invited",
  "person.changed",
  "person.ended",
  "person.password-set",
  "person.locked",
  "person.unlocked",
  "person.signed-in",
  "person.signed-out",
  "person.reset-asked",
  "person.sign-in-failed",
  "post.given",
  "post.ended",
  "engagement.started",
  "engagement.ended",
  "key.made",
  "key.revoked",
  "cloud.registered",
  "cloud.changed",
  "cloud.ended",
  "certificate.registered",
  "certificate.applied",
  "certificate.voided",
  "site.registered",
  "site.changed",
  "site.ended",
  "system.registered",
  "system.changed",
  "system.placed",
  "system.moved-out",
  "system.ended",
  "resource.registered",
  "resource.changed",
  "resource.ended",
  "contract.registered",
  "contract.changed",
  "contract.ended",
  "import.finished",
  "catalogue.attached",
  "calendar.imported",
  "setting.changed",
  "agreement.made",
  "agreement.changed",
  "agreement.change-asked",
  "agreement.change-decided",
  "obligation.started",
  "obligation.ended",
  "period.opened",
  "period.requested",
  "period.cancelled",
  "file.uploaded",
  "file.refused",
  "file.purge-asked",
  "file.purge-refused",
  "file.purged",
  "file.read",
  "submission.drafted",
  "submission.sent-for-sign-off",
  "submission.sent-back",
  "submission.submitted",
  "submission.withdrawn",
  "review.received",
  "review.proposed",
  "review.sent-back",
  "review.decided",
  "review.commented",
  "dispute.raised",
  "dispute.decided",
  "dispute.withdrawn",
  "extension.asked",
  "extension.decided",
  "extension.withdrawn",
  "rectification.asked",
  "rectification.refused",
  "rectification.issued",
  "rectification.received",
  "rectification.planned",
  "rectification.progressed",
  "rectification.proof-filed",
  "rectification.closed",
  "rectification.reopened",
  "rectification.withdrawn",
  "rectification.escalated",
  "template.changed",
  "notice-rule.changed",
  "mail.discarded",
  "backup.made",
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** Things an event can be about. */
export const OBJECT_TYPES = [
  "organisation",
  "person",
  "engagement",
  "key",
  "cloud",
  "site",
  "system",
  "resource",
  "contract",
  "certificate",
  "import",
  "catalogue",
  "calendar",
  "setting",
  "agreement",
  "obligation",
  "period",
  "file",
  "submission",
  "review",
  "dispute",
  "extension",
  "rectification",
  "template",
  "platform",
] as const;
export type ObjectType = (typeof OBJECT_TYPES)[number];

export type EventData = Readonly<
  Record<string, string | number | boolean | null | readonly string[] | readonly number[]>
>;

export interface DomainEvent {
  readonly kind: EventKind;
  readonly object: { readonly type: ObjectType; readonly id: string };
  /** The subject under whose visibility the entry falls; null for what only auditors see. */
  readonly subjectId: string | null;
  readonly data: EventData;
  readonly secret?: Readonly<Record<string, string>>;
}

/** Version of the entry body below; verifiers read old entries by it. */
export const RECORD_SCHEMA_VERSION = 1;
