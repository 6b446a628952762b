import type {
  Checklist,
  DisputeState,
  ReviewOutcome,
  ReviewState,
  Severity,
  WindowUnit,
} from "@yunjian/domain";
import { type Insertable, type SqlBool, sql, type Updateable } from "kysely";
import type { Database } from "../../platform/schema.ts";
import type { Tx } from "../../platform/tenancy.ts";

/** A review with the names people see. */
export type ReviewRow = Awaited<ReturnType<ReturnType<typeof reviewRows>["executeTakeFirstOrThrow"]>>;

function reviewRows(tx: Tx) {
  return tx
    .selectFrom("review as r")
    .innerJoin("submission as s", "s.id", "r.submission_id")
    .leftJoin("person as receiver", "receiver.id", "r.received_by")
    .leftJoin("person as decider", "decider.id", "r.decided_by")
    .leftJoin("person as second", "second.id", "r.second_by")
    .leftJoin("dispute as d", (join) =>
      join.onRef("d.review_id", "=", "r.id").on("d.state", "<>", "withdrawn"),
    )
    .select([
      "r.id",
      "r.version",
      "r.submission_id as submissionId",
      sql<string>`coalesce(s.number, '')`.as("submissionNumber"),
      "r.period_id as periodId",
      "r.obligation_id as obligationId",
      "r.subject_id as subjectId",
      "r.cloud_id as cloudId",
      "r.party_org_id as partyOrgId",
      sql<ReviewState>`r.state`.as("state"),
      "r.received_by as receivedBy",
      "receiver.name as receivedByName",
      "r.received_org as receivedOrg",
      "r.received_at as receivedAt",
      "r.decision_due_at as decisionDueAt",
      "r.fresh_of as freshOf",
      sql<Checklist | null>`r.checklist`.as("checklist"),
      sql<ReviewOutcome | null>`r.outcome`.as("outcome"),
      "r.note",
      "r.defect_title as defectTitle",
      "r.supplement_due_at as supplementDueAt",
      sql<Severity | null>`r.severity`.as("severity"),
      "r.window_amount as windowAmount",
      sql<WindowUnit | null>`r.window_unit`.as("windowUnit"),
      "r.window_source as windowSource",
      "r.decided_by as decidedBy",
      "decider.name as decidedByName",
      "r.proposed_at as proposedAt",
      "r.decided_at as decidedAt",
      "r.second_by as secondBy",
      "second.name as secondByName",
      "r.second_at as secondAt",
      "r.second_note as secondNote",
      "d.id as disputeId",
      "d.number as disputeNumber",
      sql<DisputeState | null>`d.state`.as("disputeState"),
      "d.due_at as disputeDueAt",
      "d.version as disputeVersion",
    ]);
}

export async function reviewById(tx: Tx, id: string): Promise<ReviewRow | undefined> {
  return await reviewRows(tx).where("r.id", "=", id).executeTakeFirst();
}

/** All of these periods, the newest first. */
export async function reviewsOf(tx: Tx, periodIds: readonly string[]): Promise<ReviewRow[]> {
  return await reviewRows(tx)
    .where(sql<SqlBool>`r.period_id = any(${[...periodIds]}::uuid[])`)
    .orderBy("r.received_at", "desc")
    .orderBy("r.id", "desc")
    .execute();
}

/** The review that stands for a submission and a period, and who did it. */
export async function standingReview(
  tx: Tx,
  submissionId: string,
  periodId: string,
): Promise<ReviewRow | undefined> {
  return await reviewRows(tx)
    .where("r.submission_id", "=", submissionId)
    .where("r.period_id", "=", periodId)
    .where("r.state", "<>", "superseded")
    .executeTakeFirst();
}

/** Inserts unless another review of the same submission and period stands; says whether it did. */
export async function insertReview(tx: Tx, row: Insertable<Database["review"]>): Promise<boolean> {
  const done = await tx
    .insertInto("review")
    .values(row)
    .onConflict((oc) =>
      oc.columns(["submission_id", "period_id"]).where("state", "<>", "superseded").doNothing(),
    )
    .returning("id")
    .executeTakeFirst();
  return done !== undefined;
}

