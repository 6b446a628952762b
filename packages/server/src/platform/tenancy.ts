import type { Actor } from "@yunjian/domain";
import { type Kysely, sql, type Transaction } from "kysely";
import { keepPersonKeys, personKeysOf } from "./person-keys.ts";
import type { Database } from "./schema.ts";

export type Db = Kysely<Database>;
/** A transaction in which the actor's visibility holds. The only way features reach the database. */
export type Tx = Transaction<Database>;

/** What an organisation may see at an instant; see yj_visible() in migration 0002. */
export interface Visibility {
  readonly subjects: readonly string[];
  readonly cases: readonly string[];
  readonly orgs: readonly string[];
}

const visibilities = new WeakMap<Actor, Visibility>();

/** Authentication loads the visible ids together with the actor; nobody else sets them. */
export function grantVisibility(actor: Actor, visibility: Visibility): void {
  visibilities.set(actor, visibility);
}

/**
 * Runs `work` in one transaction under the actor's database role and visibility. Unknown means none: an
 * actor without granted visibility sees no row of any other organisation. Nothing is left behind on the
 * connection, because every setting ends with the transaction.
 */
export async function withActor<T>(
  db: Db,
  actor: Actor,
  mode: "read" | "write",
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const seen = visibilities.get(actor) ?? { subjects: [], cases: [], orgs: [] };
  const run = db.transaction();
  return await (mode === "read" ? run.setAccessMode("read only") : run).execute(async (tx) => {
    await sql`select
      set_config('role', ${actor.scope === "all" ? "yunjian_all" : "yunjian_tenant"}, true),
      set_config('yunjian.person', ${actor.personId ?? ""}, true),
      set_config('yunjian.org', ${actor.orgId ?? ""}, true),
      set_config('yunjian.subjects', ${array(seen.subjects)}, true),
      set_config('yunjian.cases', ${array(seen.cases)}, true),
      set_config('yunjian.orgs', ${array(seen.orgs)}, true)`.execute(tx);
    const persons = personKeysOf(db);
    if (persons) keepPersonKeys(tx, persons);
    return await work(tx);
  });
}

/**
 * A computation of the platform's own inside somebody's step, over rows that this somebody may not see: what comes of
 * it is stored, never answered. The actor's role holds again afterwards.
 */
export async function asPlatform<T>(tx: Tx, work: () => Promise<T>): Promise<T> {
  const { rows } = await sql<{ role: string }>`
    select current_setting('role') as role, set_config('role', 'yunjian_all', true)`.execute(tx);
  const back = sql`select set_config('role', ${rows[0]?.role ?? "yunjian_tenant"}, true)`;
  try {
    const done = await work();
    await back.execute(tx);
    return done;
  } catch (error) {
    // Whoever catches a refusal must not go on with the wider sight. A transaction the database has given up
    // takes no more statements, and loses the role when it is rolled back.
    await back.execute(tx).catch(() => {});
    throw error;
  }
}

/**
 * What an actor has just created is visible to it for the rest of the transaction; the next request asks
 * the engagements again.
 */
export async function alsoVisible(
  tx: Tx,
  actor: Actor,
  created: { readonly subjects?: readonly string[]; readonly orgs?: readonly string[] },
): Promise<void> {
  if (actor.scope === "all") return;
  const subjects = array(created.subjects ?? []);
  await sql`select
    set_config('yunjian.subjects', (yj_ids('subjects') || ${subjects}::uuid[])::text, true),
    set_config('yunjian.cases', (yj_ids('cases') || ${subjects}::uuid[])::text, true),
    set_config('yunjian.orgs', (yj_ids('orgs') || ${array(created.orgs ?? [])}::uuid[])::text, true)`.execute(
    tx,
  );
}

function array(ids: readonly string[]): string {
  return `{${ids.join(",")}}`;
}

/** The platform itself, for jobs and sign-in: everything is visible, nothing is anybody's. */
export function platformActor(requestId: string): Actor {
  return {
    personId: null,
    orgId: null,
    posts: [],
    permissions: new Set(),
    scope: "all",
    via: "job",
    requestId,
    lang: "zh",
  };
}

/** Whether this actor may know the papers of a subject, not only where it stands (yj_visible: 'case'). */
export function seesCase(actor: Actor, subjectId: string): boolean {
  return actor.scope === "all" || (visibilities.get(actor)?.cases.includes(subjectId) ?? false);
}
