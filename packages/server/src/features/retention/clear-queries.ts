import type { LogRetention } from "@yunjian/domain";
import { sql } from "kysely";
import type { Tx } from "../../platform/tenancy.ts";

const CLEARING = {
  "sign-in": "yj_clear_sign_ins",
  mail: "yj_clear_mails",
  notice: "yj_clear_notices",
  job: "yj_clear_jobs",
  request: "yj_clear_requests",
} as const satisfies Record<LogRetention, string>;

/** Clears lines of a log from before an instant, no more than `most`; gives how many went. */
export async function clearLog(tx: Tx, kind: LogRetention, before: Date, most: number): Promise<number> {
  const { rows } = await sql<{
    gone: number;
  }>`select ${sql.raw(CLEARING[kind])}(${before}, ${most}) as gone`.execute(tx);
  return rows[0]?.gone ?? 0;
}
