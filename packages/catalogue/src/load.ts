import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Bilingual, canonicalBytes, canonicalJson, type Clause, type Duty } from "@yunjian/domain";
import { parseDocument } from "yaml";
import { bilingual, isRecord, record, text, type Report } from "./rules.ts";
import { checkClause, checkDuty } from "./validate.ts";

/** One edition of one document; the entries of its files cite it. */
export interface CatalogueDocument {
  /** Short name that the ids of its entries begin with: 'JGK'. */
  readonly id: string;
  /** What a reference calls it: 'GB/T 37972-2019'. */
  readonly standard: string;
  readonly edition: string;
  readonly title: Bilingual;
}

export interface Catalogue {
  readonly clauses: ReadonlyMap<string, Clause>;
  readonly duties: ReadonlyMap<string, Duty>;
  readonly documents: readonly CatalogueDocument[];
  /** SHA-256 over the canonical JSON of all entries: what a period cites. */
  readonly digest: string;
}

export interface CatalogueFile {
  readonly name: string;
  readonly text: string;
}

export interface CatalogueProblem {
  readonly file: string;
  readonly entry: string;
  readonly at: string;
  readonly message: string;
}

/** All defects at once, so that whoever edits the YAML repairs them in one go. */
export class CatalogueError extends Error {
  readonly problems: readonly CatalogueProblem[];

  constructor(problems: readonly CatalogueProblem[]) {
    const lines = problems.map(({ file, entry, at, message }) =>
      [file, entry, at, message].filter((word) => word !== "").join(": "),
    );
    super(`The catalogue has ${problems.length} defect(s):\n${lines.join("\n")}`);
    this.name = "CatalogueError";
    this.problems = problems;
  }
}

const DATA_FOLDER = fileURLToPath(new URL("../data/", import.meta.url));
let shipped: Catalogue | undefined;

/** The shipped catalogue, read and checked once per process. A folder given is read anew each time. */
export function loadCatalogue(folder?: string): Catalogue {
  if (folder !== undefined) return readCatalogue(folder);
  shipped ??= readCatalogue(DATA_FOLDER);
  return shipped;
}

function readCatalogue(folder: string): Catalogue {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith(".yaml"))
    .sort();
  return buildCatalogue(names.map((name) => ({ name, text: readFileSync(join(folder, name), "utf8") })));
}

const documentShape = record({ id: text, standard: text, edition: text, title: bilingual });
const SECTIONS = ["document", "clauses", "duties"];

/** Pure: text in, catalogue out, or one CatalogueError that lists every defect. */
export function buildCatalogue(files: readonly CatalogueFile[]): Catalogue {
  const problems: CatalogueProblem[] = [];
  const documents = new Map<string, CatalogueDocument>();
  const clauses = new Map<string, Clause>();
  const duties = new Map<string, Duty>();
  const home = new Map<object, string>();
  // An entry that was refused still exists for those that point at it: one defect, one message.
  const written = { clauses: new Set<string>(), duties: new Set<string>() };

  for (const file of files) {
    const problem = (entry: string, at: string, message: string): void => {
      problems.push({ file: file.name, entry, at, message });
    };
    const content = parseFile(file, problem);
    if (content === undefined) continue;
    const document = takeDocument(content["document"], documents, (at, message) =>
      problem("document", at, message),
    );
    if (document === undefined) continue;
    const take = <T extends { id: string }>(
      section: "clauses" | "duties",
      into: Map<string, T>,
      check: (value: unknown, report: Report) => value is T,
    ): void => {
      const list = content[section] ?? [];
      if (!Array.isArray(list)) {
        problem("", section, "must be a list of entries");
        return;
      }
      list.forEach((entry: unknown, index) => {
        const name = nameOf(entry, `${section}[${index}]`);
        written[section].add(name);
        const value = citing(entry, document, (at, message) => problem(name, at, message));
        if (!check(value, (at, message) => problem(name, at, message))) return;
        if (into.has(value.id)) problem(name, "id", `is used twice among the ${section}`);
        into.set(value.id, value);
        home.set(value, file.name);
      });
    };
    take("clauses", clauses, checkClause);
    take("duties", duties, checkDuty);
  }

  checkLinks(clauses, duties, written, (entry, at, message) => {
    problems.push({ file: home.get(entry) ?? "", entry: entry.id, at, message });
  });
  if (problems.length > 0) throw new CatalogueError(problems);

  const sorted = <T>(map: ReadonlyMap<string, T>): Map<string, T> =>
    new Map([...map].sort(([a], [b]) => compareIds(a, b)));
  const orderedClauses = sorted(clauses);
  const orderedDuties = sorted(duties);
  return {
    clauses: orderedClauses,
    duties: orderedDuties,
    documents: [...documents.values()],
    digest: createHash("sha256")
      .update(canonicalBytes({ clauses: [...orderedClauses.values()], duties: [...orderedDuties.values()] }))
      .digest("hex"),
  };
}

