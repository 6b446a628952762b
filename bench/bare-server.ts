/** A child process of bench/upload.ts: receives over HTTP, and does no more than its argument says. */
import { createCipheriv, createHash, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const hashing = process.argv[2] === "hash-and-encrypt";
const server = createServer((request, response) => {
  const hash = createHash("sha256");
  const cipher = createCipheriv("aes-256-gcm", randomBytes(32), randomBytes(12));
  request.on("data", (chunk: Buffer) => {
    if (!hashing) return;
    hash.update(chunk);
    cipher.update(chunk);
  });
  request.once("end", () => response.writeHead(204).end());
});
server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
