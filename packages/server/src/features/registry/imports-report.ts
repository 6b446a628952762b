import type { Actor, Bilingual } from "@yunjian/domain";
import type { Tx } from "../../platform/tenancy.ts";
import { ownRun } from "./imports.ts";
import type { LineReport } from "./imports-lines.ts";
import * as queries from "./imports-queries.ts";

const PAGE = 5000;

/** Every line of a run, for the report that people download. */
export async function allReports(
  tx: Tx,
  actor: Actor,
  id: string,
): Promise<{ run: queries.RunRow; reports: LineReport[] }> {
  const run = await ownRun(tx, actor, id);
  const reports: LineReport[] = [];
  let after: number | null = null;
  for (;;) {
    const rows: Awaited<ReturnType<typeof queries.rowsOf>> = await queries.rowsOf(
      tx,
      id,
      {},
      { limit: PAGE, after },
    );
    for (const row of rows.slice(0, PAGE)) {
      reports.push({
        line: row.line,
        outcome: row.outcome as LineReport["outcome"],
        what: row.what,
        problems: row.problems as LineReport["problems"],
        warnings: row.warnings as Bilingual[],
      });
    }
    if (rows.length <= PAGE) return { run, reports };
    after = rows[PAGE - 1]?.line ?? null;
  }
}
