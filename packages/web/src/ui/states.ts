import type {
  AuthorisationStanding,
  ChangeResult,
  ChangeState,
  EmergencyReview,
  EmergencyRuleStanding,
  NilStanding,
  OperationResult,
  ProtectedPeriodStanding,
  DisputeState,
  PeriodState,
  Posture,
  ClockStanding,
  CustomerStanding,
  IncidentLevel,
  IncidentState,
  RectificationRequestState,
  RectificationState,
  ReviewOutcome,
  ReviewState,
  Sensitivity,
  Severity,
  StandingKey,
  SubmissionState,
} from "@yunjian/domain";
import type { Shape } from "./shapes.ts";
import type { Tone } from "./tones.ts";

export interface Look {
  readonly tone: Tone;
  readonly shape: Shape;
}

/** States that occur in many places and have no list of their own in the domain. */
export const GENERIC_STATES = [
  "draft",
  "planned",
  "active",
  "paused",
  "ended",
  "pending",
  "granted",
  "refused",
  "withdrawn",
  "waiting",
  "running",
  "done",
  "partly-done",
  "failed",
  "valid",
  "expiring",
  "expired",
  "voided",
  "locked",
  "invited",
  "provisional",
] as const;
export type GenericState = (typeof GENERIC_STATES)[number];

/** Every kind of state that a StateTag shows, with its values. */
export interface StateKinds {
  readonly period: PeriodState;
  readonly standing: StandingKey;
  readonly submission: SubmissionState;
  readonly review: ReviewOutcome;
  readonly rectification: RectificationState;
  readonly reviewStage: ReviewState;
  readonly dispute: DisputeState;
  readonly rectificationRequest: RectificationRequestState;
  readonly authorisation: AuthorisationStanding;
  readonly change: ChangeState;
  readonly changeResult: ChangeResult;
  readonly emergencyReview: EmergencyReview;
  readonly emergencyRule: EmergencyRuleStanding;
  readonly operationResult: OperationResult;
  readonly incident: IncidentState;
  readonly incidentLevel: IncidentLevel;
  readonly incidentClock: ClockStanding;
  readonly incidentCustomer: CustomerStanding;
  readonly protectedPeriod: ProtectedPeriodStanding;
  readonly nilReport: NilStanding;
  readonly posture: Posture;
  readonly severity: Severity;
  readonly sensitivity: Sensitivity;
  readonly generic: GenericState;
}
export type StateKind = keyof StateKinds;

const look = (tone: Tone, shape: Shape): Look => ({ tone, shape });

const OUTCOMES = {
  compliant: look("good", "check"),
  "non-compliant": look("bad", "cross"),
} as const;
const CANCELLED = look("muted", "dash");

/**
 * The one table of how states look. Their words are messages `state.<kind>.<value>`. Colour is never the
 * only difference: within a kind no two states share their shape and tone, and the word is always there.
 */
