import { randomBytes } from "node:crypto";
import { link, mkdir, open, readFile, rm } from "node:fs/promises";
import path from "node:path";
import type { TreeName } from "@yunjian/ledger";
import { OperationError } from "../postgres/errors.ts";
import { makeSecret, makeSm2Secret, type Signer, signerOf } from "./note.ts";

const FILES = { ed25519: "ledger.key", sm2: "ledger-sm2.key" } as const;

/**
 * The keys that sign this installation's record: made at the first start, readable by the server alone.
 * Processes that share a database share these files. The SM2 key exists where an SM3 tree is kept.
 */
export async function ledgerSigner(
  keysFolder: string,
  trees: readonly TreeName[] = ["sha256"],
): Promise<Signer> {
  const main = path.join(keysFolder, FILES.ed25519);
  const secret = await readOrMake(main, () => makeSecret(`yunjian/${randomBytes(6).toString("hex")}`));
  const { name } = parse(main, () => signerOf(secret));
  if (!trees.includes("sm3")) return parse(main, () => signerOf(secret, { trees }));
  const second = path.join(keysFolder, FILES.sm2);
  const sm2 = await readOrMake(second, () => makeSm2Secret(name));
  return parse(second, () => signerOf(secret, { sm2, trees }));
}

async function readOrMake(file: string, make: () => string): Promise<string> {
  const present = await read(file);
  if (present !== undefined) return present;
  const keysFolder = path.dirname(file);
  await mkdir(keysFolder, { recursive: true, mode: 0o700 });
  const part = `${file}.${randomBytes(4).toString("hex")}.part`;
  const handle = await open(part, "wx", 0o600);
  try {
    await handle.writeFile(`${make()}\n`);
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
  return (await read(file)) ?? "";
}

async function read(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function parse(file: string, work: () => Signer): Signer {
  try {
    return work();
  } catch (cause) {
    throw new OperationError(
      `存证签名密钥 ${file} 已损坏，未启动。请从备份恢复该文件；请勿删除，否则已签发的检查点将无法延续。`,
      `The record's signing key ${file} is damaged. Restore it from the backup; without it the record cannot be continued.`,
      { cause },
    );
  }
}
