import { randomUUID } from "node:crypto";
import { ROUTES, type RouteSpec } from "@yunjian/contract";
import { permissionsOf } from "@yunjian/domain";
import fc from "fast-check";
import { strFromU8, unzipSync } from "fflate";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connect } from "../src/platform/postgres/pool.ts";
import { startApp, type TestApp } from "./app.ts";
import { type Belonging, belongings, mayOf, slipped } from "./isolation/belonging.ts";
import { type Built, build, type Party, type Plan, plans, sessionOf } from "./isolation/world.ts";
import { pathOf } from "./walk/routes.ts";

/**
 * For any small world, any person and any instant:
 * - whatever is read holds ids and words only of what an independent model says may be seen;
 * - whatever happens to the rest of the world, the answers stay the same byte for byte: no count, no next
 *   page, no order, no figure and no header tells of it.
 * Every world is added to the ones before it, so that later people live among many strangers.
 */

const START = new Date("2026-11-20T02:00:00Z");
const DAY = 86_400_000;
let test: TestApp;
let owner: pg.Client;

beforeAll(async () => {
  test = await startApp({ now: START.toISOString() });
  owner = await connect(test.adminUrl);
});
afterAll(async () => {
  await owner?.end();
});

const ABSENT = "01900000-0000-7000-8000-000000000000";
const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/;
const reads = ROUTES.filter((route) => route.method === "GET" && route.access !== "public");
const allowed = ({ post }: Party, { access }: RouteSpec): boolean =>
  access === "signed-in" || permissionsOf([post]).has(access as never);

interface Seen {
  readonly url: string;
  readonly status: number;
  readonly text: string;
}

