import type { WorkCalendar } from "@yunjian/domain";
import type { Tx } from "../../platform/tenancy.ts";

export async function lastVersion(tx: Tx): Promise<number> {
  const row = await tx
    .selectFrom("work_calendar")
    .select("version")
    .orderBy("version", "desc")
    .limit(1)
    .executeTakeFirst();
  return row?.version ?? 0;
}

/** False when somebody else imported at the same moment. */
export async function insertCalendar(
  tx: Tx,
  row: { version: number; calendar: WorkCalendar; source: string; by: string | null; at: Date },
): Promise<boolean> {
  const made = await tx
    .insertInto("work_calendar")
    .values({
      version: row.version,
      source: row.source,
      known_until: row.calendar.knownUntil,
      data: JSON.stringify(row.calendar),
      imported_by: row.by,
      imported_at: row.at,
    })
    .onConflict((oc) => oc.column("version").doNothing())
    .returning("version")
    .executeTakeFirst();
  return made !== undefined;
}

export async function imports(tx: Tx) {
  return await tx
    .selectFrom("work_calendar as w")
    .leftJoin("person as p", "p.id", "w.imported_by")
    .select(["w.version", "w.source", "w.known_until", "w.imported_at", "p.name as imported_by_name"])
    .orderBy("w.version", "desc")
    .limit(50)
    .execute();
}
