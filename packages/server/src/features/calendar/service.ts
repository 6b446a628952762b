import {
  type Actor,
  type Bilingual,
  type CalendarImport,
  type CalendarRow,
  extendCalendar,
  parseCalendarYear,
  Refusal,
} from "@yunjian/domain";
import { emit } from "../../platform/events.ts";
import { newId } from "../../platform/ids.ts";
import { Cells } from "../../platform/tables/cells.ts";
import { fileProblem } from "../../platform/tables/problems.ts";
import { readTable, underHeadings } from "../../platform/tables/table.ts";
import type { Tx } from "../../platform/tenancy.ts";
import * as queries from "./queries.ts";
import { workCalendar } from "./read.ts";

export async function inForce(tx: Tx, actor: Actor) {
  const calendar = await workCalendar(tx);
  const imports = await queries.imports(tx);
  return {
    ...calendar,
    holidays: [...calendar.holidays],
    workdays: [...calendar.workdays],
    mayImport: actor.permissions.has("setting.write"),
    imports: imports.map((row) => ({
      version: row.version,
      source: row.source,
      knownUntil: row.known_until,
      importedBy: row.imported_by_name,
      importedAt: row.imported_at,
    })),
  };
}

/** One year's notice: all of it or nothing. Periods that have not opened follow from the event. */
export async function importYear(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: CalendarImport,
): Promise<{ version: number; knownUntil: string }> {
  const year = parseCalendarYear(input);
  const version = (await queries.lastVersion(tx)) + 1;
  const calendar = extendCalendar(await workCalendar(tx), year, `cn-${year.year}.${version}`);
  const made = await queries.insertCalendar(tx, {
    version,
    calendar,
    source: year.source,
    by: actor.personId,
    at: now,
  });
  if (!made) throw new Refusal("stale-version");
  await emit(tx, actor, now, {
    kind: "calendar.imported",
    object: { type: "calendar", id: newId(now) },
    subjectId: null,
    data: {
      version,
      year: year.year,
      knownUntil: calendar.knownUntil,
      holidays: [...year.holidays],
      workdays: [...year.workdays],
    },
    secret: { source: year.source },
  });
  return { version, knownUntil: calendar.knownUntil };
}

const HEADINGS = [
  { key: "from", names: ["开始日期", "日期", "from", "date"], required: true },
  { key: "to", names: ["结束日期", "to"], required: false },
  { key: "kind", names: ["类型", "安排", "kind", "type"], required: true },
  { key: "name", names: ["名称", "节日", "name"], required: false },
] as const;

const KINDS = {
  holiday: ["放假", "休", "休息"],
  workday: ["调休上班", "上班", "班", "补班"],
} as const;

/** The rows of a file as they would be imported; what is wrong with them is said by the import itself. */
export async function readFile(input: {
  fileName: string;
  content: string;
}): Promise<{ rows: CalendarRow[]; notes: Bilingual[] }> {
  const bytes = Buffer.from(input.content, "base64");
  const start = bytes
    .toString("utf8", 0, 64)
    .replace(/^\uFEFF/, "")
    .trimStart();
  if (start.startsWith("[") || start.startsWith("{")) return { rows: readJson(bytes), notes: [] };
  const table = underHeadings(await readTable(bytes), HEADINGS);
  const rows = table.rows.map(({ line, values }) => {
    const cells = new Cells(values);
    const row = {
      from: cells.needDate("from"),
      to: cells.date("to"),
      kind: cells.word("kind", KINDS, "holiday"),
      name: cells.text("name", 40),
    };
    const [problem] = cells.problems;
    if (problem)
      throw fileProblem(`第 ${line} 行：${problem.message.zh}`, `Line ${line}: ${problem.message.en}`);
    return row;
  });
  return { rows, notes: [...table.notes] };
}

function readJson(bytes: Buffer): CalendarRow[] {
  try {
    const value: unknown = JSON.parse(bytes.toString("utf8").replace(/^\uFEFF/, ""));
    const rows: unknown = Array.isArray(value) ? value : (value as { rows?: unknown }).rows;
    if (Array.isArray(rows) && rows.length <= 200) {
      return rows.map((row: Partial<CalendarRow>) => ({
        from: String(row.from ?? ""),
        to: row.to == null ? null : String(row.to),
        kind: String(row.kind ?? ""),
        name: String(row.name ?? ""),
      }));
    }
  } catch {
    // The same answer as for JSON of another shape.
  }
  throw fileProblem(
    "JSON 应为列表，每项含 from、to、kind（holiday 或 workday）。",
    "The JSON must be a list of { from, to, kind: holiday | workday }.",
  );
}