type Problem = (entry: string, at: string, message: string) => void;

function parseFile(file: CatalogueFile, problem: Problem): Readonly<Record<string, unknown>> | undefined {
  const parsed = parseDocument(file.text, { uniqueKeys: true });
  for (const error of parsed.errors) problem("", "", error.message.split("\n")[0] ?? error.code);
  if (parsed.errors.length > 0) return undefined;
  const content: unknown = parsed.toJS();
  if (!isRecord(content)) {
    problem("", "", `must be a mapping with ${SECTIONS.join(", ")}`);
    return undefined;
  }
  for (const name of Object.keys(content)) {
    if (!SECTIONS.includes(name)) problem("", name, `unknown key; known: ${SECTIONS.join(", ")}`);
  }
  return content;
}

function takeDocument(
  value: unknown,
  documents: Map<string, CatalogueDocument>,
  report: Report,
): CatalogueDocument | undefined {
  let sound = true;
  const counting: Report = (at, message) => {
    sound = false;
    report(at, message);
  };
  if (value === undefined) counting("", "is missing: every file says which document its entries come from");
  else documentShape(value, "", counting);
  if (!sound) return undefined;
  const document = value as CatalogueDocument;
  const name = `${document.standard}\n${document.edition}`;
  const known = documents.get(name);
  if (known && canonicalJson(known) !== canonicalJson(document)) {
    report("", `differs from what another file says of ${document.standard} (${document.edition})`);
  }
  documents.set(name, document);
  return document;
}

/** Entries name section and item only; document and edition stand once at the head of the file. */
function citing(entry: unknown, document: CatalogueDocument, report: Report): unknown {
  if (!isRecord(entry) || !isRecord(entry["ref"])) return entry;
  for (const key of ["document", "edition"]) {
    if (Object.hasOwn(entry["ref"], key))
      report(`ref.${key}`, "stands once at the head of the file, not here");
  }
  return { ...entry, ref: { ...entry["ref"], document: document.standard, edition: document.edition } };
}

type Entry = Clause | Duty;

function checkLinks(
  clauses: ReadonlyMap<string, Clause>,
  duties: ReadonlyMap<string, Duty>,
  written: Readonly<Record<"clauses" | "duties", ReadonlySet<string>>>,
  problem: (entry: Entry, at: string, message: string) => void,
): void {
  for (const clause of clauses.values()) {
    clause.maps.forEach((target, index) => {
      if (target === clause.id && !written.duties.has(target))
        problem(clause, `maps[${index}]`, "points at itself");
      if (!written.clauses.has(target) && !written.duties.has(target)) {
        problem(clause, `maps[${index}]`, `no clause or duty has the id ${target}`);
      }
    });
  }
  for (const duty of duties.values()) {
    duty.clauses.forEach((target, index) => {
      if (!written.clauses.has(target)) problem(duty, `clauses[${index}]`, `no clause has the id ${target}`);
    });
  }
}

function nameOf(value: unknown, fallback: string): string {
  return isRecord(value) && typeof value["id"] === "string" ? value["id"] : fallback;
}

const collator = new Intl.Collator("en", { numeric: true });

/** 5.2.4 before 5.2.10, A-9 before A-10; the plain comparison decides where the numbers are equal. */
export function compareIds(a: string, b: string): number {
  return collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}
