export * from "./actor.ts";
export * from "./agreement.ts";
export * from "./authorisation.ts";
export * from "./authorisation-record.ts";
export * from "./authorisation-scope.ts";
export * from "./assurance.ts";
export * from "./calendar.ts";
export * from "./calendar-built-in.ts";
export * from "./calendar-year.ts";
export * from "./canonical.ts";
export * from "./catalogue.ts";
export * from "./change.ts";
export * from "./change-controls.ts";
export * from "./dates.ts";
export * from "./duty-roster.ts";
export * from "./events.ts";
export * from "./evidence-package.ts";
export * from "./extension.ts";
export * from "./file-health.ts";
export * from "./forms.ts";
export * from "./frequency.ts";
export * from "./incident.ts";
export * from "./incident-classes.ts";
export * from "./incident-clocks.ts";
export * from "./incident-draft.ts";
export * from "./incident-level.ts";
export * from "./keys.ts";
export * from "./notice.ts";
export * from "./notice-mail.ts";
export { NOTICES, type NoticeKey } from "./notices/all.ts";
export {
  MAIL_STATES,
  NOTICE_GROUPS,
  NOTICE_MAILS,
  type Audience,
  type ClockTrigger,
  type MailState,
  type NoticeRule,
  type NoticeGroup,
  type NoticeMail,
  type NoticeParams,
} from "./notices/kinds.ts";
export * from "./numbering.ts";
export * from "./obligation.ts";
export * from "./parameter.ts";
export * from "./password.ts";
export * from "./period.ts";
export * from "./people.ts";
export * from "./permissions.ts";
export * from "./posture.ts";
export * from "./rectification.ts";
export * from "./privilege.ts";
export * from "./protected-period.ts";
export * from "./record.ts";
export * from "./refusal.ts";
export * from "./refusal-words.ts";
export * from "./registry.ts";
export * from "./replan.ts";
export * from "./retention.ts";
export * from "./review.ts";
export * from "./rule.ts";
export * from "./schedule.ts";
export * from "./sensitivity.ts";
export * from "./setting-rights.ts";
export * from "./sign-in.ts";
export * from "./setting-types.ts";
export * from "./setting-values.ts";
export * from "./settings.ts";
export * from "./settings-sign-in.ts";
export * from "./settings-storage.ts";
export * from "./span.ts";
export * from "./submission.ts";
export * from "./terms.ts";
export * from "./vocabulary.ts";
export * from "./window.ts";
