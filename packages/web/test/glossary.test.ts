import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { GLOSSARY_TERMS } from "../src/features/catalogue/glossary.ts";
import { zh } from "../src/messages/glossary.ts";
import { glossaryPage } from "./glossary.ts";

const FILE = path.resolve(import.meta.dirname, "../../../docs/GLOSSARY.md");

it("docs/GLOSSARY.md says what the interface says", () => {
  if (process.env["UPDATE_GLOSSARY"]) writeFileSync(FILE, glossaryPage());
  expect(readFileSync(FILE, "utf8")).toBe(glossaryPage());
});

it("every term has a name and a meaning, and none is left over", () => {
  expect(Object.keys(zh.glossary.term).sort()).toEqual([...GLOSSARY_TERMS].sort());
  expect(Object.keys(zh.glossary.name).sort()).toEqual([...GLOSSARY_TERMS].sort());
});
