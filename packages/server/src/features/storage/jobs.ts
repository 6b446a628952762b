import { Type } from "@yunjian/contract";
import { settingOf } from "@yunjian/domain";
import { defineJob } from "../../platform/jobs/index.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { storedSettings } from "../settings/read.ts";
import { queueRescans } from "./queries-scan.ts";
import { scannerRow } from "./queries-scanner.ts";

/** Puts as many contents as the setting allows into the queue again, if the scanner knows more than it did. */
export async function rescanOld(tx: Tx): Promise<{ queued: number }> {
  const scanner = await scannerRow(tx);
  const most = settingOf(await storedSettings(tx), "storage.rescanPerNight");
  if (!scanner.configured || scanner.away_since !== null || scanner.engine === "" || most === 0)
    return { queued: 0 };
  return { queued: await queueRescans(tx, most, `${scanner.engine}/${scanner.signatures}`) };
}

/** Every night: what was scanned with older signatures waits for its turn behind what is new. */
export function storageJobs(): void {
  defineJob({
    name: "storage.rescan",
    schema: Type.Object({}),
    schedule: "15 1 * * *",
    handler: ({ inTransaction }) => inTransaction(rescanOld),
  });
}
