import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createKysely, createPool } from "../../src/platform/postgres/pool.ts";
import type { Database } from "../../src/platform/schema.ts";
import { asPlatform, type Db, platformActor, type Tx, withActor } from "../../src/platform/tenancy.ts";
import { cloneDatabase, type TestDatabase } from "../database.ts";

let database: TestDatabase;
let db: Db;
beforeAll(async () => {
  database = await cloneDatabase();
  db = createKysely<Database>(createPool(database.urls.app, { max: 1 }));
});
afterAll(() => db?.destroy());

const role = async (tx: Tx) =>
  (await sql<{ role: string }>`select current_setting('role') as role`.execute(tx)).rows[0]?.role;

test("the wider sight ends with its step, whether that succeeds or is refused", async () => {
  const tenant = { ...platformActor("test"), scope: "tenant" as const };
  await withActor(db, tenant, "read", async (tx) => {
    expect(await role(tx)).toBe("yunjian_tenant");
    expect(await asPlatform(tx, () => role(tx))).toBe("yunjian_all");
    expect(await role(tx)).toBe("yunjian_tenant");
    const refused = asPlatform(tx, () => Promise.reject(new Error("refused")));
    await expect(refused).rejects.toThrow("refused");
    expect(await role(tx)).toBe("yunjian_tenant");
  });
});
