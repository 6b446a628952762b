import { listSettings, type OutputOf } from "@yunjian/contract";
import type { Lang } from "@yunjian/domain";
import type { Context } from "../context.ts";
import { runOnThisMachine } from "../operator.ts";
import { table } from "../output.ts";
import type { Define } from "../program.ts";
import { CliError, EXIT } from "../session.ts";

type Setting = OutputOf<typeof listSettings>["items"][number];

export function defineOperation({ say, command, perform }: Define): void {
  const backup = command(
    "backup",
    "备份数据库和文件：在数据所在的机器上执行，服务运行时也可以",
    "back up database and files: on the machine of the data, also while the server runs",
  )
    .requiredOption("--out <folder>", say("备份目录（须不存在或为空）", "folder of the backup; new or empty"))
    .option("--with-keys", say("同时备份密钥，存放在 <folder>-keys", "also the keys, into <folder>-keys"))
    .option("--keys-out <folder>", say("密钥另存的目录", "folder for the keys"))
    .option("--demo", say("用于演示数据", "for the demo's data"));
  perform<{ out: string; withKeys?: boolean; keysOut?: string; demo?: boolean }>(
    backup,
    async ({ out }, options) => {
      await runOnThisMachine("backup", [
        "backup",
        "--out",
        options.out,
        ...(options.withKeys ? ["--with-keys"] : []),
        ...(options.keysOut === undefined ? [] : ["--keys-out", options.keysOut]),
        ...(options.demo ? ["--demo"] : []),
        ...(out.json ? ["--json"] : []),
      ]);
    },
  );

  const restore = command(
    "restore",
    "恢复到空的数据目录（YUNJIAN_DATA）",
    "restore into an empty data folder (YUNJIAN_DATA)",
  )
    .requiredOption("--from <folder>", say("备份目录", "folder of the backup"))
    .option("--keys-from <folder>", say("密钥所在目录", "folder of the keys"))
    .option("--demo", say("用于演示数据", "for the demo's data"));
  perform<{ from: string; keysFrom?: string; demo?: boolean }>(restore, async ({ out }, options) => {
    await runOnThisMachine("backup", [
      "restore",
      "--from",
      options.from,
      ...(options.keysFrom === undefined ? [] : ["--keys-from", options.keysFrom]),
      ...(options.demo ? ["--demo"] : []),
      ...(out.json ? ["--json"] : []),
    ]);
  });

  const settings = command("settings", "参数设置及其来源", "settings with their source").argument(
    "[key]",
    say("只看一项", "one of them"),
  );
  perform(settings, async (context, _options, [key]) => {
    const { call, out } = context;
    const { items } = await call(listSettings, {});
    const shown = key === undefined ? items : items.filter((setting) => setting.key === key);
    if (shown.length === 0)
      throw new CliError(
        "not-found",
        EXIT.notFound,
        context.say(`没有参数 ${key}`, `there is no setting ${key}`),
      );
    out.show({ items: shown }, () => table(shown.map((setting) => settingCells(context, setting))));
    if (shown.some((setting) => setting.version > 0))
      out.remark(context.say("* 已调整，不是产品默认值", "* changed from the default"));
  });

  perform(
    command("openapi", "接口说明（OpenAPI，始终为 JSON）", "the contract as OpenAPI, always JSON"),
    async ({ target }) => {
      const answer = await fetch(`${target.url}/api/openapi.json`);
      if (!answer.ok)
        throw new CliError(
          "failed",
          answer.status >= 500 ? EXIT.unreachable : EXIT.failed,
          `HTTP ${answer.status}`,
        );
      process.stdout.write(`${JSON.stringify(await answer.json(), null, 2)}\n`);
    },
  );
}

function settingCells({ lang }: Context, setting: Setting): string[] {
  const changed = JSON.stringify(setting.value) !== JSON.stringify(setting.default);
  return [
    setting.key,
    `${valueText(setting, lang)}${changed ? " *" : ""}`,
    setting.title[lang],
    [setting.source.clause, setting.source.note[lang]].filter(Boolean).join(" "),
  ];
}

function valueText({ value, unit }: Setting, lang: Lang): string {
  if (typeof value === "boolean") return { zh: value ? "是" : "否", en: value ? "yes" : "no" }[lang];
  if (Array.isArray(value)) return `${value.join(", ")}${unitText(unit, lang)}`;
  if (typeof value === "object") return `${value.amount}${unitText(value.unit, lang)}`;
  return `${String(value)}${unitText(unit, lang)}`;
}

const UNITS: Readonly<Record<string, string>> = {
  hours: "小时",
  days: "天",
  workdays: "个工作日",
  months: "个月",
  minutes: "分钟",
  "hour-of-day": "时",
  percent: "%",
};

function unitText(unit: string | null, lang: Lang): string {
  if (unit === null) return "";
  return ` ${lang === "zh" ? (UNITS[unit] ?? unit) : unit}`;
}
