import { sql } from "kysely";
import type { Tx } from "../../platform/tenancy.ts";

export async function organisationForErasure(tx: Tx, id: string) {
  const { rows } = await sql<{
    name: string;
    ended_at: Date | null;
    files: string;
    holds: string;
    open_duties: string;
  }>`
    select o.name, o.ended_at,
      (select count(*) from file f where f.org_id = o.id and f.state in ('kept', 'purge-asked')) as files,
      (select count(*) from file f where f.org_id = o.id and f.state in ('kept', 'purge-asked') and yj_file_held(f.id))
        + (select count(*) from legal_hold h where h.target_id = o.id and h.lifted_at is null) as holds,
      (select count(*) from obligation b where b.party_org_id = o.id and b.ended_at is null)
        + (select count(*) from rectification r where r.party_org_id = o.id and r.state not in ('closed', 'withdrawn'))
        + (select count(*) from authorisation a where a.asked_org_id = o.id and a.state in ('asked', 'prepared', 'granted'))
        as open_duties
    from organisation o where o.id = ${id}`.execute(tx);
  const [row] = rows;
  return (
    row && {
      name: row.name,
      endedAt: row.ended_at,
      files: Number(row.files),
      holds: Number(row.holds),
      openDuties: Number(row.open_duties),
    }
  );
}

export async function personForErasure(tx: Tx, id: string) {
  const { rows } = await sql<{
    name: string;
    org_id: string;
    ended_at: Date | null;
    erased_at: Date | null;
    holds: string;
    open_duties: string;
  }>`
    select p.name, p.org_id, p.ended_at, p.erased_at,
      (select count(*) from legal_hold h where h.target_id = p.org_id and h.lifted_at is null) as holds,
      (select count(*) from submission s where s.created_by = p.id and s.state in ('draft', 'awaiting-sign-off')) as open_duties
    from person p where p.id = ${id}`.execute(tx);
  const [row] = rows;
  return (
    row && {
      name: row.name,
      orgId: row.org_id,
      endedAt: row.ended_at,
      erasedAt: row.erased_at,
      holds: Number(row.holds),
      openDuties: Number(row.open_duties),
    }
  );
}

/** Takes the person out of everything the platform wrote; false when there is none who left. */
export async function erasePerson(
  tx: Tx,
  person: { readonly id: string; readonly shown: string; readonly again: boolean },
  now: Date,
): Promise<boolean> {
  const { rows } = await sql<{ done: boolean }>`
    select yj_erase_person(${person.id}, ${person.shown}, ${now}, ${person.again}) as done`.execute(tx);
  return rows[0]?.done ?? false;
}

/** Of these people, those whose names stand in the database (again). */
export async function namedStill(tx: Tx, ids: readonly string[]): Promise<string[]> {
  const rows = await tx
    .selectFrom("person")
    .select("id")
    .where("id", "in", [...ids])
    .where("erased_at", "is", null)
    .execute();
  return rows.map((row) => row.id);
}
