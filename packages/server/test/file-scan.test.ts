import * as api from "@yunjian/contract";
import { beforeAll, describe, expect, it } from "vitest";
import { settle } from "../src/background.ts";
import { rescanOld } from "../src/features/storage/jobs.ts";
import { claimForScan } from "../src/features/storage/queries-scan.ts";
import { askScanner, type ScanDeps, scanWaiting } from "../src/features/storage/scan.ts";
import { makeSecret, signerOf } from "../src/platform/ledger/note.ts";
import { type Scanner, ScannerAway } from "../src/platform/scanner/scanner.ts";
import { TEST_STRING, trustedClamd } from "../src/platform/scanner/trusted.ts";
import { platformActor, type Tx, withActor } from "../src/platform/tenancy.ts";
import { startApp, type TestApp } from "./app.ts";
import { type Clamd, PLANTED, realClamd } from "./clamd.ts";
import { allYes, found, openPeriods, refusal, type SignedIn, signedIn } from "./reviewing.ts";
import { zip } from "./samples.ts";
import { type Meta, uploader } from "./uploading.ts";
import { makeWorld, type PersonKey, type World } from "./world.ts";

let test: TestApp;
let world: World;
let as: SignedIn;
let clamd: Clamd;
let scanner: Scanner;
let periods: string[];
const signer = signerOf(makeSecret("scan.example"));

beforeAll(async () => {
  clamd = await realClamd(["StreamMaxLength 3M", "MaxFileSize 1M", "AlertExceedsMax no"]);
  scanner = trustedClamd(clamd.address);
  test = await startApp({ deps: { scanner } });
  world = await makeWorld(test);
  as = signedIn(test, world);
  periods = (await openPeriods(world, "provider1Lead"))
    .filter((period) => period.kind !== "summary")
    .map((period) => period.id);
});

/** A sender that has just signed in, because the clock leaps. */
const sender = async (who: PersonKey = "provider1Member") => uploader(test, await world.as(who));
const sendFile = async (content: string | Uint8Array, meta: Meta) => (await sender()).sendFile(content, meta);
const get = async (address: string) => (await sender()).get(address);
const all = <T>(work: (tx: Tx) => Promise<T>) => withActor(test.db, platformActor("test"), "write", work);
const deps = (other: Scanner = scanner): ScanDeps => ({
  db: test.db,
  blobs: test.deps.blobs,
  clock: test.clock.read,
  scanner: other,
});
async function scanAll(other: Scanner = scanner) {
  const version = await askScanner(deps(other));
  if (!version) throw new Error("the scanner is away");
  return await scanWaiting(deps(other), version, 100);
}
const fileOf = (id: string) => as("provider1Member").call(api.getFile, { params: { id } });
const stateOf = async (id: string) => (await fileOf(id)).scan.state;
const entries = (kind: string) =>
  all((tx) =>
    tx
      .selectFrom("record_entry")
      .select("body")
      .where("kind", "=", kind as never)
      .execute(),
  );
async function noticesFor(rule: string): Promise<string[]> {
  await settle({ db: test.db, signer }, test.clock.read());
  const rows = await all((tx) =>
    tx.selectFrom("notice").select(["person_id"]).where("rule", "=", rule).execute(),
  );
  const names = new Map(Object.entries(world.people).map(([name, id]) => [id, name]));
  return [...new Set(rows.map((row) => names.get(row.person_id) ?? ""))].sort();
}
const draftWith = (fileId: string, submit = false) => {
  const [periodId = ""] = periods.splice(0, 1);
  return as("provider1Member").call(api.createSubmission, {
    body: { periodIds: [periodId], kind: "files", files: [{ fileId }], submit },
  });
};
const infected = (inside = TEST_STRING) => zip({ "说明.txt": "见附件", "数据/样本.txt": inside });

