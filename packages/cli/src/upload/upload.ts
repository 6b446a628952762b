import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { ApiError, getFile, getUpload, type Problem, UPLOADS_PATH } from "@yunjian/contract";
import type { Sensitivity } from "@yunjian/domain";
import * as tus from "tus-js-client";
import { type Context, sizeOf } from "../context.ts";
import { authorisation, CliError, EXIT } from "../session.ts";
import { changed, type LocalFile } from "./local-file.ts";
import type { UploadStore } from "./store.ts";

export interface Uploaded {
  readonly fileId: string;
  readonly name: string;
  readonly sha256: string;
  readonly size: number;
}

/** Waits between attempts after a lost connection; progress in between starts them anew. */
const RETRY_AFTER = [500, 1000, 2000, 4000];

/**
 * Sends a file, or the rest of it when an earlier run was interrupted, or nothing when it is there already.
 * What arrived is compared with what was read here.
 */
export async function uploadFile(
  context: Context,
  store: UploadStore,
  file: LocalFile,
  sensitivity: Sensitivity,
): Promise<Uploaded> {
  const { call, say } = context;
  const id = await send(context, store, file, sensitivity);
  const { fileId } = await call(getUpload, { params: { id } });
  if (fileId === null) {
    throw new CliError(
      "upload-incomplete",
      EXIT.unreachable,
      say(`${file.name} 没有传完，请重试`, `${file.name} did not arrive whole; try again`),
    );
  }
  const arrived = await call(getFile, { params: { id: fileId } });
  if (arrived.sha256 !== file.sha256) {
    await store.removeUpload(fingerprintOf(context, file, sensitivity));
    throw changed(context, file.path);
  }
  return { fileId, name: file.name, sha256: file.sha256, size: file.size };
}

/** One file for one server, whoever sends it: another organisation's upload is not found and begun anew. */
export function fingerprintOf(
  { target }: Pick<Context, "target">,
  file: LocalFile,
  sensitivity: Sensitivity,
): string {
  return createHash("sha256")
    .update([target.url, file.name, file.sha256, sensitivity].join("\0"))
    .digest("hex");
}

async function send(
  context: Context,
  store: UploadStore,
  file: LocalFile,
  sensitivity: Sensitivity,
): Promise<string> {
  const { target } = context;
  const fingerprint = fingerprintOf(context, file, sensitivity);
  const [before] = await store.findUploadsByFingerprint(fingerprint);
  const url = await new Promise<string>((resolve, reject) => {
    const progress = progressOf(context, file, before !== undefined);
    const upload = new tus.Upload(Buffer.alloc(0), {
      endpoint: `${target.url}${UPLOADS_PATH}`,
      headers: authorisation(target),
      metadata: { name: file.name, type: "", sensitivity },
      uploadSize: file.size,
      fileReader: { openFile: async () => sourceOf(file) },
      fingerprint: async () => fingerprint,
      urlStorage: store,
      removeFingerprintOnSuccess: false,
      retryDelays: RETRY_AFTER,
      onShouldRetry: (error) => mayPass(statusOf(error)),
      onAfterResponse: keepAddress,
      onProgress: progress.at,
      onError: (error) => {
        progress.stop();
        reject(failureOf(context, error, file));
      },
      onSuccess: () => {
        progress.end();
        resolve(upload.url ?? "");
      },
    });
    if (before) upload.resumeFromPreviousUpload(before);
    upload.start();
  });
  return url.slice(url.lastIndexOf("/") + 1);
}

/** Slices of the file as they are needed; never the whole of it in memory. */
function sourceOf({ path, size }: LocalFile) {
  return {
    size,
    slice: async (start: number, end: number) => ({
      value: Object.assign(createReadStream(path, { start, end: end - 1 }), { size: end - start }),
      done: end >= size,
    }),
    close: () => {},
  };
}

/** The server or something before it is in trouble; not what we sent. */
function mayPass(status: number): boolean {
  return status === 0 || status >= 500 ? status !== 507 : status === 409 || status === 423 || status === 429;
}

class HeadFailed extends Error {
  readonly status: number;
  constructor(status: number) {
    super(`HTTP ${status}`);
    this.status = status;
  }
}

/**
 * tus-js-client takes any unhappy answer to “how far is it?” for a lost upload and begins a new one: a
 * restarting proxy or an expired key would cost everything that was sent.
 */
function keepAddress(request: tus.HttpRequest, response: tus.HttpResponse): void {
  const status = response.getStatus();
  const gone = status === 404 || status === 410;
  if (request.getMethod() === "HEAD" && status >= 300 && status !== 423 && !gone)
    throw new HeadFailed(status);
}

function statusOf(error: tus.DetailedError): number {
  return error.causingError instanceof HeadFailed
    ? error.causingError.status
    : (error.originalResponse?.getStatus() ?? 0);
}

function failureOf({ say }: Context, error: Error | tus.DetailedError, file: LocalFile): Error {
  if (!("originalRequest" in error)) return error;
  const status = statusOf(error);
  const problem = problemIn(error.originalResponse?.getBody() ?? "");
  if (problem) return new ApiError(problem);
  if (status === 401 || status === 403) {
    return new CliError(
      "not-signed-in",
      EXIT.access,
      say("接口密钥无效、已过期或没有权限", "the API key is invalid, expired or not allowed"),
    );
  }
  if (status !== 0 && !mayPass(status))
    return new CliError("upload-refused", EXIT.failed, `${file.name}: HTTP ${status}`);
  const why = status === 0 ? (error.causingError?.message ?? error.message) : `HTTP ${status}`;
  return new CliError(
    "unreachable",
    EXIT.unreachable,
    say(
      `上传 ${file.name} 时连接中断（${why}）。重新执行同一命令即可从中断处继续。`,
      `The connection was lost while sending ${file.name} (${why}). Run the same command again to go on from there.`,
    ),
  );
}

function problemIn(body: string): Problem | undefined {
  try {
    const parsed = JSON.parse(body) as Problem;
    return typeof parsed.name === "string" && typeof parsed.status === "number" ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function progressOf({ out, say }: Context, file: LocalFile, again: boolean) {
  let first: number | undefined;
  let drawn = 0;
  let last = "";
  return {
    at(sent: number): void {
      if (first === undefined && again && sent > 0) {
        out.remark(
          say(`${file.name}：从 ${sizeOf(sent)} 处继续上传`, `${file.name}: going on from ${sizeOf(sent)}`),
        );
      }
      first ??= sent;
      const now = performance.now();
      if (now - drawn < 100) return;
      drawn = now;
      last = `${file.name}  ${Math.floor((sent / file.size) * 100)}%  ${sizeOf(sent)} / ${sizeOf(file.size)}`;
      out.progress(last, false);
    },
    stop(): void {
      if (last !== "") out.progress(last, true);
    },
    end(): void {
      const done = first === file.size ? say("此前已上传", "sent before") : say("已上传", "sent");
      out.progress(`${file.name}  ${sizeOf(file.size)}  ${done}`, true);
    },
  };
}
