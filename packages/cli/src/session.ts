import os from "node:os";
import path from "node:path";
import { ApiError, type Call, createClient } from "@yunjian/contract";
import type { Lang } from "@yunjian/domain";

/** What every command needs to know; from options first, then from the environment. */
export interface Target {
  readonly url: string;
  readonly key: string | undefined;
  readonly lang: Lang;
}

export interface TargetOptions {
  readonly url?: string;
  readonly key?: string;
  readonly lang?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

export function targetOf(options: TargetOptions, env: Environment = process.env): Target {
  const lang = langOf(options.lang, env);
  const url = (options.url ?? env["YUNJIAN_URL"] ?? "http://localhost:8420").replace(/\/+$/, "");
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? "")) {
    const words = {
      zh: `“${url}”不是服务器地址，例如 https://yunjian.example.gov.cn`,
      en: `“${url}” is no server address, as https://yunjian.example.gov.cn`,
    };
    throw new CliError("usage", EXIT.usage, words[lang]);
  }
  return { url, key: options.key ?? env["YUNJIAN_KEY"], lang };
}

/** Chinese, unless it was asked for English or the machine speaks it. */
export function langOf(asked: string | undefined, env: Environment = process.env): Lang {
  const wanted = [asked, env["YUNJIAN_LANG"], env["LC_ALL"], env["LC_MESSAGES"], env["LANG"]].find(Boolean);
  return wanted?.toLowerCase().startsWith("en") ? "en" : "zh";
}

/** Where an interrupted upload is remembered. */
export function stateFolder(env: Environment = process.env): string {
  return path.join(env["XDG_STATE_HOME"] || path.join(os.homedir(), ".local", "state"), "yunjian");
}

export function authorisation(target: Target): Record<string, string> {
  return {
    "accept-language": target.lang,
    ...(target.key !== undefined && { authorization: `Bearer ${target.key}` }),
  };
}

export function connect(target: Target): Call {
  return createClient({ baseUrl: target.url, headers: () => authorisation(target) });
}

/** Exit codes, also in docs/CLI.md. */
export const EXIT = {
  done: 0,
  failed: 1, // the server failed, or something unexpected
  usage: 2, // called wrongly: an option is missing, a name fits several things
  access: 3, // no key, an expired key, or not allowed
  notFound: 4,
  refused: 5, // understood and said no: what was handed in has to change
  unreachable: 6, // no answer, or temporarily unavailable: try again
  differs: 7, // record verify: the record is not what was signed
  cancelled: 130, // Ctrl-C
} as const;

/** Said no by the command line itself, before or beside the server. */
export class CliError extends Error {
  override readonly name = "CliError";
  readonly code: string;
  readonly exit: number;
  /** What it could have been instead, for people and for machines. */
  readonly candidates: readonly Readonly<Record<string, string>>[];
  constructor(
    code: string,
    exit: number,
    message: string,
    candidates: readonly Readonly<Record<string, string>>[] = [],
  ) {
    super(message);
    this.code = code;
    this.exit = exit;
    this.candidates = candidates;
  }
}

export function exitCodeOf(error: unknown): number {
  if (error instanceof CliError) return error.exit;
  if (error instanceof ApiError) {
    const { status } = error.problem;
    if (status === 401 || status === 403) return EXIT.access;
    if (status === 404) return EXIT.notFound;
    if (status === 502 || status === 503 || status === 504 || status === 507 || status === 429)
      return EXIT.unreachable;
    return status < 500 ? EXIT.refused : EXIT.failed;
  }
  if (isUnreachable(error)) return EXIT.unreachable;
  return EXIT.failed;
}

export function isUnreachable(error: unknown): boolean {
  return error instanceof TypeError && error.cause !== undefined; // what fetch throws
}
