/**
 * The log as anybody's tools read it (C2SP tlog-tiles), beside the contract:
 *   /ledger/keys                                    public keys, one per line
 *   /ledger/<sha256|sm3>/checkpoint
 *   /ledger/<sha256|sm3>/tile/<L>/<N>[.p/<W>]       hashes, open to everybody: they tell nothing but how many
 *   /ledger/<sha256|sm3>/tile/entries/<N>[.p/<W>]   entries, for those who may read the whole record
 */
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { HASH_SIZE, parseTilePath, TILE_WIDTH, type TreeName, TREES, writeBundle } from "@yunjian/ledger";
import { Refusal } from "@yunjian/domain";
import type { FastifyInstance, FastifyReply } from "fastify";
import { logVerifiers, publishedCheckpoint } from "../ledger/proof.ts";
import { entriesFrom, readTiles } from "../ledger/tiles.ts";
import { type Db, platformActor, type Tx, withActor } from "../tenancy.ts";
import type { Api } from "./api.ts";

const pack = promisify(gzip);
const IMMUTABLE = "public, max-age=31536000, immutable";

export function ledgerRoutes(
  app: FastifyInstance,
  api: Api,
  { db, clock }: { readonly db: Db; readonly clock: () => Date },
): void {
  const read = <T>(work: (tx: Tx) => Promise<T>) => withActor(db, platformActor("ledger"), "read", work);
  const text = (reply: FastifyReply, body: string) =>
    reply.type("text/plain; charset=utf-8").header("cache-control", "no-cache").send(body);

  app.get("/ledger/keys", async (_request, reply) =>
    text(reply, (await read(logVerifiers)).map((each) => `${each}\n`).join("")),
  );

  app.get<{ Params: { tree: string } }>("/ledger/:tree/checkpoint", async (request, reply) => {
    const checkpoint = await read((tx) => publishedCheckpoint(tx, treeOf(request.params.tree)));
    if (!checkpoint) throw new Refusal("not-found");
    return text(reply, checkpoint.note);
  });

  app.get<{ Params: { tree: string; "*": string } }>("/ledger/:tree/tile/*", async (request, reply) => {
    const tree = treeOf(request.params.tree);
    const id = parseTilePath(request.params["*"]);
    if (!id) throw new Refusal("not-found");
    if (id.entries) {
      const actor = await api.admit({ access: "record.read", confirm: true }, request, clock());
      if (actor.scope !== "all") throw new Refusal("forbidden");
    }
    const found = await read(async (tx) => {
      // What no published checkpoint covers is not there yet.
      const size = (await publishedCheckpoint(tx, tree))?.size ?? 0;
      const end = (id.n * TILE_WIDTH + id.width) * TILE_WIDTH ** id.level;
      if (end > size) return undefined;
      if (!id.entries) return (await readTiles(tx, tree)([id]))[0];
      const first = id.n * TILE_WIDTH;
      const entries = await entriesFrom(tx, first, first + id.width);
      return entries.length === id.width ? writeBundle(entries.map((entry) => entry.body)) : undefined;
    });
    if (!found || (!id.entries && found.length !== id.width * HASH_SIZE)) throw new Refusal("not-found");
    reply.type("application/octet-stream");
    // An entry is for this reader alone, however immutable it is.
    reply.header("cache-control", id.entries ? IMMUTABLE.replace("public", "private") : IMMUTABLE);
    if (!id.entries) return reply.send(Buffer.from(found));
    reply.header("vary", "accept-encoding, cookie, authorization");
    if (!/\bgzip\b/.test(String(request.headers["accept-encoding"] ?? "")))
      return reply.send(Buffer.from(found));
    return reply.header("content-encoding", "gzip").send(await pack(found, { level: 1 }));
  });
}

function treeOf(name: string): TreeName {
  const tree = TREES.find((each) => each === name);
  if (!tree) throw new Refusal("not-found");
  return tree;
}
