import type {
  CapabilityLevel,
  Clause,
  ControlClass,
  Duty,
  EngagementRole,
  Frequency,
  Lang,
} from "@yunjian/domain";
import type { Catalogue } from "./load.ts";
import { fold, indexTokens, termsOf, type Term, variantsOf } from "./tokens.ts";

export interface SearchQuery {
  readonly text?: string | undefined;
  /** Look only at the words of this language; without it at both. Ids are always searched. */
  readonly lang?: Lang | undefined;
  readonly class?: ControlClass | undefined;
  readonly attribute?: CapabilityLevel | undefined;
  readonly frequency?: Frequency | undefined;
  /** The responsible party of a duty, or one of the obliged roles of a clause. */
  readonly responsible?: EngagementRole | undefined;
  /** One of the obliged roles of a clause; duties never meet it. */
  readonly obliged?: EngagementRole | undefined;
  readonly deliverable?: Duty["deliverable"] | undefined;
  readonly proof?: Clause["proof"] | undefined;
  readonly kind?: "clause" | Duty["kind"] | undefined;
  readonly document?: string | undefined;
}

export type SearchHit = { readonly score: number } & (
  | { readonly kind: "clause"; readonly entry: Clause }
  | { readonly kind: Duty["kind"]; readonly entry: Duty }
);

/** What a hit in a field is worth: a name says more about an entry than a hint. */
const WEIGHTS = { id: 12, name: 8, title: 6, statement: 3, detail: 1 };

/** A Chinese word counts as found when this share of its bigrams is there: 漏洞扫描 finds 扫描…漏洞. */
const COVERAGE = 0.6;

interface Indexed {
  readonly hit: SearchHit;
  readonly words: Readonly<Record<Lang, string>>;
}

interface Index {
  readonly entries: readonly Indexed[];
  readonly postings: Readonly<Record<Lang, ReadonlyMap<string, ReadonlyMap<number, number>>>>;
  readonly vocabulary: Readonly<Record<Lang, readonly string[]>>;
}

const built = new WeakMap<Catalogue, Index>();

/** Entries that meet every filter and every word, best first; without text in document order. */
export function search(catalogue: Catalogue, query: SearchQuery): readonly SearchHit[] {
  const index = indexOf(catalogue);
  const passes = (position: number): boolean => {
    const entry = index.entries[position];
    return entry !== undefined && meets(entry.hit, query);
  };
  const terms = termsOf(query.text ?? "");
  if (terms.length === 0) {
    // A text of nothing but punctuation asks for something that no entry can hold.
    if ((query.text ?? "").trim() !== "") return [];
    return index.entries.filter((_, position) => passes(position)).map(({ hit }) => hit);
  }
  const languages: readonly Lang[] = query.lang ? [query.lang] : ["zh", "en"];
  let scores: Map<number, number> | undefined;
  for (const term of terms) {
    if (scores?.size === 0) break;
    const found = new Map<number, number>();
    for (const lang of languages) {
      for (const variant of variantsOf(term)) {
        for (const [position, score] of scoreTerm(index, lang, variant)) {
          found.set(position, Math.max(score, found.get(position) ?? 0));
        }
      }
    }
    scores = scores === undefined ? found : intersect(scores, found);
  }
  return [...(scores ?? [])]
    .filter(([position]) => passes(position))
    .sort(([a, scoreA], [b, scoreB]) => scoreB - scoreA || a - b)
    .flatMap(([position, score]) => {
      const entry = index.entries[position];
      return entry ? [{ ...entry.hit, score }] : [];
    });
}

function meets(hit: SearchHit, query: SearchQuery): boolean {
  if (query.kind !== undefined && hit.kind !== query.kind) return false;
  if (query.document !== undefined && hit.entry.ref.document !== query.document) return false;
  if (hit.kind === "clause") {
    const { class: ofClass, attribute, frequency, deliverable } = query;
    if (ofClass !== undefined || attribute !== undefined) return false;
    if (frequency !== undefined || deliverable !== undefined) return false;
    if (query.proof !== undefined && hit.entry.proof !== query.proof) return false;
    if (query.obliged !== undefined && !hit.entry.obliged.includes(query.obliged)) return false;
    return query.responsible === undefined || hit.entry.obliged.includes(query.responsible);
  }
  if (query.proof !== undefined || query.obliged !== undefined) return false;
  const same = <K extends "class" | "attribute" | "frequency" | "deliverable" | "responsible">(
    key: K,
  ): boolean => query[key] === undefined || hit.entry[key] === query[key];
  return (
    same("class") && same("attribute") && same("frequency") && same("deliverable") && same("responsible")
  );
}

