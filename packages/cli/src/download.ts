import { createHash } from "node:crypto";
import { createWriteStream, existsSync } from "node:fs";
import { rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { Readable, Transform, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ApiError, downloadFile, type getFile, type OutputOf, type Problem } from "@yunjian/contract";
import { fileName } from "@yunjian/domain";
import { type Context, sizeOf, wrongUse } from "./context.ts";
import { authorisation, CliError, EXIT } from "./session.ts";

type FileView = OutputOf<typeof getFile>;

/** Where it was written; undefined for standard output. What arrived is compared with what was kept. */
export async function download(
  context: Context,
  file: FileView,
  output: string | undefined,
  force: boolean,
): Promise<string | undefined> {
  const { out, say } = context;
  if (output === "-") {
    if (out.json)
      throw wrongUse(context, "-o - 与 --json 不能同时使用", "-o - and --json exclude each other");
    await receive(context, file, process.stdout);
    return undefined;
  }
  const to = await placeFor(output, file.name);
  if (existsSync(to) && !force)
    throw wrongUse(
      context,
      `${to} 已存在，覆盖请加 --force`,
      `${to} is there already; --force writes over it`,
    );
  const part = `${to}.part`;
  try {
    await receive(context, file, createWriteStream(part));
    await rename(part, to);
  } catch (error) {
    await rm(part, { force: true });
    if (error instanceof Error && "syscall" in error && !("cause" in error)) {
      throw new CliError(
        "not-writable",
        EXIT.failed,
        say(`无法写入 ${to}：${error.message}`, `cannot write ${to}: ${error.message}`),
      );
    }
    throw error;
  }
  return to;
}

/** A folder takes the file under its own name; the name comes from somebody else, so only its last part counts. */
async function placeFor(output: string | undefined, name: string): Promise<string> {
  const own = fileName(name) || "file";
  if (output === undefined) return own;
  const found = await stat(output).catch(() => undefined);
  return found?.isDirectory() ? path.join(output, own) : output;
}

async function receive({ target, out, say }: Context, file: FileView, into: Writable): Promise<void> {
  const address = `${target.url}${downloadFile.path.replace(":id", file.id)}`;
  const answer = await fetch(address, { headers: authorisation(target) });
  if (!answer.ok || !answer.body) throw await refusalOf(answer);
  const hash = createHash("sha256");
  let read = 0;
  const check = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      read += chunk.length;
      out.progress(`${file.name}  ${sizeOf(read)} / ${sizeOf(file.size)}`, read === file.size);
      done(null, chunk);
    },
  });
  await pipeline(Readable.fromWeb(answer.body as never), check, into, { end: into !== process.stdout });
  if (hash.digest("hex") === file.sha256) return;
  throw new CliError(
    "damaged",
    EXIT.failed,
    say(
      `${file.name} 的校验值不符，请重新下载；如仍不符，请告知系统管理员`,
      `${file.name} arrived damaged; try again, then tell the administrator`,
    ),
  );
}

async function refusalOf(answer: Response): Promise<Error> {
  const text = await answer.text();
  try {
    return new ApiError(JSON.parse(text) as Problem);
  } catch {
    return new CliError(
      "failed",
      answer.status >= 500 ? EXIT.unreachable : EXIT.failed,
      `HTTP ${answer.status}`,
    );
  }
}
