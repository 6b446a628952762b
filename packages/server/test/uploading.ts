import { connect, type Socket } from "node:net";
import { UPLOAD_FILE_HEADER, UPLOADS_PATH, type Problem } from "@yunjian/contract";
import type { TestApp, Visitor } from "./app.ts";

export interface Meta {
  readonly name: string;
  readonly type?: string;
  readonly sensitivity?: string;
}

export interface TusAnswer {
  readonly status: number;
  readonly offset: number | null;
  readonly fileId: string | null;
  readonly location: string;
  readonly problem: Problem | null;
}

/** A sender that speaks the upload protocol over a real connection, as a browser does. */
export async function uploader(test: TestApp, visitor: Visitor) {
  const origin = test.app.server.listening
    ? addressOf(test)
    : await test.app.listen({ port: 0, host: "127.0.0.1" });
  const base = () => ({ "tus-resumable": "1.0.0", cookie: visitor.cookie() ?? "", "accept-language": "zh" });
  const encode = (meta: Meta) =>
    Object.entries(meta)
      .map(([key, value]) => `${key} ${Buffer.from(String(value)).toString("base64")}`)
      .join(",");

  async function create(size: number, meta: Meta): Promise<TusAnswer> {
    return await answered(
      await fetch(origin + UPLOADS_PATH, {
        method: "POST",
        headers: { ...base(), "upload-length": String(size), "upload-metadata": encode(meta) },
      }),
    );
  }
  async function patch(location: string, offset: number, bytes: Uint8Array): Promise<TusAnswer> {
    return await answered(
      await fetch(origin + location, {
        method: "PATCH",
        headers: {
          ...base(),
          "upload-offset": String(offset),
          "content-type": "application/offset+octet-stream",
        },
        body: bytes as BodyInit,
      }),
    );
  }
  const head = async (location: string) =>
    answered(await fetch(origin + location, { method: "HEAD", headers: base() }));
  const drop = async (location: string) =>
    answered(await fetch(origin + location, { method: "DELETE", headers: base() }));

  /** Sends the beginning of a body and then nothing more; the connection stays open. */
  async function hang(
    location: string,
    offset: number,
    bytes: Uint8Array,
    declared: number,
  ): Promise<Socket> {
    const { hostname, port } = new URL(origin);
    const socket = connect(Number(port), hostname);
    const lines = Object.entries({
      ...base(),
      "upload-offset": offset,
      "content-type": "application/offset+octet-stream",
      "content-length": declared,
    });
    socket.write(
      `PATCH ${location} HTTP/1.1\r\nhost: ${hostname}:${port}\r\n${lines.map(([k, v]) => `${k}: ${v}\r\n`).join("")}\r\n`,
    );
    await new Promise<void>((resolve, reject) =>
      socket.write(bytes, (error) => (error ? reject(error) : resolve())),
    );
    await new Promise((resolve) => setTimeout(resolve, 150));
    return socket;
  }
  /** Sends the beginning of a body and then cuts the connection. */
  async function breakOff(
    location: string,
    offset: number,
    bytes: Uint8Array,
    declared: number,
  ): Promise<void> {
    (await hang(location, offset, bytes, declared)).destroy();
  }

  /** A whole file in one go. */
  async function send(content: string | Uint8Array, meta: Meta): Promise<TusAnswer> {
    const bytes = typeof content === "string" ? Buffer.from(content) : content;
    const made = await create(bytes.length, { sensitivity: "internal", ...meta });
    return made.status === 201 ? await patch(made.location, 0, bytes) : made;
  }
  async function sendFile(content: string | Uint8Array, meta: Meta): Promise<string> {
    const answer = await send(content, meta);
    if (answer.fileId === null) throw new Error(`refused: ${JSON.stringify(answer.problem)}`);
    return answer.fileId;
  }
  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(origin + path, { headers: { ...base(), ...headers } });

  return { origin, create, patch, head, drop, hang, breakOff, send, sendFile, get };
}

async function answered(response: Response): Promise<TusAnswer> {
  const text = await response.text();
  const offset = response.headers.get("upload-offset");
  return {
    status: response.status,
    offset: offset === null ? null : Number(offset),
    fileId: response.headers.get(UPLOAD_FILE_HEADER),
    location: response.headers.get("location") ?? "",
    problem: text.startsWith("{") ? (JSON.parse(text) as Problem) : null,
  };
}

function addressOf(test: TestApp): string {
  const address = test.app.server.address();
  if (address === null || typeof address === "string") throw new Error("not listening");
  return `http://127.0.0.1:${address.port}`;
}
