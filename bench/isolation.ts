/**
 * What it costs that nobody sees what is not theirs. A list request asks who calls and what it may see, checks
 * the permission and reads under row-level security; the same query by the owner of the tables does none of it.
 * Both in this process on the same city, turn by turn, so that the machine's mood meets both.
 */
import { randomBytes, randomUUID } from "node:crypto";
import path from "node:path";
import { getReviewQueue, listMyDuties, listRectifications, type RouteSpec } from "@yunjian/contract";
import type { Actor } from "@yunjian/domain";
import { sql } from "kysely";
import { buildApp } from "../packages/server/src/app.ts";
import { myDuties } from "../packages/server/src/features/obligations/service.ts";
import { list as rectifications } from "../packages/server/src/features/rectifications/service-page.ts";
import { queue } from "../packages/server/src/features/reviews/service-queue.ts";
import { settingsInForce } from "../packages/server/src/features/settings/in-force.ts";
import { authenticator } from "../packages/server/src/features/sign-in/authenticate.ts";
import { openFolderStore } from "../packages/server/src/platform/blobs/store.ts";
import { outgoing } from "../packages/server/src/platform/http/outgoing.ts";
import { createLog } from "../packages/server/src/platform/log.ts";
import { createMetrics } from "../packages/server/src/platform/metrics.ts";
import { openDatabase } from "../packages/server/src/platform/postgres/open.ts";
import { createKysely, createPool } from "../packages/server/src/platform/postgres/pool.ts";
import type { Database } from "../packages/server/src/platform/schema.ts";
import { newToken } from "../packages/server/src/platform/secrets.ts";
import { type Db, type Tx, withActor } from "../packages/server/src/platform/tenancy.ts";
import { placesIn } from "../packages/server/src/platform/blobs/keys.ts";
import { custodyOf } from "../packages/server/src/platform/custody.ts";
import { openPersonKeys } from "../packages/server/src/platform/person-keys.ts";
import { vaultOf } from "../packages/server/src/platform/vault.ts";
import { providerEmail, SUPERVISOR } from "./city.ts";
import { figure, percentile, type Report } from "./figure.ts";

type Read = (tx: Tx, actor: Actor, now: Date) => Promise<{ items: readonly object[] }>;

const ROUNDS = 150;

export async function isolation(dataDir: string, size: string, report: Report): Promise<void> {
  const log = createLog({ level: "error" });
  const database = await openDatabase({
    dataDir: path.resolve(dataDir),
    database: { kind: "embedded" },
    log,
    onLost: () => process.exit(1),
  });
  const pools = [
    createPool(database.urls.app, { max: 2 }),
    createPool(database.urls.admin ?? "", { max: 2 }),
  ];
  const [db, owner] = pools.map((pool) => createKysely<Database>(pool)) as [Db, Db];
  const clock = (): Date => new Date();
  const vault = vaultOf(randomBytes(32));
  const keysFolder = path.join(dataDir, "keys");
  const app = await buildApp({
    db,
    blobs: await openFolderStore({ dataDir, evidence: { cipher: "aes-256-gcm" } }),
    custody: custodyOf(placesIn(keysFolder), await openPersonKeys(keysFolder, vault)),
    clock,
    log,
    metrics: createMetrics(),
    publicUrl: "http://localhost",
    demo: false,
    trustedProxies: [],
    rateLimits: null,
    outgoing: outgoing({ allowed: [] }),
    scanner: null,
    keysChangedAt: async () => null,
    vault,
    checkAnswers: false,
  });
  try {
    const wide = await everywhere(owner);
    await defects(owner);
    const authenticate = authenticator(db, settingsInForce(db, clock));
    const lists: readonly (readonly [string, RouteSpec, Read, string])[] = [
      [
        "my duties of a provider",
        listMyDuties,
        (tx, actor, now) => myDuties(tx, actor, now, {}),
        providerEmail(0),
      ],
      [
        "review queue of the supervisor",
        getReviewQueue,
        (tx, actor, now) => queue(tx, actor, now, {}),
        SUPERVISOR,
      ],
      [
        "rectifications of a provider",
        listRectifications,
        (tx, actor, now) => rectifications(tx, actor, now, { partyOrgId: actor.orgId ?? "" }),
        providerEmail(0),
      ],
      [
        "rectifications, engaged with every cloud",
        listRectifications,
        (tx, actor, now) => rectifications(tx, actor, now, {}),
        wide,
      ],
    ];
    for (const [name, route, read, email] of lists) {
      const token = await sessionOf(owner, email);
      const request = {
        cookies: { yunjian: token },
        headers: {},
        id: "bench",
        ip: "",
      } as unknown as Parameters<ReturnType<typeof authenticator>>[0];
      const asActor = async () => {
        const actor = await authenticate(request, clock());
        if (!actor) throw new Error("not signed in");
        return { actor, rows: await withActor(db, actor, "read", (tx) => read(tx, actor, clock())) };
      };
      const { actor, rows } = await asActor();
      const asOwner = () =>
        owner
          .transaction()
          .setAccessMode("read only")
          .execute((tx) => read(tx, actor, clock()));
      if (rows.items.length === 0) throw new Error(`${name}: an empty list measures nothing`);
      if (JSON.stringify(await asOwner()) !== JSON.stringify(rows))
        throw new Error(`${name}: the owner reads other rows`);
      const url = route.path + (name === "rectifications of a provider" ? `?partyOrgId=${actor.orgId}` : "");
      const whole = async () => {
        const answer = await app.inject({ method: "GET", url, headers: { cookie: `yunjian=${token}` } });
        if (answer.statusCode !== 200) throw new Error(`${name}: ${answer.statusCode} ${answer.payload}`);
      };
      const [guarded, plain, request_, asked] = await turns([
        asActor,
        asOwner,
        whole,
        () => authenticate(request, clock()),
      ]);
      const cost = Math.max(0, guarded - plain);
      report.add(
        figure(`isolation, ${name}`, (cost / (request_ - cost)) * 100, "%", {
          reach: 15,
          size,
          against: `request ${request_.toFixed(1)} ms, query by the owner ${plain.toFixed(1)} ms, with permission check and policies ${guarded.toFixed(1)} ms (who calls and what it may see: ${asked.toFixed(1)});`,
        }),
      );
    }
  } finally {
    await app.close();
    for (const each of [db, owner]) await each.destroy();
    await database.close();
  }
}

