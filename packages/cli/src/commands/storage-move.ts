import { runOnThisMachine } from "../operator.ts";
import type { Define } from "../program.ts";

/** Bringing stored files home after EVIDENCE_STORE was changed (docs/EVIDENCE.md). */
export function defineMove(
  { say, command }: Pick<Define, "say" | "command">,
  storage: ReturnType<Define["command"]>,
): void {
  command(
    "move",
    "把另一处（目录或存储桶）的文件迁移到 EVIDENCE_STORE 所指的位置；服务可继续运行，中断后重新执行即可",
    "bring what lies in the other place (folder or bucket) to where EVIDENCE_STORE says; the server may go on, and an interrupted run is begun again",
    storage,
  )
    .option("--dry-run", say("只统计，不迁移", "count only"))
    .action(async (_options, self) => {
      const given = self.optsWithGlobals() as Record<string, string | boolean | undefined>;
      await runOnThisMachine("storage-move", [
        ...(given["dryRun"] ? ["--dry-run"] : []),
        ...(typeof given["lang"] === "string" ? ["--lang", given["lang"]] : []),
        ...(given["json"] ? ["--json"] : []),
      ]);
    });
}
