import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";

const SRC = path.resolve(import.meta.dirname, "../src");
const modules = import.meta.glob<{ zh: object; en: object }>("../src/messages/*.ts", { eager: true });
const files = Object.entries(modules).map(([name, module]) => ({ name: path.basename(name), ...module }));

function leaves(node: object, at = ""): [string, string][] {
  return Object.entries(node).flatMap(([key, value]): [string, string][] => {
    const name = at === "" ? key : `${at}.${key}`;
    return typeof value === "string" ? [[name, value]] : leaves(value as object, name);
  });
}
/** English counts: `rows_one` and `rows_other` answer to the one `rows` of Chinese. */
const base = (key: string) => key.replace(/_(one|other|zero|two|few|many)$/, "");
const placeholders = (words: string) => [...words.matchAll(/\{\{(\w+)\}\}/g)].map((found) => found[1]).sort();
const HAN = /\p{Script=Han}/u;
/** The same in both languages: names, and the switch that shows the other language. */
const SAME = new Set(["shell.language", "identity.account.zh", "identity.account.en"]);
/** Names such as IaaS, and patterns of values and signs alone: the same in every language. */
const isNeutral = (words: string) =>
  /^[A-Za-z0-9+./ -]{1,12}$|^[^\p{L}]*$/u.test(words.replace(/\{\{\w+\}\}/g, ""));

describe.each(files)("$name", ({ zh, en }) => {
  const [chinese, english] = [leaves(zh), leaves(en)];
  it("says the same things in both languages", () => {
    expect(new Set(english.map(([key]) => base(key)))).toEqual(new Set(chinese.map(([key]) => base(key))));
  });
  it("leaves nothing untranslated or empty", () => {
    const wrong = [
      ...chinese.filter(([key, words]) => !SAME.has(key) && !HAN.test(words) && !isNeutral(words)),
      ...english.filter(([key, words]) => !SAME.has(key) && (words.trim() === "" || HAN.test(words))),
    ];
    expect(wrong).toEqual([]);
  });
  it("fills in the same values", () => {
    const wanted = new Map(chinese.map(([key, words]) => [base(key), placeholders(words)]));
    for (const [key, words] of english)
      expect([key, placeholders(words)]).toEqual([key, wanted.get(base(key))]);
  });
});

it("gives every area its own file", () => {
  const areas = files.flatMap(({ zh }) => Object.keys(zh));
  expect(areas).toEqual([...new Set(areas)]);
});

describe("sources", () => {
  const sources = readdirSync(SRC, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.tsx?$/.test(file) && !file.startsWith("messages"))
    .map((file) => ({ file, code: withoutComments(readFileSync(path.join(SRC, file), "utf8")) }));
  const known = new Set(files.flatMap(({ zh }) => leaves(zh).map(([key]) => base(key))));

  it("use only keys that have words", () => {
    const used = sources.flatMap(({ file, code }) =>
      [...code.matchAll(/\b(?:text\(|title: |done: )\s*"([a-z][\w-]*(?:\.[\w-]+)+)"/gi)].map(([, key]) => ({
        file,
        key,
      })),
    );
    expect(used.length).toBeGreaterThan(50);
    expect(used.filter(({ key }) => !known.has(base(key ?? "")))).toEqual([]);
  });
  it("hold no Chinese of their own", () => {
    // Word tables of formats are the one place beside the messages.
    // The page inside evidence packages stands alone, and is a Chinese paper.
    const allowed = new Set(["lib/format.ts", "verifier/main.ts"]);
    expect(
      sources.filter(({ file, code }) => !allowed.has(file) && HAN.test(code)).map(({ file }) => file),
    ).toEqual([]);
  });
});

function withoutComments(code: string): string {
  return code.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$|\s\/\/ .*$/gm, "");
}
