import { type Actor, type Bilingual, fill, Refusal, REFUSALS } from "@yunjian/domain";
import { sqlState } from "../../platform/postgres/errors.ts";
import { inSavepoint } from "../../platform/savepoint.ts";
import { Cells } from "../../platform/tables/cells.ts";
import type { ImportSpec, Taken } from "../../platform/tables/kinds.ts";
import type { Table } from "../../platform/tables/table.ts";
import type { Tx } from "../../platform/tenancy.ts";

/** What happened to one line. */
export interface LineReport {
  readonly line: number;
  readonly outcome: "taken" | "unchanged" | "refused";
  readonly what: string;
  readonly problems: readonly {
    readonly column: string | null;
    readonly value: string;
    readonly message: Bilingual;
  }[];
  readonly warnings: readonly Bilingual[];
}

type Line = Table["rows"][number];

/** Works through some lines in the caller's transaction. A wrong line leaves nothing behind and stops nobody. */
export async function workLines(
  tx: Tx,
  actor: Actor,
  now: Date,
  spec: ImportSpec,
  lines: readonly Line[],
): Promise<LineReport[]> {
  const { takeMany } = spec;
  if (takeMany) {
    const cells = lines.map((line) => new Cells(line.values));
    const answers = await inSavepoint(tx, () => takeMany(tx, actor, now, cells));
    return lines.map((line, index) =>
      reportOf(spec, line, cells[index] ?? new Cells({}), answers[index] ?? null),
    );
  }
  const reports: LineReport[] = [];
  for (const line of lines) reports.push(await workLine(tx, actor, now, spec, line));
  return reports;
}

async function workLine(tx: Tx, actor: Actor, now: Date, spec: ImportSpec, line: Line): Promise<LineReport> {
  const cells = new Cells(line.values);
  try {
    const taken = await inSavepoint(tx, () => spec.take(tx, actor, now, cells));
    return reportOf(spec, line, cells, taken);
  } catch (error) {
    if (error instanceof Refusal)
      return { ...reportOf(spec, line, cells, null), problems: problemsOf(spec, line, error) };
    // Values the database itself cannot hold (22...): a matter of this line, not of the import.
    if (!sqlState(error)?.startsWith("22")) throw error;
    const message = { zh: "含有无法保存的字符，请检查后重试。", en: "Holds signs that cannot be kept." };
    return { ...reportOf(spec, line, cells, null), problems: [{ column: null, value: "", message }] };
  }
}

function reportOf(spec: ImportSpec, line: Line, cells: Cells, taken: Taken | null): LineReport {
  const refused = taken === null || cells.problems.length > 0;
  return {
    line: line.line,
    outcome: refused ? "refused" : taken.outcome,
    what: spec.shows
      .map((key) => line.values[key] ?? "")
      .filter((text) => text !== "")
      .join(" · ")
      .slice(0, 200),
    problems: cells.problems.map(({ column, message }) => ({
      column: headingOf(spec, column),
      value: (line.values[column] ?? "").slice(0, 200),
      message,
    })),
    warnings: refused ? [] : taken.warnings,
  };
}

/** A refusal of the service, at the column that fed the field it names. */
function problemsOf(spec: ImportSpec, line: Line, refusal: Refusal): LineReport["problems"] {
  if (refusal.fields.length === 0) {
    const words = REFUSALS[refusal.code];
    return [
      {
        column: null,
        value: "",
        message: { zh: fill(words.zh, refusal.params), en: fill(words.en, refusal.params) },
      },
    ];
  }
  return refusal.fields.map(({ field, message }) => {
    const key = field.split("/")[1] ?? "";
    const column =
      spec.columns.find((each) => each.fields?.includes(field)) ??
      spec.columns.find((each) => each.key === key);
    return {
      column: column?.heading ?? null,
      value: column ? (line.values[column.key] ?? "").slice(0, 200) : "",
      message,
    };
  });
}

function headingOf(spec: ImportSpec, key: string): string {
  return spec.columns.find((column) => column.key === key)?.heading ?? key;
}
