import { IMPORT_BYTES_MAX, type ImportSummary } from "@yunjian/contract";
import { type Actor, type Bilingual, type ImportKind, importKindsFor, Refusal } from "@yunjian/domain";
import { emit } from "../../platform/events.ts";
import { requestCancel } from "../../platform/jobs/progress.ts";
import { DEFAULT_LIMIT, decodeKey, pageOf } from "../../platform/paging.ts";
import { importSpec } from "../../platform/tables/kinds.ts";
import { fileProblem } from "../../platform/tables/problems.ts";
import { readTable, type Table, underHeadings } from "../../platform/tables/table.ts";
import type { Tx } from "../../platform/tenancy.ts";
import type { LineReport } from "./imports-lines.ts";
import * as queries from "./imports-queries.ts";

export function requireImporter(actor: Actor, kind: ImportKind): void {
  if (actor.orgId === null || !importKindsFor(actor.permissions).includes(kind))
    throw new Refusal("forbidden");
}

/** The file as it came over the wire. */
export function decodeFile(content: string): Buffer {
  if (content.length > Math.ceil(IMPORT_BYTES_MAX / 3) * 4) {
    throw new Refusal("too-large", { what: "文件 / file", limit: `${IMPORT_BYTES_MAX / 1024 / 1024} MB` });
  }
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(content)) {
    throw fileProblem(
      "文件内容在传输中损坏，请重新上传。",
      "The file was damaged on its way; upload it again.",
    );
  }
  return Buffer.from(content, "base64");
}

export async function readImport(kind: ImportKind, bytes: Buffer): Promise<Table> {
  const table = underHeadings(
    await readTable(bytes),
    importSpec(kind).columns.map(({ key, heading, also = [], required = false }) => ({
      key,
      names: [heading, ...also],
      required,
    })),
  );
  if (table.rows.length === 0) {
    throw fileProblem("表头下面没有数据行。", "There is no line below the headings.");
  }
  return table;
}

export interface Counts {
  readonly taken: number;
  readonly unchanged: number;
  readonly refused: number;
}

export function countLines(reports: readonly LineReport[]): Counts {
  const of = (outcome: LineReport["outcome"]) =>
    reports.filter((report) => report.outcome === outcome).length;
  return { taken: of("taken"), unchanged: of("unchanged"), refused: of("refused") };
}

export async function noteLines(
  tx: Tx,
  actor: Actor,
  runId: string,
  reports: readonly LineReport[],
): Promise<void> {
  await queries.insertRows(
    tx,
    reports.map((report) => ({
      run_id: runId,
      line: report.line,
      org_id: actor.orgId ?? "",
      outcome: report.outcome,
      what: report.what,
      problems: JSON.stringify(report.problems),
      warnings: JSON.stringify(report.warnings),
      warned: report.warnings.length > 0,
    })),
  );
}

/** The run is over: its figures stand, the file itself is not kept, and a real run is in the record. */
export async function finishImport(
  tx: Tx,
  actor: Actor,
  now: Date,
  id: string,
  end: Counts & { readonly dryRun: boolean; readonly cancelled?: boolean },
): Promise<void> {
  const { taken, unchanged, refused, dryRun, cancelled = false } = end;
  await queries.changeRun(tx, id, {
    state: cancelled ? "cancelled" : "finished",
    finished_at: now,
    done: taken + unchanged + refused,
    taken,
    unchanged,
    refused,
    content: null,
  });
  const run = await queries.runToWork(tx, id);
  if (dryRun || !run) return;
  await emit(tx, actor, now, {
    kind: "import.finished",
    object: { type: "import", id },
    subjectId: null,
    data: { kind: run.kind, digest: run.file_digest, total: run.total, taken, unchanged, refused, cancelled },
    secret: { fileName: run.file_name },
  });
}

// Reading ------------------------------------------------------------------------------------------------

export async function listImports(
  tx: Tx,
  actor: Actor,
  query: { kind?: ImportKind; limit?: number; after?: string },
) {
  const limit = query.limit ?? DEFAULT_LIMIT;
  const after = decodeKey(query.after, 1) as [string] | null;
  const rows = await queries.listRuns(tx, actor.orgId ?? "", query, { limit, after: after?.[0] ?? null });
  return pageOf(rows, limit, (row) => [row.id], show);
}

export async function getImport(tx: Tx, actor: Actor, id: string) {
  return show(await ownRun(tx, actor, id));
}

export async function listImportRows(
  tx: Tx,
  actor: Actor,
  query: {
    id: string;
    outcome?: "taken" | "unchanged" | "refused" | "warned";
    limit?: number;
    after?: string;
  },
) {
  await ownRun(tx, actor, query.id);
  const limit = query.limit ?? DEFAULT_LIMIT;
  const after = decodeKey(query.after, 1) as [number] | null;
  const rows = await queries.rowsOf(tx, query.id, query, { limit, after: after?.[0] ?? null });
  return pageOf(
    rows,
    limit,
    (row) => [row.line],
    (row) => ({
      line: row.line,
      outcome: row.outcome as LineReport["outcome"],
      what: row.what,
      problems: row.problems as LineReport["problems"],
      warnings: row.warnings as Bilingual[],
    }),
  );
}

/** Stops a run; what it has taken stays and stands in the report. */
export async function cancelImport(tx: Tx, actor: Actor, now: Date, id: string) {
  const run = await ownRun(tx, actor, id);
  if (!run.job_id || (run.state !== "waiting" && run.state !== "running")) {
    throw new Refusal("wrong-state", { state: run.state, allowed: "waiting / running" });
  }
  await requestCancel(tx, actor, now, run.job_id);
  if (run.state === "waiting")
    await queries.changeRun(tx, id, { state: "cancelled", finished_at: now, content: null });
  return show(await ownRun(tx, actor, id));
}

export async function ownRun(tx: Tx, actor: Actor, id: string): Promise<queries.RunRow> {
  const run = await queries.runById(tx, actor.orgId ?? "", id);
  if (!run) throw new Refusal("not-found");
  return run;
}

function show(row: queries.RunRow) {
  return {
    id: row.id,
    kind: row.kind as ImportKind,
    fileName: row.file_name,
    dryRun: row.dry_run,
    state: row.state as ImportSummary["state"],
    person: row.person,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
    total: row.total,
    done: row.done,
    taken: row.taken,
    unchanged: row.unchanged,
    refused: row.refused,
    notes: row.notes as Bilingual[],
  };
}
