import { existsSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { loadCatalogue } from "@yunjian/catalogue";
import { getCatalogueEntry, getRecordState, listRecord } from "@yunjian/contract";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { openFolderStore } from "../src/platform/blobs/store.ts";
import { emit } from "../src/platform/events.ts";
import { newId } from "../src/platform/ids.ts";
import { ledgerSigner } from "../src/platform/ledger/key.ts";
import { makeSecret, signerOf } from "../src/platform/ledger/note.ts";
import { sequence } from "../src/platform/ledger/sequencer.ts";
import { startEmbedded } from "../src/platform/postgres/launcher.ts";
import { migrate } from "../src/platform/postgres/migrate.ts";
import { connect, createKysely, createPool } from "../src/platform/postgres/pool.ts";
import { ROLES } from "../src/platform/postgres/roles.ts";
import type { Database } from "../src/platform/schema.ts";
import { type Db, platformActor, withActor } from "../src/platform/tenancy.ts";
import { startApp, type TestApp } from "./app.ts";
import { commandLine, keyOf, listen, type Run } from "./cli-process.ts";
import { makeWorld, type World } from "./world.ts";

// Entries for the machine of the data: another process on the same database, without anybody's key.
vi.setConfig({ testTimeout: 120_000 });

const signer = signerOf(makeSecret("yunjian/test"));
let test: TestApp;
let world: World;
let run: Run;
let home: string;
let url: string;

beforeAll(async () => {
  test = await startApp();
  world = await makeWorld(test);
  url = await listen(test);
  ({ run, home } = commandLine({ DATABASE_URL: test.appUrl, YUNJIAN_DATA: "/nonexistent" }));
});

it("verifies the record of an external database, and finds what was changed", async () => {
  const before = await run(["record", "verify", "--json"]);
  expect(before.json()).toMatchObject({ size: 0, problems: [] });
  await sequence(test.db, signer, test.clock.read());
  const fine = await run(["record", "verify"]);
  expect([fine.code, fine.out], fine.err).toEqual([
    0,
    expect.stringMatching(/记录 \d+ 条，核对检查点 1 个[^]*核验通过/),
  ]);
  expect((await run(["record", "verify", "--lang", "en"])).out).toContain(
    "Verified: the record is what was signed.",
  );
  const { size, verifier } = (await run(["record", "verify", "--json"])).json();
  expect([size > 50, verifier]).toEqual([true, signer.verifier]);

  const foreign = await run([
    "record",
    "verify",
    "--verifier",
    signerOf(makeSecret("yunjian/test")).verifier,
  ]);
  expect([foreign.code, foreign.out], foreign.err).toEqual([7, expect.stringContaining("签名无效")]);

  const owner = await connect(test.adminUrl, { role: "yunjian_owner" });
  await owner.query("alter table record_entry disable trigger user");
  const changed =
    "update record_entry set kind = 'cloud.ended' where id = (select entry_id from record_order where position = 3)";
  expect((await owner.query(changed)).rowCount).toBe(1);
  await owner.end();
  const tampered = await run(["record", "verify"]);
  expect([tampered.code, tampered.out]).toEqual([
    7,
    expect.stringMatching(/核验不通过，发现 1 处不一致[^]*第 3 条的查询字段与内容不符/),
  ]);
  expect((await run(["record", "verify", "--json"])).json().problems).toMatchObject([
    { kind: "columns-changed", position: 3 },
  ]);
});

it("is called wrongly, or finds no database", async () => {
  expect((await run(["record", "verify", "everything"])).code).toBe(2);
  const typo = path.join(home, "mistyped");
  const nowhere = await run(["record", "verify"], { DATABASE_URL: "", YUNJIAN_DATA: typo });
  expect([nowhere.code, nowhere.err]).toEqual([1, expect.stringContaining(`${typo} 中没有数据库`)]);
  expect(existsSync(typo)).toBe(false);
  expect((await run(["catalogue", "attach", "absent.txt"])).err).toContain("无法读取 absent.txt");
  expect((await run(["catalogue", "attach"])).code).toBe(2);
});

it("attaches a document's own text without anybody signed in", async () => {
  const wrong = path.join(home, "other.txt");
  writeFileSync(wrong, "9.9.9 别的标准\na) 无关内容；\n");
  const refused = await run(["catalogue", "attach", wrong]);
  expect([refused.code, refused.out], refused.err).toEqual([
    5,
    expect.stringContaining("没有附加：匹配过少"),
  ]);
  const unreadable = path.join(home, "picture.pdf");
  writeFileSync(unreadable, "%PDF-1.4");
  expect((await run(["catalogue", "attach", unreadable, "--json"])).json().error.name).toBe("invalid-input");

  const lines: string[] = [];
  let section = "";
  for (const { ref } of loadCatalogue().clauses.values()) {
    if (ref.item === undefined || !/^[a-z]$/.test(ref.item)) continue;
    if (ref.section !== section) lines.push(`${ref.section} 标题${ref.section}`);
    section = ref.section;
    lines.push(`${ref.item}) 编造的${ref.section}之${ref.item}；`);
  }
  const own = path.join(home, "原文.txt");
  writeFileSync(own, lines.join("\n"));
  const attached = await run(["catalogue", "attach", own, "--anyway", "--json"]);
  expect([attached.code, attached.json().attached]).toEqual([0, true]);
  const { call } = await world.as("lead");
  const entry = await call(getCatalogueEntry, { params: { kind: "clause", id: "JGK-6.2.3-c" } });
  expect(entry.ownText?.text).toContain("编造的6.2.3之c");
  const { items } = await call(listRecord, { query: { kind: ["catalogue.attached"] } });
  expect(items).toMatchObject([{ kind: "catalogue.attached", person: null }]);
});

it("shows an auditor the public key to keep, and the record by a key of their own", async () => {
  const { call } = await world.as("auditAdmin");
  expect((await call(getRecordState, {})).verifier).toBe(signer.verifier);
  const env = { YUNJIAN_URL: url, YUNJIAN_KEY: await keyOf(world, "auditAdmin") };
  expect((await run(["record", "list", "--kind", "cloud.registered"], env)).out).toContain(
    "cloud.registered",
  );
  expect((await run(["submit", "--nil", "--period", newId(new Date())], env)).code).toBe(3);
});

/** A data folder with some record in it, as a server leaves it. */
async function dataFolder() {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "yunjian-operator-"));
  afterAll(() => rmSync(dataDir, { recursive: true, force: true }));
  const database = await startEmbedded({ dataDir, durability: "throwaway" });
  await migrate(database.urls.admin, ROLES.app);
  const db: Db = createKysely<Database>(createPool(database.urls.app));
  const now = new Date();
  await withActor(db, platformActor("t"), "write", async (tx) => {
    const object = { type: "cloud", id: newId(now) } as const;
    for (let n = 0; n < 3; n += 1)
      await emit(tx, platformActor("t"), now, {
        kind: "cloud.changed",
        object,
        subjectId: null,
        data: { n },
      });
  });
  await sequence(db, await ledgerSigner(path.join(dataDir, "keys")), now);
  return {
    dataDir,
    db,
    stop: async () => {
      await db.destroy();
      await database.stop("immediate");
    },
  };
}

