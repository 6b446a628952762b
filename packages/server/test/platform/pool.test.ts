import type pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { databaseErrorFacts, withoutSecrets } from "../../src/platform/postgres/errors.ts";
import { createPool, poolUse, PREPARED } from "../../src/platform/postgres/pool.ts";
import { cloneDatabase, type TestDatabase } from "../database.ts";

let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await cloneDatabase();
  pool = createPool(database.urls.app, { max: 2 });
});

afterAll(async () => {
  await pool.end();
});

describe("types", () => {
  test("a bigint is a number while it is exact, a bigint beyond", async () => {
    const { rows } = await pool.query("select 42::bigint as small, 9007199254740993::bigint as large");
    expect(rows[0]).toEqual({ small: 42, large: 9007199254740993n });
  });

  test("a date stays the day it was, an instant becomes a Date", async () => {
    const { rows } = await pool.query(
      "select date '2026-11-20' as day, timestamptz '2026-11-20T08:00:00+08:00' as at",
    );
    expect(rows[0]).toEqual({ day: "2026-11-20", at: new Date("2026-11-20T00:00:00Z") });
  });
});

test("a query marked so is planned once per connection, others each time", async () => {
  const one = createPool(database.urls.app, { max: 1 });
  for (const day of [1, 2, 3]) {
    const { rows } = await one.query(`${PREPARED} select $1::int + 1 as next`, [day]);
    expect(rows).toEqual([{ next: day + 1 }]);
    await one.query("select $1::int", [day]);
  }
  const { rows } = await one.query("select statement from pg_prepared_statements");
  expect(rows).toEqual([{ statement: `${PREPARED} select $1::int + 1 as next` }]);
  await one.end();
});

test("a statement that runs too long is cancelled", async () => {
  const short = createPool(database.urls.app, { max: 1, statementTimeout: 50 });
  await expect(short.query("select pg_sleep(5)")).rejects.toMatchObject({ code: "57014" });
  await short.end();
});

test("what is written about an error holds neither row values nor the connection", async () => {
  const client = await pool.connect();
  try {
    await client.query("create temporary table person (mail text primary key)");
    await client.query("insert into person values ('li@example.cn')");
    const error = await client
      .query("insert into person values ('li@example.cn')")
      .catch((reason: Error) => reason);
    const facts = databaseErrorFacts(error as Error);
    expect(facts).toMatchObject({ code: "23505", table: "person", constraint: "person_pkey" });
    expect(JSON.stringify(facts)).not.toContain("li@example.cn");
  } finally {
    client.release();
  }
});

test("a password inside an address is not repeated", () => {
  expect(withoutSecrets("cannot reach postgres://app:s3cret@db.example/x")).toBe(
    "cannot reach postgres://app:***@db.example/x",
  );
});

test("the pool survives the loss of an idle connection", async () => {
  let reported = 0;
  const own = createPool(database.urls.app, { max: 1, onIdleError: () => (reported += 1) });
  await own.query("select 1");
  const { rows } = await pool.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and pid <> pg_backend_pid() and state = 'idle'",
    [database.name],
  );
  expect(rows.length).toBeGreaterThan(0);
  await expect.poll(() => reported).toBe(1);
  expect((await own.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
  expect(poolUse(own)).toEqual({ total: 1, idle: 1, waiting: 0 });
  await own.end();
});
