import {
  ApiError,
  askErasure,
  askHoldLift,
  askPurge,
  changeArchive,
  decidePurge,
  decideRetentionRequest,
  endPerson,
  getFile,
  getPerson,
  getRetention,
  getRetentionRequest,
  getWork,
  listArchives,
  listDisposalFiles,
  listDueFiles,
  listHolds,
  listNotices,
  listPeople,
  listPurges,
  listRecord,
  listRetentionRequests,
  markArchived,
  placeHold,
  previewErasure,
  proposeDisposal,
  withdrawRetentionRequest,
} from "@yunjian/contract";
import { erasedName } from "@yunjian/domain";
import { sql } from "kysely";
import { beforeAll, describe, expect, it } from "vitest";
import { settle } from "../src/background.ts";
import { carryOut, clearLogs } from "../src/features/retention/jobs.ts";
import { forgetAgain } from "../src/features/retention/persons.ts";
import { makeSecret, signerOf } from "../src/platform/ledger/note.ts";
import { verifyRecord } from "../src/platform/ledger/verify.ts";
import { connect } from "../src/platform/postgres/pool.ts";
import { platformActor, type Tx, withActor } from "../src/platform/tenancy.ts";
import { type SignedIn, signedIn } from "./reviewing.ts";
import { startApp, type TestApp } from "./app.ts";
import { uploader } from "./uploading.ts";
import { makeWorld, type World } from "./world.ts";

let test: TestApp;
let world: World;
let as: SignedIn;
const signer = signerOf(makeSecret("retention.example"));

beforeAll(async () => {
  test = await startApp({ now: "2026-01-10T02:00:00Z" });
  world = await makeWorld(test);
  as = signedIn(test, world);
});

const all = <T>(work: (tx: Tx) => Promise<T>) => withActor(test.db, platformActor("test"), "write", work);
const run = () => ({ inTransaction: all, now: test.clock.read });
const nothing = async () => {};
async function refusal(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    (value) => `done: ${JSON.stringify(value)}`,
    (e: unknown) => e,
  );
  return error instanceof ApiError ? error.problem.name : String(error);
}
async function upload(text: string, name: string): Promise<string> {
  const up = await uploader(test, await world.as("provider1Member"));
  return await up.sendFile(text, { name });
}
const blobOf = async (id: string) =>
  (await all((tx) => tx.selectFrom("file").select("blob_key").where("id", "=", id).executeTakeFirstOrThrow()))
    .blob_key;
const due = async () => (await as("reviewer").call(listDueFiles, { query: {} })).items;

let draft: string;
let twin: string;
let held: string;
let archived: string;

