/**
 * What a backup looks like on disk:
 *
 *   manifest.json             what is in it, with a SHA-256 of every part below
 *   database/SCHEMA.TABLE.gz  rows of one table, as `COPY ... TO STDOUT` writes them
 *   files.sha256              one line per stored file: digest, two blanks, path (as sha256sum writes it)
 *   files/...                 the stored files
 *
 * gzip, COPY text and sha256sum are read by the tools of any system, so a backup can be opened without us.
 * Keys are not in it: they are written beside it, so that whoever keeps the backup cannot sign with them.
 */
import { createHash, type Hash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { Transform } from "node:stream";
import { OperationError } from "../postgres/errors.ts";

export const FORMAT = 1;

export type TablePart = {
  schema: string;
  table: string;
  columns: string[];
  rows: number;
  /** Path inside the backup. */
  file: string;
  bytes: number;
  sha256: string;
};

export type SequencePart = { schema: string; sequence: string; lastValue: string; isCalled: boolean };

export type Manifest = {
  format: typeof FORMAT;
  createdAt: string;
  /** Names of the migrations the database had. */
  migrations: string[];
  postgres: string;
  tables: TablePart[];
  sequences: SequencePart[];
  files: { count: number; bytes: number; sha256: string };
};

export type Progress = {
  step: "database" | "files" | "keys" | "migrate";
  done: number;
  total: number;
  name?: string;
};

/** Counts and hashes what flows through. */
export class Meter extends Transform {
  bytes = 0;
  readonly #hash: Hash = createHash("sha256");

  override _transform(
    chunk: Buffer,
    _encoding: BufferEncoding,
    done: (error: null, chunk: Buffer) => void,
  ): void {
    this.bytes += chunk.length;
    this.#hash.update(chunk);
    done(null, chunk);
  }

  sha256(): string {
    return this.#hash.digest("hex");
  }
}

export function readManifest(folder: string): Manifest {
  let manifest: Partial<Manifest>;
  try {
    manifest = JSON.parse(readFileSync(path.join(folder, "manifest.json"), "utf8")) as Partial<Manifest>;
  } catch (cause) {
    throw new OperationError(
      `${folder} 不是完整的备份：manifest.json 缺失或无法读取。`,
      `${folder} is not a complete backup: manifest.json is missing or cannot be read.`,
      { cause },
    );
  }
  if (manifest.format !== FORMAT) {
    throw new OperationError(
      `备份格式 ${String(manifest.format)} 不受支持，本程序只认识格式 ${FORMAT}。请使用制作该备份的版本或更新的版本。`,
      `The backup has format ${String(manifest.format)}, this program knows ${FORMAT}. Use the version that made it, or a newer one.`,
    );
  }
  return manifest as Manifest;
}

export function damaged(part: string, cause?: unknown): OperationError {
  return new OperationError(
    `备份已损坏：${part} 与清单中的校验值不符。请换一份备份；没有写入任何数据。`,
    `The backup is damaged: ${part} does not match its digest in the manifest. Use another backup; nothing was written.`,
    { cause },
  );
}
