import { signIn } from "@yunjian/contract";
import { type Actor, type EngagementRole, type Post, permissionsOf } from "@yunjian/domain";
import { sql } from "kysely";
import { createOrganisation, createPerson, engage, givePost } from "../src/features/identity/founding.ts";
import { setPassword } from "../src/features/sign-in/queries.ts";
import { createCertificate } from "../src/features/registry/service-certificates.ts";
import { createCloud, createSite } from "../src/features/registry/service-clouds.ts";
import { createSystem, placeSystem } from "../src/features/registry/service-systems.ts";
import { storeSetting } from "../src/features/settings/queries.ts";
import { hashPassword } from "../src/platform/secrets.ts";
import { grantVisibility, platformActor, type Tx, withActor } from "../src/platform/tenancy.ts";
import type { TestApp, Visitor } from "./app.ts";

/** Everybody in the small city signs in with this. */
export const PASSWORD = "Shan-Shui-Cheng-2026";

const ORGANISATIONS = {
  supervisor: { name: "云州市大数据管理局", shortName: "市大数据局", roles: ["supervisor"] },
  manager: { name: "云州市政务服务中心", shortName: "市政务中心", roles: ["manager"] },
  provider1: { name: "云州电信云计算有限公司", shortName: "电信云", roles: ["provider"] },
  provider2: { name: "云州联通数字科技有限公司", shortName: "联通数科", roles: ["provider"] },
  customer1: { name: "云州市人力资源和社会保障局", shortName: "市人社局", roles: ["customer"] },
  customer2: { name: "云州市生态环境局", shortName: "市生态局", roles: ["customer"] },
  assessor: { name: "华信安全测评中心", shortName: "华信测评", roles: ["assessor"] },
  district: { name: "云州市东湖区数据局", shortName: "东湖区数据局", roles: ["supervisor"] },
} as const satisfies Record<string, { name: string; shortName: string; roles: readonly EngagementRole[] }>;
export type OrgKey = keyof typeof ORGANISATIONS;

const PEOPLE = {
  lead: ["supervisor", "李薇", "supervisor-lead"],
  lead2: ["supervisor", "王建国", "supervisor-lead"],
  reviewer: ["supervisor", "赵敏", "supervisor-reviewer"],
  reviewer2: ["supervisor", "周涛", "supervisor-reviewer"],
  systemAdmin: ["supervisor", "陈思远", "system-admin"],
  securityAdmin: ["supervisor", "孙丽", "security-admin"],
  auditAdmin: ["supervisor", "吴昊", "audit-admin"],
  manager: ["manager", "郑洁", "manager-member"],
  provider1Lead: ["provider1", "冯刚", "provider-lead"],
  provider1Lead2: ["provider1", "褚云", "provider-lead"],
  provider1Member: ["provider1", "卫东", "provider-member"],
  provider2Lead: ["provider2", "蒋涵", "provider-lead"],
  provider2Lead2: ["provider2", "沈岳", "provider-lead"],
  provider2Member: ["provider2", "韩雪", "provider-member"],
  customer1Lead: ["customer1", "杨帆", "customer-lead"],
  customer1Member: ["customer1", "朱琳", "customer-member"],
  customer2Lead: ["customer2", "秦朗", "customer-lead"],
  customer2Member: ["customer2", "尤佳", "customer-member"],
  assessor: ["assessor", "许诺", "assessor-member"],
  districtLead: ["district", "何平", "supervisor-lead"],
  districtReviewer: ["district", "吕晴", "supervisor-reviewer"],
} as const satisfies Record<string, readonly [OrgKey, string, Post]>;
export type PersonKey = keyof typeof PEOPLE;

export interface World {
  readonly orgs: Readonly<Record<OrgKey, string>>;
  readonly people: Readonly<Record<PersonKey, string>>;
  readonly emails: Readonly<Record<PersonKey, string>>;
  /** cloud1: enhanced, provider1, with site1a and site1b. cloud2: general, provider2, with site2. */
  readonly clouds: { readonly cloud1: string; readonly cloud2: string };
  readonly sites: { readonly site1a: string; readonly site1b: string; readonly site2: string };
  /** system1: customer1 on cloud1, a website. system2: customer2 on cloud2. */
  readonly systems: { readonly system1: string; readonly system2: string };
  readonly certificates: { readonly certificate1: string };
  /** Signed in through the front door. */
  readonly as: (name: PersonKey) => Promise<Visitor>;
  /** For calling services directly: posts, scope and visibility as a session of this moment would have them. */
  readonly actor: (name: PersonKey) => Promise<Actor>;
  /** One transaction under that actor, at the clock's time. */
  readonly run: <T>(name: PersonKey, work: (tx: Tx, actor: Actor, now: Date) => Promise<T>) => Promise<T>;
}

export interface WorldOptions {
  readonly supervisedFrom?: string;
  /** As shipped: a second factor for the posts that need one, passwords that run out. Otherwise a password is enough. */
  readonly asShipped?: boolean;
}

