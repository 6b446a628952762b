import { EXIT, exitCodeOf } from "./session.ts";

const AFTER = [500, 2000];

/** Tries again when no answer came: only for calls that the server carries out once whatever we do. */
export async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (const wait of AFTER) {
    try {
      return await work();
    } catch (error) {
      if (exitCodeOf(error) !== EXIT.unreachable) throw error;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
  return await work();
}
