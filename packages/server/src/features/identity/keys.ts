import {
  type Actor,
  addDays,
  checkKeyEnd,
  checkKeyScope,
  dateOf,
  endOfDay,
  type IsoDate,
  keyPermissions,
  keyState,
  type Permission,
  Refusal,
  requireInPerson,
  requireKeyKeeper,
  settingOf,
} from "@yunjian/domain";
import { emit } from "../../platform/events.ts";
import { newId } from "../../platform/ids.ts";
import { DEFAULT_LIMIT, decodeKey, pageOf } from "../../platform/paging.ts";
import { hashToken, newToken } from "../../platform/secrets.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { storedSettings } from "../settings/read.ts";
import * as queries from "./keys-queries.ts";
import { requireScope, scopeSubjects, shownScope } from "./read-scope.ts";

/** How a key begins: so that people and secret scanners know what they found. */
const MARK = "yj_";
const PREFIX_LENGTH = MARK.length + 6;
const HOUR = 3_600_000;

interface Made {
  readonly id: string;
  readonly version: number;
  readonly secret: string;
  readonly expiresAt: Date;
}

/** One's own keys; for who manages them, all of the organisation acted for. */
export async function listKeys(tx: Tx, actor: Actor, now: Date, query: { limit?: number; after?: string }) {
  const limit = query.limit ?? DEFAULT_LIMIT;
  const after = decodeKey(query.after, 1) as [string] | null;
  const personId = actor.permissions.has("key.manage") ? null : actor.personId;
  const rows = await queries.keysOf(
    tx,
    { orgId: actor.orgId ?? "", personId },
    { limit, after: after?.[0] ?? null },
  );
  const remind = Math.max(...settingOf(await storedSettings(tx), "key.remindDays"));
  const subjects = await scopeSubjects(
    tx,
    rows.flatMap((row) => row.subjects ?? []),
  );
  return pageOf(
    rows,
    limit,
    (row) => [row.id],
    (row) => {
      const state = keyState({ expiresAt: row.expires_at, revokedAt: row.revoked_at }, now, remind);
      const works = state === "active" || state === "expiring";
      return {
        id: row.id,
        name: row.name,
        prefix: row.prefix,
        person: { id: row.person_id, name: row.person_name },
        state,
        permissions: row.permissions as Permission[] | null,
        subjects: shownScope(row.subjects, subjects),
        createdAt: row.created_at,
        expiresAt: row.expires_at,
        lastUsedAt: row.last_used_at,
        lastUsedAddress: row.last_used_address,
        rotatedAt: row.rotated_at,
        previousUntil:
          works && row.previous_until !== null && row.previous_until > now ? row.previous_until : null,
        revokedAt: row.revoked_at,
        mayRotate: works && row.person_id === actor.personId,
        mayRevoke: works,
        version: row.version,
      };
    },
  );
}

export async function keyLimits(tx: Tx, actor: Actor, now: Date) {
  const settings = await storedSettings(tx);
  return {
    permissions: keyPermissions(actor.permissions),
    latest: addDays(dateOf(now), settingOf(settings, "key.maxDays")),
    overlapHours: settingOf(settings, "key.overlapHours"),
  };
}

/**
 * A key acts as the person who made it, in the organisation it was made for, within the permissions and
 * subjects it was limited to; only its hash is kept.
 */
