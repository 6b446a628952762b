import type { Clause } from "@yunjian/domain";
import { matchControlRows } from "./control-rows.ts";
import { compareIds, type Catalogue } from "./load.ts";
import type { TextPart } from "./split.ts";

export { splitByClause, type TextPart } from "./split.ts";

export interface AttachedText {
  readonly text: string;
  readonly line: number;
}

export interface MatchReport {
  /** Entry id (clause or control row) to the document's own words. */
  readonly matched: ReadonlyMap<string, AttachedText>;
  /** Parts that belong to no entry: preface, terms, headings, informative text. */
  readonly unmatchedParts: readonly TextPart[];
  /** Ids of clauses and control rows for which the text holds nothing. */
  readonly entriesWithoutText: readonly string[];
}

export interface MatchOptions {
  /** Which document the text is; needed as soon as the catalogue holds several. */
  readonly document?: string;
  readonly edition?: string;
}

/** Lays the parts of a document's own text beside the entries that cite them. */
export function matchClauses(
  catalogue: Catalogue,
  parts: readonly TextPart[],
  options: MatchOptions = {},
): MatchReport {
  const wanted = (entry: { readonly ref: Clause["ref"] }): boolean =>
    (options.document === undefined || entry.ref.document === options.document) &&
    (options.edition === undefined || entry.ref.edition === options.edition);
  const clauses = [...catalogue.clauses.values()].filter(wanted);
  const controls = [...catalogue.duties.values()].filter((duty) => duty.kind === "control" && wanted(duty));

  const matched = new Map<string, AttachedText>();
  const used = new Set<TextPart>();
  for (const [section, entries] of groupBy(clauses, (clause) => clause.ref.section)) {
    const own = parts.filter((part) => part.section === section && part.item !== null);
    for (const [clause, part] of pair(entries, own)) {
      matched.set(clause.id, { text: part.text, line: part.line });
      used.add(part);
    }
  }
  const rows = matchControlRows(controls, parts);
  for (const [id, attached] of rows.matched) matched.set(id, attached);
  for (const part of rows.used) used.add(part);

  return {
    matched,
    unmatchedParts: parts.filter((part) => !used.has(part)),
    entriesWithoutText: [...clauses, ...controls]
      .map(({ id }) => id)
      .filter((id) => !matched.has(id))
      .sort(compareIds),
  };
}

/** Pairs clauses of one section with its parts by printed item; a list that is lettered wrongly, by place. */
function pair(clauses: readonly Clause[], parts: readonly TextPart[]): (readonly [Clause, TextPart])[] {
  const wrong = isLetteredWrongly(clauses, parts);
  const pairs: (readonly [Clause, TextPart])[] = [];
  for (const clause of clauses) {
    const item = clause.ref.item;
    const place = item !== undefined && /^[a-z]$/u.test(item) ? item.charCodeAt(0) - 96 : undefined;
    const candidates = parts.filter((part) =>
      wrong && place !== undefined ? part.position === place : part.item === item,
    );
    const [part] = candidates;
    // Two parts under one number cannot be told apart: better none than the wrong one.
    if (part && candidates.length === 1) pairs.push([clause, part]);
  }
  return pairs;
}

/** A source can print a, a, b or jump from e to i; counting helps only if no item is missing. */
function isLetteredWrongly(clauses: readonly Clause[], parts: readonly TextPart[]): boolean {
  const expected = clauses.flatMap(({ ref }) => (ref.item && /^[a-z]$/u.test(ref.item) ? [ref.item] : []));
  const printed = parts.filter((part) => part.position !== undefined).map((part) => part.item);
  if (expected.length !== printed.length) return false;
  return printed.some((item, index) => printed.indexOf(item) !== index || !expected.includes(item ?? ""));
}

function groupBy<T>(values: readonly T[], key: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const group = groups.get(key(value));
    if (group) group.push(value);
    else groups.set(key(value), [value]);
  }
  return groups;
}
