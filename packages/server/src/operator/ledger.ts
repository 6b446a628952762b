/**
 * Continues a record that may not be signed under its old name any more (docs/LEDGER.md, "Recovery"); the
 * server must not run:
 *   ledger.ts succeed --reason TEXT [--last FILE] [--demo] [--json] [--lang en]
 */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { readConfig } from "../platform/config.ts";
import { succeed } from "../platform/ledger/succeed.ts";
import { withDatabase } from "./database.ts";
import { EXIT, runEntry, UsageError } from "./run.ts";

const USAGE = "yunjian ledger succeed --reason TEXT [--last FILE]";

await runEntry(
  { reason: { type: "string" }, last: { type: "string" } },
  USAGE,
  async ([command, ...rest], { reason, last, demo }) => {
    if (command !== "succeed" || rest.length > 0 || typeof reason !== "string" || reason.trim() === "")
      throw new UsageError(`ledger: ${[command, ...rest].join(" ")}`);
    const config = readConfig(demo ? ["--demo"] : []);
    const copyFolder = config.ledger.copyFolder ?? path.join(config.dataDir, "ledger");
    const copy = path.join(copyFolder, `newest-${config.ledger.trees[0] ?? "sha256"}.checkpoint`);
    const file = typeof last === "string" ? last : existsSync(copy) ? copy : undefined;
    const result = await withDatabase(config, async (db) =>
      succeed(db, new Date(), {
        keysFolder: path.join(config.dataDir, "keys"),
        copyFolder,
        trees: config.ledger.trees,
        reason,
        ...(file !== undefined && { last: await readFile(file, "utf8") }),
      }),
    );
    return {
      result,
      lines: (say) => [
        say(
          `账本将以新密钥延续：${result.verifier}`,
          `The ledger goes on under a new key: ${result.verifier}`,
        ),
        say(
          `原密钥：${result.former}；已签发 ${result.lastSize} 条，现存 ${result.keptSize} 条`,
          `Former key: ${result.former}; signed for ${result.lastSize} entries, ${result.keptSize} are here`,
        ),
        say(
          "请把新公钥告知见证方和保存公钥的各方，然后启动服务器。",
          "Give the new key to the witnesses and to whoever keeps it, then start the server.",
        ),
      ],
      exit: EXIT.done,
    };
  },
);
