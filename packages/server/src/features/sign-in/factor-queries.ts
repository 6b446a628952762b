import { type Insertable, sql } from "kysely";
import type { Database } from "../../platform/schema.ts";
import type { Tx } from "../../platform/tenancy.ts";

/** Proven factors that count: made since the last reset, not removed. */
function factors(tx: Tx, personId: string) {
  return tx
    .selectFrom("factor as f")
    .innerJoin("person as p", "p.id", "f.person_id")
    .where("f.person_id", "=", personId)
    .where("f.ended_at", "is", null)
    .where(sql<boolean>`f.created_at > coalesce(p.factors_reset_at, '-infinity')`);
}

export async function factorsOf(tx: Tx, personId: string) {
  return await factors(tx, personId)
    .selectAll("f")
    .where("f.proven_at", "is not", null)
    .orderBy("f.created_at")
    .execute();
}
export type FactorRow = Awaited<ReturnType<typeof factorsOf>>[number];

/** Locked, so that a code is accepted once however often it is sent. */
export async function totpToCheck(tx: Tx, personId: string) {
  return await factors(tx, personId)
    .selectAll("f")
    .where("f.kind", "=", "totp")
    .where("f.proven_at", "is not", null)
    .orderBy("f.id")
    .forUpdate("f")
    .execute();
}

/** An enrolment that was begun and waits for its first code. */
export async function begunTotp(tx: Tx, personId: string, id: string) {
  return await factors(tx, personId)
    .selectAll("f")
    .where("f.id", "=", id)
    .where("f.kind", "=", "totp")
    .where("f.proven_at", "is", null)
    .forUpdate("f")
    .executeTakeFirst();
}

export async function insertFactor(tx: Tx, row: Insertable<Database["factor"]>): Promise<void> {
  await tx.insertInto("factor").values(row).execute();
}

export async function proveFactor(tx: Tx, id: string, now: Date, lastStep: number): Promise<void> {
  await tx
    .updateTable("factor")
    .set({ proven_at: now, last_used_at: now, last_step: lastStep })
    .where("id", "=", id)
    .execute();
}

/** Enrolments that were begun and left lie on their own. */
export async function dropBegun(tx: Tx, personId: string, now: Date): Promise<void> {
  await tx
    .updateTable("factor")
    .set({ ended_at: now })
    .where("person_id", "=", personId)
    .where("proven_at", "is", null)
    .where("ended_at", "is", null)
    .execute();
}

export async function factorUsed(
  tx: Tx,
  id: string,
  now: Date,
  values: { readonly last_step?: number; readonly counter?: number },
): Promise<void> {
  await tx
    .updateTable("factor")
    .set({ last_used_at: now, ...values })
    .where("id", "=", id)
    .execute();
}

export async function endFactor(tx: Tx, id: string, now: Date): Promise<void> {
  await tx.updateTable("factor").set({ ended_at: now }).where("id", "=", id).execute();
}

export async function setFactorFailures(
  tx: Tx,
  personId: string,
  count: { failedCount: number; failedSince: Date | null; lockedUntil: Date | null },
): Promise<void> {
  await tx
    .updateTable("person")
    .set({
      factor_failed_count: count.failedCount,
      factor_failed_since: count.failedSince,
      factor_locked_until: count.lockedUntil,
    })
    .where("id", "=", personId)
    .execute();
}

export async function resetFactors(tx: Tx, personId: string, now: Date): Promise<void> {
  await tx
    .updateTable("person")
    .set({
      factors_reset_at: now,
      factor_failed_count: 0,
      factor_failed_since: null,
      factor_locked_until: null,
    })
    .where("id", "=", personId)
    .execute();
}

// Recovery codes ------------------------------------------------------------------------------------------

function codes(tx: Tx, personId: string) {
  return tx
    .selectFrom("recovery_code as c")
    .innerJoin("person as p", "p.id", "c.person_id")
    .where("c.person_id", "=", personId)
    .where("c.used_at", "is", null)
    .where("c.ended_at", "is", null)
    .where(sql<boolean>`c.created_at > coalesce(p.factors_reset_at, '-infinity')`);
}

export async function recoveryCodes(tx: Tx, personId: string): Promise<{ left: number; at: Date | null }> {
  const row = await codes(tx, personId)
    .select((eb) => [eb.fn.countAll<string>().as("left"), eb.fn.max("c.created_at").as("at")])
    .executeTakeFirst();
  return { left: Number(row?.left ?? 0), at: row?.at ?? null };
}

/** Uses a code up; false when there is no such code, or it was used by somebody faster. */
export async function useRecoveryCode(tx: Tx, personId: string, hash: Buffer, now: Date): Promise<boolean> {
  const row = await codes(tx, personId)
    .select("c.id")
    .where("c.code_hash", "=", hash)
    .forUpdate("c")
    .executeTakeFirst();
  if (!row) return false;
  await tx.updateTable("recovery_code").set({ used_at: now }).where("id", "=", row.id).execute();
  return true;
}

export async function replaceRecoveryCodes(
  tx: Tx,
  personId: string,
  now: Date,
  rows: readonly Insertable<Database["recovery_code"]>[],
): Promise<void> {
  await tx
    .updateTable("recovery_code")
    .set({ ended_at: now })
    .where("person_id", "=", personId)
    .where("used_at", "is", null)
    .where("ended_at", "is", null)
    .execute();
  await tx
    .insertInto("recovery_code")
    .values([...rows])
    .execute();
}

// Passkeys ------------------------------------------------------------------------------------------------

/** Keeps what the passkey has to sign; an older question of the same session is forgotten. */
export async function keepChallenge(tx: Tx, row: Insertable<Database["passkey_challenge"]>): Promise<void> {
  await tx
    .insertInto("passkey_challenge")
    .values(row)
    .onConflict((oc) =>
      oc.columns(["session_id", "purpose"]).doUpdateSet({
        challenge: row.challenge,
        expires_at: row.expires_at,
      }),
    )
    .execute();
}

/** Takes the question: it is answered once. */
export async function takeChallenge(
  tx: Tx,
  sessionId: string,
  purpose: "enrol" | "confirm",
  now: Date,
): Promise<string | undefined> {
  const row = await tx
    .deleteFrom("passkey_challenge")
    .where("session_id", "=", sessionId)
    .where("purpose", "=", purpose)
    .returning(["challenge", "expires_at"])
    .executeTakeFirst();
  return row && row.expires_at > now ? row.challenge : undefined;
}

// The session ---------------------------------------------------------------------------------------------

export async function confirmSession(tx: Tx, id: string, now: Date, aal: 1 | 2): Promise<void> {
  await tx.updateTable("session").set({ confirmed_at: now, aal }).where("id", "=", id).execute();
}

export async function sessionById(tx: Tx, id: string) {
  return await tx.selectFrom("session").selectAll().where("id", "=", id).executeTakeFirst();
}
