import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import path from "node:path";
import { type Context, wrongUse } from "../context.ts";
import { CliError, EXIT } from "../session.ts";

export interface LocalFile {
  readonly path: string;
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
}

/** Looks at the files before anything is sent: a wrong name is found out at once, not after an hour. */
export async function localFiles(context: Context, paths: readonly string[]): Promise<LocalFile[]> {
  const files: LocalFile[] = [];
  for (const each of paths) {
    const file = await localFile(context, each);
    const twin = files.find((other) => other.sha256 === file.sha256 && other.name === file.name);
    if (twin)
      throw wrongUse(
        context,
        `${each} 与 ${twin.path} 相同，请勿重复`,
        `${each} is the same file as ${twin.path}`,
      );
    files.push(file);
  }
  return files;
}

async function localFile(context: Context, given: string): Promise<LocalFile> {
  const { say, out } = context;
  const found = await stat(given).catch((error: NodeJS.ErrnoException) => error);
  if (found instanceof Error) {
    const why =
      found.code === "ENOENT"
        ? say(`没有文件 ${given}`, `there is no file ${given}`)
        : say(`无法读取 ${given}：${found.message}`, `cannot read ${given}: ${found.message}`);
    throw new CliError("file-unreadable", EXIT.usage, why);
  }
  if (!found.isFile()) throw wrongUse(context, `${given} 不是文件`, `${given} is not a file`);
  if (found.size === 0) {
    throw new CliError(
      "file-empty",
      EXIT.refused,
      say(`${given} 是空文件，请检查生成过程`, `${given} is empty; look at what made it`),
    );
  }
  const hash = createHash("sha256");
  let read = 0;
  for await (const chunk of createReadStream(given, { highWaterMark: 1024 * 1024 })) {
    hash.update(chunk as Buffer);
    read += (chunk as Buffer).length;
    if (found.size > SLOW) {
      out.progress(
        say(`正在计算校验值 ${given}`, `checksum of ${given}`) + ` ${Math.floor((read / found.size) * 100)}%`,
        read === found.size,
      );
    }
  }
  if (read !== found.size) throw changed(context, given);
  return { path: given, name: path.basename(given), size: found.size, sha256: hash.digest("hex") };
}

/** Below this nobody waits for the checksum. */
const SLOW = 256 * 1024 ** 2;

export function changed({ say }: Pick<Context, "say">, file: string): CliError {
  return new CliError(
    "file-changed",
    EXIT.refused,
    say(
      `${file} 在读取过程中被修改，请等它写完后重试`,
      `${file} changed while it was read; wait until it is complete`,
    ),
  );
}
