import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import { crc32 } from "node:zlib";
import { type Actor, canonicalJson, dateOf, type PackageProblem, type PackageScope } from "@yunjian/domain";
import {
  BAGIT,
  type Description,
  type DescribedFile,
  FORMAT,
  measure,
  type Part,
  PATHS,
  readyToSeal,
  safeName,
  sealed,
  textPart,
  type Tools,
  zipOf,
} from "@yunjian/ledger/package";
import type { Blobs } from "../../platform/blobs/blobs.ts";
import { EvidenceProblem } from "../../platform/blobs/problem.ts";
import { emit } from "../../platform/events.ts";
import { verifierPage } from "../../platform/http/verifier-page.ts";
import { appendEntry } from "../../platform/ledger/append.ts";
import { ledgerIdentity, type LedgerIdentity, proveEntries } from "../../platform/ledger/bulk-proof.ts";
import { type Db, type Tx, withActor } from "../../platform/tenancy.ts";
import type { PackedFile } from "../files/read-package.ts";
import { gather, type Gathered } from "./gather.ts";
import { openingsOf } from "./openings.ts";
import { indexPage, type IndexEntry } from "./page.ts";
import * as queries from "./queries.ts";

/** Ends the making with a reason that the asker reads. */
export class PackageRefused extends Error {
  override readonly name = "PackageRefused";
  readonly problem: PackageProblem;
  constructor(problem: PackageProblem) {
    super(problem);
    this.problem = problem;
  }
}

export interface MakeDeps {
  readonly db: Db;
  readonly blobs: Blobs;
  readonly now: () => Date;
  readonly actor: Actor;
  /** One transaction in the platform's own name. */
  readonly asPlatform: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
  readonly progress: (done: number, total: number) => Promise<void>;
}

export interface Made {
  readonly key: string;
  readonly size: number;
  readonly sha256: string;
  readonly entries: number;
  readonly files: number;
  readonly missing: number;
}

const TOOLS: Tools = {
  digest: (name) => {
    const hash = createHash(name);
    return { update: (bytes) => void hash.update(bytes), hex: () => hash.digest("hex") };
  },
  crc32: (bytes, before) => crc32(bytes, before),
};
/** How long the sealing entry may wait for its checkpoint: witnesses answer within seconds, or are away. */
const PATIENCE_MS = 120_000;
const LOOK_MS = 200;

/** Reads, seals, waits for the checkpoint, and streams the archive into the evidence store. */
export async function makeArchive(deps: MakeDeps, row: queries.PackageRow): Promise<Made> {
  const { db, blobs, actor, now } = deps;
  const scope = {
    type: row.scope_type as PackageScope,
    id: row.scope_id,
    from: row.from_day,
    to: row.to_day,
  };
  const gathered = await withActor(db, actor, "read", (tx) => gather(tx, actor, scope));
  if (gathered.tooMuch) throw new PackageRefused("too-large");
  if (gathered.entries.length === 0) throw new PackageRefused("nothing-recorded");
  const facts = await deps.asPlatform(async (tx) => ({
    ledger: await ledgerIdentity(tx),
    salts: await queries.saltsOf(
      tx,
      gathered.entries.map(({ id }) => id),
    ),
  }));
  if (!facts.ledger) throw new PackageRefused("not-published");
  await tellReading(deps, row, gathered.files);

  const meter = meterOf(deps, gathered.files);
  const files = await packFiles(blobs, gathered.files, meter.read);
  const parts = await payload(deps, row, gathered, { ...facts, ledger: facts.ledger }, files);
  const unsealed = await readyToSeal(parts.payload, parts.tags, TOOLS);
  const missing = files.described.filter(({ path }) => path === null).length;
  const counts = { entries: gathered.entries.length, files: files.parts.length, missing };
  const sealId = await withActor(db, actor, "write", (tx) =>
    appendEntry(tx, actor, now(), {
      kind: "package.made",
      object: { type: "package", id: row.id },
      subjectId: null,
      data: { ...unsealed.seal, ...counts, scope: scope.type, about: scope.id },
    }),
  );
  const proof = await waitForProof(deps, sealId, gathered, facts.ledger);
  const all = await sealed(unsealed, proof.entry, proof.trees, TOOLS);
  const stored = await blobs.put(
    row.org_id,
    Readable.from(counted(zipOf(parts.base, all, TOOLS.crc32), meter.written)),
  );
  return { key: stored.key, size: stored.size, sha256: stored.sha256, ...counts };
}

