import { runOnThisMachine } from "../operator.ts";
import type { Define } from "../program.ts";
import { defineMove } from "./storage-move.ts";

const TEXTS = ["org", "days", "reason", "confirm", "approvedBy", "lang"] as const;
const FLAGS = ["root", "demo", "json"] as const;

/** Keys of the evidence store, on the machine of the data (docs/EVIDENCE.md). */
export function defineKeys({ say, command }: Define): void {
  const keys = command(
    "keys",
    "证据存储的密钥：在数据所在的机器上执行，服务运行时也可以",
    "keys of the evidence store: on the machine of the data, also while the server runs",
  );
  const own = (name: string, zh: string, en: string) =>
    command(name, zh, en, keys)
      .option("--demo", say("用于演示数据", "for the demo's data"))
      .action(async (_options, self) => {
        const given = self.optsWithGlobals() as Record<string, string | boolean | undefined>;
        const passed = TEXTS.flatMap((each) => {
          const value = given[each];
          return typeof value === "string"
            ? [each === "approvedBy" ? "--approved-by" : `--${each}`, value]
            : [];
        });
        const flags = FLAGS.filter((each) => given[each]).map((each) => `--${each}`);
        if (given["toFile"]) flags.push("--to-file");
        await runOnThisMachine("keys", [name, ...passed, ...flags]);
      });

  own("status", "查看密钥与加密进度", "keys, and what is encrypted");
  own(
    "rotate",
    "更换密钥，只重新包裹数据密钥，不改写文件",
    "new keys; wraps data keys anew, rewrites no file",
  )
    .option("--org <id>", say("只更换一个机构的密钥", "of one organisation alone"))
    .option("--root", say("更换根密钥", "the root key"))
    .option(
      "--to-file",
      say(
        "根密钥改存文件（默认：设置了密码设备时生成在设备中）",
        "keep the new root key in the file, not in the token",
      ),
    );
  own("forget", "删除已停用且不再需要的密钥", "take out retired keys that nothing needs").requiredOption(
    "--days <n>",
    say(
      "停用满多少天；应不短于文件备份的保存期",
      "retired for so many days; not fewer than backups of files are kept",
    ),
  );
  own(
    "erase",
    "销毁一个机构的密钥：其全部文件不可再读",
    "destroy an organisation's keys: none of its files opens again",
  )
    .requiredOption("--org <id>", say("机构标识", "id of the organisation"))
    .requiredOption("--confirm <id>", say("再次输入机构标识", "the same id again"))
    .requiredOption("--reason <text>", say("原因，记入存证", "why; it is recorded"))
    .requiredOption("--approved-by <text>", say("批准人或批文，记入存证", "who approved it; it is recorded"));

  const storage = command("storage", "证据存储", "the evidence store");
  defineMove({ say, command }, storage);
  command(
    "check",
    "逐个读取全部文件并核对散列，找出损坏和缺失",
    "read every object and find what is damaged or missing",
    storage,
  )
    .option(
      "--rate <mb>",
      say("每秒最多读取多少 MB（默认 50，0 不限）", "MB a second at most (50; 0 for no bound)"),
    )
    .option("--demo", say("用于演示数据", "for the demo's data"))
    .action(async (_options, self) => {
      const given = self.optsWithGlobals() as Record<string, string | boolean | undefined>;
      await runOnThisMachine("storage", [
        "check",
        ...(["rate", "lang"] as const).flatMap((each) =>
          typeof given[each] === "string" ? [`--${each}`, given[each]] : [],
        ),
        ...(["demo", "json"] as const).filter((each) => given[each]).map((each) => `--${each}`),
      ]);
    });
  command(
    "status",
    "后台巡检与恶意代码扫描的结果（与“存储体检”页面一致）",
    "what the scrub and the malware scanner found, as the page shows it",
    storage,
  )
    .option("--demo", say("用于演示数据", "for the demo's data"))
    .action(async (_options, self) => {
      const given = self.optsWithGlobals() as Record<string, string | boolean | undefined>;
      await runOnThisMachine("storage", [
        "status",
        ...(typeof given["lang"] === "string" ? ["--lang", given["lang"]] : []),
        ...(["demo", "json"] as const).filter((each) => given[each]).map((each) => `--${each}`),
      ]);
    });
}
