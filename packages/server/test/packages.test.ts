import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import * as api from "@yunjian/contract";
import { parseVerifier } from "@yunjian/ledger";
import { memoryBytes, openZip, type PackageReport, verifyPackage, wordsOf } from "@yunjian/ledger/package";
import { createHash } from "node:crypto";
import fc from "fast-check";
import { unzipSync } from "fflate";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packageJob } from "../src/features/packages/jobs.ts";
import { namedObjects } from "../src/platform/blobs/named.ts";
import { emit } from "../src/platform/events.ts";
import { definedJobs } from "../src/platform/jobs/define.ts";
import { runJob } from "../src/platform/jobs/index.ts";
import { NATIVE } from "../src/platform/ledger/hashes.ts";
import { makeSecret, makeSm2Secret, signerOf } from "../src/platform/ledger/note.ts";
import { sequence } from "../src/platform/ledger/sequencer.ts";
import { connect } from "../src/platform/postgres/pool.ts";
import { platformActor, withActor } from "../src/platform/tenancy.ts";
import { startApp, type TestApp } from "./app.ts";
import { commandLine } from "./cli-process.ts";
import { found, openPeriods, refusal, type SignedIn, signedIn } from "./reviewing.ts";
import { uploader } from "./uploading.ts";
import { makeWorld, type PersonKey, type World } from "./world.ts";

const signer = signerOf(makeSecret("yunjian/test"), {
  sm2: makeSm2Secret("yunjian/test"),
  trees: ["sha256", "sm3"],
});
const { run: command } = commandLine({});
const REPORT = "漏洞扫描结果\n".repeat(40_000);
let test: TestApp;
let world: World;
let as: SignedIn;
let admin: pg.Client;
let periodId: string;
let rectificationId: string;

beforeAll(async () => {
  test = await startApp();
  world = await makeWorld(test);
  as = signedIn(test, world);
  admin = await connect(test.adminUrl, { role: "yunjian_owner" });
  const [period] = await openPeriods(world, "provider1Lead", "JGK-A-47");
  if (!period) throw new Error("no period to hand in");
  periodId = period.id;
  const member = await world.as("provider1Member");
  const files = await uploader(test, member);
  const report = await files.sendFile(REPORT, { name: "十月 漏洞扫描：结果.txt", sensitivity: "sensitive" });
  const small = await files.sendFile("附件", { name: "附件.txt" });
  const made = await member.call(api.createSubmission, {
    body: {
      periodIds: [periodId],
      kind: "files",
      statement: "已按要求完成，证明材料见附件。",
      files: [{ fileId: report }, { fileId: small }],
      submit: true,
    },
  });
  await as("provider1Lead").call(api.signOffSubmission, {
    params: { id: made.id },
    body: { version: made.version },
  });
  const { results } = await as("reviewer").call(api.receiveSubmissions, { body: { periodIds: [periodId] } });
  await as("reviewer").call(api.decideReviewOf, {
    params: { id: results[0]?.reviewId ?? "" },
    body: {
      version: 1,
      checklist: found(period.dutyId),
      outcome: "non-compliant",
      note: "扫描目标缺少 3 台主机",
      defectTitle: "扫描覆盖不全",
      severity: "high",
    },
  });
  const { items } = await as("reviewer").call(api.listRectifications, { query: {} });
  rectificationId = items[0]?.id ?? "";
  await sequence(test.db, signer, test.clock.read());
}, 60_000);
afterAll(() => admin.end());

const ask = (
  who: PersonKey,
  body: { type: "cloud" | "period" | "rectification"; id: string; from?: string; to?: string },
) => as(who).call(api.makePackage, { body });
const view = (who: PersonKey, id: string) => as(who).call(api.getPackage, { params: { id } });

/** Runs the queued job while the record is being sequenced beside it, as in a server. */
async function work(who: PersonKey, id: string): Promise<void> {
  const { jobId } = await view(who, id);
  let ended = false;
  const running = runJob(
    { db: test.db, clock: test.clock.read, log: test.deps.log },
    packageJob(test.deps.blobs),
    jobId,
    {
      progressId: jobId,
      data: { packageId: id },
    },
  ).finally(() => void (ended = true));
  while (!ended) {
    await sequence(test.db, signer, test.clock.read());
    await wait(20);
  }
  await running;
}

async function made(who: PersonKey, body: Parameters<typeof ask>[1]): Promise<string> {
  const { id } = await ask(who, body);
  await work(who, id);
  return id;
}

