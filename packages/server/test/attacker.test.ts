import { randomUUID } from "node:crypto";
import { connect, type Socket } from "node:net";
import { signIn, useLink } from "@yunjian/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_RATES } from "../src/platform/http/limits.ts";
import { connect as connectDatabase } from "../src/platform/postgres/pool.ts";
import { hashToken } from "../src/platform/secrets.ts";
import { createContract } from "../src/features/registry/service-contracts.ts";
import { startApp, type TestApp } from "./app.ts";
import { makeWorld, PASSWORD, type World } from "./world.ts";

/** The web as an attacker sees it; docs/security.md names the requirement behind each of these. */

let test: TestApp;
let world: World;
let cookie: string;

beforeAll(async () => {
  test = await startApp({ deps: { trustedProxies: ["127.0.0.1"] } });
  world = await makeWorld(test);
  cookie = (await world.as("provider1Lead")).cookie() ?? "";
}, 60_000);

const change = (headers: Record<string, string>, payload: unknown = { lang: "zh" }) =>
  test.app.inject({
    method: "POST",
    url: "/api/me/language",
    headers: {
      cookie,
      host: "localhost:8420",
      "idempotency-key": randomUUID(),
      "content-type": "application/json",
      ...headers,
    },
    payload: typeof payload === "string" ? payload : JSON.stringify(payload),
  });

describe("headers", () => {
  it("every answer forbids foreign scripts, frames, sniffing, referrers and devices", async () => {
    for (const url of ["/api/me", "/api/nothing", "/nothing", "/healthz", "/api/openapi.json"]) {
      const { headers } = await test.app.inject({ method: "GET", url, headers: { cookie } });
      const csp = String(headers["content-security-policy"]);
      expect(csp, url).toMatch(/default-src 'self'; script-src 'self';/);
      expect(csp, url).not.toMatch(/unsafe-inline|unsafe-eval|https?:|\*/);
      for (const part of [
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
      ])
        expect(csp, url).toContain(part);
      expect(headers, url).toMatchObject({
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
      });
      expect(headers["permissions-policy"], url).toMatch(/camera=\(\), microphone=\(\), geolocation=\(\)/);
      expect(headers["access-control-allow-origin"], url).toBeUndefined();
      expect(headers["server"] ?? headers["x-powered-by"], url).toBeUndefined();
    }
  });

  it("private answers are kept by nobody on the way", async () => {
    for (const url of ["/api/me", "/api/work", "/api/files/01900000-0000-7000-8000-000000000000/download"]) {
      const { headers } = await test.app.inject({ method: "GET", url, headers: { cookie } });
      expect(headers["cache-control"], url).toBe("no-store");
    }
  });

  it("over TLS browsers are told to stay there, in plain text not", async () => {
    const secure = await startApp({ deps: { publicUrl: "https://yunjian.example.gov.cn" } });
    const told = await secure.app.inject({ method: "GET", url: "/healthz" });
    expect(told.headers["strict-transport-security"]).toBe("max-age=31536000; includeSubDomains");
    const plain = await test.app.inject({ method: "GET", url: "/healthz" });
    expect(plain.headers["strict-transport-security"]).toBeUndefined();
  });

  it("the session cookie is out of reach of scripts and of other sites, and secure where the site is", async () => {
    const inside = await test.app.inject({
      method: "POST",
      url: "/api/sign-in",
      headers: { "idempotency-key": randomUUID() },
      payload: { email: world.emails.provider1Lead, password: PASSWORD },
    });
    const [made] = inside.cookies;
    expect(made).toMatchObject({ httpOnly: true, sameSite: "Strict", path: "/" });
    expect(made?.["domain"]).toBeUndefined();
    expect(String(made?.value).length).toBeGreaterThanOrEqual(32);
  });
});

describe("over TLS", () => {
  it("the session cookie is bound to this very host, and no other name opens the door", async () => {
    const secure = await startApp({ deps: { publicUrl: "https://yunjian.example.gov.cn" } });
    const city = await makeWorld(secure);
    const inside = await secure.app.inject({
      method: "POST",
      url: "/api/sign-in",
      headers: { "idempotency-key": randomUUID() },
      payload: { email: city.emails.auditAdmin, password: PASSWORD },
    });
    const made = inside.cookies.find(({ name }) => name === "__Host-yunjian");
    expect(made).toMatchObject({ secure: true, httpOnly: true, sameSite: "Strict", path: "/" });
    expect(made?.["domain"]).toBeUndefined();
    for (const other of inside.cookies) expect(other.secure, other.name).toBe(true);
    const as = (name: string) =>
      secure.app.inject({ method: "GET", url: "/api/me", headers: { cookie: `${name}=${made?.value}` } });
    expect((await as("__Host-yunjian")).statusCode).toBe(200);
    expect((await as("yunjian")).statusCode).toBe(401);
  });
});

