import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";
import { link, mkdir, open, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { OperationError } from "./postgres/errors.ts";

/**
 * Keeps what the platform must be able to read again (seeds of code generators, secrets of identity
 * providers), so that a copy of the database alone does not give it away. `context` names the row: sealed
 * bytes that are put elsewhere do not open.
 */
export interface Vault {
  seal(context: string, text: string): Buffer;
  /** Throws when the bytes were altered, belong elsewhere, or were sealed with another key. */
  open(context: string, sealed: Buffer): string;
  /** A keyed hash: tells equal from unequal, and nothing to who lacks the key. */
  mac(context: string, text: string): Buffer;
}

const VERSION = 1;
const NONCE = 12;
const TAG = 16;

export function vaultOf(key: Buffer): Vault {
  if (key.length !== 32) throw new RangeError("a vault needs 32 bytes");
  const sealing = Buffer.from(hkdfSync("sha256", key, "", "yunjian/seal", 32));
  const marking = Buffer.from(hkdfSync("sha256", key, "", "yunjian/mac", 32));
  return {
    seal: (context, text) => {
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv("aes-256-gcm", sealing, nonce).setAAD(Buffer.from(context));
      const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return Buffer.concat([Buffer.of(VERSION), nonce, body, cipher.getAuthTag()]);
    },
    open: (context, sealed) => {
      if (sealed[0] !== VERSION || sealed.length < 1 + NONCE + TAG)
        throw new Error("not sealed by this vault");
      const nonce = sealed.subarray(1, 1 + NONCE);
      const decipher = createDecipheriv("aes-256-gcm", sealing, nonce)
        .setAAD(Buffer.from(context))
        .setAuthTag(sealed.subarray(-TAG));
      return Buffer.concat([decipher.update(sealed.subarray(1 + NONCE, -TAG)), decipher.final()]).toString();
    },
    mac: (context, text) => createHmac("sha256", marking).update(context).update("\0").update(text).digest(),
  };
}

/** The vault of this installation: its key is made at the first start, beside the key that signs the record. */
export async function openVault(keysFolder: string): Promise<Vault> {
  const file = path.join(keysFolder, "secrets.key");
  const present = await read(file);
  if (present !== undefined) return parse(file, present);
  await mkdir(keysFolder, { recursive: true, mode: 0o700 });
  const part = `${file}.${randomBytes(4).toString("hex")}.part`;
  const handle = await open(part, "wx", 0o600);
  try {
    await handle.writeFile(`${randomBytes(32).toString("base64")}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  // A link never replaces: when another process was faster, its key counts.
  await link(part, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  await rm(part);
  return parse(file, (await read(file)) ?? "");
}

async function read(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function parse(file: string, text: string): Vault {
  const key = Buffer.from(text.trim(), "base64");
  if (key.length === 32) return vaultOf(key);
  throw new OperationError(
    `密钥文件 ${file} 已损坏，未启动。请从备份恢复该文件；没有它，已绑定的动态口令和统一身份认证配置将无法使用。`,
    `The key ${file} is damaged. Restore it from the backup; without it code generators and identity providers cannot be used.`,
  );
}
