import type { SignInOutcome } from "@yunjian/domain";
import { type Insertable, sql } from "kysely";
import type { Database } from "../../platform/schema.ts";
import type { Tx } from "../../platform/tenancy.ts";

export async function insertSignIn(tx: Tx, row: Insertable<Database["sign_in_log"]>): Promise<void> {
  await tx.insertInto("sign_in_log").values(row).execute();
}

/** Whether this person signed in at all before, and from here since an instant. */
export async function wasHere(
  tx: Tx,
  where: {
    readonly personId: string;
    readonly place: string;
    readonly browser: string;
    readonly since: Date;
  },
): Promise<{ ever: boolean; here: boolean }> {
  const { rows } = await sql<{ ever: boolean; here: boolean }>`
    select
      exists (select from sign_in_log where person_id = ${where.personId} and outcome = 'signed-in') as ever,
      exists (select from sign_in_log where person_id = ${where.personId} and outcome = 'signed-in'
        and place = ${where.place} and browser = ${where.browser} and at >= ${where.since}) as here`.execute(
    tx,
  );
  return rows[0] ?? { ever: false, here: false };
}

export interface SignInFilter {
  readonly personId?: string;
  readonly outcome?: SignInOutcome;
  readonly newPlace?: boolean;
}

export async function signIns(
  tx: Tx,
  filter: SignInFilter,
  page: { readonly limit: number; readonly after: string | null },
) {
  let query = tx
    .selectFrom("sign_in_log as l")
    .leftJoin("person as p", "p.id", "l.person_id")
    .leftJoin("organisation as o", (join) =>
      join.on((eb) => eb("o.id", "=", eb.fn.coalesce("p.org_id", "l.org_id"))),
    )
    .select([
      "l.id",
      "l.at",
      "l.person_id",
      "p.name as person_name",
      "o.short_name as org_name",
      "l.name_hash",
      "l.method",
      "l.outcome",
      "l.reason",
      "l.address",
      "l.browser",
      "l.new_place",
    ]);
  if (filter.personId) query = query.where("l.person_id", "=", filter.personId);
  if (filter.outcome) query = query.where("l.outcome", "=", filter.outcome);
  if (filter.newPlace !== undefined) query = query.where("l.new_place", "=", filter.newPlace);
  if (page.after) query = query.where("l.id", "<", page.after);
  return await query
    .orderBy("l.id", "desc")
    .limit(page.limit + 1)
    .execute();
}
