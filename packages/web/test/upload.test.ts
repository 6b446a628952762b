import { beforeEach, expect, test, vi } from "vitest";
import { UploadQueue } from "../src/lib/upload.ts";

interface Options {
  onProgress(sent: number): void;
  onShouldRetry(error: { originalResponse: { getStatus(): number } | null }): boolean;
  onSuccess(answer: { lastResponse: { getHeader(name: string): string | undefined } }): void;
}
const uploads: Options[] = [];

// The line itself is the business of the library; here is what the queue makes of its news.
vi.mock("tus-js-client", () => ({
  DetailedError: class extends Error {},
  Upload: class {
    url = null;
    constructor(_file: File, options: Options) {
      uploads.push(options);
    }
    async findPreviousUploads() {
      return [];
    }
    start() {}
    async abort() {}
  },
}));

beforeEach(() => {
  uploads.length = 0;
  vi.stubGlobal("location", { href: "http://localhost/" });
});

test("a line that breaks after the last byte has left says so, and the file is then sent again", async () => {
  const queue = new UploadQueue("somebody");
  const item = () => queue.items()[0];
  queue.add([new File([new Uint8Array(1000)], "scan.xml")], "internal");
  await vi.waitFor(() => expect(item()?.state).toBe("uploading"));
  const [news] = uploads;
  news?.onProgress(1000);
  expect(item()).toMatchObject({ state: "checking", retrying: false });
  expect(news?.onShouldRetry({ originalResponse: null })).toBe(true);
  expect(item()).toMatchObject({ state: "uploading", retrying: true });
  news?.onProgress(1000);
  expect(item()).toMatchObject({ state: "checking", retrying: false });
  news?.onSuccess({ lastResponse: { getHeader: () => "file-1" } });
  expect(item()).toMatchObject({ state: "done", fileId: "file-1" });
});
