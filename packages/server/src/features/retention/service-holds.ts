import {
  type Actor,
  type ArchiveClass,
  ARCHIVE_CLASSES,
  archiveEnd,
  type HoldTarget,
  Refusal,
  requireCustodian,
  requireHoldPlacer,
  requirePermission,
  requireRequestAsker,
} from "@yunjian/domain";
import { emit } from "../../platform/events.ts";
import { newId } from "../../platform/ids.ts";
import { nextNumber } from "../../platform/numbers.ts";
import { DEFAULT_LIMIT, decodeKey, pageOf } from "../../platform/paging.ts";
import { unique } from "../../platform/postgres/unique.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { storedSettings } from "../settings/read.ts";
import * as queries from "./queries.ts";
import { newRequest } from "./requests.ts";

interface PageQuery {
  readonly limit?: number;
  readonly after?: string;
}

const afterOf = (query: PageQuery): string | null => {
  const after = decodeKey(query.after, 1)?.[0];
  return after == null ? null : String(after);
};

export async function listHolds(
  tx: Tx,
  actor: Actor,
  query: PageQuery & { standing?: "in-force" | "lifted"; targetId?: string },
) {
  const limit = query.limit ?? DEFAULT_LIMIT;
  const rows = await queries.listHolds(tx, query, { limit: limit + 1, after: afterOf(query) });
  return pageOf(
    rows,
    limit,
    (row) => [row.id],
    (row) => ({
      id: row.id,
      number: row.number,
      target: row.target as HoldTarget,
      targetId: row.target_id,
      targetName: row.target_name,
      reason: row.reason,
      reference: row.reference,
      placedBy: row.placed_by_name ?? "",
      placedAt: row.placed_at,
      liftedAt: row.lifted_at,
      liftRequestId: row.lift_request_id,
      may: {
        lift:
          row.lifted_at === null &&
          row.lift_request_id === null &&
          actor.scope === "all" &&
          actor.permissions.has("hold.place"),
      },
    }),
  );
}

export async function placeHold(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: { target: HoldTarget; targetId: string; reason: string; reference: string },
): Promise<string> {
  requireHoldPlacer(actor, input.reason);
  if (actor.personId === null || actor.orgId === null) throw new Refusal("forbidden");
  const target = await queries.targetFacts(tx, input.target, input.targetId);
  if (!target) throw new Refusal("not-found");
  const id = newId(now);
  const number = await nextNumber(tx, actor.orgId, "保全", now);
  await queries.insertHold(tx, {
    id,
    number,
    target: input.target,
    target_id: input.targetId,
    reason: input.reason.trim(),
    reference: input.reference.trim(),
    placed_by: actor.personId,
    placed_at: now,
  });
  await emit(tx, actor, now, {
    kind: "hold.placed",
    object: { type: "hold", id },
    // A hold is nobody's business but the supervisor's: an investigation may stand behind it.
    subjectId: null,
    data: { number, target: input.target, targetId: input.targetId },
    secret: { reason: input.reason, reference: input.reference },
  });
  return id;
}

/** Lifting takes two: this one asks. */
export async function askLift(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: { id: string; reason: string },
): Promise<string> {
  requireRequestAsker(actor, "hold-lift", input.reason);
  const hold = await queries.holdById(tx, input.id);
  if (!hold) throw new Refusal("not-found");
  if (hold.lifted_at !== null)
    throw new Refusal("wrong-state", { state: "已解除 / lifted", allowed: "生效中 / in force" });
  const id = newId(now);
  const number = await newRequest(tx, actor, now, {
    id,
    kind: "hold-lift",
    targetId: hold.id,
    reason: input.reason,
  });
  await emit(tx, actor, now, {
    kind: "retention.asked",
    object: { type: "retention", id },
    subjectId: null,
    data: { request: "hold-lift", number, targetId: hold.id },
    secret: { reason: input.reason },
  });
  return id;
}

export async function lift(
  tx: Tx,
  actor: Actor,
  now: Date,
  holdId: string,
  requestId: string,
): Promise<void> {
  await queries.liftHold(tx, holdId, requestId, now);
  await emit(tx, actor, now, {
    kind: "hold.lifted",
    object: { type: "hold", id: holdId },
    subjectId: null,
    data: { request: requestId },
  });
}

// Archive ---------------------------------------------------------------------------------------------

export async function listArchives(tx: Tx, query: PageQuery & { class?: ArchiveClass; targetId?: string }) {
  const settings = await storedSettings(tx);
  const limit = query.limit ?? DEFAULT_LIMIT;
  const rows = await queries.listMarks(tx, query, { limit: limit + 1, after: afterOf(query) });
  return pageOf(
    rows,
    limit,
    (row) => [row.id],
    (row) => ({
      id: row.id,
      target: row.target as "submission" | "file",
      targetId: row.target_id,
      targetName: row.target_name,
      orgName: row.org_name,
      number: row.number,
      class: row.class as ArchiveClass,
      endsAt: archiveEnd(settings, { class: row.class as ArchiveClass, at: row.marked_at }),
      note: row.note,
      markedBy: row.marked_by_name ?? "",
      markedAt: row.marked_at,
      version: row.version,
    }),
  );
}

interface Marking {
  readonly number: string;
  readonly class: ArchiveClass;
  readonly note?: string;
}

export async function markArchived(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: Marking & { target: "submission" | "file"; targetId: string },
): Promise<string> {
  requirePermission(actor, "archive.mark");
  requireCustodian(actor);
  if (actor.personId === null) throw new Refusal("forbidden");
  const target = await queries.targetFacts(tx, input.target, input.targetId);
  if (!target) throw new Refusal("not-found");
  if (target.state !== null && target.state !== "kept") throw new Refusal("file-gone", { name: target.name });
  const id = newId(now);
  const { personId } = actor;
  await unique("归档标记", input.number, () =>
    queries.insertMark(tx, {
      id,
      target: input.target,
      target_id: input.targetId,
      number: input.number.trim(),
      class: input.class,
      note: input.note?.trim() ?? "",
      marked_by: personId,
      marked_at: now,
    }),
  );
  await emit(tx, actor, now, {
    kind: "archive.marked",
    object: { type: "archive", id },
    subjectId: null,
    data: { target: input.target, [`${input.target}Id`]: input.targetId, class: input.class },
    secret: { number: input.number },
  });
  return id;
}

export async function changeArchive(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: Marking & { id: string; version: number },
): Promise<number> {
  requirePermission(actor, "archive.mark");
  requireCustodian(actor);
  const mark = await queries.markById(tx, input.id);
  if (!mark) throw new Refusal("not-found");
  const rank = (each: string) => ARCHIVE_CLASSES.indexOf(each as ArchiveClass);
  if (rank(input.class) > rank(mark.class))
    throw new Refusal("must-stay", { name: mark.number, why: "shorter" });
  await unique("归档标记", input.number, async () => {
    const changed = await queries.changeMark(tx, mark.id, input.version, {
      number: input.number.trim(),
      class: input.class,
      note: input.note?.trim() ?? mark.note,
    });
    if (!changed) throw new Refusal("stale-version");
  });
  await emit(tx, actor, now, {
    kind: "archive.changed",
    object: { type: "archive", id: mark.id },
    subjectId: null,
    data: { target: mark.target, [`${mark.target}Id`]: mark.target_id, from: mark.class, class: input.class },
    secret: { number: input.number },
  });
  return input.version + 1;
}
