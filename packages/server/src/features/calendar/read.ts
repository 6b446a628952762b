import { BUILT_IN_CALENDAR, type WorkCalendar } from "@yunjian/domain";
import type { Tx } from "../../platform/tenancy.ts";

let known:
  | { readonly version: number; readonly importedAt: number; readonly calendar: WorkCalendar }
  | undefined;

/** The working-day calendar in force: the last imported, or the one that comes with the product. */
export async function workCalendar(tx: Tx): Promise<WorkCalendar> {
  const last = await tx
    .selectFrom("work_calendar")
    .select(["version", "imported_at"])
    .orderBy("version", "desc")
    .limit(1)
    .executeTakeFirst();
  if (!last) return BUILT_IN_CALENDAR;
  const importedAt = last.imported_at.getTime();
  // Versions never change, so the days themselves are read once.
  if (known?.version !== last.version || known.importedAt !== importedAt) {
    const { data } = await tx
      .selectFrom("work_calendar")
      .select("data")
      .where("version", "=", last.version)
      .executeTakeFirstOrThrow();
    known = { version: last.version, importedAt, calendar: data as unknown as WorkCalendar };
  }
  return known.calendar;
}
