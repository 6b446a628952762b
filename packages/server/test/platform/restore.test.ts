import { spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import type pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from "vitest";
import { createBackup } from "../../src/platform/backup/create.ts";
import { readManifest } from "../../src/platform/backup/format.ts";
import { restoreBackup } from "../../src/platform/backup/restore.ts";
import { refuseUnfinishedRestore, UNFINISHED } from "../../src/platform/backup/unfinished.ts";
import { type EmbeddedDatabase, startEmbedded } from "../../src/platform/postgres/launcher.ts";
import {
  appliedMigrations,
  migrate,
  migrationNames,
  NewerSchemaError,
} from "../../src/platform/postgres/migrate.ts";
import { connect } from "../../src/platform/postgres/pool.ts";
import { ROLES } from "../../src/platform/postgres/roles.ts";
import { cloneDatabase } from "../database.ts";

const NOW = new Date("2026-11-20T02:00:00Z");
const embedded = { kind: "embedded" } as const;

/** Everything that makes loading hard: cycles of keys, guarding triggers, row policies, odd values. */
const SCHEMA = `
  create table org (id int primary key, name text, lead int);
  create table person (id bigint generated always as identity primary key, org int not null references org,
    name text not null, born date, photo bytea, tags text[], facts jsonb,
    shout text generated always as (upper(name)) stored);
  alter table org add foreign key (lead) references person (id) deferrable;
  create table record (at timestamptz not null, what text not null) partition by range (at);
  create table record_2025 partition of record for values from ('2025-01-01') to ('2026-01-01');
  create table record_2026 partition of record for values from ('2026-01-01') to ('2027-01-01');
  create function never() returns trigger language plpgsql as $$ begin raise exception 'append only'; end $$;
  create trigger guard before insert or update or delete on record for each row execute function never();
  create trigger guard_all before truncate on record_2026 for each statement execute function never();
  alter table record disable trigger guard;
  insert into record values ('2025-05-01', 'first'), ('2026-05-01', 'second');
  alter table record enable trigger guard;
  alter table person enable row level security;
  create policy everything on person to yunjian_all using (true);
  create table account (id int primary key, amount numeric not null);
  insert into account values (1, 1000), (2, 1000);
  create table kind (id int primary key, word text);
  insert into kind values (1, 'from the migration');
`;

const ROWS = `
  insert into org values (1, E'云鉴\\t"引号"\\\\反斜杠\\n换行', null), (2, null, null);
  insert into person (org, name, born, photo, tags, facts)
    values (1, '李', '1990-02-28', '\\x00ff0a', '{"一","null",NULL,"a,b"}', '{"k":[1,null,"值"]}'),
           (2, '\\N', null, null, '{}', null);
  insert into person (org, name) select 1 + n % 2, 'p' || n from generate_series(1, 20000) n;
  update org set lead = 2 where id = 1;
  update kind set word = 'changed by people';
`;

let work: string;
let migrationsDir: string;
let source: string;
let server: EmbeddedDatabase;
const extra: EmbeddedDatabase[] = [];

function fresh(name: string): string {
  return path.join(mkdtempSync(path.join(work, "at-")), name);
}

async function query(url: string, text: string): Promise<pg.QueryResult> {
  const client = await connect(url);
  try {
    return await client.query(text);
  } finally {
    await client.end();
  }
}

async function backUp(out = fresh("backup")): Promise<string> {
  await createBackup({ dataDir: source, database: embedded, out, now: NOW });
  return out;
}

function sha256(content: Buffer | string): string {
  return createHash("sha256").update(content).digest("hex");
}

beforeAll(async () => {
  work = mkdtempSync(path.join(os.tmpdir(), "yunjian-restore-"));
  migrationsDir = path.join(work, "migrations");
  mkdirSync(migrationsDir);
  writeFileSync(path.join(migrationsDir, "0001-first.sql"), SCHEMA);
  source = path.join(work, "source");
  server = await startEmbedded({ dataDir: source });
  await migrate(server.urls.admin, ROLES.app, { migrationsDir });
  await query(server.urls.admin, ROWS);
  for (const [file, content] of Object.entries({
    "ab/abcdef": "证据",
    "cd/cdef01": randomBytes(300_000),
    ".parts/half": "not handed in yet",
  })) {
    mkdirSync(path.dirname(path.join(source, "blobs", file)), { recursive: true });
    writeFileSync(path.join(source, "blobs", file), content);
  }
  mkdirSync(path.join(source, "keys"));
  writeFileSync(path.join(source, "keys", "checkpoint.key"), "private");
});

afterEach(async () => {
  for (const database of extra.splice(0)) await database.stop("immediate");
});

afterAll(async () => {
  await server.stop("immediate");
  rmSync(work, { recursive: true, force: true });
});

async function contents(url: string): Promise<Record<string, string>> {
  const tables = ["org", "person", "record", "record_2025", "account", "kind"];
  const found: Record<string, string> = {};
  for (const table of tables) {
    const { rows } = await query(
      url,
      `select md5(string_agg(t::text, '|' order by t::text)) as sum from ${table} t`,
    );
    found[table] = (rows[0] as { sum: string }).sum;
  }
  return found;
}

test("a restored folder holds the same rows, files and guards, and is upgraded to the present schema", async () => {
  const out = fresh("backup");
  const keysOut = fresh("keys");
  const steps = new Set<string>();
  const result = await createBackup({
    dataDir: source,
    database: embedded,
    out,
    keysOut,
    now: NOW,
    onProgress: ({ step }) => steps.add(step),
  });
  // The job queue has tables of its own beside ours.
  const ours = readManifest(out).tables.filter((table) => table.schema === "public");
  expect(ours).toHaveLength(6);
  expect(ours.reduce((sum, table) => sum + table.rows, 0)).toBe(2 + 20_002 + 2 + 2 + 1);
  expect(result).toMatchObject({ tables: readManifest(out).tables.length, files: 2 });
  expect([...steps].sort()).toEqual(["database", "files", "keys"]);
  expect(readManifest(out)).toMatchObject({ createdAt: NOW.toISOString(), migrations: ["0001-first"] });
  expect(statSync(out).mode & 0o077).toBe(0);
  expect(readdirSync(out, { recursive: true }).join()).not.toContain("checkpoint.key");
  // Readable without us.
  expect(spawnSync("sha256sum", ["--check", "--quiet", "files.sha256"], { cwd: out }).status).toBe(0);

  const newer = path.join(work, "newer");
  mkdirSync(newer);
  writeFileSync(path.join(newer, "0001-first.sql"), SCHEMA);
  writeFileSync(path.join(newer, "0002-more.sql"), "alter table org add column note text default 'new';");
  const dataDir = fresh("restored");
  const restored = await restoreBackup({
    from: out,
    keysFrom: keysOut,
    into: { dataDir, database: embedded },
    migrationsDir: newer,
  });
  expect(restored).toMatchObject({
    tables: readManifest(out).tables.length,
    files: 2,
    keys: 1,
    migrated: ["0002-more"],
  });

  const database = await startEmbedded({ dataDir });
  extra.push(database);
  const { admin } = database.urls;
  expect((await query(admin, "select distinct note from org")).rows).toEqual([{ note: "new" }]);
  await query(admin, "alter table org drop column note");
  expect(await contents(admin)).toEqual(await contents(server.urls.admin));
  expect((await query(admin, "select shout from person where name = 'p7'")).rows).toEqual([{ shout: "P7" }]);
  const id = await query(admin, "insert into person (org, name) values (1, 'next') returning id");
  expect(id.rows).toEqual([{ id: 20_003 }]);
  await expect(query(admin, "insert into record values ('2026-06-01', 'x')")).rejects.toThrow("append only");
  await expect(query(admin, "truncate record_2026")).rejects.toThrow("append only");
  await expect(query(admin, "insert into person (org, name) values (99, 'x')")).rejects.toThrow(
    "foreign key",
  );
  const protectedTables = await query(admin, "select relname from pg_class where relrowsecurity");
  expect(protectedTables.rows).toEqual([{ relname: "person" }]);
  const blobs = path.join(dataDir, "blobs");
  expect(readFileSync(path.join(blobs, "ab/abcdef"), "utf8")).toBe("证据");
  expect(sha256(readFileSync(path.join(blobs, "cd/cdef01")))).toBe(
    sha256(readFileSync(path.join(source, "blobs/cd/cdef01"))),
  );
  expect(existsSync(path.join(blobs, ".parts"))).toBe(false);
  expect(readFileSync(path.join(dataDir, "keys", "checkpoint.key"), "utf8")).toBe("private");
});

test("money on its way between two rows is in a backup once, however long it takes", async () => {
  let isMoving = true;
  let moves = 0;
  const moving = (async () => {
    const client = await connect(server.urls.admin);
    while (isMoving) {
      await client.query("begin");
      await client.query("update account set amount = amount - 1 where id = 1");
      await client.query("update account set amount = amount + 1 where id = 2");
      await client.query("commit");
      moves += 1;
    }
    await client.end();
  })();
  const out = await backUp();
  isMoving = false;
  await moving;
  expect(moves).toBeGreaterThan(2);
  const dataDir = fresh("restored");
  await restoreBackup({ from: out, into: { dataDir, database: embedded }, migrationsDir });
  const database = await startEmbedded({ dataDir });
  extra.push(database);
  expect((await query(database.urls.admin, "select sum(amount) as sum from account")).rows).toEqual([
    { sum: "2000" },
  ]);
});

describe("a restore refuses, and leaves the place as it was,", () => {
  test("a folder that is not empty", async () => {
    const dataDir = fresh("data");
    mkdirSync(dataDir);
    writeFileSync(path.join(dataDir, "precious"), "");
    const from = await backUp();
    await expect(
      restoreBackup({ from, into: { dataDir, database: embedded }, migrationsDir }),
    ).rejects.toThrow("不是空目录");
    expect(readdirSync(dataDir)).toEqual(["precious"]);
  });

  test.each([
    ["a table", "database/public.person.gz"],
    ["a stored file", "files/cd/cdef01"],
    ["the list of files", "files.sha256"],
  ])("a backup in which %s is damaged or missing", async (_what, file) => {
    const from = await backUp();
    const dataDir = fresh("data");
    truncateSync(path.join(from, file), statSync(path.join(from, file)).size - 1);
    await expect(
      restoreBackup({ from, into: { dataDir, database: embedded }, migrationsDir }),
    ).rejects.toThrow("备份已损坏");
    expect(existsSync(dataDir)).toBe(false);
    if (file !== "files.sha256") {
      rmSync(path.join(from, file));
      mkdirSync(dataDir);
      await expect(
        restoreBackup({ from, into: { dataDir, database: embedded }, migrationsDir }),
      ).rejects.toThrow("备份已损坏");
      expect(readdirSync(dataDir)).toEqual([]);
    }
  });

  test("a folder that is no backup", async () => {
    const into = { dataDir: fresh("data"), database: embedded };
    await expect(restoreBackup({ from: work, into, migrationsDir })).rejects.toThrow("manifest.json");
  });

  test("a backup of a newer program", async () => {
    const from = await backUp();
    const manifest = { ...readManifest(from), migrations: ["0001-first", "0009-future"] };
    writeFileSync(path.join(from, "manifest.json"), JSON.stringify(manifest));
    const dataDir = fresh("data");
    await expect(
      restoreBackup({ from, into: { dataDir, database: embedded }, migrationsDir }),
    ).rejects.toThrow(NewerSchemaError);
    expect(existsSync(dataDir)).toBe(false);
  });

  test("to go on after it was cancelled half-way", async () => {
    const from = await backUp();
    const dataDir = fresh("data");
    const abort = new AbortController();
    const onProgress = ({ step }: { step: string }): void => {
      if (step === "database") abort.abort(new Error("enough"));
    };
    const into = { dataDir, database: embedded };
    await expect(
      restoreBackup({ from, into, migrationsDir, onProgress, signal: abort.signal }),
    ).rejects.toThrow("enough");
    expect(existsSync(dataDir)).toBe(false);
  });
});

test("a folder whose restore was killed is not started", () => {
  const dataDir = fresh("data");
  mkdirSync(dataDir);
  expect(() => refuseUnfinishedRestore(dataDir)).not.toThrow();
  writeFileSync(path.join(dataDir, UNFINISHED), "");
  expect(() => refuseUnfinishedRestore(dataDir)).toThrow("没有完成");
});

describe("a backup refuses", () => {
  test("to leave out rows that a policy hides from it", async () => {
    await query(server.urls.admin, "alter table person force row level security");
    try {
      await expect(backUp()).rejects.toThrow("row-level security");
    } finally {
      await query(server.urls.admin, "alter table person no force row level security");
    }
  });

  test("to overwrite", async () => {
    const out = fresh("backup");
    mkdirSync(out);
    await expect(backUp(out)).rejects.toThrow("已存在");
  });

  test("to put keys into itself", async () => {
    const out = fresh("backup");
    const options = { dataDir: source, database: embedded, out, now: NOW, keysOut: path.join(out, "keys") };
    await expect(createBackup(options)).rejects.toThrow("密钥不能放在备份目录里");
  });

  test("a folder without a database, and makes none", async () => {
    const dataDir = fresh("empty");
    await expect(
      createBackup({ dataDir, database: embedded, out: fresh("backup"), now: NOW }),
    ).rejects.toThrow("没有数据库");
    expect(existsSync(dataDir)).toBe(false);
  });
});

test("the product's schema goes from one external database to another; a filled target is refused", async () => {
  const from = await cloneDatabase();
  const to = await cloneDatabase();
  await query(to.urls.admin, "drop owned by yunjian_owner cascade");
  const now = NOW.toISOString();
  await query(
    from.urls.admin,
    `insert into setting (key, value, changed_at) values ('test.setting', '{"天":3}', '${now}')`,
  );
  const external = (database: typeof from) =>
    ({ kind: "external", url: database.urls.app, adminUrl: database.urls.admin }) as const;
  const out = fresh("backup");
  await createBackup({ dataDir: fresh("none"), database: external(from), out, now: NOW });

  const filled = { dataDir: fresh("data"), database: external(await cloneDatabase()) };
  await expect(restoreBackup({ from: out, into: filled })).rejects.toThrow("不是空的");

  // The test server lets only its superuser say what an owner of a whole database may.
  const superuser = new URL(inject("testServer").superuserUrl);
  superuser.pathname = `/${to.name}`;
  const into = { ...external(to), adminUrl: superuser.toString() };
  await restoreBackup({ from: out, into: { dataDir: fresh("data"), database: into } });
  const { rows } = await query(superuser.toString(), "select value from setting where key = 'test.setting'");
  expect(rows).toEqual([{ value: { 天: 3 } }]);
  const client = await connect(superuser.toString());
  expect(await appliedMigrations(client)).toEqual(await migrationNames());
  await client.end();
});

test("the operator's command backs up a running folder, restores it, and is plain about wrong calls", () => {
  const main = path.join(import.meta.dirname, "../../src/platform/backup/main.ts");
  const call = (dataDir: string, ...args: string[]) =>
    spawnSync(process.execPath, [main, ...args], {
      env: { PATH: process.env["PATH"] ?? "", YUNJIAN_DATA: dataDir },
      encoding: "utf8",
    });
  const out = fresh("backup");
  const backup = call(source, "backup", "--out", out, "--with-keys", "--json");
  const { length } = readManifest(out).tables;
  expect(backup.stderr).toContain(`数据库 / database: ${length}/${length}`);
  expect(JSON.parse(backup.stdout)).toMatchObject({ out, keysOut: `${out}-keys`, tables: length });
  expect(backup.status).toBe(0);
  expect(call(source, "backup").status).toBe(2);
  expect(call(source, "backup", "--nonsense").status).toBe(2);
  const again = call(source, "backup", "--out", out);
  expect(again.status).toBe(1);
  expect(again.stderr).toContain("已存在");
  // Its schema is not the product's: refused before anything is made.
  const dataDir = fresh("restored");
  const restore = call(dataDir, "restore", "--from", out);
  expect(restore.status).toBe(1);
  expect(existsSync(dataDir)).toBe(false);
});
