import net from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import {
  askClamd,
  type ClamdAddress,
  parseClamdAddress,
  parseVersion,
} from "../../src/platform/scanner/clamd.ts";
import { ScannerAway } from "../../src/platform/scanner/scanner.ts";
import { trustedClamd } from "../../src/platform/scanner/trusted.ts";

const servers: net.Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** Something that listens where a scanner should be. */
async function listening(answer: (socket: net.Socket, sent: Buffer) => void): Promise<ClamdAddress> {
  const server = net.createServer((socket) => {
    socket.on("error", () => {});
    socket.on("data", (sent: Buffer) => answer(socket, sent));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { host: "127.0.0.1", port: (server.address() as net.AddressInfo).port };
}

describe("the address of clamd", () => {
  it("is a socket or a host", () => {
    expect(parseClamdAddress("unix:/run/clamd.ctl")).toEqual({ path: "/run/clamd.ctl" });
    expect(parseClamdAddress("unix:///run/clamd.ctl")).toEqual({ path: "/run/clamd.ctl" });
    expect(parseClamdAddress("tcp://10.0.0.5:3311")).toEqual({ host: "10.0.0.5", port: 3311 });
    expect(parseClamdAddress("tcp://scanner")).toEqual({ host: "scanner", port: 3310 });
    expect(parseClamdAddress("tcp://[::1]:3310")).toEqual({ host: "::1", port: 3310 });
  });

  it.each([
    "",
    "unix:",
    "unix:run/clamd",
    `unix:/${"x".repeat(120)}`,
    "http://a",
    "tcp://",
    "tcp://a:99999",
    "tcp://a/b",
    "clamd",
  ])("is not %j", (text) => expect(parseClamdAddress(text)).toBeUndefined());
});

describe("what clamd says of itself", () => {
  it("has an engine, and the edition of its signatures where it has any", () => {
    expect(parseVersion("ClamAV 1.4.6/27430/Thu Nov 19 09:25:27 2026")).toEqual({
      engine: "ClamAV 1.4.6",
      signatures: "27430",
      signaturesAt: new Date("2026-11-19T09:25:27Z"),
    });
    expect(parseVersion("ClamAV 1.4.6")).toEqual({
      engine: "ClamAV 1.4.6",
      signatures: "",
      signaturesAt: null,
    });
    expect(() => parseVersion("SSH-2.0-OpenSSH")).toThrow(ScannerAway);
  });
});

describe("what is no scanner", () => {
  it.each<[string, (socket: net.Socket) => void]>([
    ["hangs up", (socket) => socket.destroy()],
    ["ends without an answer", (socket) => socket.end()],
    ["talks without end", (socket) => void socket.write(Buffer.alloc(200_000, "x"))],
    ["stops in the middle of its answer", (socket) => socket.end("stream: O")],
  ])("and %s counts as away", async (_what, answer) => {
    const address = await listening(answer);
    await expect(askClamd(address, "PING")).rejects.toBeInstanceOf(ScannerAway);
  });

  it("and calls everything clean is found out before it is asked about a file", async () => {
    const address = await listening((socket, sent) => {
      if (sent.includes("VERSION")) socket.end("ClamAV 9.9.9\0");
      else if (sent.subarray(-4).equals(Buffer.alloc(4))) socket.end("stream: OK\0");
    });
    await expect(trustedClamd(address).check()).rejects.toThrow(/test string/);
  });
});
