import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { placeOf, readAllowedHost } from "../../src/platform/http/outgoing-addresses.ts";
import { outgoing, type OutgoingOptions, OutgoingRefused } from "../../src/platform/http/outgoing.ts";

/** A server that answers as the path says, over TLS and in plain text. */
const seen: { url: string; headers: http.IncomingHttpHeaders; body: string }[] = [];
const answer: http.RequestListener = (request, response) => {
  let body = "";
  request.on("data", (piece) => (body += piece));
  request.on("end", () => {
    seen.push({ url: request.url ?? "", headers: request.headers, body });
    const [, what = "", argument = ""] = (request.url ?? "").split("/", 3);
    if (what === "to") return response.writeHead(302, { location: decodeURIComponent(argument) }).end();
    if (what === "big") {
      response.writeHead(200);
      const more = (): void => void (response.destroyed || response.write("x".repeat(65_536), more));
      return more();
    }
    if (what === "slow") return response.writeHead(200).write("…");
    if (what === "zip") return response.writeHead(200, { "content-encoding": "gzip" }).end("x");
    if (what === "nothing") return response.writeHead(204).end();
    return response
      .writeHead(200, { "content-type": "application/json", "set-cookie": ["a=1", "b=2"] })
      .end('{"ok":true}');
  });
};

let folder: string;
let plain: http.Server;
let tls: https.Server;
let ca: Buffer;
let httpPort: number;
let httpsPort: number;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "yunjian-outgoing-"));
  const [key, cert] = [path.join(folder, "key.pem"), path.join(folder, "cert.pem")];
  execFileSync("openssl", [
    ..."req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=sso.example".split(
      " ",
    ),
    "-addext",
    "subjectAltName=DNS:sso.example,IP:127.0.0.1",
    "-keyout",
    key,
    "-out",
    cert,
  ]);
  ca = readFileSync(cert);
  plain = http.createServer(answer).listen(0, "127.0.0.1");
  tls = https.createServer({ key: readFileSync(key), cert: ca }, answer).listen(0, "127.0.0.1");
  await Promise.all([plain, tls].map((server) => new Promise((done) => server.once("listening", done))));
  httpPort = (plain.address() as AddressInfo).port;
  httpsPort = (tls.address() as AddressInfo).port;
});

afterAll(() => {
  for (const server of [plain, tls]) {
    server.closeAllConnections();
    server.close();
  }
  rmSync(folder, { recursive: true, force: true });
});

const at =
  (...addresses: string[]): NonNullable<OutgoingOptions["resolve"]> =>
  async () =>
    addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));

function caller(options: Partial<OutgoingOptions> = {}) {
  return outgoing({ allowed: [], ca, resolve: at("127.0.0.1"), ...options });
}
const named = (...texts: string[]) => ({
  allowed: texts.map((text) => {
    const host = readAllowedHost(text);
    if (!host) throw new Error(text);
    return host;
  }),
});

async function reasonOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof OutgoingRefused) return error.reason;
    throw error;
  }
  return "answered";
}

describe("where an address lies", () => {
  it.each([
    ["8.8.8.8", "outside"],
    ["2400:3200::1", "outside"],
    ["127.0.0.1", "inside"],
    ["10.1.2.3", "inside"],
    ["172.31.255.255", "inside"],
    ["192.168.0.1", "inside"],
    ["100.100.100.200", "inside"],
    ["::1", "inside"],
    ["fd12::1", "inside"],
    ["::ffff:10.0.0.1", "inside"],
    ["::ffff:7f00:1", "inside"],
    ["0:0:0:0:0:ffff:192.168.1.1", "inside"],
    ["169.254.169.254", "never"],
    ["::ffff:169.254.169.254", "never"],
    ["fe80::1%eth0", "never"],
    ["fd00:ec2::254", "never"],
    ["64:ff9b::a00:1", "never"],
    ["2002:7f00:1::", "never"],
    ["0.0.0.0", "never"],
    ["::", "never"],
    ["224.0.0.1", "never"],
    ["255.255.255.255", "never"],
    ["::7f00:1", "never"],
    ["nonsense", "never"],
  ])("%s is %s", (address, place) => expect(placeOf(address)).toBe(place));

  it("an IPv4 address inside IPv6 lies where it lies itself", () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        expect(placeOf(`::ffff:${address}`)).toBe(placeOf(address));
      }),
    );
  });

  it("reads what the operator allows, and nothing that is no host", () => {
    expect(readAllowedHost("SSO.gov.cn")).toEqual({ host: "sso.gov.cn", http: false });
    expect(readAllowedHost("10.1.2.3:443")).toEqual({ host: "10.1.2.3", http: false, port: 443 });
    expect(readAllowedHost("[fd00::5]:8443")).toEqual({ host: "[fd00::5]", http: false, port: 8443 });
    expect(readAllowedHost("http://127.0.0.1:80")).toEqual({ host: "127.0.0.1", http: true, port: 80 });
    for (const bad of ["", "*", "*.gov.cn", "a b", "u@h", "h/p", "h:99999", "ftp://h"])
      expect(readAllowedHost(bad), bad).toBeUndefined();
  });
});

