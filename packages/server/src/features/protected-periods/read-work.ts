import { type Actor, dateOf, endOfDay } from "@yunjian/domain";
import type { Tx } from "../../platform/tenancy.ts";
import type { WorkRow } from "../../platform/work-rows.ts";
import { openReports } from "./board.ts";
import * as queries from "./queries.ts";

const TOP = 5;
const BACK_DAYS = 92;

/** Daily reports that are due today or missing, and periods that wait for their summary. */
export async function protectionToDo(tx: Tx, actor: Actor, now: Date): Promise<WorkRow[]> {
  const rows: Omit<WorkRow, "count" | "late" | "worstDueAt">[] = [];
  if (actor.permissions.has("protection.report")) {
    const since = new Date(now.getTime() - BACK_DAYS * 86_400_000);
    for (const each of await openReports(tx, endOfDay(dateOf(now)), since)) {
      if (each.providerOrgId !== actor.orgId) continue;
      rows.push({
        section: "nil-report",
        id: each.period.id,
        aboutId: each.cloudId,
        dutyId: null,
        title: each.period.name,
        label: each.day,
        place: each.cloudName,
        party: null,
        dueAt: each.dueAt,
      });
    }
  }
  if (actor.permissions.has("protection.manage")) {
    for (const period of await queries.live(tx)) {
      if (period.org_id !== actor.orgId || period.to_at > now) continue;
      rows.push({
        section: "protection-close",
        id: period.id,
        aboutId: null,
        dutyId: null,
        title: period.name,
        label: period.number,
        place: null,
        party: null,
        dueAt: null,
      });
    }
  }
  return [...Map.groupBy(rows, ({ section }) => section).values()].flatMap((items) => {
    const dues = items.flatMap(({ dueAt }) => (dueAt === null ? [] : [dueAt]));
    const figures = {
      count: items.length,
      late: dues.filter((due) => due < now).length,
      worstDueAt: dues.sort((a, b) => a.getTime() - b.getTime())[0] ?? null,
    };
    return items.slice(0, TOP).map((each) => ({ ...each, ...figures }));
  });
}
