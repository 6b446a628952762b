import { DISPUTE_STATES, REVIEW_OUTCOMES, SEVERITIES } from "@yunjian/domain";
import {
  BilingualText,
  Changed,
  Created,
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
const strict = { additionalProperties: false } as const;

const summary = {
  id: Id,
  number: Type.String(),
  state: OneOf(DISPUTE_STATES),
  version: Version,
  periodId: Id,
  label: Type.String(),
  duty: Type.Object({ id: Type.String(), title: BilingualText }),
  cloud: Name,
  party: Name,
  outcome: Nullable(OneOf(REVIEW_OUTCOMES)),
  raisedAt: Instant,
  dueAt: Instant,
  overdue: Type.Boolean(),
  decidedAt: Nullable(Instant),
};
export const DisputeItem = Type.Object(summary);
export type DisputeItem = Static<typeof DisputeItem>;

export const listDisputes = route({
  method: "GET",
  path: "/api/disputes",
  access: "submission.read",
  summary: { zh: "异议列表", en: "Disputes of outcomes" },
  query: Type.Object(
    {
      ...Paging,
      state: Type.Optional(Type.Array(OneOf(DISPUTE_STATES), { maxItems: 4 })),
      cloudId: Type.Optional(Id),
    },
    strict,
  ),
  response: Page(DisputeItem),
});

export const getDispute = route({
  method: "GET",
  path: "/api/disputes/:id",
  access: "submission.read",
  summary: { zh: "异议详情", en: "One dispute" },
  params: IdParams,
  response: Type.Object({
    ...summary,
    reason: Type.String(),
    raisedBy: Type.Object({ id: Id, name: Type.String() }),
    decider: Name,
    decidedBy: Nullable(Type.Object({ id: Id, name: Type.String() })),
    decisionNote: Type.String(),
    /** The outcome that is disputed, in its own words. */
    review: Type.Object({
      id: Id,
      note: Type.String(),
      severity: Nullable(OneOf(SEVERITIES)),
      defectTitle: Nullable(Type.String()),
      decidedAt: Nullable(Instant),
      decidedBy: Nullable(Type.Object({ id: Id, name: Type.String() })),
      secondBy: Nullable(Type.Object({ id: Id, name: Type.String() })),
    }),
    rectification: Nullable(Type.Object({ id: Id, number: Type.String(), state: Type.String() })),
    actions: Type.Array(OneOf(["decide", "withdraw"])),
    /** Why this person may not decide although the post would allow it. */
    partInOutcome: Type.Boolean(),
  }),
  errors: ["not-found"],
});
export type DisputeDetail = Static<typeof getDispute.response>;

export const raiseDisputeOf = route({
  method: "POST",
  path: "/api/reviews/:id/dispute",
  access: "dispute.raise",
  summary: { zh: "对审核结论提出异议", en: "Dispute an outcome" },
  params: IdParams,
  body: Type.Object({ reason: Text(4000) }, strict),
  response: Created,
  errors: [
    "not-found",
    "wrong-state",
    "deadline-passed",
    "already-exists",
    "not-your-organisation",
    "reason-required",
  ],
});

export const decideDisputeOf = route({
  method: "POST",
  path: "/api/disputes/:id/decide",
  access: "dispute.decide",
  confirm: true,
  summary: { zh: "裁定异议", en: "Decide a dispute; never by who had part in the outcome" },
  params: IdParams,
  body: Type.Object({ version: Version, upheld: Type.Boolean(), note: Note }, strict),
  response: Changed,
  errors: [
    "not-found",
    "wrong-state",
    "stale-version",
    "already-done",
    "same-person",
    "same-organisation",
    "not-supervisor-of-subject",
    "reason-required",
  ],
});

export const withdrawDisputeOf = route({
  method: "POST",
  path: "/api/disputes/:id/withdraw",
  access: "dispute.raise",
  summary: { zh: "撤回异议", en: "Take a dispute back" },
  params: IdParams,
  body: Type.Object({ version: Version }, strict),
  response: Changed,
  errors: ["not-found", "wrong-state", "stale-version", "not-your-organisation"],
});