describe("requests of other sites", () => {
  it("change nothing: the origin decides", async () => {
    for (const origin of [
      "https://evil.example",
      "http://localhost:8421",
      "http://localhost:8420.evil.example",
      "null",
      "x",
    ]) {
      const refused = await change({ origin });
      expect([refused.statusCode, refused.json().name], origin).toEqual([403, "origin-refused"]);
    }
    expect((await change({ origin: "http://localhost:8420" })).statusCode).toBe(200);
    for (const site of ["cross-site", "same-site"])
      expect((await change({ "sec-fetch-site": site })).json().name, site).toBe("origin-refused");
    expect((await change({ "sec-fetch-site": "same-origin" })).statusCode).toBe(200);
  });

  it("cannot be forms: only JSON is read", async () => {
    for (const type of [
      "application/x-www-form-urlencoded",
      "multipart/form-data; boundary=x",
      "text/plain",
    ]) {
      const refused = await change({ "content-type": type }, "lang=en");
      expect(refused.statusCode, type).toBeGreaterThanOrEqual(400);
      expect(refused.statusCode, type).toBeLessThan(500);
    }
  });

  it("get no permission to read: no CORS, also when asked first", async () => {
    const asked = await test.app.inject({
      method: "OPTIONS",
      url: "/api/me",
      headers: { origin: "https://evil.example", "access-control-request-method": "POST" },
    });
    expect(asked.headers["access-control-allow-origin"]).toBeUndefined();
    expect(asked.headers["access-control-allow-credentials"]).toBeUndefined();
  });
});

