import { Command, type CommanderError, InvalidArgumentError, Option } from "commander";
import type { Lang } from "@yunjian/domain";
import { type Context, sayIn, type Say } from "./context.ts";
import { cells, Output } from "./output.ts";
import { CliError, connect, EXIT, type TargetOptions, targetOf } from "./session.ts";

export interface Options extends TargetOptions {
  readonly json?: boolean;
}

/** Adds a command: its words in the language of this run, and what it does. */
export interface Define {
  readonly say: Say;
  readonly program: Command;
  /** `name` with its arguments, as commander writes them. */
  readonly command: (name: string, zh: string, en: string, under?: Command) => Command;
  readonly perform: <O>(
    command: Command,
    run: (context: Context, options: O & Options, args: readonly string[]) => Promise<void>,
  ) => Command;
}

export function definer(program: Command, lang: Lang, now: () => Date): Define {
  const say = sayIn(lang);
  return {
    say,
    program,
    command: (name, zh, en, under = program) => under.command(name).description(say(zh, en)),
    perform: (command, run) =>
      command.action(async () => {
        const options = command.optsWithGlobals<Options>();
        const target = targetOf(options);
        const context: Context = {
          target,
          call: connect(target),
          out: new Output(options.json ?? false, lang),
          lang,
          now,
          say,
        };
        await run(context, options as never, command.args);
      }),
  };
}

export function newProgram(lang: Lang, version: string): Command {
  const say = sayIn(lang);
  const titles: Readonly<Record<string, string>> = {
    "Usage:": "用法：",
    "Options:": "选项：",
    "Global Options:": "通用选项：",
    "Commands:": "命令：",
    "Arguments:": "参数：",
  };
  return (
    new Command("yunjian")
      .description(
        say(
          "云鉴命令行：供云服务商、审计人员和运维人员使用",
          "Yunjian on the command line, for providers, auditors and operators",
        ),
      )
      .version(version, "-V, --version", say("显示版本", "show the version"))
      .helpOption("-h, --help", say("显示帮助", "show this help"))
      .helpCommand("help [command]", say("显示某个命令的帮助", "show the help of a command"))
      .addOption(
        new Option("--url <address>", say("服务器地址（默认 http://localhost:8420）", "the server")).env(
          "YUNJIAN_URL",
        ),
      )
      .addOption(
        new Option("--key <key>", say("接口密钥，建议用环境变量", "API key; better by the variable")).env(
          "YUNJIAN_KEY",
        ),
      )
      .addOption(
        new Option("--lang <lang>", say("语言", "language")).choices(["zh", "en"]).env("YUNJIAN_LANG"),
      )
      .option("--json", say("以 JSON 输出，供程序读取", "answer in JSON, for programs"))
      .configureHelp({
        showGlobalOptions: true,
        displayWidth: cells,
        styleTitle: (title) => (lang === "zh" ? (titles[title] ?? title) : title),
        // The key would be shown as a default otherwise.
        optionDescription: (option) =>
          [option.description, option.envVar && `$${option.envVar}`].filter(Boolean).join("  "),
      })
      // Errors are ours to print; the help that follows a missing command is commander's.
      .configureOutput({ outputError: () => {} })
      .exitOverride()
  );
}

/** What commander found wrong, in our words and with our exit code. */
export function wrongCall(error: CommanderError, say: Say): CliError {
  const quoted = /'([^']*)'/.exec(error.message)?.[1] ?? "";
  const hint = say("可用 --help 查看用法。", "See --help.");
  const words: Readonly<Record<string, string>> = {
    "commander.unknownOption": `没有选项 ${quoted}`,
    "commander.unknownCommand": `没有命令 ${quoted}`,
    "commander.missingArgument": `缺少参数 ${quoted}`,
    "commander.optionMissingArgument": `选项 ${quoted} 缺少取值`,
    "commander.missingMandatoryOptionValue": `缺少选项 ${quoted}`,
    "commander.excessArguments": "参数过多",
    "commander.conflictingOption": `选项冲突：${quoted}`,
    "commander.invalidArgument": error.message.replace(
      /^error: .*?'([^']*)'.*?'([^']*)' is invalid\. (?:Allowed choices are (.*)\.)?/s,
      (_, option: string, value: string, choices?: string) =>
        `${option} 的取值“${value}”不正确：${choices ? `可选 ${choices}` : ""}`,
    ),
  };
  const english = error.message.replace(/^error: /, "");
  return new CliError("usage", EXIT.usage, `${say(words[error.code] ?? english, english)}\n${hint}`);
}

/** For options that may be given several times. */
export function several(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

export function count(say: Say): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (Number.isSafeInteger(number) && number >= 1 && number <= 100_000) return number;
    throw new InvalidArgumentError(say("应为 1 到 100000 的整数", "a whole number from 1 to 100000"));
  };
}

/** --limit of every list. */
export function limited(command: Command, say: Say): Command {
  return command.option("--limit <n>", say("最多显示多少条", "how many at most"), count(say), 50);
}
