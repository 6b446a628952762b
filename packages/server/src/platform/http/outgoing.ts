import { lookup as resolveName } from "node:dns/promises";
import http from "node:http";
import https from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { type AllowedHost, placeOf } from "./outgoing-addresses.ts";

/**
 * The only way this server calls another one (identity providers, later webhooks). Addresses come from
 * people, so a request could be aimed at what only the server reaches: its own ports, the database, a cloud's
 * metadata service. Therefore:
 * - https only, without credentials in the address;
 * - the name is resolved once, every address it has is judged, and the connection goes to exactly these
 *   (a second answer of the name server changes nothing);
 * - nothing inside (loopback, private, link-local) unless the operator named the host (OUTGOING_HOSTS), and
 *   never link-local or multicast even then;
 * - redirects are followed only by GET, few of them, and each is judged anew; secrets stay with their origin;
 * - size and time have an end, and answers are not unpacked.
 */
export type Outgoing = (address: string | URL, options?: OutgoingRequest) => Promise<Response>;

/** The part of `fetch` that our libraries use, so that it can be handed to them in its place. */
export interface OutgoingRequest {
  readonly method?: string;
  readonly headers?: ConstructorParameters<typeof Headers>[0];
  readonly body?: string | URLSearchParams | Uint8Array | null;
  /** `manual` gives the redirect back as it came; `error` refuses it. */
  readonly redirect?: "follow" | "manual" | "error";
  readonly signal?: AbortSignal | null;
}

export interface OutgoingOptions {
  /** Hosts inside that the operator named. */
  readonly allowed: readonly AllowedHost[];
  /** Of one answer's body, in bytes. */
  readonly maxBytes?: number;
  /** From the name to the last byte, redirects included, in milliseconds. */
  readonly timeout?: number;
  readonly maxRedirects?: number;
  /** All addresses of a name. Tests give their own. */
  readonly resolve?: (host: string) => Promise<readonly { address: string; family: number }[]>;
  /** Certificates beside the built-in ones, as PEM. Operators use NODE_EXTRA_CA_CERTS. */
  readonly ca?: string | Buffer;
}

export type OutgoingReason =
  | "address-invalid"
  | "scheme"
  | "credentials"
  | "inside"
  | "not-found"
  | "redirects"
  | "too-large"
  | "encoded"
  | "timeout"
  | "connection";

/** Why a request was not made, or its answer not taken. The message never holds the answer. */
export class OutgoingRefused extends Error {
  override readonly name = "OutgoingRefused";
  readonly reason: OutgoingReason;
  constructor(reason: OutgoingReason, cause?: unknown) {
    super(`outgoing request refused: ${reason}`, { cause });
    this.reason = reason;
  }
}

export function outgoing(options: OutgoingOptions): Outgoing {
  const {
    allowed,
    maxBytes = 1024 * 1024,
    timeout = 10_000,
    maxRedirects = 3,
    resolve = (host) => resolveName(host, { all: true, verbatim: true }),
    ca,
  } = options;

  async function judge(url: URL, signal: AbortSignal): Promise<Pinned> {
    const host = url.hostname.replace(/\.$/, "");
    const port = Number(url.port || (url.protocol === "http:" ? 80 : 443));
    const named = allowed.filter((each) => each.host === host && (each.port ?? port) === port);
    if (url.username !== "" || url.password !== "") throw new OutgoingRefused("credentials");
    if (url.protocol !== "https:" && !(url.protocol === "http:" && named.some((each) => each.http)))
      throw new OutgoingRefused("scheme");
    const literal = host.replace(/^\[|\]$/g, "");
    const found =
      isIP(literal) === 0
        ? await ended(resolve(host), signal, "not-found")
        : [{ address: literal, family: isIP(literal) }];
    if (found.length === 0) throw new OutgoingRefused("not-found");
    // One bad address among good ones is enough: which one is taken is not ours to know.
    for (const { address } of found) {
      const place = placeOf(address);
      if (place === "never" || (place === "inside" && named.length === 0))
        throw new OutgoingRefused("inside");
    }
    return found;
  }

  return async (address, request = {}) => {
    const deadline = AbortSignal.timeout(timeout);
    const signal = request.signal ? AbortSignal.any([request.signal, deadline]) : deadline;
    const method = (request.method ?? "GET").toUpperCase();
    const headers = new Headers(request.headers);
    headers.set("accept-encoding", "identity");
    headers.delete("host");
    const body = request.body instanceof URLSearchParams ? String(request.body) : (request.body ?? undefined);
    if (request.body instanceof URLSearchParams && !headers.has("content-type"))
      headers.set("content-type", "application/x-www-form-urlencoded;charset=UTF-8");

    let url = URL.parse(String(address));
    for (let hops = 0; ; hops += 1) {
      if (!url) throw new OutgoingRefused("address-invalid");
      const answer = await send(url, await judge(url, signal), {
        method,
        headers,
        body,
        signal,
        maxBytes,
        ca,
      });
      const to = answer.headers.get("location");
      if (answer.status < 300 || answer.status > 399 || to === null || request.redirect === "manual")
        return answer;
      if (request.redirect === "error" || hops >= maxRedirects || !["GET", "HEAD"].includes(method))
        throw new OutgoingRefused("redirects");
      const next: URL | null = URL.parse(to, url);
      if (next?.origin !== url.origin) for (const name of ["authorization", "cookie"]) headers.delete(name);
      url = next;
    }
  };
}

