/**
 * Backup and restore for the operator, on the machine of the data:
 *   main.ts backup  --out FOLDER [--keys-out FOLDER | --with-keys]
 *   main.ts restore --from FOLDER [--keys-from FOLDER]
 * with --demo for the demo's data folder and --json for one JSON object on standard output. Settings come
 * from the same variables the server reads. Ends with 0 when done, 1 when it failed, 2 when called wrongly.
 */
import path from "node:path";
import { parseArgs } from "node:util";
import { ConfigError, readConfig } from "../config.ts";
import { serialiseError } from "../log.ts";
import { OperationError } from "../postgres/errors.ts";
import { createBackup } from "./create.ts";
import type { Progress } from "./format.ts";
import { restoreBackup } from "./restore.ts";

const USAGE = `yunjian backup  --out DIR [--with-keys | --keys-out DIR] [--demo] [--json]
yunjian restore --from DIR [--keys-from DIR] [--demo] [--json]`;

class UsageError extends Error {}

const STEPS: Record<Progress["step"], string> = {
  database: "数据库 / database",
  files: "文件 / files",
  keys: "密钥 / keys",
  migrate: "升级 / migrate",
};

let lastLine = 0;

/** On a terminal every step; in a log one line per tenth of a second would be noise. */
function showProgress({ step, done, total, name }: Progress): void {
  const now = performance.now();
  if (done < total && (process.stderr.isTTY !== true || now - lastLine < 100)) return;
  lastLine = now;
  const line = `${STEPS[step]}: ${done}/${total}${name ? ` ${name}` : ""}`;
  process.stderr.write(process.stderr.isTTY ? `\r\u001b[K${line}${done === total ? "\n" : ""}` : `${line}\n`);
}

async function run(argv: string[], signal: AbortSignal): Promise<object> {
  const { values, positionals } = parse(argv);
  const { dataDir, database } = readConfig(values.demo ? ["--demo"] : []);
  const [command, ...rest] = positionals;
  if (rest.length > 0) throw new UsageError(`unexpected: ${rest.join(" ")}`);
  if (command === "backup" && values.out && !values.from) {
    const out = path.resolve(values.out);
    const keysOut = values["keys-out"] ?? (values["with-keys"] ? `${out}-keys` : undefined);
    return createBackup({
      dataDir,
      database,
      out,
      now: new Date(),
      onProgress: showProgress,
      signal,
      ...(keysOut ? { keysOut: path.resolve(keysOut) } : {}),
    });
  }
  if (command === "restore" && values.from && !values.out) {
    const keysFrom = values["keys-from"];
    return restoreBackup({
      from: path.resolve(values.from),
      into: { dataDir, database },
      onProgress: showProgress,
      signal,
      ...(keysFrom ? { keysFrom: path.resolve(keysFrom) } : {}),
    });
  }
  throw new UsageError(command ? `incomplete: ${command}` : "backup or restore?");
}

function parse(argv: string[]) {
  try {
    return parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        out: { type: "string" },
        from: { type: "string" },
        "with-keys": { type: "boolean" },
        "keys-out": { type: "string" },
        "keys-from": { type: "string" },
        demo: { type: "boolean" },
        json: { type: "boolean" },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

const argv = process.argv.slice(2);
const abort = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () =>
    abort.abort(new OperationError("已取消，没有留下任何内容。", "Cancelled; nothing was left behind.")),
  );
}
try {
  const result = await run(argv, abort.signal);
  if (argv.includes("--json")) process.stdout.write(`${JSON.stringify(result)}\n`);
  else
    process.stdout.write(
      `完成 / done\n${Object.entries(result)
        .map(([key, value]) => `  ${key}: ${String(value)}\n`)
        .join("")}`,
    );
} catch (error) {
  if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\n\n${USAGE}\n`);
    process.exitCode = 2;
  } else {
    const isOurs = error instanceof OperationError || error instanceof ConfigError;
    const { message, stack } = serialiseError(error);
    process.stderr.write(`\n${isOurs ? message : (stack ?? message)}\n`);
    process.exitCode = 1;
  }
}
