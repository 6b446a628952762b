import { fork } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { type IncomingMessage, type OutgoingHttpHeaders, request } from "node:http";
import { copyFile, mkdtemp, open, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { UPLOADS_PATH } from "@yunjian/contract";
import { providerEmail } from "./city.ts";
import { figure, type Report } from "./figure.ts";
import type { Running } from "./server.ts";

const MB = 1024 * 1024;

/** One large file through the resumable upload, against copying it and computing its sha256 in the same run. */
export async function upload(server: Running, megabytes: number, report: Report): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "yunjian-bench-"));
  try {
    const file = path.join(folder, "evidence.log");
    await fill(file, megabytes);
    const cookie = await server.cookieOf(providerEmail(1));
    // Turn about, so that both meet the same disk and the same page cache; the copies stay, as uploads do.
    let plain = Number.POSITIVE_INFINITY;
    let ours = Number.POSITIVE_INFINITY;
    const bare = { discard: plain, "hash-and-encrypt": plain };
    for (let round = 0; round < 3; round += 1) {
      for (const what of ["discard", "hash-and-encrypt"] as const)
        bare[what] = Math.min(bare[what], await bareSeconds(what, file, megabytes));
      plain = Math.min(plain, await seconds(() => copyAndHash(file, `${file}.copy${round}`)));
      ours = Math.min(ours, await seconds(() => send(server.origin, cookie, file, megabytes)));
    }
    const size = `${megabytes} MB`;
    report.add(
      figure("copy + fsync + sha256", megabytes / plain, "MB/s", { size }),
      figure("bare HTTP server, received and discarded", megabytes / bare.discard, "MB/s", { size }),
      figure("bare HTTP server, SHA-256 and AES-256-GCM", megabytes / bare["hash-and-encrypt"], "MB/s", {
        size,
        against: "one thread, nothing written;",
      }),
      figure("upload, durable and hashed", megabytes / ours, "MB/s", { size }),
      figure("upload against copy + sha256", plain / ours, "ratio", {
        reach: 0.7,
        better: "higher",
        size,
        against: "same run, best of 3;",
      }),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Text lines, because that is what large evidence is; each file differs, so nothing is found as a duplicate. */
export async function fill(file: string, megabytes: number): Promise<void> {
  const handle = await open(file, "w");
  const line = Buffer.from(
    `${"2026-11-20T08:00:00Z host01 audit: user=ops action=read result=ok ".repeat(15)}\n`,
  );
  const block = Buffer.alloc(MB, line);
  for (let i = 0; i < megabytes; i += 1) {
    block.write(randomBytes(16).toString("hex"), 0);
    await handle.write(block);
  }
  await handle.sync();
  await handle.close();
}

export async function copyAndHash(from: string, to: string): Promise<void> {
  await copyFile(from, to);
  const handle = await open(to, "r+");
  await handle.sync();
  await handle.close();
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(to, { highWaterMark: MB })) hash.update(chunk as Buffer);
  hash.digest();
}

let times = 0;
const base64 = (text: string) => Buffer.from(text).toString("base64");

/**
 * The upload protocol by hand, 64 MB a request as the web client sends them. tus-js-client under Node takes two
 * seconds of processor time for 512 MB, which a browser does not: on two cores it would be measured instead of
 * the server.
 */
async function send(origin: string, cookie: string, file: string, megabytes: number): Promise<void> {
  times += 1;
  const headers = { cookie, "tus-resumable": "1.0.0" };
  const metadata = `name ${base64(`证据-${times}.log`)},type ${base64("text/plain")},sensitivity ${base64("internal")}`;
  const made = await ask(`${origin}${UPLOADS_PATH}`, "POST", {
    ...headers,
    "upload-length": megabytes * MB,
    "upload-metadata": metadata,
  });
  await inPieces(`${origin}${made.headers.location}`, headers, file, megabytes);
}

async function inPieces(
  url: string,
  headers: OutgoingHttpHeaders,
  file: string,
  megabytes: number,
): Promise<void> {
  const handle = await open(file);
  const piece = Buffer.allocUnsafe(Math.min(64, megabytes) * MB);
  const type = "application/offset+octet-stream";
  try {
    for (let at = 0; at < megabytes * MB; ) {
      const { bytesRead } = await handle.read(piece, 0, piece.length, at);
      const about = { "upload-offset": at, "content-type": type, "content-length": bytesRead };
      await ask(url, "PATCH", { ...headers, ...about }, piece.subarray(0, bytesRead));
      at += bytesRead;
    }
  } finally {
    await handle.close();
  }
}

/** What the same sender reaches when nothing of ours is in the way: the bound of HTTP, and of one thread's work. */
async function bareSeconds(what: string, file: string, megabytes: number): Promise<number> {
  const child = fork(new URL("./bare-server.ts", import.meta.url), [what]);
  try {
    const port = await new Promise<number>((resolve, reject) => {
      child.once("message", (message) => resolve(Number(message)));
      child.once("error", reject);
    });
    return await seconds(() => inPieces(`http://127.0.0.1:${port}/`, {}, file, megabytes));
  } finally {
    child.kill();
  }
}

function ask(
  url: string,
  method: string,
  headers: OutgoingHttpHeaders,
  body?: Buffer,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers }, (answer) => {
      answer.resume();
      if (answer.statusCode === 201 || answer.statusCode === 204) answer.once("end", () => resolve(answer));
      else reject(new Error(`${method} ${url}: ${answer.statusCode}`));
    });
    sent.once("error", reject);
    sent.end(body);
  });
}

export async function seconds(work: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1000;
}
