import path from "node:path";
import { buildApp } from "./app.ts";
import { openBlobs } from "./platform/blobs/folder.ts";
import { type Config, ConfigError, readConfig, usage } from "./platform/config.ts";
import { run } from "./platform/lifecycle.ts";
import { createKysely } from "./platform/postgres/pool.ts";
import type { Database } from "./platform/schema.ts";

const config = configOrExit();

await run(config, async ({ pool, log, metrics, publicUrl, tls }) =>
  buildApp({
    db: createKysely<Database>(pool),
    blobs: await openBlobs(path.join(config.dataDir, "blobs")),
    clock: () => new Date(),
    log,
    metrics,
    publicUrl,
    demo: config.demo,
    trustedProxies: config.trustedProxies,
    checkAnswers: false,
    ...(tls && { tls }),
  }),
);

function configOrExit(): Config {
  try {
    const read = readConfig();
    if (!read.help) return read;
    process.stdout.write(`${usage()}\n`);
    process.exit(0);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
