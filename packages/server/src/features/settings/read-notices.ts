import { type Bilingual, isSettingKey, SETTINGS } from "@yunjian/domain";
import type { Tx } from "../../platform/tenancy.ts";

/** What a notice says of a request to loosen a setting. */
export async function looseningById(
  tx: Tx,
  id: string,
): Promise<{ readonly title: Bilingual; readonly askedBy: string } | undefined> {
  const row = await tx
    .selectFrom("setting_loosening")
    .select(["key", "asked_by"])
    .where("id", "=", id)
    .executeTakeFirst();
  if (!row || !isSettingKey(row.key)) return undefined;
  return { title: SETTINGS[row.key].title, askedBy: row.asked_by };
}
