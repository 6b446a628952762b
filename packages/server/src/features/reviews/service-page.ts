import {
  type Actor,
  dateOf,
  rectificationWindow,
  seesDecision,
  SEVERITIES,
  settingOf,
  type WindowUnit,
  wasLate,
  windowEnd,
  windowOf,
} from "@yunjian/domain";
import type { CommentAnchor, ReviewAction } from "@yunjian/contract";
import type { Tx } from "../../platform/tenancy.ts";
import { workCalendar } from "../calendar/read.ts";
import { supervisorOf } from "../identity/read-supervision.ts";
import type { PeriodRow } from "../obligations/read.ts";
import { agreedRectificationTime, waitingPeriodsOf } from "../obligations/read-review.ts";
import { rectificationsOfReviews } from "../rectifications/read.ts";
import { storedSettings } from "../settings/read.ts";
import { dutyOf, dutyRef, periodOf, reviewerOf } from "./matter.ts";
import * as queries from "./queries.ts";
import { person } from "./service-queue.ts";

/** Everything to examine what was handed in for a period, for the reviewer and, within limits, for the party. */
export async function page(tx: Tx, actor: Actor, now: Date, periodId: string) {
  const period = await periodOf(tx, periodId);
  const duty = dutyOf(period.dutyId);
  const settings = await storedSettings(tx);
  const calendar = await workCalendar(tx);
  const { supervises } = await reviewerOf(tx, actor, now, period);
  const own = actor.orgId === period.partyOrgId;
  const reviews = await queries.reviewsOf(tx, [periodId]);
  const submissionIds = [
    ...new Set(
      [period.submissionId, ...reviews.map((review) => review.submissionId)].filter((id) => id !== null),
    ),
  ];
  const comments = await queries.commentsOf(tx, submissionIds, { orgId: actor.orgId, decidedOnly: own });
  const agreed = await agreedRectificationTime(tx, period.cloudId, period.dutyId);
  const current = reviews.find(
    (review) => review.state !== "superseded" && review.submissionId === period.submissionId,
  );
  const [rectification] = current ? await rectificationsOfReviews(tx, [current.id]) : [];
  const disputeUntil =
    current?.decidedAt && current.outcome !== "compliant"
      ? windowEnd(calendar, current.decidedAt, windowOf(settings, "review.disputeWithin")).at
      : null;
  return {
    period: {
      id: period.id,
      label: period.label,
      kind: period.kind,
      state: period.state,
      spanStart: period.spanStart,
      spanEnd: period.spanEnd,
      dueAt: period.dueAt,
      returnedDueAt: period.returnedDueAt,
      receiptDueAt: period.receiptDueAt,
      decisionDueAt: period.decisionDueAt,
      version: period.version,
      obligationId: period.obligationId,
    },
    duty: {
      id: duty.id,
      title: duty.title,
      statement: duty.statement,
      item: duty.item,
      class: duty.class,
      attribute: duty.attribute,
      checks: [...duty.checks],
      clauses: [...duty.clauses],
    },
    subject: { id: period.subjectId, name: period.subjectName },
    cloud: { id: period.cloudId, name: period.cloudName },
    party: { id: period.partyOrgId, name: period.partyName },
    supervisor: await supervisorOf(tx, period.subjectId, now),
    submissionId: period.submissionId,
    late: period.submittedAt !== null && wasLate({ dueAt: period.dueAt }, period.submittedAt),
    secondReview:
      period.secondReview ||
      (period.attribute === "enhanced" && settingOf(settings, "review.secondReviewerEnhanced")),
    reviews: reviews.map((review) => record(actor, review)),
    comments: comments.map(comment),
    siblings: supervises && !own ? await siblings(tx, period) : [],
    windows: SEVERITIES.map((severity) => {
      const { amount, unit, source } = rectificationWindow(settings, severity, { agreed });
      return { severity, amount, unit, source };
    }),
    supplementDefault: dateOf(windowEnd(calendar, now, windowOf(settings, "review.supplementWithin")).at),
    disputeUntil,
    actions: actions(actor, period, supervises, current, disputeUntil, now),
    rectification: rectification
      ? { id: rectification.id, number: rectification.number, state: rectification.state }
      : null,
  };
}

