import { createHash, type Hash } from "node:crypto";
import { parentPort } from "node:worker_threads";
import type { FromThread, ToThread } from "./digests.ts";

/** Digests of many streams, beside the requests (see digests.ts). */
const streams = new Map<number, { readonly sha256: Hash; sm3: Hash | null; seen: number }>();
const answer = (message: FromThread) => parentPort?.postMessage(message);

parentPort?.on("message", (message: ToThread) => {
  const { stream } = message;
  if ("drop" in message) {
    streams.delete(stream);
    return;
  }
  const known = streams.get(stream) ?? { sha256: createHash("sha256"), sm3: createHash("sm3"), seen: 0 };
  streams.set(stream, known);
  if ("bytes" in message) {
    known.seen += message.bytes.length;
    if (known.seen > message.most) known.sm3 = null;
    known.sha256.update(message.bytes);
    known.sm3?.update(message.bytes);
    answer({ stream });
    return;
  }
  const { rest } = message;
  if (known.seen + rest.length > message.most) known.sm3 = null;
  const of = (hash: Hash) => hash.copy().update(rest).digest("hex");
  answer({ stream, digests: { sha256: of(known.sha256), sm3: known.sm3 && of(known.sm3) } });
});
