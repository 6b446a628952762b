/**
 * Attaches a document's own text on the machine of the data, without anybody signed in:
 *   catalogue.ts attach FILE [--document ID --edition EDITION] [--anyway] [--demo] [--json] [--lang en]
 * Ends with 0 when it was attached, with 5 when so little matched that it looks like another document.
 */
import { readConfig } from "../platform/config.ts";
import { OperationError } from "../platform/postgres/errors.ts";
import { attachFile } from "../features/catalogue/operator.ts";
import { withDatabase } from "./database.ts";
import { EXIT, runEntry, type Say, UsageError } from "./run.ts";

const USAGE = "yunjian catalogue attach FILE [--document ID --edition EDITION] [--anyway] [--demo] [--json]";

/** Of what did not match, enough to see what kind of text it is. */
const SHOWN = 20;

type Attached = Awaited<ReturnType<typeof attachFile>>;

await runEntry(
  { document: { type: "string" }, edition: { type: "string" }, anyway: { type: "boolean" } },
  USAGE,
  async ([command, file, ...rest], { document, edition, anyway, demo }) => {
    if (command !== "attach" || file === undefined || rest.length > 0)
      throw new UsageError("catalogue attach FILE");
    if ((document === undefined) !== (edition === undefined)) throw new UsageError("--document, --edition");
    const named =
      typeof document === "string" && typeof edition === "string"
        ? { document: { id: document, edition } }
        : {};
    const config = readConfig(demo ? ["--demo"] : []);
    const answer = await withDatabase(config, (db) =>
      attachFile(db, new Date(), file, { ...named, anyway: anyway === true }).catch(
        (error: NodeJS.ErrnoException) => {
          if (error.syscall === undefined) throw error;
          throw new OperationError(
            `无法读取 ${file}：${error.message}`,
            `Cannot read ${file}: ${error.message}`,
          );
        },
      ),
    );
    return {
      result: answer,
      lines: (say) => linesOf(answer, say),
      exit: answer.attached ? EXIT.done : EXIT.refused,
    };
  },
);

function linesOf({ attached, report, replaced }: Attached, say: Say): string[] {
  const { matched, total, unmatchedParts, entriesWithoutText } = report;
  return [
    say(`匹配 ${matched} / ${total} 条`, `${matched} of ${total} entries matched`),
    ...(unmatchedParts.length > 0
      ? [
          say(
            `文件中有 ${unmatchedParts.length} 段没有对应条目：`,
            `${unmatchedParts.length} part(s) of the file belong to no entry:`,
          ),
        ]
      : []),
    ...unmatchedParts
      .slice(0, SHOWN)
      .map(
        ({ section, item, line, text }) =>
          `  ${line}: ${[section, item].filter(Boolean).join(" ")} ${text.slice(0, 60)}`,
      ),
    ...(entriesWithoutText.length > 0
      ? [say(`没有找到原文的条目：`, "entries without text:"), `  ${entriesWithoutText.join(" ")}`]
      : []),
    ...(replaced
      ? [say(`替换此前附加的 ${replaced.fileName}`, `takes the place of ${replaced.fileName}`)]
      : []),
    attached
      ? say("已附加。", "Attached.")
      : say(
          "没有附加：匹配过少，可能不是这份标准。确认无误可加 --anyway。",
          "Not attached: too little matched, it looks like another document. --anyway if you are sure.",
        ),
  ];
}