async function download(who: PersonKey, id: string): Promise<Buffer> {
  const answer = await test.app.inject({
    url: `/api/packages/${id}/download`,
    headers: { cookie: (await world.as(who)).cookie() ?? "" },
  });
  expect(answer.statusCode).toBe(200);
  expect(answer.headers["content-length"]).toBe(String(answer.rawPayload.length));
  return answer.rawPayload;
}

async function verified(zip: Uint8Array): Promise<PackageReport> {
  const keys = signer.trees.flatMap((tree) => tree.verifiers.map((text) => parseVerifier(text)));
  const report = await verifyPackage(await openZip(memoryBytes(zip)), { hashes: NATIVE, keys });
  expect(report.findings.map((each) => wordsOf(each, "en"))).toEqual([]);
  return report;
}

describe("the package of a period", () => {
  let id: string;
  let zip: Buffer;
  let report: PackageReport;

  it("is made by a job and holds under the log's own key", async () => {
    id = await made("reviewer", { type: "period", id: periodId });
    expect(await view("reviewer", id)).toMatchObject({
      state: "ready",
      files: 2,
      missing: 0,
      may: { open: true, cancel: false },
    });
    zip = await download("reviewer", id);
    expect(createHash("sha256").update(zip).digest("hex")).toBe((await view("reviewer", id)).sha256);
    report = await verified(zip);
    expect(report).toMatchObject({ valid: true, trust: "pinned", seal: { ok: true } });
    expect(report.trees.map(({ tree }) => tree)).toEqual(["sha256", "sm3"]);
  });

  it("holds what was handed in, what was decided and what led from it, with the texts behind commitments", () => {
    const types = new Set(report.objects.map(({ type }) => type));
    expect(types).toEqual(new Set(["period", "submission", "review", "rectification"]));
    const file = report.files.find(({ name }) => name === "十月 漏洞扫描：结果.txt");
    expect(file).toMatchObject({
      path: "data/files/0001-十月 漏洞扫描：结果.txt",
      ok: true,
      sha256: createHash("sha256").update(REPORT).digest("hex"),
    });
    expect(file?.recorded.length).toBeGreaterThan(0);
    const kinds = report.statements.map(({ kind }) => kind);
    expect(kinds).toEqual(
      expect.arrayContaining(["file.uploaded", "submission.submitted", "review.decided"]),
    );
    expect(report.statements.every(({ ok }) => ok)).toBe(true);
    const decided = report.statements.find(({ kind }) => kind === "review.decided");
    expect(Object.values(decided?.opened ?? {})).toContain("扫描目标缺少 3 台主机");
  });

  it("has a page in Chinese that runs nothing and names who did what under which entry", async () => {
    const opened = await openZip(memoryBytes(zip));
    const page = await textIn(opened, "index.html");
    expect(page).toContain("default-src 'none'");
    expect(page).not.toContain("<script");
    for (const words of ["作出审核结论", "赵敏", "扫描目标缺少 3 台主机", "冯刚", "十月 漏洞扫描：结果.txt"])
      expect(page).toContain(words);
    expect(await textIn(opened, "bag-info.txt")).toMatch(/^Payload-Oxum: \d+\.\d+$/m);
  });

  it("is checked by the command line with no server", async () => {
    const home = await mkdtemp(path.join(tmpdir(), "yunjian-packed-"));
    try {
      const file = path.join(home, "p.zip");
      await writeFile(file, zip);
      const fine = await command(["verify", file, "--verifier", signer.verifier, "--lang", "zh"]);
      expect([fine.code, fine.out]).toEqual([0, expect.stringContaining("依据您提供的账本公钥核验")]);
      await writeFile(file, zip.subarray(0, -100));
      const cut = await command(["verify", file, "--json"]);
      expect(cut.code).toBe(7);
      expect(cut.json()).toMatchObject({ valid: false, findings: [{ code: "zip-truncated" }] });
    } finally {
      await rm(home, { recursive: true, force: true });
    }
  });

  it("is no longer valid after any change of a byte", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(zip.length - 1), fc.integer({ min: 1, max: 255 }), async (at, by) => {
        const changed = Buffer.from(zip);
        changed[at] = (changed[at] ?? 0) ^ by;
        const opened = await openZip(memoryBytes(changed));
        expect((await verifyPackage(opened, { hashes: NATIVE })).valid).toBe(false);
      }),
      { numRuns: 15 },
    );
  });

  it("was recorded: asked for, made, its sensitive file read, downloaded", async () => {
    const { rows } = await admin.query<{ kind: string; body: Buffer }>(
      "select kind, body from record_entry where object_id = $1 order by id",
      [id],
    );
    expect(rows.map(({ kind }) => kind)).toEqual(["package.asked", "package.made", "package.opened"]);
    const reads = await admin.query(
      "select 1 from record_entry where kind = 'file.read' and convert_from(body, 'UTF8') like $1",
      [`%${id}%`],
    );
    expect(reads.rowCount).toBe(1);
  });

  it("is an object that the check of the storage expects, as long as it lasts", async () => {
    const { named, key } = await withActor(test.db, platformActor("test"), "read", async (tx) => ({
      named: await namedObjects(tx),
      key: (
        await tx
          .selectFrom("evidence_package")
          .select("blob_key")
          .where("id", "=", id)
          .executeTakeFirstOrThrow()
      ).blob_key,
    }));
    expect(named).toContain(key);
  });

  it("belongs to who asked for it, and to nobody else, whatever else they see", async () => {
    for (const who of ["lead", "reviewer2", "auditAdmin", "provider1Lead"] as const) {
      expect(await refusal(view(who, id))).toBe("not-found");
      expect(await refusal(as(who).call(api.checkPackage, { params: { id } }))).toBe("not-found");
      expect(await refusal(as(who).call(api.cancelPackage, { params: { id }, body: {} }))).toBe("not-found");
      expect((await as(who).call(api.listPackages, { query: {} })).items).toEqual([]);
    }
    expect(
      (await as("reviewer").call(api.listPackages, { query: {} })).items.map((each) => each.id),
    ).toContain(id);
  });

  it("ends when its time is over, content first", async () => {
    const before = test.clock.read();
    const { rows } = await admin.query<{ blob_key: string }>(
      "select blob_key from evidence_package where id = $1",
      [id],
    );
    const key = rows[0]?.blob_key ?? "";
    expect(await test.deps.blobs.has(key)).toBe(true);
    test.clock.advance({ days: 8 });
    expect(await view("reviewer", id)).toMatchObject({ state: "expired", may: { open: false } });
    expect(await refusal(as("reviewer").call(api.checkPackage, { params: { id } }))).toBe("not-found");
    const expire = definedJobs().find(({ name }) => name === "packages.expire");
    if (!expire) throw new Error("no job");
    await runJob({ db: test.db, clock: test.clock.read, log: test.deps.log }, expire, "expire", { data: {} });
    expect(await test.deps.blobs.has(key)).toBe(false);
    test.clock.set(before);
  });
});

