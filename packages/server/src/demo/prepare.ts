import { existsSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Blobs } from "../platform/blobs/blobs.ts";
import type { Signer } from "../platform/ledger/note.ts";
import { keepPersonKeys, type PersonKeys } from "../platform/person-keys.ts";
import { createKysely, createPool } from "../platform/postgres/pool.ts";
import type { Database } from "../platform/schema.ts";
import { liveThrough } from "./history.ts";

const marker = (dataDir: string): string => path.join(dataDir, "demo-unfinished");
const finished = (dataDir: string): string => path.join(dataDir, "demo-finished");

/** Before the database starts: a demo whose telling was cut off is told again from the beginning. */
export function clearUnfinishedDemo(dataDir: string): void {
  if (!existsSync(marker(dataDir))) return;
  for (const part of ["pg", "blobs", "keys"])
    rmSync(path.join(dataDir, part), { recursive: true, force: true });
  rmSync(marker(dataDir));
}

/** On the first start of the demo: its history, with a line per month so that nobody waits blindly. */
export async function prepareDemo(options: {
  readonly dataDir: string;
  readonly databaseUrl: string;
  readonly blobs: Blobs;
  readonly signer: Signer;
  readonly persons: PersonKeys;
  readonly seed: number;
  readonly months: number;
  readonly now: Date;
}): Promise<void> {
  const { dataDir, databaseUrl, blobs, signer, persons, seed, months, now } = options;
  if (existsSync(finished(dataDir))) return;
  writeFileSync(marker(dataDir), "");
  // Nobody relies on it until it is whole, and then it is written out: waiting for the disk at every one of
  // its ten thousand steps would only cost time.
  const url = new URL(databaseUrl);
  url.searchParams.set("options", "-c synchronous_commit=off");
  const db = createKysely<Database>(createPool(url.toString(), { max: 4, name: "yunjian-demo" }));
  keepPersonKeys(db, persons);
  // Ctrl-C during these minutes means now: the lifecycle waits for this step, so the step has to end.
  let stopped = false;
  const stop = (): void => {
    stopped = true;
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, stop);
  try {
    process.stdout.write(
      `\n  首次启动演示城市，正在生成 ${months} 个月的监管记录，每个月约十秒\n  First start of the demo city: telling ${months} months of history, about ten seconds each\n`,
    );
    await liveThrough({
      db,
      blobs,
      signer,
      seed,
      months,
      now,
      stopped: () => stopped,
      onProgress: (month, done, total) =>
        process.stdout.write(`  ${month}  ${"█".repeat(done)}${"░".repeat(total - done)}\n`),
    });
  } finally {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.off(signal, stop);
    await db.destroy();
  }
  writeFileSync(finished(dataDir), `seed ${seed}, until ${now.toISOString()}\n`);
  rmSync(marker(dataDir));
}
