import type { CapabilityLevel, Clause, Duty } from "@yunjian/domain";
import { compareIds, type Catalogue } from "./load.ts";

interface Relations {
  readonly dutiesOfClause: ReadonlyMap<string, readonly Duty[]>;
  readonly clausesOfDuty: ReadonlyMap<string, readonly Clause[]>;
}

const built = new WeakMap<Catalogue, Relations>();

/** Duties that carry a clause out, in the order of their ids; empty for an unknown id. */
export function dutiesOfClause(catalogue: Catalogue, clauseId: string): readonly Duty[] {
  return relations(catalogue).dutiesOfClause.get(clauseId) ?? [];
}

/** Clauses that lead to a duty, in the order of the document; empty for an unknown id. */
export function clausesOfDuty(catalogue: Catalogue, dutyId: string): readonly Clause[] {
  return relations(catalogue).clausesOfDuty.get(dutyId) ?? [];
}

export type DutyApplication =
  | { readonly duty: Duty; readonly applies: true }
  | { readonly duty: Duty; readonly applies: false; readonly reason: "not-needed-at-capability-level" };

/** Every duty, and whether a cloud of this capability level must meet it. */
export function dutiesFor(
  catalogue: Catalogue,
  cloud: { readonly capabilityLevel: CapabilityLevel },
): readonly DutyApplication[] {
  return [...catalogue.duties.values()].map((duty) =>
    duty.attribute === "enhanced" && cloud.capabilityLevel === "general"
      ? { duty, applies: false, reason: "not-needed-at-capability-level" }
      : { duty, applies: true },
  );
}

/** Either side may name the link: a duty its clauses, a clause the duties it maps to. */
function relations(catalogue: Catalogue): Relations {
  const known = built.get(catalogue);
  if (known) return known;
  const duties = new Map<string, Set<string>>();
  const clauses = new Map<string, Set<string>>();
  const link = (clauseId: string, dutyId: string): void => {
    if (!catalogue.clauses.has(clauseId) || !catalogue.duties.has(dutyId)) return;
    addTo(duties, clauseId, dutyId);
    addTo(clauses, dutyId, clauseId);
  };
  for (const duty of catalogue.duties.values()) {
    link(duty.id, duty.id);
    for (const clauseId of duty.clauses) link(clauseId, duty.id);
  }
  for (const clause of catalogue.clauses.values()) {
    for (const target of clause.maps) link(clause.id, target);
  }
  const made = {
    dutiesOfClause: resolve(duties, catalogue.duties),
    clausesOfDuty: resolve(clauses, catalogue.clauses),
  };
  built.set(catalogue, made);
  return made;
}

function addTo(map: Map<string, Set<string>>, from: string, to: string): void {
  const set = map.get(from);
  if (set) set.add(to);
  else map.set(from, new Set([to]));
}

function resolve<T>(
  links: Map<string, Set<string>>,
  entries: ReadonlyMap<string, T>,
): Map<string, readonly T[]> {
  return new Map(
    [...links].map(([from, ids]) => [
      from,
      [...ids].sort(compareIds).flatMap((id) => {
        const entry = entries.get(id);
        return entry === undefined ? [] : [entry];
      }),
    ]),
  );
}