export const STATES: { readonly [K in StateKind]: Readonly<Record<StateKinds[K], Look>> } = {
  period: {
    open: look("info", "ring"),
    submitted: look("wait", "dot"),
    "in-review": look("wait", "half"),
    returned: look("warn", "back"),
    ...OUTCOMES,
    cancelled: CANCELLED,
  },
  standing: {
    planned: look("muted", "ring"),
    open: look("info", "ring"),
    "due-soon": look("warn", "clock"),
    overdue: look("grave", "triangle"),
    returned: look("warn", "back"),
    "returned-overdue": look("grave", "back"),
    "awaiting-receipt": look("wait", "dot"),
    "awaiting-decision": look("wait", "half"),
    ...OUTCOMES,
    cancelled: CANCELLED,
  },
  submission: {
    draft: look("neutral", "pen"),
    "awaiting-sign-off": look("warn", "half"),
    submitted: look("info", "check"),
    withdrawn: CANCELLED,
  },
  review: {
    compliant: OUTCOMES.compliant,
    "supplement-needed": look("warn", "back"),
    "non-compliant": OUTCOMES["non-compliant"],
  },
  rectification: {
    issued: look("bad", "flag"),
    received: look("info", "ring"),
    "in-progress": look("info", "half"),
    "proof-filed": look("wait", "dot"),
    closed: look("good", "check"),
    withdrawn: CANCELLED,
  },
  reviewStage: {
    received: look("info", "half"),
    "awaiting-second": look("wait", "dot"),
    decided: look("good", "check"),
    superseded: CANCELLED,
  },
  dispute: {
    raised: look("warn", "flag"),
    upheld: look("good", "check"),
    rejected: look("neutral", "cross"),
    withdrawn: CANCELLED,
  },
  rectificationRequest: {
    asked: look("wait", "dot"),
    accepted: look("good", "check"),
    refused: look("neutral", "cross"),
  },
  authorisation: {
    asked: look("wait", "dot"),
    prepared: look("wait", "half"),
    lapsed: look("muted", "clock"),
    upcoming: look("info", "ring"),
    valid: look("good", "check"),
    ended: look("neutral", "square"),
    unrecorded: look("bad", "triangle"),
    refused: look("neutral", "cross"),
    recalled: look("muted", "back"),
    withdrawn: look("warn", "dash"),
    finished: look("muted", "check"),
  },
  change: {
    draft: look("muted", "pen"),
    announced: look("info", "flag"),
    analysed: look("wait", "dot"),
    advised: look("good", "ring"),
    revise: look("warn", "back"),
    risky: look("bad", "triangle"),
    found: look("bad", "flag"),
    implemented: look("info", "half"),
    assessed: look("wait", "half"),
    closed: look("good", "check"),
    withdrawn: CANCELLED,
  },
  changeResult: {
    "as-approved": look("good", "check"),
    "with-deviations": look("warn", "half"),
    "rolled-back": look("info", "back"),
  },
  protectedPeriod: {
    draft: look("neutral", "pen"),
    upcoming: look("info", "ring"),
    running: look("warn", "half"),
    "summing-up": look("wait", "dot"),
    closed: look("good", "check"),
    withdrawn: CANCELLED,
  },
  nilReport: {
    nil: look("good", "check"),
    events: look("info", "flag"),
    late: look("warn", "clock"),
    waiting: look("wait", "dot"),
    missing: look("bad", "triangle"),
    ahead: look("muted", "ring"),
  },
  emergencyReview: {
    waiting: look("wait", "dot"),
    accepted: look("good", "check"),
    objected: look("bad", "flag"),
  },
  emergencyRule: {
    prepared: look("wait", "half"),
    "in-force": look("good", "dot"),
    expired: look("warn", "clock"),
    ended: look("muted", "square"),
  },
  operationResult: {
    done: look("good", "check"),
    partly: look("warn", "half"),
    failed: look("bad", "cross"),
    "rolled-back": look("info", "back"),
  },
  incident: {
    reported: look("bad", "flag"),
    confirmed: look("bad", "dot"),
    containment: look("warn", "triangle"),
    eradication: look("warn", "half"),
    recovery: look("info", "half"),
    "closing-asked": look("wait", "ring"),
    closed: look("good", "check"),
    "false-alarm": look("muted", "cross"),
    merged: look("muted", "dash"),
  },
  incidentLevel: {
    extraordinary: look("grave", "triangle"),
    major: look("bad", "triangle"),
    larger: look("warn", "triangle"),
    general: look("neutral", "dot"),
  },
  incidentClock: {
    running: look("info", "clock"),
    near: look("warn", "clock"),
    expired: look("bad", "triangle"),
    met: look("good", "check"),
    "met-late": look("warn", "check"),
    stopped: look("muted", "square"),
  },
  incidentCustomer: {
    untold: look("bad", "flag"),
    told: look("wait", "dot"),
    read: look("info", "half"),
    "to-call": look("warn", "triangle"),
    acknowledged: look("good", "check"),
    waived: look("muted", "dash"),
  },
  posture: {
    "non-compliant": look("grave", "cross"),
    overdue: look("bad", "triangle"),
    stale: look("warn", "square"),
    "due-soon": look("warn", "clock"),
    current: look("good", "check"),
    "not-started": look("neutral", "ring"),
    "not-applicable": look("muted", "dash"),
  },
  severity: {
    critical: look("grave", "diamond"),
    high: look("bad", "triangle"),
    medium: look("warn", "square"),
    low: look("neutral", "dot"),
  },
  sensitivity: {
    public: look("neutral", "ring"),
    internal: look("info", "half"),
    sensitive: look("warn", "square"),
  },
  generic: {
    draft: look("neutral", "pen"),
    planned: look("muted", "ring"),
    active: look("good", "dot"),
    paused: look("warn", "pause"),
    ended: look("muted", "square"),
    pending: look("wait", "dot"),
    granted: look("good", "check"),
    refused: look("bad", "cross"),
    withdrawn: CANCELLED,
    waiting: look("neutral", "clock"),
    running: look("info", "half"),
    done: look("good", "check"),
    "partly-done": look("warn", "half"),
    failed: look("bad", "triangle"),
    valid: look("good", "check"),
    expiring: look("warn", "clock"),
    expired: look("bad", "square"),
    voided: look("bad", "dash"),
    locked: look("bad", "flag"),
    invited: look("info", "ring"),
    provisional: look("warn", "ring"),
  },
};
