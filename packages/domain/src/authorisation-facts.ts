import type { AuthorisationScope } from "./authorisation-scope.ts";
import type { EngagementRole } from "./vocabulary.ts";

export const AUTHORISATION_KINDS = [
  "once", // 单次
  "standing", // 常态化: routine operations, with a longest term
  "emergency", // 应急: declared under a rule the customer agreed to before
] as const;
export type AuthorisationKind = (typeof AUTHORISATION_KINDS)[number];

export const AUTHORISATION_STATES = [
  "asked", // waits for the customer
  "prepared", // decided by one, waits for the customer's second person
  "granted",
  "refused",
  "recalled", // taken back by the asker before it was decided
  "withdrawn", // taken back by the customer
  "finished", // the asker said that it was done
] as const;
export type AuthorisationState = (typeof AUTHORISATION_STATES)[number];

/** Where it stands at an instant: the states, and what time makes of them. */
export const AUTHORISATION_STANDINGS = [
  "asked",
  "prepared",
  "lapsed", // nobody answered before the time asked for was over
  "upcoming", // granted, not begun
  "valid", // operations may be carried out now
  "ended", // over; may have records to come
  "unrecorded", // over, and nothing was recorded in time
  "refused",
  "recalled",
  "withdrawn",
  "finished",
] as const;
export type AuthorisationStanding = (typeof AUTHORISATION_STANDINGS)[number];

export const EMERGENCY_REVIEWS = ["waiting", "accepted", "objected"] as const;
export type EmergencyReview = (typeof EMERGENCY_REVIEWS)[number];

export const AUTHORISATION_STEPS = [
  "ask",
  "recall",
  "prepare",
  "send-back",
  "grant",
  "refuse",
  "declare",
  "record",
  "question",
  "answer",
  "finish",
  "withdraw",
  "accept",
  "object",
] as const;
export type AuthorisationStep = (typeof AUTHORISATION_STEPS)[number];

/** In what role towards a system one may ask its customer, the nearest first. */
export const ASKER_ROLES = [
  "provider",
  "partner",
  "supplier",
  "assessor",
] as const satisfies readonly EngagementRole[];
export type AskerRole = (typeof ASKER_ROLES)[number];

export interface AuthorisationFacts {
  readonly kind: AuthorisationKind;
  readonly state: AuthorisationState;
  readonly customerOrgId: string;
  readonly askedOrgId: string;
  readonly askedBy: string;
  readonly preparedBy: string | null;
  readonly asked: AuthorisationScope;
  /** Null until granted; while prepared, what the first person proposes. */
  readonly granted: AuthorisationScope | null;
  readonly decideDueAt: Date;
  /** When it ends or ended: the grant's end, a withdrawal or the asker's word, whichever came first. */
  readonly endsAt: Date | null;
  /** Until when operations inside the grant may still be recorded; null where there can be none. */
  readonly recordDueAt: Date | null;
  readonly operations: number;
  readonly nothingDone: boolean;
  readonly openQuestions: number;
  readonly answerDueAt: Date | null;
  readonly review: EmergencyReview | null;
  readonly reviewDueAt: Date | null;
}
