import type {
  AskerRole,
  AuthorisationKind,
  AuthorisationStanding,
  AuthorisationState,
  EmergencyReview,
  OperationKind,
  Touch,
} from "@yunjian/domain";
import { type Insertable, type RawBuilder, type SqlBool, sql, type Updateable } from "kysely";
import { containing } from "../../platform/like.ts";
import type { Database } from "../../platform/schema.ts";
import type { Tx } from "../../platform/tenancy.ts";

export type AuthorisationRow = Awaited<ReturnType<ReturnType<typeof rows>["executeTakeFirstOrThrow"]>>;

function rows(tx: Tx) {
  return tx
    .selectFrom("authorisation as a")
    .selectAll("a")
    .select([
      sql<AuthorisationKind>`a.kind`.as("kind"),
      sql<AuthorisationState>`a.state`.as("state"),
      sql<AskerRole>`a.asker_role`.as("asker_role"),
      sql<OperationKind[]>`a.operations`.as("operations"),
      sql<Touch[]>`a.touches`.as("touches"),
      sql<OperationKind[] | null>`a.granted_operations`.as("granted_operations"),
      sql<Touch[] | null>`a.granted_touches`.as("granted_touches"),
      sql<EmergencyReview | null>`a.review`.as("review"),
    ]);
}

export async function byId(tx: Tx, id: string): Promise<AuthorisationRow | undefined> {
  return await rows(tx).where("a.id", "=", id).executeTakeFirst();
}

/** One, held until the transaction ends. */
export async function locked(tx: Tx, id: string): Promise<AuthorisationRow | undefined> {
  return await rows(tx).where("a.id", "=", id).forUpdate("a").executeTakeFirst();
}

export async function insert(tx: Tx, row: Insertable<Database["authorisation"]>): Promise<void> {
  await tx.insertInto("authorisation").values(row).execute();
}

export async function update(
  tx: Tx,
  id: string,
  version: number,
  set: Updateable<Database["authorisation"]>,
): Promise<number | undefined> {
  const row = await tx
    .updateTable("authorisation")
    .set({ ...set, version: version + 1 })
    .where("id", "=", id)
    .where("version", "=", version)
    .returning("version")
    .executeTakeFirst();
  return row?.version;
}

/** Organisations, people, systems, clouds and resources of these cases, by id. */
export async function namesOf(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const { rows: found } = await sql<{ id: string; name: string }>`
    select id, name from yj_authorisation_names(${[...ids]}::uuid[])`.execute(tx);
  return new Map(found.map(({ id, name }) => [id, name]));
}

/** Names of people given the last times this organisation operated on the system, the latest first. */
export async function lastOperators(tx: Tx, systemId: string, orgId: string): Promise<string[]> {
  const found = await tx
    .selectFrom("authorisation")
    .select("operators")
    .where("subject_id", "=", systemId)
    .where("asked_org_id", "=", orgId)
    .orderBy("asked_at", "desc")
    .limit(5)
    .execute();
  return [...new Set(found.flatMap((row) => row.operators))].slice(0, 12);
}

/** Names for the form; a supplier may not see the cloud and gets none. */
export async function placeNames(
  tx: Tx,
  customerOrgId: string,
  cloudId: string,
): Promise<{ customer: string; cloud: string }> {
  const { rows: found } = await sql<{ customer: string; cloud: string }>`
    select coalesce((select short_name from organisation where id = ${customerOrgId}::uuid), '') as customer,
      coalesce((select name from cloud where id = ${cloudId}::uuid), '') as cloud`.execute(tx);
  return found[0] ?? { customer: "", cloud: "" };
}

// Lists ------------------------------------------------------------------------------------------------

export interface ListFilter {
  readonly customerOrgId?: string | undefined;
  readonly askedOrgId?: string | undefined;
  readonly standings?: readonly AuthorisationStanding[] | undefined;
  readonly kind?: AuthorisationKind | undefined;
  readonly review?: EmergencyReview | undefined;
  readonly systemId?: string | undefined;
  readonly cloudId?: string | undefined;
  /** Only where it is this organisation's turn. */
  readonly turnOf?: string | undefined;
  readonly questioned?: boolean | undefined;
  readonly words?: string | undefined;
}

export async function page(
  tx: Tx,
  filter: ListFilter,
  now: Date,
  at: { readonly after: { readonly at: Date; readonly id: string } | null; readonly limit: number },
): Promise<AuthorisationRow[]> {
  const { after } = at;
  return await rows(tx)
    .where(matches(filter, now))
    .$if(after !== null, (q) =>
      q.where(sql<SqlBool>`(a.asked_at, a.id) < (${after?.at}::timestamptz, ${after?.id}::uuid)`),
    )
    .orderBy("a.asked_at", "desc")
    .orderBy("a.id", "desc")
    .limit(at.limit)
    .execute();
}

