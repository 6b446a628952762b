import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import type { PreviousUpload, UrlStorage } from "tus-js-client";

const FORGET_AFTER = 30 * 86_400_000;

/**
 * Remembers where an upload lies on the server, one file each, so that a run that was interrupted goes on
 * where it stopped. It holds addresses and no key: whoever reads it can do nothing with it.
 */
export class UploadStore implements UrlStorage {
  readonly #folder: string;
  constructor(stateFolder: string) {
    this.#folder = path.join(stateFolder, "uploads");
  }

  async findUploadsByFingerprint(fingerprint: string): Promise<PreviousUpload[]> {
    const found = await readFile(this.#fileOf(fingerprint), "utf8").catch(() => undefined);
    if (found === undefined) return [];
    try {
      return [JSON.parse(found) as PreviousUpload];
    } catch {
      return []; // a machine that lost power while writing: begin again
    }
  }

  async addUpload(fingerprint: string, upload: PreviousUpload): Promise<string> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const file = this.#fileOf(fingerprint);
    const part = `${file}.${process.pid}.part`;
    await writeFile(part, JSON.stringify({ ...upload, urlStorageKey: fingerprint }), { mode: 0o600 });
    await rename(part, file);
    return fingerprint;
  }

  async removeUpload(urlStorageKey: string): Promise<void> {
    await rm(this.#fileOf(urlStorageKey), { force: true });
  }

  async findAllUploads(): Promise<PreviousUpload[]> {
    const names = await readdir(this.#folder).catch(() => []);
    const uploads = await Promise.all(
      names
        .filter((name) => name.endsWith(".json"))
        .map((name) => this.findUploadsByFingerprint(name.slice(0, -".json".length))),
    );
    return uploads.flat();
  }

  /** What nobody came back for; the server has let go of it long ago. */
  async forgetOld(now: Date): Promise<void> {
    for (const name of await readdir(this.#folder).catch(() => [])) {
      const file = path.join(this.#folder, name);
      const { mtime } = await stat(file).catch(() => ({ mtime: now }));
      if (now.getTime() - mtime.getTime() > FORGET_AFTER) await rm(file, { force: true });
    }
  }

  #fileOf(fingerprint: string): string {
    return path.join(this.#folder, `${fingerprint}.json`);
  }
}
