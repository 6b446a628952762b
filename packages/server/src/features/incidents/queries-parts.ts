import type {
  ClockKind,
  FactKind,
  GradeInputs,
  IncidentLevel,
  IncidentStep,
  TellingChannel,
} from "@yunjian/domain";
import { type Insertable, type SqlBool, sql, type Updateable } from "kysely";
import type { Database } from "../../platform/schema.ts";
import type { Tx } from "../../platform/tenancy.ts";

/** The parts of a case: gradings, facts, steps, clocks, tellings, help, tasks, reports, links. */

export async function insertGrading(tx: Tx, row: Insertable<Database["incident_grading"]>): Promise<void> {
  await tx.insertInto("incident_grading").values(row).execute();
}

/** The newest grading, and how many there were. */
export async function gradingOf(tx: Tx, incidentId: string) {
  return await tx
    .selectFrom("incident_grading")
    .selectAll()
    .select([
      sql<GradeInputs>`inputs`.as("inputs"),
      sql<IncidentLevel>`standard_level`.as("standard_level"),
      sql<IncidentLevel | null>`standard_decided`.as("standard_decided"),
      sql<{ zh: string; en: string }[]>`standard_reasons`.as("standard_reasons"),
      sql<IncidentLevel>`regulation_level`.as("regulation_level"),
      sql<IncidentLevel | null>`regulation_decided`.as("regulation_decided"),
      sql<{ zh: string; en: string }[]>`regulation_reasons`.as("regulation_reasons"),
      sql<number>`(count(*) over ())::int`.as("times"),
    ])
    .where("incident_id", "=", incidentId)
    .orderBy("at", "desc")
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
}

export async function insertFact(tx: Tx, row: Insertable<Database["incident_fact"]>): Promise<void> {
  await tx.insertInto("incident_fact").values(row).execute();
}

export async function factsOf(tx: Tx, incidentId: string) {
  return await tx
    .selectFrom("incident_fact")
    .selectAll()
    .select(sql<FactKind>`kind`.as("kind"))
    .where("incident_id", "=", incidentId)
    .orderBy("known_at")
    .orderBy("id")
    .execute();
}

/** Marks a fact as corrected, once; its words stay. */
export async function markCorrected(tx: Tx, incidentId: string, id: string): Promise<boolean> {
  const row = await tx
    .updateTable("incident_fact")
    .set({ corrected: true })
    .where("incident_id", "=", incidentId)
    .where("id", "=", id)
    .where("corrected", "=", false)
    .returning("id")
    .executeTakeFirst();
  return row !== undefined;
}

export async function insertStep(tx: Tx, row: Insertable<Database["incident_step"]>): Promise<void> {
  await tx.insertInto("incident_step").values(row).execute();
}

export async function stepsOf(tx: Tx, incidentId: string) {
  return await tx
    .selectFrom("incident_step")
    .selectAll()
    .select(sql<IncidentStep>`kind`.as("kind"))
    .where("incident_id", "=", incidentId)
    .orderBy("at")
    .orderBy("id")
    .limit(1000)
    .execute();
}

// Clocks -------------------------------------------------------------------------------------------------

export type ClockRow = Awaited<ReturnType<typeof clocksOf>>[number];

export async function clocksOf(tx: Tx, incidentId: string, side?: "provider" | "customer", orgId?: string) {
  return await tx
    .selectFrom("incident_clock as c")
    .leftJoin("organisation as o", "o.id", "c.org_id")
    .selectAll("c")
    .select([
      sql<ClockKind>`c.kind`.as("kind"),
      sql<TellingChannel>`c.channel`.as("channel"),
      sql<"provider" | "customer">`c.side`.as("side"),
      sql<string>`coalesce(o.short_name, '')`.as("orgName"),
    ])
    .where("c.incident_id", "=", incidentId)
    .$if(side !== undefined, (q) => q.where("c.side", "=", side ?? ""))
    .$if(orgId !== undefined, (q) => q.where("c.org_id", "=", orgId ?? ""))
    .orderBy("c.due_at")
    .orderBy("c.id")
    .execute();
}

const ROWS_AT_ONCE = 500;

export async function insertClocks(
  tx: Tx,
  clocks: readonly Insertable<Database["incident_clock"]>[],
): Promise<void> {
  for (let i = 0; i < clocks.length; i += ROWS_AT_ONCE)
    await tx
      .insertInto("incident_clock")
      .values(clocks.slice(i, i + ROWS_AT_ONCE))
      .execute();
}

export async function updateClock(
  tx: Tx,
  id: string,
  set: Updateable<Database["incident_clock"]>,
): Promise<void> {
  await tx.updateTable("incident_clock").set(set).where("id", "=", id).execute();
}

export async function stopClocks(tx: Tx, ids: readonly string[], now: Date): Promise<void> {
  if (ids.length === 0) return;
  await tx
    .updateTable("incident_clock")
    .set({ stopped_at: now })
    .where(sql<SqlBool>`id = any(${[...ids]}::uuid[])`)
    .execute();
}

/** The clocks of an organisation that telling this channel meets. */
export async function meetClocks(
  tx: Tx,
  incidentId: string,
  orgId: string,
  channel: TellingChannel,
  kinds: readonly ClockKind[],
  at: Date,
): Promise<void> {
  await tx
    .updateTable("incident_clock")
    .set({ done_at: at })
    .where("incident_id", "=", incidentId)
    .where("org_id", "=", orgId)
    .where("channel", "=", channel)
    .where("kind", "in", [...kinds])
    .where("done_at", "is", null)
    .where("stopped_at", "is", null)
    .execute();
}

