import type { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { askClamd, type ClamdAddress, parseVersion } from "./clamd.ts";
import { type ScanAnswer, type Scanner, ScannerAway, type ScannerVersion } from "./scanner.ts";

// The standard test string of the anti-malware industry, in pieces so that this source is not caught.
export const TEST_STRING = [
  "X5O!P%@AP[4\\PZX54(P^)7CC)7}$",
  "EICAR-STANDARD-ANTIVIRUS-",
  "TEST-FILE!$H+H*",
].join("");

const MIB = 1024 * 1024;
/** Proven at once: most files are smaller, and clamd's own limits are usually larger. */
const FIRST_PROOF = 24 * MIB;
/** An operator who raised clamd's limits does not tell us. */
const ASK_AGAIN = 3_600_000;
const BLOCK = 512;

/**
 * clamd, believed only as far as it was seen to look. It answers OK to what is larger than its MaxFileSize
 * without having looked inside, and nothing in its protocol tells that limit. So before a content counts as
 * clean, an archive of the same length with the test string in it must have been found out; and without that
 * string being known at all (no signatures loaded) the scanner counts as away.
 */
export function trustedClamd(address: ClamdAddress, now: () => number = Date.now): Scanner {
  let provenUpTo = 0;
  let blindFrom = Number.POSITIVE_INFINITY;
  let provenAt = Number.NEGATIVE_INFINITY;
  let tellsLimits = false;
  let version = "";

  const forget = (): void => {
    provenUpTo = 0;
    blindFrom = Number.POSITIVE_INFINITY;
    provenAt = Number.NEGATIVE_INFINITY;
  };
  /** Whether it finds the test string in an archive of this length. */
  const finds = async (size: number): Promise<boolean> =>
    answerOf(await askClamd(address, "INSTREAM", archiveWithTestString(size))).verdict === "infected";

  async function prove(): Promise<void> {
    if (!(await finds(4096)))
      throw new ScannerAway("the scanner does not find the test string: no signatures?");
    provenUpTo = 4096;
    if (await finds(FIRST_PROOF)) provenUpTo = FIRST_PROOF;
    tellsLimits = answerOf(await askClamd(address, "INSTREAM", nested())).verdict === "failed";
    provenAt = now();
  }

  return {
    address: "path" in address ? `unix:${address.path}` : `tcp://${address.host}:${address.port}`,

    async check(): Promise<ScannerVersion> {
      try {
        const text = await askClamd(address, "VERSION");
        const parsed = parseVersion(text);
        if (text !== version || now() - provenAt > ASK_AGAIN) {
          forget();
          await prove();
          version = text;
        }
        return { ...parsed, tellsLimits };
      } catch (error) {
        // It may come back with another configuration.
        if (error instanceof ScannerAway) forget();
        throw error;
      }
    },

    async scan(content, size): Promise<ScanAnswer> {
      if (size >= blindFrom) return { verdict: "failed", obstacle: "too-large" };
      const answer = answerOf(await stream(address, content));
      if (answer.verdict !== "clean" || size <= provenUpTo) return answer;
      if (await finds(size)) {
        provenUpTo = Math.max(provenUpTo, size);
        return answer;
      }
      blindFrom = Math.min(blindFrom, size);
      return { verdict: "failed", obstacle: "too-large" };
    },
  };
}

async function stream(address: ClamdAddress, open: () => Promise<Readable>): Promise<string> {
  const content = await open();
  try {
    return await askClamd(address, "INSTREAM", content);
  } finally {
    content.destroy();
  }
}

/** What clamd said of a stream. An error of its own, other than a limit, says nothing about the content. */
function answerOf(text: string): ScanAnswer {
  if (text === "stream: OK") return { verdict: "clean" };
  const found = /^stream: (.+) FOUND$/.exec(text)?.[1];
  if (found === undefined) {
    if (/size limit exceeded/i.test(text)) return { verdict: "failed", obstacle: "too-large" };
    throw new ScannerAway(text.slice(0, 200));
  }
  if (found.startsWith("Heuristics.Encrypted.")) return { verdict: "failed", obstacle: "encrypted" };
  if (/^Heuristics\.Limits\.Exceeded\.Max(FileSize|ScanSize)/.test(found))
    return { verdict: "failed", obstacle: "too-large" };
  if (found.startsWith("Heuristics.Limits.Exceeded")) return { verdict: "failed", obstacle: "too-complex" };
  return { verdict: "infected", signature: found.slice(0, 200) };
}

/** A tar archive of about this length: the test string as its first member, zeros behind it. */
async function* archiveWithTestString(size: number): AsyncGenerator<Buffer> {
  const member = Buffer.alloc(2 * BLOCK);
  const field = (text: string, at: number): void => void member.write(text, at, "latin1");
  field("test.txt", 0);
  field("0000644\0", 100);
  field("0000000\0", 108);
  field("0000000\0", 116);
  field(`${TEST_STRING.length.toString(8).padStart(11, "0")}\0`, 124);
  field("00000000000\0", 136);
  field("        ", 148);
  field("0", 156);
  field("ustar\x0000", 257);
  const sum = member.subarray(0, BLOCK).reduce((total, byte) => total + byte, 0);
  field(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  field(TEST_STRING, BLOCK);
  yield member;
  const zeros = Buffer.alloc(128 * 1024);
  for (let left = size - member.length; left > 0; left -= zeros.length)
    yield left >= zeros.length ? zeros : zeros.subarray(0, left);
}

/** Wrapped more often than clamd ever unwraps (its MaxRecursion ends at 100): it says so, or calls it clean. */
async function* nested(): AsyncGenerator<Buffer> {
  let bytes = Buffer.from("nothing");
  for (let depth = 0; depth < 120; depth += 1) bytes = gzipSync(bytes, { level: 1 });
  yield bytes;
}
