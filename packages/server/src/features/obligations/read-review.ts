import { loadCatalogue } from "@yunjian/catalogue";
import type { ControlClass } from "@yunjian/domain";
import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { Tx } from "../../platform/tenancy.ts";
import { parametersOf, type PeriodRow, periodsByIds } from "./read.ts";

/** What the supervisor has to do next with a period. */
export type ReviewStep = "receipt" | "decision" | "second";

export interface ReviewQueueFilter {
  /** Clouds and sites the organisation supervises; null: all. */
  readonly supervised: readonly string[] | null;
  readonly reviewerOrgId: string;
  readonly cloudId?: string | undefined;
  readonly partyOrgId?: string | undefined;
  readonly classes?: readonly ControlClass[] | undefined;
  readonly dutyIds?: readonly string[] | undefined;
  readonly step?: ReviewStep | undefined;
  readonly submissionKind?: string | undefined;
  /** Only what is past the supervisor's own limit at this instant. */
  readonly lateAt?: Date | undefined;
}

export interface QueuePlace {
  readonly until: Date;
  readonly id: string;
}

/**
 * Periods that wait for the supervisor, by the supervisor's own limit for the next step. Walks the partial
 * index of what waits, which is short however long the history grows.
 */
export async function reviewQueue(
  tx: Tx,
  filter: ReviewQueueFilter,
  page: { readonly after?: QueuePlace | undefined; readonly limit: number; readonly backwards?: boolean },
): Promise<(PeriodRow & { readonly reviewDueAt: Date })[]> {
  const places = await tx
    .selectFrom("period as p")
    .innerJoin("obligation as o", "o.id", "p.obligation_id")
    .select(["p.id", "p.review_due_at"])
    .where(waits(filter))
    .$if(page.after !== undefined, (query) =>
      query.where(
        page.backwards
          ? sql<SqlBool>`(p.review_due_at, p.id) < (${page.after?.until}::timestamptz, ${page.after?.id}::uuid)`
          : sql<SqlBool>`(p.review_due_at, p.id) > (${page.after?.until}::timestamptz, ${page.after?.id}::uuid)`,
      ),
    )
    .orderBy("p.review_due_at", page.backwards ? "desc" : "asc")
    .orderBy("p.id", page.backwards ? "desc" : "asc")
    .limit(page.limit)
    .execute();
  const rows = new Map(
    (
      await periodsByIds(
        tx,
        places.map((place) => place.id),
      )
    ).map((row) => [row.id, row]),
  );
  return places.flatMap(({ id, review_due_at: reviewDueAt }) => {
    const row = rows.get(id);
    return row && reviewDueAt ? [{ ...row, reviewDueAt }] : [];
  });
}

export interface ReviewWaiting {
  readonly receipt: number;
  readonly receiptOverdue: number;
  readonly decision: number;
  readonly decisionOverdue: number;
  readonly second: number;
}

/** How much waits for the supervisor, and how much of it too long. */
export async function reviewWaiting(tx: Tx, filter: ReviewQueueFilter, now: Date): Promise<ReviewWaiting> {
  return await tx
    .selectFrom("period as p")
    .innerJoin("obligation as o", "o.id", "p.obligation_id")
    .select([
      sql<number>`count(*) filter (where p.state = 'submitted')`.as("receipt"),
      sql<number>`count(*) filter (where p.state = 'submitted' and p.review_due_at < ${now})`.as(
        "receiptOverdue",
      ),
      sql<number>`count(*) filter (where p.state = 'in-review')`.as("decision"),
      sql<number>`count(*) filter (where p.state = 'in-review' and p.review_due_at < ${now})`.as(
        "decisionOverdue",
      ),
      sql<number>`count(*) filter (where p.state = 'in-review' and ${awaitsSecond})`.as("second"),
    ])
    .where(waits(filter))
    .executeTakeFirstOrThrow();
}

/** Periods for which these submissions count now and that wait for the supervisor. */
export async function waitingPeriodsOf(tx: Tx, submissionIds: readonly string[]): Promise<PeriodRow[]> {
  if (submissionIds.length === 0) return [];
  const rows = await tx
    .selectFrom("period as p")
    .select("p.id")
    .where(sql<SqlBool>`p.submission_id = any(${[...submissionIds]}::uuid[])`)
    .where("p.review_due_at", "is not", null)
    .orderBy("p.review_due_at")
    .orderBy("p.id")
    .limit(1000)
    .execute();
  return await periodsByIds(
    tx,
    rows.map((row) => row.id),
  );
}

const awaitsSecond = sql<SqlBool>`exists (select from review r
  where r.submission_id = p.submission_id and r.period_id = p.id and r.state = 'awaiting-second')`;

function waits(filter: ReviewQueueFilter): RawBuilder<SqlBool> {
  const parts: RawBuilder<SqlBool>[] = [
    sql<SqlBool>`p.review_due_at is not null`,
    sql<SqlBool>`(o.reviewer_org_id is null or o.reviewer_org_id = ${filter.reviewerOrgId}::uuid)`,
  ];
  const { supervised, classes, dutyIds } = filter;
  if (supervised) {
    parts.push(
      sql<SqlBool>`(p.cloud_id = any(${[...supervised]}::uuid[]) or p.subject_id = any(${[...supervised]}::uuid[]))`,
    );
  }
  if (filter.cloudId) parts.push(sql<SqlBool>`p.cloud_id = ${filter.cloudId}::uuid`);
  if (filter.partyOrgId) parts.push(sql<SqlBool>`p.party_org_id = ${filter.partyOrgId}::uuid`);
  if (classes && classes.length > 0) parts.push(sql<SqlBool>`p.class = any(${[...classes]}::text[])`);
  if (dutyIds) parts.push(sql<SqlBool>`p.duty_id = any(${[...dutyIds]}::text[])`);
  if (filter.step === "receipt") parts.push(sql<SqlBool>`p.state = 'submitted'`);
  if (filter.step === "decision") parts.push(sql<SqlBool>`p.state = 'in-review' and not ${awaitsSecond}`);
  if (filter.step === "second") parts.push(sql<SqlBool>`p.state = 'in-review' and ${awaitsSecond}`);
  if (filter.submissionKind) {
    parts.push(
      sql<SqlBool>`exists (select from submission s where s.id = p.submission_id and s.kind = ${filter.submissionKind})`,
    );
  }
  if (filter.lateAt) parts.push(sql<SqlBool>`p.review_due_at < ${filter.lateAt}::timestamptz`);
  return sql.join<SqlBool>(parts, sql` and `);
}

/** The response time a provider agreed to for a duty whose parameter drives rectification windows, e.g. 'P15D'. */
export async function agreedRectificationTime(
  tx: Tx,
  cloudId: string,
  dutyId: string,
): Promise<string | null> {
  const spec = loadCatalogue()
    .duties.get(dutyId)
    ?.parameters.find((each) => each.drives === "rectification-window");
  if (!spec) return null;
  const value = (await parametersOf(tx, cloudId, dutyId))[spec.key];
  return typeof value === "string" ? value : null;
}
