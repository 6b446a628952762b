import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import net, { type AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { makeKey } from "@yunjian/contract";
import { afterAll } from "vitest";
import type { TestApp } from "./app.ts";
import type { PersonKey, World } from "./world.ts";

const BIN = fileURLToPath(new URL("../../cli/bin/yunjian.mjs", import.meta.url));

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** Standard output, which with --json is one JSON value and nothing else. */
  readonly json: () => any; // oxlint-disable-line typescript/no-explicit-any
}

export type Run = (args: readonly string[], env?: Record<string, string>) => Promise<Ran>;

/** The command as people start it: another process that knows an address and a key. */
export function commandLine(base: Record<string, string>): { run: Run; home: string } {
  const home = mkdtempSync(path.join(os.tmpdir(), "yunjian-cli-"));
  afterAll(() => rmSync(home, { recursive: true, force: true }));
  const run: Run = (args, env = {}) =>
    new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [BIN, ...args], {
        cwd: home,
        env: {
          PATH: process.env["PATH"] ?? "",
          HOME: home,
          XDG_STATE_HOME: path.join(home, "state"),
          LANG: "C.UTF-8",
          ...base,
          ...env,
        },
        stdio: ["ignore", "pipe", "pipe"],
      });
      let out = "";
      let err = "";
      child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
      child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
      child.once("error", reject);
      child.once("close", (code) =>
        resolve({ code: code ?? -1, out, err, json: () => JSON.parse(out) as unknown }),
      );
    });
  return { run, home };
}

/** Made through the front door by the person whose rights it carries. */
export async function keyOf(world: World, name: PersonKey): Promise<string> {
  const { call } = await world.as(name);
  const { secret } = await call(makeKey, { body: { name: "命令行", expiresOn: "2027-06-30" } });
  return secret;
}

export async function listen(test: TestApp): Promise<string> {
  return await test.app.listen({ host: "127.0.0.1", port: 0 });
}

/** Stands between command and server, and can break the line after so many bytes. */
export async function brokenLine(to: string) {
  const target = new URL(to);
  const open = new Set<net.Socket>();
  const state = { cutAfter: Number.POSITIVE_INFINITY, sent: 0, refuse: false };
  const server = net.createServer((client) => {
    if (state.refuse) return void client.destroy();
    const upstream = net.connect(Number(target.port), target.hostname);
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        open.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.on("data", (chunk: Buffer) => {
      state.sent += chunk.length;
      if (state.sent <= state.cutAfter)
        return void (
          upstream.write(chunk) || (client.pause(), upstream.once("drain", () => client.resume()))
        );
      state.refuse = true;
      // What was sent before arrives; the line breaks behind it.
      upstream.end();
      client.destroy();
    });
    upstream.pipe(client);
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  afterAll(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, state };
}
