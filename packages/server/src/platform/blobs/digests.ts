import { createHash } from "node:crypto";
import { Worker } from "node:worker_threads";

export interface Digests {
  readonly sha256: string;
  readonly sm3: string;
}

/** Both digests of what flows by, in one pass. */
export interface Running {
  /** A promise when the sender has to wait a moment. */
  update(bytes: Uint8Array): Promise<void> | undefined;
  /** Of all that was given; more may follow. */
  digests(): Promise<Digests>;
  drop(): void;
}

const BATCH = 1024 * 1024;
/** How far SM3 may lag behind. */
const MOST_WAITING = 6;

/**
 * SHA-256 here, SM3 on a thread of its own: it takes five times as long, and would hold up every other request
 * meanwhile. What is smaller than a batch is not worth the way there.
 */
export function startDigests(): Running {
  const sha256 = createHash("sha256");
  let batch: Uint8Array | undefined;
  let used = 0;
  let remote: Remote | undefined;
  return {
    update(bytes) {
      sha256.update(bytes);
      let wait: Promise<void> | undefined;
      for (let left = bytes; left.length > 0; ) {
        batch ??= takeBatch();
        const taken = Math.min(left.length, BATCH - used);
        batch.set(left.subarray(0, taken), used);
        used += taken;
        left = left.subarray(taken);
        if (used < BATCH) continue;
        remote ??= startRemote();
        wait = remote.send(batch, used);
        batch = undefined;
        used = 0;
      }
      return wait;
    },
    async digests() {
      const first = sha256.copy().digest("hex");
      const rest = batch?.subarray(0, used) ?? new Uint8Array(0);
      if (!remote) return { sha256: first, sm3: createHash("sm3").update(rest).digest("hex") };
      return { sha256: first, sm3: await remote.digest(rest) };
    },
    drop() {
      if (batch) giveBatch(batch);
      batch = undefined;
      remote?.drop();
    },
  };
}

const spare: Uint8Array[] = [];
const takeBatch = () => spare.pop() ?? new Uint8Array(new SharedArrayBuffer(BATCH));
const giveBatch = (batch: Uint8Array) => {
  if (spare.length < 8) spare.push(batch);
};

/** Messages to the thread: bytes of a stream, or the question for its digest, with bytes that may come again. */
export type ToThread =
  | { readonly stream: number; readonly bytes: Uint8Array }
  | { readonly stream: number; readonly rest: Uint8Array }
  | { readonly stream: number; readonly drop: true };
export type FromThread = { readonly stream: number; readonly sm3?: string };

interface Remote {
  send(batch: Uint8Array, length: number): Promise<void> | undefined;
  digest(rest: Uint8Array): Promise<string>;
  drop(): void;
}

interface Stream {
  readonly sent: Uint8Array[];
  readonly asked: { resolve: (sm3: string) => void; reject: (error: Error) => void }[];
  wake: (() => void) | undefined;
  failed?: Error;
}

let thread: Worker | undefined;
let last = 0;
let waiting = 0;
/** The thread keeps the process alive only while somebody waits for it. */
async function waitingFor<T>(running: Worker, work: Promise<T>): Promise<T> {
  if ((waiting += 1) === 1) running.ref();
  try {
    return await work;
  } finally {
    if ((waiting -= 1) === 0) running.unref();
  }
}
const streams = new Map<number, Stream>();

function theThread(): Worker {
  if (thread) return thread;
  const started = new Worker(new URL("./sm3-thread.ts", import.meta.url));
  started.unref();
  started.on("message", ({ stream, sm3 }: FromThread) => {
    const known = streams.get(stream);
    if (sm3 !== undefined) known?.asked.shift()?.resolve(sm3);
    else {
      const batch = known?.sent.shift();
      if (batch) giveBatch(batch);
      known?.wake?.();
    }
  });
  const end = (error: Error) => {
    if (thread === started) thread = undefined;
    for (const known of streams.values()) {
      known.failed = error;
      for (const { reject } of known.asked.splice(0)) reject(error);
      known.wake?.();
    }
    streams.clear();
  };
  started.on("error", (error) => end(error));
  started.on("exit", (code) => end(new Error(`the SM3 thread ended with ${code}`)));
  thread = started;
  return started;
}

function startRemote(): Remote {
  const stream = (last += 1);
  const state: Stream = { sent: [], asked: [], wake: undefined };
  const running = theThread();
  streams.set(stream, state);
  const post = (message: ToThread) => running.postMessage(message);
  return {
    send(batch, length) {
      if (state.failed) throw state.failed;
      state.sent.push(batch);
      post({ stream, bytes: batch.subarray(0, length) });
      if (state.sent.length < MOST_WAITING) return undefined;
      const room = new Promise<void>((resolve) => {
        state.wake = () => {
          if (state.sent.length >= MOST_WAITING && !state.failed) return;
          state.wake = undefined;
          resolve();
        };
      });
      return waitingFor(running, room);
    },
    async digest(rest) {
      if (state.failed) throw state.failed;
      const answer = new Promise<string>((resolve, reject) => state.asked.push({ resolve, reject }));
      post({ stream, rest });
      return await waitingFor(running, answer);
    },
    drop() {
      if (streams.delete(stream)) post({ stream, drop: true });
    },
  };
}

/** For what is read once from beginning to end. */
export async function digestsOf(content: AsyncIterable<unknown>): Promise<Digests> {
  const running = startDigests();
  try {
    for await (const chunk of content) {
      const wait = running.update(chunk as Uint8Array);
      if (wait) await wait;
    }
    return await running.digests();
  } finally {
    running.drop();
  }
}
