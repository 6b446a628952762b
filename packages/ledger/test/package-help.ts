import { createHash } from "node:crypto";
import { inclusionRanges, rootsOf, TREES, type TreeName, utf8 } from "../src/index.ts";
import {
  BAGIT,
  type Description,
  FORMAT,
  measure,
  type Part,
  PATHS,
  readyToSeal,
  sealed,
  textPart,
  zipOf,
} from "../src/package/index.ts";
import { MemoryLog, NATIVE } from "./help.ts";

export const PACKAGE_ID = "01900000-0000-7000-8000-0000000000aa";
const FILE_ID = "01900000-0000-7000-8000-0000000000f1";
const sha256 = (data: string | Uint8Array): string => createHash("sha256").update(data).digest("hex");
const sm3 = (data: string | Uint8Array): string => createHash("sm3").update(data).digest("hex");

export const CONTENT = "漏洞扫描报告 2026-10\n".repeat(20);
const SALT = "5a".repeat(32);
export const REASON = "十月扫描报告缺少整改建议";

const entry = (n: number, kind: string, object: string, more: object = {}): Uint8Array =>
  utf8(
    JSON.stringify({
      actor: { org: "01900000-0000-7000-8000-000000000001", person: null, via: "session" },
      at: `2026-11-0${n}T02:00:00.000Z`,
      commitments: {},
      data: {},
      id: `01900000-0000-7000-8000-00000000000${n}`,
      kind,
      object: { id: object, type: "file" },
      request: "r",
      subject: null,
      v: 1,
      ...more,
    }),
  );

/** Entries of the log; the package holds those at 1, 3 and 4, the seal is the last. */
function story(): Uint8Array[] {
  return [
    entry(1, "person.signed-in", FILE_ID),
    entry(2, "file.uploaded", FILE_ID, { data: { sha256: sha256(CONTENT), sm3: sm3(CONTENT) } }),
    entry(3, "person.signed-in", FILE_ID),
    entry(4, "submission.submitted", FILE_ID, { data: { sha256: [sha256(CONTENT)] } }),
    entry(5, "review.decided", FILE_ID, {
      commitments: {
        note: sha256(Buffer.concat([Buffer.from(SALT, "hex"), Buffer.from(REASON)])),
        other: "00",
      },
    }),
  ];
}
export const HELD = [1, 3, 4];

export interface Made {
  readonly parts: Part[];
  readonly zip: Uint8Array;
  readonly base: string;
  readonly log: MemoryLog;
}

export interface Change {
  readonly description?: (made: Description) => Description;
  /** What the seal is told, while it is made. */
  readonly payload?: (parts: Part[]) => Promise<Part[]> | Part[];
  readonly trees?: (tree: TreeName, log: MemoryLog) => { checkpoint?: string };
  readonly positions?: readonly number[];
  readonly keys?: (log: MemoryLog) => string[];
  readonly entries?: readonly Uint8Array[];
}

export async function makePackage(change: Change = {}): Promise<Made> {
  const base = "yunjian-2026-1";
  const before = story();
  const positions = [...(change.positions ?? HELD)];
  const held = change.entries ?? positions.map((position) => before[position] as Uint8Array);
  const description: Description = {
    format: FORMAT,
    id: PACKAGE_ID,
    number: "证据包〔2026〕1号",
    base,
    title: "云州电信政务云 2026-10 漏洞扫描",
    scope: { type: "period", id: FILE_ID, name: "2026-10", from: null, to: null },
    madeAt: "2026-11-20T02:00:00.000Z",
    madeBy: { id: FILE_ID, name: "吴昊" },
    organisation: { id: FILE_ID, name: "云州市大数据管理局" },
    log: "log.example/city",
    trees: [...TREES],
    positions,
    objects: [{ type: "period", id: FILE_ID, title: "2026-10", path: "data/objects/period.json" }],
    files: [
      {
        id: FILE_ID,
        path: "data/files/0001-漏洞扫描报告.txt",
        name: "漏洞扫描报告.txt",
        size: Buffer.byteLength(CONTENT),
        sha256: sha256(CONTENT),
        sm3: sm3(CONTENT),
        state: "kept",
      },
    ],
  };
  // Two logs from the same secrets are not to be had from outside: the seal's entry is written first.
  const told = change.description?.(description) ?? description;
  const opening = { entry: "01900000-0000-7000-8000-000000000005", field: "note", salt: SALT, text: REASON };
  const build = async (log: MemoryLog) => {
    const keys = change.keys?.(log) ?? [...log.trust.log, ...log.trust.witnesses].map((key) => key.text);
    const plain = [
      await textPart(PATHS.description, `${JSON.stringify(told)}\n`),
      await textPart("data/objects/period.json", "{}\n"),
      await textPart(PATHS.entries, held.map((each) => `${Buffer.from(each).toString("utf8")}\n`).join("")),
      await textPart(PATHS.openings, `${JSON.stringify(opening)}\n`),
      await textPart(PATHS.keys, keys.map((key) => `${key}\n`).join("")),
      await measure("data/files/0001-漏洞扫描报告.txt", async function* () {
        yield utf8(CONTENT.slice(0, 100));
        yield utf8(CONTENT.slice(100));
      }),
    ];
    const payload = (await change.payload?.(plain)) ?? plain;
    return await readyToSeal(payload, [
      await textPart(PATHS.bagit, BAGIT),
      await textPart(PATHS.info, "Bagging-Date: 2026-11-20\n"),
      await textPart(PATHS.index, "<!doctype html>\n"),
      await textPart(PATHS.verifier, "<!doctype html>\n"),
    ]);
  };
  const log = new MemoryLog(before);
  const unsealed = await build(log);
  const seal = entry(6, "package.made", PACKAGE_ID, { data: { ...unsealed.seal, entries: held.length } });
  log.append(seal);
  const trees = await Promise.all(
    TREES.map(async (tree) => {
      const { size, root } = log.heads.get(tree) ?? { size: 0, root: new Uint8Array() };
      const proofs = await Promise.all(
        [...positions, before.length].map(async (index) => ({
          index,
          path: await rootsOf(NATIVE[tree], size, inclusionRanges(size, index), log.tiles(tree)),
        })),
      );
      return { tree, checkpoint: log.note(tree, size, root), proofs, ...change.trees?.(tree, log) };
    }),
  );
  const parts = await sealed(unsealed, Buffer.from(seal).toString("utf8"), trees);
  const pieces: Uint8Array[] = [];
  for await (const piece of zipOf(base, parts)) pieces.push(piece);
  return { parts, zip: Buffer.concat(pieces), base, log };
}

export async function bytesOf(part: Pick<Part, "content">): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of part.content()) pieces.push(piece);
  return Buffer.concat(pieces);
}
