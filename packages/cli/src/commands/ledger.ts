import { readFile, writeFile } from "node:fs/promises";
import { getEntryProof } from "@yunjian/contract";
import {
  claimOf,
  LedgerFailure,
  type LogReport,
  openCheckpoint,
  parseVerifier,
  textOf,
  type Trust,
  treeOf,
  TREES,
  type TreeName,
  verifyLog,
  verifyProof,
} from "@yunjian/ledger";
import { type Context, momentOf, requireId, wrongUse } from "../context.ts";
import { NATIVE } from "../ledger/hashes.ts";
import { copying, folderSource, httpSource } from "../ledger/sources.ts";
import { runOnThisMachine } from "../operator.ts";
import { count, type Define, several } from "../program.ts";
import { EXIT } from "../session.ts";

interface TrustOptions {
  readonly verifier?: readonly string[];
  readonly witness?: readonly string[];
  readonly quorum?: number;
}

interface VerifyOptions extends TrustOptions {
  readonly hashesOnly?: boolean;
  readonly tree?: string;
  readonly known?: readonly string[];
}

export function defineLedger({ say, command, perform }: Define): void {
  const ledger = command("ledger", "存证账本：独立核验、导出、证明", "the ledger: verify, export, prove");
  const trusting = (name: string, zh: string, en: string) =>
    command(name, zh, en, ledger)
      .option(
        "--verifier <key>",
        say("事先保存的账本公钥，可多次", "key of the log, kept from before; repeatable"),
        several,
      )
      .option("--witness <key>", say("见证公钥，可多次", "key of a witness; repeatable"), several)
      .option("--quorum <n>", say("至少需要的见证数", "how many witnesses must have cosigned"), count(say));

  const whole = (name: string, zh: string, en: string) =>
    trusting(name, zh, en)
      .option("--hashes-only", say("只核验散列（无条目读取权限时）", "the hashes alone, without the entries"))
      .option("--tree <tree>", say("只核验一个树：sha256 或 sm3", "one tree alone: sha256 or sm3"))
      .option(
        "--known <file>",
        say(
          "以前保存的检查点，可多次；账本须是其延续",
          "a checkpoint kept from before, repeatable: the log must continue it",
        ),
        several,
      );

  perform<VerifyOptions>(
    whole(
      "verify",
      "逐条核验整个账本（服务器或导出目录），不信任服务器",
      "verify the whole log, from the server or an export, without trusting the server",
    ).argument("[folder]", say("导出目录；不填则从服务器读取", "an export; the server when absent")),
    async (context, options, [folder]) => {
      const source =
        folder === undefined ? httpSource(context.target.url, context.target.key) : folderSource(folder);
      await verify(context, source, options);
    },
  );
  perform<VerifyOptions>(
    whole(
      "export",
      "边核验边导出账本到目录，可离线复核",
      "copy the log into a folder while verifying it",
    ).argument("<folder>"),
    async (context, options, [folder = ""]) => {
      const source = copying(httpSource(context.target.url, context.target.key), folder);
      await verify(context, source, options);
    },
  );

  perform<{ out?: string; tree?: string }>(
    command("proof", "下载一条存证的证明", "download the proof of an entry", ledger)
      .argument("<id>", say("条目标识", "id of the entry"))
      .option("--tree <tree>", say("sha256（默认）或 sm3", "sha256 (default) or sm3"))
      .option("--out <file>", say("写入文件（默认 <标识>.tlog-proof）", "write to this file")),
    async (context, { out, tree = "sha256" }, [id = ""]) => {
      const params = { id: requireId(context, id) };
      const { trees, position } = await context.call(getEntryProof, { params });
      const found = trees.find((each) => each.tree === tree);
      if (!found)
        throw wrongUse(context, "该条目尚未公布，稍后再试", "the entry is not published yet; try again");
      const file = out ?? `${params.id}.tlog-proof`;
      await writeFile(file, found.proof);
      const { size, at } = found.checkpoint;
      context.out.show({ file, position, size, tree, origin: found.origin }, () => [
        say(
          `第 ${position} 条，检查点 ${size} 条（${momentOf(at)}），已写入 ${file}`,
          `entry ${position} under a checkpoint of ${size} (${momentOf(at)}), written to ${file}`,
        ),
      ]);
    },
  );
  perform<TrustOptions & { entry?: string }>(
    trusting("check", "离线核验一个 .tlog-proof 证明文件", "check a .tlog-proof file, offline")
      .argument("<file>")
      .option(
        "--entry <file>",
        say("条目内容（证明中未附时）", "the entry, when the proof does not hold it"),
      ),
    async (context, options, [file = ""]) => {
      const text = await readFile(file, "utf8");
      const entry = options.entry === undefined ? undefined : await readFile(options.entry);
      await judge(context, async () => {
        claimOf(text);
        const found = verifyProof(text, trustOf(context, options), {
          hashes: NATIVE,
          ...(entry && { entry }),
        });
        const { index, tree, checkpoint } = found;
        const said = {
          valid: true,
          index,
          tree,
          origin: checkpoint.origin,
          size: checkpoint.size,
          witnesses: checkpoint.witnesses.map((each) => each.key.name),
          entry: textOf(found.entry),
        };
        context.out.show(said, () => [
          say(
            `证明有效：账本 ${checkpoint.origin} 第 ${index} 条，检查点 ${checkpoint.size} 条，见证 ${said.witnesses.length} 个`,
            `valid: entry ${index} of ${checkpoint.origin} under a checkpoint of ${checkpoint.size}, ${said.witnesses.length} witness(es)`,
          ),
          said.entry ?? "",
        ]);
      });
    },
  );
  command("fsck", "在数据所在机器上核对账本（数据库）", "check the ledger on the machine of the data", ledger)
    .option("--demo", say("演示数据目录", "the demo's data folder"))
    .option("--verifier <key>", say("事先保存的账本公钥", "key of the log, kept from before"))
    .action(async (_options, self) => {
      const { demo, verifier, json, lang } = self.optsWithGlobals() as Record<string, string | boolean>;
      await runOnThisMachine("record", [
        "verify",
        ...(demo ? ["--demo"] : []),
        ...(json ? ["--json"] : []),
        ...(typeof verifier === "string" ? ["--verifier", verifier] : []),
        ...(typeof lang === "string" ? ["--lang", lang] : []),
      ]);
    });
  command(
    "succeed",
    "以新密钥延续账本（从旧备份恢复后，先停止服务器；见 docs/LEDGER.md）",
    "go on under a new key, after a restore from an old backup; stop the server first (docs/LEDGER.md)",
    ledger,
  )
    .requiredOption("--reason <text>", say("原因，记入存证", "why; it is recorded"))
    .option("--last <file>", say("别处已知的最新检查点文件", "the newest checkpoint known elsewhere"))
    .option("--demo", say("演示数据目录", "the demo's data folder"))
    .action(async (_options, self) => {
      const given = self.optsWithGlobals() as Record<string, string | boolean>;
      const passed = ["reason", "last", "lang"].flatMap((name) =>
        typeof given[name] === "string" ? [`--${name}`, given[name]] : [],
      );
      const flags = ["demo", "json"].filter((name) => given[name]).map((name) => `--${name}`);
      await runOnThisMachine("ledger", ["succeed", ...passed, ...flags]);
    });
}

