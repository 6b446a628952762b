import { type Problem, UPLOAD_FILE_HEADER, UPLOADS_PATH } from "@yunjian/contract";
import type { Sensitivity } from "@yunjian/domain";
import { DetailedError, type HttpResponse, Upload } from "tus-js-client";
import { acceptLanguage } from "./client.ts";
import { randomKey } from "./key.ts";
import { sessionLost } from "./session.ts";

export type UploadState = "waiting" | "uploading" | "paused" | "checking" | "done" | "failed" | "refused";

/** One file on its way. A new object at every change. */
export interface UploadItem {
  readonly key: string;
  readonly name: string;
  readonly size: number;
  readonly sensitivity: Sensitivity;
  readonly state: UploadState;
  readonly sent: number;
  /** Bytes per second over the last seconds. */
  readonly speed: number;
  /** Once done. */
  readonly fileId: string | null;
  /** The connection broke; it is tried again by itself. */
  readonly retrying: boolean;
  /** Why the server refused it, in the reader's language; null for a lost connection. */
  readonly reason: string | null;
}

export type RejectedBecause = "empty" | "too-large" | "twice";
export interface RejectedFile {
  readonly name: string;
  readonly because: RejectedBecause;
}

export const MAX_FILE_BYTES = 2 * 1024 ** 3;
const AT_ONCE = 2;
/** Small enough that a lost connection repeats little, large enough that the pauses between do not count. */
const CHUNK = 64 * 1024 * 1024;
const RETRY_AFTER = [500, 2000, 5000, 10_000, 20_000, 30_000];

interface Running {
  readonly file: File;
  readonly upload: Upload;
  measuredAt: number;
  measuredSent: number;
}

/**
 * Files on their way to the server: two at a time, resumable over tus. After a reload the same file chosen
 * again goes on where it stopped.
 */
export class UploadQueue {
  #items: readonly UploadItem[] = [];
  readonly #running = new Map<string, Running>();
  readonly #listeners = new Set<() => void>();
  readonly #owner: string;

