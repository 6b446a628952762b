/** From configuration to a listening server and back: the order of starting and stopping, and nothing else. */
import { readFileSync } from "node:fs";
import net from "node:net";
import type pg from "pg";
import { type Config, isLoopback, publicUrlOf } from "./config.ts";
import { createLog, type Log } from "./log.ts";
import { createMetrics, type Metrics } from "./metrics.ts";
import { OperationError } from "./postgres/errors.ts";
import { type OpenDatabase, openDatabase } from "./postgres/open.ts";
import { createPool } from "./postgres/pool.ts";

/** What the product is built from. */
export type Engines = {
  config: Config;
  log: Log;
  pool: pg.Pool;
  databaseUrls: OpenDatabase["urls"];
  metrics: Metrics;
  /** The address people use, without a slash at the end. */
  publicUrl: string;
  tls?: { cert: Buffer; key: Buffer };
};

declare module "fastify" {
  interface FastifyInstance {
    /** Runs before listening. The one-time set-up link, while there is no administrator. */
    firstStart(): Promise<string | undefined>;
  }
}

/** What the lifecycle needs of the product; a Fastify instance that is decorated with `firstStart` is one. */
export type Product = {
  firstStart(): Promise<string | undefined>;
  listen(options: { host: string; port: number }): Promise<string>;
  /** Stops listening, lets running requests end, then jobs. */
  close(): Promise<unknown>;
  server: { closeIdleConnections(): void; closeAllConnections(): void };
};

export type Compose = (engines: Engines) => Promise<Product>;

/** How long requests may go on after the signal to stop. */
const DRAIN = 10_000;

export async function run(config: Config, compose: Compose): Promise<void> {
  const started = performance.now();
  const log = createLog({ level: config.logLevel, readable: process.stdout.isTTY === true });
  const instance = new Instance(config, log);
  const stopBySignal = (signal: NodeJS.Signals): void => void instance.stop(0, signal);
  // A closed terminal ends it as Ctrl-C does.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stopBySignal);
  for (const event of ["uncaughtException", "unhandledRejection"] as const) {
    process.on(event, (error: unknown) => {
      log.error({ err: error }, "未处理的错误，服务停止 / unhandled error, stopping");
      void instance.stop(1);
    });
  }
  try {
    await instance.start(compose, started);
  } catch (error) {
    if (error instanceof OperationError) process.stderr.write(`\n${error.message}\n`);
    else log.error({ err: error }, "启动失败 / the start failed");
    await instance.stop(1);
  }
}

class Instance {
  readonly #config: Config;
  readonly #log: Log;
  #database: OpenDatabase | undefined;
  #pool: pg.Pool | undefined;
  #product: Product | undefined;
  #stopping: Promise<void> | undefined;
  #opening: Promise<unknown> | undefined;

  constructor(config: Config, log: Log) {
    this.#config = config;
    this.#log = log;
  }

