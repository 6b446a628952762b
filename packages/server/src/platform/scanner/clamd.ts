import net from "node:net";
import { ScannerAway } from "./scanner.ts";

/** `unix:/path` or `tcp://host:port`, taken apart. */
export type ClamdAddress = { readonly path: string } | { readonly host: string; readonly port: number };

/** Nothing moves for so long: it is away. clamd itself gives up on a silent sender after two minutes. */
const SILENCE = 120_000;
const LONGEST_ANSWER = 64 * 1024;

export function parseClamdAddress(text: string): ClamdAddress | undefined {
  if (text.startsWith("unix:")) {
    const path = text.slice("unix:".length).replace(/^\/\/(?=\/)/, "");
    // Longer socket paths are cut by the kernel.
    return path.startsWith("/") && Buffer.byteLength(path) <= 107 ? { path } : undefined;
  }
  const url = URL.parse(text);
  if (url?.protocol !== "tcp:" || url.hostname === "" || url.username !== "") return undefined;
  const port = Number(url.port || "3310");
  return port > 0 && /^\/?$/.test(url.pathname)
    ? { host: url.hostname.replace(/^\[|\]$/g, ""), port }
    : undefined;
}

/**
 * One command of clamd's protocol in its NUL-terminated form, and its answer. With `content` the bytes follow
 * as INSTREAM wants them: each chunk behind its length (4 bytes, big endian), an empty chunk at the end.
 */
export async function askClamd(
  address: ClamdAddress,
  command: "PING" | "VERSION" | "INSTREAM",
  content?: AsyncIterable<Uint8Array>,
): Promise<string> {
  const socket = net.connect({ ...address, noDelay: true });
  const answer = answerOf(socket);
  // Whoever waits hears of it; until then it is nobody's.
  answer.catch(() => {});
  try {
    socket.write(`z${command}\0`);
    if (content) await send(socket, content, answer);
    return await answer;
  } finally {
    socket.destroy();
  }
}

function answerOf(socket: net.Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    let failure = "the scanner closed the connection";
    socket.setEncoding("utf8");
    socket.setTimeout(SILENCE, () => {
      failure = "the scanner is silent";
      socket.destroy();
    });
    socket.on("data", (piece: string) => {
      text += piece;
      const end = text.indexOf("\0");
      if (end >= 0) resolve(text.slice(0, end).trim());
      else if (text.length > LONGEST_ANSWER) {
        failure = "the scanner does not speak clamd's protocol";
        socket.destroy();
      }
    });
    socket.on("error", (error: NodeJS.ErrnoException) => {
      failure = error.code ?? error.message;
    });
    socket.on("close", () => reject(new ScannerAway(failure)));
  });
}

/** Stops as soon as there is an answer: clamd does not wait for the end when it was sent too much. */
async function send(
  socket: net.Socket,
  content: AsyncIterable<Uint8Array>,
  answer: Promise<string>,
): Promise<void> {
  let answered = false;
  const over = answer.then(
    () => void (answered = true),
    () => void (answered = true),
  );
  for await (const chunk of content) {
    if (answered) return;
    const head = Buffer.allocUnsafe(4);
    head.writeUInt32BE(chunk.length);
    if (chunk.length === 0) continue;
    socket.cork();
    socket.write(head);
    const flowing = socket.write(chunk);
    socket.uncork();
    if (!flowing) await Promise.race([new Promise((resolve) => socket.once("drain", resolve)), over]);
  }
  if (!answered) socket.write(Buffer.alloc(4));
}

/** `ClamAV 1.4.6/27430/Thu Nov 19 09:25:27 2026`; without signatures of its makers the engine alone. */
export function parseVersion(text: string): {
  engine: string;
  signatures: string;
  signaturesAt: Date | null;
} {
  const [engine = "", signatures = "", at = ""] = text.split("/");
  if (!/^ClamAV\b/i.test(engine)) throw new ScannerAway(`no version of clamd: ${text.slice(0, 80)}`);
  // The day name is for people; clamd writes local time of its machine without saying which.
  const made = at === "" ? Number.NaN : Date.parse(`${at.trim()} UTC`);
  return { engine: engine.trim(), signatures, signaturesAt: Number.isNaN(made) ? null : new Date(made) };
}