/** Medians in ms, each round one of every kind. */
async function turns(works: readonly (() => Promise<unknown>)[]): Promise<[number, number, number, number]> {
  const times = works.map((): number[] => []);
  for (let round = -20; round < ROUNDS; round += 1)
    for (const [index, work] of works.entries()) {
      const begun = performance.now();
      await work();
      if (round >= 0) times[index]?.push(performance.now() - begun);
    }
  return times.map((each) =>
    percentile(
      each.sort((a, b) => a - b),
      50,
    ),
  ) as [number, number, number, number];
}

async function sessionOf(owner: Db, email: string): Promise<string> {
  const { token, hash } = newToken();
  await sql`insert into session (token_hash, id, person_id, org_id, created_at, last_seen_at, expires_at, address, agent, aal, confirmed_at)
    select ${hash}, gen_random_uuid(), id, org_id, now(), now(), now() + interval '1 hour', '', '', 2, now()
    from person where email = ${email}`.execute(owner);
  return token;
}

/** An organisation that manages every cloud by an engagement with each: the widest sight a tenant can have. */
async function everywhere(owner: Db): Promise<string> {
  const email = "guanli@bench.example";
  const found = await sql`select 1 from person where email = ${email}`.execute(owner);
  if (found.rows.length > 0) return email;
  const [org, person] = [randomUUID(), randomUUID()];
  await sql`insert into organisation (id, name, short_name, roles, region, two_person, created_at)
    values (${org}, '测量市政务中心', '政务中心', '{manager}', '测量市', true, now())`.execute(owner);
  await sql`insert into person (id, org_id, name, email, created_at, password_changed_at)
    values (${person}, ${org}, '管理员', ${email}, now(), now())`.execute(owner);
  await sql`insert into membership (id, person_id, org_id, post, from_at)
    values (gen_random_uuid(), ${person}, ${org}, 'manager-member', now() - interval '1 day')`.execute(owner);
  await sql`insert into engagement (id, org_id, role, subject_id, from_at)
    select gen_random_uuid(), ${org}, 'manager', id, now() - interval '1 day' from cloud`.execute(owner);
  return email;
}

/** Rectifications of every cloud, as five years leave them; the city itself has none. */
async function defects(owner: Db): Promise<void> {
  const { rows } = await sql`select 1 from rectification limit 1`.execute(owner);
  if (rows.length > 0) return;
  await sql`insert into rectification (id, number, subject_id, cloud_id, source, title, defect, severity, party_org_id,
      window_amount, window_unit, window_source, state, issued_by, issued_org, issued_at, receipt_due_at, due_at, original_due_at, due_rule, closed_at)
    select gen_random_uuid(), '整改' || c.id || n, c.id, c.id, 'manual', '缺陷', '缺陷', 'high', c.provider_org_id,
      10, 'days', 'decision', case when n % 10 = 0 then 'issued' else 'closed' end, p.id, p.org_id, now() - n * interval '9 days',
      now() - n * interval '8 days', now() - n * interval '5 days', now() - n * interval '5 days', '+10 days',
      case when n % 10 = 0 then null else now() - n * interval '6 days' end
    from cloud c, generate_series(1, 200) n, (select id, org_id from person where email = ${SUPERVISOR}) p`.execute(
    owner,
  );
  await sql`analyze rectification, engagement`.execute(owner);
}
