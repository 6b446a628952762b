import { type Insertable, sql, type Updateable } from "kysely";
import type { Database } from "../../platform/schema.ts";
import type { Tx } from "../../platform/tenancy.ts";

export async function providerOf(tx: Tx, orgId: string) {
  return await tx.selectFrom("sso_provider").selectAll().where("org_id", "=", orgId).executeTakeFirst();
}
export type ProviderRow = NonNullable<Awaited<ReturnType<typeof providerOf>>>;

export async function providerByCode(tx: Tx, code: string) {
  return await tx
    .selectFrom("sso_provider as s")
    .innerJoin("organisation as o", "o.id", "s.org_id")
    .selectAll("s")
    .where("s.code", "=", code)
    .where("s.enabled", "=", true)
    .where("o.ended_at", "is", null)
    .executeTakeFirst();
}

export async function providerById(tx: Tx, id: string) {
  return await tx.selectFrom("sso_provider").selectAll().where("id", "=", id).executeTakeFirst();
}

/** By code or by mail domain; what people are there plays no part. */
export async function doors(tx: Tx, word: string) {
  return await tx
    .selectFrom("sso_provider as s")
    .innerJoin("organisation as o", "o.id", "s.org_id")
    .select(["s.code", "o.short_name as organisation"])
    .where("s.enabled", "=", true)
    .where("o.ended_at", "is", null)
    .where((eb) => eb.or([eb("s.code", "=", word), sql<boolean>`${word} = any (s.domains)`]))
    .orderBy("o.name")
    .limit(10)
    .execute();
}

export async function insertProvider(tx: Tx, row: Insertable<Database["sso_provider"]>): Promise<void> {
  await tx.insertInto("sso_provider").values(row).execute();
}

export async function changeProvider(
  tx: Tx,
  id: string,
  version: number,
  values: Updateable<Database["sso_provider"]>,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable("sso_provider")
    .set({ ...values, version: version + 1 })
    .where("id", "=", id)
    .where("version", "=", version)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

// Identities ------------------------------------------------------------------------------------------------

export async function identityOf(tx: Tx, providerId: string, issuer: string, subject: string) {
  return await tx
    .selectFrom("sso_identity")
    .selectAll()
    .where("provider_id", "=", providerId)
    .where("issuer", "=", issuer)
    .where("subject", "=", subject)
    .where("ended_at", "is", null)
    .executeTakeFirst();
}

export async function identityById(tx: Tx, id: string) {
  return await tx
    .selectFrom("sso_identity")
    .selectAll()
    .where("id", "=", id)
    .where("ended_at", "is", null)
    .executeTakeFirst();
}

export async function identitiesOfProvider(tx: Tx, providerId: string) {
  return await tx
    .selectFrom("sso_identity as i")
    .innerJoin("person as p", "p.id", "i.person_id")
    .select(["i.id", "i.person_id", "p.name", "i.linked_by", "i.created_at", "i.last_used_at"])
    .where("i.provider_id", "=", providerId)
    .where("i.ended_at", "is", null)
    .orderBy("p.name")
    .limit(1000)
    .execute();
}

export async function insertIdentity(tx: Tx, row: Insertable<Database["sso_identity"]>): Promise<void> {
  await tx.insertInto("sso_identity").values(row).execute();
}

export async function identityUsed(tx: Tx, id: string, now: Date): Promise<void> {
  await tx.updateTable("sso_identity").set({ last_used_at: now }).where("id", "=", id).execute();
}

export async function endIdentity(tx: Tx, id: string, now: Date): Promise<void> {
  await tx.updateTable("sso_identity").set({ ended_at: now }).where("id", "=", id).execute();
}

// Attempts ----------------------------------------------------------------------------------------------------

/** Keeps an attempt; those that ran out are swept away on the occasion. */
export async function keepAttempt(
  tx: Tx,
  now: Date,
  row: Insertable<Database["sso_attempt"]>,
): Promise<void> {
  await tx.deleteFrom("sso_attempt").where("expires_at", "<", now).execute();
  await tx.insertInto("sso_attempt").values(row).execute();
}

/** Takes the attempt, once, for the browser that began it. */
export async function takeAttempt(tx: Tx, stateHash: Buffer, browserHash: Buffer, now: Date) {
  return await tx
    .updateTable("sso_attempt")
    .set({ used_at: now })
    .where("state_hash", "=", stateHash)
    .where("browser_hash", "=", browserHash)
    .where("used_at", "is", null)
    .where("expires_at", ">", now)
    .returningAll()
    .executeTakeFirst();
}
