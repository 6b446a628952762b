import { randomUUID } from "node:crypto";
import { ROUTES, type RouteSpec } from "@yunjian/contract";
import { permissionsOf, type Permission, type Post } from "@yunjian/domain";
import fc from "fast-check";
import type { TSchema } from "typebox";
import { beforeAll, describe, expect, it } from "vitest";
import { startApp, type TestApp } from "./app.ts";
import { exampleOf } from "./example.ts";
import { makeWorld, type PersonKey, type World } from "./world.ts";
import { CONSTANTS } from "./walk/routes.ts";

/**
 * Whatever is sent to whichever field: an answer, never a failure inside, and soon. Every leaf of every
 * route's path, query and body is tried with values of the kinds that break things, the rest being right.
 */

let test: TestApp;
let world: World;
const cookies = new Map<PersonKey, string>();

const PEOPLE: readonly (readonly [PersonKey, Post])[] = [
  ["lead", "supervisor-lead"],
  ["provider1Lead", "provider-lead"],
  ["customer1Lead", "customer-lead"],
  ["systemAdmin", "system-admin"],
  ["securityAdmin", "security-admin"],
  ["auditAdmin", "audit-admin"],
  ["assessor", "assessor-member"],
];

beforeAll(async () => {
  test = await startApp();
  world = await makeWorld(test);
  for (const [name] of PEOPLE) cookies.set(name, (await world.as(name)).cookie() ?? "");
}, 60_000);

const TEXTS = [
  "\u0000",
  "a\u0000b",
  "\ud800",
  "'; drop table period; --",
  "$" + "{7*7}{{7*7}}",
  "../../../../etc/passwd",
  "<script>alert(1)</script>",
  "a\r\nSet-Cookie: x=1",
  "=cmd|' /C calc'!A0",
  "\u202e\u2066evil",
  "𠮷".repeat(50),
  "a".repeat(100_000),
  "%00%0a%ff",
  "__proto__",
  "constructor",
  "9999-12-31",
  "0001-01-01",
  "-000001-01-01",
  "+275760-09-13",
  "2026-02-30",
  "9999-12-31T23:59:59Z",
  "00000000-0000-0000-0000-000000000000",
  "zzzzzzzz-zzzz-zzzz-zzzz-zzzzzzzzzzzz",
  "9007199254740993",
  "1e309",
  "-1",
  "",
  " ",
  Buffer.from(JSON.stringify(["x", "y"])).toString("base64url"),
  Buffer.from(JSON.stringify([null, null])).toString("base64url"),
  Buffer.from(JSON.stringify([1e308, "z"])).toString("base64url"),
  Buffer.from(JSON.stringify(["x"])).toString("base64url"),
  Buffer.from(JSON.stringify(["2026-01-01", "x", "y"])).toString("base64url"),
];
/** Stands for a nest too deep for JSON.stringify; put into the text that is sent. */
const DEEP = "@deep@";
const NEST = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
const VALUES: readonly unknown[] = [
  ...TEXTS,
  0,
  -1,
  1.5,
  2 ** 31,
  2 ** 53,
  -(2 ** 63),
  1e308,
  true,
  null,
  [],
  {},
  [null],
  DEEP,
  Array.from({ length: 5000 }, () => "x"),
  Array.from({ length: 1000 }, () => "01900000-0000-7000-8000-000000000000"),
  JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'),
];

interface Loose {
  anyOf?: TSchema[];
  items?: TSchema;
  properties?: Record<string, TSchema>;
  type?: string;
}

/** Paths to every leaf and to every object and list on the way. */
function places(schema: TSchema, at: readonly string[] = []): string[][] {
  const s = schema as Loose;
  const below = [
    ...(s.anyOf ?? []).flatMap((each) => places(each, at)),
    ...(s.items ? places(s.items, [...at, "0"]) : []),
    ...Object.entries(s.properties ?? {}).flatMap(([name, part]) => places(part, [...at, name])),
  ];
  const all = at.length > 0 ? [[...at], ...below] : below;
  return [...new Map(all.map((each) => [each.join("/"), each])).values()];
}