/** Opening a sensitive file is recorded, also when it is opened into a package. */
async function tellReading(
  { db, actor, now }: MakeDeps,
  row: queries.PackageRow,
  files: readonly PackedFile[],
): Promise<void> {
  const sensitive = files.filter((file) => file.sensitivity === "sensitive" && file.state === "kept");
  if (sensitive.length === 0) return;
  await withActor(db, actor, "write", async (tx) => {
    for (const file of sensitive)
      await emit(tx, actor, now(), {
        kind: "file.read",
        object: { type: "file", id: file.id },
        subjectId: row.subject_id,
        data: { org: file.orgId, package: row.id },
      });
  });
}

/** Everything is read twice: once for its digests, once for the archive. */
function meterOf(deps: MakeDeps, files: readonly PackedFile[]) {
  const total = 2 * files.reduce((sum, file) => sum + (file.state === "kept" ? file.size : 0), 0) + 1;
  const unit = Math.max(1, Math.ceil(total / 1_000_000_000));
  let [done, told] = [0, 0];
  const add = async (count: number): Promise<void> => {
    done = Math.min(done + count, total - 1);
    if (performance.now() - told < 500) return;
    told = performance.now();
    // Progress is a number of four bytes.
    await deps.progress(Math.floor(done / unit), Math.ceil(total / unit));
  };
  return { read: add, written: add };
}

async function* counted(
  pieces: AsyncIterable<Uint8Array>,
  add: (count: number) => Promise<void>,
): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) {
    yield piece;
    await add(piece.length);
  }
}

interface PackedFiles {
  readonly parts: readonly Part[];
  readonly described: readonly DescribedFile[];
}

async function packFiles(
  blobs: Blobs,
  files: readonly PackedFile[],
  add: (count: number) => Promise<void>,
): Promise<PackedFiles> {
  const parts: Part[] = [];
  const described: DescribedFile[] = [];
  for (const [i, file] of files.entries()) {
    const { id, name, size, sha256, sm3 } = file;
    const path = `data/files/${String(i + 1).padStart(4, "0")}-${safeName(name)}`;
    let state: string = file.state;
    if (state === "kept") {
      try {
        parts.push(await measure(path, () => contentOf(blobs, file.blobKey, add), TOOLS));
      } catch (error) {
        if (!(error instanceof EvidenceProblem) && !isAbsent(error)) throw error;
        // Said in the package, with its digests from the record; the rest of it is not held up.
        state = error instanceof EvidenceProblem && error.fault === "key-erased" ? "erased" : "damaged";
      }
    }
    described.push({ id, name, size, sha256, sm3, state, path: state === "kept" ? path : null });
  }
  return { parts, described };
}

const isAbsent = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === "ENOENT";

async function* contentOf(
  blobs: Blobs,
  key: string,
  add: (count: number) => Promise<void>,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of await blobs.get(key)) {
    yield chunk as Uint8Array;
    await add((chunk as Uint8Array).length);
  }
}

