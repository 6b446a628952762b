import { type Actor, type EngagementRole, Refusal, type SubjectKind } from "@yunjian/domain";
import { emit } from "../../platform/events.ts";
import { DEFAULT_LIMIT, decodeKey, pageOf } from "../../platform/paging.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { engage } from "./founding.ts";
import * as queries from "./organisations-queries.ts";
import { engagedAs } from "./read.ts";

export async function listEngagements(
  tx: Tx,
  query: queries.EngagementFilter & { limit?: number; after?: string },
) {
  const limit = query.limit ?? DEFAULT_LIMIT;
  const after = decodeKey(query.after, 1) as [string] | null;
  const rows = await queries.listEngagements(tx, query, { limit, after: after?.[0] ?? null });
  return pageOf(
    rows,
    limit,
    (row) => [row.id],
    (row) => ({
      id: row.id,
      organisation: { id: row.org_id, name: row.org_name },
      role: row.role as EngagementRole,
      subject:
        row.subject_id === null
          ? null
          : { id: row.subject_id, name: row.subject_name ?? "", kind: row.subject_kind as SubjectKind },
      from: row.from_at,
      to: row.to_at,
      version: row.version,
    }),
  );
}

/** Starts an engagement by hand: assessors, managers, districts, suppliers. For everything only those who see everything. */
export async function startEngagement(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: { orgId: string; role: EngagementRole; subjectId: string | null },
): Promise<string> {
  await requireEngager(tx, actor, now, input.subjectId);
  if (input.subjectId !== null) {
    const subject = await queries.subjectById(tx, input.subjectId);
    if (!subject) throw new Refusal("not-found");
    if (subject.ended_at)
      throw new Refusal("wrong-state", { state: "已终止 / ended", allowed: "正常 / running" });
  }
  return await engage(tx, actor, now, input);
}

export async function endEngagement(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: { id: string; version: number; reason: string },
): Promise<number> {
  const row = await queries.engagementById(tx, input.id);
  if (!row) throw new Refusal("not-found");
  if (row.to_at) throw new Refusal("wrong-state", { state: "已终止 / ended", allowed: "有效 / running" });
  await requireEngager(tx, actor, now, row.subject_id);
  if (input.reason.trim() === "") throw new Refusal("reason-required");
  if (
    row.subject_id === null &&
    row.role === "supervisor" &&
    (await queries.otherSupervisorsOfAll(tx, row.id)) === 0
  ) {
    throw new Refusal("last-holder");
  }
  const subject = row.subject_id && (await queries.subjectById(tx, row.subject_id));
  // Whose the subject is stays engaged with it for as long as it runs.
  if (
    subject &&
    !subject.ended_at &&
    subject.owner_org_id === row.org_id &&
    ["provider", "customer"].includes(row.role)
  ) {
    throw new Refusal("in-use", { by: subject.name });
  }
  if (!(await queries.endEngagement(tx, row.id, input.version, now))) throw new Refusal("stale-version");
  await emit(tx, actor, now, {
    kind: "engagement.ended",
    object: { type: "engagement", id: row.id },
    subjectId: row.subject_id,
    data: { org: row.org_id, role: row.role },
    secret: { reason: input.reason },
  });
  return input.version + 1;
}

async function requireEngager(tx: Tx, actor: Actor, now: Date, subjectId: string | null): Promise<void> {
  if (!actor.permissions.has("registry.write")) throw new Refusal("forbidden");
  const allowed =
    subjectId === null
      ? actor.scope === "all"
      : await engagedAs(tx, actor, now, ["supervisor", "manager"], [subjectId]);
  if (!allowed) throw new Refusal("not-supervisor-of-subject");
}