describe("a scanner that is connected", () => {
  it("is asked for its version and whether it finds what it must find", async () => {
    const clean = await sendFile("扫描前的文件", { name: "先.txt" });
    expect(await stateOf(clean)).toBe("unscanned");
    expect(await askScanner(deps())).toMatchObject({
      engine: expect.stringMatching(/^ClamAV \d/),
      tellsLimits: false,
    });
    expect(await stateOf(clean)).toBe("waiting");
    expect(await scanAll()).toEqual({ done: 1, away: false });
    expect((await fileOf(clean)).scan).toMatchObject({
      state: "clean",
      found: "",
      engine: expect.stringMatching(/^ClamAV/),
      at: test.clock.read().toISOString(),
    });
    expect((await entries("file.scanned")).length).toBe(1);
  });

  it("finds the test string inside an archive; nobody opens it any more, and those concerned are told", async () => {
    const bytes = infected();
    const id = await sendFile(bytes, { name: "样本.zip" });
    const draft = await draftWith(id);
    await scanAll();
    const { scan, state } = await fileOf(id);
    expect([state, scan.state, scan.found]).toEqual(["kept", "infected", "Test-String.UNOFFICIAL"]);
    for (const address of ["download", "show"]) {
      const answer = await get(`/api/files/${id}/${address}`);
      expect([answer.status, ((await answer.json()) as { name: string }).name]).toEqual([
        409,
        "file-infected",
      ]);
    }
    expect(await as("provider1Member").call(api.previewFile, { params: { id }, query: {} })).toEqual({
      kind: "none",
      reason: "infected",
    });
    // The draft that holds it cannot be handed in, a new one cannot take it up.
    expect(
      await refusal(
        as("provider1Member").call(api.handInSubmission, {
          params: { id: draft.id },
          body: { version: draft.version },
        }),
      ),
    ).toBe("file-infected");
    expect(await refusal(draftWith(id))).toBe("file-infected");
    // The same content again is the same object: known at once.
    expect(await stateOf(await sendFile(bytes, { name: "改名.zip" }))).toBe("infected");
    expect(await noticesFor("file-infected-own")).toEqual([
      "provider1Lead",
      "provider1Lead2",
      "provider1Member",
    ]);
    expect(await noticesFor("file-infected-platform")).toEqual([
      "auditAdmin",
      "securityAdmin",
      "systemAdmin",
    ]);
    expect(await noticesFor("file-infected-review")).toEqual([]);
    expect((await entries("file.infected"))[0]?.body.toString()).not.toContain("样本");
  });

  it("never calls clean what is beyond its limits, whichever of them", async () => {
    const lines = (bytes: number) => "第一行\n".repeat(Math.ceil(bytes / 10)).slice(0, bytes);
    // clamd itself answers OK to the first: it is larger than MaxFileSize, and was not looked into.
    const silent = await sendFile(`${lines(1_500_000)}a`, { name: "大.txt" });
    const refused = await sendFile(`${lines(3_000_000)}b`, { name: "更大.txt" });
    await scanAll();
    for (const id of [silent, refused])
      expect((await fileOf(id)).scan).toMatchObject({ state: "failed", found: "too-large" });
    expect((await get(`/api/files/${silent}/download`)).status).toBe(200);
  });
});

describe("a review", () => {
  it("waits for the scan; what is infected or cannot be scanned is not found compliant", async () => {
    const fileId = await sendFile(infected(PLANTED), { name: "证明.zip" });
    const draft = await draftWith(fileId, true);
    await as("provider1Lead").call(api.signOffSubmission, {
      params: { id: draft.id },
      body: { version: draft.version },
    });
    const { periods: served } = await as("provider1Lead").call(api.getSubmission, {
      params: { id: draft.id },
    });
    const [period] = served;
    const { results } = await as("reviewer").call(api.receiveSubmissions, {
      body: { periodIds: [period?.id ?? ""] },
    });
    const id = results[0]?.reviewId ?? "";
    const decide = (outcome: "compliant" | "supplement-needed") =>
      as("reviewer").call(api.decideReviewOf, {
        params: { id },
        body: {
          version: 1,
          outcome,
          checklist: (outcome === "compliant" ? allYes : found)(period?.duty.id ?? ""),
          note: outcome === "compliant" ? "" : "请更换附件",
        },
      });
    expect(await refusal(decide("compliant"))).toBe("scan-waiting");
    expect(await refusal(decide("supplement-needed"))).toBe("scan-waiting");
    await scanAll();
    const { files } = await as("reviewer").call(api.getSubmission, { params: { id: draft.id } });
    expect(files[0]?.scan).toMatchObject({ state: "infected", found: "Planted.UNOFFICIAL" });
    expect(await refusal(decide("compliant"))).toBe("file-infected");
    expect((await decide("supplement-needed")).state).toMatch(/decided|awaiting-second/);
    expect(await noticesFor("file-infected-review")).toContain("reviewer");
  });
});

