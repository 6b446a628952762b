import { Type } from "@yunjian/contract";
import { clearBefore, LOG_RETENTIONS, type LogRetention } from "@yunjian/domain";
import type { Blobs } from "../../platform/blobs/blobs.ts";
import { emit } from "../../platform/events.ts";
import type { JobRun } from "../../platform/jobs/define.ts";
import { defineJob } from "../../platform/jobs/index.ts";
import { PLATFORM } from "../../platform/ledger/mended.ts";
import { platformActor } from "../../platform/tenancy.ts";
import { storedSettings } from "../settings/read.ts";
import { clearLog } from "./clear-queries.ts";
import * as queries from "./queries.ts";
import { disposeNext } from "./service-disposal.ts";
import { removeErased } from "./service-erasure.ts";

/** Lines of one log that go in one transaction. */
const BATCH = 1000;
/** Batches of one log in one night: what is left waits for the next. */
const BATCHES = 200;
const OBJECTS = 20;

type Run = Pick<JobRun<unknown>, "inTransaction" | "now">;
type Progress = (done: number, total: number) => Promise<void>;

/** Carries out what two persons decided, a file at a time; begun again, it goes on where it stopped. */
export function carryOutJob(blobs: Blobs) {
  return defineJob({
    name: "retention.carry-out",
    schema: Type.Object({ requestId: Type.String() }),
    handler: ({ data, progress, ...run }) => carryOut(run, blobs, data.requestId, progress),
  });
}
export type CarryOut = ReturnType<typeof carryOutJob>;

/** Every night: logs whose time is over, and approved requests that somebody stopped or that a crash left. */
export function nightlyJob(blobs: Blobs): void {
  defineJob({
    name: "retention.nightly",
    schema: Type.Object({}),
    schedule: "20 3 * * *",
    handler: async (run) => {
      const cleared = await clearLogs(run);
      for (const id of await run.inTransaction(queries.unfinishedRequests))
        await carryOut(run, blobs, id, run.progress);
      return cleared;
    },
  });
}

export async function carryOut(run: Run, blobs: Blobs, id: string, progress: Progress) {
  const actor = platformActor(`retention:${id}`);
  for (;;) {
    const now = run.now();
    const step = await run.inTransaction(async (tx) => {
      const row = await queries.requestForChange(tx, id);
      if (row?.state !== "approved") return { more: false, done: 0, total: 0 };
      const more =
        row.kind === "disposal"
          ? await disposeNext(tx, blobs, actor, now, { id, askedBy: row.asked_by, decidedBy: row.decided_by })
          : (await removeErased(tx, blobs, now, { id, targetId: row.target_id ?? "" }, OBJECTS)) > 0;
      const { total, destroyed, kept, left } = await queries.progressOf(tx, id);
      if (!more) {
        const result = row.kind === "disposal" ? { destroyed, kept } : {};
        await queries.changeRequest(tx, id, row.version, {
          state: "done",
          done_at: now,
          result: JSON.stringify(result),
        });
        await emit(tx, actor, now, {
          kind: "retention.carried-out",
          object: { type: "retention", id },
          subjectId: null,
          data: { request: row.kind, number: row.number, ...result },
        });
      }
      return { more, done: total - left, total };
    });
    await progress(step.done, step.total);
    if (!step.more) return { done: step.done, total: step.total };
  }
}

/** In bounded batches, so that no transaction holds a table for long. The counts are an entry of the record. */
export async function clearLogs(run: Run): Promise<Record<LogRetention, number>> {
  const now = run.now();
  const settings = await run.inTransaction(storedSettings);
  const counts = Object.fromEntries(LOG_RETENTIONS.map((kind) => [kind, 0])) as Record<LogRetention, number>;
  for (const kind of LOG_RETENTIONS) {
    const before = clearBefore(settings, kind, now);
    for (let batch = 0; batch < BATCHES; batch += 1) {
      const gone = await run.inTransaction((tx) => clearLog(tx, kind, before, BATCH));
      counts[kind] += gone;
      if (gone < BATCH) break;
    }
  }
  if (Object.values(counts).some((count) => count > 0)) {
    await run.inTransaction((tx) =>
      emit(tx, platformActor("retention.clear"), now, {
        kind: "retention.cleared",
        object: { type: "platform", id: PLATFORM },
        subjectId: null,
        data: counts,
      }),
    );
  }
  return counts;
}
