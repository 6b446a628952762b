import { createHash, randomBytes } from "node:crypto";
import type { Actor, DomainEvent } from "@yunjian/domain";
import { canonicalJson, RECORD_SCHEMA_VERSION } from "@yunjian/domain";
import { leafHash, MAX_ENTRY } from "@yunjian/ledger";
import { newId } from "../ids.ts";
import { NATIVE } from "./hashes.ts";
import type { Tx } from "../tenancy.ts";

/**
 * Writes the record entry of an event in the transaction of the change itself. The stored bytes are final:
 * canonical JSON (RFC 8785) with ids and, for every secret text, sha256(salt || text).
 */
export async function appendEntry(tx: Tx, actor: Actor, now: Date, event: DomainEvent): Promise<string> {
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
  await tx
    .with("entry", (q) =>
      q.insertInto("record_entry").values({
        id,
        at: now,
        kind: event.kind,
        schema_version: RECORD_SCHEMA_VERSION,
        actor_person: actor.personId,
        actor_org: actor.orgId,
        subject_id: event.subjectId,
        object_type: event.object.type,
        object_id: event.object.id,
        request_id: actor.requestId,
        body,
        leaf_hash: Buffer.from(leafHash(NATIVE.sha256, body)),
      }),
    )
    .with("pending", (q) => q.insertInto("record_pending").values({ entry_id: id }))
    .insertInto("record_about")
    .values(objectsOf(event, actor.privilegeId ?? null).map((object_id) => ({ object_id, entry_id: id })))
    .execute();
  if (salted.length > 0) {
    await tx
      .insertInto("record_salt")
      .values(salted.map(({ field, salt }) => ({ entry_id: id, field, salt })))
      .execute();
  }
  return id;
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
