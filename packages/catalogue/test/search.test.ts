import { describe, expect, test } from "vitest";
import { loadCatalogue, search, type SearchQuery } from "../src/index.ts";

const catalogue = loadCatalogue();
const ids = (query: SearchQuery): string[] => search(catalogue, query).map(({ entry }) => entry.id);

describe("Chinese", () => {
  test("a word of the table's own name comes first", () => {
    expect(ids({ text: "脆弱性扫描", lang: "zh" }).slice(0, 4).sort()).toEqual(
      expect.arrayContaining(["JGK-A-47", "JGK-A-51"]),
    );
    expect(ids({ text: "远程维护" })[0]).toBe("JGK-A-25");
  });

  test("漏洞扫描 finds all rows of 脆弱性扫描 before anything else", () => {
    const found = ids({ text: "漏洞扫描", lang: "zh", kind: "control" });
    expect(found.slice(0, 5).sort()).toEqual(["JGK-A-47", "JGK-A-48", "JGK-A-49", "JGK-A-50", "JGK-A-51"]);
  });

  test("a word whose parts stand apart is found, one of which a part is missing is not", () => {
    expect(ids({ text: "日志审查", lang: "zh" })).toContain("JGK-A-69");
    expect(ids({ text: "日志蒸汽", lang: "zh" })).toEqual([]);
  });

  test.each([
    ["机房", ["JGK-A-64", "JGK-A-65", "JGK-A-66", "JGK-A-68", "JGK-A-69", "JGK-A-70", "JGK-A-71"]],
    ["脆弱", ["JGK-A-47", "JGK-A-48", "JGK-A-49", "JGK-A-50", "JGK-A-51"]],
    ["钥匙", ["JGK-A-67", "JGK-A-68"]],
    ["补丁", ["JGK-A-04", "JGK-A-27"]],
    ["备份", ["JGK-A-39"]],
    ["演练", ["JGK-A-38"]],
    ["渗透", ["JGK-A-06", "JGK-A-07", "JGK-A-54", "JGK-A-55"]],
  ])("two characters: %s", (text, expected) => {
    expect(ids({ text, lang: "zh" })).toEqual(expect.arrayContaining(expected));
  });

  test("one character finds too", () => {
    expect(ids({ text: "匙" })).toEqual(expect.arrayContaining(["JGK-A-67", "JGK-A-68"]));
  });

  test("every word must be met", () => {
    const both = ids({ text: "机房 访客" });
    expect(both[0]).toBe("JGK-A-70");
    expect(both.length).toBeLessThan(ids({ text: "机房" }).length);
    expect(ids({ text: "机房 蒸汽机车" })).toEqual([]);
  });
});

describe("ids and English", () => {
  test.each(["JGK-A-47", "jgk-a-47", "Ａ－４７", "A-47"])("id as written: %s", (text) => {
    expect(ids({ text })[0]).toBe("JGK-A-47");
  });

  test("a section finds its clauses", () => {
    expect(ids({ text: "6.2.1.1", kind: "clause" })).toEqual(
      expect.arrayContaining(["JGK-6.2.1.1-a", "JGK-6.2.1.1-f"]),
    );
  });

  test("begin of word, plural and case", () => {
    expect(ids({ text: "Vulnerab", lang: "en" })).toContain("JGK-A-47");
    expect(ids({ text: "SCANS", lang: "en" })).toContain("JGK-A-47");
    expect(ids({ text: "SBOM" })[0]).toBe("JGK-A-23");
  });

  test("the language limits the words", () => {
    expect(ids({ text: "机房", lang: "en" })).toEqual([]);
    expect(ids({ text: "machine room", lang: "en" })).toContain("JGK-A-64");
  });
});

describe("filters", () => {
  test("each narrows to what it says", () => {
    expect(ids({ frequency: "realtime", kind: "control" }).length).toBe(11);
    expect(ids({ class: "physical-environment", kind: "control" }).length).toBe(8);
    expect(ids({ kind: "control" }).length).toBe(71);
    expect(ids({ kind: "clause" }).length).toBe(126);
    expect(ids({ responsible: "assessor", kind: "control" })).toEqual([
      "JGK-A-05",
      "JGK-A-06",
      "JGK-A-51",
      "JGK-A-55",
    ]);
    const obliged = search(catalogue, { obliged: "supervisor" });
    expect(obliged.length).toBeGreaterThan(10);
    for (const { entry } of obliged)
      expect(entry).toHaveProperty("obliged", expect.arrayContaining(["supervisor"]));
    expect(ids({ document: "GB/T 37972-2019" }).length).toBe(ids({}).length);
    expect(ids({ document: "GB/T 1" })).toEqual([]);
    for (const { entry, kind } of search(catalogue, { proof: "automated" })) {
      expect(kind).toBe("clause");
      expect(entry).toHaveProperty("proof", "automated");
    }
    for (const { entry } of search(catalogue, { attribute: "enhanced", deliverable: "report" })) {
      expect(entry).toMatchObject({ attribute: "enhanced", deliverable: "report" });
    }
  });

  test("go together with words", () => {
    expect(ids({ text: "扫描", responsible: "assessor", kind: "control" })).toEqual(["JGK-A-51"]);
  });

  test("no words: everything, clauses before duties in document order, unscored", () => {
    const all = search(catalogue, { text: "  " });
    expect(all.length).toBe(catalogue.clauses.size + catalogue.duties.size);
    expect(all[0]?.entry.id).toBe("JGK-5.1-p1");
    expect(all.every(({ score }) => score === 0)).toBe(true);
  });
});

describe("odd input", () => {
  test.each(["？！", "%_'\";--", "\u0000", "🙂"])("nothing that is a word finds nothing: %j", (text) => {
    expect(ids({ text })).toEqual([]);
  });

  test("a very long text is answered in bounded time", () => {
    const began = performance.now();
    search(catalogue, { text: "安全控制措施".repeat(20_000) });
    search(catalogue, { text: "a ".repeat(50_000) });
    search(catalogue, { text: Array.from({ length: 50_000 }, (_, index) => `plan${index}`).join(" ") });
    expect(performance.now() - began).toBeLessThan(1000);
  });
});

test("bounded cost: a search stays below 3 ms on average (measured: 0.06 ms)", () => {
  search(catalogue, { text: "机房" });
  const began = performance.now();
  for (let round = 0; round < 250; round += 1) {
    for (const text of ["机房", "漏洞扫描", "安全", "incident plan"]) search(catalogue, { text });
  }
  const milliseconds = (performance.now() - began) / 1000;
  expect(milliseconds).toBeLessThan(3);
});
