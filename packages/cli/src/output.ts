import { ApiError } from "@yunjian/contract";
import type { Lang } from "@yunjian/domain";
import { CliError, EXIT, exitCodeOf, isUnreachable } from "./session.ts";

/** With --json one JSON object on standard output and nothing else there; otherwise lines for people. */
export class Output {
  readonly json: boolean;
  readonly lang: Lang;
  constructor(json: boolean, lang: Lang) {
    this.json = json;
    this.lang = lang;
  }

  show(value: unknown, lines: () => readonly string[]): void {
    const text = this.json ? JSON.stringify(value, null, 2) : lines().join("\n");
    if (text !== "") process.stdout.write(`${text}\n`);
  }

  /** Progress and remarks: never on standard output, silent with --json. */
  remark(text: string): void {
    if (!this.json) process.stderr.write(`${text}\n`);
  }

  /** One line that rewrites itself on a terminal; in a log only its end. */
  progress(text: string, ended: boolean): void {
    if (this.json) return;
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}${ended ? "\n" : ""}`);
    else if (ended) process.stderr.write(`${text}\n`);
  }

  fail(error: unknown): void {
    process.exitCode = exitCodeOf(error);
    const message = this.#messageOf(error);
    const problem = error instanceof ApiError ? error.problem : undefined;
    const candidates = error instanceof CliError ? error.candidates : [];
    if (this.json) {
      const own = {
        name: error instanceof CliError ? error.code : isUnreachable(error) ? "unreachable" : "failed",
        title: message,
        ...(candidates.length > 0 && { candidates }),
      };
      process.stdout.write(`${JSON.stringify({ error: problem ?? own }, null, 2)}\n`);
      return;
    }
    const lines = [
      message,
      ...(problem?.errors ?? []).map((each) => `  ${each.field}: ${each.message}`),
      ...table(candidates.map((each) => Object.values(each))).map((line) => `  ${line}`),
      ...(problem?.requestId
        ? [this.#say(`  请求编号：${problem.requestId}`, `  request id: ${problem.requestId}`)]
        : []),
    ];
    process.stderr.write(`${lines.join("\n")}\n`);
  }

  #messageOf(error: unknown): string {
    if (error instanceof ApiError) {
      const { name, title, status } = error.problem;
      if (name === "not-signed-in") {
        return this.#say(
          "未提供有效的接口密钥：请用 --key 或环境变量 YUNJIAN_KEY 指定；密钥可能已过期或被吊销。",
          "No valid API key: give one by --key or YUNJIAN_KEY; it may have expired or been revoked.",
        );
      }
      return title === `HTTP ${status}`
        ? this.#say(`服务器返回 HTTP ${status}`, `the server answered HTTP ${status}`)
        : title;
    }
    if (!(error instanceof Error)) return String(error);
    if (!isUnreachable(error))
      return exitCodeOf(error) === EXIT.failed ? (error.stack ?? error.message) : error.message;
    const { cause } = error;
    // Several addresses were tried (IPv6, IPv4): the reason is in the first of them.
    const first: unknown = cause instanceof AggregateError ? cause.errors[0] : cause;
    const why = first instanceof Error ? first.message : String(cause);
    return this.#say(`无法连接服务器：${why}`, `cannot reach the server: ${why}`);
  }

  #say(zh: string, en: string): string {
    return this.lang === "zh" ? zh : en;
  }
}

/** Columns aligned for a terminal; a Chinese character is two cells wide. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, i) => void (widths[i] = Math.max(widths[i] ?? 0, cells(cell))));
  return rows.map((row) =>
    row
      .map((cell, i) => (i === row.length - 1 ? cell : cell + " ".repeat((widths[i] ?? 0) - cells(cell))))
      .join("  ")
      .trimEnd(),
  );
}

const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/;

export function cells(text: string): number {
  return [...text].reduce((sum, char) => sum + (WIDE.test(char) ? 2 : 1), 0);
}