describe("files whose retention has ended", () => {
  it("are due only then, and only to who supervises everything", async () => {
    draft = await upload("从未提交的材料", "草稿.txt");
    twin = await upload("从未提交的材料", "草稿副本.txt");
    held = await upload("被保全的材料", "保全.txt");
    archived = await upload("归档的材料", "归档.txt");
    expect(await due()).toEqual([]);
    test.clock.set("2027-01-09T02:00:00Z");
    expect(await due()).toEqual([]);
    expect(
      await refusal(as("reviewer").call(proposeDisposal, { body: { fileIds: [draft], reason: "清理" } })),
    ).toBe("must-stay");
    test.clock.set("2027-01-11T02:00:00Z");
    expect((await due()).map(({ id, by, held: hold }) => ({ id, by, hold }))).toEqual(
      [draft, twin, held, archived].map((id) => ({ id, by: "draft", hold: false })),
    );
    expect((await as("districtLead").call(listDueFiles, { query: {} })).items).toEqual([]);
    expect(await refusal(as("provider1Lead").call(listDueFiles, { query: {} }))).toBe("forbidden");
    expect(
      await refusal(as("districtLead").call(proposeDisposal, { body: { fileIds: [draft], reason: "清理" } })),
    ).toBe("forbidden");
  });

  it("stay under a hold and in the archives", async () => {
    await as("securityAdmin").call(placeHold, {
      body: { target: "file", targetId: held, reason: "配合调查", reference: "云监函〔2027〕3号" },
    });
    await as("reviewer").call(markArchived, {
      body: { target: "file", targetId: archived, number: "DA-2027-001", class: "short" },
    });
    expect(
      await refusal(
        as("reviewer").call(markArchived, {
          body: { target: "file", targetId: twin, number: "DA-2027-001", class: "short" },
        }),
      ),
    ).toBe("already-exists");
    const [mark] = (await as("auditAdmin").call(listArchives, { query: {} })).items;
    expect(mark).toMatchObject({ targetName: "归档.txt", class: "short", orgName: "电信云" });
    const change = (to: "long" | "short", version: number) =>
      as("reviewer").call(changeArchive, {
        params: { id: mark?.id ?? "" },
        body: { version, number: "DA-2027-001", class: to },
      });
    expect((await change("long", 1)).version).toBe(2);
    expect(await refusal(change("short", 2))).toBe("must-stay");
    expect((await due()).map(({ id, held: hold }) => [id, hold])).toEqual([
      [draft, false],
      [twin, false],
      [held, true],
    ]);
    for (const id of [held, archived])
      expect(
        await refusal(as("reviewer").call(proposeDisposal, { body: { fileIds: [id], reason: "清理" } })),
      ).toBe("must-stay");
  });

  it("go when another person approved: key and bytes, while rows, digests and proofs stay", async () => {
    const { id } = await as("lead").call(proposeDisposal, { body: { fileIds: [draft], reason: "留存期满" } });
    expect(
      await refusal(as("reviewer").call(proposeDisposal, { body: { fileIds: [twin], reason: "留存期满" } })),
    ).toBe("already-exists");
    const decide = (who: "lead" | "lead2" | "reviewer", approve = true) =>
      as(who).call(decideRetentionRequest, { params: { id }, body: { version: 1, approve, note: "" } });
    expect(await refusal(decide("lead"))).toBe("same-person");
    expect(await refusal(decide("reviewer"))).toBe("forbidden");
    expect(await refusal(decide("lead2", false))).toBe("reason-required");
    const work = await as("lead2").call(getWork, {});
    expect(work.sections.find(({ key }) => key === "retention")).toMatchObject({ count: 1, items: [{ id }] });
    expect((await as("lead").call(getWork, {})).sections.some(({ key }) => key === "retention")).toBe(false);
    await decide("lead2");
    const blob = await blobOf(draft);
    expect(await test.deps.blobs.has(blob)).toBe(true);
    await carryOut(run(), test.deps.blobs, id, nothing);
    expect(await test.deps.blobs.has(blob)).toBe(false);
    // The same content was stored once: both went, and the list says so.
    expect(
      (await as("auditAdmin").call(listDisposalFiles, { params: { id }, query: {} })).items,
    ).toMatchObject(
      [draft, twin].map((file) => ({ id: file, outcome: "destroyed", rule: "retention.draftMonths" })),
    );
    expect(await as("auditAdmin").call(getRetentionRequest, { params: { id } })).toMatchObject({
      state: "done",
      progress: { total: 2, destroyed: 2, kept: 0 },
    });
    expect(await as("provider1Member").call(getFile, { params: { id: draft } })).toMatchObject({
      state: "disposed",
      name: "草稿.txt",
    });
    const [entry] = (
      await as("auditAdmin").call(listRecord, { query: { objectId: draft, kind: ["file.disposed"] } })
    ).items;
    expect(entry?.data).toMatchObject({
      rule: "retention.draftMonths",
      request: id,
      askedBy: world.people.lead,
      approvedBy: world.people.lead2,
    });
    expect(entry?.data["sha256"]).toMatch(/^[0-9a-f]{64}$/);
    // Done twice, after a crash, nothing happens.
    await carryOut(run(), test.deps.blobs, id, nothing);
  });

  it("are asked once more when it is carried out, and a crash in between leaves the rest for the next run", async () => {
    const late = [await upload("甲", "甲.txt"), await upload("乙", "乙.txt"), await upload("丙", "丙.txt")];
    test.clock.set("2028-01-12T02:00:00Z");
    const { id } = await as("reviewer").call(proposeDisposal, {
      body: { fileIds: late, reason: "留存期满" },
    });
    await as("lead").call(decideRetentionRequest, {
      params: { id },
      body: { version: 1, approve: true, note: "" },
    });
    await as("lead").call(placeHold, {
      body: { target: "file", targetId: late[1] ?? "", reason: "诉讼", reference: "（2028）云01民初7号" },
    });
    let steps = 0;
    const crash = async () => {
      steps += 1;
      if (steps === 1) throw new Error("killed");
    };
    await expect(carryOut(run(), test.deps.blobs, id, crash)).rejects.toThrow("killed");
    await carryOut(run(), test.deps.blobs, id, nothing);
    const outcomes = (await as("lead").call(listDisposalFiles, { params: { id }, query: {} })).items;
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(["destroyed", "destroyed", "held"]);
    expect(await test.deps.blobs.has(await blobOf(late[1] ?? ""))).toBe(true);
  });

  it("a request may be withdrawn by who made it", async () => {
    const id = await upload("丁", "丁.txt");
    test.clock.set("2029-01-15T02:00:00Z");
    const made = await as("reviewer").call(proposeDisposal, { body: { fileIds: [id], reason: "留存期满" } });
    const withdraw = (who: "lead" | "reviewer") =>
      as(who).call(withdrawRetentionRequest, { params: { id: made.id }, body: { version: 1 } });
    expect(await refusal(withdraw("lead"))).toBe("forbidden");
    await withdraw("reviewer");
    expect(
      (await as("lead").call(listRetentionRequests, { query: { state: "withdrawn" } })).items,
    ).toHaveLength(1);
    expect(await test.deps.blobs.has(await blobOf(id))).toBe(true);
  });
});

