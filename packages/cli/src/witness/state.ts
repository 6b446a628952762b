import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, open, readFile, rename, unlink } from "node:fs/promises";
import path from "node:path";
import { makeKey, parseSigningKey, type SigningKey } from "@yunjian/ledger";

/**
 * What a witness keeps: its key, and for every log the newest checkpoint it cosigned, as a file that is on
 * the disk before the cosignature leaves the house.
 */
export class WitnessState {
  readonly folder: string;
  readonly key: SigningKey;
  #turns = new Map<string, Promise<unknown>>();

  private constructor(folder: string, key: SigningKey) {
    this.folder = folder;
    this.key = key;
  }

  static async open(folder: string, name: string): Promise<WitnessState> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await lock(path.join(folder, "witness.pid"));
    const file = path.join(folder, "witness.key");
    if (!existsSync(file)) await durable(file, `${makeKey(name, "cosignature").secret}\n`);
    const key = parseSigningKey(await readFile(file, "utf8"));
    if (key.key.type !== "cosignature") throw new Error(`${file}: not the key of a witness`);
    return new WitnessState(folder, key);
  }

  /** The note cosigned last, undefined when there is none. Damage is an error: guessing would be a fork. */
  async newest(origin: string): Promise<string | undefined> {
    return await readFile(this.#file(origin), "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") throw error;
      return undefined;
    });
  }

  async keep(origin: string, note: string): Promise<void> {
    await durable(this.#file(origin), note);
  }

  /** One at a time for each log: comparing with the newest and replacing it must not be parted. */
  async inTurn<T>(origin: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.#turns.get(origin) ?? Promise.resolve()).then(work, work);
    this.#turns.set(
      origin,
      turn.catch(() => {}),
    );
    return await turn;
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#turns.values());
    await unlink(path.join(this.folder, "witness.pid")).catch(() => {});
  }

  /** By a hash, because an origin may hold what a file name must not. */
  #file(origin: string): string {
    return path.join(this.folder, `${originHash(origin)}.checkpoint`);
  }
}

export function originHash(origin: string): string {
  return createHash("sha256").update(origin).digest("hex");
}

async function durable(file: string, text: string): Promise<void> {
  const part = `${file}.part`;
  const handle = await open(part, "w", 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(part, file);
  const folder = await open(path.dirname(file), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Two witnesses on one folder would each cosign what the other does not know. */
async function lock(file: string): Promise<void> {
  for (let again = false; ; again = true) {
    try {
      const handle = await open(file, "wx", 0o600);
      await handle.writeFile(String(process.pid));
      await handle.close();
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      const pid = Number(readFileSync(file, "utf8"));
      if (again || (pid > 0 && pid !== process.pid && lives(pid)))
        throw new Error(`${path.dirname(file)} is in use by process ${pid}`, { cause: error });
      await unlink(file);
    }
  }
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
