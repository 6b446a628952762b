/** C2SP tlog-witness: the request that asks for a cosignature. */
import { decimal, fromBase64, toBase64 } from "./bytes.ts";
import { LedgerFailure } from "./failure.ts";
import { HASH_SIZE } from "./hash.ts";

export interface AddCheckpoint {
  /** Size of the checkpoint that the witness cosigned last; 0: none. */
  readonly old: number;
  readonly path: readonly Uint8Array[];
  readonly checkpoint: string;
}

export const LARGEST_REQUEST = 64 * 1024;
export const SIZE_TYPE = "text/x.tlog.size";

export function writeAddCheckpoint({ old, path, checkpoint }: AddCheckpoint): string {
  return [`old ${old}`, ...path.map(toBase64), "", checkpoint].join("\n");
}

export function parseAddCheckpoint(text: string): AddCheckpoint {
  const malformed = (why: string): LedgerFailure => new LedgerFailure("proof-malformed", why);
  const end = text.indexOf("\n\n");
  if (end < 0 || text.length > LARGEST_REQUEST) throw malformed("no checkpoint");
  const [first = "", ...lines] = text.slice(0, end).split("\n");
  const [, digits] = /^old (\S+)$/.exec(first) ?? [];
  const old = decimal(digits ?? "");
  if (old === undefined || lines.length > 63) throw malformed("old");
  const path = lines.map((line) => {
    const hash = fromBase64(line);
    if (hash?.length !== HASH_SIZE) throw malformed("path");
    return hash;
  });
  return { old, path, checkpoint: text.slice(end + 2) };
}
