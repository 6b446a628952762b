import {
  CHECK_ANSWERS,
  CONTROL_CLASSES,
  DISPUTE_STATES,
  PERIOD_KINDS,
  PERIOD_STATES,
  RECTIFICATION_STATES,
  REVIEW_OUTCOMES,
  REVIEW_STATES,
  SEVERITIES,
  SUBMISSION_KINDS,
  WINDOW_UNITS,
} from "@yunjian/domain";
import {
  BilingualText,
  Changed,
  Created,
  Day,
  Id,
  IdParams,
  Instant,
  Note,
  Nullable,
  OneOf,
  Page,
  Paging,
  route,
  type Static,
  Text,
  Type,
  Version,
} from "./route.ts";

const Name = Type.Object({ id: Id, name: Type.String() });
const Person = Type.Object({ id: Id, name: Type.String() });
const strict = { additionalProperties: false } as const;

/** Answers to the four general questions and to the duty's own checks, in the catalogue's order. */
export const ChecklistSchema = Type.Object(
  {
    complete: Type.Optional(OneOf(CHECK_ANSWERS)),
    timely: Type.Optional(OneOf(CHECK_ANSWERS)),
    authentic: Type.Optional(OneOf(CHECK_ANSWERS)),
    compliant: Type.Optional(OneOf(CHECK_ANSWERS)),
    own: Type.Optional(Type.Array(Nullable(OneOf(CHECK_ANSWERS)), { maxItems: 50 })),
  },
  strict,
);

const DutyRef = Type.Object({ id: Type.String(), title: BilingualText, class: OneOf(CONTROL_CLASSES) });

export const ReviewQueueItem = Type.Object({
  periodId: Id,
  label: Type.String(),
  kind: OneOf(PERIOD_KINDS),
  state: OneOf(PERIOD_STATES),
  duty: DutyRef,
  subject: Name,
  cloud: Name,
  party: Name,
  submission: Type.Object({
    id: Id,
    number: Type.String(),
    kind: OneOf(SUBMISSION_KINDS),
    title: Type.String(),
    submittedAt: Instant,
    /** How many periods wait with this one; they can be examined together. */
    periods: Type.Integer(),
  }),
  /** Handed in after the period's due instant. */
  late: Type.Boolean(),
  /** The supervisor's own limit for the next step, and whether it has passed. */
  until: Nullable(Instant),
  overdue: Type.Boolean(),
  review: Nullable(
    Type.Object({
      id: Id,
      version: Version,
      state: OneOf(REVIEW_STATES),
      receivedBy: Nullable(Person),
      fresh: Type.Boolean(),
    }),
  ),
  /** Handed in by the own organisation: somebody else reviews it. */
  own: Type.Boolean(),
});
export type ReviewQueueItem = Static<typeof ReviewQueueItem>;

export const getReviewQueue = route({
  method: "GET",
  path: "/api/reviews/queue",
  access: "review.work",
  summary: {
    zh: "待受理与待审核队列",
    en: "What waits for receipt or decision, by the supervisor's own limit",
  },
  query: Type.Object(
    {
      ...Paging,
      cloudId: Type.Optional(Id),
      partyOrgId: Type.Optional(Id),
      class: Type.Optional(Type.Array(OneOf(CONTROL_CLASSES), { maxItems: 20 })),
      step: Type.Optional(
        OneOf(["receipt", "decision", "second"], { description: "what is to be done next" }),
      ),
      kind: Type.Optional(OneOf(SUBMISSION_KINDS)),
      overdue: Type.Optional(Type.Boolean()),
      q: Type.Optional(Type.String({ maxLength: 100, description: "duty, in words or by id" })),
    },
    strict,
  ),
  response: Page(ReviewQueueItem),
});

export const getReviewFigures = route({
  method: "GET",
  path: "/api/reviews/figures",
  access: "review.work",
  summary: { zh: "审核工作量与自身时效", en: "How much waits, and how punctual the supervisor itself is" },
  response: Type.Object({
    waiting: Type.Object({
      receipt: Type.Integer(),
      receiptOverdue: Type.Integer(),
      decision: Type.Integer(),
      decisionOverdue: Type.Integer(),
      second: Type.Integer(),
      disputes: Type.Integer(),
      disputesOverdue: Type.Integer(),
    }),
    /** Decided in the last 90 days: how many, how many of them late, and the median of days from receipt. */
    recent: Type.Object({
      decided: Type.Integer(),
      receivedLate: Type.Integer(),
      decidedLate: Type.Integer(),
      medianDays: Nullable(Type.Number()),
    }),
  }),
});

/** What became of each item of a batch: taken, or refused with the reason in words. */
export const BatchResult = Type.Object({
  results: Type.Array(
    Type.Object({
      id: Id,
      ok: Type.Boolean(),
      reviewId: Nullable(Id),
      problem: Nullable(Type.Object({ name: Type.String(), message: Type.String() })),
    }),
  ),
  done: Type.Integer(),
});

