import { getCatalogueEntry, listCatalogue, type OutputOf } from "@yunjian/contract";
import { collect, type Context, remarkEmpty, remarkMore } from "../context.ts";
import { runOnThisMachine } from "../operator.ts";
import { table } from "../output.ts";
import { type Define, limited } from "../program.ts";
import { CLASS, FREQUENCY } from "../words.ts";
import { factLines } from "./duties.ts";

type Entry = OutputOf<typeof getCatalogueEntry>;
type Line = Entry["line"];

export function defineCatalogue({ say, command, perform }: Define): void {
  const catalogue = command("catalogue", "条款目录", "the catalogue");

  const search = limited(
    command("search", "检索条款、控制项和策略", "search clauses, control rows, policies", catalogue),
    say,
  ).argument("<words...>", say("条款号或文字", "number or words"));
  perform<{ limit: number }>(search, async (context, { limit }, words) => {
    const { call, out } = context;
    const read = await collect(limit, (paging) =>
      call(listCatalogue, { query: { text: words.join(" "), ...paging } }),
    );
    out.show(read, () => table(read.items.map((line) => lineCells(context, line))));
    remarkEmpty(context, read.items, "没有符合的条目。", "Nothing found.");
    remarkMore(context, read.next);
  });

  perform(
    command(
      "show",
      "一个条目的内容、要求和关联",
      "one entry: what it asks and what follows",
      catalogue,
    ).argument("<id>", say("编号，例如 JGK-A-47", "id, as JGK-A-47")),
    async (context, _options, [id = ""]) => {
      const entry = await context.call(getCatalogueEntry, { params: { kind: "any", id } });
      context.out.show(entry, () => entryLines(context, entry));
    },
  );

  const attach = command(
    "attach",
    "附加标准原文（txt、md、docx）：在数据所在的机器上执行，无需密钥",
    "attach a document's own text (txt, md, docx): on the machine of the data, without a key",
    catalogue,
  )
    .argument("<file>", say("原文文件", "the text"))
    .option(
      "--document <id>",
      say("标准编号（只有一份时可省略）", "which document; needed when there are several"),
    )
    .option("--edition <edition>", say("版本", "its edition"))
    .option("--anyway", say("匹配的条款很少时仍然附加", "although few clauses were found"))
    .option("--demo", say("用于演示数据", "for the demo's data"));
  perform<{ document?: string; edition?: string; anyway?: boolean; demo?: boolean }>(
    attach,
    async ({ out, lang }, options, [file = ""]) => {
      await runOnThisMachine("catalogue", [
        "attach",
        file,
        ...(options.document === undefined ? [] : ["--document", options.document]),
        ...(options.edition === undefined ? [] : ["--edition", options.edition]),
        ...(options.anyway ? ["--anyway"] : []),
        ...(options.demo ? ["--demo"] : []),
        ...(out.json ? ["--json"] : []),
        "--lang",
        lang,
      ]);
    },
  );
}

function lineCells({ lang }: Context, line: Line): string[] {
  return [
    line.id,
    line.class ? CLASS[line.class][lang] : line.ref.section,
    line.frequency ? FREQUENCY[line.frequency][lang] : "",
    line.title[lang],
  ];
}

function entryLines(context: Context, entry: Entry): string[] {
  const { lang, say } = context;
  const { line, duty } = entry;
  const facts: [string, string | null][] = [
    [
      say("依据", "reference"),
      [entry.document.title[lang], line.ref.section, line.ref.item].filter(Boolean).join(" "),
    ],
    [say("控制类", "class"), line.class && CLASS[line.class][lang]],
    [say("频率", "frequency"), line.frequency && FREQUENCY[line.frequency][lang]],
    [say("要求", "asks"), entry.statement[lang]],
    [say("说明", "note"), entry.note?.[lang] ?? null],
    [say("原文", "own text"), entry.ownText?.text ?? null],
    [say("可用证据", "proof"), duty?.proofHints.map((hint) => hint[lang]).join(say("；", "; ")) ?? null],
    [say("核对项", "checks"), duty?.checks.map((check) => check[lang]).join(say("；", "; ")) ?? null],
  ];
  const related = [...entry.duties, ...entry.clauses];
  return [
    `${line.id}  ${line.title[lang]}`,
    ...factLines(facts),
    ...(related.length > 0
      ? [say("关联：", "related:"), ...table(related.map((each) => ["", ...lineCells(context, each)]))]
      : []),
  ];
}