export async function termsOf(tx: Tx, cloudIds: readonly string[]) {
  return await tx
    .selectFrom("incident_terms as t")
    .innerJoin("cloud as c", "c.id", "t.cloud_id")
    .select([
      "c.provider_org_id as orgId",
      "t.customers_within as customers",
      "t.supervisor_within as supervisor",
    ])
    .where("t.cloud_id", "in", [...cloudIds])
    .execute();
}

// Telling ------------------------------------------------------------------------------------------------

export async function insertTelling(tx: Tx, row: Insertable<Database["incident_telling"]>): Promise<void> {
  await tx.insertInto("incident_telling").values(row).execute();
}

export async function tellingsOf(tx: Tx, incidentId: string) {
  return await tx
    .selectFrom("incident_telling as t")
    .leftJoin("organisation as o", "o.id", "t.org_id")
    .selectAll("t")
    .select([
      sql<TellingChannel>`t.channel`.as("channel"),
      sql<"first" | "progress" | "closing">`t.kind`.as("kind"),
      sql<string>`coalesce(o.short_name, '')`.as("orgName"),
    ])
    .where("t.incident_id", "=", incidentId)
    .orderBy("t.told_at")
    .orderBy("t.id")
    .execute();
}

export async function insertNotice(tx: Tx, row: Insertable<Database["incident_notice"]>): Promise<void> {
  await tx.insertInto("incident_notice").values(row).execute();
}

export async function noticesOf(tx: Tx, incidentId: string) {
  return await tx
    .selectFrom("incident_notice")
    .selectAll()
    .where("incident_id", "=", incidentId)
    .orderBy("sent_at")
    .orderBy("id")
    .execute();
}

// Help and tasks -----------------------------------------------------------------------------------------

export async function insertHelp(tx: Tx, row: Insertable<Database["incident_help"]>): Promise<void> {
  await tx.insertInto("incident_help").values(row).execute();
}

export async function helpOf(tx: Tx, incidentId: string) {
  return await tx
    .selectFrom("incident_help as h")
    .leftJoin("person as a", "a.id", "h.asked_by")
    .leftJoin("person as b", "b.id", "h.answered_by")
    .selectAll("h")
    .select([
      sql<string>`coalesce(a.name, '')`.as("askedByName"),
      sql<string>`coalesce(b.name, '')`.as("answeredByName"),
    ])
    .where("h.incident_id", "=", incidentId)
    .orderBy("h.asked_at")
    .orderBy("h.id")
    .execute();
}

export async function answerHelp(
  tx: Tx,
  incidentId: string,
  id: string,
  set: Updateable<Database["incident_help"]>,
): Promise<boolean> {
  const row = await tx
    .updateTable("incident_help")
    .set(set)
    .where("incident_id", "=", incidentId)
    .where("id", "=", id)
    .where("answered_at", "is", null)
    .returning("id")
    .executeTakeFirst();
  return row !== undefined;
}

export async function insertTask(tx: Tx, row: Insertable<Database["incident_task"]>): Promise<void> {
  await tx.insertInto("incident_task").values(row).execute();
}

export async function tasksOf(tx: Tx, incidentId: string) {
  return await tx
    .selectFrom("incident_task as t")
    .leftJoin("organisation as o", "o.id", "t.owner_org")
    .selectAll("t")
    .select(sql<string>`coalesce(o.short_name, '')`.as("orgName"))
    .where("t.incident_id", "=", incidentId)
    .orderBy("t.set_at")
    .orderBy("t.id")
    .execute();
}

export async function finishTask(
  tx: Tx,
  incidentId: string,
  id: string,
  set: Updateable<Database["incident_task"]>,
): Promise<{ title: string } | undefined> {
  return await tx
    .updateTable("incident_task")
    .set(set)
    .where("incident_id", "=", incidentId)
    .where("id", "=", id)
    .where("done_at", "is", null)
    .returning("title")
    .executeTakeFirst();
}

// The final report ---------------------------------------------------------------------------------------

export async function insertReport(tx: Tx, row: Insertable<Database["incident_report"]>): Promise<void> {
  await tx.insertInto("incident_report").values(row).execute();
}

/** The version in force. */
export async function reportOf(tx: Tx, incidentId: string) {
  return await tx
    .selectFrom("incident_report as r")
    .leftJoin("person as p", "p.id", "r.by_person")
    .selectAll("r")
    .select(sql<string>`coalesce(p.name, '')`.as("byName"))
    .where("r.incident_id", "=", incidentId)
    .orderBy("r.report_version", "desc")
    .limit(1)
    .executeTakeFirst();
}

export async function compareReport(
  tx: Tx,
  incidentId: string,
  reportVersion: number,
  set: Updateable<Database["incident_report"]>,
): Promise<void> {
  await tx
    .updateTable("incident_report")
    .set(set)
    .where("incident_id", "=", incidentId)
    .where("report_version", "=", reportVersion)
    .execute();
}

// What it led to -----------------------------------------------------------------------------------------

export async function insertLink(tx: Tx, row: Insertable<Database["incident_link"]>): Promise<void> {
  await tx
    .insertInto("incident_link")
    .values(row)
    .onConflict((oc) => oc.doNothing())
    .execute();
}

export async function linksOf(tx: Tx, incidentId: string) {
  return await tx
    .selectFrom("incident_link")
    .select(["type", "object_id as id", "label"])
    .where("incident_id", "=", incidentId)
    .orderBy("at")
    .orderBy("object_id")
    .execute();
}
