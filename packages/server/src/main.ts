import { setFlagsFromString } from "node:v8";
import { compose } from "./compose.ts";
import { clearUnfinishedDemo } from "./demo/prepare.ts";
import { type Config, ConfigError, readConfig, usage } from "./platform/config.ts";
import { run } from "./platform/lifecycle.ts";

// V8 else collects garbage after every 64 MB that buffers took, whatever the heap: twenty times while a file of
// 512 MB arrives, which cost more than hashing and encrypting it.
setFlagsFromString("--external-memory-accounted-in-global-limit");

const config = configOrExit();

if (config.demo) clearUnfinishedDemo(config.dataDir);
await run(config, compose);

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