describe("an outgoing request", () => {
  const inside = () => `https://127.0.0.1:${httpsPort}`;

  it("refuses what is inside, however it is written", async () => {
    const before = seen.length;
    for (const host of [
      "127.0.0.1",
      "127.1",
      "2130706433",
      "0x7f000001",
      "0177.0.0.1",
      "[::1]",
      "[::ffff:127.0.0.1]",
      "0.0.0.0",
      "[::]",
      "169.254.169.254",
      "１２７.0.0.1",
      "localhost",
      "sso.example",
      "sso.example.",
    ])
      expect(await reasonOf(caller()(`https://${host}:${httpsPort}/`)), host).toBe("inside");
    expect(seen.length).toBe(before);
  });

  it("refuses other schemes, credentials and nonsense", async () => {
    const call = caller(named("127.0.0.1"));
    for (const [address, reason] of [
      [`http://127.0.0.1:${httpPort}/`, "scheme"],
      ["file:///etc/passwd", "scheme"],
      ["gopher://127.0.0.1/", "scheme"],
      ["data:text/plain,x", "scheme"],
      [`https://user:secret@127.0.0.1:${httpsPort}/`, "credentials"],
      ["not an address", "address-invalid"],
    ] as const)
      expect(await reasonOf(call(address)), address).toBe(reason);
  });

  it("reaches an inside host that the operator named, and only at its port", async () => {
    const call = caller(named(`127.0.0.1:${httpsPort}`));
    const found = await call(`${inside()}/x`);
    expect([found.status, await found.json(), found.headers.getSetCookie()]).toEqual([
      200,
      { ok: true },
      ["a=1", "b=2"],
    ]);
    expect(await reasonOf(call(`https://127.0.0.1:${httpPort}/`))).toBe("inside");
    const local = caller(named(`http://127.0.0.1:${httpPort}`));
    expect((await local(`http://127.0.0.1:${httpPort}/`)).status).toBe(200);
    // Link-local stays out of reach even when its name is allowed.
    const metadata = caller({ ...named("sso.example"), resolve: at("169.254.169.254") });
    expect(await reasonOf(metadata("https://sso.example/"))).toBe("inside");
  });

  it("checks the certificate against the name, while the connection goes to the address that was judged", async () => {
    let asked = 0;
    const call = caller({
      ...named("sso.example", "other.example"),
      resolve: async () => {
        asked += 1;
        return [{ address: "127.0.0.1", family: 4 }];
      },
    });
    expect((await call(`https://sso.example:${httpsPort}/`)).status).toBe(200);
    expect(asked, "a second question could get another answer").toBe(1);
    expect(seen.at(-1)?.headers.host).toBe(`sso.example:${httpsPort}`);
    expect(await reasonOf(call(`https://other.example:${httpsPort}/`))).toBe("connection");
    const strange = outgoing({ ...named("127.0.0.1"), resolve: at("127.0.0.1") });
    expect(await reasonOf(strange(inside()))).toBe("connection");
  });

  it("refuses a name with one address inside among others", async () => {
    expect(await reasonOf(caller({ resolve: at("93.184.216.34", "10.0.0.1") })("https://sso.example/"))).toBe(
      "inside",
    );
    expect(await reasonOf(caller({ resolve: at() })("https://sso.example/"))).toBe("not-found");
  });

  it("judges every redirect anew, follows few, and only what changes nothing", async () => {
    const call = caller(named(`127.0.0.1:${httpsPort}`));
    const to = (address: string) => `${inside()}/to/${encodeURIComponent(address)}`;
    expect((await call(to("/x"))).status).toBe(200);
    expect(await reasonOf(call(to("https://10.0.0.1/")))).toBe("inside");
    expect(await reasonOf(call(to(`http://127.0.0.1:${httpPort}/`)))).toBe("scheme");
    expect(await reasonOf(call(to("https://a:b@127.0.0.1/")))).toBe("credentials");
    expect(await reasonOf(call(to(to(to(to(to("/x")))))))).toBe("redirects");
    expect(await reasonOf(call(to("/x"), { method: "POST", body: "secret" }))).toBe("redirects");
    expect(await reasonOf(call(to("/x"), { redirect: "error" }))).toBe("redirects");
    expect((await call(to("https://10.0.0.1/"), { redirect: "manual" })).status).toBe(302);
  });

  it("keeps secrets with the origin they were meant for", async () => {
    const call = caller(named(`127.0.0.1:${httpsPort}`, `sso.example:${httpsPort}`));
    await call(`${inside()}/to/${encodeURIComponent(`https://sso.example:${httpsPort}/x`)}`, {
      headers: { authorization: "Bearer s", cookie: "s=1" },
    });
    expect(seen.at(-2)?.headers.authorization).toBe("Bearer s");
    expect(seen.at(-1)?.headers.authorization).toBeUndefined();
    expect(seen.at(-1)?.headers.cookie).toBeUndefined();
  });

  it("ends with its size and its time, and unpacks nothing", async () => {
    const call = caller({ ...named("127.0.0.1"), maxBytes: 100_000, timeout: 400 });
    expect(await reasonOf(call(`${inside()}/big`))).toBe("too-large");
    expect(await reasonOf(call(`${inside()}/slow`))).toBe("timeout");
    expect(await reasonOf(call(`${inside()}/zip`))).toBe("encoded");
    expect((await call(`${inside()}/nothing`)).status).toBe(204);
    const never = caller({ ...named("sso.example"), timeout: 200, resolve: () => new Promise(() => {}) });
    expect(await reasonOf(never("https://sso.example/"))).toBe("timeout");
    const own = call(`${inside()}/slow`, { signal: AbortSignal.timeout(50) });
    expect(await reasonOf(own)).toBe("timeout");
  });

  it("sends forms as libraries hand them over", async () => {
    const call = caller(named("127.0.0.1"));
    await call(`${inside()}/token`, { method: "POST", body: new URLSearchParams({ code: "1 2" }) });
    expect(seen.at(-1)).toMatchObject({
      body: "code=1+2",
      headers: { "content-type": "application/x-www-form-urlencoded;charset=UTF-8" },
    });
  });
});
