/**
 * The city that is measured: 500 clouds of 25 providers under one supervisor, five years of periods. Clouds,
 * agreements and periods come from the product's own services; what was handed in and decided in those years
 * is written with set statements (two million rows through the services would take hours) and then brought
 * into standing by the product's own refresh.
 */
import path from "node:path";
import { permissionsOf } from "@yunjian/domain";
import { sql } from "kysely";
import {
  createOrganisation,
  createPerson,
  engage,
  givePost,
} from "../packages/server/src/features/identity/founding.ts";
import { storeSetting } from "../packages/server/src/features/settings/queries.ts";
import { setPassword } from "../packages/server/src/features/sign-in/queries.ts";
import "../packages/server/src/features/index.ts";
import { extendAllPlans } from "../packages/server/src/features/obligations/extend.ts";
import { refreshStanding } from "../packages/server/src/features/obligations/standing-queries.ts";
import { createCloud, createSite } from "../packages/server/src/features/registry/service-clouds.ts";
import { createLog } from "../packages/server/src/platform/log.ts";
import { openDatabase } from "../packages/server/src/platform/postgres/open.ts";
import { createKysely, createPool } from "../packages/server/src/platform/postgres/pool.ts";
import type { Database } from "../packages/server/src/platform/schema.ts";
import { hashPassword } from "../packages/server/src/platform/secrets.ts";
import { type Db, platformActor, withActor } from "../packages/server/src/platform/tenancy.ts";
import type { Report } from "./figure.ts";

export const PASSWORD = "Bench-City-2026-x";
export const SUPERVISOR = "shenhe@bench.example";
export const providerEmail = (i: number): string => `tijiao${i}@bench.example`;

export interface CitySize {
  readonly clouds: number;
  readonly providers: number;
  readonly from: string; // supervision starts
  readonly until: string; // periods exist up to here
}

export interface Counts {
  readonly obligations: number;
  readonly periods: number;
  readonly history: number;
}

/** Builds the city in `dataDir`; the database is stopped again when this returns. */
export async function buildCity(dataDir: string, size: CitySize, now: Date, report: Report): Promise<Counts> {
  const log = createLog({ level: "warn" });
  const database = await openDatabase({
    dataDir: path.resolve(dataDir),
    database: { kind: "embedded" },
    log,
    onLost: () => process.exit(1),
  });
  const pool = createPool(database.urls.app, { max: 4, statementTimeout: 0 });
  const admin = createPool(database.urls.admin ?? "", { max: 2, statementTimeout: 0 });
  const db = createKysely<Database>(pool);
  const owner = createKysely<Database>(admin);
  try {
    await populate(db, size, report);
    report.say("history of five years");
    await history(owner, now);
    report.say("standing of every obligation");
    await standing(db);
    await sql`vacuum analyze`.execute(owner);
    return await count(owner);
  } finally {
    await db.destroy();
    await owner.destroy();
    await database.close();
  }
}

async function populate(db: Db, size: CitySize, report: Report): Promise<void> {
  // Registered in the first year; the plans are then laid up to the year measured.
  const then = new Date(`${size.from}T01:00:00Z`);
  const nobody = platformActor("bench");
  const hash = await hashPassword(PASSWORD);
  const now = new Date();
  const { supervisor, lead, providers } = await withActor(db, nobody, "write", async (tx) => {
    // The generator signs in by password alone.
    await storeSetting(tx, {
      key: "factor.requiredPosts",
      value: [],
      version: 0,
      reason: "Bench: signs in by password.",
      by: null,
      at: now,
    });
    const supervisor = await createOrganisation(tx, nobody, then, {
      name: "测量市监管中心",
      shortName: "监管中心",
      region: "测量市",
      roles: ["supervisor"],
    });
    await engage(tx, nobody, then, { orgId: supervisor, role: "supervisor", subjectId: null });
    const lead = await createPerson(tx, nobody, then, {
      orgId: supervisor,
      name: "测量员",
      email: SUPERVISOR,
    });
    await givePost(tx, nobody, then, { personId: lead, orgId: supervisor, post: "supervisor-lead" });
    await setPassword(tx, lead, hash, now);
    const providers: string[] = [];
    for (let i = 0; i < size.providers; i += 1) {
      const org = await createOrganisation(tx, nobody, then, {
        name: `测量云服务商${i}有限公司`,
        shortName: `服务商${i}`,
        region: "测量市",
        roles: ["provider"],
      });
      const person = await createPerson(tx, nobody, then, {
        orgId: org,
        name: `提交员${i}`,
        email: providerEmail(i),
      });
      await givePost(tx, nobody, then, { personId: person, orgId: org, post: "provider-member" });
      await setPassword(tx, person, hash, now);
      providers.push(org);
    }
    return { supervisor, lead, providers };
  });
  const actor = {
    ...nobody,
    personId: lead,
    orgId: supervisor,
    posts: ["supervisor-lead" as const],
    permissions: permissionsOf(["supervisor-lead"]),
  };
  for (let i = 0; i < size.clouds; i += 1) {
    await withActor(db, actor, "write", async (tx) => {
      const cloudId = await createCloud(tx, actor, then, {
        name: `政务云${String(i).padStart(4, "0")}`,
        providerOrgId: providers[i % providers.length] ?? "",
        serviceModels: ["IaaS"],
        deployment: "shared",
        zones: ["government-extranet"],
        region: `片区${i % 10}`,
        carriers: ["电信"],
        capabilityLevel: i % 2 === 0 ? "enhanced" : "general",
        mlpsLevel: 3,
        supervisedFrom: size.from,
      });
      await createSite(tx, actor, then, { cloudId, name: "主机房", address: "云谷路 1 号" });
    });
    if (i % 50 === 49) report.say(`${i + 1} clouds registered`);
  }
  await withActor(db, nobody, "write", (tx) => extendAllPlans(tx, then, size.until));
}