describe("packages of other scopes and other people", () => {
  it("a rectification, by the provider it was issued to", async () => {
    const id = await made("provider1Lead", { type: "rectification", id: rectificationId });
    const report = await verified(await download("provider1Lead", id));
    expect(report.description?.scope.name).toContain("扫描覆盖不全");
    const kinds = report.statements.map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(["rectification.issued", "submission.submitted"]));
  });

  it("a cloud between two dates, by the auditor", async () => {
    const today = "2026-11-20";
    const id = await made("auditAdmin", { type: "cloud", id: world.clouds.cloud1, from: today, to: today });
    const report = await verified(await download("auditAdmin", id));
    expect(report.description?.scope).toMatchObject({ from: today, to: today, name: "云州电信政务云" });
    expect(report.statements.map(({ kind }) => kind)).toContain("cloud.registered");
    expect(report.statements.length).toBeGreaterThan(5);
  });

  it("is refused to whoever may not read the papers, as if the thing did not exist", async () => {
    expect(await refusal(ask("provider2Lead", { type: "period", id: periodId }))).toBe("not-found");
    expect(await refusal(ask("customer1Lead", { type: "period", id: periodId }))).toBe("not-found");
    expect(await refusal(ask("provider2Lead", { type: "rectification", id: rectificationId }))).toBe(
      "not-found",
    );
    expect(
      await refusal(
        ask("provider2Lead", {
          type: "cloud",
          id: world.clouds.cloud1,
          from: "2026-11-01",
          to: "2026-11-02",
        }),
      ),
    ).toBe("not-found");
    expect(await refusal(ask("systemAdmin", { type: "period", id: periodId }))).toBe("forbidden");
    const wrong = [
      { type: "cloud", id: world.clouds.cloud1 },
      { type: "cloud", id: world.clouds.cloud1, from: "2026-11-02", to: "2026-11-01" },
      { type: "cloud", id: world.clouds.cloud1, from: "2027-11-02", to: "2027-11-03" },
      { type: "period", id: periodId, from: "2026-11-01" },
    ] as const;
    for (const body of wrong) expect(await refusal(ask("reviewer", body))).toBe("invalid-input");
  });

  it("rights that are lost while it waits end it, and it can be stopped and asked for anew", async () => {
    const body = { type: "period", id: periodId } as const;
    const first = await ask("reviewer2", body);
    expect(await refusal(ask("reviewer2", body))).toBe("already-exists");
    await as("reviewer2").call(api.cancelPackage, { params: { id: first.id }, body: {} });
    await work("reviewer2", first.id);
    expect(await view("reviewer2", first.id)).toMatchObject({ state: "cancelled", size: null });
    const second = await ask("reviewer2", body);
    await admin.query("update membership set to_at = $2 where person_id = $1", [
      world.people.reviewer2,
      test.clock.read(),
    ]);
    const { rows } = await admin.query<{ job_id: string }>(
      "select job_id from evidence_package where id = $1",
      [second.id],
    );
    await runJob(
      { db: test.db, clock: test.clock.read, log: test.deps.log },
      packageJob(test.deps.blobs),
      "x",
      {
        progressId: rows[0]?.job_id ?? "",
        data: { packageId: second.id },
      },
    );
    const after = await admin.query("select state, problem, blob_key from evidence_package where id = $1", [
      second.id,
    ]);
    expect(after.rows).toEqual([{ state: "failed", problem: "rights-lost", blob_key: null }]);
  });

  it("says which files are missing, and holds all the same", async () => {
    await admin.query("update file set state = 'purged' where name = '附件.txt'");
    const id = await made("lead", { type: "period", id: periodId });
    expect(await view("lead", id)).toMatchObject({ state: "ready", files: 1, missing: 1 });
    const report = await verified(await download("lead", id));
    expect(report.description?.files.find(({ name }) => name === "附件.txt")).toMatchObject({
      path: null,
      state: "purged",
    });
  });
});

