import type { CommentAnchor } from "@yunjian/contract";
import { type Actor, Refusal, requirePermission } from "@yunjian/domain";
import { emit } from "../../platform/events.ts";
import { newId } from "../../platform/ids.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { supervises } from "../identity/read-supervision.ts";
import type { PeriodRow } from "../obligations/read.ts";
import { isFileOf } from "../submissions/read-review.ts";
import { periodOf, reviewerOf } from "./matter.ts";
import * as queries from "./queries.ts";

export interface NewComment {
  readonly submissionId: string;
  readonly periodId: string;
  readonly fileId?: string | undefined;
  readonly anchor?: CommentAnchor | undefined;
  readonly text: string;
}

/** Pins a word to a place in what was handed in. The reviewing side asks, the party may answer. */
export async function add(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: NewComment,
): Promise<{ id: string; version: number }> {
  const period = await periodOf(tx, input.periodId);
  await requireSide(tx, actor, now, period);
  const reviews = await queries.reviewsOf(tx, [period.id]);
  const known =
    period.submissionId === input.submissionId || reviews.some((r) => r.submissionId === input.submissionId);
  if (!known) throw new Refusal("not-found");
  if (input.fileId !== undefined && !(await isFileOf(tx, input.submissionId, input.fileId)))
    throw new Refusal("not-found");
  const id = newId(now);
  await queries.insertComment(tx, {
    id,
    submission_id: input.submissionId,
    period_id: period.id,
    subject_id: period.subjectId,
    cloud_id: period.cloudId,
    file_id: input.fileId ?? null,
    anchor: input.anchor === undefined ? null : JSON.stringify(input.anchor),
    text: input.text.trim(),
    author_id: actor.personId ?? "",
    author_org: actor.orgId ?? "",
    created_at: now,
  });
  await emit(tx, actor, now, {
    kind: "review.commented",
    object: { type: "submission", id: input.submissionId },
    subjectId: period.subjectId,
    data: { commentId: id, periodId: period.id, fileId: input.fileId ?? null },
    secret: { text: input.text },
  });
  return { id, version: 1 };
}

/** Settled by the side that wrote it, or by the reviewing side. */
export async function resolve(
  tx: Tx,
  actor: Actor,
  now: Date,
  id: string,
  input: { readonly version: number; readonly resolved: boolean },
): Promise<{ version: number }> {
  const comment = await queries.commentById(tx, id);
  if (!comment) throw new Refusal("not-found");
  const subject = { subjectId: comment.subject_id, cloudId: comment.cloud_id };
  const reviewing = actor.permissions.has("review.work") && (await supervises(tx, actor, now, subject));
  if (!reviewing && actor.orgId !== comment.author_org) throw new Refusal("not-supervisor-of-subject");
  const version = await queries.updateComment(tx, id, input.version, {
    resolved_at: input.resolved ? now : null,
    resolved_by: input.resolved ? actor.personId : null,
  });
  if (version === undefined) throw new Refusal("stale-version");
  return { version };
}

async function requireSide(tx: Tx, actor: Actor, now: Date, period: PeriodRow): Promise<void> {
  if (actor.orgId === period.partyOrgId) {
    requirePermission(actor, "submission.prepare");
    return;
  }
  requirePermission(actor, "review.work");
  if (!(await reviewerOf(tx, actor, now, period)).supervises) throw new Refusal("not-supervisor-of-subject");
}