describe("a scanner that goes away", () => {
  it("killed in the middle of a file and started again loses nothing", async () => {
    const ids: string[] = [];
    for (const n of [1, 2, 3]) ids.push(await sendFile(`第 ${n} 份\n`.repeat(20_000), { name: `${n}.txt` }));
    const last = await sendFile(infected(`${PLANTED} 后`), { name: "后.zip" });
    const version = await askScanner(deps());
    const dying: Scanner = {
      ...scanner,
      scan: (content, size) =>
        scanner.scan(async () => {
          const stream = await content();
          stream.once("data", () => void clamd.kill());
          return stream.pause();
        }, size),
    };
    if (!version) throw new Error("away");
    expect(await scanWaiting(deps(dying), version, 100)).toEqual({ done: 0, away: true });
    expect(await askScanner(deps())).toBeUndefined();
    expect(await Promise.all([...ids, last].map(stateOf))).toEqual([
      "waiting",
      "waiting",
      "waiting",
      "waiting",
    ]);
    expect((await as("systemAdmin").call(api.getStorage, {})).scanner).toMatchObject({
      configured: true,
      reached: false,
      awaySince: test.clock.read().toISOString(),
    });
    // An hour later somebody is told, once.
    test.clock.advance({ hours: 2 });
    await askScanner(deps());
    await askScanner(deps());
    expect(await noticesFor("scanner-away")).toEqual(["auditAdmin", "securityAdmin", "systemAdmin"]);
    expect((await entries("scanner.away")).length).toBe(1);

    await clamd.start();
    expect(await scanAll()).toEqual({ done: 4, away: false });
    expect(await Promise.all([...ids, last].map(stateOf))).toEqual(["clean", "clean", "clean", "infected"]);
    expect((await entries("scanner.back")).length).toBe(1);
  });

  it("fails at one content again and again: that is what is known of it, and the others go on", async () => {
    const bad = await sendFile("它让扫描引擎出错", { name: "怪.txt" });
    const version = await askScanner(deps());
    if (!version) throw new Error("away");
    const broken: Scanner = { ...scanner, scan: () => Promise.reject(new ScannerAway("broke off")) };
    for (let n = 1; n < 6; n += 1) {
      expect(await scanWaiting(deps(broken), version, 1)).toEqual({ done: 0, away: true });
      test.clock.advance({ hours: 1 });
    }
    expect(await scanWaiting(deps(broken), version, 1)).toEqual({ done: 1, away: false });
    expect((await fileOf(bad)).scan).toMatchObject({ state: "failed", found: "scanner-error" });
    // The night's job gives it another turn.
    await askScanner(deps());
    expect(await all(rescanOld)).toEqual({ queued: 1 });
    expect(await scanAll()).toMatchObject({ done: 1 });
    expect(await stateOf(bad)).toBe("clean");
  });

  it("and a server that dies gives its content back when its claim runs out", async () => {
    const id = await sendFile("服务进程被杀", { name: "杀.txt" });
    const claimed = await all((tx) => claimForScan(tx, test.clock.read()));
    expect(claimed?.key).toContain((await fileOf(id)).sha256);
    expect(await all((tx) => claimForScan(tx, test.clock.read()))).toBeUndefined();
    await all((tx) =>
      tx
        .updateTable("stored_object")
        .set({ scan_until: new Date(Date.now() - 1000) })
        .where("key", "=", claimed?.key ?? "")
        .execute(),
    );
    await scanAll();
    expect(await stateOf(id)).toBe("clean");
  });
});

describe("newer signatures", () => {
  it("rescan what is old, some a night; a file that was wrongly suspected opens again", async () => {
    const id = await sendFile("曾被误报", { name: "误报.txt" });
    await scanAll();
    const { sha256 } = await fileOf(id);
    await all((tx) =>
      tx
        .updateTable("stored_object")
        .set({ scan_state: "infected", scan_found: "Old.False", scan_signatures: "27000" })
        .where("key", "like", `%/${sha256}`)
        .execute(),
    );
    expect((await get(`/api/files/${id}/download`)).status).toBe(409);
    expect(await all(rescanOld)).toEqual({ queued: 1 });
    expect(await stateOf(id)).toBe("infected");
    await scanAll();
    expect((await get(`/api/files/${id}/download`)).status).toBe(200);
    expect(await noticesFor("file-cleared")).toEqual(["provider1Member"]);
    expect(await all(rescanOld)).toEqual({ queued: 0 });
  });
});
