import {
  type Actor,
  isSettingKey,
  type LooseningState,
  parseSetting,
  Refusal,
  requireLooseningAsker,
  requireLooseningDecider,
  requireReason,
  requireState,
  type SettingKey,
  SETTINGS,
} from "@yunjian/domain";
import { emit } from "../../platform/events.ts";
import { newId } from "../../platform/ids.ts";
import { DEFAULT_LIMIT, decodeKey, pageOf } from "../../platform/paging.ts";
import { unique } from "../../platform/postgres/unique.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { postsEverywhere } from "../identity/read.ts";
import * as queries from "./loosening-queries.ts";
import { current, put, type Value } from "./service.ts";

/** Security settings below what their source asks: one asks, another decides, until then the value stays. */

export async function list(
  tx: Tx,
  actor: Actor,
  now: Date,
  query: { state?: LooseningState; key?: SettingKey; limit?: number; after?: string },
) {
  const limit = query.limit ?? DEFAULT_LIMIT;
  const after = decodeKey(query.after, 1) as [string] | null;
  const rows = await queries.listLoosenings(tx, query, { limit, after: after?.[0] ?? null });
  const posts = actor.personId === null ? [] : await postsEverywhere(tx, actor.personId, now);
  return pageOf(
    rows,
    limit,
    (row) => [row.id],
    (row) => ({
      id: row.id,
      key: row.key as SettingKey,
      title: isSettingKey(row.key) ? SETTINGS[row.key].title : { zh: row.key, en: row.key },
      from: row.from_value as Value,
      value: row.value as Value,
      reason: row.reason,
      state: row.state as LooseningState,
      askedBy: row.asked_by_name ?? "",
      askedAt: row.asked_at,
      decidedBy: row.decided_by_name,
      decidedAt: row.decided_at,
      note: row.note,
      may: {
        decide:
          row.state === "asked" && allows(() => requireLooseningDecider(actor, { by: row.asked_by }, posts)),
        withdraw: row.state === "asked" && row.asked_by === actor.personId && actor.via !== "api-key",
      },
      version: row.version,
    }),
  );
}

export async function ask(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: { key: SettingKey; value: unknown; version: number; reason: string },
): Promise<string> {
  const { key } = input;
  requireReason(input.reason);
  const { before, version } = await current(tx, key);
  const value = parseSetting(key, input.value);
  requireLooseningAsker(actor, key, before, value);
  if (actor.personId === null) throw new Refusal("forbidden");
  if (version !== input.version) throw new Refusal("stale-version");
  const id = newId(now);
  const { personId } = actor;
  await unique("放宽申请", SETTINGS[key].title.zh, () =>
    queries.insertLoosening(tx, {
      id,
      key,
      from_value: JSON.stringify(before),
      value: JSON.stringify(value),
      based_on: version,
      reason: input.reason.trim(),
      state: "asked",
      asked_by: personId,
      asked_at: now,
    }),
  );
  await emit(tx, actor, now, {
    kind: "loosening.asked",
    object: { type: "loosening", id },
    subjectId: null,
    data: { key, from: JSON.stringify(before), to: JSON.stringify(value) },
    secret: { reason: input.reason },
  });
  return id;
}

export async function decide(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: { id: string; version: number; grant: boolean; note: string },
): Promise<number> {
  const row = await queries.looseningById(tx, input.id);
  if (!row || !isSettingKey(row.key)) throw new Refusal("not-found");
  const posts = actor.personId === null ? [] : await postsEverywhere(tx, actor.personId, now);
  requireLooseningDecider(actor, { by: row.asked_by }, posts);
  requireState(row.state as LooseningState, "asked");
  if (!input.grant) requireReason(input.note);
  const { before, version } = await current(tx, row.key);
  if (version !== row.based_on) throw new Refusal("stale-version");
  const decided = await queries.changeLoosening(tx, row.id, input.version, {
    state: input.grant ? "granted" : "refused",
    decided_by: actor.personId,
    decided_at: now,
    note: input.note.trim(),
  });
  if (!decided) throw new Refusal("stale-version");
  await emit(tx, actor, now, {
    kind: "loosening.decided",
    object: { type: "loosening", id: row.id },
    subjectId: null,
    data: { key: row.key, granted: input.grant, askedBy: row.asked_by },
    secret: { note: input.note },
  });
  if (input.grant && actor.personId !== null) {
    await put(tx, actor, now, {
      key: row.key,
      before,
      // Checked once more: the limits of a setting may have narrowed since it was asked.
      value: parseSetting(row.key, row.value),
      version,
      reason: row.reason,
      by: row.asked_by,
      approvedBy: actor.personId,
    });
  }
  return input.version + 1;
}

export async function withdraw(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: { id: string; version: number },
): Promise<number> {
  const row = await queries.looseningById(tx, input.id);
  if (!row) throw new Refusal("not-found");
  if (row.asked_by !== actor.personId || actor.via === "api-key") throw new Refusal("forbidden");
  requireState(row.state as LooseningState, "asked");
  if (!(await queries.changeLoosening(tx, row.id, input.version, { state: "withdrawn", decided_at: now })))
    throw new Refusal("stale-version");
  await emit(tx, actor, now, {
    kind: "loosening.withdrawn",
    object: { type: "loosening", id: row.id },
    subjectId: null,
    data: { key: row.key },
  });
  return input.version + 1;
}

function allows(check: () => void): boolean {
  try {
    check();
    return true;
  } catch {
    return false;
  }
}
