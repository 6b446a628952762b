import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { S3Config } from "../src/platform/config-evidence.ts";

/** What goes wrong with the next requests that fit; the answer is given before anything is stored. */
interface Fault {
  readonly method: string;
  /** Part of the path. */
  readonly path?: string;
  readonly times: number;
  readonly how: "500" | "cut" | "silent" | "half" | "stored-then-cut" | "flip";
}

/**
 * A small S3 service for tests, in memory: PUT, GET with ranges, HEAD, DELETE, ListObjectsV2 in pages, by path. It
 * computes AWS Signature 4 itself from the request as it came, and compares the body with the signed digest, as
 * a real service does; whoever signs wrongly is told 403, whoever sends something else 400.
 */
export async function startS3(options: { readonly page?: number } = {}) {
  const objects = new Map<string, Buffer>();
  const faults: Fault[] = [];
  const asked: string[] = [];
  const [accessKeyId, secretAccessKey, region] = ["AKTEST", "test/secret+key", "cn-test-1"];
  const page = options.page ?? 1000;

  const takeFault = (method: string, path: string): Fault["how"] | undefined => {
    const index = faults.findIndex((each) => each.method === method && path.includes(each.path ?? ""));
    const fault = faults[index];
    if (!fault) return undefined;
    if (fault.times <= 1) faults.splice(index, 1);
    else faults[index] = { ...fault, times: fault.times - 1 };
    return fault.how;
  };

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "" } = request;
    const url = new URL(request.url ?? "/", "http://s3");
    asked.push(`${method} ${url.pathname}`);
    const fault = takeFault(method, url.pathname);
    if (fault === "cut") return void request.socket.destroy();
    if (fault === "silent") return;
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk as Buffer);
      if (fault === "half") return void request.socket.destroy();
    }
    const body = Buffer.concat(chunks);
    const refuse = (status: number, code: string) => {
      response.writeHead(status, { "content-type": "application/xml" });
      response.end(`<?xml version="1.0"?><Error><Code>${code}</Code></Error>`);
    };
    if (fault === "500") return refuse(503, "SlowDown");
    if (!signedBy(request, url, region, accessKeyId, secretAccessKey))
      return refuse(403, "SignatureDoesNotMatch");
    if (fault === "flip" && body.length > 0) body[body.length - 1] = (body.at(-1) ?? 0) ^ 1;
    if (hash(body) !== request.headers["x-amz-content-sha256"])
      return refuse(400, "XAmzContentSHA256Mismatch");
    const [, bucket, ...rest] = url.pathname.split("/");
    if (bucket !== "evidence") return refuse(404, "NoSuchBucket");
    const name = rest.join("/");
    const found = objects.get(name);
    if (method === "PUT") {
      objects.set(name, body);
      if (fault === "stored-then-cut") return void request.socket.destroy();
      return void response.writeHead(200).end();
    }
    if (method === "DELETE") {
      objects.delete(name);
      return void response.writeHead(204).end();
    }
    if (method === "GET" && url.searchParams.get("list-type") === "2") {
      const prefix = url.searchParams.get("prefix") ?? "";
      const after = url.searchParams.get("continuation-token") ?? "";
      const names = [...objects.keys()].filter((each) => each.startsWith(prefix) && each > after).sort();
      const shown = names.slice(0, page);
      const more = names.length > shown.length;
      const keys = shown.map((each) => `<Contents><Key>${each.replaceAll("&", "&amp;")}</Key></Contents>`);
      const next = more ? `<NextContinuationToken>${shown.at(-1)}</NextContinuationToken>` : "";
      return void response
        .writeHead(200)
        .end(
          `<ListBucketResult><IsTruncated>${more}</IsTruncated>${keys.join("")}${next}</ListBucketResult>`,
        );
    }
    if (!found) return refuse(404, "NoSuchKey");
    if (method === "HEAD") return void response.writeHead(200, { "content-length": found.length }).end();
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "") ?? [];
    if (from === undefined) return void response.writeHead(200).end(found);
    const [start, end] = [Number(from), Math.min(Number(to), found.length - 1)];
    if (start >= found.length) return refuse(416, "InvalidRange");
    response.writeHead(206, {
      "content-range": `bytes ${start}-${end}/${found.length}`,
      "content-length": end - start + 1,
    });
    if (fault === "flip") response.end(Buffer.alloc(end - start + 1));
    else response.end(found.subarray(start, end + 1));
  }

  const server = createServer((request, response) => {
    serve(request, response).catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const config: S3Config = {
    url: `http://127.0.0.1:${port}/evidence/a-city`,
    region,
    accessKeyId,
    secretAccessKey,
  };
  return {
    config,
    objects,
    asked,
    fail: (...next: Fault[]) => faults.push(...next),
    calm: () => faults.splice(0),
    stop: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

const hash = (bytes: string | Buffer) => createHash("sha256").update(bytes).digest("hex");
const mac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();
const escaped = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

/** AWS Signature 4, as "Authenticating Requests (AWS Signature Version 4)" of the S3 API reference lays it down. */
function signedBy(
  { method = "", headers }: IncomingMessage,
  url: URL,
  region: string,
  id: string,
  secret: string,
): boolean {
  const [, credential = "", names = "", signature = ""] =
    /^AWS4-HMAC-SHA256 Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
      headers.authorization ?? "",
    ) ?? [];
  const time = String(headers["x-amz-date"] ?? "");
  const scope = `${time.slice(0, 8)}/${region}/s3/aws4_request`;
  const listed = names.split(";");
  if (credential !== `${id}/${scope}`) return false;
  if (!["host", "x-amz-content-sha256", "x-amz-date"].every((name) => listed.includes(name))) return false;
  const query = [...url.searchParams]
    .map(([name, value]) => `${escaped(name)}=${escaped(value)}`)
    .sort()
    .join("&");
  const canonical = [
    method,
    url.pathname
      .split("/")
      .map((part) => escaped(decodeURIComponent(part)))
      .join("/"),
    query,
    ...listed.map((name) => `${name}:${String(headers[name] ?? "").trim()}`),
    "",
    names,
    headers["x-amz-content-sha256"],
  ].join("\n");
  const text = ["AWS4-HMAC-SHA256", time, scope, hash(canonical)].join("\n");
  const key = scope.split("/").reduce<string | Buffer>((before, part) => mac(before, part), `AWS4${secret}`);
  return timingSafeEqual(mac(key, text), Buffer.from(signature, "hex"));
}
