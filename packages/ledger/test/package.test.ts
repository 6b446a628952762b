import { createHash } from "node:crypto";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { makeKey, originOf, PORTABLE, TREES, utf8 } from "../src/index.ts";
import {
  memoryBytes,
  openZip,
  type OpenedPackage,
  type PackageFile,
  PACKAGE_FAILURES,
  pathProblem,
  PATHS,
  portableDigest,
  portableCrc32,
  readManifest,
  reportLines,
  safeName,
  skeleton,
  textPart,
  verifyPackage,
  wordsOf,
  writeManifest,
  zipOf,
} from "../src/package/index.ts";
import { MemoryLog, NATIVE } from "./help.ts";
import { bytesOf, CONTENT, HELD, type Made, makePackage, REASON } from "./package-help.ts";

let made: Made;
let contents: Map<string, Buffer>;
beforeAll(async () => {
  made = await makePackage();
  contents = new Map();
  for (const part of made.parts) contents.set(part.path, await bytesOf(part));
});

const verify = (opened: OpenedPackage, keys?: Parameters<typeof verifyPackage>[1]) =>
  verifyPackage(opened, { hashes: NATIVE, ...keys });
const verifyZip = async (zip: Uint8Array) => await verify(await openZip(memoryBytes(zip)));
const codesOf = (report: { findings: readonly { code: string }[] }) => [
  ...new Set(report.findings.map(({ code }) => code)),
];

/** An unpacked package as a folder gives it. */
function folder(files: ReadonlyMap<string, Uint8Array | string>): OpenedPackage {
  return {
    base: undefined,
    findings: [],
    files: [...files].map(([name, content]): PackageFile => {
      const bytes = typeof content === "string" ? utf8(content) : content;
      return {
        path: name,
        size: bytes.length,
        async *content() {
          yield bytes;
        },
      };
    }),
  };
}

/** Changes files and lists them anew wherever they are listed: a forger with all the tools. */
function forged(change: (files: Map<string, Buffer>) => void): OpenedPackage {
  const files = new Map(contents);
  change(files);
  const digests = (tree: string, of: (name: string) => boolean) =>
    writeManifest(
      new Map(
        [...files]
          .filter(([name]) => of(name))
          .map(([name, bytes]) => [name, createHash(tree).update(bytes).digest("hex")]),
      ),
    );
  for (const tree of TREES)
    files.set(PATHS.manifest(tree), Buffer.from(digests(tree, (name) => name.startsWith("data/"))));
  for (const tree of TREES) files.delete(PATHS.tagManifest(tree));
  const lists = TREES.map((tree) => digests(tree, (name) => !name.startsWith("data/")));
  for (const [i, tree] of TREES.entries()) files.set(PATHS.tagManifest(tree), Buffer.from(lists[i] ?? ""));
  return folder(files);
}

const edit = (name: string, work: (text: string) => string) => (files: Map<string, Buffer>) => {
  files.set(name, Buffer.from(work(String(files.get(name)))));
};

