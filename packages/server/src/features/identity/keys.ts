import {
  type Actor,
  addDays,
  dateOf,
  endOfDay,
  invalid,
  type IsoDate,
  isIsoDate,
  KEY_DAYS_MAX,
  keyState,
  Refusal,
  requirePerson,
} from "@yunjian/domain";
import { emit } from "../../platform/events.ts";
import { newId } from "../../platform/ids.ts";
import { DEFAULT_LIMIT, decodeKey, pageOf } from "../../platform/paging.ts";
import { hashToken, newToken } from "../../platform/secrets.ts";
import type { Tx } from "../../platform/tenancy.ts";
import * as queries from "./keys-queries.ts";

/** How a key begins: so that people and secret scanners know what they found. */
const MARK = "yj_";
const PREFIX_LENGTH = MARK.length + 6;

export async function listKeys(tx: Tx, actor: Actor, now: Date, query: { limit?: number; after?: string }) {
  const limit = query.limit ?? DEFAULT_LIMIT;
  const after = decodeKey(query.after, 1) as [string] | null;
  const rows = await queries.keysOf(tx, actor.orgId ?? "", { limit, after: after?.[0] ?? null });
  return pageOf(
    rows,
    limit,
    (row) => [row.id],
    (row) => ({
      id: row.id,
      name: row.name,
      prefix: row.prefix,
      person: { id: row.person_id, name: row.person_name },
      state: keyState({ expiresAt: row.expires_at, revokedAt: row.revoked_at }, now),
      createdAt: row.created_at,
      expiresAt: row.expires_at,
      lastUsedAt: row.last_used_at,
      revokedAt: row.revoked_at,
      version: row.version,
    }),
  );
}

/** A key acts as the person who made it, in the organisation it was made for; only its hash is kept. */
export async function makeKey(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: { name: string; expiresOn: IsoDate },
): Promise<{ id: string; version: number; secret: string; expiresAt: Date }> {
  requirePerson(actor);
  if (actor.personId === null || actor.orgId === null) throw new Refusal("forbidden");
  const today = dateOf(now);
  const latest = addDays(today, KEY_DAYS_MAX);
  if (!isIsoDate(input.expiresOn) || input.expiresOn < today || input.expiresOn > latest) {
    throw invalid({
      field: "/expiresOn",
      message: {
        zh: `有效期应在 ${today} 至 ${latest} 之间。`,
        en: `Must lie between ${today} and ${latest}.`,
      },
    });
  }
  const secret = `${MARK}${newToken().token}`;
  const id = newId(now);
  const expiresAt = endOfDay(input.expiresOn);
  await queries.insertKey(tx, {
    id,
    org_id: actor.orgId,
    person_id: actor.personId,
    name: input.name.trim(),
    prefix: secret.slice(0, PREFIX_LENGTH),
    secret_hash: hashToken(secret),
    created_at: now,
    expires_at: expiresAt,
  });
  await emit(tx, actor, now, {
    kind: "key.made",
    object: { type: "key", id },
    subjectId: null,
    data: { expiresOn: input.expiresOn },
    secret: { name: input.name },
  });
  return { id, version: 1, secret, expiresAt };
}

export async function revokeKey(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: { id: string; version: number },
): Promise<number> {
  const row = await queries.keyById(tx, input.id);
  if (!row || row.org_id !== actor.orgId) throw new Refusal("not-found");
  if (row.revoked_at)
    throw new Refusal("wrong-state", { state: "已吊销 / revoked", allowed: "有效 / active" });
  if (!(await queries.revokeKey(tx, row.id, input.version, now))) throw new Refusal("stale-version");
  await emit(tx, actor, now, {
    kind: "key.revoked",
    object: { type: "key", id: row.id },
    subjectId: null,
    data: {},
  });
  return input.version + 1;
}