describe("input as a weapon", () => {
  it("a body that is too large, no JSON, or reaches for prototypes is refused by name", async () => {
    const large = await change({}, JSON.stringify({ lang: "x".repeat(3 * 1024 * 1024) }));
    expect([large.statusCode, large.json().name]).toEqual([413, "too-large"]);
    for (const bad of [
      "{",
      "",
      "[1,",
      '{"lang":"zh","lang":}',
      '{"__proto__":{"admin":true},"lang":"zh"}',
      '{"constructor":{"prototype":{"a":1}},"lang":"zh"}',
    ]) {
      const refused = await change({}, bad);
      expect(refused.statusCode, bad).toBeGreaterThanOrEqual(400);
      expect(refused.statusCode, bad).toBeLessThan(500);
    }
    expect(({} as Record<string, unknown>)["admin"]).toBeUndefined();
    const extra = await change({}, { lang: "zh", permissions: ["record.read"], scope: "all" });
    expect([extra.statusCode, extra.json().name], "no mass assignment").toEqual([422, "invalid-input"]);
  });

  it("a nest of a hundred thousand levels costs nothing", async () => {
    const begun = performance.now();
    const deep = `{"lang":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
    expect((await change({}, deep)).statusCode).toBe(422);
    expect(performance.now() - begun).toBeLessThan(1000);
  });

  it("control characters and halves of characters are named, not stored", async () => {
    for (const lang of ["a\u0000b", "\u001b[2J", "\ud83d", "a\u0008"]) {
      const refused = await change({}, { lang });
      expect(refused.statusCode).toBe(422);
      expect(refused.json().errors[0].field).toBe("/lang");
    }
  });

  it("a page key that somebody made up is refused, whatever it holds", async () => {
    for (const key of [["x", "y"], [1e308, "z"], ["2026-01-01", "' or 1=1"], [null, null], { a: 1 }, "x"]) {
      const after = Buffer.from(JSON.stringify(key)).toString("base64url");
      for (const list of [
        "/api/obligations",
        "/api/periods",
        "/api/submissions",
        "/api/people",
        "/api/notices",
      ]) {
        const { statusCode } = await test.app.inject({
          method: "GET",
          url: `${list}?after=${after}`,
          headers: { cookie },
        });
        expect(statusCode, `${list} ${JSON.stringify(key)}`).toBeLessThan(500);
      }
    }
  });

  it("days beyond any calendar of ours are named", async () => {
    for (const day of ["9999-12-31", "0001-01-01", "2026-02-30"]) {
      const refused = await test.app.inject({
        method: "GET",
        url: `/api/duties?dueTo=${day}`,
        headers: { cookie },
      });
      expect([refused.statusCode, refused.json().errors[0].field], day).toEqual([422, "/dueTo"]);
    }
    const fine = await test.app.inject({
      method: "GET",
      url: "/api/duties?dueTo=2026-12-31",
      headers: { cookie },
    });
    expect(fine.statusCode).toBe(200);
  });

  it("the same parameter twice, brackets and dots mean nothing more than they say", async () => {
    for (const query of [
      "limit=1&limit=2",
      "limit[]=1",
      "limit[$gt]=1",
      "q[__proto__]=x",
      "__proto__=x",
      "q=%00",
      "q=%ff%fe",
    ]) {
      const { statusCode } = await test.app.inject({
        method: "GET",
        url: `/api/clouds?${query}`,
        headers: { cookie },
      });
      expect(statusCode, query).toBeLessThan(500);
    }
  });

  it("an error tells its name and its request, never where it happened", async () => {
    const errors = await Promise.all([
      test.app.inject({ method: "GET", url: "/api/clouds/not-an-id", headers: { cookie } }),
      test.app.inject({ method: "GET", url: "/api/%c0%ae%c0%ae/etc/passwd" }),
      test.app.inject({ method: "GET", url: "/assets/..%2f..%2f..%2fpackage.json" }),
      change({}, "{"),
    ]);
    for (const { payload, statusCode } of errors) {
      expect(statusCode).toBeGreaterThanOrEqual(400);
      expect(payload).not.toMatch(/node_modules|\.ts:|at .* \(|select |insert |yunjian_|\/packages\//);
    }
  });

  it("methods that debug or tunnel are not there", async () => {
    for (const method of ["TRACE", "CONNECT", "PROPFIND"] as const) {
      const answer = await test.app
        .inject({ method: method as never, url: "/api/me" })
        .catch(() => ({ statusCode: 405 }));
      expect(answer.statusCode, method).toBeGreaterThanOrEqual(400);
    }
  });
});

describe("too many requests", () => {
  it("are refused per address, per person and per key, with the time to come again; others go on", async () => {
    const small = await startApp({ deps: { rateLimits: { address: 40, entry: 5, person: 20, key: 3 } } });
    const city = await makeWorld(small);
    // From addresses of their own, so that only the limit in question speaks.
    const from = (remoteAddress: string, headers: Record<string, string> = {}, url = "/api/me") =>
      small.app.inject({ method: "GET", url, remoteAddress, headers });
    const someone = (await city.as("provider1Lead")).cookie() ?? "";
    const other = (await city.as("provider2Lead")).cookie() ?? "";
    const until = async (limit: number, ask: (i: number) => ReturnType<typeof from>) => {
      for (let i = 0; i < limit + 2; i += 1) {
        const answer = await ask(i);
        if (answer.statusCode === 429) return { after: i, answer };
      }
      throw new Error("never refused");
    };
    const person = await until(20, (i) => from(`10.0.0.${i}`, { cookie: someone }));
    expect(person.after).toBe(20);
    expect(person.answer.json()).toMatchObject({ name: "too-many-requests", status: 429 });
    expect(person.answer.headers["content-type"]).toMatch(/problem\+json/);
    expect(Number(person.answer.headers["retry-after"])).toBeGreaterThan(0);
    expect((await from("10.0.0.1", { cookie: other })).statusCode).toBe(200);

    const secret = `yj_${randomUUID()}`;
    const owner = await connectDatabase(small.adminUrl);
    await owner.query(
      `insert into api_key (id, org_id, person_id, name, prefix, secret_hash, created_at, expires_at)
       values (gen_random_uuid(), $1, $2, '', '', $3, $4::timestamptz, $4::timestamptz + interval '1 day')`,
      [city.orgs.provider2, city.people.provider2Lead, hashToken(secret), small.clock.read()],
    );
    await owner.end();
    const key = await until(3, (i) => from(`10.3.0.${i}`, { authorization: `Bearer ${secret}` }));
    expect(key.after).toBe(3);

    expect((await until(40, () => from("10.1.0.1", { cookie: "x=1" }))).after).toBe(40);
    expect((await from("10.1.0.2", { cookie: other })).statusCode).toBe(200);
    // A cookie that is worth nothing does not lead around the limit of the entrance.
    const entry = (headers: Record<string, string>) =>
      small.app.inject({
        method: "POST",
        url: "/api/sign-in",
        remoteAddress: "10.2.0.1",
        headers: { "idempotency-key": randomUUID(), ...headers },
        payload: { email: "x@y.z", password: "x" },
      });
    expect((await until(5, (i) => entry(i % 2 === 0 ? { cookie: "yunjian=x" } : {}))).after).toBe(5);
    // Whatever somebody adds to the address: a network of IPv6 is one sender.
    expect((await until(40, (i) => from(`2001:db8:1:1::${i.toString(16)}`, { cookie: "x=1" }))).after).toBe(
      40,
    );
  }, 60_000);

  it("are counted by the sender's address, which only a trusted proxy may tell", async () => {
    const rates = { ...DEFAULT_RATES, address: 3 };
    const told = async (trustedProxies: readonly string[]) => {
      const app = await startApp({ deps: { rateLimits: rates, trustedProxies } });
      const found: number[] = [];
      for (let i = 0; i < 5; i += 1)
        found.push(
          (
            await app.app.inject({
              method: "GET",
              url: "/api/entry",
              remoteAddress: "10.9.9.9",
              headers: { "x-forwarded-for": `198.51.100.${i}` },
            })
          ).statusCode,
        );
      return found;
    };
    expect(await told([])).toEqual([200, 200, 200, 429, 429]);
    expect(await told(["10.9.9.9"])).toEqual([200, 200, 200, 200, 200]);
  });
});

describe("slow senders", () => {
  const sockets: Socket[] = [];
  afterAll(() => {
    for (const socket of sockets) socket.destroy();
  });

  it("a body that does not come ends the line, and everybody else is served meanwhile", async () => {
    const { fastify } = await import("fastify");
    const { wholeRequests } = await import("../src/platform/http/slow.ts");
    const app = fastify();
    wholeRequests(app, 300);
    app.post("/api/x", async () => ({}));
    await app.listen({ port: 0, host: "127.0.0.1" });
    const { port } = app.server.address() as { port: number };
    const slow = Array.from({ length: 20 }, () => {
      const socket = connect(port, "127.0.0.1");
      sockets.push(socket);
      socket.on("error", () => {});
      socket.write(
        "POST /api/x HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{",
      );
      return new Promise<number>((resolve) => {
        const begun = performance.now();
        socket.on("close", () => resolve(performance.now() - begun));
      });
    });
    const quick = await fetch(`http://127.0.0.1:${port}/api/x`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{}",
    });
    expect(quick.status).toBe(200);
    for (const ended of await Promise.all(slow)) expect(ended).toBeLessThan(3000);
    await app.close();
  });

  it("the server's own limits stand: headers in 15 seconds, 16 KiB of them, no line idle for more than 3 minutes", async () => {
    const server = test.app.server;
    expect(server.headersTimeout).toBe(15_000);
    expect(server.timeout).toBe(180_000);
    await test.app.listen({ port: 0, host: "127.0.0.1" });
    const { port } = server.address() as { port: number };
    const huge = await fetch(`http://127.0.0.1:${port}/api/entry`, { headers: { x: "a".repeat(20_000) } });
    expect(huge.status).toBe(431);
  });
});

