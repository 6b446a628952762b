/**
 * Verifies the record on the machine of the data, also while the server runs:
 *   record.ts verify [--verifier KEY] [--demo] [--json] [--lang en]
 * Ends with 0 when every entry and every checkpoint agrees, with 7 when something differs.
 */
import { readConfig } from "../platform/config.ts";
import { type RecordProblem, type RecordReport, verifyRecord } from "../platform/ledger/verify.ts";
import { withDatabase } from "./database.ts";
import { EXIT, runEntry, type Say, UsageError } from "./run.ts";

const USAGE = "yunjian record verify [--verifier KEY] [--demo] [--json]";

/** People read the first of them; programs get all. */
const SHOWN = 20;

await runEntry({ verifier: { type: "string" } }, USAGE, async ([command, ...rest], { verifier, demo }) => {
  if (command !== "verify" || rest.length > 0)
    throw new UsageError(`record: ${[command, ...rest].join(" ")}`);
  const config = readConfig(demo ? ["--demo"] : []);
  const report = await withDatabase(config, (db) =>
    verifyRecord(db, typeof verifier === "string" ? { verifier } : {}),
  );
  return {
    result: report,
    lines: (say) => linesOf(report, say),
    exit: report.problems.length > 0 ? EXIT.differs : EXIT.done,
  };
});

function linesOf({ size, root, checkpoints, verifier, problems }: RecordReport, say: Say): string[] {
  const facts = [
    say(
      `记录 ${size} 条，核对检查点 ${checkpoints} 个`,
      `${size} entries, ${checkpoints} checkpoints compared`,
    ),
    `${say("根散列 ", "root ")}${root}`,
    ...(verifier === null
      ? [say("尚无检查点公钥", "no checkpoint key yet")]
      : [`${say("公钥 ", "key ")}${verifier}`]),
  ];
  if (problems.length === 0)
    return [...facts, say("核验通过：记录与签名检查点一致。", "Verified: the record is what was signed.")];
  return [
    ...facts,
    say(`核验不通过，发现 ${problems.length} 处不一致：`, `Not verified, ${problems.length} difference(s):`),
    ...problems.slice(0, SHOWN).map((problem) => `  ${wordsOf(problem, say)}`),
    ...(problems.length > SHOWN ? [say("  ……（--json 输出全部）", "  ... (--json for all)")] : []),
  ];
}

function wordsOf(problem: RecordProblem, say: Say): string {
  switch (problem.kind) {
    case "gap":
      return say(`缺少第 ${problem.position} 条`, `entry ${problem.position} is missing`);
    case "body-changed":
      return say(
        `第 ${problem.position} 条内容被改动：${problem.entryId}`,
        `entry ${problem.position} was changed: ${problem.entryId}`,
      );
    case "columns-changed":
      return say(
        `第 ${problem.position} 条的查询字段与内容不符：${problem.entryId}`,
        `the columns of entry ${problem.position} differ from its body: ${problem.entryId}`,
      );
    case "too-long":
      return say(
        `第 ${problem.position} 条超过 65535 字节，无法公开：${problem.entryId}`,
        `entry ${problem.position} is longer than 65,535 bytes and cannot be published: ${problem.entryId}`,
      );
    case "root-differs":
      return say(
        `前 ${problem.size} 条的根散列与检查点不符（${problem.tree}）`,
        `the root over ${problem.size} entries is not the checkpoint's (${problem.tree})`,
      );
    case "signature-wrong":
      return say(
        `${problem.size} 条处的检查点签名无效（${problem.tree}）`,
        `the signature of the checkpoint at ${problem.size} is wrong (${problem.tree})`,
      );
    case "checkpoint-beyond":
      return say(
        `检查点覆盖 ${problem.size} 条，多于现有记录（${problem.tree}）`,
        `a checkpoint covers ${problem.size} entries, more than there are (${problem.tree})`,
      );
    case "without-checkpoint":
      return say(
        `最新的 ${problem.size} 条还没有签名检查点（${problem.tree}）`,
        `no checkpoint covers all ${problem.size} entries yet (${problem.tree})`,
      );
    case "tile-wrong":
      return say(
        `散列块 ${problem.tree}/${problem.tile} 与条目不符（后台巡检会由条目重建）`,
        `the tile ${problem.tree}/${problem.tile} does not fit the entries (the scrub rebuilds it from them)`,
      );
    case "sizes-differ":
      return say(
        `已公布的两个账本条数不同：${problem.sizes}`,
        `the published trees differ in size: ${problem.sizes}`,
      );
    case "time-ran-back":
      return say(
        `${problem.size} 条处的检查点早于前一个检查点（${problem.tree}）`,
        `the checkpoint at ${problem.size} is dated before the one before it (${problem.tree})`,
      );
    case "never-ordered":
      return say(`记录 ${problem.entryId} 未编入账本`, `entry ${problem.entryId} was never ordered`);
  }
}
