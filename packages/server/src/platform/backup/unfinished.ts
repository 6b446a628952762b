import { existsSync } from "node:fs";
import path from "node:path";
import { OperationError } from "../postgres/errors.ts";

/** Lies in a data folder while it is being restored. */
export const UNFINISHED = "restore-unfinished";

/** A restore that was killed leaves a folder that looks like a small one; no server starts on it. */
export function refuseUnfinishedRestore(dataDir: string): void {
  if (!existsSync(path.join(dataDir, UNFINISHED))) return;
  throw new OperationError(
    `数据目录 ${dataDir} 的恢复没有完成。请清空该目录后重新执行 yunjian restore。`,
    `The restore into the data folder ${dataDir} did not finish. Empty the folder and run yunjian restore again.`,
  );
}
