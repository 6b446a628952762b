import { type Kysely, sql } from "kysely";
import type { Database } from "../../platform/schema.ts";

/** What an organisation may see at an instant, by the same functions that a session is answered with. */
export async function visibilityOf(db: Kysely<Database>, orgId: string, at: Date) {
  const { rows } = await sql<{
    scope: "tenant" | "all";
    subjects: string[];
    cases: string[];
    orgs: string[];
  }>`
    select s.scope, v.subjects, yj_visible(${orgId}, ${at}, 'case') as cases,
      yj_visible_orgs(${orgId}, v.subjects, ${at}) as orgs
    from (select yj_scope(${orgId}, ${at}) as scope) s, (select yj_visible(${orgId}, ${at}, 'state') as subjects) v`.execute(
    db,
  );
  const [seen] = rows;
  if (!seen) throw new Error("no visibility");
  return seen;
}
