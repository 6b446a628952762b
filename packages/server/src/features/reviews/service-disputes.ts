import {
  type Actor,
  decideDispute,
  type DisputeState,
  minuteOf,
  raiseDispute,
  Refusal,
  seesDecision,
  windowEnd,
  windowOf,
  withdrawDispute,
} from "@yunjian/domain";
import { emit } from "../../platform/events.ts";
import { newId } from "../../platform/ids.ts";
import { nextNumber } from "../../platform/numbers.ts";
import { decodeKey, DEFAULT_LIMIT, pageOf } from "../../platform/paging.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { workCalendar } from "../calendar/read.ts";
import { periodsByIds } from "../obligations/read.ts";
import { rectificationsOfReviews } from "../rectifications/read.ts";
import { storedSettings } from "../settings/read.ts";
import { dutyRef, periodLocked, periodOf, reviewerOf } from "./matter.ts";
import * as queries from "./queries.ts";
import * as disputes from "./queries-disputes.ts";
import { matterOf } from "./service.ts";

export async function disputeUntil(tx: Tx, decidedAt: Date): Promise<Date> {
  const settings = await storedSettings(tx);
  return windowEnd(await workCalendar(tx), decidedAt, windowOf(settings, "review.disputeWithin")).at;
}

export async function raise(
  tx: Tx,
  actor: Actor,
  now: Date,
  reviewId: string,
  reason: string,
): Promise<{ id: string; version: number }> {
  const found = await queries.reviewById(tx, reviewId);
  if (!found) throw new Refusal("not-found");
  const period = await periodLocked(tx, found.periodId);
  const review = (await queries.reviewById(tx, reviewId)) ?? found;
  const state = raiseDispute(
    actor,
    {
      ...review,
      // A proposal is no news to the party, not even by the words of a refusal.
      state: seesDecision(actor.orgId, review) ? review.state : "received",
      counts: period.submissionId === review.submissionId,
      disputeUntil: await disputeUntil(tx, review.decidedAt ?? now),
    },
    reason,
    now,
  );
  const settings = await storedSettings(tx);
  const dueAt = windowEnd(await workCalendar(tx), now, windowOf(settings, "review.disputeDecisionWithin")).at;
  const id = newId(now);
  const number = await nextNumber(tx, review.receivedOrg, "异议", now);
  const inserted = await disputes.insertDispute(tx, {
    id,
    number,
    review_id: review.id,
    period_id: period.id,
    subject_id: period.subjectId,
    cloud_id: period.cloudId,
    decider_org: review.receivedOrg,
    due_at: dueAt,
    reason: reason.trim(),
    state,
    raised_by: actor.personId ?? "",
    raised_org: actor.orgId ?? "",
    raised_at: now,
  });
  if (!inserted) throw new Refusal("already-exists", { what: "异议", value: review.disputeNumber ?? "" });
  await emit(tx, actor, now, {
    kind: "dispute.raised",
    object: { type: "dispute", id },
    subjectId: period.subjectId,
    data: {
      number,
      periodId: period.id,
      reviewId: review.id,
      submissionId: review.submissionId,
      obligationId: period.obligationId,
      deciderOrg: review.receivedOrg,
      dueAt: dueAt.toISOString(),
    },
    secret: { reason },
  });
  return { id, version: 1 };
}

