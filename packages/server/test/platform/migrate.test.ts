import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import {
  appliedMigrations,
  migrate,
  migrationNames,
  NewerSchemaError,
  requireCurrentSchema,
} from "../../src/platform/postgres/migrate.ts";
import { connect } from "../../src/platform/postgres/pool.ts";
import { checkAppLogin, ROLES } from "../../src/platform/postgres/roles.ts";
import { cloneDatabase, type TestDatabase } from "../database.ts";

let dir: string;
let database: TestDatabase;

beforeAll(async () => {
  dir = mkdtempSync(path.join(os.tmpdir(), "yunjian-migrations-"));
});

beforeEach(async () => {
  database = await cloneDatabase();
  // Start from nothing in a database of the right owner and encoding.
  const owner = await connect(database.urls.admin);
  await owner.query("drop owned by yunjian_owner cascade");
  await owner.query("create schema if not exists public").catch(() => {});
  await owner.end();
  rmSync(dir, { recursive: true, force: true });
  dir = mkdtempSync(path.join(os.tmpdir(), "yunjian-migrations-"));
});

afterAll(() => rmSync(dir, { recursive: true, force: true }));

function file(name: string, text: string): void {
  writeFileSync(path.join(dir, name), text);
}

async function query<Row extends object>(text: string): Promise<Row[]> {
  const client = await connect(database.urls.admin);
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

describe("migrations", () => {
  test("run in order, each once, owned by yunjian_owner", async () => {
    file("0001-first.sql", "create table a (id int); insert into a values (1);");
    file("0002-second.sql", "insert into a values (2);");
    expect(await migrate(database.urls.admin, ROLES.app, { migrationsDir: dir })).toEqual([
      "0001-first",
      "0002-second",
    ]);
    expect(await migrate(database.urls.admin, ROLES.app, { migrationsDir: dir })).toEqual([]);
    expect(await query("select count(*) as n from a")).toEqual([{ n: 2 }]);
    expect(await query("select tableowner from pg_tables where tablename = 'a'")).toEqual([
      { tableowner: ROLES.owner },
    ]);
  });

  test("one that fails leaves nothing of itself and everything before it", async () => {
    file("0001-first.sql", "create table a (id int);");
    file("0002-broken.sql", "create table b (id int); select nonsense;");
    await expect(migrate(database.urls.admin, ROLES.app, { migrationsDir: dir })).rejects.toThrow(
      "0002-broken",
    );
    expect(
      await query("select tablename from pg_tables where schemaname = 'public' and tablename in ('a', 'b')"),
    ).toEqual([{ tablename: "a" }]);
  });

  test("two processes at once apply each migration once", async () => {
    file("0001-first.sql", "create table a (id int); select pg_sleep(0.2);");
    file("0002-second.sql", "insert into a values (2); select pg_sleep(0.2);");
    await Promise.all([1, 2, 3].map(() => migrate(database.urls.admin, ROLES.app, { migrationsDir: dir })));
    expect(await query("select count(*) as n from a")).toEqual([{ n: 1 }]);
  });

  test("stop where they are told to", async () => {
    file("0001-first.sql", "create table a (id int);");
    file("0002-second.sql", "create table b (id int);");
    expect(await migrate(database.urls.admin, ROLES.app, { migrationsDir: dir, upTo: "0001-first" })).toEqual(
      ["0001-first"],
    );
  });

  test("a schema newer than the program is refused, untouched", async () => {
    file("0001-first.sql", "create table a (id int);");
    file("0002-second.sql", "create table b (id int);");
    await migrate(database.urls.admin, ROLES.app, { migrationsDir: dir });
    rmSync(path.join(dir, "0002-second.sql"));
    file("0001-first.sql", "create table a (id int);");
    await expect(migrate(database.urls.admin, ROLES.app, { migrationsDir: dir })).rejects.toThrow(
      NewerSchemaError,
    );
    const app = await connect(database.urls.app);
    await expect(requireCurrentSchema(app, dir)).rejects.toThrow("0002-second");
    await app.end();
  });

  test("without an admin login a schema that is behind is named", async () => {
    file("0001-first.sql", "create table a (id int);");
    await migrate(database.urls.admin, ROLES.app, { migrationsDir: dir });
    file("0002-second.sql", "create table b (id int);");
    const app = await connect(database.urls.app);
    await expect(requireCurrentSchema(app, dir)).rejects.toThrow("DATABASE_ADMIN_URL");
    await app.end();
  });

  test("names that are not NNNN-name.sql, or numbers used twice, are refused", async () => {
    file("1-first.sql", "");
    await expect(migrationNames(dir)).rejects.toThrow("NNNN-name.sql");
    rmSync(path.join(dir, "1-first.sql"));
    file("0001-first.sql", "");
    file("0001-other.sql", "");
    await expect(migrationNames(dir)).rejects.toThrow("share this number");
  });
});

describe("the application login", () => {
  test("passes when row-level security holds it", async () => {
    const app = await connect(database.urls.app);
    await expect(checkAppLogin(app)).resolves.toBeUndefined();
    await app.end();
  });

  test("is refused as owner and as superuser", async () => {
    const owner = await connect(database.urls.admin);
    await expect(checkAppLogin(owner)).rejects.toThrow(ROLES.owner);
    await owner.end();
    const superuser = await connect(inject("testServer").superuserUrl);
    await expect(checkAppLogin(superuser)).rejects.toThrow("row-level security");
    await superuser.end();
  });
});

test("the migrations of the product are all applied to the template", async () => {
  const fresh = await cloneDatabase();
  const client = await connect(fresh.urls.admin);
  expect(await appliedMigrations(client)).toEqual(await migrationNames());
  await client.end();
});
