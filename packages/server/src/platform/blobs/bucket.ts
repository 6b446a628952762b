import { createHash } from "node:crypto";
import { createReadStream, readFileSync } from "node:fs";
import * as http from "node:http";
import * as https from "node:https";
import { setTimeout as wait } from "node:timers/promises";
import { ApiFailure } from "@yunjian/contract";
import { AwsV4Signer } from "aws4fetch";
import type { S3Config } from "../config-evidence.ts";

/** The bucket is away, refuses us, or answers nonsense; nothing was lost. People are told to try again. */
export class BucketProblem extends ApiFailure {
  /** How the service named it, such as AccessDenied; or what the connection said. */
  readonly about: string;
  constructor(about: string) {
    super("unavailable");
    this.about = about;
    this.message = `evidence bucket: ${about}`;
  }
}

/** Part of a file, or bytes; `sha256` is signed with the request, so that the service takes nothing else. */
interface Body {
  readonly sha256: string;
  readonly length: number;
  /** Again from the beginning for every attempt. */
  readonly pieces: () => AsyncIterable<Uint8Array>;
}

export interface Bucket {
  /** Resolves when the service has said 200: it compared what it stored with the signed digest. */
  put(name: string, body: Body): Promise<void>;
  /** Undefined when there is no such object. `total` is the whole object's length. */
  get(
    name: string,
    range: { readonly start: number; readonly length: number },
  ): Promise<{ readonly bytes: Buffer; readonly total: number } | undefined>;
  length(name: string): Promise<number | undefined>;
  remove(name: string): Promise<void>;
  /** Names that begin so, without the prefix of this store, in order. */
  list(beginning: string): AsyncIterable<string>;
}

interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly bytes: Buffer;
}

export interface Patience {
  readonly attempts: number;
  readonly firstPauseMs: number;
  /** Without a byte in either direction. */
  readonly idleMs: number;
}
const PATIENCE: Patience = { attempts: 4, firstPauseMs: 200, idleMs: 30_000 };
const EMPTY = createHash("sha256").digest("hex");

/**
 * An S3-compatible bucket, addressed by path, signed with AWS Signature 4. Every request may be repeated, so what
 * fails for the moment (connection, 5xx, 429) is tried again a few times before anybody hears of it.
 */
