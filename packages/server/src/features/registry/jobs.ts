import { Type } from "@yunjian/contract";
import type { Actor, ImportKind } from "@yunjian/domain";
import { defineJob, JobCancelled, type JobRun } from "../../platform/jobs/define.ts";
import { undone } from "../../platform/savepoint.ts";
import { importSpec } from "../../platform/tables/kinds.ts";
import type { Table } from "../../platform/tables/table.ts";
import { withActor } from "../../platform/tenancy.ts";
import { actorFor } from "../identity/read.ts";
import { type Counts, countLines, finishImport, noteLines, readImport } from "./imports.ts";
import { type LineReport, workLines } from "./imports-lines.ts";
import * as queries from "./imports-queries.ts";

const BATCH = 500;
/** Kinds that are taken many at a time also get larger transactions, and so fewer entries in the record. */
const BATCH_OF_MANY = 2000;

/**
 * Works through a large table file. A real run commits by the batch, so it goes on where it stopped when the
 * process was killed; a dry run is one transaction that is taken back.
 */
export const importJob = defineJob({
  name: "registry.import",
  schema: Type.Object({ runId: Type.String() }),
  handler: async (run) => {
    const { runId } = run.data;
    const row = await run.inTransaction((tx) => queries.runToWork(tx, runId));
    if (!row?.content || (row.state !== "waiting" && row.state !== "running")) return;
    const task: Task = {
      run,
      id: runId,
      kind: row.kind as ImportKind,
      personId: row.created_by,
      orgId: row.org_id,
      total: row.total,
    };
    await run.inTransaction((tx) => queries.changeRun(tx, runId, { state: "running" }));
    const table = await readImport(task.kind, row.content);
    const begun = { done: row.done, taken: row.taken, unchanged: row.unchanged, refused: row.refused };
    return await (row.dry_run ? tryAll(task, table) : takeAll(task, table, begun));
  },
});

interface Task {
  readonly run: JobRun<unknown>;
  readonly id: string;
  readonly kind: ImportKind;
  readonly personId: string;
  readonly orgId: string;
  readonly total: number;
}

/** The person's rights as they are now: who lost them meanwhile imports no further line. */
async function actorOf(task: Task): Promise<Actor> {
  const { run } = task;
  const actor = await actorFor(
    run.db,
    { personId: task.personId, orgId: task.orgId, requestId: `job:${task.id}` },
    run.now(),
  );
  if (!actor) throw new JobCancelled();
  return actor;
}

async function takeAll(task: Task, table: Table, begun: Counts & { readonly done: number }): Promise<Counts> {
  const { run, id } = task;
  let { done, taken, unchanged, refused } = begun;
  let actor = await actorOf(task);
  const end = (cancelled: boolean) =>
    withActor(run.db, actor, "write", (tx) =>
      finishImport(tx, actor, run.now(), id, { dryRun: false, taken, unchanged, refused, cancelled }),
    );
  try {
    while (done < table.rows.length) {
      actor = await actorOf(task);
      const lines = table.rows.slice(done, done + batchOf(task.kind));
      const counts = await withActor(run.db, actor, "write", async (tx) => {
        const reports = await workLines(tx, actor, run.now(), importSpec(task.kind), lines);
        await noteLines(tx, actor, id, reports);
        const some = countLines(reports);
        await queries.changeRun(tx, id, {
          done: done + lines.length,
          taken: taken + some.taken,
          unchanged: unchanged + some.unchanged,
          refused: refused + some.refused,
        });
        return some;
      });
      done += lines.length;
      taken += counts.taken;
      unchanged += counts.unchanged;
      refused += counts.refused;
      await run.progress(done, task.total);
    }
  } catch (error) {
    if (error instanceof JobCancelled) await end(true);
    throw error;
  }
  await end(false);
  return { taken, unchanged, refused };
}

async function tryAll(task: Task, table: Table): Promise<Counts> {
  const { run, id } = task;
  const actor = await actorOf(task);
  const reports: LineReport[] = [];
  let cancelled = false;
  await withActor(run.db, actor, "write", (tx) =>
    undone(tx, async () => {
      for (let done = 0; done < table.rows.length && !cancelled; done += batchOf(task.kind)) {
        reports.push(
          ...(await workLines(
            tx,
            actor,
            run.now(),
            importSpec(task.kind),
            table.rows.slice(done, done + batchOf(task.kind)),
          )),
        );
        await run.inTransaction((beside) => queries.changeRun(beside, id, { done: reports.length }));
        cancelled = await run.progress(reports.length, task.total).then(
          () => false,
          (error: unknown) => {
            if (error instanceof JobCancelled) return true;
            throw error;
          },
        );
      }
    }),
  );
  const counts = countLines(reports);
  await withActor(run.db, actor, "write", async (tx) => {
    await noteLines(tx, actor, id, reports);
    await finishImport(tx, actor, run.now(), id, { dryRun: true, ...counts, cancelled });
  });
  if (cancelled) throw new JobCancelled();
  return counts;
}

function batchOf(kind: ImportKind): number {
  return importSpec(kind).takeMany ? BATCH_OF_MANY : BATCH;
}
