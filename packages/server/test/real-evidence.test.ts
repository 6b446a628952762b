import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { loadCatalogue } from "@yunjian/catalogue";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Evidence, makeEvidence, type Tool } from "../../../scripts/real-tools.ts";
import { inspect } from "../src/features/files/inspect/inspect.ts";
import { preview } from "../src/features/files/preview/preview.ts";
import { openSource } from "../src/platform/blobs/source.ts";

// What the samples of other tests claim about the tools' files is checked here against the tools themselves.

const folder = mkdtempSync(path.join(os.tmpdir(), "yunjian-evidence-"));
let made: readonly Evidence[];

beforeAll(async () => {
  made = await makeEvidence(folder);
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function shown(tool: Tool) {
  const evidence = made.find((each) => each.tool === tool)!;
  const source = await openSource(evidence.file);
  try {
    const found = await inspect(source, path.basename(evidence.file));
    const page = await preview({ id: tool, kind: found.kind, mediaType: found.mediaType }, source, {
      from: 0,
      count: 50,
      sheet: 0,
    });
    if (page.kind !== "text" && page.kind !== "xml") throw new Error(`${tool} is shown as ${page.kind}`);
    const facts = Object.fromEntries(page.result?.facts.map(({ key, value }) => [key, value]) ?? []);
    return {
      evidence,
      warnings: found.warnings,
      kind: page.kind,
      lines: page.lines,
      result: page.result,
      facts,
    };
  } finally {
    await source.close();
  }
}

it("names rows of the catalogue that it can serve", () => {
  const { duties } = loadCatalogue();
  expect(made.flatMap((each) => each.duties).filter((id) => !duties.has(id))).toEqual([]);
});

it("recognises an OpenSCAP result, with the rules that failed", async () => {
  const { evidence, result, facts, kind } = await shown("openscap");
  expect([kind, result?.tool, result?.toolVersion]).toEqual(["xml", "openscap", evidence.version]);
  expect(facts).toMatchObject({ profile: "anssi_np_nt28_average", target: os.hostname() });
  // Checked for real: a benchmark for another system would call everything inapplicable.
  expect(Number(facts["passed"])).toBeGreaterThan(5);
  expect(result?.total).toBe(Number(facts["failed"]));
  for (const [severity, outcome, title, rule] of result?.rows ?? []) {
    expect([severity, outcome]).toEqual([expect.stringMatching(/^(high|medium|low|unknown)$/), "fail"]);
    expect(title).not.toBe("");
    expect(rule).toMatch(/^[a-z0-9_-]+$/);
  }
  expect(facts["score"]).toMatch(/^\d+\.\d \/ 100$/);
});

it("recognises a lynis report, with its suggestions", async () => {
  const { evidence, result, facts } = await shown("lynis");
  expect([result?.tool, result?.toolVersion]).toEqual(["lynis", evidence.version]);
  expect(Number(facts["hardening-index"])).toBeGreaterThan(0);
  expect(Number(facts["tests"])).toBeGreaterThan(20);
  expect(result?.rows.length).toBe(Number(facts["warnings"]) + Number(facts["suggestions"]));
  for (const [kind, id, words] of result?.rows ?? []) {
    expect([kind, id]).toEqual([
      expect.stringMatching(/^(warning|suggestion)$/),
      expect.stringMatching(/^[A-Z]+(-\d+)?$/),
    ]);
    expect(words).not.toBe("");
  }
});

it("recognises an nmap scan of the loopback", async () => {
  const { evidence, result, facts, kind } = await shown("nmap");
  expect([kind, result?.tool, result?.toolVersion]).toEqual(["xml", "nmap", evidence.version]);
  expect(facts).toMatchObject({ "hosts-up": "1", "hosts-down": "0" });
  expect(facts["arguments"]).toContain("-p 1-200 127.0.0.1");
  expect(result?.rows).toHaveLength(Number(facts["open-ports"]));
});

it("recognises the SBOM that npm writes of this project", async () => {
  const { result, facts } = await shown("npm");
  expect(result?.tool).toBe("cyclonedx");
  expect(Number(facts["components"])).toBeGreaterThan(200);
  const names = result?.rows.map(([name]) => name) ?? [];
  expect(names.length).toBeGreaterThan(100);
  expect(result?.rows.find(([name]) => name === "antd" || name === "commander")).toEqual([
    expect.any(String),
    expect.stringMatching(/^\d+\.\d+\.\d+/),
    "library",
    "MIT",
    expect.stringMatching(/^pkg:npm\//),
  ]);
});
