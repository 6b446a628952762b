import { randomFillSync } from "node:crypto";

const bytes = new Uint8Array(10);
let lastMs = 0;
let counter = 0;

/** UUIDv7 (RFC 9562): time-ordered, and strictly increasing within this process for equal milliseconds. */
export function newId(now: Date): string {
  const ms = now.getTime();
  randomFillSync(bytes);
  if (ms === lastMs) counter = (counter + 1) & 0xfff;
  else {
    lastMs = ms;
    // Start low so that a busy millisecond has room to count.
    counter = (((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0)) & 0x3ff;
  }
  const hex = Buffer.from(bytes.subarray(2)).toString("hex");
  const time = ms.toString(16).padStart(12, "0");
  const variant = ((Number.parseInt(hex.slice(0, 2), 16) & 0x3f) | 0x80).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${counter.toString(16).padStart(3, "0")}-${variant}${hex.slice(2, 4)}-${hex.slice(4)}`;
}
