import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Clause, Duty } from "@yunjian/domain";
import { describe, expect, test } from "vitest";
import { clausesOfDuty, dutiesFor, dutiesOfClause, loadCatalogue } from "../src/index.ts";

const catalogue = loadCatalogue();
const duties = [...catalogue.duties.values()];
const rows = duties.filter((duty) => duty.kind === "control");

function tally(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

describe("Appendix A", () => {
  test("has the 71 rows JGK-A-01 to JGK-A-71", () => {
    const expected = Array.from({ length: 71 }, (_, index) => `JGK-A-${String(index + 1).padStart(2, "0")}`);
    expect(rows.map(({ id }) => id)).toEqual(expected);
  });

  test("is spread over the frequencies as the table is", () => {
    expect(tally(rows.map(({ frequency }) => frequency))).toEqual({
      yearly: 31,
      monthly: 12,
      realtime: 11,
      "on-demand": 6,
      quarterly: 5,
      "two-yearly": 2,
      "three-yearly": 2,
      weekly: 1,
      "five-yearly": 1,
    });
  });

  test("has 46 items in 10 classes", () => {
    expect(new Set(rows.map(({ item }) => item.zh)).size).toBe(46);
    expect(new Set(rows.map(({ item }) => item.en)).size).toBe(46);
    expect(new Set(rows.map((row) => row.class)).size).toBe(10);
  });

  test("tells rows of one item apart by their titles", () => {
    for (const lang of ["zh", "en"] as const) {
      const titles = rows.map(({ item, title }) => `${item[lang]}/${title[lang]}`);
      expect(new Set(titles).size).toBe(71);
    }
  });

  test("asks for machine-room rows once per site", () => {
    const sites = rows.filter(({ per }) => per === "site");
    expect(sites.map(({ id }) => id)).toEqual(rows.slice(63).map(({ id }) => id));
    expect(sites.every((row) => row.class === "physical-environment")).toBe(true);
  });

  test("takes the rectification window from the response time of the vulnerability scan alone", () => {
    const driving = rows.flatMap((row) =>
      row.parameters.filter(({ drives }) => drives).map(({ key }) => `${row.id}/${key}`),
    );
    expect(driving).toEqual(["JGK-A-47/response-time"]);
  });

  test("cites GB/T 31168-2014 in every row", () => {
    for (const row of rows) expect(row.gbt31168?.section, row.id).toMatch(/^\d+\.\d+$/);
  });
});

/** The reference data stands beside the repository, not in it. */
const REFERENCE = fileURLToPath(new URL("../../../../shared/reference/clauses", import.meta.url));

interface SourceRow {
  readonly id: string;
  readonly content: string;
  readonly item: string;
  readonly attribute: string;
  readonly frequency: string;
  readonly responsible: string;
  readonly deliverable: string;
  readonly gbt31168Section: string;
  readonly clauseItems: readonly string[];
  readonly parameters: readonly string[];
}

function source<T>(name: string): readonly T[] {
  return JSON.parse(readFileSync(`${REFERENCE}/${name}`, "utf8")) as readonly T[];
}

/** The longest run of Chinese characters that two texts share, punctuation left out. */
function longestSharedRun(ours: string, theirs: string): string {
  const own = ours.replace(/\P{Script=Han}/gu, "");
  const other = theirs.replace(/\P{Script=Han}/gu, "");
  let longest = "";
  for (let from = 0; from < own.length; from += 1) {
    while (from + longest.length < own.length) {
      const longer = own.slice(from, from + longest.length + 1);
      if (!other.includes(longer)) break;
      longest = longer;
    }
  }
  return longest;
}

function chineseTexts(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(chineseTexts);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) =>
    key === "zh" && typeof member === "string" ? [member] : chineseTexts(member),
  );
}

test("the measure of shared wording sees a copied sentence", () => {
  expect(longestSharedRun("甲乙，丙丁戊", "己乙丙丁庚")).toBe("乙丙丁");
});