function put(value: unknown, [name, ...rest]: readonly string[], what: unknown): unknown {
  if (name === undefined) return what;
  if (name === "0") return [put(Array.isArray(value) ? value[0] : undefined, rest, what)];
  const whole = typeof value === "object" && value !== null ? value : {};
  return { ...whole, [name]: put((whole as Record<string, unknown>)[name], rest, what) };
}

/** Ends the caller's own session. */
const SKIP = ["/api/sign-out", "/api/me/organisation", "/api/me/password"];
const routes = ROUTES.filter((route) => !SKIP.includes(route.path));

function own(name: string): string {
  const { clouds, systems, orgs, people } = world;
  if (/cloud|subject|^id$/i.test(name)) return clouds.cloud1;
  if (/system/i.test(name)) return systems.system1;
  if (/provider|party/i.test(name)) return orgs.provider1;
  if (/org|customer|parent/i.test(name)) return orgs.customer1;
  return /person/i.test(name) ? people.provider1Member : clouds.cloud1;
}

async function send(
  route: RouteSpec,
  place: "params" | "query" | "body",
  path: readonly string[],
  what: unknown,
) {
  const parts = Object.fromEntries(
    (["params", "query", "body"] as const).flatMap((each) =>
      route[each] ? [[each, exampleOf(route[each], own)] as const] : [],
    ),
  ) as Record<string, Record<string, unknown> | undefined>;
  parts[place] = put(parts[place], path, what) as Record<string, unknown>;
  const words = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value)) ?? "";
  const url = route.path.replace(/:(\w+)/g, (_, name: string) => {
    const value = parts["params"]?.[name] ?? CONSTANTS[route.path] ?? "x";
    return encodeURIComponent(words(value).toWellFormed());
  });
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parts["query"] ?? {}))
    for (const one of Array.isArray(value) ? value.slice(0, 300) : [value])
      query.append(name, words(one).slice(0, 3000));
  const [person] = PEOPLE.find(([, post]) => permissionsOf([post]).has(route.access as Permission)) ?? [
    "lead",
  ];
  const begun = performance.now();
  const answer = await test.app.inject({
    method: route.method,
    url: query.size > 0 ? `${url}?${query}` : url,
    headers: {
      cookie: cookies.get(person) ?? "",
      "idempotency-key": randomUUID(),
      ...(parts["body"] !== undefined && { "content-type": "application/json" }),
    },
    ...(parts["body"] !== undefined && { payload: JSON.stringify(parts["body"]).replace(`"${DEEP}"`, NEST) }),
  });
  return { status: answer.statusCode, payload: answer.payload, ms: performance.now() - begun };
}

describe("hostile values", () => {
  it("are answered, wherever they stand", async () => {
    const failed: string[] = [];
    let sent = 0;
    const seed = Date.now() & 0xfffffff;
    for (const route of routes) {
      for (const place of ["params", "query", "body"] as const) {
        const schema = route[place];
        for (const path of schema ? places(schema) : []) {
          for (const what of fc.sample(fc.constantFrom(...VALUES), {
            numRuns: PER_PLACE,
            seed: seed + sent,
          })) {
            const { status, payload, ms } = await send(route, place, path, what);
            sent += 1;
            const shown = `${route.method} ${route.path} ${place} ${path.join(".")} = ${JSON.stringify(what).slice(0, 60)}`;
            if (status >= 500) failed.push(`${shown}: ${status}`);
            if (ms > 2000) failed.push(`${shown}: took ${Math.round(ms)} ms`);
            if (/ at .*\.ts:\d+|SELECT |select .* from |node_modules/.test(payload))
              failed.push(`${shown}: tells ${payload}`);
          }
        }
      }
    }
    expect(failed, `seed ${seed}`).toEqual([]);
    expect(sent).toBeGreaterThan(800);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  }, 180_000);
});

/** Drawn anew in every run; over the days each place meets each value. */
const PER_PLACE = 2;