type Pinned = readonly { address: string; family: number }[];

interface Sending {
  readonly method: string;
  readonly headers: Headers;
  readonly body: string | Uint8Array | undefined;
  readonly signal: AbortSignal;
  readonly maxBytes: number;
  readonly ca: string | Buffer | undefined;
}

async function send(url: URL, pinned: Pinned, sending: Sending): Promise<Response> {
  const { method, headers, body, signal, maxBytes, ca } = sending;
  const pin: LookupFunction = (_host, { all }, callback) => {
    if (all) callback(null, [...pinned]);
    else callback(null, pinned[0]?.address ?? "", pinned[0]?.family ?? 4);
  };
  const { promise, resolve, reject } = Promise.withResolvers<Response>();
  const request = (url.protocol === "http:" ? http : https).request(
    url,
    {
      method,
      headers: Object.fromEntries(headers),
      lookup: pin,
      // No connection is kept: the next request is judged anew.
      agent: false,
      signal,
      ...(ca !== undefined && { ca }),
    },
    (answer) => {
      const refuse = (reason: OutgoingReason): void => {
        reject(new OutgoingRefused(reason));
        request.destroy();
      };
      if ((answer.headers["content-encoding"] ?? "identity") !== "identity") return refuse("encoded");
      if (Number(answer.headers["content-length"] ?? 0) > maxBytes) return refuse("too-large");
      const pieces: Buffer[] = [];
      let size = 0;
      answer.on("data", (piece: Buffer) => {
        size += piece.length;
        if (size > maxBytes) refuse("too-large");
        else pieces.push(piece);
      });
      answer.on("error", reject);
      answer.on("end", () => {
        const status = answer.statusCode ?? 502;
        const empty = method === "HEAD" || [204, 205, 304].includes(status);
        resolve(
          new Response(empty ? null : Buffer.concat(pieces), {
            status,
            headers: headersOf(answer.rawHeaders),
          }),
        );
      });
    },
  );
  request.on("error", reject);
  request.end(body);
  try {
    return await promise;
  } catch (error) {
    request.destroy();
    throw refusalOf(error, signal, "connection");
  }
}

function headersOf(raw: readonly string[]): Headers {
  const headers = new Headers();
  for (let i = 0; i + 1 < raw.length; i += 2) headers.append(raw[i] ?? "", raw[i + 1] ?? "");
  return headers;
}

/** A name server that does not answer ends with the request's time too. */
async function ended<T>(work: Promise<T>, signal: AbortSignal, reason: OutgoingReason): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = (): void => reject(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  try {
    return await Promise.race([work, promise]);
  } catch (error) {
    throw refusalOf(error, signal, reason);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

function refusalOf(error: unknown, signal: AbortSignal, reason: OutgoingReason): OutgoingRefused {
  if (error instanceof OutgoingRefused) return error;
  return new OutgoingRefused(signal.aborted ? "timeout" : reason, error);
}
