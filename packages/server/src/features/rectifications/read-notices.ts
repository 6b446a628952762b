import type { RectificationState } from "@yunjian/domain";
import { sql } from "kysely";
import type { Tx } from "../../platform/tenancy.ts";

export interface RectificationRow {
  readonly id: string;
  readonly number: string;
  readonly subjectId: string;
  readonly cloudId: string;
  readonly cloudName: string;
  readonly partyOrgId: string;
  readonly issuedBy: string;
  readonly state: RectificationState;
  readonly receiptDueAt: Date;
  readonly dueAt: Date | null;
}

export async function rectificationById(tx: Tx, id: string): Promise<RectificationRow | undefined> {
  return await rows(tx).where("r.id", "=", id).executeTakeFirst();
}

/** Waiting for receipt, which was due at an instant in (from, to]. */
export async function rectificationsUnreceivedBetween(
  tx: Tx,
  from: Date,
  to: Date,
): Promise<RectificationRow[]> {
  return await rows(tx)
    .where("r.state", "=", "issued")
    .where("r.receipt_due_at", ">", from)
    .where("r.receipt_due_at", "<=", to)
    .orderBy("r.receipt_due_at")
    .execute();
}

/** The party's turn, and due at an instant in (from, to]. */
export async function rectificationsDueBetween(tx: Tx, from: Date, to: Date): Promise<RectificationRow[]> {
  return await rows(tx)
    .where("r.state", "not in", ["closed", "withdrawn"])
    .where("r.state", "<>", "proof-filed")
    .where("r.due_at", ">", from)
    .where("r.due_at", "<=", to)
    .orderBy("r.due_at")
    .execute();
}

export interface RectificationAsked {
  readonly subjectId: string;
  readonly cloudId: string;
  readonly cloudName: string;
  readonly askedBy: string;
  readonly askedOrg: string;
  readonly askedOrgName: string;
}

export async function rectificationRequestById(tx: Tx, id: string): Promise<RectificationAsked | undefined> {
  return await tx
    .selectFrom("rectification_request as r")
    .innerJoin("cloud as c", "c.id", "r.cloud_id")
    .innerJoin("organisation as o", "o.id", "r.asked_org")
    .select([
      "r.subject_id as subjectId",
      "r.cloud_id as cloudId",
      "c.name as cloudName",
      "r.asked_by as askedBy",
      "r.asked_org as askedOrg",
      "o.short_name as askedOrgName",
    ])
    .where("r.id", "=", id)
    .executeTakeFirst();
}

function rows(tx: Tx) {
  return tx
    .selectFrom("rectification as r")
    .innerJoin("cloud as c", "c.id", "r.cloud_id")
    .select([
      "r.id",
      "r.number",
      "r.subject_id as subjectId",
      "r.cloud_id as cloudId",
      "c.name as cloudName",
      "r.party_org_id as partyOrgId",
      "r.issued_by as issuedBy",
      sql<RectificationState>`r.state`.as("state"),
      "r.receipt_due_at as receiptDueAt",
      "r.due_at as dueAt",
    ]);
}
