import type { EventData, EventKind, ObjectType } from "@yunjian/domain";
import { sql } from "kysely";
import { withoutSecrets } from "../postgres/errors.ts";
import { type Db, platformActor, type Tx, withActor } from "../tenancy.ts";

/** An event as the record tells it, after commit and in the order of the record. */
export interface RecordedEvent {
  readonly position: number;
  readonly id: string;
  readonly at: Date;
  readonly kind: EventKind;
  readonly personId: string | null;
  readonly orgId: string | null;
  readonly subjectId: string | null;
  readonly object: { readonly type: ObjectType; readonly id: string };
  readonly data: EventData;
}

/**
 * What follows the record behind its own cursor. `handle` runs in the transaction that moves the cursor;
 * what it does outside the database it may do twice, so it needs a key of its own there.
 */
export interface Follower {
  readonly name: string;
  readonly kinds: ReadonlySet<EventKind>;
  handle(tx: Tx, event: RecordedEvent, now: Date): Promise<void>;
}

const BATCH = 200;
const FIRST_RETRY = 60_000;
const LONGEST_RETRY = 6 * 3_600_000;

/**
 * Brings a follower up to the end of the record, then tries again what it could not handle before. One
 * process at a time works for a follower; the others find the cursor locked and leave. Returns how many
 * entries were passed.
 */
export async function catchUp(db: Db, follower: Follower, now: Date): Promise<number> {
  let passed = 0;
  if (!(await somethingToDo(db, follower, now))) return passed;
  for (;;) {
    const step = await inTransaction(db, follower, (tx) => batch(tx, follower, now));
    passed += step ?? 0;
    if (step !== BATCH) break;
  }
  while ((await inTransaction(db, follower, (tx) => retry(tx, follower, now))) === true);
  return passed;
}

/** Asked every few seconds by every process: reads only, so that idling writes nothing. */
async function somethingToDo(db: Db, { name }: Follower, now: Date): Promise<boolean> {
  return await withActor(db, platformActor(`follow:${name}`), "read", async (tx) => {
    const { rows } = await sql<{ yes: boolean }>`select
      exists (select from record_order where position >= coalesce((select position from event_cursor where consumer = ${name}), 0))
      or exists (select from event_failure where consumer = ${name} and next_at <= ${now}) as yes`.execute(
      tx,
    );
    return rows[0]?.yes ?? false;
  });
}

async function inTransaction<T>(db: Db, follower: Follower, work: (tx: Tx) => Promise<T>): Promise<T> {
  return await withActor(db, platformActor(`follow:${follower.name}`), "write", work);
}

async function batch(tx: Tx, follower: Follower, now: Date): Promise<number | undefined> {
  const start = await claim(tx, follower.name, now);
  if (start === undefined) return undefined;
  const end = Math.min(await sizeOf(tx), start + BATCH);
  if (end <= start) return 0;
  for (const event of await events(tx, follower, start, end)) {
    const error = await attempt(tx, () => follower.handle(tx, event, now));
    if (error !== undefined) await setAside(tx, follower.name, event.position, error, now);
  }
  await tx
    .updateTable("event_cursor")
    .set({ position: end, updated_at: now })
    .where("consumer", "=", follower.name)
    .execute();
  return end - start;
}

/** The cursor, locked for this transaction; undefined when another process holds it. */
async function claim(tx: Tx, consumer: string, now: Date): Promise<number | undefined> {
  const take = () =>
    tx
      .selectFrom("event_cursor")
      .select("position")
      .where("consumer", "=", consumer)
      .forUpdate()
      .skipLocked()
      .executeTakeFirst();
  let row = await take();
  if (!row) {
    await tx
      .insertInto("event_cursor")
      .values({ consumer, position: 0, updated_at: now })
      .onConflict((oc) => oc.doNothing())
      .execute();
    row = await take();
  }
  return row && Number(row.position);
}

async function sizeOf(tx: Tx): Promise<number> {
  const row = await tx
    .selectFrom("record_order")
    .select("position")
    .orderBy("position", "desc")
    .limit(1)
    .executeTakeFirst();
  return row ? Number(row.position) + 1 : 0;
}

async function events(tx: Tx, follower: Follower, start: number, end: number): Promise<RecordedEvent[]> {
  if (follower.kinds.size === 0) return [];
  const rows = await tx
    .selectFrom("record_order as o")
    .innerJoin("record_entry as e", "e.id", "o.entry_id")
    .select([
      "o.position",
      "e.id",
      "e.at",
      "e.kind",
      "e.actor_person",
      "e.actor_org",
      "e.subject_id",
      "e.object_type",
      "e.object_id",
      "e.body",
    ])
    .where("o.position", ">=", start)
    .where("o.position", "<", end)
    .where("e.kind", "in", [...follower.kinds])
    .orderBy("o.position")
    .execute();
  return rows.map((row) => ({
    position: Number(row.position),
    id: row.id,
    at: row.at,
    kind: row.kind as EventKind,
    personId: row.actor_person,
    orgId: row.actor_org,
    subjectId: row.subject_id,
    object: { type: row.object_type as ObjectType, id: row.object_id },
    data: (JSON.parse(row.body.toString("utf8")) as { data: EventData }).data,
  }));
}

/** Runs in a savepoint: what one entry's handler did wrong does not undo the others. */
async function attempt(tx: Tx, work: () => Promise<void>): Promise<string | undefined> {
  await sql`savepoint handling`.execute(tx);
  try {
    await work();
    await sql`release savepoint handling`.execute(tx);
    return undefined;
  } catch (error) {
    // When the connection itself is gone this throws as well, and the whole batch is repeated.
    await sql`rollback to savepoint handling`.execute(tx);
    return withoutSecrets(error instanceof Error ? error.message : String(error)).slice(0, 500);
  }
}

async function setAside(tx: Tx, consumer: string, position: number, error: string, now: Date): Promise<void> {
  await tx
    .insertInto("event_failure")
    .values({
      consumer,
      position,
      attempts: 1,
      error,
      first_at: now,
      next_at: new Date(now.getTime() + FIRST_RETRY),
    })
    .onConflict((oc) =>
      oc.columns(["consumer", "position"]).doUpdateSet({
        attempts: sql`event_failure.attempts + 1`,
        error,
        next_at: sql`${now}::timestamptz + least(${LONGEST_RETRY}, ${FIRST_RETRY} * 2 ^ least(event_failure.attempts, 20)) * interval '1 millisecond'`,
      }),
    )
    .execute();
}

/** One entry that was set aside and is due again; false when there is none. */
async function retry(tx: Tx, follower: Follower, now: Date): Promise<boolean> {
  const due = await tx
    .selectFrom("event_failure")
    .select("position")
    .where("consumer", "=", follower.name)
    .where("next_at", "<=", now)
    .orderBy("next_at")
    .limit(1)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  if (!due) return false;
  const position = Number(due.position);
  const [event] = await events(tx, follower, position, position + 1);
  const error = event && (await attempt(tx, () => follower.handle(tx, event, now)));
  if (error !== undefined) await setAside(tx, follower.name, position, error, now);
  else
    await tx
      .deleteFrom("event_failure")
      .where("consumer", "=", follower.name)
      .where("position", "=", position)
      .execute();
  return true;
}