/** A small city, made only through the services. Supervision starts on 2026-01-01 unless told otherwise. */
export async function makeWorld(test: TestApp, options: WorldOptions = {}): Promise<World> {
  const supervisedFrom = options.supervisedFrom ?? "2026-01-01";
  const now = test.clock.read();
  const orgs = {} as Record<OrgKey, string>;
  const people = {} as Record<PersonKey, string>;
  const emails = {} as Record<PersonKey, string>;
  const hash = await hashPassword(PASSWORD);

  await withActor(test.db, platformActor("world"), "write", async (tx) => {
    const nobody = platformActor("world");
    if (!options.asShipped) await passwordIsEnough(tx, now);
    for (const [key, { name, shortName, roles }] of entries(ORGANISATIONS)) {
      orgs[key] = await createOrganisation(tx, nobody, now, { name, shortName, region: "云州市", roles });
    }
    await engage(tx, nobody, now, { orgId: orgs.supervisor, role: "supervisor", subjectId: null });
    for (const [key, [org, name, post]] of entries(PEOPLE)) {
      emails[key] = `${key.toLowerCase()}@${org}.example`;
      people[key] = await createPerson(tx, nobody, now, { orgId: orgs[org], name, email: emails[key] });
      await givePost(tx, nobody, now, { personId: people[key], orgId: orgs[org], post });
      await setPassword(tx, people[key], hash, now);
    }
  });

  async function actor(name: PersonKey): Promise<Actor> {
    const [org, , post] = PEOPLE[name];
    const at = test.clock.read();
    const { rows } = await sql<{
      scope: "tenant" | "all";
      subjects: string[];
      cases: string[];
      orgs: string[];
    }>`
      select s.scope, v.subjects, yj_visible(${orgs[org]}, ${at}, 'case') as cases,
        yj_visible_orgs(${orgs[org]}, v.subjects, ${at}) as orgs
      from (select yj_scope(${orgs[org]}, ${at}) as scope) s,
        (select yj_visible(${orgs[org]}, ${at}, 'state') as subjects) v`.execute(test.db);
    const [seen] = rows;
    if (!seen) throw new Error(`no visibility for ${name}`);
    const made: Actor = {
      personId: people[name],
      orgId: orgs[org],
      posts: [post],
      permissions: permissionsOf([post]),
      scope: seen.scope,
      via: "session",
      requestId: `test-${name}`,
      lang: "zh",
    };
    if (seen.scope === "tenant") grantVisibility(made, seen);
    return made;
  }

  async function run<T>(name: PersonKey, work: (tx: Tx, actor: Actor, now: Date) => Promise<T>): Promise<T> {
    const made = await actor(name);
    return await withActor(test.db, made, "write", (tx) => work(tx, made, test.clock.read()));
  }

  const made = await run("lead", async (tx, lead) => {
    const cloud1 = await createCloud(tx, lead, now, {
      name: "云州电信政务云",
      providerOrgId: orgs.provider1,
      serviceModels: ["IaaS", "PaaS"],
      deployment: "shared",
      zones: ["internet", "government-extranet"],
      region: "云州市",
      carriers: ["电信", "移动"],
      capabilityLevel: "enhanced",
      mlpsLevel: 3,
      supervisedFrom,
    });
    const cloud2 = await createCloud(tx, lead, now, {
      name: "云州联通专享云",
      providerOrgId: orgs.provider2,
      serviceModels: ["IaaS"],
      deployment: "dedicated",
      zones: ["government-extranet"],
      region: "云州市",
      carriers: ["联通"],
      capabilityLevel: "general",
      mlpsLevel: 3,
      supervisedFrom,
    });
    for (const cloud of [cloud1, cloud2]) {
      await engage(tx, lead, now, { orgId: orgs.manager, role: "manager", subjectId: cloud });
    }
    await engage(tx, lead, now, { orgId: orgs.assessor, role: "assessor", subjectId: cloud1 });
    await engage(tx, lead, now, { orgId: orgs.district, role: "supervisor", subjectId: cloud2 });
    const site = (cloudId: string, name: string, address: string) =>
      createSite(tx, lead, now, { cloudId, name, address });
    const certificate1 = await createCertificate(tx, lead, now, {
      cloudId: cloud1,
      number: "YPG-2025-018",
      issuedOn: "2025-03-10",
    });
    const sites = {
      site1a: await site(cloud1, "高新区主机房", "高新区云谷路 1 号"),
      site1b: await site(cloud1, "南山灾备机房", "南山区数据大道 8 号"),
      site2: await site(cloud2, "东湖机房", "东湖区湖滨路 20 号"),
    };
    const system1 = await createSystem(tx, lead, now, {
      orgId: orgs.customer1,
      name: "社会保险公共服务网",
      mlpsLevel: 3,
      website: true,
      domains: ["rsj.yunzhou.gov.cn"],
    });
    const system2 = await createSystem(tx, lead, now, {
      orgId: orgs.customer2,
      name: "排污许可管理系统",
      mlpsLevel: 2,
      website: false,
      domains: [],
    });
    await placeSystem(tx, lead, now, { systemId: system1, cloudId: cloud1, zone: "internet" });
    await placeSystem(tx, lead, now, { systemId: system2, cloudId: cloud2, zone: "government-extranet" });
    return {
      clouds: { cloud1, cloud2 },
      sites,
      systems: { system1, system2 },
      certificates: { certificate1 },
    };
  });

  async function as(name: PersonKey): Promise<Visitor> {
    const visitor = test.visitor();
    await visitor.call(signIn, { body: { email: emails[name], password: PASSWORD } });
    return visitor;
  }

  return { orgs, people, emails, ...made, as, actor, run };
}

function entries<T extends object>(record: T): [keyof T, T[keyof T]][] {
  return Object.entries(record) as [keyof T, T[keyof T]][];
}

/** What most tests are not about: nobody needs a second factor, and passwords outlive every story. */
export async function passwordIsEnough(tx: Tx, now: Date): Promise<void> {
  const settings = { "factor.requiredPosts": [], "password.maxAgeDays": 3660 } as const;
  for (const [key, value] of entries(settings)) {
    await storeSetting(tx, {
      key,
      value,
      version: 0,
      reason: "Tests sign in by password.",
      by: null,
      at: now,
    });
  }
}
