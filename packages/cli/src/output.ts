import { ApiError } from "@yunjian/contract";
import { exitCodeOf } from "./session.ts";

/** With --json one JSON object on standard output and nothing else there; otherwise lines for people. */
export class Output {
  readonly json: boolean;
  constructor(json: boolean) {
    this.json = json;
  }

  show(value: unknown, lines: () => string[]): void {
    process.stdout.write(this.json ? `${JSON.stringify(value, null, 2)}\n` : `${lines().join("\n")}\n`);
  }

  /** Progress and remarks: never on standard output, silent with --json. */
  remark(text: string): void {
    if (!this.json) process.stderr.write(`${text}\n`);
  }

  fail(error: unknown): void {
    process.exitCode = exitCodeOf(error);
    const problem = error instanceof ApiError ? error.problem : undefined;
    const message = error instanceof Error ? messageOf(error) : String(error);
    if (this.json) {
      process.stdout.write(`${JSON.stringify({ error: problem ?? { name: "failed", title: message } }, null, 2)}\n`);
      return;
    }
    process.stderr.write(`${message}\n`);
    for (const each of problem?.errors ?? []) process.stderr.write(`  ${each.field}: ${each.message}\n`);
    if (problem?.requestId) process.stderr.write(`  请求编号 / request id: ${problem.requestId}\n`);
  }
}

function messageOf(error: Error): string {
  const cause = error.cause instanceof Error ? error.cause.message : "";
  return error.message === "fetch failed" ? `无法连接服务器 / cannot reach the server: ${cause}` : error.message;
}

/** Columns aligned for a terminal; a Chinese character is two cells wide. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, cells(cell))));
  return rows.map((row) =>
    row
      .map((cell, i) => (i === row.length - 1 ? cell : cell + " ".repeat((widths[i] ?? 0) - cells(cell))))
      .join("  ")
      .trimEnd(),
  );
}

function cells(text: string): number {
  return [...text].reduce((sum, char) => sum + (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/.test(char) ? 2 : 1), 0);
}
