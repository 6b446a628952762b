import { Refusal, type SubjectKind } from "@yunjian/domain";
import { type SqlBool, sql } from "kysely";
import type { Tx } from "../../platform/tenancy.ts";

/** The subjects to which a right is limited: clouds, sites and systems that its maker sees. */

export interface ScopeSubject {
  readonly id: string;
  readonly name: string;
  readonly kind: SubjectKind;
}

export async function scopeSubjects(
  tx: Tx,
  ids: readonly string[],
): Promise<ReadonlyMap<string, ScopeSubject>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .selectFrom("subject")
    .select(["id", "name", "kind"])
    .where(sql<SqlBool>`id = any(${[...new Set(ids)]}::uuid[])`)
    .execute();
  return new Map(rows.map((row) => [row.id, { ...row, kind: row.kind as SubjectKind }]));
}

/** Throws `not-found` when one of them is absent or foreign. */
export async function requireScope(tx: Tx, ids: readonly string[] | null): Promise<void> {
  if (ids === null) return;
  const found = await scopeSubjects(tx, ids);
  if (ids.some((id) => !found.has(id))) throw new Refusal("not-found");
}

/** Names of what a right is limited to, as far as the reader may see them. */
export function shownScope(
  ids: readonly string[] | null,
  known: ReadonlyMap<string, ScopeSubject>,
): ScopeSubject[] | null {
  return ids === null ? null : ids.flatMap((id) => known.get(id) ?? []);
}