export async function decide(
  tx: Tx,
  actor: Actor,
  now: Date,
  id: string,
  input: { readonly version: number; readonly upheld: boolean; readonly note: string },
): Promise<{ version: number }> {
  const { dispute, period } = await matter(tx, id);
  const who = await reviewerOf(tx, actor, now, period);
  if (dispute.version !== input.version && dispute.state !== "raised") {
    throw new Refusal("already-done", {
      who: dispute.decidedByName,
      at: dispute.decidedAt ? minuteOf(dispute.decidedAt) : "",
    });
  }
  const state = decideDispute(who, facts(dispute), input.upheld, input.note);
  const version = await disputes.updateDispute(tx, id, input.version, {
    state,
    decided_by: actor.personId,
    decided_at: now,
    decision_note: input.note.trim(),
  });
  if (version === undefined) throw new Refusal("stale-version");
  const fresh = input.upheld ? await reviewAfresh(tx, actor, now, dispute, period) : null;
  await emit(tx, actor, now, {
    kind: "dispute.decided",
    object: { type: "dispute", id },
    subjectId: dispute.subjectId,
    data: {
      number: dispute.number,
      periodId: dispute.periodId,
      reviewId: dispute.reviewId,
      submissionId: dispute.submissionId,
      obligationId: dispute.obligationId,
      upheld: input.upheld,
      freshReviewId: fresh?.id ?? null,
      decisionDueAt: fresh?.decisionDueAt.toISOString() ?? null,
    },
    secret: { note: input.note },
  });
  return { version };
}

/** The disputed review steps back and another takes its place, for anybody who had no part in the first. */
async function reviewAfresh(
  tx: Tx,
  actor: Actor,
  now: Date,
  dispute: disputes.DisputeRow,
  period: Awaited<ReturnType<typeof periodLocked>>,
): Promise<{ id: string; decisionDueAt: Date }> {
  const before = await queries.updateReview(tx, dispute.reviewId, dispute.reviewVersion, {
    state: "superseded",
  });
  if (before === undefined) throw new Refusal("stale-version");
  const settings = await storedSettings(tx);
  const decisionDueAt = windowEnd(
    await workCalendar(tx),
    now,
    windowOf(settings, "review.decisionWithin"),
  ).at;
  const id = newId(now);
  const inserted = await queries.insertReview(tx, {
    id,
    ...matterOf(period),
    submission_id: dispute.submissionId,
    state: "received",
    received_by: actor.personId ?? "",
    received_org: actor.orgId ?? "",
    received_at: now,
    decision_due_at: decisionDueAt,
    fresh_of: dispute.reviewId,
  });
  if (!inserted) throw new Refusal("stale-version");
  return { id, decisionDueAt };
}

export async function withdraw(
  tx: Tx,
  actor: Actor,
  now: Date,
  id: string,
  version: number,
): Promise<{ version: number }> {
  const { dispute } = await matter(tx, id);
  withdrawDispute(actor, facts(dispute));
  return { version: await setWithdrawn(tx, actor, now, dispute, version, "party") };
}

/** Handing in anew accepts the outcome: the dispute about it ends. */
export async function withdrawByHandingIn(
  tx: Tx,
  actor: Actor,
  now: Date,
  periodIds: readonly string[],
): Promise<void> {
  for (const dispute of await disputes.raisedDisputesOf(tx, periodIds)) {
    await setWithdrawn(tx, actor, now, dispute, dispute.version, "submission");
  }
}

async function setWithdrawn(
  tx: Tx,
  actor: Actor,
  now: Date,
  dispute: disputes.DisputeRow,
  version: number,
  because: "party" | "submission",
): Promise<number> {
  const next = await disputes.updateDispute(tx, dispute.id, version, { state: "withdrawn", decided_at: now });
  if (next === undefined) throw new Refusal("stale-version");
  await emit(tx, actor, now, {
    kind: "dispute.withdrawn",
    object: { type: "dispute", id: dispute.id },
    subjectId: dispute.subjectId,
    data: { number: dispute.number, periodId: dispute.periodId, reviewId: dispute.reviewId, because },
  });
  return next;
}

async function matter(tx: Tx, id: string) {
  const found = await disputes.disputeById(tx, id);
  if (!found) throw new Refusal("not-found");
  const period = await periodLocked(tx, found.periodId);
  return { dispute: (await disputes.disputeById(tx, id)) ?? found, period };
}

function facts(dispute: disputes.DisputeRow) {
  return {
    state: dispute.state,
    raisedOrg: dispute.raisedOrg,
    reviewers: [dispute.reviewDecidedBy, dispute.reviewSecondBy],
  };
}

