import { invalid } from "@yunjian/domain";

/** One page by keyset: where the next begins is told by the sort key of the last row shown. */
export interface Page<T> {
  readonly items: T[];
  readonly next: string | null;
}

export type Key = readonly (string | number | Date | null)[];

export const DEFAULT_LIMIT = 50;

/** Ask the database for one row more than the page holds: its presence says that there is a next page. */
export function pageOf<R, T>(
  rows: readonly R[],
  limit: number,
  keyOf: (row: R) => Key,
  show: (row: R) => T,
): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const next = rows.length > limit && last !== undefined ? encodeKey(keyOf(last)) : null;
  return { items: shown.map(show), next };
}

export function encodeKey(key: Key): string {
  return Buffer.from(JSON.stringify(key)).toString("base64url");
}

/** The key after which a page begins, of the given number of parts; refuses what we did not write. */
export function decodeKey(after: string | undefined, parts: number): (string | number | null)[] | null {
  if (after === undefined || after === "") return null;
  try {
    const key: unknown = JSON.parse(Buffer.from(after, "base64url").toString("utf8"));
    const known = (part: unknown) => part === null || typeof part === "string" || typeof part === "number";
    if (Array.isArray(key) && key.length === parts && key.every(known)) return key;
  } catch {
    // Falls through to the same answer as any other text that is not a key.
  }
  throw invalid({
    field: "/after",
    message: {
      zh: "翻页标识无效，请从第一页重新查询。",
      en: "Not a page we gave; start from the first page.",
    },
  });
}
