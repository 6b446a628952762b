import type { Catalogue, SearchHit } from "@yunjian/catalogue";
import type { CatalogueLine, Static } from "@yunjian/contract";
import { type Clause, type Duty, Refusal } from "@yunjian/domain";

type Line = Static<typeof CatalogueLine>;
export type EntryKind = Line["kind"];
export type Entry =
  | { readonly kind: "clause"; readonly entry: Clause }
  | { readonly kind: Duty["kind"]; readonly entry: Duty };

/** A policy duty bears the id of its clause: only kind and id together name an entry. */
export function entryOf(catalogue: Catalogue, kind: EntryKind | "any", id: string): Entry {
  const duty = catalogue.duties.get(id);
  if (duty && (kind === "any" || kind === duty.kind)) return { kind: duty.kind, entry: duty };
  const clause = catalogue.clauses.get(id);
  if (clause && (kind === "any" || kind === "clause")) return { kind: "clause", entry: clause };
  throw new Refusal("not-found");
}

export function kindsOf(catalogue: Catalogue, id: string): EntryKind[] {
  const duty = catalogue.duties.get(id);
  return [...(duty ? [duty.kind] : []), ...(catalogue.clauses.has(id) ? (["clause"] as const) : [])];
}

export function lineOf(hit: Entry | SearchHit): Line {
  const { id, ref, title } = hit.entry;
  const common = { kind: hit.kind, id, ref, title };
  if (hit.kind === "clause") {
    const nothing = { item: null, class: null, attribute: null, frequency: null, deliverable: null };
    return { ...common, ...nothing, proof: hit.entry.proof, roles: [...hit.entry.obliged] };
  }
  const { item, attribute, frequency, deliverable, responsible } = hit.entry;
  return {
    ...common,
    item,
    class: hit.entry.class,
    attribute,
    frequency,
    deliverable,
    proof: null,
    roles: [responsible],
  };
}

export function clauseLine(entry: Clause): Line {
  return lineOf({ kind: "clause", entry });
}

export function dutyLine(entry: Duty): Line {
  return lineOf({ kind: entry.kind, entry });
}