describe("a legal hold", () => {
  it("is lifted by two, and covers what lies under it", async () => {
    const [hold] = (await as("lead").call(listHolds, { query: { targetId: held } })).items;
    expect(hold).toMatchObject({ targetName: "保全.txt", may: { lift: true } });
    const ask = () =>
      as("lead").call(askHoldLift, { params: { id: hold?.id ?? "" }, body: { reason: "调查结束" } });
    const { id } = await ask();
    expect(await refusal(ask())).toBe("already-exists");
    const decide = (who: "lead" | "lead2") =>
      as(who).call(decideRetentionRequest, { params: { id }, body: { version: 1, approve: true, note: "" } });
    expect(await refusal(decide("lead"))).toBe("same-person");
    await decide("lead2");
    expect(
      (await as("lead").call(listHolds, { query: { targetId: held, standing: "lifted" } })).items,
    ).toHaveLength(1);
    const file = (await due()).find((each) => each.id === held);
    expect(file?.held).toBe(false);
    await as("lead").call(placeHold, {
      body: {
        target: "organisation",
        targetId: world.orgs.provider1,
        reason: "整体保全",
        reference: "云监函〔2029〕1号",
      },
    });
    expect((await due()).find((each) => each.id === held)?.held).toBe(true);
    expect((await as("districtLead").call(listHolds, { query: {} })).items).toEqual([]);
    expect(
      await refusal(
        as("lead").call(placeHold, {
          body: { target: "cloud", targetId: world.orgs.provider1, reason: "误", reference: "无" },
        }),
      ),
    ).toBe("not-found");
  });

  it("does not keep a file that must not be here, but the reason is asked for and on record", async () => {
    const id = await upload("误传的材料", "涉密人员名单.txt");
    const { version } = await as("reviewer").call(getFile, { params: { id } });
    const asked = await as("reviewer").call(askPurge, { params: { id }, body: { version, reason: "误传" } });
    expect((await as("lead").call(listPurges, { query: {} })).items).toMatchObject([
      { id, held: true, mayDecide: true },
    ]);
    const decide = (note: string) =>
      as("lead").call(decidePurge, {
        params: { id },
        body: { version: asked.version, approve: true, note, eraseName: true },
      });
    expect(await refusal(decide(" "))).toBe("reason-required");
    await decide("涉密材料不因保全而存放");
    expect(await test.deps.blobs.has(await blobOf(id))).toBe(false);
    expect((await as("provider1Member").call(getFile, { params: { id } })).name).toBe("（文件名已清除）");
    const salts = await all((tx) =>
      tx
        .selectFrom("record_salt as s")
        .innerJoin("record_entry as e", "e.id", "s.entry_id")
        .select("s.field")
        .where("e.object_id", "=", id)
        .execute(),
    );
    expect(salts.some(({ field }) => field === "name")).toBe(false);
    await settle({ db: test.db, signer }, test.clock.read());
    const told = (await as("provider1Lead").call(listNotices, { query: {} })).items;
    const notice = told.find(({ title }) => title.includes("误传文件已清除"));
    expect(notice).toBeDefined();
    expect(JSON.stringify(notice)).not.toContain("名单");
  });
});

