import {
  type Actor,
  type Checklist,
  type Decision,
  decideReview,
  endOfDay,
  receiveSubmission,
  rectificationWindow,
  Refusal,
  requireReviewer,
  requireScannedFirst,
  requireState,
  type ReviewState,
  secondReview,
  settingOf,
  type StoredSettings,
  wasLate,
  windowEnd,
  windowOf,
} from "@yunjian/domain";
import { emit } from "../../platform/events.ts";
import { newId } from "../../platform/ids.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { workCalendar } from "../calendar/read.ts";
import type { PeriodRow } from "../obligations/read.ts";
import { agreedRectificationTime } from "../obligations/read-review.ts";
import { storedSettings } from "../settings/read.ts";
import { openFilesOf } from "../submissions/read-review.ts";
import { alreadyDone, dutyOf, periodLocked, reviewerOf } from "./matter.ts";
import * as queries from "./queries.ts";

/** 受理 of one period; the caller batches. */
export async function receiveOne(tx: Tx, actor: Actor, now: Date, periodId: string): Promise<string> {
  const period = await periodLocked(tx, periodId);
  const who = await reviewerOf(tx, actor, now, period);
  const { submissionId } = period;
  if (submissionId !== null && period.state === "in-review") {
    requireReviewer(who, period.partyOrgId);
    const review = await queries.standingReview(tx, submissionId, period.id);
    if (review) throw alreadyDone(review);
  }
  const state = receiveSubmission(who, period);
  if (submissionId === null) throw new Refusal("wrong-state", { state: "open", allowed: "submitted" });
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
    submission_id: submissionId,
    state,
    received_by: actor.personId ?? "",
    received_org: actor.orgId ?? "",
    received_at: now,
    receipt_due_at: period.receiptDueAt,
    decision_due_at: decisionDueAt,
  });
  if (!inserted) {
    const review = await queries.standingReview(tx, submissionId, period.id);
    throw review ? alreadyDone(review) : new Refusal("stale-version");
  }
  await emit(tx, actor, now, {
    kind: "review.received",
    object: { type: "review", id },
    subjectId: period.subjectId,
    data: {
      periodId: period.id,
      submissionId,
      obligationId: period.obligationId,
      decisionDueAt: decisionDueAt.toISOString(),
    },
  });
  return id;
}

export function matterOf(period: PeriodRow) {
  return {
    period_id: period.id,
    obligation_id: period.obligationId,
    subject_id: period.subjectId,
    cloud_id: period.cloudId,
    party_org_id: period.partyOrgId,
  };
}

/** Keeps the answers given so far; nobody else sees them as a decision. */
export async function saveChecklist(
  tx: Tx,
  actor: Actor,
  now: Date,
  id: string,
  input: { readonly version: number; readonly checklist: Checklist; readonly note: string },
): Promise<{ version: number }> {
  const { review, period } = await matter(tx, id);
  requireReviewer(await reviewerOf(tx, actor, now, period), period.partyOrgId);
  requireState(review.state, "received");
  const version = await queries.updateReview(tx, id, input.version, {
    checklist: JSON.stringify(input.checklist),
    note: input.note,
  });
  if (version === undefined) throw new Refusal("stale-version");
  return { version };
}

export interface DecisionInput extends Decision {
  readonly version: number;
}

export async function decide(
  tx: Tx,
  actor: Actor,
  now: Date,
  id: string,
  input: DecisionInput,
): Promise<{ version: number; state: ReviewState }> {
  const { review, period } = await matter(tx, id);
  const who = await reviewerOf(tx, actor, now, period);
  const settings = await storedSettings(tx);
  if (review.version !== input.version && review.state !== "received") {
    requireReviewer(who, period.partyOrgId);
    throw alreadyDone(review);
  }
  const state = decideReview(
    who,
    { ...review, barred: await queries.barredFrom(tx, review.submissionId, period.id) },
    input,
    {
      checks: dutyOf(period.dutyId).checks.length,
      secondReview: needsSecond(period, settings),
      now,
    },
  );
  requireState(period.state, "in-review");
  const { outcome, severity } = input;
  requireScannedFirst(await openFilesOf(tx, review.submissionId), settings, outcome);
  const defect = outcome === "non-compliant" && severity ? severity : null;
  const window =
    defect === null
      ? null
      : rectificationWindow(settings, defect, {
          decidedDays: input.windowDays,
          agreed: await agreedRectificationTime(tx, period.cloudId, period.dutyId),
        });
  const supplementDueAt =
    outcome === "supplement-needed" && input.supplementUntil !== undefined
      ? endOfDay(input.supplementUntil)
      : null;
  const version = await queries.updateReview(tx, id, input.version, {
    state,
    checklist: JSON.stringify(input.checklist),
    outcome,
    note: input.note,
    defect_title: defect === null ? null : (input.defectTitle ?? ""),
    supplement_due_at: supplementDueAt,
    severity: defect,
    window_amount: window?.amount ?? null,
    window_unit: window?.unit ?? null,
    window_source: window?.source ?? null,
    decided_by: actor.personId,
    proposed_at: now,
    second_by: null,
    second_at: null,
    second_note: "",
  });
  if (version === undefined) throw new Refusal("stale-version");
  if (state === "awaiting-second") {
    // The outcome stays out of the record until it is one.
    await emit(tx, actor, now, {
      kind: "review.proposed",
      object: { type: "review", id },
      subjectId: period.subjectId,
      data: { periodId: period.id, submissionId: review.submissionId, obligationId: period.obligationId },
      secret: { outcome, note: input.note },
    });
    return { version, state };
  }
  return { version: await publish(tx, actor, now, period, id, settings), state };
}

