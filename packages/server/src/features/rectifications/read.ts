import {
  isOpenRectification,
  type RectificationState,
  rectificationTurn,
  SEVERITIES,
  type Severity,
} from "@yunjian/domain";
import { type SqlBool, sql } from "kysely";
import type { Tx } from "../../platform/tenancy.ts";
import { factsOf } from "./facts.ts";
import { openFigures, rectificationsByIds, rectificationsPage } from "./queries.ts";

export * from "./read-extensions.ts";

/** A rectification as another feature's page points to it. */
export interface RectificationBrief {
  readonly id: string;
  readonly number: string;
  readonly reviewId: string | null;
  readonly obligationId: string | null;
  readonly periodId: string | null;
  readonly title: string;
  readonly severity: Severity;
  readonly state: RectificationState;
  readonly dueAt: Date;
}

export async function rectificationsOfReviews(
  tx: Tx,
  reviewIds: readonly string[],
): Promise<RectificationBrief[]> {
  if (reviewIds.length === 0) return [];
  return await briefs(tx)
    .where(sql<SqlBool>`r.review_id = any(${[...reviewIds]}::uuid[])`)
    .orderBy("r.issued_at", "desc")
    .execute();
}

/** Open rectifications that follow from these obligations, the most urgent first. */
export async function openRectificationsOf(
  tx: Tx,
  obligationIds: readonly string[],
): Promise<RectificationBrief[]> {
  if (obligationIds.length === 0) return [];
  return await briefs(tx)
    .where(sql<SqlBool>`r.obligation_id = any(${[...obligationIds]}::uuid[])`)
    .where("r.state", "not in", ["closed", "withdrawn"])
    .orderBy("r.due_at")
    .orderBy("r.id")
    .execute();
}

export interface ExtendableRectification {
  readonly id: string;
  readonly number: string;
  readonly subjectId: string;
  readonly subjectName: string;
  readonly cloudId: string;
  readonly cloudName: string;
  readonly partyOrgId: string;
  readonly title: string;
  /** The limit that an extension would move; null when it is not the party's turn. */
  readonly dueAt: Date | null;
}

/** What an extension needs to know of its targets. */
export async function rectificationsForExtension(
  tx: Tx,
  ids: readonly string[],
): Promise<ExtendableRectification[]> {
  if (ids.length === 0) return [];
  return (await rectificationsByIds(tx, ids)).map((row) => {
    const { id, number, subjectId, subjectName, cloudId, cloudName, partyOrgId, title } = row;
    const partysTurn = isOpenRectification(row.state) && row.state !== "proof-filed";
    return {
      id,
      number,
      subjectId,
      subjectName,
      cloudId,
      cloudName,
      partyOrgId,
      title,
      dueAt: partysTurn ? row.dueAt : null,
    };
  });
}

export interface RectificationTask {
  readonly id: string;
  readonly number: string;
  readonly title: string;
  readonly severity: Severity;
  readonly state: RectificationState;
  readonly cloudName: string;
  readonly until: Date | null;
  readonly late: boolean;
}

/** Where it is an organisation's turn, the most urgent first: for the home page. */
export async function rectificationTasks(
  tx: Tx,
  orgId: string,
  now: Date,
  limit: number,
): Promise<RectificationTask[]> {
  const rows = await rectificationsPage(tx, "due", { turnOf: orgId }, { after: null, limit });
  return rows.map((row) => {
    const { until, late } = rectificationTurn(factsOf(row), now);
    const { id, number, title, severity, state, cloudName } = row;
    return { id, number, title, severity, state, cloudName, until, late };
  });
}

export interface RectificationWork {
  readonly open: number;
  readonly overdue: number;
  readonly awaitingReceipt: number;
  readonly awaitingReassessment: number;
  readonly reassessmentOverdue: number;
}

/** Figures over everything the actor may see. */
export async function rectificationWork(tx: Tx, now: Date): Promise<RectificationWork> {
  const rows = await openFigures(tx, now, undefined);
  const sum = (key: keyof RectificationWork) => rows.reduce((total, row) => total + row[key], 0);
  return {
    open: sum("open"),
    overdue: sum("overdue"),
    awaitingReceipt: sum("awaitingReceipt"),
    awaitingReassessment: sum("awaitingReassessment"),
    reassessmentOverdue: sum("reassessmentOverdue"),
  };
}

/** Open defects of clouds by severity; every severity is named, also with nought. */
export async function severityCounts(
  tx: Tx,
  cloudIds: readonly string[],
): Promise<ReadonlyMap<string, Readonly<Record<Severity, number>>>> {
  const rows = await tx
    .selectFrom("rectification as r")
    .select(["r.cloud_id", sql<Severity>`r.severity`.as("severity"), sql<number>`count(*)`.as("count")])
    .where(sql<SqlBool>`r.cloud_id = any(${[...cloudIds]}::uuid[])`)
    .where("r.state", "not in", ["closed", "withdrawn"])
    .groupBy(["r.cloud_id", "r.severity"])
    .execute();
  const none = () =>
    Object.fromEntries(SEVERITIES.map((severity) => [severity, 0])) as Record<Severity, number>;
  const counts = new Map(cloudIds.map((id) => [id, none()]));
  for (const row of rows) {
    const of = counts.get(row.cloud_id);
    if (of) of[row.severity] = row.count;
  }
  return counts;
}

function briefs(tx: Tx) {
  return tx
    .selectFrom("rectification as r")
    .select([
      "r.id",
      "r.number",
      "r.review_id as reviewId",
      "r.obligation_id as obligationId",
      "r.period_id as periodId",
      "r.title",
      sql<Severity>`r.severity`.as("severity"),
      sql<RectificationState>`r.state`.as("state"),
      "r.due_at as dueAt",
    ]);
}
