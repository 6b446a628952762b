import { spawn } from "node:child_process";
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { ApiFailure } from "@yunjian/contract";
import type { TokenConfig } from "../config-evidence.ts";

/** What is wrong with the token; at the start and in commands it is said in full, to requests as "try again". */
export class TokenProblem extends ApiFailure {
  readonly zh: string;
  readonly en: string;
  constructor(zh: string, en: string) {
    super("unavailable");
    this.zh = zh;
    this.en = en;
    this.message = en;
  }
}

/** A PKCS#11 token that keeps AES keys nobody can take out, and encrypts with them. */
export interface Token {
  /** Its label: a root key says which token it lies in. */
  readonly label: string;
  /** Makes an AES key under this id (hex): sensitive, not extractable. */
  generate(id: string): Promise<void>;
  /** Throws a TokenProblem that says what is missing. */
  check(id: string): Promise<void>;
  wrap(id: string, about: Buffer, key: Buffer): Promise<Buffer>;
  /** Null when these are not the bytes that were wrapped for this. */
  unwrap(id: string, about: Buffer, wrapped: Buffer): Promise<Buffer | null>;
}

const IV = 16;
const KEY = 32;
const LABEL = "yunjian-root";
const TIMEOUT_MS = 20_000;

/**
 * By pkcs11-tool of OpenSC: a process for every call, which is a tenth of a second for each organisation at its first
 * use, and nothing native in this one. It offers CBC with padding and no GCM, so what is encrypted is the key and its
 * HMAC over what it belongs to, under itself: whoever changes a byte, or puts one ring's key into another, would have
 * to know the key.
 */
export function openToken(config: TokenConfig, environment: Record<string, string>): Token {
  async function tool(args: readonly string[], input?: Buffer): Promise<Buffer> {
    if (!existsSync(config.module))
      throw new TokenProblem(
        `找不到 PKCS#11 模块 ${config.module}。请安装密码设备的驱动，或改正 EVIDENCE_PKCS11 中的 module-path。`,
        `There is no PKCS#11 module ${config.module}. Install the device's driver, or mend module-path in EVIDENCE_PKCS11.`,
      );
    let pin: string;
    try {
      pin = readFileSync(config.pinFile, "utf8").trim();
    } catch {
      throw new TokenProblem(
        `无法读取 PIN 文件 ${config.pinFile}（EVIDENCE_PKCS11 的 pin-source）。`,
        `Cannot read the file of the PIN, ${config.pinFile} (pin-source in EVIDENCE_PKCS11).`,
      );
    }
    const where = [
      "--module",
      config.module,
      "--token-label",
      config.label,
      "--login",
      "--pin",
      "env:YUNJIAN_PIN",
    ];
    const ended = await run([...where, ...args], { ...environment, YUNJIAN_PIN: pin }, input);
    if (ended.code === 0) return ended.output;
    throw problemIn(config, ended.said);
  }
  const withKey = (id: string) => ["--id", id, "--mechanism", "AES-CBC-PAD"];

  return {
    label: config.label,
    async generate(id) {
      const kind = ["--key-type", "AES:32", "--label", LABEL, "--sensitive", "--private", "--usage-decrypt"];
      await tool(["--keygen", "--id", id, ...kind]);
    },
    async check(id) {
      // It lists every key, whatever id is asked for.
      const listed = (await tool(["--list-objects", "--type", "secrkey"])).toString();
      const ids = [...listed.matchAll(/^\s*ID:\s+([0-9a-f]+)\s*$/gim)].map(([, each]) => each?.toLowerCase());
      if (!ids.includes(id)) throw keyMissing(config, id);
    },
    async wrap(id, about, key) {
      const iv = randomBytes(IV);
      const plain = Buffer.concat([key, proofOf(key, about)]);
      const args = ["--encrypt", ...withKey(id), "--iv", iv.toString("hex")];
      return Buffer.concat([iv, await tool(args, plain)]);
    },
    async unwrap(id, about, wrapped) {
      const args = ["--decrypt", ...withKey(id), "--iv", wrapped.toString("hex", 0, IV)];
      let plain: Buffer;
      try {
        plain = await tool(args, wrapped.subarray(IV));
      } catch (error) {
        // The padding does not fit, or the length: damaged.
        if (error instanceof Undecryptable) return null;
        throw error;
      }
      const key = plain.subarray(0, KEY);
      const proof = plain.subarray(KEY);
      return proof.length === KEY && timingSafeEqual(proof, proofOf(key, about)) ? key : null;
    },
  };
}

class Undecryptable extends TokenProblem {}

function proofOf(key: Buffer, about: Buffer): Buffer {
  return createHmac("sha256", key).update("yunjian/evidence/token\0").update(about).digest();
}

function keyMissing({ label }: TokenConfig, id: string): TokenProblem {
  return new TokenProblem(
    `密码设备 ${label} 中没有根密钥 ${id}。请接入当初使用的设备，或从设备备份恢复。`,
    `The token ${label} does not hold the root key ${id}. Connect the one that was used, or restore it from the device's own backup.`,
  );
}

/** In words of whoever stands before the device; what pkcs11-tool said is added where nothing is known better. */
function problemIn(config: TokenConfig, said: string): TokenProblem {
  const { label, module, pinFile } = config;
  if (/CKR_PIN_LOCKED/.test(said))
    return new TokenProblem(
      `密码设备 ${label} 的 PIN 已锁定。请由设备管理员解锁。`,
      `The PIN of the token ${label} is locked. Its administrator has to unlock it.`,
    );
  if (/CKR_PIN_/.test(said))
    return new TokenProblem(
      `密码设备 ${label} 的 PIN 不正确（文件 ${pinFile}）。多次错误会锁定设备，请先改正再启动。`,
      `The PIN of the token ${label} is wrong (file ${pinFile}). Repeated failures lock the token: mend it before the next start.`,
    );
  if (/No slot with token named|CKR_TOKEN_NOT_PRESENT|CKR_DEVICE_REMOVED|No slots?\b/i.test(said))
    return new TokenProblem(
      `找不到标签为 ${label} 的密码设备。请检查设备连接和标签。`,
      `No token is labelled ${label}. Check that it is connected, and its label.`,
    );
  if (/key not found/i.test(said)) return keyMissing(config, "");
  if (/CKR_ENCRYPTED_DATA|C_Decrypt\w* failed/.test(said))
    return new Undecryptable("密文与密钥不符", "what was wrapped does not fit the key");
  const last = said.trim().split("\n").slice(-3).join("; ").slice(0, 300);
  return new TokenProblem(
    `密码设备 ${label}（${module}）不可用：${last}`,
    `The token ${label} (${module}) cannot be used: ${last}`,
  );
}

function run(
  args: readonly string[],
  env: Record<string, string>,
  input?: Buffer,
): Promise<{ code: number | null; output: Buffer; said: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn("pkcs11-tool", args, { env, timeout: TIMEOUT_MS });
    const [output, said]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => said.push(chunk));
    child.once("error", (error: NodeJS.ErrnoException) =>
      reject(
        error.code === "ENOENT"
          ? new TokenProblem(
              "找不到 pkcs11-tool。请安装 OpenSC（apt-get install opensc）。",
              "There is no pkcs11-tool. Install OpenSC (apt-get install opensc).",
            )
          : error,
      ),
    );
    child.once("close", (code) =>
      resolve({ code, output: Buffer.concat(output), said: Buffer.concat(said).toString() }),
    );
    // It may end before it read what it was given.
    child.stdin.on("error", () => {});
    child.stdin.end(input);
  });
}