async function read(cookie: string, url: string): Promise<Seen> {
  const { statusCode, headers, payload, rawPayload } = await test.app.inject({
    method: "GET",
    url,
    headers: { cookie },
  });
  const told = Object.entries(headers)
    .filter(([name]) => !["date", "x-request-id", "content-security-policy"].includes(name))
    .map(([name, value]) => `${name}: ${String(value)}`);
  const words = String(headers["content-type"]).includes("spreadsheetml")
    ? cellsOf(rawPayload)
    : withCells(payload);
  const text = [...told, words.replace(/"requestId":"[^"]*"/, "")].join("\n");
  return { url, status: statusCode, text };
}

/** A workbook inside an answer is read too; in base64 any three letters turn up sooner or later. */
function withCells(answer: string): string {
  return answer.replace(/"content":"([A-Za-z0-9+/=]{100,})"/, (_, content: string) =>
    cellsOf(Buffer.from(content, "base64")),
  );
}

/** What a workbook says: its bytes hold the hour at which it was packed. */
function cellsOf(workbook: Uint8Array): string {
  return Object.entries(unzipSync(new Uint8Array(workbook)))
    .filter(([name]) => name.startsWith("xl/"))
    .map(([name, bytes]) => `${name}\n${strFromU8(bytes)}`)
    .join("\n");
}

/** Lists with their first page and with a page of one; single things, seen and unseen, of every kind. */
function addresses(
  party: Party,
  known: Belonging,
  may: ReturnType<typeof mayOf>,
): { url: string; seen?: boolean }[] {
  const routes = reads.filter((route) => allowed(party, route));
  const found: { url: string; seen?: boolean }[] = [];
  for (const route of routes.filter(({ path }) => !path.includes(":"))) {
    found.push({ url: route.path });
    const properties =
      (route.query as { properties?: Record<string, unknown> } | undefined)?.properties ?? {};
    if ("limit" in properties) found.push({ url: `${route.path}?limit=1` });
    for (const name of ["q", "text"]) if (name in properties) found.push({ url: `${route.path}?${name}=K` });
  }
  const kinds: readonly (readonly [string, string])[] = [
    ["/api/clouds/:id", "cloud"],
    ["/api/systems/:id", "system"],
    ["/api/systems/:id/resources", "system"],
    ["/api/organisations/:id", "organisation"],
    ["/api/people/:id", "person"],
    ["/api/obligations/:id", "obligation"],
    ["/api/obligations/:id/periods", "obligation"],
    ["/api/periods/:id", "period"],
    ["/api/submissions/:id", "submission"],
    ["/api/files/:id", "file"],
    ["/api/rectifications/:id", "rectification"],
    ["/api/reviews/periods/:id", "period"],
    ["/api/posture/clouds/:id", "cloud"],
    ["/api/clouds/:cloudId/agreement", "cloud"],
    ["/api/record/objects/:type/:id", "period"],
  ];
  for (const [path, kind] of kinds) {
    const route = routes.find((each) => each.path === path);
    if (!route) continue;
    const all = [...known.things.values()].filter((thing) => thing.table === kind);
    for (const seen of [true, false])
      for (const thing of all.filter((each) => may(each) === seen).slice(-2))
        found.push({ url: pathOf(route, thing.id), seen });
  }
  return found;
}

/** Everything a person reads at an instant, and what in it is none of theirs. */
async function look(party: Party, now: Date, session?: string) {
  test.clock.set(now);
  const known = await belongings(owner);
  const may = mayOf(known, party.orgId, now);
  const cookie = session ?? (await sessionOf(owner, party, now));
  const answers: Seen[] = [];
  const wrong: string[] = [];
  const absents = new Map<string, Seen>();
  for (const { url, seen } of addresses(party, known, may)) {
    const answer = await read(cookie, url);
    answers.push(answer);
    if (answer.status >= 500) wrong.push(`${url} failed`);
    // What may not be seen answers as what does not exist.
    const id = seen === false ? (UUID.exec(url)?.[0] ?? "") : "";
    if (id !== "") {
      const instead = url.replace(id, ABSENT);
      const absent = absents.get(instead) ?? (await read(cookie, instead));
      absents.set(instead, absent);
      if (absent.status !== answer.status || absent.text !== answer.text.replaceAll(id, ABSENT))
        wrong.push(`${url} differs from what does not exist`);
    }
    wrong.push(
      ...slipped(known, may, answer.text.replaceAll(url, ""))
        // Who may read what happened to a subject also reads by whom: by id, never by name.
        .filter((what) => !(url.startsWith("/api/record") && /^[0-9a-f-]{36} \(org\)$/.test(what)))
        .map((what) => `${url} tells of ${what}`),
    );
  }
  return { answers, wrong, may, known, cookie };
}

/** Moves everything this person may not see, as others might while it looks. */
async function stir(world: Built, { known, may }: Awaited<ReturnType<typeof look>>): Promise<void> {
  const hidden = (table: string): string[] =>
    [...known.things.values()].filter((thing) => thing.table === table && !may(thing)).map(({ id }) => id);
  const change = (table: string, set: string) =>
    owner.query(`update ${table} set ${set} where id = any($1)`, [hidden(table)]);
  for (const table of ["cloud", "system", "resource", "site", "subject", "person"])
    await change(table, `name = '啊' || name`);
  await change("organisation", "name = '啊' || name, short_name = '啊' || short_name");
  await change(
    "submission",
    "state = case state when 'draft' then 'awaiting-sign-off' else state end, sent_at = created_at",
  );
  await change(
    "period",
    "state = case state when 'open' then 'submitted' else 'open' end, due_at = due_at - interval '40 days'",
  );
  await change("obligation", "open_defects = open_defects + 3, next_due_at = now()");
  await change("rectification", "state = 'closed', closed_at = issued_at");
  await change("file", "size = size + 1");
  // And something new where there was nothing: a system of strangers.
  const [org] = hidden("organisation");
  if (org === undefined) return;
  const id = randomUUID();
  await owner.query(
    `insert into subject (id, kind, name, owner_org_id, created_at) values ($1, 'system', $2, $3, now())`,
    [id, `新系统${id}`, org],
  );
  await owner.query(`insert into system (id, org_id, name, created_at) values ($1, $2, $3, now())`, [
    id,
    org,
    `新系统${id}`,
  ]);
  const foreign = world.clouds.find((cloud) => !may(known.things.get(cloud) as never));
  if (foreign !== undefined)
    await owner.query(
      `insert into system_cloud (system_id, cloud_id, zone, from_at) values ($1, $2, 'internet', '2026-01-01')`,
      [id, foreign],
    );
}

const at = (day: number): Date => new Date(START.getTime() + day * DAY);

describe("any world, any person, any instant", () => {
  it("shows what belongs to the caller, and does not stir with the rest", async () => {
    let asked = 0;
    await fc.assert(
      fc.asyncProperty(plans, async (plan) => {
        const world = await build(test, owner, plan, START);
        for (const { who, day } of plan.asks) {
          const party = world.parties[who] as Party;
          const first = await look(party, at(day));
          expect(first.wrong).toEqual([]);
          await stir(world, first);
          const again = await look(party, at(day), first.cookie);
          expect(again.wrong).toEqual([]);
          const before = new Map(first.answers.map((each) => [each.url, each]));
          // Taking the record away is written into it.
          for (const answer of again.answers)
            if (before.has(answer.url) && answer.url !== "/api/record/export")
              expect(answer, `${party.post}`).toEqual(before.get(answer.url));
          asked += first.answers.filter(({ status }) => status === 200).length;
        }
      }),
      { numRuns: 3, endOnFailure: true },
    );
    expect(asked, "answers that showed something").toBeGreaterThan(120);
  }, 180_000);
});

/** One of everything, so that a hole in any of these policies shows. */
const FULL: Plan = {
  clouds: [0, 1],
  engaged: [{ org: 4, role: "assessor", cloud: 0, from: -80, days: null }],
  systems: [
    { customer: 0, stays: [{ cloud: 0, from: -80, days: null }] },
    { customer: 1, stays: [{ cloud: 1, from: -80, days: null }] },
  ],
  papers: [
    { cloud: 0, handedIn: true, defect: true },
    { cloud: 1, handedIn: true, defect: true },
  ],
  asks: [],
};

describe("the property itself", () => {
  let parties: readonly Party[];
  beforeAll(async () => {
    ({ parties } = await build(test, owner, FULL, START));
  }, 30_000);

  /** A customer sees the least, an assessor and a provider what others hand in. */
  async function wrong(): Promise<string[]> {
    for (const index of [2, 4, 0]) {
      const found = (await look(parties[index] as Party, START)).wrong;
      if (found.length > 0) return found;
    }
    return [];
  }

  it("finds nothing while every policy is there", async () => {
    expect(await wrong()).toEqual([]);
  }, 30_000);

  it.each(["cloud", "organisation", "submission_period", "rectification", "engagement"])(
    "sees the policy of %s taken away",
    async (table) => {
      await owner.query(`create policy hole on ${table} to yunjian_tenant using (true)`);
      try {
        expect(await wrong()).not.toEqual([]);
      } finally {
        await owner.query(`drop policy hole on ${table}`);
      }
    },
    30_000,
  );
});