function trustOf(context: Context, options: TrustOptions): Trust {
  const log = (options.verifier ?? []).map((each) => parseVerifier(each));
  if (log.length === 0) {
    throw wrongUse(
      context,
      "请用 --verifier 给出事先保存的账本公钥（见 /ledger/keys；首次使用请当面或电话核对）",
      "give the log's key by --verifier, kept from before (see /ledger/keys; compare it by another way the first time)",
    );
  }
  return {
    log,
    witnesses: (options.witness ?? []).map((each) => parseVerifier(each)),
    ...(options.quorum !== undefined && { quorum: options.quorum }),
  };
}

async function verify(
  context: Context,
  source: Parameters<typeof verifyLog>[0],
  options: VerifyOptions,
): Promise<void> {
  const { say, out } = context;
  await judge(context, async () => {
    const trust = trustOf(context, options);
    const chosen = TREES.filter((tree) => options.tree === undefined || tree === options.tree);
    const trees: TreeName[] = [];
    for (const tree of chosen) {
      // A log keeps one tree or both; a key of the tree that was kept says that it has to be there.
      const expected = trust.log.some((key) => treeOf(key.name) === tree);
      if (expected && (options.tree !== undefined || (await source.read(`${tree}/checkpoint`)) !== undefined))
        trees.push(tree);
    }
    if (trees.length === 0) throw new LedgerFailure("resource-missing", "checkpoint");
    const known = [];
    for (const file of options.known ?? []) {
      const head = openCheckpoint(await readFile(file, "utf8"), { log: trust.log });
      known.push({ tree: treeOf(head.origin), size: head.size, root: head.root });
    }
    let shown = 0;
    const report = await verifyLog(source, {
      trees,
      trust,
      known,
      entries: !options.hashesOnly,
      hashes: NATIVE,
      onProgress: (done, total) => {
        if (done < total && performance.now() - shown < 500) return;
        shown = performance.now();
        out.progress(say(`已核验 ${done} / ${total} 条`, `${done} of ${total} verified`), done === total);
      },
    });
    out.show(facts(report), () => [
      ...report.checkpoints.map(({ tree, origin, size, witnesses }) =>
        say(
          `${tree}：账本 ${origin}，${size} 条，见证 ${witnesses.length} 个`,
          `${tree}: ${origin}, ${size} entries, ${witnesses.length} witness(es)`,
        ),
      ),
      options.hashesOnly
        ? say("散列与检查点一致（未读取条目）。", "The hashes are what was signed (entries were not read).")
        : say("核验通过：每一条都与签名检查点一致。", "Verified: every entry is what was signed."),
    ]);
  });
}

function facts(report: LogReport) {
  return {
    valid: true,
    size: report.size,
    trees: report.checkpoints.map(({ tree, origin, size, root, witnesses }) => ({
      tree,
      origin,
      size,
      root: Buffer.from(root).toString("hex"),
      witnesses: witnesses.map((each) => each.key.name),
    })),
  };
}

/** A failed check is an answer, with an exit code of its own. */
async function judge(context: Context, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof LedgerFailure)) throw error;
    process.exitCode = EXIT.differs;
    const { code, detail } = error;
    context.out.show({ valid: false, failure: code, detail }, () => [
      context.say(`核验不通过：${error.words("zh")}`, `Not verified: ${error.words("en")}`),
    ]);
  }
}
