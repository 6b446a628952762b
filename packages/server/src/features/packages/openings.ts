import { createHash } from "node:crypto";
import type { Opening } from "@yunjian/ledger/package";
import type { PackedFile } from "../files/read-package.ts";
import type { EntryRow } from "./queries.ts";
import type { PackageObject } from "./read-types.ts";

interface Salt {
  readonly entry_id: string;
  readonly field: string;
  readonly salt: Buffer;
}

/**
 * The texts behind the commitments of entries, as far as they stand in what the asker may read anyway: a text is
 * the right one when salt and text give the commitment.
 */
export function openingsOf(
  entries: readonly EntryRow[],
  salts: readonly Salt[],
  objects: readonly PackageObject[],
  files: readonly PackedFile[],
): Opening[] {
  const texts = new Map<string, Set<string>>();
  for (const { id, fields } of objects) texts.set(id, new Set(stringsIn(fields)));
  for (const { id, name } of files) texts.set(id, new Set([name]));
  const byId = new Map(entries.map(({ id, body }) => [id, bodyOf(body)]));
  return salts.flatMap(({ entry_id: entry, field, salt }) => {
    const body = byId.get(entry);
    const commitment = body?.commitments?.[field];
    if (!body || commitment === undefined) return [];
    const candidates = aboutOf(body).flatMap((id) => [...(texts.get(id) ?? [])]);
    const text = candidates.find(
      (each) => createHash("sha256").update(salt).update(each).digest("hex") === commitment,
    );
    return text === undefined ? [] : [{ entry, field, salt: salt.toString("hex"), text }];
  });
}

interface Body {
  readonly object?: { readonly id: string };
  readonly data?: Readonly<Record<string, unknown>>;
  readonly commitments?: Readonly<Record<string, string>>;
}

function bodyOf(body: Buffer): Body {
  return JSON.parse(body.toString("utf8")) as Body;
}

/** The thing it happened to, and those its data names. */
function aboutOf({ object, data }: Body): string[] {
  const named = Object.values(data ?? {})
    .flat()
    .filter((value): value is string => typeof value === "string");
  return [...new Set([...(object ? [object.id] : []), ...named])];
}

function stringsIn(value: unknown): string[] {
  if (typeof value === "string") return value === "" ? [] : [value];
  if (Array.isArray(value)) return value.flatMap(stringsIn);
  if (value !== null && typeof value === "object" && !(value instanceof Date))
    return Object.values(value).flatMap(stringsIn);
  return [];
}