export function openBucket(config: S3Config, patience: Patience = PATIENCE): Bucket {
  const base = new URL(config.url);
  const [, bucket = "", ...rest] = base.pathname.replace(/\/+$/, "").split("/");
  const prefix = rest.length > 0 ? `${rest.join("/")}/` : "";
  const secure = base.protocol === "https:";
  const agent = secure
    ? new https.Agent({ keepAlive: true, ...(config.caFile && { ca: readFileSync(config.caFile) }) })
    : new http.Agent({ keepAlive: true });

  async function once(method: string, url: URL, extra: Record<string, string>, body?: Body): Promise<Answer> {
    const signed = await new AwsV4Signer({
      method,
      url: url.href,
      headers: { ...extra, "x-amz-content-sha256": body?.sha256 ?? EMPTY },
      service: "s3",
      region: config.region,
      accessKeyId: config.accessKeyId,
      secretAccessKey: config.secretAccessKey,
    }).sign();
    const headers: Record<string, string | number> = Object.fromEntries(signed.headers);
    if (body) headers["content-length"] = body.length;
    return await new Promise((resolve, reject) => {
      const options = { method, headers, agent, timeout: patience.idleMs };
      const request = (secure ? https : http).request(url, options, (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.once("error", reject);
        answer.once("aborted", () => reject(new Error("the answer broke off")));
        answer.once("end", () =>
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, bytes: Buffer.concat(chunks) }),
        );
      });
      request.once("timeout", () => request.destroy(new Error(`nothing for ${patience.idleMs / 1000} s`)));
      request.once("error", reject);
      void send(request, body);
    });
  }

  async function ask(
    method: string,
    name: string,
    options: { query?: Record<string, string>; headers?: Record<string, string>; body?: Body } = {},
  ): Promise<Answer> {
    const url = new URL(base);
    url.pathname = `/${bucket}/${name === "" ? "" : prefix + name}`;
    url.search = new URLSearchParams(options.query ?? {}).toString();
    for (let attempt = 1; ; attempt += 1) {
      let trouble: string;
      try {
        const answer = await once(method, url, options.headers ?? {}, options.body);
        if (answer.status < 500 && answer.status !== 429) return answer;
        trouble = said(answer);
      } catch (error) {
        trouble = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
      }
      if (attempt >= patience.attempts) throw new BucketProblem(`${method} ${name}: ${trouble}`);
      await wait(patience.firstPauseMs * 4 ** (attempt - 1));
    }
  }
  const refuse = (method: string, name: string, answer: Answer): never => {
    throw new BucketProblem(`${method} ${name}: ${said(answer)}`);
  };

  return {
    async put(name, body) {
      const answer = await ask("PUT", name, { body });
      if (answer.status !== 200) refuse("PUT", name, answer);
    },
    async get(name, { start, length }) {
      const headers = { range: `bytes=${start}-${start + length - 1}` };
      const answer = await ask("GET", name, { headers });
      if (answer.status === 404) return undefined;
      // Asked for what lies behind the end.
      if (answer.status === 416) return { bytes: Buffer.alloc(0), total: start };
      const [, from, total] = /^bytes (\d+)-\d+\/(\d+)$/.exec(answer.headers["content-range"] ?? "") ?? [];
      if (answer.status !== 206 || Number(from) !== start || answer.bytes.length > length)
        return refuse("GET", name, answer);
      return { bytes: answer.bytes, total: Number(total) };
    },
    async length(name) {
      const answer = await ask("HEAD", name);
      if (answer.status === 404) return undefined;
      if (answer.status !== 200) refuse("HEAD", name, answer);
      return Number(answer.headers["content-length"]);
    },
    async remove(name) {
      const answer = await ask("DELETE", name);
      if (answer.status !== 204 && answer.status !== 200 && answer.status !== 404)
        refuse("DELETE", name, answer);
    },
    async *list(beginning) {
      for (let token = ""; ; ) {
        const query = {
          "list-type": "2",
          prefix: prefix + beginning,
          ...(token && { "continuation-token": token }),
        };
        const answer = await ask("GET", "", { query });
        if (answer.status !== 200) refuse("LIST", "", answer);
        const page = answer.bytes.toString();
        for (const [, key = ""] of page.matchAll(/<Key>([^<]*)<\/Key>/g))
          yield plain(key).slice(prefix.length);
        token = plain(/<NextContinuationToken>([^<]*)</.exec(page)?.[1] ?? "");
        if (!/<IsTruncated>true</.test(page) || token === "") return;
      }
    },
  };
}

/** Errors of writing are heard at the request. */
async function send(request: http.ClientRequest, body: Body | undefined): Promise<void> {
  try {
    for await (const piece of body?.pieces() ?? []) {
      if (!request.write(piece))
        await new Promise<void>((resolve, reject) => {
          request.once("drain", resolve);
          request.once("close", () => reject(new Error("closed")));
        });
    }
    request.end();
  } catch (error) {
    request.destroy(error as Error);
  }
}

export function bodyOf(bytes: Buffer): Body {
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return {
    sha256,
    length: bytes.length,
    pieces: async function* () {
      yield bytes;
    },
  };
}

/** A file of which the beginning is another. Read twice: for the digest that is signed, and to be sent. */
export async function bodyOfFile(file: string, size: number, beginning: Buffer): Promise<Body> {
  async function* pieces(): AsyncGenerator<Uint8Array> {
    yield beginning;
    yield* createReadStream(file, {
      start: beginning.length,
      highWaterMark: 1024 * 1024,
    }) as AsyncIterable<Buffer>;
  }
  const hash = createHash("sha256");
  for await (const piece of pieces()) hash.update(piece);
  return { sha256: hash.digest("hex"), length: size, pieces };
}

function said({ status, bytes }: Answer): string {
  const code = /<Code>([^<]{1,100})<\/Code>/.exec(bytes.toString("utf8", 0, 2000))?.[1];
  return code ? `${status} ${code}` : String(status);
}

function plain(text: string): string {
  const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
  return text.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => entities[name] ?? "");
}
