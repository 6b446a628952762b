/**
 * RFC 8785, JSON Canonicalization Scheme: the same value gives the same text everywhere. Record entries
 * and catalogue digests rest on it, so whatever JSON cannot carry faithfully is refused, not bent.
 * Members whose value is undefined are left out, as JSON does.
 */
export function canonicalJson(value: unknown): string {
  return write(value, "", new Set());
}

/** The UTF-8 bytes that are stored and hashed. */
export function canonicalBytes(value: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(canonicalJson(value));
}

function write(value: unknown, path: string, above: Set<object>): string {
  switch (typeof value) {
    case "string":
      return text(value, path);
    case "boolean":
      return String(value);
    case "number":
      if (!Number.isFinite(value)) throw refuse(path, String(value));
      // ECMAScript's number to text is the one that the RFC prescribes; -0 becomes 0.
      return JSON.stringify(value);
    case "object":
      return value === null ? "null" : compound(value, path, above);
    default:
      throw refuse(path, typeof value);
  }
}

function compound(value: object, path: string, above: Set<object>): string {
  if (above.has(value)) throw refuse(path, "a cycle");
  above.add(value);
  let written: string;
  if (Array.isArray(value)) {
    // Array.from makes holes visible as undefined, which is refused.
    written = `[${Array.from(value, (item: unknown, i) => write(item, `${path}/${i}`, above)).join(",")}]`;
  } else {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) {
      throw refuse(path, `a ${value.constructor.name}`);
    }
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1)) // by UTF-16 code units, never by locale
      .map(([key, member]) => `${text(key, path)}:${write(member, `${path}/${key}`, above)}`);
    written = `{${members.join(",")}}`;
  }
  above.delete(value);
  return written;
}

function text(value: string, path: string): string {
  if (!value.isWellFormed()) throw refuse(path, "a lone surrogate");
  return JSON.stringify(value);
}

function refuse(path: string, what: string): TypeError {
  return new TypeError(`no canonical JSON for ${what} at ${path === "" ? "the top" : path}`);
}