// Pages ------------------------------------------------------------------------------------------------

export async function list(
  tx: Tx,
  now: Date,
  query: {
    readonly state?: readonly DisputeState[] | undefined;
    readonly cloudId?: string | undefined;
    readonly after?: string | undefined;
    readonly limit?: number | undefined;
  },
) {
  const limit = query.limit ?? DEFAULT_LIMIT;
  const key = decodeKey(query.after, 2);
  const after = key && { at: new Date(String(key[0])), id: String(key[1]) };
  const rows = await disputes.disputesPage(
    tx,
    { states: query.state, cloudId: query.cloudId },
    { after, limit: limit + 1 },
  );
  const periods = new Map(
    (
      await periodsByIds(
        tx,
        rows.map((row) => row.periodId),
      )
    ).map((period) => [period.id, period]),
  );
  return pageOf(
    rows,
    limit,
    (row) => [row.raisedAt, row.id],
    (row) => summary(row, periods.get(row.periodId), now),
  );
}

export async function page(tx: Tx, actor: Actor, now: Date, id: string) {
  const dispute = await disputes.disputeById(tx, id);
  if (!dispute) throw new Refusal("not-found");
  const period = await periodOf(tx, dispute.periodId);
  const [rectification] = await rectificationsOfReviews(tx, [dispute.reviewId]);
  const { supervises } = await reviewerOf(tx, actor, now, period);
  const partInOutcome = [dispute.reviewDecidedBy, dispute.reviewSecondBy].includes(actor.personId);
  const open = dispute.state === "raised";
  const deciding =
    open && supervises && actor.permissions.has("dispute.decide") && actor.orgId !== dispute.raisedOrg;
  const own = open && actor.orgId === dispute.raisedOrg && actor.permissions.has("dispute.raise");
  return {
    ...summary(dispute, period, now),
    reason: dispute.reason,
    raisedBy: { id: dispute.raisedBy, name: dispute.raisedByName },
    decider: { id: dispute.deciderOrg, name: dispute.deciderOrgName },
    decidedBy: dispute.decidedBy === null ? null : { id: dispute.decidedBy, name: dispute.decidedByName },
    decisionNote: dispute.decisionNote,
    review: {
      id: dispute.reviewId,
      note: dispute.reviewNote,
      severity: dispute.severity,
      defectTitle: dispute.defectTitle,
      decidedAt: dispute.reviewDecidedAt,
      decidedBy:
        dispute.reviewDecidedBy === null
          ? null
          : { id: dispute.reviewDecidedBy, name: dispute.reviewDecidedByName },
      secondBy:
        dispute.reviewSecondBy === null
          ? null
          : { id: dispute.reviewSecondBy, name: dispute.reviewSecondByName },
    },
    rectification: rectification
      ? { id: rectification.id, number: rectification.number, state: rectification.state }
      : null,
    actions: [
      ...(deciding && !partInOutcome ? (["decide"] as const) : []),
      ...(own ? (["withdraw"] as const) : []),
    ],
    partInOutcome: deciding && partInOutcome,
  };
}

function summary(
  row: disputes.DisputeRow,
  period: Awaited<ReturnType<typeof periodOf>> | undefined,
  now: Date,
) {
  if (!period) throw new Refusal("not-found");
  const { id, title } = dutyRef(period.dutyId);
  return {
    id: row.id,
    number: row.number,
    state: row.state,
    version: row.version,
    periodId: row.periodId,
    label: period.label,
    duty: { id, title },
    cloud: { id: period.cloudId, name: period.cloudName },
    party: { id: period.partyOrgId, name: period.partyName },
    outcome: row.outcome,
    raisedAt: row.raisedAt,
    dueAt: row.dueAt,
    overdue: row.state === "raised" && row.dueAt < now,
    decidedAt: row.decidedAt,
  };
}