export async function makeKey(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: {
    name: string;
    expiresOn: IsoDate;
    permissions?: readonly Permission[];
    subjects?: readonly string[] | null;
  },
): Promise<Made> {
  requireInPerson(actor);
  if (actor.personId === null || actor.orgId === null) throw new Refusal("forbidden");
  const subjects = input.subjects ?? null;
  await requireScope(tx, subjects);
  const expiresOn = checkKeyEnd(input.expiresOn, now, settingOf(await storedSettings(tx), "key.maxDays"));
  const permissions = checkKeyScope(
    actor.permissions,
    input.permissions ?? keyPermissions(actor.permissions),
  );
  const { secret, hash, prefix } = newSecret();
  const id = newId(now);
  const expiresAt = endOfDay(expiresOn);
  await queries.insertKey(tx, {
    id,
    org_id: actor.orgId,
    person_id: actor.personId,
    name: input.name.trim(),
    prefix,
    secret_hash: hash,
    permissions,
    subjects: subjects && [...new Set(subjects)],
    created_at: now,
    expires_at: expiresAt,
  });
  await emit(tx, actor, now, {
    kind: "key.made",
    object: { type: "key", id },
    subjectId: null,
    data: { expiresOn, permissions, subjects },
    secret: { name: input.name },
  });
  return { id, version: 1, secret, expiresAt };
}

/**
 * A new secret for the same key. The old one works for the hours set, so that tools can change over; only
 * the maker rotates, because the new secret acts as the maker.
 */
export async function rotateKey(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: { id: string; version: number; expiresOn: IsoDate },
): Promise<Made & { previousUntil: Date | null }> {
  requireInPerson(actor);
  const row = await kept(tx, actor, input.id);
  if (row.person_id !== actor.personId) throw new Refusal("forbidden");
  requireWorking(row, now);
  const settings = await storedSettings(tx);
  const expiresOn = checkKeyEnd(input.expiresOn, now, settingOf(settings, "key.maxDays"));
  const { secret, hash, prefix } = newSecret();
  const expiresAt = endOfDay(expiresOn);
  const overlap = settingOf(settings, "key.overlapHours") * HOUR;
  // Never past the end the old secret had anyway.
  const previousUntil =
    overlap === 0 ? null : new Date(Math.min(now.getTime() + overlap, row.expires_at.getTime()));
  const changed = await queries.changeKey(tx, row.id, input.version, {
    secret_hash: hash,
    prefix,
    previous_hash: previousUntil === null ? null : row.secret_hash,
    previous_until: previousUntil,
    rotated_at: now,
    expires_at: expiresAt,
  });
  if (!changed) throw new Refusal("stale-version");
  await emit(tx, actor, now, {
    kind: "key.rotated",
    object: { type: "key", id: row.id },
    subjectId: null,
    data: { expiresOn, previousUntil: previousUntil?.toISOString() ?? null },
  });
  return { id: row.id, version: input.version + 1, secret, expiresAt, previousUntil };
}

export async function revokeKey(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: { id: string; version: number },
): Promise<number> {
  requireInPerson(actor);
  const row = await kept(tx, actor, input.id);
  if (row.revoked_at)
    throw new Refusal("wrong-state", { state: "已吊销 / revoked", allowed: "有效 / active" });
  if (!(await queries.changeKey(tx, row.id, input.version, { revoked_at: now, previous_until: null })))
    throw new Refusal("stale-version");
  await emit(tx, actor, now, {
    kind: "key.revoked",
    object: { type: "key", id: row.id },
    subjectId: null,
    data: {},
  });
  return input.version + 1;
}

async function kept(tx: Tx, actor: Actor, id: string) {
  const row = await queries.keyById(tx, id);
  if (!row) throw new Refusal("not-found");
  requireKeyKeeper(actor, { personId: row.person_id, orgId: row.org_id });
  return row;
}

function requireWorking(row: { expires_at: Date; revoked_at: Date | null }, now: Date): void {
  const state = keyState({ expiresAt: row.expires_at, revokedAt: row.revoked_at }, now);
  if (state === "revoked")
    throw new Refusal("wrong-state", { state: "已吊销 / revoked", allowed: "有效 / active" });
  if (state === "expired")
    throw new Refusal("wrong-state", { state: "已到期 / expired", allowed: "有效 / active" });
}

function newSecret(): { secret: string; hash: Buffer; prefix: string } {
  const secret = `${MARK}${newToken().token}`;
  return { secret, hash: hashToken(secret), prefix: secret.slice(0, PREFIX_LENGTH) };
}
