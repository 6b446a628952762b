import { createHash, randomBytes } from "node:crypto";
import type { Actor, DomainEvent } from "@yunjian/domain";
import { canonicalJson, RECORD_SCHEMA_VERSION } from "@yunjian/domain";
import { leafHash, MAX_ENTRY } from "@yunjian/ledger";
import { sql } from "kysely";
import { newId } from "../ids.ts";
import { personKeysOf } from "../person-keys.ts";
import { NATIVE } from "./hashes.ts";
import type { Tx } from "../tenancy.ts";

/** Writes the record entry of an event in the transaction of the change itself. */
export async function appendEntry(tx: Tx, actor: Actor, now: Date, event: DomainEvent): Promise<string> {
  const [id = ""] = await appendEntries(tx, actor, now, [event]);
  return id;
}

/**
 * Many at once, in one statement. The stored bytes are final: canonical JSON (RFC 8785) with ids and, for
 * every secret text, sha256(salt || text).
 */
export async function appendEntries(
  tx: Tx,
  actor: Actor,
  now: Date,
  events: readonly DomainEvent[],
): Promise<string[]> {
  const entries = events.map((event) => entryOf(actor, now, event));
  const about = entries.flatMap(({ id, event }) =>
    objectsOf(event, actor.privilegeId ?? null).map((object) => ({ object, id })),
  );
  const all = <T>(pick: (entry: Entry) => T): T[] => entries.map(pick);
  await sql`with entry as (
      insert into record_entry (id, at, kind, schema_version, actor_person, actor_org, subject_id, object_type,
        object_id, request_id, body, leaf_hash)
      select id, ${now}, kind, ${RECORD_SCHEMA_VERSION}, ${actor.personId}::uuid, ${actor.orgId}::uuid, subject_id,
        object_type, object_id, ${actor.requestId}, body, leaf_hash
      from unnest(${all((e) => e.id)}::uuid[], ${all((e) => e.event.kind)}::text[], ${all((e) => e.event.subjectId)}::uuid[],
        ${all((e) => e.event.object.type)}::text[], ${all((e) => e.event.object.id)}::uuid[], ${all((e) => e.body)}::bytea[],
        ${all((e) => Buffer.from(leafHash(NATIVE.sha256, e.body)))}::bytea[])
        as u (id, kind, subject_id, object_type, object_id, body, leaf_hash)
    ), pending as (
      insert into record_pending (entry_id) select unnest(${all((e) => e.id)}::uuid[])
    )
    insert into record_about (object_id, entry_id)
    select * from unnest(${about.map((each) => each.object)}::uuid[], ${about.map((each) => each.id)}::uuid[])`.execute(
    tx,
  );
  const salts = (await Promise.all(entries.map((entry) => saltsOf(tx, entry)))).flat();
  if (salts.length > 0) await tx.insertInto("record_salt").values(salts).execute();
  return entries.map(({ id }) => id);
}

interface Entry {
  readonly id: string;
  readonly event: DomainEvent;
  readonly body: Buffer;
  readonly salted: readonly { readonly field: string; readonly salt: Buffer }[];
}

/**
 * What an entry says about a person can be proved only with the person's key, which no database backup holds: once
 * it is destroyed, nobody can tell which name the commitment was about (ADR 0006).
 */
async function saltsOf(tx: Tx, { id, event, salted }: Entry) {
  const about = event.object.type === "person" ? event.object.id : null;
  const keys = about === null ? undefined : personKeysOf(tx);
  const rows = [];
  for (const { field, salt } of salted) {
    if (about === null || !keys) {
      rows.push({ entry_id: id, field, salt, sealed_for: null });
      continue;
    }
    const sealed = await keys.seal(about, `${id} ${field}`, salt);
    if (sealed !== null) rows.push({ entry_id: id, field, salt: sealed, sealed_for: about });
  }
  return rows;
}

function entryOf(actor: Actor, now: Date, event: DomainEvent): Entry {
  const id = newId(now);
  const salted = Object.entries(event.secret ?? {}).map(([field, text]) => {
    const salt = randomBytes(32);
    return { field, salt, commitment: createHash("sha256").update(salt).update(text).digest("hex") };
  });
  const body = Buffer.from(
    canonicalJson({
      v: RECORD_SCHEMA_VERSION,
      id,
      at: now.toISOString(),
      kind: event.kind,
      actor: {
        person: actor.personId,
        org: actor.orgId,
        via: actor.via,
        // Only where one is in use: what a verifier read before stays as it was.
        ...(actor.privilegeId != null && { privilege: actor.privilegeId }),
      },
      subject: event.subjectId,
      object: event.object,
      data: event.data,
      commitments: Object.fromEntries(salted.map(({ field, commitment }) => [field, commitment])),
      request: actor.requestId,
    }),
  );
  if (body.length > MAX_ENTRY)
    throw new RangeError(`${event.kind}: an entry of ${body.length} bytes cannot be published`);
  return { id, event, body, salted };
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const NAMES_AN_OBJECT =
  /^(period|obligation|submission|review|dispute|extension|rectification|file|target)Ids?$/;

/**
 * The object itself and those its data names, and the temporary privilege under which it was done: the entry
 * belongs to the history of each.
 */
function objectsOf(event: DomainEvent, privilege: string | null): string[] {
  const named = Object.entries(event.data)
    .filter(([key]) => NAMES_AN_OBJECT.test(key))
    .flatMap(([, value]) => value)
    .filter((value): value is string => typeof value === "string" && UUID.test(value));
  return [...new Set([event.object.id, ...named, ...(privilege === null ? [] : [privilege])])];
}
