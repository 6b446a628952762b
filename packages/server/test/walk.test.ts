import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { ROUTES, type RouteSpec, signIn } from "@yunjian/contract";
import { type Permission, permissionsOf } from "@yunjian/domain";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ORGANISATIONS } from "../src/demo/cast.ts";
import { liveThrough } from "../src/demo/history.ts";
import { DEMO_PASSWORD } from "../src/features/sign-in/demo-accounts.ts";
import { signerOf, makeSecret } from "../src/platform/ledger/note.ts";
import { connect } from "../src/platform/postgres/pool.ts";
import { startApp, type TestApp } from "./app.ts";
import { exampleOf } from "./example.ts";
import { type Facts, factsOf, sightOf } from "./walk/model.ts";
import { belongs, type Kind, type Persona, type Thing, things } from "./walk/oracle.ts";
import { kindOf, pathOf } from "./walk/routes.ts";
import { requestWith, type Slot, slotsOf } from "./walk/slots.ts";

/**
 * Every route x every post x own, foreign and absent object, in a city with two months of history. A route
 * the walk does not know fails it; so does a row that shows itself to the wrong organisation.
 */

const ABSENT = "01900000-0000-7000-8000-000000000000";
let test: TestApp;
let owner: pg.Client;
let all: Map<Kind, Thing[]>;
let facts: Facts;
const walkers: Walker[] = [];

interface Walker extends Persona {
  readonly name: string;
  readonly permissions: ReadonlySet<Permission>;
  cookie: string;
}

beforeAll(async () => {
  test = await startApp({ now: "2026-11-20T02:00:00Z", demo: true });
  await liveThrough({
    db: test.db,
    blobs: test.deps.blobs,
    signer: signerOf(makeSecret("walk.example")),
    seed: 3,
    now: test.clock.read(),
    months: 1,
  });
  owner = await connect(test.adminUrl);
  all = await things(owner);
  facts = await factsOf(owner);
  for (const org of ORGANISATIONS.filter(
    ({ key }) => !["weijian", "renshe", "ziran", "zhengwu"].includes(key),
  )) {
    for (const person of org.people) {
      const email = `${person.key.split(".").at(-1)}@${org.domain}`;
      walkers.push(await walker(org, email, person.name, person.post));
    }
  }
  tenants = [
    ...new Map(
      walkers
        .filter(({ org }) => !org.roles.includes("supervisor"))
        .map((each) => [`${each.org.roles.join()} ${[...each.permissions].join()}`, each]),
    ).values(),
  ];
}, 240_000);

afterAll(async () => {
  await owner?.end();
});

async function walker(
  org: Persona["org"],
  email: string,
  name: string,
  post: Parameters<typeof permissionsOf>[0][number],
): Promise<Walker> {
  const { rows } = await owner.query<{ id: string; org_id: string; engaged: string[]; hosting: string[] }>(
    `select p.id, p.org_id,
       array(select c.id from engagement e join cloud c on c.id = e.subject_id
         where e.org_id = p.org_id and e.role in ('supervisor', 'manager', 'provider', 'assessor')) as engaged,
       array(select sc.cloud_id from system s join system_cloud sc on sc.system_id = s.id where s.org_id = p.org_id) as hosting
     from person p where p.email = $1`,
    [email],
  );
  const [row] = rows;
  if (!row) throw new Error(`no ${email}`);
  const visitor = test.visitor();
  await visitor.call(signIn, { body: { email, password: DEMO_PASSWORD } });
  return {
    name: `${org.shortName} ${name} (${post})`,
    personId: row.id,
    orgId: row.org_id,
    org,
    engaged: new Set(row.engaged),
    hosting: new Set(row.hosting),
    sight: sightOf(facts, row.org_id, test.clock.read()),
    permissions: permissionsOf([post]),
    cookie: visitor.cookie() ?? "",
  };
}

