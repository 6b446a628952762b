/** Started by launcher.test.ts: holds a database until it is killed. */
import { startEmbedded } from "../../src/platform/postgres/launcher.ts";
import { connect } from "../../src/platform/postgres/pool.ts";

const dataDir = process.argv[2];
if (dataDir === undefined) throw new Error("which folder?");
const database = await startEmbedded({ dataDir });
const client = await connect(database.urls.admin, { onIdleError: () => {} });
await client.query("create table if not exists kept as select 1 as n");
process.stdout.write(`${database.pid()}\n`);
setInterval(() => {}, 60_000);
