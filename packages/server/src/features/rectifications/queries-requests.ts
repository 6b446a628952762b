import type {
  RectificationRequestState,
  RectificationSource,
  RectificationState,
  Severity,
} from "@yunjian/domain";
import { type Insertable, type SqlBool, sql, type Updateable } from "kysely";
import type { Database } from "../../platform/schema.ts";
import type { Tx } from "../../platform/tenancy.ts";

export type RequestRow = Awaited<ReturnType<ReturnType<typeof requestRows>["executeTakeFirstOrThrow"]>>;

function requestRows(tx: Tx) {
  return (
    tx
      .selectFrom("rectification_request as q")
      .leftJoin("subject as s", "s.id", "q.subject_id")
      .leftJoin("cloud as c", "c.id", "q.cloud_id")
      .leftJoin("organisation as asker", "asker.id", "q.asked_org")
      .leftJoin("organisation as decider", "decider.id", "q.decider_org")
      .leftJoin("person as p", "p.id", "q.asked_by")
      .leftJoin("person as d", "d.id", "q.decided_by")
      // Seen by whoever may see the case; the request keeps number and state for the others.
      .leftJoin("rectification as r", "r.id", "q.rectification_id")
      .select([
        "q.id",
        "q.version",
        "q.subject_id as subjectId",
        sql<string>`coalesce(s.name, '')`.as("subjectName"),
        "q.cloud_id as cloudId",
        sql<string>`coalesce(c.name, '')`.as("cloudName"),
        "c.provider_org_id as providerOrgId",
        sql<RectificationSource>`q.source`.as("source"),
        "q.title",
        "q.defect",
        sql<Severity>`q.severity`.as("severity"),
        "q.clause_id as clauseId",
        sql<RectificationRequestState>`q.state`.as("state"),
        "q.asked_by as askedBy",
        sql<string>`coalesce(p.name, '')`.as("askedByName"),
        "q.asked_org as askedOrg",
        sql<string>`coalesce(asker.short_name, '')`.as("askerName"),
        "q.asked_at as askedAt",
        "q.decider_org as deciderOrg",
        sql<string>`coalesce(decider.short_name, '')`.as("deciderName"),
        "q.decided_by as decidedBy",
        sql<string>`coalesce(d.name, '')`.as("decidedByName"),
        "q.decided_at as decidedAt",
        "q.decision_note as decisionNote",
        "r.id as rectificationId",
        "q.rectification_number as rectificationNumber",
        sql<RectificationState | null>`q.rectification_state`.as("rectificationState"),
        sql<
          string[]
        >`array(select f.file_id from rectification_request_file f where f.request_id = q.id order by f.file_id)`.as(
          "fileIds",
        ),
      ])
  );
}

export async function requestById(tx: Tx, id: string): Promise<RequestRow | undefined> {
  return await requestRows(tx).where("q.id", "=", id).executeTakeFirst();
}

export async function requestsPage(
  tx: Tx,
  filter: {
    readonly state?: RectificationRequestState | undefined;
    readonly cloudId?: string | undefined;
    readonly askedOrg?: string | undefined;
  },
  page: { readonly after: { readonly at: Date; readonly id: string } | null; readonly limit: number },
): Promise<RequestRow[]> {
  return await requestRows(tx)
    .$if(filter.state !== undefined, (query) => query.where("q.state", "=", filter.state ?? ""))
    .$if(filter.cloudId !== undefined, (query) => query.where("q.cloud_id", "=", filter.cloudId ?? ""))
    .$if(filter.askedOrg !== undefined, (query) => query.where("q.asked_org", "=", filter.askedOrg ?? ""))
    .$if(page.after !== null, (query) =>
      query.where(
        sql<SqlBool>`(q.asked_at, q.id) < (${page.after?.at}::timestamptz, ${page.after?.id}::uuid)`,
      ),
    )
    .orderBy("q.asked_at", "desc")
    .orderBy("q.id", "desc")
    .limit(page.limit)
    .execute();
}

export async function insertRequest(
  tx: Tx,
  row: Insertable<Database["rectification_request"]>,
  fileIds: readonly string[],
): Promise<void> {
  await tx.insertInto("rectification_request").values(row).execute();
  if (fileIds.length === 0) return;
  await tx
    .insertInto("rectification_request_file")
    .values(fileIds.map((fileId) => ({ request_id: row.id, file_id: fileId })))
    .execute();
}

export async function updateRequest(
  tx: Tx,
  id: string,
  version: number,
  set: Updateable<Database["rectification_request"]>,
): Promise<number | undefined> {
  const row = await tx
    .updateTable("rectification_request")
    .set({ ...set, version: version + 1 })
    .where("id", "=", id)
    .where("version", "=", version)
    .returning("version")
    .executeTakeFirst();
  return row?.version;
}

/** Keeps what the asker sees of the rectification in step with it. */
export async function followRectification(
  tx: Tx,
  rectificationId: string,
  state: RectificationState,
): Promise<void> {
  await sql`select yj_request_follows(${rectificationId}::uuid, ${state})`.execute(tx);
}