/** 96 % compliant, 2 % found wanting, 1 % still open though due, 1 % returned; the last ten days wait for review. */
async function history(owner: Db, now: Date): Promise<void> {
  await owner.transaction().execute(async (tx) => {
    await sql`create temp table turn on commit drop as
      select p.id, p.obligation_id, p.subject_id, p.cloud_id, p.party_org_id, p.class, p.due_at,
        case when p.due_at > ${now}::timestamptz - interval '10 days' then 'submitted'
          when hashtext(p.id::text) % 100 in (0, 1) then 'non-compliant'
          when hashtext(p.id::text) % 100 = 2 then 'open'
          when hashtext(p.id::text) % 100 = 3 then 'returned'
          else 'compliant' end as state
      from period p where p.due_at < ${now}::timestamptz + interval '3 days' and p.opens_at < ${now} and p.kind <> 'summary'`.execute(
      tx,
    );
    await sql`delete from turn where state = 'open'`.execute(tx);
    // One submission per cloud and day serves all that fell due then.
    await sql`create temp table handed on commit drop as
      select gen_random_uuid() as id, cloud_id, party_org_id, due_at::date as day, min(due_at) - interval '2 days' as at
      from turn group by cloud_id, party_org_id, due_at::date`.execute(tx);
    const person = await tx.selectFrom("person").select(["id", "org_id"]).limit(1).executeTakeFirstOrThrow();
    await sql`insert into submission (id, number, org_id, kind, title, state, created_by, created_at, submitted_at, submitted_by)
      select id, '提交〔' || extract(year from at) || '〕' || row_number() over (order by at) || '号', party_org_id, 'files',
        '证明材料 ' || day, 'submitted', ${person.id}, at, at, ${person.id} from handed`.execute(tx);
    await sql`insert into submission_period (submission_id, period_id, subject_id)
      select h.id, t.id, t.subject_id from turn t join handed h on h.cloud_id = t.cloud_id and h.party_org_id = t.party_org_id and h.day = t.due_at::date`.execute(
      tx,
    );
    await sql`update period p set state = t.state, submission_id = h.id, submitted_at = h.at, proof_at = h.at,
        receipt_due_at = h.at + interval '5 days', decision_due_at = h.at + interval '21 days',
        received_at = case when t.state <> 'submitted' then h.at + interval '1 day' end,
        decided_at = case when t.state <> 'submitted' then h.at + interval '6 days' end,
        returned_due_at = case when t.state = 'returned' then h.at + interval '20 days' end
      from turn t join handed h on h.cloud_id = t.cloud_id and h.party_org_id = t.party_org_id and h.day = t.due_at::date
      where p.id = t.id`.execute(tx);
    await sql`insert into review (id, submission_id, period_id, obligation_id, subject_id, cloud_id, party_org_id, state, received_by,
        received_org, received_at, decision_due_at, outcome, decided_by, decided_at)
      select gen_random_uuid(), h.id, t.id, t.obligation_id, t.subject_id, t.cloud_id, t.party_org_id, 'decided', ${person.id},
        ${person.org_id}, h.at + interval '1 day', h.at + interval '21 days',
        case t.state when 'returned' then 'supplement-needed' else t.state end, ${person.id}, h.at + interval '6 days'
      from turn t join handed h on h.cloud_id = t.cloud_id and h.party_org_id = t.party_org_id and h.day = t.due_at::date
      where t.state <> 'submitted'`.execute(tx);
    // What the record says of each outcome. Without a position: the sequencer of a server that opens this
    // folder has nothing to do, and reads of an object's history meet the table at its real size.
    await sql`insert into record_entry (id, at, kind, schema_version, actor_person, actor_org, subject_id, object_type, object_id, request_id, body, leaf_hash)
      select e.id, e.at, 'review.decided', 1, e.decided_by, e.received_org, e.subject_id, 'review', e.review, 'bench-history', e.body,
        sha256('\\x00'::bytea || e.body)
      from (select gen_random_uuid() as id, decided_at as at, decided_by, received_org, subject_id, id as review,
          convert_to(json_build_object('kind', 'review.decided', 'object', id, 'outcome', outcome, 'period', period_id)::text, 'UTF8') as body
        from review) e`.execute(tx);
    await sql`insert into record_about (object_id, entry_id)
      select e.object_id, e.id from record_entry e where e.request_id = 'bench-history'
      union select r.period_id, e.id from record_entry e join review r on r.id = e.object_id where e.request_id = 'bench-history'`.execute(
      tx,
    );
  });
}

async function standing(db: Db): Promise<void> {
  await withActor(db, platformActor("bench"), "write", async (tx) => {
    const ids = (await tx.selectFrom("obligation").select("id").execute()).map((row) => row.id);
    for (let i = 0; i < ids.length; i += 2000) await refreshStanding(tx, ids.slice(i, i + 2000), 24);
  });
}

async function count(owner: Db): Promise<Counts> {
  const one = async (
    table: "obligation" | "period" | "submission_period" | "review" | "submission" | "record_entry",
  ) =>
    (await owner.selectFrom(table).select(owner.fn.countAll<number>().as("n")).executeTakeFirstOrThrow()).n;
  return {
    obligations: await one("obligation"),
    periods: await one("period"),
    history:
      (await one("submission_period")) +
      (await one("review")) +
      (await one("submission")) +
      (await one("record_entry")),
  };
}
