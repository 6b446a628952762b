import { loadCatalogue } from "@yunjian/catalogue";
import type { ParameterSpec } from "@yunjian/domain";
import { listChanges } from "../features/agreements/queries.ts";
import { agreementInForce } from "../features/agreements/read.ts";
import { changeAgreement } from "../features/agreements/service.ts";
import { askNotApplicable, decideChanges, stateParameters } from "../features/agreements/service-changes.ts";
import { DEMO_PASSWORD } from "../features/sign-in/demo-accounts.ts";
import { createOrganisation, createPerson, engage, givePost } from "../features/identity/founding.ts";
import { setPassword } from "../features/sign-in/queries.ts";
import { createCertificate } from "../features/registry/service-certificates.ts";
import { createCloud, createSite } from "../features/registry/service-clouds.ts";
import { createContract } from "../features/registry/service-contracts.ts";
import { createResource } from "../features/registry/service-resources.ts";
import { createSystem, placeSystem } from "../features/registry/service-systems.ts";
import { ask as askLoosening, decide as decideLoosening } from "../features/settings/loosening.ts";
import { change as changeSetting } from "../features/settings/service.ts";
import { hashPassword } from "../platform/secrets.ts";
import { platformActor, withActor } from "../platform/tenancy.ts";
import { CITY, CLOUDS, ORGANISATIONS, SYSTEMS } from "./cast.ts";
import type { Stage } from "./stage.ts";

/** Builds the city on its first day: everybody, every cloud and system, and what was agreed. */
export async function found(stage: Stage, firstDay: string): Promise<void> {
  await people(stage);
  await passwordIsEnough(stage);
  await clouds(stage, firstDay);
  await systems(stage, firstDay);
  stage.engagementsChanged();
  await agreements(stage);
}

async function people(stage: Stage): Promise<void> {
  const nobody = platformActor("demo");
  const orgs = new Map<string, string>();
  const persons = new Map<string, { personId: string; orgKey: string }>();
  await withActor(stage.db, nobody, "write", async (tx) => {
    for (const org of ORGANISATIONS) {
      const orgId = await createOrganisation(tx, nobody, stage.now, {
        name: org.name,
        shortName: org.shortName,
        region: CITY,
        roles: org.roles,
        contact: org.people[0]?.name ?? "",
        phone: `0571-8800${String(1000 + orgs.size * 37).slice(-4)}`,
      });
      orgs.set(org.key, orgId);
      for (const person of org.people) {
        const personId = await createPerson(tx, nobody, stage.now, {
          orgId,
          name: person.name,
          title: person.title,
          email: `${person.key.split(".").at(-1)}@${org.domain}`,
        });
        await givePost(tx, nobody, stage.now, { personId, orgId, post: person.post });
        persons.set(person.key, { personId, orgKey: org.key });
      }
    }
    await engage(tx, nobody, stage.now, {
      orgId: orgs.get("supervisor") ?? "",
      role: "supervisor",
      subjectId: null,
    });
  });
  stage.placed = { ...stage.placed, orgs, people: persons };
}

/** One click signs in to the demo: its people agree to do without a second factor, and the pages say so. */
async function passwordIsEnough(stage: Stage): Promise<void> {
  const id = await stage.act("zhaojing", (tx, actor, now) =>
    askLoosening(tx, actor, now, {
      key: "factor.requiredPosts",
      value: [],
      version: 0,
      reason: "演示环境只在本机运行，为便于体验各岗位，只凭口令登录。",
    }),
  );
  await stage.act("zhoumin", (tx, actor, now) =>
    decideLoosening(tx, actor, now, { id, version: 1, grant: true, note: "仅限演示环境。" }),
  );
}

/** Everybody's password as of the day the demo is opened: passwords run out. */
export async function passwords(stage: Stage): Promise<void> {
  // One hash for all: argon2id is slow on purpose, and the demo's password is public.
  const hash = await hashPassword(DEMO_PASSWORD);
  await withActor(stage.db, platformActor("demo"), "write", async (tx) => {
    for (const { personId } of stage.placed.people.values()) await setPassword(tx, personId, hash, stage.now);
  });
}

async function clouds(stage: Stage, firstDay: string): Promise<void> {
  const placed = new Map<string, string>();
  for (const cloud of CLOUDS) {
    await stage.act("zhoumin", async (tx, actor, now) => {
      const id = await createCloud(tx, actor, now, {
        name: cloud.name,
        providerOrgId: stage.org(cloud.provider),
        serviceModels: [...cloud.serviceModels],
        deployment: cloud.deployment,
        zones: [...cloud.zones],
        region: CITY,
        carriers: [...cloud.carriers],
        capabilityLevel: cloud.capabilityLevel,
        mlpsLevel: cloud.mlpsLevel,
        supervisedFrom: firstDay,
      });
      placed.set(cloud.key, id);
      await engage(tx, actor, now, { orgId: stage.org("manager"), role: "manager", subjectId: id });
      if (cloud.capabilityLevel === "enhanced") {
        await engage(tx, actor, now, { orgId: stage.org("assessor"), role: "assessor", subjectId: id });
      }
      for (const site of cloud.sites) await createSite(tx, actor, now, { cloudId: id, ...site });
    });
  }
  stage.placed = { ...stage.placed, clouds: placed };
}

/** Certificates are entered on the day they were issued, if that is still to come. */
export async function certificates(stage: Stage, day: string, firstDay: string): Promise<void> {
  for (const { key, certificate } of CLOUDS) {
    const enteredOn = certificate.issuedOn < firstDay ? firstDay : certificate.issuedOn;
    if (enteredOn !== day) continue;
    await stage.act("zhoumin", (tx, actor, now) =>
      createCertificate(tx, actor, now, { cloudId: stage.cloud(key), ...certificate }),
    );
  }
}

