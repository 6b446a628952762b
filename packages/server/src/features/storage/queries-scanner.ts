import { type SqlBool, sql } from "kysely";
import type { ScannerVersion } from "../../platform/scanner/scanner.ts";
import type { Tx } from "../../platform/tenancy.ts";

export async function scannerRow(tx: Tx) {
  return await tx.selectFrom("file_scanner").selectAll().executeTakeFirstOrThrow();
}

/** The scanner answered and found what it must find. Tells whether it had been reported as away. */
export async function scannerReached(
  tx: Tx,
  now: Date,
  address: string,
  version: ScannerVersion,
): Promise<{ wasTold: boolean }> {
  const before = await tx
    .selectFrom("file_scanner")
    .select("away_told")
    .forUpdate()
    .executeTakeFirstOrThrow();
  await tx
    .updateTable("file_scanner")
    .set({
      configured: true,
      address,
      engine: version.engine,
      signatures: version.signatures,
      signatures_at: version.signaturesAt,
      tells_limits: version.tellsLimits,
      reached_at: now,
      asked_at: now,
      problem: "",
      away_since: null,
      away_told: false,
      told_at: sql<Date>`clock_timestamp()`,
    })
    .execute();
  return { wasTold: before.away_told };
}

/** It did not. Tells since when, and whether that was reported already. */
export async function scannerMissed(
  tx: Tx,
  now: Date,
  address: string,
  problem: string,
): Promise<{ since: Date; told: boolean }> {
  const row = await tx
    .updateTable("file_scanner")
    .set((eb) => ({
      configured: true,
      address,
      asked_at: now,
      problem,
      away_since: eb.fn.coalesce("away_since", eb.val(now)),
      told_at: sql<Date>`clock_timestamp()`,
    }))
    .returning(["away_since", "away_told"])
    .executeTakeFirstOrThrow();
  return { since: row.away_since ?? now, told: row.away_told };
}

export async function markAwayTold(tx: Tx): Promise<void> {
  await tx.updateTable("file_scanner").set({ away_told: true }).execute();
}

/** This server has no scanner; unless another one told of its own lately, there is none. */
export async function noScanner(tx: Tx): Promise<void> {
  await tx
    .updateTable("file_scanner")
    .set({ configured: false, away_since: null, away_told: false })
    .where("configured", "=", true)
    .where(sql<SqlBool>`told_at < clock_timestamp() - interval '5 minutes'`)
    .execute();
}