function scoreTerm(index: Index, lang: Lang, term: Term): Map<number, number> {
  const found = new Map<number, { covered: number; score: number }>();
  for (const token of term.tokens) {
    for (const [position, weight] of postingsOf(index, lang, token, term.chinese)) {
      const before = found.get(position) ?? { covered: 0, score: 0 };
      found.set(position, { covered: before.covered + 1, score: before.score + weight });
    }
  }
  const scores = new Map<number, number>();
  for (const [position, { covered, score }] of found) {
    const coverage = covered / term.tokens.length;
    if (coverage < COVERAGE) continue;
    const whole = term.chinese && index.entries[position]?.words[lang].includes(term.run);
    scores.set(position, (score / term.tokens.length) * coverage * (whole ? 2 : 1));
  }
  return scores;
}

/** An ASCII word also finds the words it begins, and its plural the singular. */
function postingsOf(index: Index, lang: Lang, token: string, chinese: boolean): ReadonlyMap<number, number> {
  const postings = index.postings[lang];
  if (chinese) return postings.get(token) ?? new Map<number, number>();
  const stem = token.length > 4 && token.endsWith("s") ? token.slice(0, -1) : token;
  if (stem.length < 3) return postings.get(stem) ?? new Map<number, number>();
  const merged = new Map<number, number>();
  const vocabulary = index.vocabulary[lang];
  for (let at = firstAtLeast(vocabulary, stem); vocabulary[at]?.startsWith(stem); at += 1) {
    const word = vocabulary[at] ?? "";
    const share = word === token || word === stem ? 1 : 0.6;
    for (const [position, weight] of postings.get(word) ?? []) {
      merged.set(position, Math.max(weight * share, merged.get(position) ?? 0));
    }
  }
  return merged;
}

function firstAtLeast(sorted: readonly string[], word: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? "") < word) low = middle + 1;
    else high = middle;
  }
  return low;
}

function intersect(a: ReadonlyMap<number, number>, b: ReadonlyMap<number, number>): Map<number, number> {
  const both = new Map<number, number>();
  for (const [position, score] of a) {
    const other = b.get(position);
    if (other !== undefined) both.set(position, score + other);
  }
  return both;
}

function indexOf(catalogue: Catalogue): Index {
  const known = built.get(catalogue);
  if (known) return known;
  const entries: Indexed[] = [];
  const postings = { zh: new Map<string, Map<number, number>>(), en: new Map<string, Map<number, number>>() };
  const add = (hit: SearchHit, fields: readonly (readonly [Record<Lang, string>, number])[]): void => {
    const position = entries.length;
    const words = { zh: "", en: "" };
    for (const lang of ["zh", "en"] as const) {
      const id = hit.entry.id;
      post(postings[lang], position, [fold(id), ...indexTokens(id)], WEIGHTS.id);
      for (const [text, weight] of fields) post(postings[lang], position, indexTokens(text[lang]), weight);
      words[lang] = fold(fields.map(([text]) => text[lang]).join("\n"));
    }
    entries.push({ hit, words });
  };
  for (const clause of catalogue.clauses.values()) {
    add({ kind: "clause", entry: clause, score: 0 }, [
      [clause.title, WEIGHTS.name],
      [clause.statement, WEIGHTS.statement],
      ...(clause.note ? [[clause.note, WEIGHTS.detail] as const] : []),
    ]);
  }
  for (const duty of catalogue.duties.values()) {
    add({ kind: duty.kind, entry: duty, score: 0 }, [
      [duty.item, WEIGHTS.name],
      [duty.title, WEIGHTS.title],
      [duty.statement, WEIGHTS.statement],
      ...[...duty.proofHints, ...duty.checks, ...duty.parameters.map(({ label }) => label)].map(
        (text) => [text, WEIGHTS.detail] as const,
      ),
    ]);
  }
  const made = {
    entries,
    postings,
    vocabulary: { zh: [...postings.zh.keys()].sort(), en: [...postings.en.keys()].sort() },
  };
  built.set(catalogue, made);
  return made;
}

/** A word counts once per field, so that a long text does not win by repeating it. */
function post(
  postings: Map<string, Map<number, number>>,
  position: number,
  tokens: readonly string[],
  weight: number,
): void {
  for (const token of new Set(tokens)) {
    const weights = postings.get(token);
    if (weights) weights.set(position, (weights.get(position) ?? 0) + weight);
    else postings.set(token, new Map([[position, weight]]));
  }
}
