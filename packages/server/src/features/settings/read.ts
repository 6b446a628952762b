import type { StoredSettings } from "@yunjian/domain";
import type { Tx } from "../../platform/tenancy.ts";

/** What an administrator has set; ask domain's settingOf() for the value in force. */
export async function storedSettings(tx: Tx): Promise<StoredSettings> {
  const rows = await tx.selectFrom("setting").select(["key", "value"]).execute();
  return Object.fromEntries(rows.map(({ key, value }) => [key, value]));
}
