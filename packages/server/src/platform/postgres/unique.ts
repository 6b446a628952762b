import { Refusal } from "@yunjian/domain";
import { SQLSTATE, sqlState } from "./errors.ts";

/** Turns the database's word about a duplicate into ours. */
export async function unique(what: string, value: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (sqlState(error) === SQLSTATE.uniqueViolation) throw new Refusal("already-exists", { what, value });
    throw error;
  }
}
