import { randomUUID } from "node:crypto";
import * as contract from "@yunjian/contract";
import { ApiError } from "@yunjian/contract";
import { creditCheckSign, isTwoPersonStrict } from "@yunjian/domain";
import { beforeAll, describe, expect, it } from "vitest";
import { createSystem, placeSystem } from "../src/features/registry/service-systems.ts";
import { startApp, type TestApp, type Visitor } from "./app.ts";
import { makeWorld, type World } from "./world.ts";

let test: TestApp;
let world: World;
let lead: Visitor;

beforeAll(async () => {
  test = await startApp();
  world = await makeWorld(test);
  lead = await world.as("lead");
});

async function refusal(promise: Promise<unknown>): Promise<ApiError["problem"]> {
  const error = await promise.then(
    () => undefined,
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(ApiError);
  return (error as ApiError).problem;
}
const nameOf = async (promise: Promise<unknown>) => (await refusal(promise)).name;
const fieldsOf = async (promise: Promise<unknown>) =>
  (await refusal(promise)).errors?.map((error) => error.field);

const organisation = (name: string, roles: ("customer" | "provider" | "supervisor")[]) => ({
  name,
  shortName: name.slice(0, 20),
  creditCode: null,
  roles,
  parentId: null,
  region: "云州市",
  contact: "",
  phone: "",
  twoPerson: isTwoPersonStrict(roles),
});

const cloud = (name: string) => ({
  name,
  serviceModels: ["IaaS" as const],
  deployment: "shared" as const,
  zones: ["internet" as const],
  region: "云州市",
  carriers: ["电信"],
  capabilityLevel: "general" as const,
  mlpsLevel: 2,
  supervisedFrom: "2026-01-01",
});

describe("organisations", () => {
  it("may hold several roles and stand below one another, never below themselves", async () => {
    const city = await lead.call(contract.createOrganisation, {
      body: organisation("云州市教育局", ["customer", "supervisor"]),
    });
    const below = { ...organisation("云州市东湖区教育局", ["customer"]), parentId: city.id };
    const district = await lead.call(contract.createOrganisation, { body: below });
    const seen = await lead.call(contract.getOrganisation, { params: { id: city.id } });
    expect(seen).toMatchObject({
      roles: ["customer", "supervisor"],
      children: [{ id: district.id }],
      may: "all",
    });
    const loop = { ...organisation("云州市教育局", ["customer"]), parentId: district.id, version: 1 };
    expect(
      await fieldsOf(lead.call(contract.changeOrganisation, { params: { id: city.id }, body: loop })),
    ).toEqual(["/parentId"]);
    expect(
      await nameOf(
        lead.call(contract.endOrganisation, {
          params: { id: city.id },
          body: { version: 1, reason: "撤并" },
        }),
      ),
    ).toBe("in-use");
  });

  it("name every wrong field at once", async () => {
    const wrong = {
      ...organisation("某公司", ["provider"]),
      name: " x ",
      creditCode: "91330100MA2KXXXX00",
      twoPerson: false,
    };
    expect(await fieldsOf(lead.call(contract.createOrganisation, { body: wrong }))).toEqual([
      "/creditCode",
      "/twoPerson",
    ]);
    const code = "91330100MA2KABCD0";
    const right = {
      ...organisation("某云公司", ["provider"]),
      creditCode: ` ${code}${creditCheckSign(code)} `.trim().toLowerCase(),
    };
    await lead.call(contract.createOrganisation, { body: right });
    expect(
      await nameOf(lead.call(contract.createOrganisation, { body: { ...right, name: "另一公司" } })),
    ).toBe("already-exists");
  });

  it("keep their own contact, and nothing else", async () => {
    const own = await world.as("customer1Lead");
    const seen = await own.call(contract.getOrganisation, { params: { id: world.orgs.customer1 } });
    expect(seen.may).toBe("contact");
    const { name, shortName, creditCode, roles, region, twoPerson, version } = seen;
    const body = {
      name,
      shortName,
      creditCode,
      roles,
      parentId: null,
      region,
      twoPerson,
      version,
      contact: "杨帆",
      phone: "0571-8800",
    };
    await own.call(contract.changeOrganisation, { params: { id: seen.id }, body });
    const more = {
      ...body,
      version: version + 1,
      region: "别处",
      roles: ["customer" as const, "supervisor" as const],
    };
    expect(
      await fieldsOf(own.call(contract.changeOrganisation, { params: { id: seen.id }, body: more })),
    ).toEqual(["/roles", "/region"]);
    expect(await nameOf(own.call(contract.getOrganisation, { params: { id: world.orgs.customer2 } }))).toBe(
      "not-found",
    );
    expect(
      await nameOf(own.call(contract.createOrganisation, { body: organisation("新单位", ["customer"]) })),
    ).toBe("forbidden");
  });
});

describe("clouds", () => {
  it("are seen by who is engaged with them, and are absent for everybody else", async () => {
    const seenBy = async (name: Parameters<World["as"]>[0]) => {
      const { items } = await (await world.as(name)).call(contract.listClouds, { query: { sort: "name" } });
      return items.map((item) => item.name).filter((name) => name.startsWith("云州"));
    };
    const [telecom, unicom] = ["云州电信政务云", "云州联通专享云"];
    expect(await seenBy("lead")).toEqual([telecom, unicom]);
    expect(await seenBy("manager")).toEqual([telecom, unicom]);
    expect(await seenBy("provider1Member")).toEqual([telecom]);
    expect(await seenBy("customer1Member")).toEqual([telecom]);
    expect(await seenBy("assessor")).toEqual([telecom]);
    expect(await seenBy("districtReviewer")).toEqual([unicom]);
    for (const name of ["provider2Lead", "customer2Lead", "districtLead"] as const) {
      const { call } = await world.as(name);
      expect(await nameOf(call(contract.getCloud, { params: { id: world.clouds.cloud1 } }))).toBe(
        "not-found",
      );
    }
  });

  it("registered by a district stay in its sight, with their provider engaged", async () => {
    const district = await world.as("districtLead");
    const body = { ...cloud("东湖区政务云"), providerOrgId: world.orgs.provider2 };
    const { id } = await district.call(contract.createCloud, { body });
    expect((await district.call(contract.getCloud, { params: { id } })).may).toBe("all");
    await district.call(contract.createSite, {
      params: { id },
      body: { name: "湖心机房", address: "湖心路 2 号", purpose: "" },
    });
    const { items } = await lead.call(contract.listEngagements, {
      query: { subjectId: id, ended: "running" },
    });
    expect(
      items
        .filter((item) => item.subject)
        .map((item) => [item.organisation.name, item.role])
        .sort(),
    ).toEqual(
      [
        ["东湖区数据局", "supervisor"],
        ["联通数科", "provider"],
      ].sort(),
    );
    expect(
      await nameOf(
        district.call(contract.createCloud, {
          body: { ...cloud("另一朵"), providerOrgId: world.orgs.provider1 },
        }),
      ),
    ).toBe("not-found");
    expect((await (await world.as("provider2Lead")).call(contract.getCloud, { params: { id } })).may).toBe(
      "own",
    );
  });

  it("are changed only by who supervises them, under the version that was read", async () => {
    const params = { id: world.clouds.cloud2 };
    const { version } = await lead.call(contract.getCloud, { params });
    const body = {
      ...cloud("云州联通专享云"),
      deployment: "dedicated" as const,
      zones: ["government-extranet" as const],
      mlpsLevel: 3,
      version,
    };
    expect(await nameOf((await world.as("provider2Lead")).call(contract.changeCloud, { params, body }))).toBe(
      "forbidden",
    );
    await (await world.as("districtLead")).call(contract.changeCloud, { params, body });
    expect(await nameOf(lead.call(contract.changeCloud, { params, body }))).toBe("stale-version");
    expect(
      await nameOf(
        lead.call(contract.endCloud, { params, body: { version: version + 1, reason: "合同到期" } }),
      ),
    ).toBe("in-use");
    const wrong = { ...body, version: version + 1, name: "云州电信政务云" };
    expect(await nameOf(lead.call(contract.changeCloud, { params, body: wrong }))).toBe("already-exists");
    const { history } = await lead.call(contract.getCloud, { params });
    expect(history[0]).toMatchObject({ kind: "cloud.changed", person: "何平", organisation: "东湖区数据局" });
  });

  it("need a provider that is registered as one", async () => {
    const body = { ...cloud("无主云"), providerOrgId: world.orgs.customer1 };
    expect(await fieldsOf(lead.call(contract.createCloud, { body }))).toEqual(["/providerOrgId"]);
  });

  it("that ended stay visible and change no more", async () => {
    const { id } = await lead.call(contract.createCloud, {
      body: { ...cloud("短命云"), providerOrgId: world.orgs.provider2 },
    });
    expect(
      await nameOf(lead.call(contract.endCloud, { params: { id }, body: { version: 1, reason: " " } })),
    ).toBe("reason-required");
    await lead.call(contract.endCloud, { params: { id }, body: { version: 1, reason: "试点结束" } });
    const own = await world.as("provider2Lead");
    expect((await own.call(contract.getCloud, { params: { id } })).endedAt).not.toBeNull();
    expect(
      (await own.call(contract.listClouds, { query: { ended: "running" } })).items.map((item) => item.id),
    ).not.toContain(id);
    expect(
      await nameOf(
        lead.call(contract.createSite, { params: { id }, body: { name: "甲", address: "乙", purpose: "" } }),
      ),
    ).toBe("wrong-state");
    await lead.call(contract.createCloud, {
      body: { ...cloud("短命云"), providerOrgId: world.orgs.provider2 },
    });
  });

  it("list a page with a bounded number of statements", async () => {
    const { call } = await world.as("manager");
    await call(contract.listClouds, { query: {} });
    test.statements();
    await call(contract.listClouds, { query: { limit: 1, sort: "-name" } });
    // session, begin, set_config, clouds, certificates, settings, commit
    expect(test.statements().length).toBeLessThanOrEqual(8);
  });

  it("page through by name in Chinese order, both ways", async () => {
    const walk = async (sort: "name" | "-name") => {
      const names: string[] = [];
      let after: string | undefined;
      do {
        const page = await lead.call(contract.listClouds, {
          query: { limit: 2, sort, ...(after && { after }) },
        });
        names.push(...page.items.map((item) => item.name));
        after = page.next ?? undefined;
      } while (after);
      return names;
    };
    const up = await walk("name");
    expect(new Set(up).size).toBeGreaterThanOrEqual(4);
    expect(await walk("-name")).toEqual(up.toReversed());
    expect(up.indexOf("东湖区政务云")).toBeLessThan(up.indexOf("云州电信政务云"));
  });
});

describe("certificates", () => {
  it("hold three years from their issue and tell when to apply again", async () => {
    const { certificate } = await lead.call(contract.getCloud, { params: { id: world.clouds.cloud1 } });
    expect(certificate).toMatchObject({
      issuedOn: "2025-03-10",
      validUntil: "2028-03-09",
      applyBy: "2027-09-09",
      state: "valid",
      remindOn: [
        { months: 12, on: "2027-03-09" },
        { months: 9, on: "2027-06-09" },
      ],
    });
  });

  it("are entered by the provider, voided by the supervisor alone", async () => {
    const params = { id: world.clouds.cloud2 };
    const own = await world.as("provider2Member");
    const made = await own.call(contract.createCertificate, {
      params,
      body: { number: "YPG-9", issuedOn: "2023-12-01", validUntil: null },
    });
    const standing = async () => (await own.call(contract.getCloud, { params })).certificate?.state;
    expect(await standing()).toBe("apply-late");
    await own.call(contract.applyCertificate, {
      params: { id: made.id },
      body: { version: 1, appliedOn: "2026-05-20" },
    });
    expect(await standing()).toBe("applied");
    const body = { version: 2, reason: "控股股东变更" };
    expect(await nameOf(own.call(contract.voidCertificate, { params: { id: made.id }, body }))).toBe(
      "forbidden",
    );
    await lead.call(contract.voidCertificate, { params: { id: made.id }, body });
    expect(await standing()).toBe("voided");
    expect(
      await nameOf(
        lead.call(contract.voidCertificate, { params: { id: made.id }, body: { ...body, version: 3 } }),
      ),
    ).toBe("wrong-state");
  });

  it("refuse a date that cannot be", async () => {
    const params = { id: world.clouds.cloud1 };
    const body = { number: "YPG-10", issuedOn: "2026-12-01", validUntil: "2026-01-01" };
    expect(await fieldsOf(lead.call(contract.createCertificate, { params, body }))).toEqual([
      "/issuedOn",
      "/validUntil",
    ]);
  });
});

describe("systems", () => {
  const system = {
    name: "学籍系统",
    mlpsLevel: 3,
    website: true,
    domains: ["https://XJ.example.com/login", "xj.example.com"],
    description: "",
  };

  it("are registered by their customer, warned about, and moved out", async () => {
    const own = await world.as("customer2Lead");
    const { id } = await own.call(contract.createSystem, {
      body: { ...system, orgId: world.orgs.customer2 },
    });
    expect(
      await nameOf(own.call(contract.createSystem, { body: { ...system, orgId: world.orgs.customer1 } })),
    ).toBe("not-your-organisation");
    const weak = await lead.call(contract.createCloud, {
      body: { ...cloud("二级云"), providerOrgId: world.orgs.provider1 },
    });
    expect(
      await nameOf(
        own.call(contract.placeSystem, { params: { id }, body: { cloudId: weak.id, zone: "internet" } }),
      ),
    ).toBe("not-found");
    const zone = { cloudId: weak.id, zone: "government-extranet" as const };
    expect(await fieldsOf(lead.call(contract.placeSystem, { params: { id }, body: zone }))).toEqual([
      "/zone",
    ]);
    await lead.call(contract.placeSystem, { params: { id }, body: { ...zone, zone: "internet" } });
    expect(
      await nameOf(lead.call(contract.placeSystem, { params: { id }, body: { ...zone, zone: "internet" } })),
    ).toBe("already-exists");

    const seen = await own.call(contract.getSystem, { params: { id } });
    expect(seen.domains).toEqual(["xj.example.com"]);
    expect(seen.warnings.map((warning) => warning.code)).toEqual(["mlps-below-system", "domain-suffix"]);
    expect(seen.placements).toMatchObject([{ cloud: { name: "二级云" }, zone: "internet" }]);
    // The provider now sees the system that runs on its cloud, and its customer's name.
    const provider = await world.as("provider1Member");
    expect((await provider.call(contract.getSystem, { params: { id } })).organisation.name).toBe("市生态局");
    expect((await provider.call(contract.getSystem, { params: { id } })).may).toBe("nothing");

    expect(
      await nameOf(own.call(contract.endSystem, { params: { id }, body: { version: 1, reason: "停用" } })),
    ).toBe("in-use");
    await own.call(contract.moveSystemOut, { params: { id, cloudId: weak.id }, body: { reason: "迁移" } });
    await own.call(contract.endSystem, { params: { id }, body: { version: 1, reason: "停用" } });
    expect(await nameOf(provider.call(contract.getSystem, { params: { id } }))).toBe("not-found");
  });

  it("of other customers on the same cloud are absent", async () => {
    const other = await world.run("lead", async (tx, actor, now) => {
      const id = await createSystem(tx, actor, now, {
        orgId: world.orgs.customer2,
        name: "邻居",
        mlpsLevel: 2,
        website: false,
        domains: [],
      });
      await placeSystem(tx, actor, now, { systemId: id, cloudId: world.clouds.cloud1, zone: "internet" });
      return id;
    });
    const { call } = await world.as("customer1Lead");
    expect(await nameOf(call(contract.getSystem, { params: { id: other } }))).toBe("not-found");
    const { items } = await call(contract.listSystems, { query: { cloudId: world.clouds.cloud1 } });
    expect(items.map((item) => item.name)).toEqual(["社会保险公共服务网"]);
  });

  it("have resources where they run", async () => {
    const params = { id: world.systems.system1 };
    const provider = await world.as("provider1Member");
    const resource = { kind: "vm" as const, name: "web-01", specification: "8C16G", address: "10.1.2.3" };
    const made = await provider.call(contract.createResource, {
      params,
      body: { ...resource, cloudId: world.clouds.cloud1 },
    });
    expect(
      await nameOf(
        provider.call(contract.createResource, {
          params,
          body: { ...resource, cloudId: world.clouds.cloud1 },
        }),
      ),
    ).toBe("already-exists");
    expect(
      await fieldsOf(
        lead.call(contract.createResource, { params, body: { ...resource, cloudId: world.clouds.cloud2 } }),
      ),
    ).toEqual(["/cloudId"]);
    const foreign = await world.as("provider2Member");
    expect(await nameOf(foreign.call(contract.listResources, { params, query: {} }))).toBe("not-found");
    expect(
      await nameOf(foreign.call(contract.endResource, { params: { id: made.id }, body: { version: 1 } })),
    ).toBe("not-found");
    const customer = await world.as("customer1Member");
    expect(
      (await customer.call(contract.listResources, { params, query: { q: "10.1" } })).items,
    ).toHaveLength(1);
    await customer.call(contract.endResource, { params: { id: made.id }, body: { version: 1 } });
  });
});

describe("contracts", () => {
  it("are seen by their parties and the supervisors of the cloud, not by other customers of it", async () => {
    const body = {
      number: "ZFYHT-2026-001",
      title: "政务云服务合同",
      customerOrgId: world.orgs.customer1,
      providerOrgId: world.orgs.provider1,
      cloudId: world.clouds.cloud1,
      signedOn: "2026-01-05",
      endsOn: "2026-10-31",
    };
    const { id } = await lead.call(contract.createContract, { body });
    for (const name of ["customer1Member", "provider1Member", "manager", "lead"] as const) {
      const { call } = await world.as(name);
      expect((await call(contract.getContract, { params: { id } })).state).toBe("expired");
    }
    for (const name of ["customer2Member", "provider2Member", "assessor", "districtLead"] as const) {
      const { call } = await world.as(name);
      expect(await nameOf(call(contract.getContract, { params: { id } }))).toBe("not-found");
    }
    const wrong = { ...body, number: "X", cloudId: world.clouds.cloud2, endsOn: null };
    expect(await fieldsOf(lead.call(contract.createContract, { body: wrong }))).toEqual(["/cloudId"]);
    const dates = { ...body, number: "Y", endsOn: "2025-12-31" };
    expect(await fieldsOf(lead.call(contract.createContract, { body: dates }))).toEqual(["/endsOn"]);
  });
});

describe("engagements", () => {
  it("are started and ended by who supervises the subject; what is gone is seen no more", async () => {
    const subjectId = world.clouds.cloud2;
    const district = await world.as("districtLead");
    const body = { orgId: world.orgs.assessor, role: "assessor" as const, subjectId };
    expect(
      await nameOf(
        district.call(contract.startEngagement, { body: { ...body, subjectId: world.clouds.cloud1 } }),
      ),
    ).toBe("not-supervisor-of-subject");
    expect(
      await nameOf(district.call(contract.startEngagement, { body: { ...body, subjectId: null } })),
    ).toBe("not-supervisor-of-subject");
    const made = await lead.call(contract.startEngagement, { body });
    const assessor = await world.as("assessor");
    await assessor.call(contract.getCloud, { params: { id: subjectId } });
    expect(await nameOf(lead.call(contract.startEngagement, { body }))).toBe("already-exists");
    await district.call(contract.endEngagement, {
      params: { id: made.id },
      body: { version: 1, reason: "评估结束" },
    });
    test.clock.advance({ minutes: 1 });
    expect(await nameOf(assessor.call(contract.getCloud, { params: { id: subjectId } }))).toBe("not-found");
  });

  it("of whose the subject is, and the last over everything, do not end", async () => {
    const { items } = await lead.call(contract.listEngagements, {
      query: { subjectId: world.clouds.cloud1, ended: "running" },
    });
    const end = (id: string) =>
      lead.call(contract.endEngagement, { params: { id }, body: { version: 1, reason: "试" } });
    expect(await nameOf(end(items.find((item) => item.role === "provider")?.id ?? ""))).toBe("in-use");
    expect(await nameOf(end(items.find((item) => item.subject === null)?.id ?? ""))).toBe("last-holder");
  });

  it("give no supervision by seeing alone: a manager that is also a customer elsewhere changes nothing there", async () => {
    const both = await lead.call(contract.createOrganisation, {
      body: {
        ...organisation("双重身份单位", ["customer"]),
        roles: ["customer", "manager"] as never,
        twoPerson: true,
      },
    });
    const admin = await world.as("systemAdmin");
    const email = `${randomUUID()}@both.example`;
    const person = {
      orgId: both.id,
      name: "双双",
      email,
      phone: "",
      title: "",
      posts: ["manager-member" as const],
    };
    const made = await admin.call(contract.createPerson, { body: person });
    const visitor = test.visitor();
    await visitor.call(contract.useLink, {
      body: { token: made.link.token, password: "Shan-Shui-Cheng-2026" },
    });
    const system = {
      name: "双重系统",
      mlpsLevel: 2,
      website: false,
      domains: [],
      description: "",
      orgId: both.id,
    };
    const { id } = await lead.call(contract.createSystem, { body: system });
    await lead.call(contract.placeSystem, {
      params: { id },
      body: { cloudId: world.clouds.cloud1, zone: "internet" },
    });
    const params = { id: world.clouds.cloud1 };
    const seen = await visitor.call(contract.getCloud, { params });
    expect(seen.may).toBe("nothing");
    const site = { name: "越权机房", address: "某处", purpose: "" };
    expect(await nameOf(visitor.call(contract.createSite, { params, body: site }))).toBe(
      "not-supervisor-of-subject",
    );
  });
});
