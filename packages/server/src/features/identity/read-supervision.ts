import type { Actor } from "@yunjian/domain";
import { sql } from "kysely";
import type { Tx } from "../../platform/tenancy.ts";
import { engagedAs } from "./read.ts";

/** Whether the actor's organisation is the supervisor of a subject now, by itself or through its cloud. */
export async function supervises(
  tx: Tx,
  actor: Actor,
  now: Date,
  subject: { readonly subjectId: string; readonly cloudId: string },
): Promise<boolean> {
  return await engagedAs(tx, actor, now, ["supervisor"], [subject.subjectId, subject.cloudId]);
}

/** The clouds and other subjects the actor's organisation supervises now; null: all of them. */
export async function supervisedSubjects(tx: Tx, actor: Actor, now: Date): Promise<readonly string[] | null> {
  if (actor.orgId === null) return [];
  const rows = await tx
    .selectFrom("engagement")
    .select("subject_id")
    .where("org_id", "=", actor.orgId)
    .where("role", "=", "supervisor")
    .where("from_at", "<=", now)
    .where((eb) => eb.or([eb("to_at", "is", null), eb("to_at", ">", now)]))
    .execute();
  if (rows.some((row) => row.subject_id === null)) return null;
  return rows.flatMap((row) => row.subject_id ?? []);
}

/** The organisation that supervises a subject, whoever asks: the one to address. */
export async function supervisorOf(
  tx: Tx,
  subjectId: string,
  now: Date,
): Promise<{ readonly id: string; readonly name: string } | null> {
  const { rows } = await sql<{ id: string; name: string | null }>`
    select s.id, o.short_name as name from (select yj_supervisor_of(${subjectId}, ${now}) as id) s
    left join organisation o on o.id = s.id where s.id is not null`.execute(tx);
  const [row] = rows;
  return row ? { id: row.id, name: row.name ?? "" } : null;
}