describe("what is taken", () => {
  it("a contract's number that another customer uses tells nothing of it", async () => {
    const made = await Promise.all(
      (["customer1", "customer2"] as const).map((customer) =>
        world.run("lead", (tx, actor, now) =>
          createContract(tx, actor, now, {
            number: "YZ-2026-017",
            title: "云服务合同",
            customerOrgId: world.orgs[customer],
            providerOrgId: world.orgs.provider1,
            cloudId: null,
            signedOn: "2026-01-05",
            endsOn: null,
          }),
        ),
      ),
    );
    expect(new Set(made).size).toBe(2);
    const again = world.run("lead", (tx, actor, now) =>
      createContract(tx, actor, now, {
        number: "YZ-2026-017",
        title: "云服务合同",
        customerOrgId: world.orgs.customer1,
        providerOrgId: world.orgs.provider1,
        cloudId: null,
        signedOn: "2026-01-05",
        endsOn: null,
      }),
    );
    await expect(again).rejects.toMatchObject({ code: "already-exists" });
  });
});

describe("addresses we write into links", () => {
  it("come from the configuration, never from what a request calls its host", async () => {
    const link = await test.app.inject({
      method: "POST",
      url: `/api/people/${world.people.provider1Member}/link`,
      headers: {
        cookie,
        host: "evil.example",
        "x-forwarded-host": "evil.example",
        forwarded: "host=evil.example",
        "idempotency-key": randomUUID(),
      },
    });
    expect(link.statusCode).toBeLessThan(500);
    expect(link.payload).not.toContain("evil.example");
  });

  it("one-time links tell nothing to who guesses", async () => {
    const guessed = await test
      .visitor()
      .call(useLink, { body: { token: "x".repeat(43), password: PASSWORD } })
      .catch((error: unknown) => error);
    expect(guessed).toMatchObject({ problem: { name: "link-expired" } });
    const wrong = await test
      .visitor()
      .call(signIn, { body: { email: "nobody@nowhere.example", password: "x" } })
      .catch((error: unknown) => error);
    const known = await test
      .visitor()
      .call(signIn, { body: { email: world.emails.auditAdmin, password: "x" } })
      .catch((error: unknown) => error);
    const told = (error: unknown) => ({ ...(error as { problem: object }).problem, requestId: "" });
    expect(told(wrong)).toEqual(told(known));
  });
});
