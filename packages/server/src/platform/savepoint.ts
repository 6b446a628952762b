import { sql } from "kysely";
import type { Tx } from "./tenancy.ts";

/** One item of a batch: what it wrote goes when it fails, what the others wrote stays. */
export async function inSavepoint<T>(tx: Tx, work: () => Promise<T>): Promise<T> {
  await sql`savepoint item`.execute(tx);
  try {
    const result = await work();
    await sql`release savepoint item`.execute(tx);
    return result;
  } catch (error) {
    await sql`rollback to savepoint item`.execute(tx);
    await sql`release savepoint item`.execute(tx);
    throw error;
  }
}