/** The same submission often serves several periods; they can be examined with it. */
async function siblings(tx: Tx, period: PeriodRow) {
  if (period.submissionId === null) return [];
  const others = (await waitingPeriodsOf(tx, [period.submissionId])).filter((each) => each.id !== period.id);
  const reviews = await queries.reviewsOf(
    tx,
    others.map((each) => each.id),
  );
  return others.map((each) => {
    const review = reviews.find(
      (r) => r.periodId === each.id && r.submissionId === period.submissionId && r.state !== "superseded",
    );
    return {
      periodId: each.id,
      label: each.label,
      state: each.state,
      duty: dutyRef(each.dutyId),
      cloud: { id: each.cloudId, name: each.cloudName },
      review: review ? { id: review.id, version: review.version, state: review.state } : null,
    };
  });
}

function actions(
  actor: Actor,
  period: PeriodRow,
  supervises: boolean,
  review: queries.ReviewRow | undefined,
  disputeUntil: Date | null,
  now: Date,
): ReviewAction[] {
  const own = actor.orgId === period.partyOrgId;
  const reviewer = supervises && !own && actor.permissions.has("review.work");
  const may: Record<ReviewAction, boolean> = {
    receive: reviewer && period.state === "submitted",
    decide: reviewer && review?.state === "received",
    second:
      supervises &&
      !own &&
      actor.permissions.has("review.second") &&
      review?.state === "awaiting-second" &&
      review.decidedBy !== actor.personId,
    comment:
      period.submissionId !== null && (reviewer || (own && actor.permissions.has("submission.prepare"))),
    dispute:
      own &&
      actor.permissions.has("dispute.raise") &&
      review?.state === "decided" &&
      disputeUntil !== null &&
      now <= disputeUntil &&
      review.disputeId === null,
  };
  return (Object.keys(may) as ReviewAction[]).filter((action) => may[action]);
}

function record(actor: Actor, review: queries.ReviewRow) {
  const open = seesDecision(actor.orgId, review);
  return {
    id: review.id,
    version: review.version,
    // A proposal is no news to the party before it is decided.
    state: open ? review.state : ("received" as const),
    submissionId: review.submissionId,
    submissionNumber: review.submissionNumber,
    receivedBy: person(review.receivedBy, review.receivedByName),
    receivedAt: review.receivedAt,
    decisionDueAt: review.decisionDueAt,
    fresh: review.freshOf !== null,
    checklist: open ? review.checklist : null,
    outcome: open ? review.outcome : null,
    note: open ? review.note : "",
    defectTitle: open ? review.defectTitle : null,
    severity: open ? review.severity : null,
    window:
      open && review.windowAmount !== null && review.windowUnit !== null
        ? {
            amount: review.windowAmount,
            unit: review.windowUnit satisfies WindowUnit,
            source: review.windowSource ?? "",
          }
        : null,
    supplementDueAt: open ? review.supplementDueAt : null,
    decidedBy: open ? person(review.decidedBy, review.decidedByName) : null,
    proposedAt: open ? review.proposedAt : null,
    decidedAt: review.decidedAt,
    secondBy: open ? person(review.secondBy, review.secondByName) : null,
    secondAt: open ? review.secondAt : null,
    secondNote: open && review.partyOrgId !== actor.orgId ? review.secondNote : "",
    dispute:
      review.disputeId !== null && review.disputeState !== null && review.disputeDueAt !== null
        ? {
            id: review.disputeId,
            number: review.disputeNumber ?? "",
            state: review.disputeState,
            dueAt: review.disputeDueAt,
            version: review.disputeVersion ?? 1,
          }
        : null,
  };
}

function comment(row: queries.CommentRow) {
  return {
    id: row.id,
    fileId: row.file_id,
    anchor: row.anchor as CommentAnchor | null,
    text: row.text,
    author: { id: row.author_id, name: row.author_name },
    authorOrg: { id: row.author_org, name: row.org_name },
    createdAt: row.created_at,
    resolvedAt: row.resolved_at,
    resolvedBy: row.resolved_by === null ? null : { id: row.resolved_by, name: row.resolver_name },
    version: row.version,
  };
}
