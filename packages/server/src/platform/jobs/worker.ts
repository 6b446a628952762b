import { PgBoss } from "pg-boss";
import type pg from "pg";
import { type Db, platformActor, type Tx, withActor } from "../tenancy.ts";
import { definedJobs, type JobDefinition, JobCancelled, type JobLog, requireData } from "./define.ts";
import { markEnded, markRunning, tellProgress } from "./progress.ts";
import { QUEUE_ONLY, QUEUE_OPTIONS } from "./queue.ts";

export interface JobDeps {
  readonly db: Db;
  readonly pool: pg.Pool;
  readonly clock: () => Date;
  readonly log: JobLog;
  /** Seconds between looks into the queue. */
  readonly pollSeconds?: number;
}

export interface Jobs {
  /** Takes nothing new and waits for what runs. */
  stop(): Promise<void>;
}

interface Queued {
  readonly progressId?: string;
  readonly data?: unknown;
}

/** Works through every defined job in this process; any number of processes may do so on one database. */
export async function startJobs(deps: JobDeps): Promise<Jobs> {
  const boss = new PgBoss({
    ...QUEUE_ONLY,
    supervise: true,
    schedule: true,
    reindex: false,
    db: { executeSql: async (text, values) => await deps.pool.query(text, values ? [...values] : undefined) },
  });
  boss.on("error", (error) => deps.log.error({ err: error }, "作业队列出错 / job queue"));
  await boss.start();
  for (const job of definedJobs()) {
    await boss.createQueue(job.name, QUEUE_OPTIONS);
    await boss.work<Queued>(
      job.name,
      { pollingIntervalSeconds: deps.pollSeconds ?? 2, batchSize: 1 },
      async (batch) => {
        for (const queued of batch) await runJob(deps, job, queued.id, queued.data ?? {});
      },
    );
    if (job.schedule !== undefined)
      await boss.schedule(job.name, job.schedule, {}, { tz: "Asia/Shanghai", missed: "once" });
  }
  return { stop: () => boss.stop({ graceful: true, timeout: 20_000 }) };
}

/** One run of one job, from the queue or called directly. */
export async function runJob(
  deps: Pick<JobDeps, "db" | "clock" | "log">,
  job: JobDefinition,
  id: string,
  queued: Queued,
): Promise<void> {
  const actor = platformActor(`job:${id}`);
  const inTransaction = <R>(work: (tx: Tx) => Promise<R>): Promise<R> =>
    withActor(deps.db, actor, "write", work);
  const { progressId } = queued;
  const end = async (state: "done" | "failed" | "cancelled", result: unknown): Promise<void> => {
    if (progressId) await inTransaction((tx) => markEnded(tx, progressId, deps.clock(), { state, result }));
  };
  if (progressId && (await inTransaction((tx) => markRunning(tx, progressId, deps.clock()))) === "cancelled")
    return;
  deps.log.info({ job: job.name, jobId: id }, "作业开始 / job starts");
  try {
    const result = await job.handler({
      db: deps.db,
      data: requireData(job, queued.data ?? {}),
      now: deps.clock,
      log: deps.log,
      inTransaction,
      progress: async (done, total) => {
        if (progressId && (await inTransaction((tx) => tellProgress(tx, progressId, done, total))))
          throw new JobCancelled();
      },
    });
    await end("done", result);
    deps.log.info({ job: job.name, jobId: id }, "作业完成 / job done");
  } catch (error) {
    if (error instanceof JobCancelled) return await end("cancelled", null);
    deps.log.error({ job: job.name, jobId: id, err: error }, "作业失败 / job failed");
    await end("failed", null);
    throw error;
  }
}