function matches(filter: ListFilter, now: Date): RawBuilder<SqlBool> {
  const parts: RawBuilder<SqlBool>[] = [sql<SqlBool>`true`];
  const { customerOrgId, askedOrgId, standings, kind, review, systemId, cloudId, turnOf, words } = filter;
  if (customerOrgId) parts.push(sql<SqlBool>`a.customer_org_id = ${customerOrgId}::uuid`);
  if (askedOrgId) parts.push(sql<SqlBool>`a.asked_org_id = ${askedOrgId}::uuid`);
  if (kind) parts.push(sql<SqlBool>`a.kind = ${kind}`);
  if (review) parts.push(sql<SqlBool>`a.review = ${review}`);
  if (systemId) parts.push(sql<SqlBool>`a.subject_id = ${systemId}::uuid`);
  if (cloudId) parts.push(sql<SqlBool>`a.cloud_id = ${cloudId}::uuid`);
  if (filter.questioned) parts.push(sql<SqlBool>`a.open_questions > 0`);
  if (standings && standings.length > 0) {
    const any = sql.join<SqlBool>(
      standings.map((each) => stands(each, now)),
      sql` or `,
    );
    parts.push(sql<SqlBool>`(${any})`);
  }
  if (turnOf) parts.push(isTurnOf(turnOf, now));
  if (words) {
    const pattern = containing(words);
    parts.push(sql<SqlBool>`(a.number ilike ${pattern} or a.title ilike ${pattern})`);
  }
  return sql.join<SqlBool>(parts, sql` and `);
}

const unsaid = sql<SqlBool>`a.state in ('granted', 'withdrawn') and a.operation_count = 0 and not a.nothing_done
  and a.record_due_at is not null`;

/** The SQL of domain's authorisationStanding(); a test compares the two. */
function stands(standing: AuthorisationStanding, now: Date): RawBuilder<SqlBool> {
  const silent = sql<SqlBool>`(${unsaid} and a.record_due_at < ${now})`;
  switch (standing) {
    case "asked":
    case "prepared":
      return sql<SqlBool>`(a.state = ${standing} and a.to_at > ${now})`;
    case "lapsed":
      return sql<SqlBool>`(a.state in ('asked', 'prepared') and a.to_at <= ${now})`;
    case "unrecorded":
      return silent;
    case "upcoming":
      return sql<SqlBool>`(a.state = 'granted' and not ${silent} and a.granted_from_at > ${now})`;
    case "valid":
      return sql<SqlBool>`(a.state = 'granted' and not ${silent} and a.granted_from_at <= ${now} and a.ends_at >= ${now})`;
    case "ended":
      return sql<SqlBool>`(a.state = 'granted' and not ${silent} and a.granted_from_at <= ${now} and a.ends_at < ${now})`;
    case "withdrawn":
      return sql<SqlBool>`(a.state = 'withdrawn' and not ${silent})`;
    case "refused":
    case "recalled":
    case "finished":
      return sql<SqlBool>`a.state = ${standing}`;
  }
}

/** The SQL of domain's authorisationTurn(); a test compares the two. */
function isTurnOf(orgId: string, now: Date): RawBuilder<SqlBool> {
  const reviewable = sql<SqlBool>`(a.review = 'waiting' and (a.operation_count > 0 or a.state <> 'granted' or a.record_due_at < ${now}))`;
  return sql<SqlBool>`(
    (a.customer_org_id = ${orgId}::uuid and (
      (a.state in ('asked', 'prepared') and a.to_at > ${now})
      or (a.open_questions = 0 and coalesce(${reviewable}, false))))
    or (a.asked_org_id = ${orgId}::uuid and (
      a.open_questions > 0
      or (not coalesce(${reviewable}, false) and (
        (a.state = 'granted' and a.ends_at >= ${now} and not (${unsaid} and a.record_due_at < ${now}))
        or (${unsaid} and a.record_due_at >= ${now})))))
  )`;
}

export interface Figures {
  readonly undecided: number;
  readonly undecidedLate: number;
  readonly valid: number;
  readonly unrecorded: number;
  readonly openQuestions: number;
  readonly emergenciesToReview: number;
  readonly objected: number;
}

export async function figures(
  tx: Tx,
  now: Date,
  filter: { readonly cloudId?: string | undefined; readonly systemId?: string | undefined },
): Promise<Figures> {
  const count = (where: RawBuilder<SqlBool>) => sql<number>`count(*) filter (where ${where})::int`;
  const open = sql<SqlBool>`a.state in ('asked', 'prepared') and a.to_at > ${now}`;
  return await tx
    .selectFrom("authorisation as a")
    .select([
      count(open).as("undecided"),
      count(sql<SqlBool>`${open} and a.decide_due_at < ${now}`).as("undecidedLate"),
      count(stands("valid", now)).as("valid"),
      count(stands("unrecorded", now)).as("unrecorded"),
      sql<number>`coalesce(sum(a.open_questions), 0)::int`.as("openQuestions"),
      count(sql<SqlBool>`a.review = 'waiting'`).as("emergenciesToReview"),
      count(sql<SqlBool>`a.review = 'objected'`).as("objected"),
    ])
    .where(matches(filter, now))
    .executeTakeFirstOrThrow();
}