async function systems(stage: Stage, firstDay: string): Promise<void> {
  const placed = new Map<string, string>();
  for (const [index, each] of SYSTEMS.entries()) {
    const cloud = CLOUDS.find(({ key }) => key === each.cloud);
    await stage.act("zhoumin", async (tx, actor, now) => {
      const orgId = stage.org(each.org);
      const cloudId = stage.cloud(each.cloud);
      const systemId = await createSystem(tx, actor, now, {
        orgId,
        name: each.name,
        mlpsLevel: each.mlpsLevel,
        website: each.domains.length > 0,
        domains: [...each.domains],
      });
      placed.set(each.name, systemId);
      await placeSystem(tx, actor, now, { systemId, cloudId, zone: each.zone });
      for (const resource of resourcesOf(index))
        await createResource(tx, actor, now, { systemId, cloudId, ...resource });
      await createContract(tx, actor, now, {
        number: `YZ-ZWY-${firstDay.slice(0, 4)}-${String(index + 1).padStart(3, "0")}`,
        title: `${each.name}政务云服务合同`,
        customerOrgId: orgId,
        providerOrgId: stage.org(cloud?.provider ?? ""),
        cloudId,
        signedOn: firstDay,
        endsOn: null,
      });
    });
  }
  stage.placed = { ...stage.placed, systems: placed };
}

function resourcesOf(index: number) {
  const net = `10.${20 + (index % 4)}.${index}`;
  return [
    { kind: "vm" as const, name: "应用服务器-01", specification: "8 核 / 16 GB", address: `${net}.11` },
    { kind: "vm" as const, name: "应用服务器-02", specification: "8 核 / 16 GB", address: `${net}.12` },
    {
      kind: "database" as const,
      name: "数据库-主",
      specification: "16 核 / 64 GB / 1 TB",
      address: `${net}.21`,
    },
    { kind: "volume" as const, name: "业务数据卷", specification: "2 TB", address: "" },
  ];
}

/** Silence, second reviewers, parameter values: what a supervisor settles before the first month ends. */
async function agreements(stage: Stage): Promise<void> {
  await stage.act("zhoumin", (tx, actor, now) =>
    changeSetting(tx, actor, now, {
      key: "realtime.maxSilence",
      value: { amount: 31, unit: "days" },
      version: 0,
      reason: "监测平台按月汇总报送，最长静默时间与汇总周期一致。",
    }),
  );
  for (const cloud of CLOUDS) {
    const cloudId = stage.cloud(cloud.key);
    const agreement = await stage.act("zhoumin", (tx) => agreementInForce(tx, cloudId));
    if (!agreement) continue;
    await stage.act("zhoumin", (tx, actor, now) =>
      changeAgreement(tx, actor, now, {
        cloudId,
        version: agreement.version,
        reason: "高风险控制项由两名审核人员共同认定。",
        changes: agreement.terms
          .filter((term) => term.applicable && ["JGK-A-05", "JGK-A-45", "JGK-A-54"].includes(term.dutyId))
          .map((term) => ({ dutyId: term.dutyId, secondReview: true })),
      }),
    );
    const member = ORGANISATIONS.find((org) => org.key === cloud.provider)?.people.find(
      (p) => p.post === "provider-member",
    );
    const duties = loadCatalogue().duties;
    const values = agreement.terms.flatMap((term) => {
      const duty = term.applicable ? duties.get(term.dutyId) : undefined;
      if (!duty || duty.parameters.length === 0) return [];
      return [
        {
          dutyId: duty.id,
          values: Object.fromEntries(duty.parameters.map((spec) => [spec.key, valueOf(spec)])),
        },
      ];
    });
    await stage.act(member?.key ?? "", (tx, actor, now) =>
      stateParameters(tx, actor, now, { cloudId, values, note: "首次填报参数值。" }),
    );
    const asked = await stage.act("liwei", (tx) =>
      listChanges(tx, { cloudId, state: "asked", limit: 200, after: null }),
    );
    await stage.act("liwei", (tx, actor, now) =>
      decideChanges(tx, actor, now, {
        changes: asked.map(({ id, version }) => ({ id, version })),
        approve: true,
        note: "",
      }),
    );
  }
  // The SaaS provider runs no wireless network of its own: asked by a reviewer, approved by a lead.
  await stage.act("liwei", (tx, actor, now) =>
    askNotApplicable(tx, actor, now, {
      cloudId: stage.cloud("qiming-saas"),
      dutyIds: ["JGK-A-18"],
      reason: "该平台全部部署在已纳入监管的政务云上，自身无网络接入设施，无线访问由底层云平台负责。",
    }),
  );
  const asked = await stage.act("zhoumin", (tx) =>
    listChanges(tx, { cloudId: stage.cloud("qiming-saas"), state: "asked", limit: 10, after: null }),
  );
  await stage.act("zhoumin", (tx, actor, now) =>
    decideChanges(tx, actor, now, {
      changes: asked.map(({ id, version }) => ({ id, version })),
      approve: true,
      note: "情况属实，同意。",
    }),
  );
}

/** A plausible value for each blank the control leaves to the provider. */
function valueOf(spec: ParameterSpec): string | string[] {
  const first = spec.options?.[0]?.key;
  if (spec.kind === "select" && first !== undefined) return spec.multiple ? [first] : first;
  if (spec.type === "duration") return spec.drives === "rectification-window" ? "P15D" : "P30D";
  if (spec.type === "list") return ["平台管理组", "安全运维组"];
  return /人员|角色|部门/.test(spec.label.zh) ? "安全管理部" : "按平台安全基线 V3.2 执行";
}
