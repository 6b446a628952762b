import { inject } from "vitest";
import { cloneDatabase as clone, type TestDatabase } from "../src/platform/postgres/testing.ts";

export type { TestDatabase };

/** A fresh, migrated database for this test file. */
export function cloneDatabase(): Promise<TestDatabase> {
  return clone(inject("testServer"));
}
