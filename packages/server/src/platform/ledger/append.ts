import { createHash, randomBytes } from "node:crypto";
import type { Actor, DomainEvent } from "@yunjian/domain";
import { canonicalJson, RECORD_SCHEMA_VERSION } from "@yunjian/domain";
import { newId } from "../ids.ts";
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
      actor: { person: actor.personId, org: actor.orgId, via: actor.via },
      subject: event.subjectId,
      object: event.object,
      data: event.data,
      commitments: Object.fromEntries(salted.map(({ field, commitment }) => [field, commitment])),
      request: actor.requestId,
    }),
  );
  await tx
    .with("entry", (q) =>
      q
        .insertInto("record_entry")
        .values({
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
          leaf_hash: createHash("sha256").update(Buffer.of(0)).update(body).digest(),
        }),
    )
    .insertInto("record_pending")
    .values({ entry_id: id })
    .execute();
  if (salted.length > 0) {
    await tx
      .insertInto("record_salt")
      .values(salted.map(({ field, salt }) => ({ entry_id: id, field, salt })))
      .execute();
  }
  return id;
}