interface Answer {
  readonly status: number;
  readonly name: string;
  /** Both without the request's own id and the id that was asked for. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

function ask(walker: Walker, route: RouteSpec, id: string): Promise<Answer> {
  const body = route.body && exampleOf(route.body, () => id);
  return send(walker, route, { url: pathOf(route, id), body }, id);
}

async function send(
  walker: Walker,
  route: RouteSpec,
  { url, body }: { readonly url: string; readonly body: unknown },
  id: string,
): Promise<Answer> {
  const answer = await test.app.inject({
    method: route.method,
    url,
    headers: { cookie: walker.cookie, "idempotency-key": randomUUID() },
    ...(body !== undefined && { payload: body as object }),
  });
  const parsed = /json/.test(String(answer.headers["content-type"]))
    ? (JSON.parse(answer.payload) as { name?: string; requestId?: string })
    : {};
  return {
    status: answer.statusCode,
    name: answer.statusCode >= 400 ? (parsed.name ?? "") : "",
    headers: Object.fromEntries(
      Object.entries(answer.headers)
        .filter(([name]) => name !== "x-request-id" && name !== "date")
        .map(([name, value]) => [
          name,
          String(value)
            .replace(/'nonce-[^']*'/, "")
            .replaceAll(id, ""),
        ]),
    ),
    body: answer.payload.replaceAll(parsed.requestId ?? "\0", "").replaceAll(id, ""),
  };
}

/** These would end or turn the walker's own session; identity.test.ts has them. */
const OWN_SESSION = ["/api/sign-out", "/api/me/organisation", "/api/me/password"];
const inside = ROUTES.filter((route) => route.access !== "public" && !OWN_SESSION.includes(route.path));
const allowed = (walker: Walker, route: RouteSpec): boolean =>
  route.access === "signed-in" || walker.permissions.has(route.access as Permission);

/** A few of a kind that must (or must not) be seen by this person. */
function some(walker: Walker, kind: Kind, seen: boolean, most = 2): Thing[] {
  const found = (all.get(kind) ?? []).filter((thing) => belongs(walker, thing) === seen);
  return found.length <= most ? found : [found[0] as Thing, found[found.length - 1] as Thing];
}

/** One of every post in every kind of organisation, leaving out those who see everything. */
let tenants: Walker[];

describe("every route", () => {
  it("is known to the walk", () => {
    for (const route of inside) expect(() => [kindOf(route), slotsOf(route)]).not.toThrow();
  });

  it("refuses who is not signed in", async () => {
    for (const route of inside) {
      const answer = await test.app.inject({
        method: route.method,
        url: pathOf(route, ABSENT),
        headers: { "idempotency-key": randomUUID() },
      });
      expect(answer.statusCode, `${route.method} ${route.path}`).toBe(401);
    }
  });

  it("follows the permission table for every post", async () => {
    const byService = new Set<string>();
    for (const walker of new Map(walkers.map((each) => [[...each.permissions].join(), each])).values()) {
      for (const route of inside) {
        const { status, name } = await ask(walker, route, ABSENT);
        const where = `${walker.name}: ${route.method} ${route.path}`;
        if (!allowed(walker, route)) expect([status, name], where).toEqual([403, "forbidden"]);
        else if (name === "forbidden") byService.add(`${route.method} ${route.path}`);
        expect(status, `${where} failed inside`).not.toBe(500);
      }
    }
    // Where the service asks for more than the route, the contract says so.
    const silent = inside.filter(
      (route) => byService.has(`${route.method} ${route.path}`) && !route.errors?.includes("forbidden"),
    );
    expect(silent.map((route) => `${route.method} ${route.path}`)).toEqual([]);
  }, 120_000);

  it("answers for a foreign thing as for one that does not exist, wherever its id stands", async () => {
    let compared = 0;
    const told: object[] = [];
    const reached = new Set<string>();
    const tried = new Set<string>();
    for (const walker of tenants) {
      for (const route of inside.filter((each) => allowed(walker, each))) {
        for (const slot of slotsOf(route)) {
          if (slot.kind === "none") continue;
          const where = `${route.method} ${route.path} ${slot.place} ${slot.path.join(".")}`;
          const own = (kind: Slot["kind"]) =>
            kind === "none" ? ABSENT : (some(walker, kind, true, 1)[0]?.id ?? ABSENT);
          const foreign = some(walker, slot.kind, false);
          if (foreign.length === 0) continue;
          const request = requestWith(route, slot, ABSENT, own);
          const absent = await send(walker, route, request, ABSENT);
          tried.add(where);
          if (absent.status !== 422 && absent.status !== 400) reached.add(where);
          for (const { id } of foreign) {
            compared += 1;
            const answer = await send(walker, route, requestWith(route, slot, id, own), id);
            if (!isDeepStrictEqual(answer, absent) || answer.status >= 500)
              told.push({ who: walker.name, where: `${where} with a foreign ${slot.kind}`, answer, absent });
          }
        }
      }
    }
    expect(told).toEqual([]);
    expect(compared).toBeGreaterThan(1000);
    // A request refused for its form alone would compare nothing.
    expect([...tried].filter((where) => !reached.has(where))).toEqual([]);
  }, 240_000);

  it("shows what belongs to the caller", async () => {
    let shown = 0;
    for (const walker of walkers) {
      for (const route of inside.filter((each) => each.method === "GET" && allowed(walker, each))) {
        const kind = kindOf(route);
        if (
          kind === undefined ||
          kind === "constant" ||
          kind === "none" ||
          route.path.includes("comparison") ||
          route.path.includes("/document") ||
          route.path.endsWith("/show") ||
          // What is in somebody's hands concerns those who manage them.
          route.path.endsWith("/holdings") ||
          // A paper exists of what was granted only.
          route.path.endsWith("/paper") ||
          route.path.endsWith("/report.docx")
        )
          continue;
        if (kind === "engagement" || kind === "post") continue;
        // A history is read by whoever may read the object itself.
        if (route.path.startsWith("/api/record/objects") && !walker.permissions.has("obligation.read"))
          continue;
        for (const thing of some(walker, kind, true, 1)) {
          const { status, name } = await ask(walker, route, thing.id);
          shown += 1;
          expect([status, name], `${walker.name}: ${route.path} with ${kind} ${thing.id}`).toEqual([200, ""]);
        }
      }
    }
    expect(shown).toBeGreaterThan(200);
  }, 120_000);
});

describe("lists", () => {
  it("hold nothing foreign: no id, and no name of others of one's own kind", async () => {
    const lists = inside.filter((route) => route.method === "GET" && !route.path.includes(":"));
    for (const walker of walkers.filter(
      ({ org }) => !org.roles.includes("supervisor") && !org.roles.includes("manager"),
    )) {
      const foreign = new Set(
        [...all.values()].flatMap((of) =>
          of.filter((thing) => belongs(walker, thing) === false).map(({ id }) => id),
        ),
      );
      const names = ORGANISATIONS.filter(
        (org) => org.key !== walker.org.key && org.roles[0] === walker.org.roles[0],
      ).flatMap((org) => [org.name, org.shortName]);
      for (const route of lists.filter((each) => allowed(walker, each))) {
        const { status, body } = await ask(walker, route, ABSENT);
        if (status !== 200) continue;
        const ids = body.match(/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g) ?? [];
        expect(
          ids.filter((id) => foreign.has(id)),
          `${walker.name}: ids in ${route.path}`,
        ).toEqual([]);
        // Customers share a cloud's provider, whose page may name whom the systems belong to; see below.
        const told = walker.org.roles.includes("customer") ? names.filter((each) => body.includes(each)) : [];
        expect(told, `${walker.name}: names in ${route.path}`).toEqual([]);
      }
    }
  }, 120_000);
});

describe("the walk itself", () => {
  it("sees a policy that was taken away", async () => {
    const provider = walkers.find(({ org }) => org.key === "dongling");
    const route = inside.find((each) => each.path === "/api/periods/:id" && each.method === "GET");
    const [foreign] = provider ? some(provider, "period", false, 1) : [];
    if (!provider || !route || !foreign) throw new Error("nothing to try it on");
    expect((await ask(provider, route, foreign.id)).status).toBe(404);
    const tables = ["period", "obligation", "subject", "cloud", "organisation"];
    for (const table of tables)
      await owner.query(`create policy hole on ${table} to yunjian_tenant using (true)`);
    try {
      expect((await ask(provider, route, foreign.id)).status).toBe(200);
    } finally {
      for (const table of tables) await owner.query(`drop policy hole on ${table}`);
    }
  });
});
