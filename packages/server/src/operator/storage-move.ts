/**
 * Brings stored objects home, on the machine of the data (docs/EVIDENCE.md):
 *   storage-move.ts [--dry-run]
 * Home is where EVIDENCE_STORE says; what lies in the other place is copied, read back and compared, and only then
 * given up there. The server may run meanwhile, with the same settings: it reads from both. Ends with 0 when nothing
 * is left to move, with 7 when damaged objects stayed, with 1 when the bucket is away or the run was interrupted.
 */
import { BucketProblem } from "../platform/blobs/bucket.ts";
import type { Moved, TwoHomes } from "../platform/blobs/both.ts";
import { openStores } from "../platform/blobs/store.ts";
import { readConfig } from "../platform/config.ts";
import { OperationError } from "../platform/postgres/errors.ts";
import { EXIT, runEntry, UsageError } from "./run.ts";

const MB = 1024 * 1024;
const SHOWN = 20;

await runEntry(
  { "dry-run": { type: "boolean" } },
  "yunjian storage move [--dry-run]",
  async (rest, values) => {
    if (rest.length > 0) throw new UsageError(`storage move: ${rest.join(" ")}`);
    const dryRun = values["dry-run"] === true;
    const { both } = await openStores(readConfig([]));
    if (!both) {
      throw new OperationError(
        "没有设置存储桶（EVIDENCE_S3_URL），无可迁移。",
        "No bucket is configured (EVIDENCE_S3_URL): there is nothing to move from or to.",
      );
    }
    const abort = new AbortController();
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => abort.abort());
    const result = await moved(both, dryRun, abort.signal);
    const interrupted = abort.signal.aborted;
    return {
      result: { home: both.home, dryRun, interrupted, ...result },
      exit: interrupted ? EXIT.failed : result.problems.length > 0 ? EXIT.differs : EXIT.done,
      lines: (say) => [
        dryRun
          ? say(`待迁移到 ${both.home}：${result.moved} 个`, `${result.moved} to be moved to ${both.home}`)
          : say(
              `已迁移到 ${both.home}：${result.moved} 个，${Math.ceil(result.bytes / MB)} MB，均已读回核对`,
              `${result.moved} moved to ${both.home}, ${Math.ceil(result.bytes / MB)} MB, each read back and compared`,
            ),
        ...(interrupted
          ? [say("已中断；重新执行即继续。", "Interrupted; run it again to go on.")]
          : result.problems.length > 0
            ? [
                say(
                  `未迁移（原处保留）${result.problems.length} 个：`,
                  `${result.problems.length} stayed where they are:`,
                ),
              ]
            : []),
        ...result.problems.slice(0, SHOWN).map((problem) => `  ${problem}`),
      ],
    };
  },
);

async function moved(both: TwoHomes, dryRun: boolean, signal: AbortSignal): Promise<Moved> {
  try {
    return await both.moveHome({
      dryRun,
      signal,
      onProgress: (count, bytes) => {
        if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${count}  ${Math.ceil(bytes / MB)} MB`);
      },
    });
  } catch (error) {
    if (!(error instanceof BucketProblem)) throw error;
    throw new OperationError(
      `存储桶不可用（${error.about}）。已迁移的文件不受影响，恢复后重新执行即继续。`,
      `The bucket is away (${error.about}). What was moved is safe; run it again when it is back.`,
    );
  }
}