export const receiveSubmissions = route({
  method: "POST",
  path: "/api/reviews/receive",
  access: "review.work",
  summary: { zh: "受理（可批量）", en: "Receive what was handed in; one or many periods" },
  body: Type.Object({ periodIds: Type.Array(Id, { minItems: 1, maxItems: 200, uniqueItems: true }) }, strict),
  response: BatchResult,
});

const Anchor = Type.Object(
  {
    page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
    line: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000_000 })),
    x: Type.Optional(Type.Number({ minimum: 0, maximum: 1, description: "share of the page's width" })),
    y: Type.Optional(Type.Number({ minimum: 0, maximum: 1, description: "share of the page's height" })),
    quote: Type.Optional(Type.String({ maxLength: 500 })),
  },
  strict,
);
export type CommentAnchor = Static<typeof Anchor>;

export const ReviewComment = Type.Object({
  id: Id,
  fileId: Nullable(Id),
  anchor: Nullable(Anchor),
  text: Type.String(),
  author: Person,
  authorOrg: Name,
  createdAt: Instant,
  resolvedAt: Nullable(Instant),
  resolvedBy: Nullable(Person),
  version: Version,
});
export type ReviewComment = Static<typeof ReviewComment>;

const DisputeRef = Type.Object({
  id: Id,
  number: Type.String(),
  state: OneOf(DISPUTE_STATES),
  dueAt: Instant,
  version: Version,
});

export const ReviewRecord = Type.Object({
  id: Id,
  version: Version,
  state: OneOf(REVIEW_STATES),
  submissionId: Id,
  submissionNumber: Type.String(),
  receivedBy: Nullable(Person),
  receivedAt: Instant,
  decisionDueAt: Instant,
  fresh: Type.Boolean(),
  /** Null for the party until the review is decided. */
  checklist: Nullable(ChecklistSchema),
  outcome: Nullable(OneOf(REVIEW_OUTCOMES)),
  note: Type.String(),
  defectTitle: Nullable(Type.String()),
  severity: Nullable(OneOf(SEVERITIES)),
  window: Nullable(Type.Object({ amount: Type.Integer(), unit: OneOf(WINDOW_UNITS), source: Type.String() })),
  supplementDueAt: Nullable(Instant),
  decidedBy: Nullable(Person),
  proposedAt: Nullable(Instant),
  decidedAt: Nullable(Instant),
  secondBy: Nullable(Person),
  secondAt: Nullable(Instant),
  secondNote: Type.String(),
  dispute: Nullable(DisputeRef),
});
export type ReviewRecord = Static<typeof ReviewRecord>;

export const REVIEW_ACTIONS = ["receive", "decide", "second", "comment", "dispute"] as const;
export type ReviewAction = (typeof REVIEW_ACTIONS)[number];

export const getReviewPage = route({
  method: "GET",
  path: "/api/reviews/periods/:id",
  access: "submission.read",
  summary: {
    zh: "审核页：周期、材料、核对项、批注与历次审核",
    en: "Everything to examine what was handed in for a period",
  },
  params: IdParams,
  response: Type.Object({
    period: Type.Object({
      id: Id,
      label: Type.String(),
      kind: OneOf(PERIOD_KINDS),
      state: OneOf(PERIOD_STATES),
      spanStart: Day,
      spanEnd: Day,
      dueAt: Instant,
      returnedDueAt: Nullable(Instant),
      receiptDueAt: Nullable(Instant),
      decisionDueAt: Nullable(Instant),
      version: Version,
      obligationId: Id,
    }),
    duty: Type.Object({
      id: Type.String(),
      title: BilingualText,
      statement: BilingualText,
      item: BilingualText,
      class: OneOf(CONTROL_CLASSES),
      attribute: Type.String(),
      checks: Type.Array(BilingualText),
      clauses: Type.Array(Type.String()),
    }),
    subject: Name,
    cloud: Name,
    party: Name,
    /** The organisation whose turn it is to review. */
    supervisor: Nullable(Name),
    submissionId: Nullable(Id),
    /** Handed in after the period's due instant: the answer to “timely” that the clock gives. */
    late: Type.Boolean(),
    secondReview: Type.Boolean(),
    /** Newest first: of this and of earlier submissions for the period. */
    reviews: Type.Array(ReviewRecord),
    comments: Type.Array(ReviewComment),
    /** Other periods that the same submission serves and that wait as well. */
    siblings: Type.Array(
      Type.Object({
        periodId: Id,
        label: Type.String(),
        state: OneOf(PERIOD_STATES),
        duty: DutyRef,
        cloud: Name,
        review: Nullable(Type.Object({ id: Id, version: Version, state: OneOf(REVIEW_STATES) })),
      }),
    ),
    /** Rectification windows that apply unless the reviewer decides another. */
    windows: Type.Array(
      Type.Object({
        severity: OneOf(SEVERITIES),
        amount: Type.Integer(),
        unit: OneOf(WINDOW_UNITS),
        source: Type.String(),
      }),
    ),
    /** Until when a supplement would be due by the setting. */
    supplementDefault: Day,
    disputeUntil: Nullable(Instant),
    actions: Type.Array(OneOf(REVIEW_ACTIONS)),
    rectification: Nullable(
      Type.Object({ id: Id, number: Type.String(), state: OneOf(RECTIFICATION_STATES) }),
    ),
  }),
  errors: ["not-found"],
});
export type ReviewPage = Static<typeof getReviewPage.response>;

