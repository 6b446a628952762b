import { type Actor, Refusal } from "@yunjian/domain";
import { sql } from "kysely";
import type { Tx } from "../tenancy.ts";

/** What people see of a job they wait for. */

export const JOB_STATES = ["queued", "running", "done", "failed", "cancelled"] as const;
export type JobState = (typeof JOB_STATES)[number];

export interface NewProgress {
  readonly id: string;
  readonly job: string;
  readonly orgId: string;
  readonly startedBy: string | null;
}

export async function insertProgress(tx: Tx, now: Date, row: NewProgress): Promise<void> {
  await tx
    .insertInto("job_progress")
    .values({
      id: row.id,
      job: row.job,
      org_id: row.orgId,
      started_by: row.startedBy,
      state: "queued",
      created_at: now,
    })
    .execute();
}

/** Running again after a crash starts from nothing done: what is done is found done by the job itself. */
export async function markRunning(tx: Tx, id: string, now: Date): Promise<JobState> {
  const row = await tx
    .updateTable("job_progress")
    .set({ state: "running", started_at: now, ended_at: null, done: 0 })
    .where("id", "=", id)
    .where("state", "in", ["queued", "running", "failed"])
    .returning("cancel_requested")
    .executeTakeFirst();
  return row && !row.cancel_requested ? "running" : "cancelled";
}

/** True when somebody asked the job to stop. */
export async function tellProgress(tx: Tx, id: string, done: number, total: number): Promise<boolean> {
  const row = await tx
    .updateTable("job_progress")
    .set({ done, total })
    .where("id", "=", id)
    .returning("cancel_requested")
    .executeTakeFirst();
  return row?.cancel_requested ?? false;
}

export async function markEnded(
  tx: Tx,
  id: string,
  now: Date,
  end: { readonly state: "done" | "failed" | "cancelled"; readonly result: unknown },
): Promise<void> {
  await tx
    .updateTable("job_progress")
    .set({ state: end.state, ended_at: now, result: JSON.stringify(end.result ?? null) })
    .where("id", "=", id)
    .execute();
}

/** A job of the actor's own organisation; those of others do not exist for it. */
export async function jobById(tx: Tx, actor: Actor, id: string): Promise<JobProgress> {
  const row = await rows(tx, actor).where("id", "=", id).executeTakeFirst();
  if (!row) throw new Refusal("not-found");
  return row;
}

export async function latestJobs(tx: Tx, actor: Actor, job: string | undefined): Promise<JobProgress[]> {
  let query = rows(tx, actor);
  if (job !== undefined) query = query.where("job", "=", job);
  return await query.orderBy("created_at", "desc").limit(20).execute();
}

/** The job stops at its next step; one that has not begun never begins. */
export async function requestCancel(tx: Tx, actor: Actor, now: Date, id: string): Promise<void> {
  const job = await jobById(tx, actor, id);
  if (job.endedAt !== null)
    throw new Refusal("wrong-state", { state: job.state, allowed: "queued / running" });
  await tx
    .updateTable("job_progress")
    .set(
      job.state === "queued"
        ? { cancel_requested: true, state: "cancelled" as const, ended_at: now }
        : { cancel_requested: true },
    )
    .where("id", "=", id)
    .execute();
}

export interface JobProgress {
  readonly id: string;
  readonly job: string;
  readonly state: JobState;
  readonly done: number;
  readonly total: number | null;
  readonly cancelRequested: boolean;
  readonly createdAt: Date;
  readonly endedAt: Date | null;
}

function rows(tx: Tx, actor: Actor) {
  return tx
    .selectFrom("job_progress")
    .select([
      "id",
      "job",
      sql<JobState>`state`.as("state"),
      "done",
      "total",
      "cancel_requested as cancelRequested",
      "created_at as createdAt",
      "ended_at as endedAt",
    ])
    .where("org_id", "=", actor.orgId);
}
