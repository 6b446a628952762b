import { argon2, createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { availableParallelism } from "node:os";
import { promisify } from "node:util";

/**
 * argon2 runs on Node's worker threads. As many at once as there are cores would leave none for the requests
 * beside, so one core always stays free; what comes meanwhile waits here, not on the database.
 */
const MOST_AT_ONCE = Math.max(1, Math.min(4, availableParallelism() - 1));
let running = 0;
const waiting: (() => void)[] = [];

const argon2Async = promisify(argon2);
async function derive(...input: Parameters<typeof argon2Async>): Promise<Buffer> {
  if (running >= MOST_AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  else running += 1;
  try {
    return await argon2Async(...input);
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}

// OWASP's first choice of 2025: 19 MiB, two passes; about 32 ms here.
const COST = { parallelism: 1, tagLength: 32, memory: 19_456, passes: 2 };

/** argon2id in the usual text form, so that costs can rise later without a migration. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(16);
  const tag = await derive("argon2id", { ...COST, message: Buffer.from(password.normalize("NFC")), nonce });
  return `$argon2id$v=19$m=${COST.memory},t=${COST.passes},p=${COST.parallelism}$${b64(nonce)}$${b64(tag)}`;
}

export async function passwordMatches(password: string, hash: string): Promise<boolean> {
  const parts = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/.exec(hash);
  if (!parts) return false;
  const [, memory, passes, parallelism, nonce, tag] = parts as unknown as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const expected = Buffer.from(tag, "base64");
  const actual = await derive("argon2id", {
    message: Buffer.from(password.normalize("NFC")),
    nonce: Buffer.from(nonce, "base64"),
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    tagLength: expected.length,
  });
  return timingSafeEqual(actual, expected);
}

/** A random token for cookies, links and keys; only its sha256 is stored. */
export function newToken(): { token: string; hash: Buffer } {
  const token = randomBytes(32).toString("base64url");
  return { token, hash: hashToken(token) };
}

export function hashToken(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

function b64(bytes: Buffer): string {
  return bytes.toString("base64").replace(/=+$/, "");
}