/** The second reviewer's word on a proposed outcome. */
export async function confirm(
  tx: Tx,
  actor: Actor,
  now: Date,
  id: string,
  input: { readonly version: number; readonly agree: boolean; readonly note: string },
): Promise<{ version: number; state: ReviewState }> {
  const { review, period } = await matter(tx, id);
  const who = await reviewerOf(tx, actor, now, period);
  if (review.version !== input.version && review.state !== "awaiting-second") {
    requireReviewer(who, period.partyOrgId);
    throw alreadyDone(review);
  }
  const barred = await queries.barredFrom(tx, review.submissionId, period.id);
  const state = secondReview(who, { ...review, barred }, input.agree, input.note);
  if (state === "decided" && review.outcome !== null)
    requireScannedFirst(await openFilesOf(tx, review.submissionId), await storedSettings(tx), review.outcome);
  const version = await queries.updateReview(tx, id, input.version, {
    state,
    second_by: actor.personId,
    second_at: now,
    second_note: input.note,
  });
  if (version === undefined) throw new Refusal("stale-version");
  if (state === "decided")
    return { version: await publish(tx, actor, now, period, id, await storedSettings(tx)), state };
  await emit(tx, actor, now, {
    kind: "review.sent-back",
    object: { type: "review", id },
    subjectId: period.subjectId,
    data: { periodId: period.id, submissionId: review.submissionId, obligationId: period.obligationId },
    secret: { note: input.note },
  });
  return { version, state };
}

/** From here the outcome is one: limits start to run, the party sees it, other features follow. */
async function publish(
  tx: Tx,
  actor: Actor,
  now: Date,
  period: PeriodRow,
  id: string,
  settings: StoredSettings,
): Promise<number> {
  const review = await queries.reviewById(tx, id);
  if (!review?.outcome) throw new Refusal("not-found");
  // A supplement that nobody set a day for is due a full window after the party can know of it.
  const chosen = review.supplementDueAt && review.supplementDueAt > now ? review.supplementDueAt : null;
  const supplementDueAt =
    review.outcome === "supplement-needed"
      ? (chosen ?? windowEnd(await workCalendar(tx), now, windowOf(settings, "review.supplementWithin")).at)
      : null;
  const version = await queries.updateReview(tx, id, review.version, {
    decided_at: now,
    supplement_due_at: supplementDueAt,
  });
  if (version === undefined) throw new Refusal("stale-version");
  await emit(tx, actor, now, {
    kind: "review.decided",
    object: { type: "review", id },
    subjectId: period.subjectId,
    data: {
      periodId: period.id,
      submissionId: review.submissionId,
      obligationId: period.obligationId,
      outcome: review.outcome,
      decidedBy: review.decidedBy,
      secondBy: review.secondBy,
      supplementDueAt: supplementDueAt?.toISOString() ?? null,
      severity: review.severity,
      windowAmount: review.windowAmount,
      windowUnit: review.windowUnit,
      windowSource: review.windowSource,
    },
    secret: {
      note: review.note,
      title: review.defectTitle ?? "",
      checklist: JSON.stringify(review.checklist),
    },
  });
  return version;
}

/** Found compliant without looking at each alone: every question yes, except what the clock says about time. */
export async function decideAlike(
  tx: Tx,
  actor: Actor,
  now: Date,
  item: { readonly reviewId: string; readonly version: number },
  note: string,
): Promise<string> {
  const { period, review } = await matter(tx, item.reviewId);
  const late = period.submittedAt !== null && wasLate({ dueAt: period.dueAt }, period.submittedAt);
  const checklist: Checklist = {
    complete: "yes",
    timely: late ? "no" : "yes",
    authentic: "yes",
    compliant: "yes",
    own: dutyOf(period.dutyId).checks.map(() => "yes"),
  };
  await decide(tx, actor, now, review.id, { version: item.version, checklist, outcome: "compliant", note });
  return review.id;
}

function needsSecond(period: PeriodRow, settings: StoredSettings): boolean {
  return (
    period.secondReview ||
    (period.attribute === "enhanced" && settingOf(settings, "review.secondReviewerEnhanced"))
  );
}

/** The review and its period, both held until the transaction ends. */
async function matter(tx: Tx, reviewId: string) {
  const found = await queries.reviewById(tx, reviewId);
  if (!found) throw new Refusal("not-found");
  const period = await periodLocked(tx, found.periodId);
  // Read again behind the lock: whoever held it may have decided.
  const review = await queries.reviewById(tx, reviewId);
  if (!review) throw new Refusal("not-found");
  return { review, period };
}
