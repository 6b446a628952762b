import { createServer } from "node:http";
import os from "node:os";
import path from "node:path";
import { LARGEST_REQUEST, LedgerFailure, parseVerifier, type VerifierKey } from "@yunjian/ledger";
import { wrongUse } from "../context.ts";
import { type Define, several } from "../program.ts";
import { originHash, WitnessState } from "../witness/state.ts";
import { addCheckpoint, type Reply } from "../witness/witness.ts";

interface WitnessOptions {
  readonly name?: string;
  readonly state: string;
  readonly log?: readonly string[];
  readonly host: string;
  readonly port: string;
}

export function defineWitness({ say, command, perform }: Define): void {
  const witness = command(
    "witness",
    "运行见证服务：核对账本是延续的，再签名见证（可放在审计机关或云服务商处）",
    "run a witness: checks that a log only grows, and cosigns",
  )
    .option(
      "--name <name>",
      say("见证名称，首次启动时写入密钥，如 audit.example/w1", "name of the witness, part of its key"),
    )
    .option(
      "--state <folder>",
      say("状态目录（密钥与各账本的最新检查点）", "folder for key and checkpoints"),
      "./witness",
    )
    .option("--log <key>", say("要见证的账本公钥，可多次", "key of a log to witness; repeatable"), several)
    .option("--host <address>", say("监听地址", "address to listen on"), "127.0.0.1")
    .option("--port <n>", say("监听端口", "port to listen on"), "8421");
  perform<WitnessOptions>(witness, async (context, options) => {
    const logs = (options.log ?? []).map(verifier(context));
    if (logs.length === 0)
      throw wrongUse(context, "请用 --log 给出要见证的账本公钥", "name the log's key by --log");
    const state = await WitnessState.open(
      path.resolve(options.state),
      options.name ?? `witness/${os.hostname()}`,
    );
    const server = createServer((request, response) => {
      const answer = ({ status, type, body }: Reply): void => {
        response.writeHead(status, {
          "content-type": type ?? "text/plain; charset=utf-8",
          "cache-control": "no-store",
        });
        response.end(body);
      };
      const fail = (error: unknown): void => {
        process.stderr.write(`${(error as Error).stack ?? String(error)}\n`);
        if (!response.headersSent) answer({ status: 500, body: "internal\n" });
      };
      if (request.method === "GET") {
        read(state, logs, request.url ?? "/").then(answer, fail);
        return;
      }
      if (request.method !== "POST" || request.url !== "/add-checkpoint") {
        answer({ status: 404, body: "not found\n" });
        return;
      }
      const chunks: Buffer[] = [];
      let length = 0;
      request.on("data", (chunk: Buffer) => {
        length += chunk.length;
        if (length <= LARGEST_REQUEST) chunks.push(chunk);
        else if (!response.headersSent) {
          answer({ status: 413, body: "too large\n" });
          request.destroy();
        }
      });
      request.on("end", () => {
        if (!response.headersSent)
          addCheckpoint(state, logs, Buffer.concat(chunks).toString("utf8"), context.now()).then(
            answer,
            fail,
          );
      });
      request.on("error", () => {});
    });
    server.headersTimeout = 10_000;
    server.requestTimeout = 20_000;
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(Number(options.port), options.host, resolve);
    });
    const address = server.address();
    const port = typeof address === "object" && address ? address.port : options.port;
    const ready = {
      witness: state.key.key.text,
      url: `http://${options.host}:${port}`,
      logs: logs.map((key) => key.name),
    };
    context.out.show(ready, () => [
      say(`见证服务已启动：${ready.url}`, `witness running at ${ready.url}`),
      say(`见证公钥：${ready.witness}`, `witness key: ${ready.witness}`),
    ]);
    await new Promise<void>((resolve) => {
      for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, resolve);
    });
    server.closeIdleConnections();
    await new Promise((resolve) => server.close(resolve));
    await state.close();
  });
}

const verifier =
  (context: Parameters<typeof wrongUse>[0]) =>
  (text: string): VerifierKey => {
    try {
      return parseVerifier(text);
    } catch (error) {
      if (!(error instanceof LedgerFailure)) throw error;
      throw wrongUse(context, `“${text}”不是账本公钥`, `"${text}" is not the key of a log`);
    }
  };

/** `/` names the key; `/<sha256 of the origin>/checkpoint` is the newest checkpoint with our cosignature. */
async function read(state: WitnessState, logs: readonly VerifierKey[], url: string): Promise<Reply> {
  if (url === "/") return { status: 200, body: `${state.key.key.text}\n` };
  const origin = logs.find((key) => url === `/${originHash(key.name)}/checkpoint`)?.name;
  const note = origin === undefined ? undefined : await state.newest(origin);
  return note === undefined ? { status: 404, body: "not found\n" } : { status: 200, body: note };
}
