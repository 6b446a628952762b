import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { LogSource } from "@yunjian/ledger";

/** A log as files: what `yunjian ledger export` wrote, or any copy of the published resources. */
export function folderSource(folder: string): LogSource {
  return {
    read: (name) =>
      readFile(path.join(folder, name)).catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
        throw error;
      }),
  };
}

/** A log over HTTP, below `<address>/ledger`. */
export function httpSource(address: string, key: string | undefined): LogSource {
  const prefix = `${address.replace(/\/+$/, "")}/ledger`;
  return {
    read: async (name) => {
      const answer = await fetch(`${prefix}/${name}`, {
        redirect: "error",
        // Entries are for whoever may read the record; nothing else needs the key, so nothing else gets it.
        ...(key !== undefined &&
          name.includes("/tile/entries/") && { headers: { authorization: `Bearer ${key}` } }),
      });
      if (answer.status === 404) return undefined;
      if (!answer.ok) throw new Error(`${prefix}/${name}: HTTP ${answer.status}`);
      return new Uint8Array(await answer.arrayBuffer());
    },
  };
}

/** Reads from one source and keeps a copy of what was read. */
export function copying(source: LogSource, folder: string): LogSource {
  return {
    read: async (name) => {
      const bytes = await source.read(name);
      if (!bytes) return undefined;
      const file = path.join(folder, name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, bytes);
      return bytes;
    },
  };
}
