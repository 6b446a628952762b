import { sql } from "kysely";
import type { Tx } from "./tenancy.ts";

/** Does the work and takes all of it back: what a dry run reports is what would really happen. */
export async function undone<T>(tx: Tx, work: () => Promise<T>): Promise<T> {
  await sql`savepoint trial`.execute(tx);
  try {
    return await work();
  } finally {
    await sql`rollback to savepoint trial`.execute(tx);
    await sql`release savepoint trial`.execute(tx);
  }
}

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
