import path from "node:path";
import { extendAllPlans } from "../packages/server/src/features/obligations/extend.ts";
import { createLog } from "../packages/server/src/platform/log.ts";
import { openDatabase } from "../packages/server/src/platform/postgres/open.ts";
import { createKysely, createPool } from "../packages/server/src/platform/postgres/pool.ts";
import type { Database } from "../packages/server/src/platform/schema.ts";
import { platformActor, withActor } from "../packages/server/src/platform/tenancy.ts";
import { figure, type Report } from "./figure.ts";

/** Next year's periods for every cloud, by the service the yearly job calls. */
export async function nextYear(
  dataDir: string,
  until: string,
  now: Date,
  size: string,
  report: Report,
): Promise<void> {
  const log = createLog({ level: "warn" });
  const database = await openDatabase({
    dataDir: path.resolve(dataDir),
    database: { kind: "embedded" },
    log,
    onLost: () => process.exit(1),
  });
  const pool = createPool(database.urls.app, { max: 2, statementTimeout: 0 });
  const db = createKysely<Database>(pool);
  try {
    const begun = performance.now();
    const periods = await withActor(db, platformActor("bench"), "write", (tx) =>
      extendAllPlans(tx, now, until),
    );
    const seconds = (performance.now() - begun) / 1000;
    if (periods === 0) throw new Error("no period was added: nothing was measured");
    report.add(
      figure("next year for all clouds", seconds, "s", { reach: 30, size: `${size}, ${periods} periods` }),
    );
  } finally {
    await db.destroy();
    await database.close();
  }
}
