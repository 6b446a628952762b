import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { openBlobs } from "../packages/server/src/platform/blobs/folder.ts";
import { openKeys, placesIn } from "../packages/server/src/platform/blobs/keys.ts";
import { CIPHERS } from "../packages/server/src/platform/blobs/suites.ts";
import { figure, type Report } from "./figure.ts";
import { copyAndHash, fill, seconds } from "./upload.ts";

const ROUNDS = 3;

/**
 * What the store itself costs, without HTTP: received, hashed twice, encrypted, durable, named; then read back.
 * Against copying the file and computing its sha256 in the same run.
 */
export async function evidence(report: Report, megabytes: number): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "yunjian-bench-"));
  try {
    const file = path.join(folder, "evidence.log");
    await fill(file, megabytes);
    const size = `${megabytes} MB`;
    let plain = Number.POSITIVE_INFINITY;
    const best = new Map(CIPHERS.map((cipher) => [cipher, { write: plain, read: plain }]));
    for (let round = 0; round < ROUNDS; round += 1) {
      plain = Math.min(plain, await seconds(() => copyAndHash(file, `${file}.copy${round}`)));
      for (const [cipher, times] of best) {
        const root = path.join(folder, `${cipher}-${round}`);
        const blobs = await openBlobs(root, await openKeys(placesIn(path.join(root, ".keys")), cipher));
        const id = randomUUID();
        let key = "";
        const write = async () => {
          await blobs.parts.create("org", id);
          await blobs.parts.append(id, 0, createReadStream(file, { highWaterMark: 64 * 1024 }));
          ({ key } = await blobs.adopt("org", id, await blobs.parts.sha256(id)));
          await blobs.parts.remove(id);
        };
        times.write = Math.min(times.write, await seconds(write));
        const read = async () => {
          for await (const chunk of await blobs.get(key)) void chunk;
        };
        times.read = Math.min(times.read, await seconds(read));
        await rm(root, { recursive: true });
      }
    }
    report.add(figure("copy + fsync + sha256", megabytes / plain, "MB/s", { size }));
    for (const [cipher, { write, read }] of best) {
      report.add(
        figure(`store write, ${cipher}, with SM3`, megabytes / write, "MB/s", { size }),
        figure(`store read, ${cipher}`, megabytes / read, "MB/s", { size }),
        figure(`store write against copy + sha256, ${cipher}`, plain / write, "ratio", {
          ...(cipher === "aes-256-gcm" && { reach: 0.7 }),
          better: "higher",
          size,
          against: `same run, best of ${ROUNDS};`,
        }),
      );
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