it("works on a data folder whether its database runs at the moment or not", async () => {
  const { dataDir, stop } = await dataFolder();
  const env = { DATABASE_URL: "", YUNJIAN_DATA: dataDir };
  const running = await run(["record", "verify", "--json"], env);
  expect([running.code, running.json().size], running.err).toEqual([0, 3]);
  await stop();
  const stopped = await run(["record", "verify", "--json"], env);
  expect([stopped.code, stopped.json().size], stopped.err).toEqual([0, 3]);
});

it("backs up and restores through the command line", async () => {
  const { dataDir, stop } = await dataFolder();
  const out = path.join(home, "backup");
  const into = path.join(home, "restored");
  const made = await run(["backup", "--out", out, "--with-keys"], {
    DATABASE_URL: "",
    YUNJIAN_DATA: dataDir,
  });
  expect(made.code, made.err).toBe(0);
  await stop();
  const restored = await run(["restore", "--from", out, "--keys-from", `${out}-keys`, "--json"], {
    DATABASE_URL: "",
    YUNJIAN_DATA: into,
  });
  expect(restored.code, restored.err).toBe(0);
  expect(
    (await run(["record", "verify", "--json"], { DATABASE_URL: "", YUNJIAN_DATA: into })).json(),
  ).toMatchObject({ size: 3, problems: [] });
  const again = await run(["restore", "--from", out], { DATABASE_URL: "", YUNJIAN_DATA: into });
  expect(again.code).toBe(1);
});