async function payload(
  { now }: MakeDeps,
  row: queries.PackageRow,
  gathered: Gathered,
  facts: {
    readonly ledger: LedgerIdentity;
    readonly salts: Awaited<ReturnType<typeof queries.saltsOf>>;
  },
  files: PackedFiles,
) {
  const { objects, entries, names } = gathered;
  const base = `yunjian-evidence-${dateOf(row.asked_at)}-${row.id.slice(-12)}`;
  const described = objects.map((object) => ({
    type: object.type,
    id: object.id,
    title: object.title,
    path: `data/objects/${object.type}-${object.id}.json`,
  }));
  const description: Description = {
    format: FORMAT,
    id: row.id,
    number: row.number,
    base,
    title: row.scope_name,
    scope: {
      type: row.scope_type,
      id: row.scope_id,
      name: row.scope_name,
      from: row.from_day,
      to: row.to_day,
    },
    madeAt: now().toISOString(),
    madeBy: { id: row.asked_by, name: names.get(row.asked_by) ?? "" },
    organisation: { id: row.org_id, name: names.get(row.org_id) ?? "" },
    log: facts.ledger.log,
    trees: facts.ledger.trees,
    positions: entries.map(({ position }) => position),
    objects: described,
    files: files.described,
  };
  const openings = openingsOf(entries, facts.salts, objects, gathered.files);
  const text = (path: string, content: string) => textPart(path, content, TOOLS);
  const lines = (items: readonly string[]): string => items.map((item) => `${item}\n`).join("");
  const parts = [
    ...files.parts,
    await text(PATHS.description, `${canonicalJson(plain(description))}\n`),
    await text(
      "data/names.json",
      `${canonicalJson(Object.fromEntries([...names].sort(([a], [b]) => (a < b ? -1 : 1))))}\n`,
    ),
    await text(PATHS.entries, lines(entries.map(({ body }) => body.toString("utf8")))),
    await text(PATHS.openings, lines(openings.map((opening) => canonicalJson(plain(opening))))),
    await text(PATHS.keys, lines(facts.ledger.keys)),
  ];
  for (const [i, object] of objects.entries())
    parts.push(
      await text(described[i]?.path ?? "", `${canonicalJson(plain({ ...object, fields: object.fields }))}\n`),
    );
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  const tags = [
    await text(PATHS.bagit, BAGIT),
    await text(
      PATHS.info,
      lines([
        `Source-Organization: ${oneLine(description.organisation.name)}`,
        `External-Identifier: ${row.id}`,
        `External-Description: ${oneLine(`${row.number} ${row.scope_name}`)}`,
        `Bagging-Date: ${dateOf(now())}`,
        `Payload-Oxum: ${size}.${parts.length}`,
        "Bag-Software-Agent: Yunjian",
      ]),
    ),
    await text(PATHS.index, indexPage(description, indexEntries(gathered, openings))),
    await text(PATHS.verifier, await verifierPage()),
  ];
  return { base, payload: parts, tags };
}

const oneLine = (text: string): string => text.replace(/\s+/g, " ");
/** As JSON has it: dates as text. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

function indexEntries(
  { entries, names }: Gathered,
  openings: readonly { readonly entry: string; readonly text: string }[],
): IndexEntry[] {
  return entries.map(({ id, position, body }) => {
    const { at, kind, actor, object, data } = JSON.parse(body.toString("utf8")) as {
      at: string;
      kind: string;
      actor: { person: string | null; org: string | null };
      object: { id: string };
      data: Record<string, unknown>;
    };
    const named = Object.values(data)
      .flat()
      .filter((value): value is string => typeof value === "string");
    return {
      position,
      at,
      kind,
      person: actor.person === null ? null : (names.get(actor.person) ?? null),
      organisation: actor.org === null ? null : (names.get(actor.org) ?? null),
      about: [...new Set([object.id, ...named])],
      texts: openings.filter((each) => each.entry === id).map((each) => each.text),
    };
  });
}

/** Until the sealing entry, and with it every other, is under a published checkpoint. */
async function waitForProof(
  { asPlatform, progress }: MakeDeps,
  sealId: string,
  { entries }: Gathered,
  ledger: LedgerIdentity,
) {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    const found = await asPlatform(async (tx) => {
      const seal = await queries.entryPosition(tx, sealId);
      if (seal?.position == null) return undefined;
      const positions = [...entries.map(({ position }) => position), seal.position];
      const trees = await proveEntries(tx, positions, ledger);
      return trees && { entry: seal.body.toString("utf8"), trees };
    });
    if (found) return found;
    if (performance.now() > until) throw new PackageRefused("not-published");
    // Somebody may have stopped it meanwhile.
    await progress(0, 1);
    await wait(LOOK_MS);
  }
}
