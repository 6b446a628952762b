import type { Actor } from "@yunjian/domain";
import { Refusal } from "@yunjian/domain";
import type { Static, TSchema } from "typebox";
import { sql } from "kysely";
import { fromKysely, PgBoss } from "pg-boss";
import { newId } from "../ids.ts";
import type { Tx } from "../tenancy.ts";
import { type JobDefinition, requireData } from "./define.ts";
import { insertProgress } from "./progress.ts";
import { JOB_SCHEMA } from "./schema.ts";

/** The queue's own limits: a worker that is killed is noticed after half a minute, not after fifteen. */
export const QUEUE_OPTIONS = {
  heartbeatSeconds: 30,
  expireInSeconds: 3600,
  retryLimit: 3,
  retryDelay: 10,
  retryBackoff: true,
  retentionSeconds: 14 * 86_400,
  deleteAfterSeconds: 7 * 86_400,
} as const;

/** Nothing of ours is created or supervised here: the migration laid the tables, one worker looks after them. */
export const QUEUE_ONLY = {
  schema: JOB_SCHEMA,
  migrate: false,
  createSchema: false,
  supervise: false,
  schedule: false,
} as const;

/**
 * Puts a job into the queue in the caller's transaction: it exists exactly when the change that asked for it
 * does. Gives the id under which its progress is seen.
 */
export async function enqueue<S extends TSchema>(
  tx: Tx,
  actor: Actor,
  now: Date,
  job: Pick<JobDefinition<S>, "name" | "schema">,
  data: Static<S>,
): Promise<string> {
  if (actor.orgId === null) throw new Refusal("forbidden");
  const id = newId(now);
  await insertProgress(tx, now, { id, job: job.name, orgId: actor.orgId, startedBy: actor.personId });
  // Its own createQueue() would commit our transaction.
  await sql`select pgboss.create_queue(${job.name}, ${JSON.stringify({ policy: "standard", ...QUEUE_OPTIONS })}::jsonb)`.execute(
    tx,
  );
  // A client of its own for this transaction: what it asks and writes belongs to it and ends with it.
  const boss = new PgBoss({ ...QUEUE_ONLY, db: fromKysely(tx) });
  await boss.start();
  try {
    await boss.send(job.name, { progressId: id, data: requireData(job, data) as object });
  } finally {
    await boss.stop({ graceful: false });
  }
  return id;
}
