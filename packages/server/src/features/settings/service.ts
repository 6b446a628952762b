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
} from "@yunjian/domain";
import { emit } from "../../platform/events.ts";
import { newId } from "../../platform/ids.ts";
import type { Tx } from "../../platform/tenancy.ts";
import * as queries from "./queries.ts";
import { storedSettings } from "./read.ts";

type Value =
  | boolean
  | number
  | string
  | number[]
  | { amount: number; unit: "hours" | "days" | "workdays" | "months" };

export async function list(tx: Tx, actor: Actor) {
  const stored = await storedSettings(tx);
  const rows = new Map((await queries.settingRows(tx)).map((row) => [row.key, row]));
  return SETTING_KEYS.map((key) => {
    const setting: Setting = SETTINGS[key];
    const row = rows.get(key);
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
      security: isSecuritySetting(key),
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
  requireReason(input.reason);
  const row = await queries.settingRow(tx, key);
  const before = settingOf(row ? { [key]: row.value } : {}, key);
  const value = parseSetting(key, input.value);
  requireSettingChange(actor.permissions, key, before, value);
  if ((row?.version ?? 0) !== input.version) throw new Refusal("stale-version");
  const change = {
    key,
    value,
    version: input.version,
    reason: input.reason.trim(),
    by: actor.personId,
    at: now,
  };
  if (!(await queries.storeSetting(tx, change))) throw new Refusal("stale-version");
  await emit(tx, actor, now, {
    kind: "setting.changed",
    // A setting has no id of its own: each change is a thing of its own in the record.
    object: { type: "setting", id: newId(now) },
    subjectId: null,
    data: { key, from: JSON.stringify(before), to: JSON.stringify(value), version: input.version + 1 },
    secret: { reason: input.reason },
  });
  return input.version + 1;
}

export async function changes(tx: Tx, key: SettingKey) {
  const rows = await queries.changesOf(tx, key);
  return rows.map((row) => ({
    version: row.version,
    value: row.value as Value,
    reason: row.reason,
    changedBy: row.changed_by_name,
    changedAt: row.changed_at,
  }));
}
