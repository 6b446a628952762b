import { createHash } from "node:crypto";
import type { Actor, ImportKind } from "@yunjian/domain";
import { newId } from "../../platform/ids.ts";
import { enqueue } from "../../platform/jobs/queue.ts";
import { undone } from "../../platform/savepoint.ts";
import { importSpec } from "../../platform/tables/kinds.ts";
import type { Table } from "../../platform/tables/table.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { countLines, finishImport, noteLines, requireImporter } from "./imports.ts";
import { workLines } from "./imports-lines.ts";
import * as queries from "./imports-queries.ts";
import { importJob } from "./jobs.ts";

/** More lines than this are worked through by a job, with progress; fewer in the request itself. */
const LINES_AT_ONCE = 2000;

interface ImportFile {
  readonly kind: ImportKind;
  readonly fileName: string;
  readonly dryRun: boolean;
  readonly bytes: Buffer;
}

/** Takes a file: works through it at once, or leaves it to a job. */
export async function startImport(
  tx: Tx,
  actor: Actor,
  now: Date,
  file: ImportFile,
  table: Table,
): Promise<string> {
  requireImporter(actor, file.kind);
  const id = newId(now);
  const small = table.rows.length <= LINES_AT_ONCE;
  await queries.insertRun(tx, {
    id,
    org_id: actor.orgId ?? "",
    kind: file.kind,
    file_name: file.fileName,
    file_digest: createHash("sha256").update(file.bytes).digest("hex"),
    dry_run: file.dryRun,
    state: small ? "running" : "waiting",
    created_by: actor.personId ?? "",
    created_at: now,
    total: table.rows.length,
    notes: JSON.stringify(table.notes),
    content: small ? null : file.bytes,
  });
  if (small) {
    const reports = file.dryRun
      ? await undone(tx, () => workLines(tx, actor, now, importSpec(file.kind), table.rows))
      : await workLines(tx, actor, now, importSpec(file.kind), table.rows);
    await noteLines(tx, actor, id, reports);
    await finishImport(tx, actor, now, id, { dryRun: file.dryRun, ...countLines(reports) });
  } else {
    await queries.changeRun(tx, id, { job_id: await enqueue(tx, actor, now, importJob, { runId: id }) });
  }
  return id;
}
