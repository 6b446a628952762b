import type { FastifyBaseLogger } from "fastify";
import { Gauge, type Registry } from "prom-client";
import type { Blobs } from "./blobs.ts";
import { sealAll } from "./rotation.ts";

/**
 * Encrypts in the background what an older version stored in plain; begins again with every start until
 * nothing is left. Several servers may do it at once: each finds what the other did.
 */
export function startSealing(
  blobs: Blobs,
  log: FastifyBaseLogger,
  registry: Registry,
): { stop(): Promise<void> } {
  const abort = new AbortController();
  const sealed = new Gauge({
    name: "evidence_sealed_now",
    help: "Objects of an older version encrypted since the start",
    registers: [registry],
  });
  const work = sealAll(blobs, {
    signal: abort.signal,
    onProgress: (seen, changed) => {
      sealed.set(changed);
      if (changed % 1000 === 0) log.info({ seen, changed }, "stored files are being encrypted");
    },
  }).then(
    ({ seen, changed, problems }) => {
      if (changed > 0) log.info({ seen, changed }, "stored files were encrypted");
      for (const problem of problems) log.error({ problem }, "a stored file could not be encrypted");
    },
    (error: unknown) =>
      log.error({ err: error }, "encrypting stored files stopped; it goes on with the next start"),
  );
  return {
    async stop() {
      abort.abort();
      await work;
    },
  };
}