describe("logs", () => {
  it("are cleared in batches when their time is over, never the record", async () => {
    const count = async (table: "sign_in_log" | "notice" | "record_entry") =>
      Number(
        (
          await all((tx) =>
            tx
              .selectFrom(table)
              .select((eb) => eb.fn.countAll().as("n"))
              .executeTakeFirstOrThrow(),
          )
        ).n,
      );
    const entries = await count("record_entry");
    const before = await count("sign_in_log");
    const counts = await clearLogs(run());
    expect(counts["sign-in"]).toBeGreaterThan(0);
    expect(await count("sign_in_log")).toBe(before - counts["sign-in"]);
    expect(await count("record_entry")).toBe(entries + 1);
    expect(await clearLogs(run())).toEqual({ "sign-in": 0, mail: 0, notice: 0, job: 0, request: 0 });
    expect((await as("auditAdmin").call(getRetention, {})).cleared?.counts["sign-in"]).toBe(
      counts["sign-in"],
    );
    // The database itself keeps six months of the sign-in log, whoever asks.
    const { rows } = await all((tx) =>
      sql<{ gone: number }>`select yj_clear_sign_ins('infinity', 1000) as gone`.execute(tx),
    );
    expect(rows[0]?.gone).toBe(0);
  });
});

describe("erasing a person", () => {
  const NAME = "卫东";
  let request: string;

  it("needs the person to have left, the name to be needed no more, no hold, and two others", async () => {
    const target = world.people.provider2Member;
    const ask = () =>
      as("systemAdmin").call(askErasure, { body: { kind: "person", targetId: target, reason: "本人申请" } });
    expect(await refusal(ask())).toBe("erasure-blocked");
    await as("provider2Lead").call(endPerson, {
      params: { id: target },
      body: { version: 1, reason: "调离" },
    });
    expect(await refusal(ask())).toBe("erasure-blocked");
    const preview = () =>
      as("securityAdmin").call(previewErasure, { query: { kind: "person", targetId: target } });
    expect((await preview()).blocks).toEqual(["in-retention"]);
    test.clock.set("2032-02-01T02:00:00Z");
    expect((await preview()).blocks).toEqual([]);
    request = (await ask()).id;
    const decide = (who: "systemAdmin" | "securityAdmin") =>
      as(who).call(decideRetentionRequest, {
        params: { id: request },
        body: { version: 1, approve: true, note: "" },
      });
    expect(await refusal(decide("systemAdmin"))).toBe("forbidden");
    await settle({ db: test.db, signer }, test.clock.read());
    expect(await mentions("韩雪")).not.toEqual([]);
    await decide("securityAdmin");
    const done = await as("auditAdmin").call(getRetentionRequest, { params: { id: request } });
    expect(done).toMatchObject({ state: "done", target: { name: erasedName(target) } });
    expect(done.completeAt?.slice(0, 10)).toBe("2032-05-01");
  });

  it("leaves the name nowhere in the database, lists, search or history, and every proof whole", async () => {
    const target = world.people.provider2Member;
    expect(await mentions("韩雪")).toEqual([]);
    expect(await mentions(world.emails.provider2Member)).toEqual([]);
    const lead = as("lead");
    expect(await lead.call(getPerson, { params: { id: target } })).toMatchObject({
      name: erasedName(target),
      phone: "",
    });
    expect((await lead.call(listPeople, { query: { q: "韩雪" } })).items).toEqual([]);
    expect((await as("auditAdmin").call(listRecord, { query: { person: "韩雪" } })).items).toEqual([]);
    const history = await as("auditAdmin").call(listRecord, { query: { objectId: target } });
    expect(history.items.length).toBeGreaterThan(2);
    expect(JSON.stringify(history)).not.toContain("韩雪");
    await settle({ db: test.db, signer }, test.clock.read());
    const verified = await verifyRecord(test.db);
    expect(verified.problems).toEqual([]);
  });

  it("does not come back with an old database: salts stay sealed, and the start takes the name out again", async () => {
    const target = world.people.provider1Member;
    const restored = await all((tx) =>
      tx.selectFrom("record_salt").selectAll().where("sealed_for", "=", target).execute(),
    );
    const [before] = restored;
    if (!before) throw new Error("nothing was sealed for the person");
    const { persons } = test.deps.custody;
    const context = `${before.entry_id} ${before.field}`;
    expect(await persons.open(target, context, before.salt)).toHaveLength(32);
    // As if two persons had decided, and then a backup from before were restored beside the present keys.
    await persons.destroy(target, test.clock.read());
    await persons.destroy(target, test.clock.read());
    expect(await persons.open(target, context, before.salt)).toBeNull();
    expect(await persons.seal(target, context, before.salt)).toBeNull();
    expect(await forgetAgain(test.db, persons, test.deps.log, test.clock.read())).toBe(1);
    expect(await mentions(NAME)).toEqual([]);
    expect(await forgetAgain(test.db, persons, test.deps.log, test.clock.read())).toBe(0);
  });
});

