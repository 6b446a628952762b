import { type RawBuilder, sql } from "kysely";
import type { Tx } from "./tenancy.ts";

/** One thing that waits for somebody, with the figures of its section. */
export interface WorkRow {
  readonly section: string;
  /** Of the whole section, not only of the rows shown. */
  readonly count: number;
  readonly late: number;
  readonly worstDueAt: Date | null;
  readonly id: string;
  /** What it is about, where that is another object: the submission of a review, the target of an extension. */
  readonly aboutId: string | null;
  readonly dutyId: string | null;
  readonly title: string | null;
  readonly label: string | null;
  readonly place: string | null;
  readonly party: string | null;
  readonly dueAt: Date | null;
}

const TOP = 5;

/**
 * The most urgent of each section, and how many there are. `inner` selects section, id, about_id, duty_id,
 * title, label, place, party and due_at; several selects are joined by union all, so that a feature answers
 * with one question.
 */
export async function workRows(tx: Tx, now: Date, inner: readonly RawBuilder<unknown>[]): Promise<WorkRow[]> {
  if (inner.length === 0) return [];
  const { rows } = await sql<WorkRow>`
    select section, count, late, worst_due_at as "worstDueAt", id, about_id as "aboutId", duty_id as "dutyId",
      title, label, place, party, due_at as "dueAt"
    from (
      select w.*,
        count(*) over whole as count,
        count(*) filter (where w.due_at < ${now}) over whole as late,
        min(w.due_at) over whole as worst_due_at,
        row_number() over (partition by w.section order by w.due_at nulls last, w.id) as rank
      from (${sql.join(inner, sql` union all `)}) w
      window whole as (partition by w.section)
    ) ranked
    where rank <= ${TOP}
    order by section, rank`.execute(tx);
  return rows;
}