describe("what the audit administrator takes away", () => {
  it("is the result of a search as texts of a workbook, and is recorded", async () => {
    await world.run("lead", (tx, actor, now) =>
      emit(tx, actor, now, {
        kind: "cloud.changed",
        object: { type: "cloud", id: world.clouds.cloud2 },
        subjectId: world.clouds.cloud2,
        data: { formula: "=HYPERLINK(1)" },
      }),
    );
    const query = { kind: ["cloud.changed" as const], subjectId: world.clouds.cloud2 };
    const { rows, content, fileName } = await as("auditAdmin").call(api.exportRecord, { query });
    expect([rows, fileName]).toEqual([1, "存证记录-2026-11-20.xlsx"]);
    const table = await readTable(Buffer.from(content, "base64"));
    expect(table).toContain("cloud.changed");
    expect(table).toContain("=HYPERLINK(1)");
    expect(table).not.toMatch(/<f[ >]/);
    const { items } = await as("auditAdmin").call(api.listRecord, { query: { kind: ["record.exported"] } });
    expect(items[0]).toMatchObject({ person: { name: "吴昊" }, data: { rows: 1, kinds: ["cloud.changed"] } });
    expect(await refusal(as("reviewer").call(api.exportRecord, { query: {} }))).toBe("forbidden");
  });

  it("history of an object takes the same questions however much happened", async () => {
    const params = { type: "rectification", id: rectificationId } as const;
    const count = async (limit: number): Promise<number> => {
      await as("reviewer").call(api.getObjectHistory, { params, query: { limit } });
      test.statements();
      await as("reviewer").call(api.getObjectHistory, { params, query: { limit } });
      return test.statements().length;
    };
    expect(await count(50)).toBe(await count(1));
  });
});

/** All text of a workbook, as its parts hold it. */
async function readTable(bytes: Buffer): Promise<string> {
  const parts = unzipSync(bytes);
  return Object.values(parts)
    .map((part) => Buffer.from(part).toString("utf8"))
    .join("\n");
}

async function textIn(opened: Awaited<ReturnType<typeof openZip>>, name: string): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of opened.files.find((file) => file.path === name)?.content() ?? [])
    pieces.push(piece);
  return Buffer.concat(pieces).toString("utf8");
}
