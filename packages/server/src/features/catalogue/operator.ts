import { readFile } from "node:fs/promises";
import path from "node:path";
import { type Db, platformActor, withActor } from "../../platform/tenancy.ts";
import { attachText, onlyDocument } from "./attach.ts";

export interface AttachOptions {
  /** Short name and edition; may be left out while the catalogue holds one document. */
  readonly document?: { readonly id: string; readonly edition: string };
  readonly anyway?: boolean;
}

/** What an operator at the machine runs: `yunjian catalogue attach FILE` without anybody signed in. */
export async function attachFile(db: Db, now: Date, file: string, options: AttachOptions = {}) {
  const bytes = await readFile(file);
  const { id, edition } = options.document ?? onlyDocument();
  return await withActor(db, platformActor("catalogue-attach"), "write", (tx) =>
    attachText(tx, platformActor("catalogue-attach"), now, {
      document: id,
      edition,
      fileName: path.basename(file),
      bytes,
      anyway: options.anyway,
    }),
  );
}