// The documents are not part of the repository: the comparison runs where the operator has them.
describe.skipIf(!existsSync(REFERENCE))("against the source (skipped without ../shared/reference)", () => {
  test("rows keep what the table says", () => {
    for (const row of source<SourceRow>("004-appendixA.json")) {
      const duty = catalogue.duties.get(row.id);
      expect(duty?.item.zh).toBe(row.item);
      expect(duty?.attribute, row.id).toBe(row.attribute);
      expect(duty?.frequency, row.id).toBe(row.frequency);
      expect(duty?.responsible, row.id).toBe(row.responsible);
      expect(duty?.deliverable, row.id).toBe(row.deliverable);
      expect(duty?.gbt31168?.section, row.id).toBe(row.gbt31168Section);
      expect(duty?.gbt31168?.items, row.id).toEqual(row.clauseItems);
      expect(duty?.parameters.length, row.id).toBeGreaterThanOrEqual(row.parameters.length);
      if (row.parameters.length === 0) expect(duty?.parameters, row.id).toEqual([]);
    }
  });

  test("own words: nowhere 20 Chinese characters in a row as in the document", () => {
    const theirs = [
      ...source<SourceRow>("004-appendixA.json").map(({ content }) => content),
      ...source<{ text: string }>("004.json").map(({ text }) => text),
    ].join("\n");
    const ours = [...catalogue.clauses.values(), ...duties];
    for (const entry of ours) {
      for (const text of chineseTexts({ ...entry, item: undefined })) {
        const run = longestSharedRun(text, theirs);
        expect(run.length, `${entry.id}: ${run}`).toBeLessThan(20);
      }
    }
  });

  test("every clause of the document has its entry", () => {
    const ids = source<{ id: string }>("004.json").map(({ id }) => id);
    expect([...catalogue.clauses.keys()].sort()).toEqual([...ids].sort());
  });
});

describe("all entries", () => {
  const entries: readonly (Clause | Duty)[] = [...catalogue.clauses.values(), ...duties];

  test("are 126 clauses and the duties of one document", () => {
    expect(catalogue.clauses.size).toBe(126);
    expect(catalogue.documents.map(({ standard, edition }) => [standard, edition])).toEqual([
      ["GB/T 37972-2019", "draft"],
    ]);
    expect(duties.length).toBe(rows.length + duties.filter(({ kind }) => kind === "policy").length);
    expect(entries.every(({ ref }) => ref.document === "GB/T 37972-2019" && ref.edition === "draft")).toBe(
      true,
    );
  });

  test("say everything in both languages", () => {
    let pairs = 0;
    const walk = (value: unknown, at: string): void => {
      if (Array.isArray(value)) value.forEach((member, index) => walk(member, `${at}[${index}]`));
      if (typeof value !== "object" || value === null || Array.isArray(value)) return;
      if (Object.hasOwn(value, "zh") || Object.hasOwn(value, "en")) {
        const { zh, en } = value as { zh?: unknown; en?: unknown };
        expect(zh, at).toMatch(/\p{Script=Han}/u);
        expect(en, at).toMatch(/[A-Za-z]{2}/);
        pairs += 1;
        return;
      }
      for (const [key, member] of Object.entries(value)) walk(member, `${at}.${key}`);
    };
    for (const entry of entries) walk(entry, entry.id);
    expect(pairs).toBeGreaterThan(1000);
  });

  test("stay humane in length", () => {
    for (const { id, statement } of entries) {
      expect(statement.zh.length, id).toBeLessThanOrEqual(160);
      expect(statement.en.length, id).toBeLessThanOrEqual(520);
    }
  });
});

describe("relations", () => {
  test("from the clause that points at the appendix to its rows, and back", () => {
    const led = dutiesOfClause(catalogue, "JGK-6.2.2-p2").map(({ id }) => id);
    expect(rows.every(({ id }) => led.includes(id))).toBe(true);
    expect(clausesOfDuty(catalogue, "JGK-A-46").map(({ id }) => id)).toContain("JGK-5.2.5.1-h");
  });

  test("agree in both directions", () => {
    for (const duty of duties) {
      for (const clause of clausesOfDuty(catalogue, duty.id)) {
        expect(dutiesOfClause(catalogue, clause.id)).toContain(duty);
      }
      expect(clausesOfDuty(catalogue, duty.id).length, duty.id).toBeGreaterThan(0);
    }
  });

  test("know nothing of unknown ids", () => {
    expect(dutiesOfClause(catalogue, "JGK-9.9-z")).toEqual([]);
    expect(clausesOfDuty(catalogue, "JGK-A-99")).toEqual([]);
  });

  test("enhanced rows bind enhanced clouds only", () => {
    const general = dutiesFor(catalogue, { capabilityLevel: "general" });
    expect(general.length).toBe(duties.length);
    for (const application of general) {
      expect(application.applies, application.duty.id).toBe(application.duty.attribute === "general");
      if (!application.applies) expect(application.reason).toBe("not-needed-at-capability-level");
    }
    expect(general.some(({ applies }) => !applies)).toBe(true);
    expect(dutiesFor(catalogue, { capabilityLevel: "enhanced" }).every(({ applies }) => applies)).toBe(true);
  });
});
