import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { listRecord } from "@yunjian/contract";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { Guard } from "../src/platform/ledger/guard.ts";
import { makeSecret, makeSm2Secret, signerOf } from "../src/platform/ledger/note.ts";
import { publish, type Witness } from "../src/platform/ledger/publish.ts";
import { sequence } from "../src/platform/ledger/sequencer.ts";
import { startApp, type TestApp } from "./app.ts";
import { commandLine, keyOf, listen, type Run } from "./cli-process.ts";
import { makeWorld, type World } from "./world.ts";

// The command line as an auditor and a witness run it: other processes, over HTTP, trusting keys alone.
vi.setConfig({ testTimeout: 120_000 });

const signer = signerOf(makeSecret("yunjian/test"), {
  sm2: makeSm2Secret("yunjian/test"),
  trees: ["sha256", "sm3"],
});
const keys = signer.trees.map((tree) => tree.verifiers[0] ?? "");
const trusting = keys.flatMap((key) => ["--verifier", key]);
let test: TestApp;
let world: World;
let run: Run;
let home: string;
let env: Record<string, string>;
let witness: ChildProcess;
let watched: Witness;

beforeAll(async () => {
  test = await startApp();
  world = await makeWorld(test);
  const url = await listen(test);
  ({ run, home } = commandLine({ DATABASE_URL: test.appUrl, YUNJIAN_DATA: "/nonexistent" }));
  env = { YUNJIAN_URL: url, YUNJIAN_KEY: await keyOf(world, "auditAdmin") };
  watched = await startWitness();
  const guard = await Guard.open(path.join(home, "copy"), signer);
  await sequence(test.db, signer, test.clock.read(), { guard, publish: false });
  await publish(test.db, signer, test.clock.read(), { witnesses: [watched], quorum: 1, guard });
});
afterAll(() => void witness?.kill("SIGKILL"));

async function startWitness(): Promise<Witness> {
  const main = path.resolve(import.meta.dirname, "../../cli/src/main.ts");
  const logs = keys.flatMap((key) => ["--log", key]);
  const args = [
    "witness",
    "--name",
    "audit.example/w1",
    "--state",
    path.join(home, "witness"),
    "--port",
    "0",
    "--json",
  ];
  witness = spawn(process.execPath, [main, ...args, ...logs], { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  for await (const chunk of witness.stdout ?? []) {
    said += String(chunk);
    if (said.trimEnd().endsWith("}")) break;
  }
  const ready = JSON.parse(said) as { witness: string; url: string };
  return { verifier: ready.witness, url: ready.url };
}

it("verifies the log over HTTP, keeps a copy, and verifies the copy with nothing but the keys", async () => {
  const quorum = ["--witness", watched.verifier, "--quorum", "1"];
  const online = await run(["ledger", "verify", ...trusting, ...quorum, "--json"], env);
  expect([online.code, online.json().valid], online.err).toEqual([0, true]);
  expect(online.json().trees).toMatchObject([
    { tree: "sha256", witnesses: ["audit.example/w1"] },
    { tree: "sm3", witnesses: ["audit.example/w1"] },
  ]);
  const folder = path.join(home, "export");
  const kept = await run(["ledger", "export", folder, ...trusting], env);
  expect([kept.code, kept.out], kept.err).toEqual([0, expect.stringContaining("核验通过")]);
  const offline = ["ledger", "verify", folder, ...trusting];
  expect((await run(offline)).code).toBe(0);
  const known = ["--known", path.join(folder, "sm3", "checkpoint")];
  expect((await run([...offline, ...known])).code).toBe(0);

  const bundles = path.join(folder, "sha256/tile/entries");
  const [name = ""] = readdirSync(bundles);
  const inside = path.join(bundles, name);
  const file = name.endsWith(".p") ? path.join(inside, readdirSync(inside)[0] ?? "") : inside;
  const bytes = readFileSync(file);
  bytes[100] = (bytes[100] ?? 0) ^ 1;
  writeFileSync(file, bytes);
  const changed = await run([...offline, "--json"]);
  expect([changed.code, changed.json()], changed.err).toMatchObject([
    7,
    { valid: false, failure: "tile-wrong" },
  ]);
  expect((await run([...offline, "--hashes-only"])).code).toBe(0);
});

it("says what is missing: keys, the right to read entries, the witnesses", async () => {
  expect((await run(["ledger", "verify"], env)).code).toBe(2);
  const stranger = signerOf(makeSecret("yunjian/test")).verifier;
  const foreign = await run(["ledger", "verify", "--verifier", stranger], env);
  expect([foreign.code, foreign.out], foreign.err).toEqual([
    7,
    expect.stringContaining("没有可信密钥的签名"),
  ]);
  const alone = { YUNJIAN_URL: env["YUNJIAN_URL"] ?? "" };
  expect((await run(["ledger", "verify", ...trusting], alone)).code).not.toBe(0);
  expect((await run(["ledger", "verify", ...trusting, "--hashes-only"], alone)).code).toBe(0);
  const few = await run(["ledger", "verify", ...trusting, "--quorum", "1", "--json"], env);
  expect(few.json()).toMatchObject({ failure: "witnesses-too-few" });
});

it("takes a proof away and checks it offline; a changed one is refused by name", async () => {
  const audit = await world.as("auditAdmin");
  const entry = (await audit.call(listRecord, { query: { kind: ["cloud.registered"], limit: 1 } })).items[0];
  const file = path.join(home, "entry.tlog-proof");
  for (const tree of ["sha256", "sm3"]) {
    const taken = await run(["ledger", "proof", entry?.id ?? "", "--tree", tree, "--out", file], env);
    expect(taken.code, taken.err).toBe(0);
    const good = await run([
      "ledger",
      "check",
      file,
      ...trusting,
      "--witness",
      watched.verifier,
      "--quorum",
      "1",
    ]);
    expect([good.code, good.out], good.err).toEqual([
      0,
      expect.stringMatching(/证明有效[^]*cloud\.registered/),
    ]);
  }
  writeFileSync(file, readFileSync(file, "utf8").replace(/^index \d+$/m, "index 0"));
  const bad = await run(["ledger", "check", file, ...trusting, "--json"]);
  expect([bad.code, bad.json()], bad.err).toMatchObject([7, { valid: false }]);
  expect((await run(["ledger", "check", path.join(home, "copy"), ...trusting])).code).not.toBe(0);
});

it("the witness ends well, and goes on where it was", async () => {
  const exit = once(witness, "exit");
  witness.kill("SIGTERM");
  expect((await exit)[0]).toBe(0);
  const again = await startWitness();
  expect(again.verifier).toBe(watched.verifier);
  const answer = await fetch(`${again.url}/add-checkpoint`, {
    method: "POST",
    body: `old 0\n\n${await (await fetch(`${env["YUNJIAN_URL"]}/ledger/sha256/checkpoint`)).text()}`,
  });
  expect([answer.status, answer.headers.get("content-type")]).toEqual([409, "text/x.tlog.size"]);
});