  async start(compose: Compose, started: number): Promise<void> {
    const config = this.#config;
    const log = this.#log;
    const tls = config.tls
      ? { cert: readFileSync(config.tls.certFile), key: readFileSync(config.tls.keyFile) }
      : undefined;
    await this.#step(async () => {
      this.#database = await openDatabase({
        dataDir: config.dataDir,
        database: config.database,
        log,
        onLost: (error) => {
          log.error({ err: error }, "数据库无法恢复，服务停止 / the database is lost, stopping");
          void this.stop(1);
        },
      });
    });
    const database = this.#database;
    if (!database || this.#stopping) return;
    const pool = createPool(database.urls.app, {
      max: 16,
      onIdleError: (error) => log.warn({ err: error }, "数据库连接中断 / lost a database connection"),
    });
    this.#pool = pool;
    const metrics = createMetrics();
    metrics.watchPool(pool);
    const port = config.port === 0 ? await freePort(config.host) : config.port;
    const publicUrl = publicUrlOf(config, port);
    const engines: Engines = { config, log, pool, databaseUrls: database.urls, metrics, publicUrl };
    if (tls) engines.tls = tls;

    let setUpLink: string | undefined;
    await this.#step(async () => {
      this.#product = await compose(engines);
      setUpLink = await this.#product.firstStart();
    });
    if (!this.#product || this.#stopping) return;
    await this.#product.listen({ host: config.host, port }).catch((error: NodeJS.ErrnoException) => {
      throw cannotListen(error, config.host, port);
    });
    announce(publicUrl, setUpLink, config, performance.now() - started);
  }

  /** A signal during a step waits for its end: half-opened things cannot be closed. */
  async #step(work: () => Promise<void>): Promise<void> {
    if (this.#stopping) return;
    this.#opening = work();
    await this.#opening;
  }

  stop(code: number, signal?: NodeJS.Signals): Promise<void> {
    if (this.#stopping) {
      if (signal) {
        this.#log.warn("再次收到停止信号，立即退出 / second signal, leaving at once");
        process.exit(1);
      }
      return this.#stopping;
    }
    if (signal) this.#log.info({ signal }, "正在停止 / stopping");
    this.#stopping = this.#close(code);
    return this.#stopping;
  }

  async #close(code: number): Promise<void> {
    let exitCode = code;
    const attempt = async (what: string, work: () => Promise<unknown> | undefined): Promise<void> => {
      try {
        await work();
      } catch (error) {
        exitCode = 1;
        this.#log.error({ err: error, what }, "停止时出错 / error while stopping");
      }
    };
    await this.#opening?.catch(() => {});
    // A connection that carried the last request stays open for the next one, which must not come.
    const idle = setInterval(() => this.#product?.server.closeIdleConnections(), 100);
    const impatience = setTimeout(() => this.#product?.server.closeAllConnections(), DRAIN);
    await attempt("product", () => this.#product?.close());
    clearInterval(idle);
    clearTimeout(impatience);
    await attempt("pool", () => this.#pool?.end());
    await attempt("database", () => this.#database?.close());
    process.exit(exitCode);
  }
}

function freePort(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once("error", (error) => reject(cannotListen(error, host, 0)));
    server.listen({ host, port: 0 }, () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

function cannotListen(error: NodeJS.ErrnoException, host: string, port: number): Error {
  switch (error.code) {
    case "EADDRINUSE":
      return new OperationError(
        `PORT：端口 ${port} 已被其他程序占用。请停止它（ss -ltnp 'sport = :${port}' 可查是谁），或换一个端口，如 PORT=${port + 1}。`,
        `PORT: the port ${port} is taken by another program. Stop it (ss -ltnp 'sport = :${port}' tells which), or choose another port, such as PORT=${port + 1}.`,
        { cause: error },
      );
    case "EACCES":
      return new OperationError(
        `PORT：没有权限监听端口 ${port}。请使用 1024 以上的端口。`,
        `PORT: listening on ${port} is not permitted. Use a port above 1024.`,
        { cause: error },
      );
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return new OperationError(
        `HOST：本机没有地址 ${host}。`,
        `HOST: this machine has no address ${host}.`,
        { cause: error },
      );
    default:
      return error;
  }
}

function announce(
  publicUrl: string,
  setUpLink: string | undefined,
  config: Config,
  milliseconds: number,
): void {
  const seconds = (milliseconds / 1000).toFixed(1);
  const lines = [
    "",
    `  云鉴已启动：${publicUrl}（用时 ${seconds} 秒）`,
    `  Yunjian is running at ${publicUrl} (ready in ${seconds} s)`,
  ];
  if (setUpLink !== undefined) {
    lines.push(
      "",
      "  首次启动：请在浏览器中打开下面的一次性链接，创建首位管理员",
      "  First start: open this one-time link in the browser to create the first administrator",
      `  ${setUpLink}`,
    );
  }
  if (!config.tls && !isLoopback(config.host) && config.trustedProxies.length === 0) {
    lines.push(
      "",
      "  注意：正以明文 HTTP 对外监听。请设置 TLS_CERT 和 TLS_KEY，或置于反向代理之后并设置 TRUSTED_PROXIES",
      "  Note: listening to the network in plain HTTP. Set TLS_CERT and TLS_KEY, or TRUSTED_PROXIES behind a proxy",
    );
  }
  process.stdout.write(`${lines.join("\n")}\n\n`);
}