/** The new version, or undefined when somebody was faster. */
export async function updateReview(
  tx: Tx,
  id: string,
  version: number,
  set: Updateable<Database["review"]>,
): Promise<number | undefined> {
  const row = await tx
    .updateTable("review")
    .set({ ...set, version: version + 1 })
    .where("id", "=", id)
    .where("version", "=", version)
    .returning("version")
    .executeTakeFirst();
  return row?.version;
}

/** Who had part in outcomes of the same matter that a dispute set aside. */
export async function barredFrom(tx: Tx, submissionId: string, periodId: string): Promise<string[]> {
  const rows = await tx
    .selectFrom("review")
    .select(["decided_by", "second_by"])
    .where("submission_id", "=", submissionId)
    .where("period_id", "=", periodId)
    .where("state", "=", "superseded")
    .execute();
  return rows.flatMap((row) => [row.decided_by, row.second_by]).filter((id) => id !== null);
}

export interface RecentFigures {
  readonly decided: number;
  readonly receivedLate: number;
  readonly decidedLate: number;
  readonly medianDays: number | null;
}

/** How punctual an organisation was as a reviewer since an instant. */
export async function recentFigures(tx: Tx, orgId: string, since: Date): Promise<RecentFigures> {
  return await tx
    .selectFrom("review as r")
    .select([
      sql<number>`count(*)`.as("decided"),
      sql<number>`count(*) filter (where r.received_at > r.receipt_due_at)`.as("receivedLate"),
      sql<number>`count(*) filter (where r.decided_at > r.decision_due_at)`.as("decidedLate"),
      sql<
        number | null
      >`percentile_cont(0.5) within group (order by extract(epoch from r.decided_at - r.received_at) / 86400)`.as(
        "medianDays",
      ),
    ])
    .where("r.decided_at", ">", since)
    .where("r.received_org", "=", orgId)
    .executeTakeFirstOrThrow();
}

// Comments ---------------------------------------------------------------------------------------------

export type CommentRow = Awaited<ReturnType<typeof commentsOf>>[number];

/** `decidedOnly`: for the party, what the supervisor noted shows once a review of the submission is decided. */
export async function commentsOf(
  tx: Tx,
  submissionIds: readonly string[],
  as: { orgId: string | null; decidedOnly: boolean },
) {
  return await tx
    .selectFrom("review_comment as c")
    .leftJoin("person as author", "author.id", "c.author_id")
    .leftJoin("organisation as org", "org.id", "c.author_org")
    .leftJoin("person as resolver", "resolver.id", "c.resolved_by")
    .select([
      "c.id",
      "c.file_id",
      "c.anchor",
      "c.text",
      "c.author_id",
      sql<string>`coalesce(author.name, '')`.as("author_name"),
      "c.author_org",
      sql<string>`coalesce(org.short_name, '')`.as("org_name"),
      "c.created_at",
      "c.resolved_at",
      "c.resolved_by",
      sql<string>`coalesce(resolver.name, '')`.as("resolver_name"),
      "c.version",
    ])
    .where(sql<SqlBool>`c.submission_id = any(${[...submissionIds]}::uuid[])`)
    .$if(as.decidedOnly, (query) =>
      query.where(
        sql<SqlBool>`(c.author_org = ${as.orgId}::uuid or exists (select from review r
          where r.submission_id = c.submission_id and r.decided_at is not null))`,
      ),
    )
    .orderBy("c.created_at")
    .orderBy("c.id")
    .limit(500)
    .execute();
}

export async function commentById(tx: Tx, id: string) {
  return await tx.selectFrom("review_comment").selectAll().where("id", "=", id).executeTakeFirst();
}

export async function insertComment(tx: Tx, row: Insertable<Database["review_comment"]>): Promise<void> {
  await tx.insertInto("review_comment").values(row).execute();
}

export async function updateComment(
  tx: Tx,
  id: string,
  version: number,
  set: Updateable<Database["review_comment"]>,
): Promise<number | undefined> {
  const row = await tx
    .updateTable("review_comment")
    .set({ ...set, version: version + 1 })
    .where("id", "=", id)
    .where("version", "=", version)
    .returning("version")
    .executeTakeFirst();
  return row?.version;
}
