import type { SettingKey } from "@yunjian/domain";
import type { Tx } from "../../platform/tenancy.ts";

export async function settingRows(tx: Tx) {
  return await tx
    .selectFrom("setting as s")
    .leftJoin("person as p", "p.id", "s.changed_by")
    .leftJoin("setting_change as c", (join) =>
      join.onRef("c.key", "=", "s.key").onRef("c.version", "=", "s.version"),
    )
    .leftJoin("person as a", "a.id", "c.approved_by")
    .select([
      "s.key",
      "s.value",
      "s.version",
      "s.changed_at",
      "p.name as changed_by_name",
      "a.name as approved_by_name",
      "c.reason",
    ])
    .execute();
}

export async function settingRow(tx: Tx, key: SettingKey) {
  return await tx
    .selectFrom("setting")
    .select(["value", "version"])
    .where("key", "=", key)
    .forUpdate()
    .executeTakeFirst();
}

export interface SettingChange {
  readonly key: SettingKey;
  readonly value: unknown;
  /** The one it was based on; 0 where nothing was stored. */
  readonly version: number;
  readonly reason: string;
  readonly by: string | null;
  /** The second person, where the change needed one. */
  readonly approvedBy?: string;
  readonly at: Date;
}

/** False when somebody else was faster. */
export async function storeSetting(tx: Tx, change: SettingChange): Promise<boolean> {
  const value = JSON.stringify(change.value);
  const next = { value, version: change.version + 1, changed_by: change.by, changed_at: change.at };
  const stored =
    change.version === 0
      ? await tx
          .insertInto("setting")
          .values({ key: change.key, ...next })
          .onConflict((oc) => oc.column("key").doNothing())
          .returning("key")
          .executeTakeFirst()
      : await tx
          .updateTable("setting")
          .set(next)
          .where("key", "=", change.key)
          .where("version", "=", change.version)
          .returning("key")
          .executeTakeFirst();
  if (!stored) return false;
  await tx
    .insertInto("setting_change")
    .values({
      key: change.key,
      version: next.version,
      value,
      reason: change.reason,
      changed_by: change.by,
      approved_by: change.approvedBy ?? null,
      changed_at: change.at,
    })
    .execute();
  return true;
}

export async function changesOf(tx: Tx, key: SettingKey) {
  return await tx
    .selectFrom("setting_change as c")
    .leftJoin("person as p", "p.id", "c.changed_by")
    .leftJoin("person as a", "a.id", "c.approved_by")
    .select([
      "c.version",
      "c.value",
      "c.reason",
      "c.changed_at",
      "p.name as changed_by_name",
      "a.name as approved_by_name",
    ])
    .where("c.key", "=", key)
    .orderBy("c.version", "desc")
    .limit(100)
    .execute();
}