describe("a package as it was made", () => {
  it("holds in all its parts, as an archive and as a folder, and says by which keys", async () => {
    for (const opened of [await openZip(memoryBytes(made.zip)), folder(contents)]) {
      const report = await verify(opened);
      expect(report.findings).toEqual([]);
      expect(report).toMatchObject({ valid: true, trust: "stated", seal: { ok: true, position: 5 } });
      expect(report.statements.map(({ position }) => position)).toEqual(HELD);
      expect(report.statements.every(({ ok, trees }) => ok && trees.length === 2)).toBe(true);
      expect(report.statements[2]).toMatchObject({ opened: { note: REASON }, closed: ["other"] });
      expect(report.files.find(({ name }) => name === "漏洞扫描报告.txt")).toMatchObject({
        ok: true,
        recorded: [1, 3],
      });
      expect(report.trees.map(({ tree, size, witnesses }) => [tree, size, witnesses.length])).toEqual([
        ["sha256", 6, 1],
        ["sm3", 6, 1],
      ]);
    }
  });

  it("is worth more with a key that was kept: one of one tree speaks for both", async () => {
    for (const tree of TREES) {
      const keys = [made.log.log.named(originOf(tree, "log.example/city")).key];
      const report = await verify(folder(contents), { keys });
      expect(report).toMatchObject({ valid: true, trust: "pinned" });
      expect(report.trees.flatMap(({ signers }) => signers).filter((key) => key.pinned)).toHaveLength(2);
      expect(reportLines(report, "zh")[1]).toBe("依据您提供的账本公钥核验。");
    }
    const stranger = makeKey("log.example/city", "ed25519").key;
    expect(codesOf(await verify(folder(contents), { keys: [stranger] }))).toContain("key-unknown");
    const elsewhere = makeKey("log.example/other", "ed25519").key;
    const report = await verify(folder(contents), { keys: [elsewhere] });
    expect(report.valid).toBe(false);
    expect(codesOf(report)).toContain("key-unknown");
  });

  it("holds with portable code too, as a browser runs it", async () => {
    const report = await verifyPackage(await openZip(memoryBytes(made.zip), portableCrc32), {
      hashes: PORTABLE,
    });
    expect(report.valid).toBe(true);
  });

  it("is an archive that other programs unpack, and the same bytes each time", async () => {
    const home = await mkdtemp(path.join(tmpdir(), "yunjian-package-"));
    try {
      const file = path.join(home, "p.zip");
      await writeFile(file, made.zip);
      const script = `import sys,zipfile
z=zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; z.extractall(sys.argv[2]); print(len(z.namelist()))`;
      const { stdout } = await promisify(execFile)("python3", ["-c", script, file, home]);
      expect(Number(stdout)).toBe(made.parts.length);
      const unpacked = path.join(home, made.base, "data/files/0001-漏洞扫描报告.txt");
      expect(await readFile(unpacked, "utf8")).toBe(CONTENT);
      // What sha256sum -c reads.
      await promisify(execFile)("sha256sum", ["-c", "--strict", PATHS.manifest("sha256")], {
        cwd: path.join(home, made.base),
      });
    } finally {
      await rm(home, { recursive: true, force: true });
    }
    const again: Uint8Array[] = [];
    for await (const piece of zipOf(made.base, made.parts)) again.push(piece);
    expect(Buffer.concat(again).equals(made.zip)).toBe(true);
  });

  it("reports in both languages without a gap", async () => {
    const report = await verifyZip(made.zip);
    for (const lang of ["zh", "en"] as const) {
      expect(reportLines(report, lang, true).join("\n")).toContain(REASON);
      for (const code of Object.keys(PACKAGE_FAILURES))
        expect(wordsOf({ code: code as never, about: "x" }, lang)).toMatch(/[(（]x[)）]$/);
    }
  });
});

