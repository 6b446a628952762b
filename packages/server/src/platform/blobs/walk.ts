import * as fs from "node:fs/promises";
import path from "node:path";

export const KEY = /^([a-z0-9-]{1,64})\/([0-9a-f]{64})$/;
export const SEALED = ".yj";

/** Every object below a folder of the embedded store, in no order. */
export async function* walkFolder(root: string): AsyncGenerator<{ key: string; sealed: boolean }> {
  for (const space of await fs.readdir(root)) {
    if (space.startsWith(".")) continue;
    for await (const entry of await fs.opendir(path.join(root, space), { recursive: true })) {
      const sealed = entry.name.endsWith(SEALED);
      const key = `${space}/${sealed ? entry.name.slice(0, -SEALED.length) : entry.name}`;
      if (entry.isFile() && KEY.test(key)) yield { key, sealed };
    }
  }
}

export async function hasSealed(root: string): Promise<boolean> {
  try {
    for await (const { sealed } of walkFolder(root)) if (sealed) return true;
  } catch (error) {
    if ((error as { code?: unknown }).code !== "ENOENT") throw error;
  }
  return false;
}