export const getNextInQueue = route({
  method: "GET",
  path: "/api/reviews/periods/:id/neighbours",
  access: "review.work",
  summary: { zh: "队列中的上一件与下一件", en: "The period before and after this one in the queue" },
  params: IdParams,
  query: Type.Object(
    { step: Type.Optional(OneOf(["receipt", "decision", "second"])), cloudId: Type.Optional(Id) },
    strict,
  ),
  response: Type.Object({ previous: Nullable(Id), next: Nullable(Id) }),
  errors: ["not-found"],
});

export const saveChecklist = route({
  method: "PUT",
  path: "/api/reviews/:id/checklist",
  access: "review.work",
  summary: { zh: "暂存核对结果", en: "Keep the answers given so far" },
  params: IdParams,
  body: Type.Object({ version: Version, checklist: ChecklistSchema, note: Note }, strict),
  response: Changed,
  errors: ["not-found", "wrong-state", "stale-version", "same-organisation", "not-supervisor-of-subject"],
});

const DECISION_ERRORS = [
  "not-found",
  "wrong-state",
  "stale-version",
  "already-done",
  "same-person",
  "same-organisation",
  "not-supervisor-of-subject",
  "reason-required",
  "scan-waiting",
  "scan-impossible",
  "file-infected",
] as const;

export const decideReviewOf = route({
  method: "POST",
  path: "/api/reviews/:id/decide",
  access: "review.work",
  confirm: true,
  summary: { zh: "作出审核结论", en: "Decide, or propose to the second reviewer" },
  params: IdParams,
  body: Type.Object(
    {
      version: Version,
      checklist: ChecklistSchema,
      outcome: OneOf(REVIEW_OUTCOMES),
      note: Note,
      supplementUntil: Type.Optional(Day),
      defectTitle: Type.Optional(Type.String({ maxLength: 200 })),
      severity: Type.Optional(OneOf(SEVERITIES)),
      windowDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 365 })),
    },
    strict,
  ),
  response: Type.Object({ version: Version, state: OneOf(REVIEW_STATES) }),
  errors: DECISION_ERRORS,
});

export const decideBatch = route({
  method: "POST",
  path: "/api/reviews/decide",
  access: "review.work",
  confirm: true,
  summary: { zh: "批量认定符合", en: "Find several alike compliant; each gets an answer of its own" },
  body: Type.Object(
    {
      items: Type.Array(Type.Object({ reviewId: Id, version: Version }, strict), {
        minItems: 1,
        maxItems: 200,
      }),
      note: Note,
    },
    strict,
  ),
  response: BatchResult,
});

export const confirmReview = route({
  method: "POST",
  path: "/api/reviews/:id/second",
  access: "review.second",
  confirm: true,
  summary: { zh: "复核：确认或退回拟定结论", en: "Second reviewer: confirm, or send back" },
  params: IdParams,
  body: Type.Object({ version: Version, agree: Type.Boolean(), note: Note }, strict),
  response: Type.Object({ version: Version, state: OneOf(REVIEW_STATES) }),
  errors: DECISION_ERRORS,
});

export const addComment = route({
  method: "POST",
  path: "/api/reviews/comments",
  access: "submission.read",
  summary: { zh: "在材料上批注", en: "Comment on a submission, pinned to a place in a file" },
  body: Type.Object(
    {
      submissionId: Id,
      periodId: Id,
      fileId: Type.Optional(Id),
      anchor: Type.Optional(Anchor),
      text: Text(2000),
    },
    strict,
  ),
  response: Created,
  errors: ["not-found", "not-supervisor-of-subject"],
});

export const resolveComment = route({
  method: "POST",
  path: "/api/reviews/comments/:id/resolve",
  access: "submission.read",
  summary: { zh: "批注已处理或重新打开", en: "Mark a comment settled, or open it again" },
  params: IdParams,
  body: Type.Object({ version: Version, resolved: Type.Boolean() }, strict),
  response: Changed,
  errors: ["not-found", "stale-version", "not-supervisor-of-subject"],
});
