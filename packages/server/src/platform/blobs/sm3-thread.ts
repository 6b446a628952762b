import { createHash, type Hash } from "node:crypto";
import { parentPort } from "node:worker_threads";
import type { FromThread, ToThread } from "./digests.ts";

/** SM3 of many streams, beside the requests (see digests.ts). */
const hashes = new Map<number, Hash>();
const answer = (message: FromThread) => parentPort?.postMessage(message);

parentPort?.on("message", (message: ToThread) => {
  const { stream } = message;
  if ("drop" in message) {
    hashes.delete(stream);
    return;
  }
  const hash = hashes.get(stream) ?? createHash("sm3");
  hashes.set(stream, hash);
  if ("bytes" in message) {
    hash.update(message.bytes);
    answer({ stream });
  } else answer({ stream, sm3: hash.copy().update(message.rest).digest("hex") });
});
