import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const SCRIPTS = path.dirname(import.meta.dirname);

/** A clone of a tiny project, with an npm that writes down its calls and a vite that copies. */
let root: string;
let calls: string;

const FAKE_NPM = `
const fs = require("node:fs");
fs.appendFileSync(process.env.CALLS, "npm " + process.argv.slice(2).join(" ") + "\\n");
if (process.env.NPM_FAILS) { console.error("npm error network"); process.exit(1); }
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
fs.mkdirSync("node_modules/vite/bin", { recursive: true });
fs.writeFileSync("node_modules/.package-lock.json", fs.readFileSync("package-lock.json"));
fs.writeFileSync("node_modules/vite/bin/vite.js", ${JSON.stringify(`
const fs = require("node:fs");
fs.appendFileSync(process.env.CALLS, "vite\\n");
if (process.env.VITE_FAILS) process.exit(1);
const out = process.argv[process.argv.indexOf("--outDir") + 1];
fs.mkdirSync(out, { recursive: true });
fs.copyFileSync("src/main.ts", out + "/index.html");
`)});
`;

function write(file: string, text: string): void {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), text);
}

async function prepare(
  env: Record<string, string> = {},
  args: string[] = [],
): Promise<{ code: number; output: string }> {
  const child = spawn(process.execPath, [path.join(root, "scripts/prepare.mjs"), ...args], {
    env: { PATH: process.env["PATH"] ?? "", npm_execpath: path.join(root, "npm.cjs"), CALLS: calls, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const [code] = (await once(child, "close")) as [number];
  return { code, output };
}

function called(): string[] {
  return existsSync(calls)
    ? readFileSync(calls, "utf8")
        .trim()
        .split("\n")
        .map((line) => line.split(" ").slice(0, 2).join(" "))
    : [];
}

beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), "yunjian-prepare-"));
  calls = path.join(root, "calls");
  mkdirSync(path.join(root, "scripts"));
  cpSync(path.join(SCRIPTS, "prepare.mjs"), path.join(root, "scripts/prepare.mjs"));
  write("scripts/node", `#!/bin/sh\nexec "${process.execPath}" "$@"\n`);
  chmodSync(path.join(root, "scripts/node"), 0o755);
  write("npm.cjs", FAKE_NPM);
  write("package-lock.json", JSON.stringify({ packages: {} }));
  write("packages/web/src/main.ts", "one");
  write("packages/contract/src/index.ts", "");
  write("packages/ledger/src/index.ts", "");
  write("packages/domain/src/index.ts", "");
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

test("a fresh clone is installed and built, once", async () => {
  expect(await prepare()).toMatchObject({ code: 0 });
  expect(called()).toEqual(["npm ci", "vite"]);
  expect(readFileSync(path.join(root, "packages/web/dist/index.html"), "utf8")).toBe("one");
  expect(await prepare()).toEqual({ code: 0, output: "" });
  expect(called()).toEqual(["npm ci", "vite"]);
});

describe("only what changed is done again:", () => {
  beforeEach(async () => {
    await prepare();
    rmSync(calls);
  });

  test.each([
    "packages/web/src/main.ts",
    "packages/web/src/new.ts",
    "packages/contract/src/index.ts",
    "packages/domain/src/index.ts",
  ])("%s builds the web client", async (file) => {
    write(file, "two");
    await prepare();
    expect(called()).toEqual(["vite"]);
  });

  test("another lock installs, and builds", async () => {
    write("package-lock.json", JSON.stringify({ packages: { "node_modules/x": { version: "1.0.0" } } }));
    await prepare();
    expect(called()).toEqual(["npm ci", "vite"]);
  });

  test("a lock that npm install has already followed installs nothing", async () => {
    const lock = JSON.stringify({ packages: { "node_modules/x": { version: "1.0.0" } } });
    write("package-lock.json", lock);
    write("node_modules/.package-lock.json", lock);
    write("node_modules/x/package.json", "{}");
    await prepare();
    expect(called()).toEqual(["vite"]);
  });
});

test("two at once: one works, the other waits and finds everything done", async () => {
  const results = await Promise.all([prepare(), prepare()]);
  expect(results.map((each) => each.code)).toEqual([0, 0]);
  expect(called()).toEqual(["npm ci", "vite"]);
  expect(existsSync(path.join(root, ".cache/prepare.lock"))).toBe(false);
});

test("the lock of a preparation that was killed is taken over", async () => {
  const dead = spawn("true");
  await once(dead, "exit");
  write(".cache/prepare.lock", String(dead.pid));
  expect(await prepare()).toMatchObject({ code: 0 });
  expect(readdirSync(path.join(root, ".cache"))).toEqual([]);
});

test("a failed install says what to do, leaves no stamp, and the next run installs", async () => {
  const failed = await prepare({ NPM_FAILS: "1" });
  expect(failed.code).toBe(1);
  expect(failed.output).toContain("npm error network");
  expect(failed.output).toContain("npm config set registry");
  expect(await prepare()).toMatchObject({ code: 0 });
  expect(called()).toEqual(["npm ci", "npm ci", "vite"]);
});

test("a failed build leaves the client that was there", async () => {
  await prepare();
  write("packages/web/src/main.ts", "two");
  expect(await prepare({ VITE_FAILS: "1" })).toMatchObject({ code: 1 });
  expect(readFileSync(path.join(root, "packages/web/dist/index.html"), "utf8")).toBe("one");
});

test("a missing browser is named with the way to get it", async () => {
  await prepare();
  const { code, output } = await prepare({ PATH: path.join(root, "scripts") + ":/nowhere" }, ["--test"]);
  expect(code).toBe(1);
  expect(output).toContain("chromium");
});
