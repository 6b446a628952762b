import { mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { ApiError, type ErrorName, problem } from "@yunjian/contract";
import { afterAll, describe, expect, it } from "vitest";
import { collect, remaining, sizeOf } from "../src/context.ts";
import { cells, table } from "../src/output.ts";
import { CliError, EXIT, exitCodeOf, langOf, stateFolder, targetOf } from "../src/session.ts";
import { UploadStore } from "../src/upload/store.ts";

describe("exit codes", () => {
  it.each<[ErrorName, number]>([
    ["not-signed-in", EXIT.access],
    ["forbidden", EXIT.access],
    ["not-your-organisation", EXIT.access],
    ["not-found", EXIT.notFound],
    ["invalid-input", EXIT.refused],
    ["period-closed", EXIT.refused],
    ["file-gone", EXIT.refused],
    ["unavailable", EXIT.unreachable],
    ["too-many-requests", EXIT.unreachable],
    ["storage-full", EXIT.unreachable],
    ["internal", EXIT.failed],
  ])("%s ends with %i", (name, code) => {
    expect(exitCodeOf(new ApiError(problem(name, {}, [], "zh", "r")))).toBe(code);
  });

  it("knows a lost connection from a mistake of ours", () => {
    expect(exitCodeOf(new TypeError("fetch failed", { cause: new Error("ECONNREFUSED") }))).toBe(
      EXIT.unreachable,
    );
    expect(exitCodeOf(new TypeError("x is not a function"))).toBe(EXIT.failed);
    expect(exitCodeOf(new CliError("ambiguous", EXIT.usage, "which?"))).toBe(EXIT.usage);
  });
});

describe("what the environment says", () => {
  it("speaks Chinese unless asked for English", () => {
    expect(langOf(undefined, {})).toBe("zh");
    expect(langOf(undefined, { LANG: "C.UTF-8" })).toBe("zh");
    expect(langOf(undefined, { LANG: "en_US.UTF-8" })).toBe("en");
    expect(langOf(undefined, { LANG: "en_US.UTF-8", LC_ALL: "zh_CN.UTF-8" })).toBe("zh");
    expect(langOf(undefined, { LANG: "en_US.UTF-8", YUNJIAN_LANG: "zh" })).toBe("zh");
    expect(langOf("en", { YUNJIAN_LANG: "zh" })).toBe("en");
  });

  it("takes options before variables, and no address that is none", () => {
    const env = { YUNJIAN_URL: "https://a.example/", YUNJIAN_KEY: "yj_env" };
    expect(targetOf({}, env)).toEqual({ url: "https://a.example", key: "yj_env", lang: "zh" });
    expect(targetOf({ url: "http://b.example:8420", key: "yj_option" }, env)).toMatchObject({
      url: "http://b.example:8420",
      key: "yj_option",
    });
    expect(targetOf({}, {}).url).toBe("http://localhost:8420");
    for (const url of ["b.example", "ftp://b.example", "b.example:8420"])
      expect(() => targetOf({ url }, {})).toThrow(CliError);
    expect(stateFolder({ XDG_STATE_HOME: "/s" })).toBe("/s/yunjian");
    expect(stateFolder({ XDG_STATE_HOME: "" })).toBe(path.join(os.homedir(), ".local/state/yunjian"));
  });
});

describe("lines for people", () => {
  it("aligns columns, a Chinese character being two cells wide", () => {
    expect(cells("云A（）")).toBe(7);
    expect(
      table([
        ["云", "1", "a"],
        ["abcd", "22", ""],
      ]),
    ).toEqual(["云    1   a", "abcd  22"]);
  });

  it("writes sizes and remaining time", () => {
    expect([0, 999, 1024, 10 * 1024 ** 2, 2 * 1024 ** 3].map(sizeOf)).toEqual([
      "0 B",
      "999 B",
      "1.0 KiB",
      "10.0 MiB",
      "2.0 GiB",
    ]);
    const now = new Date("2026-11-20T02:00:00Z");
    const say = (zh: string) => zh;
    expect(remaining("2026-11-23T15:59:59.999Z", now, say)).toBe("还有 3 天");
    expect(remaining("2026-11-20T05:00:00Z", now, say)).toBe("还有 3 小时");
    expect(remaining("2026-11-18T02:00:00Z", now, say)).toBe("已逾期 2 天");
  });

  it("reads as many pages as were asked for, and no more", async () => {
    const asked: object[] = [];
    const page = (paging: { limit: number; after?: string }) => {
      asked.push(paging);
      const from = Number(paging.after ?? 0);
      return Promise.resolve({
        items: Array.from({ length: paging.limit }, (_, i) => from + i),
        next: String(from + paging.limit),
      });
    };
    const { items, next } = await collect(250, page);
    expect([items.length, new Set(items).size, next]).toEqual([250, 250, "250"]);
    expect(asked).toEqual([{ limit: 200 }, { limit: 50, after: "200" }]);
  });
});

describe("memory of interrupted uploads", () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "yunjian-store-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const store = new UploadStore(folder);
  const upload = {
    size: 5,
    metadata: {},
    creationTime: "",
    urlStorageKey: "",
    uploadUrl: "http://x/api/uploads/1",
    parallelUploadUrls: null,
  };

  it("finds what it kept, closed to others, and forgets it when told", async () => {
    expect(await store.findUploadsByFingerprint("a")).toEqual([]);
    const key = await store.addUpload("a", upload);
    expect(await store.findUploadsByFingerprint("a")).toMatchObject([
      { uploadUrl: upload.uploadUrl, urlStorageKey: key },
    ]);
    expect(await store.findAllUploads()).toHaveLength(1);
    expect(statSync(path.join(folder, "uploads")).mode & 0o077).toBe(0);
    await store.removeUpload(key);
    await store.removeUpload(key);
    expect(await store.findAllUploads()).toEqual([]);
  });

  it("begins again after half a file, and lets go of what is a month old", async () => {
    const half = path.join(folder, "uploads", "b.json");
    writeFileSync(half, '{"size":5,');
    expect(await store.findUploadsByFingerprint("b")).toEqual([]);
    await store.addUpload("c", upload);
    const now = new Date();
    const long = new Date(now.getTime() - 31 * 86_400_000);
    utimesSync(half, long, long);
    await store.forgetOld(now);
    expect(readdirSync(path.join(folder, "uploads"))).toEqual(["c.json"]);
  });
});