/** Every column of every table of ours that holds a word, read by the owner. */
async function mentions(word: string): Promise<string[]> {
  const owner = await connect(test.adminUrl);
  try {
    const { rows } = await owner.query<{ table_name: string; column_name: string }>(
      `select table_name, column_name from information_schema.columns
       where table_schema = 'public' and data_type in ('text', 'jsonb', 'ARRAY')`,
    );
    const found: string[] = [];
    for (const { table_name: table, column_name: column } of rows) {
      const { rows: hits } = await owner.query(
        `select 1 from "${table}" where strpos("${column}"::text, $1) > 0 limit 1`,
        [word],
      );
      if (hits.length > 0) found.push(`${table}.${column}`);
    }
    const { rows: bodies } = await owner.query(
      "select 1 from record_entry where strpos(convert_from(body, 'utf8'), $1) > 0 limit 1",
      [word],
    );
    return bodies.length > 0 ? [...found, "record_entry.body"] : found;
  } finally {
    await owner.end();
  }
}

describe("erasing an organisation", () => {
  it("is refused while it runs, and ends with its keys when nothing keeps it", async () => {
    const target = world.orgs.manager;
    const preview = () =>
      as("lead").call(previewErasure, { query: { kind: "organisation", targetId: target } });
    expect((await preview()).blocks).toContain("active");
    const up = await uploader(test, await world.as("manager"));
    const file = await up.sendFile("测评资料", { name: "测评.txt" });
    await all((tx) =>
      tx.updateTable("organisation").set({ ended_at: test.clock.read() }).where("id", "=", target).execute(),
    );
    expect((await preview()).blocks).toEqual(["in-retention"]);
    test.clock.advance({ days: 400 });
    expect(await preview()).toMatchObject({ blocks: [], files: 1 });
    const { id } = await as("systemAdmin").call(askErasure, {
      body: { kind: "organisation", targetId: target, reason: "退出平台" },
    });
    // A hold that came meanwhile stops it at the decision.
    const hold = await as("lead").call(placeHold, {
      body: { target: "organisation", targetId: target, reason: "调查", reference: "函" },
    });
    const decide = (version: number) =>
      as("securityAdmin").call(decideRetentionRequest, {
        params: { id },
        body: { version, approve: true, note: "" },
      });
    expect(await refusal(decide(1))).toBe("erasure-blocked");
    const liftRequest = await as("lead").call(askHoldLift, {
      params: { id: hold.id },
      body: { reason: "结束" },
    });
    await as("lead2").call(decideRetentionRequest, {
      params: { id: liftRequest.id },
      body: { version: 1, approve: true, note: "" },
    });
    await decide(1);
    const blob = await blobOf(file);
    await expect(test.deps.blobs.open(blob)).rejects.toMatchObject({ fault: "key-erased" });
    await carryOut(run(), test.deps.blobs, id, nothing);
    expect(await test.deps.blobs.has(blob)).toBe(false);
    expect(await as("lead").call(getRetentionRequest, { params: { id } })).toMatchObject({ state: "done" });
    await expect(test.deps.blobs.put(target, Buffer.from("新"))).rejects.toMatchObject({
      fault: "key-erased",
    });
  });
});