describe("a hostile package is named for what it is", () => {
  const cases: readonly [string, string, (files: Map<string, Buffer>) => void][] = [
    [
      "a file that was changed",
      "seal-wrong",
      edit("data/files/0001-漏洞扫描报告.txt", (text) => text.replace("10", "11")),
    ],
    [
      "metadata that was changed",
      "seal-wrong",
      edit("data/objects/period.json", () => '{"state":"compliant"}\n'),
    ],
    ["an index that tells another story", "seal-wrong", edit("index.html", (text) => `${text}<p>x</p>`)],
    [
      "an extra payload file",
      "seal-wrong",
      (files) => void files.set("data/files/0002.txt", Buffer.from("x")),
    ],
    ["an extra tag file", "file-extra", (files) => void files.set("seal/more.txt", Buffer.from("x"))],
    ["a removed file", "file-missing", (files) => void files.delete("data/files/0001-漏洞扫描报告.txt")],
    [
      "a forged entry",
      "path-wrong",
      edit(PATHS.entries, (text) => text.replace("submission.submitted", "submission.withdrawn")),
    ],
    [
      "reordered entries",
      "path-wrong",
      edit(PATHS.entries, (text) => `${text.trim().split("\n").toReversed().join("\n")}\n`),
    ],
    ["a duplicated entry", "entry-twice", edit(PATHS.entries, (text) => text.replace(/^(.*\n).*\n/, "$1$1"))],
    ["a removed entry", "entry-count", edit(PATHS.entries, (text) => text.replace(/^.*\n/, ""))],
    ["no entry JSON", "entry-malformed", edit(PATHS.entries, (text) => text.replace("{", "["))],
    ["a missing proof", "entry-count", edit(PATHS.proofs("sm3"), (text) => text.replace(/^.*\n/, ""))],
    [
      "reordered proofs",
      "entry-order",
      edit(PATHS.proofs("sha256"), (text) => `${text.trim().split("\n").toReversed().join("\n")}\n`),
    ],
    ["a proof cut short", "path-wrong", edit(PATHS.proofs("sha256"), (text) => text.replace(/ \S+\n/, "\n"))],
    [
      "a proof that is none",
      "proofs-malformed",
      edit(PATHS.proofs("sha256"), (text) => text.replace(" ", " !")),
    ],
    [
      "a proof for the other tree",
      "path-wrong",
      (files) => void files.set(PATHS.proofs("sm3"), files.get(PATHS.proofs("sha256")) as Buffer),
    ],
    [
      "the checkpoint of the other tree",
      "origin-differs",
      (files) => void files.set(PATHS.checkpoint("sm3"), files.get(PATHS.checkpoint("sha256")) as Buffer),
    ],
    [
      "a checkpoint with another root",
      "signature-wrong",
      edit(PATHS.checkpoint("sha256"), (text) =>
        text.replace(/\n6\n./, (m) => `${m.slice(0, -1)}${m.endsWith("A") ? "B" : "A"}`),
      ),
    ],
    [
      "a signature by nobody that is listed",
      "signature-unknown",
      edit(PATHS.checkpoint("sha256"), (text) => `${text}— nobody.example AAAAAAAA\n`),
    ],
    [
      "a checkpoint without signatures of the log",
      "key-unknown",
      edit(PATHS.checkpoint("sha256"), (text) =>
        text
          .split("\n")
          .filter((line) => !line.startsWith("— log"))
          .join("\n"),
      ),
    ],
    ["a note that is none", "note-malformed", edit(PATHS.checkpoint("sha256"), () => "hello")],
    ["a missing checkpoint", "file-missing", (files) => void files.delete(PATHS.checkpoint("sha256"))],
    [
      "a missing key",
      "key-missing",
      edit(PATHS.keys, (text) =>
        text
          .split("\n")
          .filter((line) => !line.startsWith("log.example/city+"))
          .join("\n"),
      ),
    ],
    ["a key that is none", "key-malformed", edit(PATHS.keys, (text) => text.replace("+", "x+"))],
    ["a key twice", "keys-malformed", edit(PATHS.keys, (text) => text.replace(/^(.*\n)/, "$1$1"))],
    [
      "another text behind a commitment",
      "opening-wrong",
      edit(PATHS.openings, (text) => text.replace("缺少", "附有")),
    ],
    ["a text twice", "opening-wrong", edit(PATHS.openings, (text) => text + text)],
    ["a salt that is none", "opening-malformed", edit(PATHS.openings, (text) => text.replace("5a", "zz"))],
    [
      "a seal of something else",
      "seal-wrong",
      edit(PATHS.sealEntry, (text) => text.replace(/"sha256":"../, '"sha256":"00')),
    ],
    ["another bag version", "bag-malformed", edit(PATHS.bagit, (text) => text.replace("1.0", "9.9"))],
    [
      "a later format",
      "package-version",
      edit(PATHS.description, (text) => text.replace("package/1", "package/2")),
    ],
    [
      "a description that is none",
      "package-malformed",
      edit(PATHS.description, (text) => text.slice(0, 100)),
    ],
  ];
  it.each(cases)("%s: %s", async (_name, code, change) => {
    const report = await verify(forged(change));
    expect(report.valid).toBe(false);
    expect(codesOf(report)).toContain(code);
  });

  const unlisted: typeof cases = [
    [
      "a changed file under its old digest",
      "file-changed",
      edit("data/files/0001-漏洞扫描报告.txt", (text) => `${text} `),
    ],
    ["an extra file", "file-extra", (files) => void files.set("data/Thumbs.db", Buffer.from("x"))],
    [
      "a manifest with a twice listed file",
      "path-twice",
      edit(PATHS.manifest("sm3"), (text) => text.replace(/^(.*\n)/, "$1$1")),
    ],
    [
      "manifests that differ",
      "manifests-differ",
      edit(PATHS.manifest("sm3"), (text) => text.replace(/^.*\n/, "")),
    ],
    [
      "a manifest that leads out",
      "path-traversal",
      edit(PATHS.manifest("sm3"), (text) => text.replace("data/files", "data/../files")),
    ],
    [
      "a manifest that is none",
      "manifest-malformed",
      edit(PATHS.manifest("sm3"), (text) => text.replace("  ", " ")),
    ],
    [
      "names that look alike",
      "path-lookalike",
      (files) => void files.set("data/record/еntries.jsonl", Buffer.from("x")),
    ],
    [
      "names that differ by case",
      "path-lookalike",
      (files) => void files.set("data/record/KEYS.txt", Buffer.from("x")),
    ],
    ["a decomposed name", "path-unsafe", (files) => void files.set("data/cafe\u0301.txt", Buffer.from("x"))],
    [
      "a name turned around",
      "path-unsafe",
      (files) => void files.set("data/\u202etxt.exe", Buffer.from("x")),
    ],
    ["a device of Windows", "path-unsafe", (files) => void files.set("data/nul.txt", Buffer.from("x"))],
  ];
  it.each(unlisted)("%s: %s", async (_name, code, change) => {
    const files = new Map(contents);
    change(files);
    const report = await verify(folder(files));
    expect(report.valid).toBe(false);
    expect(codesOf(report)).toContain(code);
  });

  it("trees of different size", async () => {
    const other = new MemoryLog(made.log.entries.slice(0, 5));
    const report = await verify(
      forged((files) => {
        const { root } = other.heads.get("sm3") ?? { root: new Uint8Array() };
        files.set(PATHS.checkpoint("sm3"), Buffer.from(made.log.note("sm3", 5, root)));
      }),
    );
    expect(codesOf(report)).toContain("sizes-differ");
    expect(report.valid).toBe(false);
  });

  it("a whole package of a forger is consistent, and a kept key exposes it", async () => {
    const forgery = await makePackage({ description: (told) => ({ ...told, title: "另一份" }) });
    const opened = () => openZip(memoryBytes(forgery.zip));
    expect(await verify(await opened())).toMatchObject({ valid: true, trust: "stated" });
    const keys = made.log.trust.log;
    const report = await verify(await opened(), { keys });
    expect(report).toMatchObject({ valid: false, trust: "pinned" });
    expect(codesOf(report)).toContain("key-unknown");
  });
});

describe("a hostile archive is named for what it is", () => {
  /** By a program that makes zip files as it is told. */
  async function python(lines: string): Promise<Buffer> {
    const home = await mkdtemp(path.join(tmpdir(), "yunjian-zip-"));
    try {
      const file = path.join(home, "p.zip");
      await writeFile(path.join(home, "made.zip"), made.zip);
      const script = `import sys,zipfile,warnings
warnings.simplefilter("ignore")
src=zipfile.ZipFile(sys.argv[1]); out=zipfile.ZipFile(sys.argv[2],"w")
def copy(method=zipfile.ZIP_STORED, skip=()):
    for n in src.namelist():
        if n not in skip: out.writestr(n, src.read(n), compress_type=method)
${lines}
out.close()`;
      await promisify(execFile)("python3", ["-c", script, path.join(home, "made.zip"), file]);
      return await readFile(file);
    } finally {
      await rm(home, { recursive: true, force: true });
    }
  }
  const cases: readonly [string, string, string][] = [
    ["leads out", "path-traversal", 'copy(); out.writestr("yunjian-2026-1/../../etc/cron.d/x", b"x")'],
    ["absolute", "path-absolute", 'copy(); out.writestr(zipfile.ZipInfo("/etc/passwd"), b"x")'],
    ["a drive", "path-absolute", 'copy(); out.writestr(zipfile.ZipInfo("C:/x"), b"x")'],
    ["twice", "path-twice", 'copy(); out.writestr(src.namelist()[0], b"x")'],
    [
      "a link",
      "link",
      'copy(); i=zipfile.ZipInfo("yunjian-2026-1/data/l"); i.external_attr=0o120777<<16; i.create_system=3; out.writestr(i, "/etc/passwd")',
    ],
    ["compressed", "zip-packed", "copy(zipfile.ZIP_DEFLATED)"],
    ["packed again", "zip-form", "copy()"],
    ["with a comment", "zip-form", 'copy(); out.comment=b"hello"'],
  ];
  it.each(cases)("%s: %s", async (_name, code, lines) => {
    const report = await verifyZip(await python(lines));
    expect(report.valid).toBe(false);
    expect(codesOf(report)).toContain(code);
    // Nothing of what lies in it was read.
    expect(report.files).toEqual([]);
  });

  it("a hundred gigabytes in a kilobyte: zip-promise", async () => {
    const zip = Buffer.from(made.zip.subarray(0));
    const at = zip.indexOf(Buffer.from("504b0102", "hex"));
    zip.writeUInt32LE(0xfffffffe, at + 24);
    expect(codesOf(await verifyZip(zip))).toContain("zip-promise");
    const bomb = await python('out.writestr("b/x", b"0"*1000, compress_type=zipfile.ZIP_DEFLATED)');
    const record = bomb.indexOf(Buffer.from("504b0102", "hex"));
    bomb.writeUInt32LE(0xfffffffe, record + 24);
    expect(bomb.length).toBeLessThan(1024);
    expect(codesOf(await verifyZip(bomb))).toContain("zip-promise");
  });

  it("cut off at any place, not a zip at all, empty, or with something before or after it", async () => {
    for (const length of [made.zip.length - 1, made.zip.length - 22, made.zip.length >> 1, 40])
      expect(codesOf(await verifyZip(made.zip.subarray(0, length)))).toContain("zip-truncated");
    for (const bytes of [new Uint8Array(), utf8("hello"), new Uint8Array(1000)])
      expect(codesOf(await verifyZip(bytes))).toEqual(["zip-unreadable"]);
    expect((await verifyZip(Buffer.concat([Buffer.from("MZ"), made.zip]))).valid).toBe(false);
    expect(codesOf(await verifyZip(Buffer.concat([made.zip, Buffer.from("x")])))).toContain("zip-form");
  });

  it("says the name of a file whose checksum is wrong", async () => {
    const zip = Buffer.from(made.zip);
    const at = zip.indexOf(Buffer.from("漏洞扫描报告 2026"));
    zip[at] = (zip[at] ?? 0) ^ 1;
    expect(codesOf(await verifyZip(zip))).toEqual(
      expect.arrayContaining(["zip-checksum", "file-changed", "record-differs"]),
    );
  });
});

describe("no change leaves a package valid", () => {
  it("a changed, added or removed byte anywhere in the archive", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(made.zip.length - 1),
        fc.integer({ min: 1, max: 255 }),
        fc.constantFrom("flip", "insert", "remove", "cut", "swap"),
        async (at, by, how) => {
          const zip = Buffer.from(made.zip);
          let changed: Buffer = zip;
          if (how === "flip") zip[at] = (zip[at] ?? 0) ^ by;
          else if (how === "insert")
            changed = Buffer.concat([zip.subarray(0, at), Buffer.of(by), zip.subarray(at)]);
          else if (how === "remove") changed = Buffer.concat([zip.subarray(0, at), zip.subarray(at + 1)]);
          else if (how === "cut") changed = zip.subarray(0, at);
          else {
            const other = (at + by) % zip.length;
            [zip[at], zip[other]] = [zip[other] ?? 0, zip[at] ?? 0];
            fc.pre(!zip.equals(made.zip));
          }
          expect((await verifyZip(changed)).valid).toBe(false);
        },
      ),
      { numRuns: 400 },
    );
  });

  it("a changed byte in any file, also when every list is written anew", async () => {
    const names = [...contents.keys()].filter(
      (name) => !name.startsWith("manifest") && !name.startsWith("tagmanifest"),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...names),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        async (name, place, by) => {
          const report = await verify(
            forged((files) => {
              const bytes = Buffer.from(files.get(name) as Buffer);
              const at = place % bytes.length;
              bytes[at] = (bytes[at] ?? 0) ^ by;
              files.set(name, bytes);
            }),
          );
          expect(report.valid).toBe(false);
        },
      ),
      { numRuns: 120 },
    );
  });

  it("a file renamed, exchanged, dropped or added in a folder", async () => {
    const names = [...contents.keys()];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...names),
        fc.constantFrom(...names),
        fc.constantFrom("drop", "rename", "exchange", "copy"),
        async (one, other, how) => {
          const files = new Map(contents);
          const bytes = files.get(one) as Buffer;
          if (how === "drop") files.delete(one);
          else if (how === "copy") files.set(`${one}2`, bytes);
          else if (how === "rename") {
            files.delete(one);
            files.set(`${one}x`, bytes);
          } else {
            fc.pre(!bytes.equals(files.get(other) as Buffer));
            files.set(one, files.get(other) as Buffer);
            files.set(other, bytes);
          }
          expect((await verify(folder(files))).valid).toBe(false);
        },
      ),
      { numRuns: 120 },
    );
  });
});

