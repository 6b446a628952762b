import { randomBytes } from "node:crypto";
import { link, mkdir, open, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { OperationError } from "../postgres/errors.ts";
import { makeSecret, type Signer, signerOf } from "./note.ts";

/**
 * The key that signs this installation's record: made at the first start, readable by the server alone.
 * Processes that share a database share this file.
 */
export async function ledgerSigner(keysFolder: string): Promise<Signer> {
  const file = path.join(keysFolder, "ledger.key");
  const present = await read(file);
  if (present !== undefined) return parse(file, present);
  await mkdir(keysFolder, { recursive: true, mode: 0o700 });
  const part = `${file}.${randomBytes(4).toString("hex")}.part`;
  const handle = await open(part, "wx", 0o600);
  try {
    await handle.writeFile(`${makeSecret(`yunjian/${randomBytes(6).toString("hex")}`)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  // A link never replaces: when another process was faster, its key counts.
  await link(part, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  await rm(part);
  const folder = await open(keysFolder, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
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

function parse(file: string, secret: string): Signer {
  try {
    return signerOf(secret);
  } catch (cause) {
    throw new OperationError(
      `存证签名密钥 ${file} 已损坏，未启动。请从备份恢复该文件；请勿删除，否则已签发的检查点将无法延续。`,
      `The record's signing key ${file} is damaged. Restore it from the backup; without it the record cannot be continued.`,
      { cause },
    );
  }
}