  /** `owner`: who uploads; another person at this browser does not take over what is left. */
  constructor(owner: string) {
    this.#owner = owner;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  readonly items = (): readonly UploadItem[] => this.#items;

  /** Takes files in; says which not, and why. */
  add(files: readonly File[], sensitivity: Sensitivity): RejectedFile[] {
    const rejected: RejectedFile[] = [];
    for (const file of files) {
      const twice = [...this.#running.values()].some(
        ({ file: one }) =>
          one.name === file.name && one.size === file.size && one.lastModified === file.lastModified,
      );
      const because =
        file.size === 0 ? "empty" : file.size > MAX_FILE_BYTES ? "too-large" : twice ? "twice" : null;
      if (because === null) this.#take(file, sensitivity);
      else rejected.push({ name: file.name, because });
    }
    this.#next();
    return rejected;
  }

  pause(key: string): void {
    const item = this.#find(key);
    if (item?.state !== "uploading" && item?.state !== "waiting") return;
    this.#set(key, { state: "paused", speed: 0 });
    void this.#running.get(key)?.upload.abort();
    this.#next();
  }

  /** Goes on after a pause or a lost connection. */
  resume(key: string): void {
    const item = this.#find(key);
    if (item?.state !== "paused" && item?.state !== "failed") return;
    this.#set(key, { state: "waiting", reason: null, retrying: false });
    this.#next();
  }

  /** Takes a file out; what arrived of an unfinished one is dropped at the server too. */
  remove(key: string): void {
    const unfinished = !["done", "refused"].includes(this.#find(key)?.state ?? "done");
    const running = this.#running.get(key);
    this.#running.delete(key);
    this.#items = this.#items.filter((item) => item.key !== key);
    this.#tell();
    // The server also drops by itself what nobody continues: a failure here loses nothing.
    if (running && unfinished) running.upload.abort(true).catch(() => {});
    this.#next();
  }

  /** Stops everything, keeping what arrived: the page is being left. */
  stop(): void {
    for (const { key } of this.#items) this.pause(key);
  }

  clear(): void {
    for (const { key } of this.#items) this.remove(key);
  }

  #take(file: File, sensitivity: Sensitivity): void {
    const key = randomKey();
    const upload = new Upload(file, {
      endpoint: UPLOADS_PATH,
      chunkSize: CHUNK,
      retryDelays: RETRY_AFTER,
      removeFingerprintOnSuccess: true,
      headers: { "accept-language": acceptLanguage() },
      metadata: { name: file.name, type: file.type, sensitivity },
      fingerprint: async () =>
        ["yunjian", this.#owner, sensitivity, file.name, file.size, file.lastModified].join("|"),
      onProgress: (sent) => this.#progress(key, sent),
      onShouldRetry: (error) => {
        const status = error.originalResponse?.getStatus() ?? 0;
        const again = status === 0 || status === 423 || status >= 500;
        // All may have left the browser before the line broke: it is not being checked, it is on its way again.
        if (again) this.#set(key, { state: "uploading", retrying: true, speed: 0 });
        return again;
      },
      onSuccess: ({ lastResponse }) => void this.#arrived(key, lastResponse),
      onError: (error) => void this.#broke(key, error),
    });
    this.#running.set(key, { file, upload, measuredAt: 0, measuredSent: 0 });
    const { name, size } = file;
    const item: UploadItem = {
      key,
      name,
      size,
      sensitivity,
      state: "waiting",
      sent: 0,
      speed: 0,
      fileId: null,
      retrying: false,
      reason: null,
    };
    this.#items = [...this.#items, item];
    this.#tell();
  }

  #next(): void {
    const busy = this.#items.filter((item) => item.state === "uploading" || item.state === "checking").length;
    const waiting = this.#items.filter((item) => item.state === "waiting");
    for (const { key } of waiting.slice(0, Math.max(0, AT_ONCE - busy))) void this.#start(key);
  }

  async #start(key: string): Promise<void> {
    const running = this.#running.get(key);
    if (!running) return;
    this.#set(key, { state: "uploading" });
    const { upload } = running;
    if (upload.url === null) {
      const [before] = await upload.findPreviousUploads();
      if (before) upload.resumeFromPreviousUpload(before);
    }
    // It may have been paused or removed meanwhile.
    if (this.#find(key)?.state === "uploading") upload.start();
  }

  #progress(key: string, sent: number): void {
    const running = this.#running.get(key);
    const item = this.#find(key);
    if (!running || item?.state !== "uploading") return;
    const now = performance.now();
    const since = now - running.measuredAt;
    // The last byte has left: the server stores and checks the file before it answers.
    if (sent >= item.size) this.#set(key, { sent, state: "checking", speed: 0, retrying: false });
    else if (since >= 500) {
      const speed = running.measuredAt === 0 ? 0 : ((sent - running.measuredSent) / since) * 1000;
      running.measuredAt = now;
      running.measuredSent = sent;
      this.#set(key, {
        sent,
        retrying: false,
        speed: item.speed === 0 ? speed : item.speed * 0.6 + speed * 0.4,
      });
    }
  }

  async #arrived(key: string, answer: HttpResponse): Promise<void> {
    const url = this.#running.get(key)?.upload.url ?? null;
    const fileId = answer.getHeader(UPLOAD_FILE_HEADER) ?? (url === null ? null : await askFileId(url));
    if (fileId === null) this.#set(key, { state: "failed", speed: 0 });
    else this.#set(key, { state: "done", fileId, sent: this.#find(key)?.size ?? 0, speed: 0 });
    this.#next();
  }

  async #broke(key: string, error: Error): Promise<void> {
    const answer = error instanceof DetailedError ? error.originalResponse : null;
    const status = answer?.getStatus() ?? 0;
    if (status === 401) {
      this.#set(key, { state: "paused", speed: 0 });
      await sessionLost().then(
        () => this.resume(key),
        () => {},
      );
      return;
    }
    const refused = status >= 400 && status < 500;
    this.#set(key, { state: refused ? "refused" : "failed", speed: 0, reason: reasonIn(answer?.getBody()) });
    this.#next();
  }

  #find(key: string): UploadItem | undefined {
    return this.#items.find((item) => item.key === key);
  }

  #set(key: string, change: Partial<UploadItem>): void {
    this.#items = this.#items.map((item) => (item.key === key ? { ...item, ...change } : item));
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** The last answer may have been lost although the file arrived. */
async function askFileId(url: string): Promise<string | null> {
  const id = new URL(url, location.href).pathname.split("/").at(-1) ?? "";
  const answer = await fetch(`${UPLOADS_PATH}/${id}`, { headers: { accept: "application/json" } }).catch(
    () => null,
  );
  if (!answer?.ok) return null;
  const { fileId } = (await answer.json()) as { fileId?: string | null };
  return fileId ?? null;
}

function reasonIn(body: string | undefined): string | null {
  try {
    return (JSON.parse(body ?? "") as Problem).title ?? null;
  } catch {
    return null;
  }
}
