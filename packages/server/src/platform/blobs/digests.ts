import { createHash } from "node:crypto";
import { Worker } from "node:worker_threads";

export interface Digests {
  readonly sha256: string;
  /** Null of what is larger than SM3_AT_ONCE: a job of its own computes it afterwards. */
  readonly sm3: string | null;
}

/**
 * How much is hashed with SM3 while it arrives. SM3 takes a core about five times as long as SHA-256, so that it
 * alone would bound what a sender reaches; 8 MB cost it 25 ms.
 */
export const SM3_AT_ONCE = 8 * 1024 * 1024;

/** The digests of what flows by, in one pass. */
export interface Running {
  /** A promise when the sender has to wait a moment. */
  update(bytes: Uint8Array): Promise<void> | undefined;
  /** Of all that was given; more may follow. */
  digests(): Promise<Digests>;
  drop(): void;
}

const BATCH = 1024 * 1024;
/** How far the thread may lag behind. */
const MOST_WAITING = 6;

/**
 * On a thread of its own, so that a large file holds up nobody's request and its sender uses two cores. What is
 * smaller than a batch is not worth the way there. SM3 ends when more than `most` bytes have come.
 */
export function startDigests(most = SM3_AT_ONCE): Running {
  let batch: Uint8Array | undefined;
  let used = 0;
  let remote: Remote | undefined;
  return {
    update(bytes) {
      let wait: Promise<void> | undefined;
      for (let left = bytes; left.length > 0; ) {
        batch ??= takeBatch();
        const taken = Math.min(left.length, BATCH - used);
        batch.set(left.subarray(0, taken), used);
        used += taken;
        left = left.subarray(taken);
        if (used < BATCH) continue;
        remote ??= startRemote(most);
        wait = remote.send(batch);
        batch = undefined;
        used = 0;
      }
      return wait;
    },
    async digests() {
      const rest = batch?.subarray(0, used) ?? new Uint8Array(0);
      if (remote) return await remote.digests(rest);
      const of = (algorithm: string) => createHash(algorithm).update(rest).digest("hex");
      return { sha256: of("sha256"), sm3: rest.length > most ? null : of("sm3") };
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

/** Messages to the thread: bytes of a stream, or the question for its digests, with bytes that may come again. */
export type ToThread =
  | { readonly stream: number; readonly most: number; readonly bytes: Uint8Array }
  | { readonly stream: number; readonly most: number; readonly rest: Uint8Array }
  | { readonly stream: number; readonly drop: true };
export type FromThread = { readonly stream: number; readonly digests?: Digests };

interface Remote {
  send(batch: Uint8Array): Promise<void> | undefined;
  digests(rest: Uint8Array): Promise<Digests>;
  drop(): void;
}

interface Stream {
  readonly sent: Uint8Array[];
  readonly asked: { resolve: (digests: Digests) => void; reject: (error: Error) => void }[];
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
  const started = new Worker(new URL("./digest-thread.ts", import.meta.url));
  started.unref();
  started.on("message", ({ stream, digests }: FromThread) => {
    const known = streams.get(stream);
    if (digests !== undefined) known?.asked.shift()?.resolve(digests);
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
  started.on("exit", (code) => end(new Error(`the thread of digests ended with ${code}`)));
  thread = started;
  return started;
}

function startRemote(most: number): Remote {
  const stream = (last += 1);
  const state: Stream = { sent: [], asked: [], wake: undefined };
  const running = theThread();
  streams.set(stream, state);
  const post = (message: ToThread) => running.postMessage(message);
  return {
    send(batch) {
      if (state.failed) throw state.failed;
      state.sent.push(batch);
      post({ stream, most, bytes: batch });
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
    async digests(rest) {
      if (state.failed) throw state.failed;
      const answer = new Promise<Digests>((resolve, reject) => state.asked.push({ resolve, reject }));
      post({ stream, most, rest });
      return await waitingFor(running, answer);
    },
    drop() {
      if (streams.delete(stream)) post({ stream, drop: true });
    },
  };
}

/** For what is read once from beginning to end. */
export async function digestsOf(content: AsyncIterable<unknown>, most = SM3_AT_ONCE): Promise<Digests> {
  const running = startDigests(most);
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
