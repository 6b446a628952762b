import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import * as fs from "node:fs/promises";
import path from "node:path";
import { syncFolder } from "./blobs/durable.ts";
import { OperationError } from "./postgres/errors.ts";
import type { Vault } from "./vault.ts";

/**
 * A key for each person (ADR 0006), in `people/<id>.json` of the keys folder, sealed by the vault: never in the
 * database and never in its backups. The salts behind what the record says about the person are sealed with it.
 * A destroyed key leaves its file, which says when: from it a restored database learns whose name has to go again.
 */
export interface PersonKeys {
  /** Null for a person whose key was destroyed: nothing is kept that could be opened later. */
  seal(personId: string, context: string, plain: Buffer): Promise<Buffer | null>;
  /** Null when the key was destroyed; throws when the bytes were altered or belong elsewhere. */
  open(personId: string, context: string, sealed: Buffer): Promise<Buffer | null>;
  /** Overwrites the key, then puts the mark in its place. Doing it twice is harmless. */
  destroy(personId: string, at: Date): Promise<void>;
  /** Everybody whose key was destroyed. */
  destroyed(): Promise<{ readonly personId: string; readonly at: Date }[]>;
}

interface KeyFile {
  readonly format: 1;
  readonly person: string;
  /** base64; sealed by the vault. */
  readonly key?: string;
  readonly destroyedAt?: string;
}

const PERSON = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const NONCE = 12;
const TAG = 16;

export async function openPersonKeys(keysFolder: string, vault: Vault): Promise<PersonKeys> {
  const folder = path.join(keysFolder, "people");
  await fs.mkdir(folder, { recursive: true, mode: 0o700 });
  const fileOf = (personId: string): string => {
    if (!PERSON.test(personId)) throw new RangeError(`not a person: ${personId}`);
    return path.join(folder, `${personId}.json`);
  };
  // Read anew at every use: another process may have destroyed it a moment ago.
  const read = async (personId: string): Promise<KeyFile | undefined> => {
    const text = await fs.readFile(fileOf(personId), "utf8").catch(missing);
    return text === undefined ? undefined : parse(fileOf(personId), personId, text);
  };
  const keyIn = (file: KeyFile): Buffer | null =>
    file.key === undefined
      ? null
      : Buffer.from(vault.open(`person ${file.person}`, Buffer.from(file.key, "base64")), "base64");

  return {
    async seal(personId, context, plain) {
      let file = await read(personId);
      if (!file) {
        const key = vault.seal(`person ${personId}`, randomBytes(32).toString("base64")).toString("base64");
        await create(fileOf(personId), { format: 1, person: personId, key });
        file = await read(personId);
      }
      const key = file ? keyIn(file) : null;
      if (key === null) return null;
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(context));
      return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    },
    async open(personId, context, sealed) {
      const file = await read(personId);
      const key = file ? keyIn(file) : null;
      if (key === null) return null;
      const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, NONCE))
        .setAAD(Buffer.from(context))
        .setAuthTag(sealed.subarray(-TAG));
      return Buffer.concat([decipher.update(sealed.subarray(NONCE, -TAG)), decipher.final()]);
    },
    async destroy(personId, at) {
      const file = fileOf(personId);
      if ((await read(personId))?.destroyedAt !== undefined) return;
      // The old bytes, as far as the disk lets us; they are sealed by the vault's key besides.
      const handle = await fs.open(file, "r+").catch(missing);
      if (handle) {
        try {
          await handle.write(Buffer.alloc((await handle.stat()).size, 0x20), 0, undefined, 0);
          await handle.sync();
        } finally {
          await handle.close();
        }
      }
      const part = await writePart(file, { format: 1, person: personId, destroyedAt: at.toISOString() });
      await fs.rename(part, file);
      await syncFolder(folder);
    },
    async destroyed() {
      const found: { personId: string; at: Date }[] = [];
      for (const name of await fs.readdir(folder)) {
        if (!name.endsWith(".json")) continue;
        const file = await read(name.slice(0, -5));
        if (file?.destroyedAt !== undefined)
          found.push({ personId: file.person, at: new Date(file.destroyedAt) });
      }
      return found;
    },
  };
}

/** A link never replaces: when another process was faster, its key counts. */
async function create(file: string, content: KeyFile): Promise<void> {
  const part = await writePart(file, content);
  try {
    await fs.link(part, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    await fs.rm(part, { force: true });
  }
  await syncFolder(path.dirname(file));
}

async function writePart(file: string, content: KeyFile): Promise<string> {
  const part = `${file}.${randomBytes(4).toString("hex")}.part`;
  const handle = await fs.open(part, "wx", 0o600);
  try {
    await handle.writeFile(`${JSON.stringify(content)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return part;
}

function parse(file: string, personId: string, text: string): KeyFile {
  // Overwritten and not yet replaced, because the process was killed between the two: it is gone.
  if (text.trim() === "") return { format: 1, person: personId, destroyedAt: new Date(0).toISOString() };
  try {
    const found = JSON.parse(text) as KeyFile;
    if (found.format === 1 && found.person === personId) return found;
  } catch {
    // Told below.
  }
  throw new OperationError(
    `人员密钥文件 ${file} 已损坏。请从密钥备份恢复该文件。`,
    `The person's key ${file} is damaged. Restore it from the backup of the keys.`,
  );
}

function missing(error: unknown): undefined {
  if ((error as { code?: unknown }).code === "ENOENT") return undefined;
  throw error;
}

// Which keys go with a database -------------------------------------------------------------------------

const keysOf = new WeakMap<object, PersonKeys>();

/** Tells once, when a database is opened, which keys its entries about people are sealed with. */
export function keepPersonKeys(db: object, keys: PersonKeys): void {
  keysOf.set(db, keys);
}

/** Undefined where nobody told: commands that write no entry about a person. */
export function personKeysOf(db: object): PersonKeys | undefined {
  return keysOf.get(db);
}
