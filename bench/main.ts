/**
 * npm run bench -- [NAME ...] [--json] [--clouds N] [--keep DIR]
 * Names: start, reads, sign-in, upload, isolation, year, ledger, evidence (default: all). Ledger: --seconds N (60), --entries N (1000000). --keep reuses or keeps the built city in a folder.
 */
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { buildCity } from "./city.ts";
import { evidence } from "./evidence.ts";
import { figure, Report } from "./figure.ts";
import { isolation } from "./isolation.ts";
import { ledger } from "./ledger.ts";
import { reads } from "./reads.ts";
import { startServer } from "./server.ts";
import { signIns } from "./sign-in.ts";
import { upload } from "./upload.ts";
import { nextYear } from "./year.ts";

const NAMES = ["start", "reads", "sign-in", "upload", "isolation", "year", "ledger", "evidence"] as const;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: "boolean", default: false },
    clouds: { type: "string", default: "500" },
    keep: { type: "string" },
    seconds: { type: "string", default: "60" },
    entries: { type: "string", default: "1000000" },
  },
});
const wanted = new Set(positionals.length > 0 ? positionals : NAMES);
const clouds = Number(values.clouds);
const report = new Report(values.json);
const root = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");
const now = new Date();
const year = now.getUTCFullYear();
const port = 18_420;

const dataDir = values.keep
  ? path.resolve(values.keep)
  : await mkdtemp(path.join(os.tmpdir(), "yunjian-bench-city-"));
if (wanted.has("ledger")) {
  const most = Number(values.entries);
  const sizes = [10_000, 100_000, 1_000_000, 10_000_000].filter((each) => each < most);
  await ledger(report, Number(values.seconds), most > 0 ? [...sizes, most] : []);
  wanted.delete("ledger");
}
if (wanted.has("evidence")) {
  await evidence(report, 256);
  wanted.delete("evidence");
}
try {
  let size = `${clouds} clouds`;
  if (wanted.size > 0 && !existsSync(path.join(dataDir, "pg"))) {
    const begun = performance.now();
    const counts = await buildCity(
      dataDir,
      {
        clouds,
        providers: Math.max(4, Math.round(clouds / 20)),
        from: `${year - 4}-01-01`,
        until: `${year}-12-31`,
      },
      now,
      report,
    );
    size = `${clouds} clouds, ${counts.periods} periods, ${counts.history} history rows`;
    report.add(figure("city built", (performance.now() - begun) / 1000, "s", { size }));
  }
  if (wanted.has("sign-in") || wanted.has("start") || wanted.has("reads") || wanted.has("upload")) {
    const server = await startServer(root, dataDir, port);
    try {
      if (wanted.has("start")) {
        await new Promise((resolve) => setTimeout(resolve, 5000));
        const idle = server.memory();
        report.add(
          figure("cold start to ready", server.readyMs / 1000, "s", { reach: 3, size }),
          figure("memory idle, server and database", idle.server + idle.database, "MB", {
            reach: 400,
            size,
            against: `server ${idle.server.toFixed(0)}, database ${idle.database.toFixed(0)};`,
          }),
        );
      }
      if (wanted.has("reads")) await reads(server, size, report);
      if (wanted.has("sign-in")) await signIns(server, Math.max(4, Math.round(clouds / 20)), size, report);
      if (wanted.has("upload")) await upload(server, 512, report);
      const loaded = server.memory();
      report.add(
        figure("memory after load, server and database", loaded.server + loaded.database, "MB", {
          size,
          against: `server ${loaded.server.toFixed(0)}, database ${loaded.database.toFixed(0)};`,
        }),
      );
    } finally {
      await server.stop();
    }
  }
  if (wanted.has("isolation")) await isolation(dataDir, size, report);
  if (wanted.has("year")) await nextYear(dataDir, `${year + 1}-12-31`, now, size, report);
} finally {
  if (!values.keep) await rm(dataDir, { recursive: true, force: true });
}
const short = report.figures.filter((each) => each.ok === false);
process.stderr.write(
  short.length === 0
    ? "every figure reaches its goal\n"
    : `${short.length} figure(s) fall short: ${short.map((f) => f.figure).join("; ")}\n`,
);
