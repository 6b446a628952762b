import {
  type Actor,
  isSecuritySetting,
  maySetAtAll,
  parseSetting,
  Refusal,
  requireReason,
  requireSettingChange,
  type Setting,
  SETTING_KEYS,
  type SettingKey,
  SETTINGS,
  settingOf,
  settingStanding,
  stricterWay,
} from "@yunjian/domain";
import { emit } from "../../platform/events.ts";
import { newId } from "../../platform/ids.ts";
import type { Tx } from "../../platform/tenancy.ts";
import * as queries from "./queries.ts";
import * as loosenings from "./loosening-queries.ts";
import { storedSettings } from "./read.ts";

export type Value =
  | boolean
  | number
  | string
  | number[]
  | { amount: number; unit: "hours" | "days" | "workdays" | "months" };

export async function list(tx: Tx, actor: Actor) {
  const stored = await storedSettings(tx);
  const rows = new Map((await queries.settingRows(tx)).map((row) => [row.key, row]));
  const asked = new Set(await loosenings.openKeys(tx));
  return SETTING_KEYS.map((key) => {
    const setting: Setting = SETTINGS[key];
    const row = rows.get(key);
    const security = isSecuritySetting(key);
    return {
      key,
      area: key.split(".")[0] ?? key,
      type: setting.type,
      title: setting.title,
      help: setting.help,
      value: settingOf(stored, key) as Value,
      default: setting.default as Value,
      min: "min" in setting ? setting.min : null,
      max: "max" in setting ? setting.max : null,
      unit: "unit" in setting ? (setting.unit ?? null) : null,
      options: "options" in setting ? [...setting.options] : [],
      units: "units" in setting ? [...setting.units] : [],
      source: { clause: setting.source.clause ?? null, note: setting.source.note },
      security,
      standing: security ? settingStanding(key, settingOf(stored, key)) : null,
      stricter: stricterWay(key),
      approvedBy: row?.approved_by_name ?? null,
      asked: asked.has(key),
      mayChange: maySetAtAll(actor.permissions, key),
      version: row?.version ?? 0,
      changedBy: row?.changed_by_name ?? null,
      changedAt: row?.changed_at ?? null,
      reason: row?.reason ?? null,
    };
  });
}

export async function change(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: { key: SettingKey; value: unknown; version: number; reason: string },
): Promise<number> {
  const { key } = input;
  // Whose it is not hears that first, whatever was sent.
  if (!maySetAtAll(actor.permissions, key)) throw new Refusal("forbidden");
  requireReason(input.reason);
  const { before, version } = await current(tx, key);
  const value = parseSetting(key, input.value);
  requireSettingChange(actor.permissions, key, before, value);
  if (version !== input.version) throw new Refusal("stale-version");
  // A request to loosen was made in view of the value that is now replaced.
  await loosenings.supersede(tx, key, now);
  return await put(tx, actor, now, { ...input, before, value });
}

/** The value in force and its version, locked. */
export async function current(tx: Tx, key: SettingKey): Promise<{ before: unknown; version: number }> {
  const row = await queries.settingRow(tx, key);
  return { before: settingOf(row ? { [key]: row.value } : {}, key), version: row?.version ?? 0 };
}

/** Stores a change that was checked, with its reason and, where it took one, the second person. */
export async function put(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: {
    readonly key: SettingKey;
    readonly before: unknown;
    readonly value: unknown;
    readonly version: number;
    readonly reason: string;
    readonly by?: string;
    readonly approvedBy?: string;
  },
): Promise<number> {
  const { key, before, value, version } = input;
  const stored = await queries.storeSetting(tx, {
    key,
    value,
    version,
    reason: input.reason.trim(),
    by: input.by ?? actor.personId,
    ...(input.approvedBy !== undefined && { approvedBy: input.approvedBy }),
    at: now,
  });
  if (!stored) throw new Refusal("stale-version");
  await emit(tx, actor, now, {
    kind: "setting.changed",
    // A setting has no id of its own: each change is a thing of its own in the record.
    object: { type: "setting", id: newId(now) },
    subjectId: null,
    data: {
      key,
      from: JSON.stringify(before),
      to: JSON.stringify(value),
      version: version + 1,
      ...(input.by !== undefined && { askedBy: input.by }),
      ...(input.approvedBy !== undefined && { approvedBy: input.approvedBy }),
    },
    secret: { reason: input.reason },
  });
  return version + 1;
}

export async function changes(tx: Tx, key: SettingKey) {
  const rows = await queries.changesOf(tx, key);
  return rows.map((row) => ({
    version: row.version,
    value: row.value as Value,
    reason: row.reason,
    changedBy: row.changed_by_name,
    approvedBy: row.approved_by_name,
    changedAt: row.changed_at,
  }));
}
