import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import net from "node:net";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";

export const ROOT = path.dirname(import.meta.dirname);

/** No page is empty after half a year; the rest of the two years would only be waited for. */
const DEMO_MONTHS = 6;

export interface ProductOptions {
  readonly data: string;
  readonly port: number;
  readonly smtpUrl?: string;
  readonly demo?: boolean;
  /** Hosts inside that the server may call: the identity provider of the test. */
  readonly outgoingHosts?: string;
}

/** The product in a process of its own, started as people start it: `npm start`. */
export class Product {
  readonly url: string;
  #options: ProductOptions;
  #child: ChildProcess | undefined;
  #printed = "";

  constructor(options: ProductOptions) {
    this.#options = options;
    this.url = `http://localhost:${options.port}`;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Everything it printed since its last start. */
  get printed(): string {
    return this.#printed;
  }

  get setUpLink(): string {
    const link = /http:\S+\/setup#\S+/.exec(this.#printed)?.[0];
    if (link === undefined) throw new Error(`no set-up link was printed:\n${this.#printed}`);
    return link;
  }

  /** Answers at once; the product comes up meanwhile. */
  launch(): void {
    const { data, port, smtpUrl, demo, outgoingHosts } = this.#options;
    this.#printed = "";
    const child = spawn(
      "npm",
      ["start", ...(demo ? ["--", "--demo", "--months", String(DEMO_MONTHS)] : [])],
      {
        cwd: ROOT,
        // A group of its own, so that kill() takes npm and the server at one blow.
        detached: true,
        stdio: ["ignore", "pipe", "pipe"],
        env: {
          ...withoutNpm(process.env),
          PORT: String(port),
          YUNJIAN_DATA: data,
          LOG_LEVEL: "warn",
          ...(smtpUrl !== undefined && { SMTP_URL: smtpUrl }),
          ...(outgoingHosts !== undefined && { OUTGOING_HOSTS: outgoingHosts }),
        },
      },
    );
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (chunk: Buffer) => {
        this.#printed += chunk.toString("utf8");
      });
    }
    this.#child = child;
  }

  /** Until the address was printed. */
  async ready(seconds: number): Promise<void> {
    const end = Date.now() + seconds * 1000;
    while (!this.#printed.includes(this.url)) {
      if (this.#child?.exitCode !== null) throw new Error(`npm start ended early:\n${this.#printed}`);
      if (Date.now() > end) throw new Error(`not ready after ${seconds} s:\n${this.#printed}`);
      await pause(100);
    }
  }

  async start(seconds = 60): Promise<this> {
    this.launch();
    await this.ready(seconds);
    return this;
  }

  /** As Ctrl-C or a service manager does. The exit code of `npm start`. */
  async stop(): Promise<number | null> {
    const child = this.#child;
    if (child?.exitCode !== null) return child?.exitCode ?? null;
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    const [code] = (await ended) as [number | null];
    return code;
  }

  /** As a power cut does: nothing gets to say goodbye. The database is left behind. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child?.pid === undefined || child.exitCode !== null) return;
    const ended = once(child, "exit");
    process.kill(-child.pid, "SIGKILL");
    await ended;
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** What the `npm test` around us set must not reach the `npm start` of the product. */
function withoutNpm(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(
      ([name]) => !/^(npm_|NODE_OPTIONS$|TEST_|SMTP_URL$|DATABASE_|FORCE_COLOR$)/i.test(name),
    ),
  );
}