describe("parts", () => {
  it("SM3, SHA-256 and CRC-32 of a stream are those of the whole", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 6 }), (pieces) => {
        for (const tree of TREES) {
          const running = portableDigest(tree);
          for (const piece of pieces) running.update(piece);
          expect(running.hex()).toBe(createHash(tree).update(Buffer.concat(pieces)).digest("hex"));
        }
      }),
    );
    // GB/T 32905 A.1, and the check value of CRC-32.
    const running = portableDigest("sm3");
    running.update(utf8("abc"));
    expect(running.hex()).toBe("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
    expect(portableCrc32(utf8("123456789"), 0)).toBe(0xcbf43926);
  });

  it("names that people give become names that every system takes, and Chinese stays", () => {
    expect(safeName("漏洞扫描报告（10月）.pdf")).toBe("漏洞扫描报告（10月）.pdf");
    expect(safeName("../../etc/passwd")).toBe("_.._etc_passwd");
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (name) => {
        expect(pathProblem(`data/files/0001-${safeName(name)}`)).toBeUndefined();
      }),
      { numRuns: 500 },
    );
    expect(skeleton("КEYS.txt")).toBe(skeleton("keys.TXT"));
  });

  it("manifests have one spelling", () => {
    const digest = "ab".repeat(32);
    fc.assert(
      fc.property(fc.uniqueArray(fc.stringMatching(/^[a-z一-龟]{1,8}$/)), (names) => {
        const listed = new Map(names.map((name) => [`data/${name}`, digest]));
        expect(new Map(readManifest(writeManifest(listed), "m"))).toEqual(
          new Map([...listed].sort(([a], [b]) => (a < b ? -1 : 1))),
        );
      }),
    );
  });

  it("an archive with more than 65,535 files and places beyond four gigabytes is read back", async () => {
    const empty = await textPart("data/x", "");
    const many = Array.from({ length: 66_000 }, (_, i) => ({
      ...empty,
      path: `data/${String(i).padStart(6, "0")}`,
    }));
    const pieces: Uint8Array[] = [];
    for await (const piece of zipOf("b", many)) pieces.push(piece);
    const opened = await openZip(memoryBytes(Buffer.concat(pieces)));
    expect(opened.findings).toEqual([]);
    expect(opened.files).toHaveLength(66_000);
    // Five gigabytes that are nowhere: zeroes between what is really there.
    const gap = 5 * 2 ** 30;
    const large = { path: "data/a", size: gap, crc32: 0, digests: empty.digests, async *content() {} };
    const { localHeader, zipEnd } = await import("../src/package/zip-form.ts");
    const members = [
      { name: "b/data/a", size: large.size, crc32: 0 },
      { name: "b/data/b", size: 0, crc32: 0 },
    ];
    const head = localHeader(members[0] as never);
    const tail = Buffer.concat([localHeader(members[1] as never), zipEnd(members)]);
    const size = head.length + gap + tail.length;
    const sparse = {
      size,
      read: async (start: number, length: number) => {
        const bytes = Buffer.alloc(Math.min(length, size - start));
        if (start < head.length) Buffer.from(head).copy(bytes, 0, start);
        const from = head.length + gap;
        if (start + bytes.length > from)
          tail.copy(bytes, Math.max(0, from - start), Math.max(0, start - from));
        return bytes;
      },
    };
    const wide = await openZip(sparse);
    expect(wide.findings).toEqual([]);
    expect(wide.files.map((file) => file.size)).toEqual([gap, 0]);
  });
});
