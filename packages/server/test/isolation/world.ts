import { randomUUID } from "node:crypto";
import { permissionsOf, type Post } from "@yunjian/domain";
import fc from "fast-check";
import type pg from "pg";
import { createOrganisation, createPerson, engage, givePost } from "../../src/features/identity/founding.ts";
import { createCloud, createSite } from "../../src/features/registry/service-clouds.ts";
import { createSystem } from "../../src/features/registry/service-systems.ts";
import { newToken } from "../../src/platform/secrets.ts";
import { platformActor, withActor } from "../../src/platform/tenancy.ts";
import type { TestApp } from "../app.ts";

/**
 * Small random worlds. Organisations, clouds with their obligations and periods, and systems are made by the
 * services; engagements and stays with any from and to, and papers in any state, are written by the owner of
 * the tables, because the services would not let history be invented. Every name and every text carries a
 * mark (K17K) that belongs to one thing, so that a slipped word is found wherever it stands.
 */
export interface Plan {
  readonly clouds: readonly number[];
  readonly engaged: readonly Engaged[];
  readonly systems: readonly { readonly customer: number; readonly stays: readonly Stay[] }[];
  readonly papers: readonly Paper[];
  readonly asks: readonly { readonly who: number; readonly day: number }[];
}
interface Stay {
  readonly cloud: number;
  readonly from: number;
  readonly days: number | null;
}
interface Engaged extends Stay {
  readonly org: number;
  readonly role: string;
}
interface Paper {
  readonly cloud: number;
  readonly handedIn: boolean;
  readonly defect: boolean;
}

/** Key, roles and the post of its one person; the first two provide, the next two use clouds. */
export const PARTIES = [
  ["电信", ["provider"], "provider-lead"],
  ["联通", ["provider"], "provider-lead"],
  ["人社", ["customer"], "customer-lead"],
  ["生态", ["customer"], "customer-lead"],
  ["测评", ["assessor"], "assessor-member"],
  ["东湖", ["supervisor"], "supervisor-lead"],
  ["政务", ["manager"], "manager-member"],
] as const satisfies readonly (readonly [string, readonly string[], Post])[];

const stay = {
  cloud: fc.nat(2),
  from: fc.integer({ min: -90, max: 40 }),
  days: fc.option(fc.integer({ min: 1, max: 80 })),
};
export const plans: fc.Arbitrary<Plan> = fc.record({
  clouds: fc.array(fc.nat(1), { minLength: 2, maxLength: 3 }),
  engaged: fc.array(
    fc.record({
      ...stay,
      org: fc.integer({ min: 0, max: PARTIES.length - 1 }),
      role: fc.constantFrom("supervisor", "manager", "assessor", "supplier", "partner"),
    }),
    { maxLength: 6 },
  ),
  systems: fc.array(
    fc.record({ customer: fc.nat(1), stays: fc.array(fc.record(stay), { minLength: 1, maxLength: 3 }) }),
    { minLength: 1, maxLength: 4 },
  ),
  papers: fc.array(fc.record({ cloud: fc.nat(2), handedIn: fc.boolean(), defect: fc.boolean() }), {
    minLength: 1,
    maxLength: 5,
  }),
  asks: fc.array(fc.record({ who: fc.nat(PARTIES.length - 1), day: fc.integer({ min: -100, max: 60 }) }), {
    minLength: 2,
    maxLength: 3,
  }),
});

export interface Party {
  readonly orgId: string;
  readonly personId: string;
  readonly post: Post;
}
export interface Built {
  readonly parties: readonly Party[];
  readonly clouds: readonly string[];
}

const DAY = 86_400_000;
let marks = 0;
/** A word that stands for one thing and is found in any answer. */
export const mark = (): string => `K${(marks += 1)}K`;
export const MARKS = /K\d+K/g;

