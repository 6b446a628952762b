import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import type { Source } from "./blobs.ts";

export async function openSource(path: string): Promise<Source> {
  const file = await open(path, "r");
  const { size } = await file.stat();
  return {
    size,
    async read(start, length) {
      const wanted = Math.max(0, Math.min(length, size - start));
      const buffer = Buffer.allocUnsafe(wanted);
      let got = 0;
      while (got < wanted) {
        const { bytesRead } = await file.read(buffer, got, wanted - got, start + got);
        if (bytesRead === 0) break;
        got += bytesRead;
      }
      return buffer.subarray(0, got);
    },
    stream: (start = 0, end = size - 1) => createReadStream(path, { start, end, highWaterMark: 256 * 1024 }),
    close: () => file.close(),
  };
}
