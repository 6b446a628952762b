import { parseArgs, type ParseArgsConfig } from "node:util";
import { fill, type Lang, Refusal, REFUSALS } from "@yunjian/domain";
import { ConfigError } from "../platform/config.ts";
import { serialiseError } from "../platform/log.ts";
import { OperationError } from "../platform/postgres/errors.ts";

/** Exit codes of operator entries: the same as the command line's (docs/CLI.md). */
export const EXIT = { done: 0, failed: 1, usage: 2, notFound: 4, refused: 5, differs: 7 } as const;

export class UsageError extends Error {}

/** What an entry answers: an object for programs, lines for people, and how it ends. */
export interface Answer {
  readonly result: object;
  readonly lines: (say: Say) => readonly string[];
  readonly exit: number;
}
export type Say = (zh: string, en: string) => string;

type Flags = Record<string, { readonly type: "string" | "boolean" }>;
type Values = Readonly<Record<string, string | boolean | undefined>>;

/** Runs an entry: arguments in, one answer on standard output, what went wrong on standard error. */
export async function runEntry(
  flags: Flags,
  usage: string,
  work: (positionals: readonly string[], values: Values) => Promise<Answer>,
): Promise<void> {
  const argv = process.argv.slice(2);
  const json = argv.includes("--json");
  const lang: Lang = argv[argv.indexOf("--lang") + 1] === "en" ? "en" : "zh";
  const say: Say = (zh, en) => (lang === "zh" ? zh : en);
  const fail = (exit: number, name: string, message: string): void => {
    process.exitCode = exit;
    if (json) process.stdout.write(`${JSON.stringify({ error: { name, title: message } })}\n`);
    else process.stderr.write(`${message}\n`);
  };
  try {
    const { positionals, values } = parse(argv, {
      ...flags,
      json: { type: "boolean" },
      lang: { type: "string" },
      demo: { type: "boolean" },
    });
    const answer = await work(positionals, values);
    process.exitCode = answer.exit;
    process.stdout.write(json ? `${JSON.stringify(answer.result)}\n` : `${answer.lines(say).join("\n")}\n`);
  } catch (error) {
    if (error instanceof UsageError) fail(EXIT.usage, "usage", `${error.message}\n${usage}`);
    else if (error instanceof Refusal)
      fail(error.code === "not-found" ? EXIT.notFound : EXIT.refused, error.code, refusalText(error, lang));
    else if (error instanceof OperationError || error instanceof ConfigError)
      fail(EXIT.failed, "failed", error.message);
    else {
      const { message, stack } = serialiseError(error);
      fail(EXIT.failed, "failed", stack ?? message);
    }
  }
}

function refusalText(refusal: Refusal, lang: Lang): string {
  const fields = refusal.fields.map((field) => `  ${field.field}: ${field.message[lang]}`);
  return [fill(REFUSALS[refusal.code][lang], refusal.params), ...fields].join("\n");
}

function parse(args: string[], options: NonNullable<ParseArgsConfig["options"]>) {
  try {
    return parseArgs({ args, allowPositionals: true, options }) as { positionals: string[]; values: Values };
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
