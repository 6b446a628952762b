import type { Actor, RectificationFacts, Reviewer, Window } from "@yunjian/domain";
import { Refusal } from "@yunjian/domain";
import type { Tx } from "../../platform/tenancy.ts";
import { supervises } from "../identity/read-supervision.ts";
import { type RectificationRow, rectificationLocked } from "./queries.ts";

/** What the rules need of a row. */
export function factsOf(row: RectificationRow): RectificationFacts {
  const { state, partyOrgId, receiptDueAt, dueAt, planDueAt, reassessDueAt, escalatedTo } = row;
  return { state, partyOrgId, receiptDueAt, dueAt, planDueAt, reassessDueAt, escalatedTo };
}

export function windowOfRow(row: RectificationRow): Window {
  return { amount: row.windowAmount, unit: row.windowUnit, source: row.windowSource };
}

export async function demander(
  tx: Tx,
  actor: Actor,
  now: Date,
  subject: { readonly subjectId: string; readonly cloudId: string },
): Promise<Reviewer> {
  return { actor, supervises: await supervises(tx, actor, now, subject) };
}

/** The row, held until the transaction ends, at the version the change was based on. */
export async function held(tx: Tx, id: string, version: number): Promise<RectificationRow> {
  const row = await rectificationLocked(tx, id);
  if (!row) throw new Refusal("not-found");
  if (row.version !== version) throw new Refusal("stale-version");
  return row;
}