it("rotates and destroys the keys of evidence; a backup opens with the keys kept apart and not without", async () => {
  const { dataDir, db, stop } = await dataFolder();
  const evidence = { cipher: "sm4-hmac-sm3" } as const;
  const stored = await (await openFolderStore({ dataDir, evidence })).put("org-a", Buffer.from("证据"));
  const env = { DATABASE_URL: "", YUNJIAN_DATA: dataDir, EVIDENCE_CIPHER: evidence.cipher };
  const rotated = await run(["keys", "rotate", "--json"], env);
  expect(rotated.code, rotated.err).toBe(0);
  expect(rotated.json()).toMatchObject({ spaces: 1, seen: 1, changed: 1, problems: [] });
  expect((await run(["keys", "rotate", "--root"], env)).code).toBe(0);
  const status = await run(["keys", "status", "--json"], env);
  expect(status.json()).toMatchObject({ sealed: 1, plain: 0, spaces: [{ space: "org-a", erasedAt: null }] });
  const whole = await run(["storage", "check", "--json"], env);
  expect(whole.code, whole.err).toBe(0);
  expect(whole.json()).toEqual({ objects: 1, bytes: 6, unnamed: 1, erased: 0, damages: [] });
  const damaged = await (await openFolderStore({ dataDir, evidence })).put("org-b", Buffer.from("另一份"));
  const [, sha = ""] = damaged.key.split("/");
  truncateSync(path.join(dataDir, "blobs", "org-b", sha.slice(0, 2), sha.slice(2, 4), `${sha}.yj`), 600);
  const found = await run(["storage", "check", "--rate", "0", "--json"], env);
  expect([found.code, found.json().damages]).toEqual([7, [{ key: damaged.key, fault: "truncated" }]]);
  await (await openFolderStore({ dataDir, evidence })).remove(damaged.key);
  // What the database names and the store does not have.
  await withActor(db, platformActor("t"), "write", (tx) =>
    tx
      .insertInto("form_template")
      .values({
        key: "t",
        version: 1,
        name: "t",
        blob_key: damaged.key,
        sha256: sha,
        uploaded_at: new Date(),
      })
      .execute(),
  );
  const missing = await run(["storage", "check", "--json"], env);
  expect([missing.code, missing.json().damages]).toEqual([7, [{ key: damaged.key, fault: "missing" }]]);
  const out = path.join(home, "sealed");
  expect((await run(["backup", "--out", out, "--with-keys"], env)).code).toBe(0);

  const gone = ["keys", "erase", "--org", "org-a", "--reason", "合同终止", "--approved-by", "批文 7 号"];
  expect((await run([...gone, "--confirm", "org-b"], env)).code).toBe(2);
  const erased = await run([...gone, "--confirm", "org-a"], env);
  expect(erased.code, erased.err).toBe(0);
  expect((await run([...gone, "--confirm", "org-a"], env)).code).toBe(1);
  await expect((await openFolderStore({ dataDir, evidence })).get(stored.key)).rejects.toMatchObject({
    fault: "key-erased",
  });
  const entries = (await run(["record", "verify", "--json"], env)).json();
  expect(entries).toMatchObject({ problems: [] });
  await stop();

  const bare = path.join(home, "bare");
  expect((await run(["restore", "--from", out], { ...env, YUNJIAN_DATA: bare })).code).toBe(0);
  await expect(openFolderStore({ dataDir: bare, evidence })).rejects.toThrow(/root key/);
  const into = path.join(home, "whole");
  const restored = await run(["restore", "--from", out, "--keys-from", `${out}-keys`], {
    ...env,
    YUNJIAN_DATA: into,
  });
  expect(restored.code, restored.err).toBe(0);
  // As the page says: erasure is complete only when the last backup of the keys is gone.
  expect(await (await openFolderStore({ dataDir: into, evidence })).check(stored.key)).toEqual(stored);
});

it("a key that was made for a day stops working, and the command line says so", async () => {
  const env = { YUNJIAN_URL: url, YUNJIAN_KEY: await keyOf(world, "lead") };
  expect((await run(["me"], env)).code).toBe(0);
  test.clock.set("2027-07-01T00:00:00Z");
  expect((await run(["me"], env)).code).toBe(3);
});