export async function build(test: TestApp, owner: pg.Client, plan: Plan, start: Date): Promise<Built> {
  const early = new Date(start.getTime() - 200 * DAY);
  const after = (days: number): Date => new Date(start.getTime() + days * DAY);
  const nobody = { ...platformActor("isolation"), permissions: permissionsOf(["supervisor-lead"]) };
  const made = await withActor(test.db, nobody, "write", async (tx) => {
    const parties: Party[] = [];
    for (const [name, roles, post] of PARTIES) {
      const word = mark();
      const orgId = await createOrganisation(tx, nobody, early, {
        name: `${name}${word}单位`,
        shortName: `${name}${word}`,
        region: "云州市",
        roles: [...roles],
        contact: `${name}联系人${word}`,
      });
      const personId = await createPerson(tx, nobody, early, {
        orgId,
        name: `某${word}人`,
        email: `${word.toLowerCase()}@isolation.example`,
      });
      await givePost(tx, nobody, early, { personId, orgId, post });
      parties.push({ orgId, personId, post });
    }
    const party = (index: number): Party => parties[index % parties.length] as Party;
    // A supervisor of everything has to be there: obligations ask who reviews them.
    const over = await createOrganisation(tx, nobody, early, {
      name: `总监管${mark()}`,
      shortName: "总监管",
      region: "云州市",
      roles: ["supervisor"],
    });
    await engage(tx, nobody, early, { orgId: over, role: "supervisor", subjectId: null });
    const lead = { ...nobody, orgId: over, personId: party(0).personId };
    const clouds: string[] = [];
    for (const provider of plan.clouds) {
      const cloudId = await createCloud(tx, lead, early, {
        name: `云平台${mark()}`,
        providerOrgId: party(provider).orgId,
        serviceModels: ["IaaS"],
        deployment: "shared",
        zones: ["internet"],
        region: "云州市",
        carriers: ["电信"],
        capabilityLevel: "general",
        mlpsLevel: 3,
        supervisedFrom: new Date(early).toISOString().slice(0, 10),
      });
      await createSite(tx, lead, early, { cloudId, name: `机房${mark()}`, address: `某路${mark()}号` });
      clouds.push(cloudId);
    }
    const systems: string[] = [];
    for (const { customer } of plan.systems)
      systems.push(
        await createSystem(tx, lead, early, {
          orgId: party(2 + customer).orgId,
          name: `系统${mark()}`,
          mlpsLevel: 2,
          website: true,
          domains: [`${mark().toLowerCase()}.example.gov.cn`],
        }),
      );
    return { parties, clouds, systems, over };
  });
  const cloudAt = (index: number): string => made.clouds[index % made.clouds.length] as string;
  const partyAt = (index: number): Party => made.parties[index % made.parties.length] as Party;
  const until = (from: number, days: number | null) => (days === null ? null : after(from + days));
  for (const { org, role, cloud, from, days } of plan.engaged)
    await owner.query(
      `insert into engagement (id, org_id, role, subject_id, from_at, to_at) values ($1, $2, $3, $4, $5, $6)
       on conflict do nothing`,
      [randomUUID(), partyAt(org).orgId, role, cloudAt(cloud), after(from), until(from, days)],
    );
  for (const [index, { stays }] of plan.systems.entries())
    for (const { cloud, from, days } of stays) {
      await owner.query(
        `insert into system_cloud (system_id, cloud_id, zone, from_at, to_at) values ($1, $2, 'internet', $3, $4)
         on conflict do nothing`,
        [made.systems[index], cloudAt(cloud), after(from), until(from, days)],
      );
      await owner.query(
        `insert into resource (id, system_id, cloud_id, kind, name, created_at) values ($1, $2, $3, 'vm', $4, $5)`,
        [randomUUID(), made.systems[index], cloudAt(cloud), `虚拟机${mark()}`, early],
      );
    }
  for (const [index, each] of plan.papers.entries())
    await paper(owner, each, index, cloudAt(each.cloud), { ...partyAt(0), orgId: made.over }, after(-60));
  return { parties: made.parties, clouds: made.clouds };
}

/** A submission with a file for one of the cloud's periods; perhaps reviewed, with a defect in rectification. */
async function paper(
  owner: pg.Client,
  { handedIn, defect }: Paper,
  index: number,
  cloud: string,
  issuer: Party,
  at: Date,
): Promise<void> {
  const { rows } = await owner.query(
    `select id, obligation_id, subject_id, party_org_id, (select id from person where org_id = party_org_id limit 1) as person
     from period where cloud_id = $1 order by id offset $2 limit 1`,
    [cloud, index],
  );
  const [period] = rows;
  if (!period) throw new Error("a cloud without periods");
  const [submission, file] = [randomUUID(), randomUUID()];
  await owner.query(
    `insert into submission (id, number, org_id, kind, title, statement, state, created_by, created_at, submitted_at, submitted_by)
     values ($1, $2, $3, 'files', $4, $5, $6, $7, $8, $9, $10)`,
    [
      submission,
      handedIn ? `提交${mark()}` : null,
      period.party_org_id,
      `标题${mark()}`,
      `说明${mark()}`,
      handedIn ? "submitted" : "draft",
      period.person,
      at,
      handedIn ? at : null,
      handedIn ? period.person : null,
    ],
  );
  await owner.query(`insert into submission_period values ($1, $2, $3)`, [
    submission,
    period.id,
    period.subject_id,
  ]);
  await owner.query(
    `insert into file (id, org_id, name, media_type, kind, size, sha256, blob_key, sensitivity, uploaded_by, uploaded_at)
     values ($1, $2, $3, 'application/pdf', 'pdf', 10, repeat('0', 64), 'x', 'internal', $4, $5)`,
    [file, period.party_org_id, `附件${mark()}.pdf`, period.person, at],
  );
  await owner.query(`insert into submission_file (submission_id, file_id, position) values ($1, $2, 0)`, [
    submission,
    file,
  ]);
  if (handedIn)
    await owner.query(
      `update period set state = 'submitted', submission_id = $2, submitted_at = $3 where id = $1`,
      [period.id, submission, at],
    );
  if (defect)
    await owner.query(
      `insert into rectification (id, number, subject_id, cloud_id, source, title, defect, severity, party_org_id,
         window_amount, window_unit, window_source, state, issued_by, issued_org, issued_at, receipt_due_at, due_at,
         original_due_at, due_rule)
       values ($1, $2, $3, $4, 'manual', $5, $6, 'high', $7, 10, 'days', 'decision', 'issued', $8, $9, $10, $10, $10, $10, 'x')`,
      [
        randomUUID(),
        `整改${mark()}`,
        period.subject_id,
        cloud,
        `缺陷${mark()}`,
        `描述${mark()}`,
        period.party_org_id,
        issuer.personId,
        issuer.orgId,
        at,
      ],
    );
}

/** A session of this moment, as signing in leaves it. */
export async function sessionOf(owner: pg.Client, { personId, orgId }: Party, now: Date): Promise<string> {
  const { token, hash } = newToken();
  await owner.query(
    `insert into session (token_hash, id, person_id, org_id, created_at, last_seen_at, expires_at, address, agent, aal, confirmed_at)
     values ($1, $2, $3, $4, $5, $5, $6, '', '', 2, $5)`,
    [hash, randomUUID(), personId, orgId, now, new Date(now.getTime() + DAY)],
  );
  return `yunjian=${token}`;
}
