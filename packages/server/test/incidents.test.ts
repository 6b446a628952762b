import * as api from "@yunjian/contract";
import { sql } from "kysely";
import { beforeAll, describe, expect, it } from "vitest";
import { settle } from "../src/background.ts";
import { engage } from "../src/features/identity/founding.ts";
import { createSystem, placeSystem } from "../src/features/registry/service-systems.ts";
import { makeSecret, signerOf } from "../src/platform/ledger/note.ts";
import { platformActor, withActor } from "../src/platform/tenancy.ts";
import { startApp, type TestApp } from "./app.ts";
import { refusal, type SignedIn, signedIn } from "./reviewing.ts";
import { makeWorld, type PersonKey, type World } from "./world.ts";

let test: TestApp;
let world: World;
let as: SignedIn;

beforeAll(async () => {
  test = await startApp(); // 2026-11-20, Friday, 10:00 in Shanghai
  world = await makeWorld(test);
  as = signedIn(test, world);
  // A second customer of cloud1, so that one can be told apart from the other.
  await world.run("lead", async (tx, actor, now) => {
    const systemId = await createSystem(tx, actor, now, {
      orgId: world.orgs.customer2,
      name: "大气监测平台",
      mlpsLevel: 2,
      website: false,
      domains: [],
    });
    await placeSystem(tx, actor, now, { systemId, cloudId: world.clouds.cloud1, zone: "internet" });
  });
});

const signer = signerOf(makeSecret("yunjian.test/log"));
const minutes = (n: number) => new Date(test.clock.read().getTime() + n * 60_000).toISOString();
const TEXTS = {
  cause: "弱口令被破解",
  measures: "隔离主机、重置口令",
  harm: "两套系统中断 30 分钟",
  accountability: "已约谈运维负责人",
  improvement: "启用双因素",
  lessons: "口令策略未覆盖测试主机",
};

async function report(more: object = {}, who: PersonKey = "provider1Member") {
  return await as(who).call(api.reportIncident, {
    body: {
      title: "管理节点异常登录",
      what: "发现管理节点被异地登录",
      kind: "unauthorised-access" as const,
      cloudIds: [world.clouds.cloud1],
      happenedAt: minutes(-30),
      knownAt: minutes(-10),
      ...more,
    },
  });
}
const open = (who: PersonKey, id: string) => as(who).call(api.getIncident, { params: { id } });
const notice = (who: PersonKey, id: string) => as(who).call(api.getIncidentNotice, { params: { id } });
const customersOf = (who: PersonKey, id: string, query: object = {}) =>
  as(who).call(api.listIncidentCustomers, { params: { id }, query });
const version = async (id: string, who: PersonKey = "reviewer") => (await open(who, id)).version;

async function phases(id: string, ...to: ("containment" | "eradication" | "recovery")[]) {
  for (const phase of to)
    await as("provider1Member").call(api.enterIncidentPhase, {
      params: { id },
      body: { version: await version(id), phase, text: "" },
    });
}
async function notify(id: string, text = "请检查本单位系统") {
  return await as("provider1Member").call(api.notifyIncidentCustomers, {
    params: { id },
    body: { version: await version(id), text },
  });
}
const acknowledge = (who: PersonKey, id: string) =>
  as(who).call(api.acknowledgeIncidentNotice, { params: { id }, body: { note: "已核查，未受影响" } });

describe("from report to end", () => {
  let id: string;

  it("a provider reports in one short form; customers are found and both contract clocks run", async () => {
    const made = await report({ impact: "可能影响托管系统" });
    id = made.id;
    expect(made.number).toMatch(/^事件〔2026〕\d+号$/);
    const of = await open("reviewer", id);
    expect(of).toMatchObject({ state: "confirmed", source: "provider", turn: "provider", what: "handle" });
    expect(of.customers).toEqual({ affected: 2, untold: 2, unacknowledged: 0 });
    expect(of.clocks.map(({ channel, standing }) => [channel, standing])).toEqual([
      ["customers", "running"],
      ["supervisor", "running"],
    ]);
    expect(of.clocks[0]?.dueAt).toBe(minutes(50));
    expect(of.facts.map((fact) => fact.kind)).toEqual(["what", "impact"]);
    expect(of.grading.regulation.level).toBe("general");
  });

  it("takes no time from the future or from before the cloud", async () => {
    expect(await refusal(report({ knownAt: minutes(60) }))).toBe("invalid-input");
    expect(await refusal(report({ happenedAt: "2019-01-01T00:00:00Z" }))).toBe("invalid-input");
    expect(await refusal(report({ cloudIds: [world.clouds.cloud2] }))).toBe("not-found");
    expect(await refusal(report({ cloudIds: [] }))).toBe("invalid-input");
    expect(await refusal(report({ classId: "2023:DS/nothing" }))).toBe("invalid-input");
  });

  it("is nobody's affair but its handlers'; a customer that was not told yet knows nothing", async () => {
    expect(await refusal(open("provider2Member", id))).toBe("not-found");
    expect(await refusal(open("customer1Lead", id))).toBe("forbidden");
    expect(await refusal(notice("customer1Lead", id))).toBe("not-found");
    expect((await as("provider2Member").call(api.listIncidents, { query: {} })).items).toEqual([]);
  });

  it("the supervisor comes after the customers, or with a reason that stays", async () => {
    const tell = (reason?: string) =>
      as("provider1Member").call(api.recordIncidentTelling, {
        params: { id },
        body: { channel: "supervisor", kind: "first", text: "报告如下", ...(reason && { reason }) },
      });
    expect(await refusal(tell())).toBe("incident-customers-first");
    expect((await notify(id)).told).toBe(2);
    await tell();
    const of = await open("reviewer", id);
    expect(of.clocks.map(({ channel, standing }) => [channel, standing])).toEqual([
      ["customers", "met"],
      ["supervisor", "met"],
    ]);
    expect(of.tellings).toMatchObject([{ channel: "supervisor", outOfOrder: false }]);
  });

  it("each customer finds its own notice, in the inbox and by mail, and nothing of others", async () => {
    await settle({ db: test.db, signer }, test.clock.read());
    const inbox = await as("customer1Lead").call(api.listNotices, { query: {} });
    expect(inbox.items.map((each) => each.path)).toContain(`/incident-notices/${id}`);
    const mails = await withActor(test.db, platformActor("test"), "read", (tx) =>
      tx.selectFrom("mail").select(["to_address", "subject", "text"]).execute(),
    );
    const mine = mails.filter((mail) => mail.to_address === world.emails.customer1Lead);
    expect(mine.some((mail) => mail.text.includes(`/incident-notices/${id}`))).toBe(true);
    expect(mine.some((mail) => mail.text.includes("异地登录"))).toBe(false);
    const of = await notice("customer1Lead", id);
    expect(of.systems.map((each) => each.name)).toEqual(["社会保险公共服务网"]);
    expect(JSON.stringify(of)).not.toContain("大气监测");
    expect(JSON.stringify(of)).not.toContain(world.orgs.customer2);
    await as("customer1Lead").call(api.readIncidentNotice, { params: { id }, body: {} });
    const { items } = await customersOf("provider1Member", id);
    expect(items.map(({ standing }) => standing).sort()).toEqual(["read", "told"]);
    expect(await refusal(notice("provider2Member", id))).toBe("forbidden");
  });

  it("graded anew from 较大 up, the authority's clock starts where the fact was known", async () => {
    await as("provider1Member").call(api.gradeIncidentOf, {
      params: { id },
      body: {
        version: await version(id),
        inputs: {
          importance: "important",
          loss: "unknown",
          social: "unknown",
          measures: { personalInfo: 1_200_000 },
        },
        knownAt: minutes(-5),
        classId: "2023:DS/leaked",
      },
    });
    const of = await open("reviewer", id);
    expect(of).toMatchObject({
      levelStandard: "general",
      levelRegulation: "larger",
      classId: "2023:DS/leaked",
    });
    const clock = of.clocks.find((each) => each.kind === "report");
    expect(clock).toMatchObject({
      channel: "provincial-cyberspace-office",
      legal: true,
      dueAt: minutes(235),
    });
    // Its customers have clocks of their own, which the provider does not see.
    const theirs = await notice("customer1Lead", id);
    expect(theirs.clocks).toMatchObject([{ side: "customer", channel: "provincial-cyberspace-office" }]);
    expect(of.clocks.every((each) => each.side === "provider")).toBe(true);
    // The customer told its own authority: its own clock is met, nobody else's.
    await as("customer1Lead").call(api.recordCustomerTelling, {
      params: { id },
      body: { channel: "provincial-cyberspace-office", kind: "first", text: "我单位系统受影响情况" },
    });
    expect((await notice("customer1Lead", id)).clocks[0]?.standing).toBe("met");
    expect((await notice("customer2Lead", id)).clocks[0]?.standing).toBe("running");
    // The risk assessment and what else an incident opens became due by themselves.
    expect(of.links.filter((link) => link.type === "period").length).toBeGreaterThan(0);
  });

  it("graded lower after the clock ran out, the breach stays; in time, the clock stops", async () => {
    test.clock.advance({ hours: 5 });
    const lower = async (reason?: string) =>
      as("reviewer").call(api.gradeIncidentOf, {
        params: { id },
        body: {
          version: await version(id),
          inputs: {
            importance: "important",
            loss: "minor",
            social: "minor",
            measures: { personalInfo: 1_200_000 },
          },
          regulation: "general",
          ...(reason && { reason }),
        },
      });
    expect(await refusal(lower())).toBe("reason-required");
    await lower("重复记录去重后不足一百万条");
    const of = await open("reviewer", id);
    expect(of.levelRegulation).toBe("general");
    expect(of.clocks.find((each) => each.kind === "report")?.standing).toBe("expired");
    expect(of.breaches).toBe(1);
  });

  it("facts are corrected by new ones, once; nothing is overwritten", async () => {
    const [first] = (await open("reviewer", id)).facts;
    const correct = () =>
      as("provider1Member").call(api.addIncidentFact, {
        params: { id },
        body: { kind: "what", text: "登录来自运维跳板机", correctsId: first?.id ?? "" },
      });
    await correct();
    expect(await refusal(correct())).toBe("invalid-input");
    const facts = (await open("reviewer", id)).facts;
    expect(facts.find((each) => each.id === first?.id)).toMatchObject({
      corrected: true,
      text: "发现管理节点被异地登录",
    });
    const { text } = await as("provider1Member").call(api.draftIncidentText, {
      params: { id },
      query: { channel: "provincial-cyberspace-office" },
    });
    expect(text).toContain("登录来自运维跳板机");
    expect(text).not.toContain("被异地登录");
    expect(text).toContain("续报补充");
  });

  it("help is asked and given, tasks are set and done", async () => {
    const help = await as("provider1Member").call(api.askIncidentHelp, {
      params: { id },
      body: { text: "请协调运营商封堵来源地址" },
    });
    const give = () =>
      as("reviewer").call(api.giveIncidentHelp, {
        params: { id, helpId: help.id },
        body: { text: "已协调封堵" },
      });
    await give();
    expect(await refusal(give())).toBe("already-done");
    const task = await as("provider1Member").call(api.setIncidentTask, {
      params: { id },
      body: { title: "重置全部管理口令", owner: "卫东", dueAt: minutes(60) },
    });
    await as("provider1Member").call(api.finishIncidentTask, {
      params: { id, taskId: task.id },
      body: { result: "已完成" },
    });
    const of = await open("reviewer", id);
    expect(of.help).toMatchObject([{ answer: { text: "已协调封堵" } }]);
    expect(of.tasks).toMatchObject([{ result: "已完成", late: false }]);
  });

  it("cannot be closed over a silent customer or an uncompared report", async () => {
    await phases(id, "containment", "eradication", "recovery");
    const ask = async () =>
      as("provider1Member").call(api.askIncidentClosing, {
        params: { id },
        body: { version: await version(id) },
      });
    expect(await refusal(ask())).toBe("incident-report-missing");
    await as("provider1Member").call(api.writeIncidentReport, {
      params: { id },
      body: { version: await version(id), ...TEXTS },
    });
    await ask();
    const close = async () =>
      as("reviewer").call(api.closeIncidentOf, { params: { id }, body: { version: await version(id) } });
    expect(await refusal(close())).toBe("incident-customers-open");
    await acknowledge("customer1Lead", id);
    expect(await refusal(acknowledge("customer1Member", id))).toBe("wrong-state");
    expect(await refusal(close())).toBe("incident-customers-open");
    const waive = (reason: string) =>
      as("reviewer").call(api.waiveIncidentCustomer, {
        params: { id, orgId: world.orgs.customer2 },
        body: { reason },
      });
    expect(await refusal(waive(" "))).toBe("reason-required");
    await waive("系统已下线，单位书面说明");
    expect(await refusal(close())).toBe("incident-report-uncompared");
    const compare = async (reportVersion: number, agrees: boolean) =>
      as("reviewer").call(api.compareIncidentReport, {
        params: { id },
        body: { version: await version(id), reportVersion, agrees, note: "报告时间与记录不符" },
      });
    expect(await refusal(compare(7, true))).toBe("stale-version");
    await compare(1, false);
    expect((await open("reviewer", id)).state).toBe("recovery");
    await as("provider1Member").call(api.writeIncidentReport, {
      params: { id },
      body: { version: await version(id), ...TEXTS, harm: "两套系统中断 35 分钟" },
    });
    await ask();
    await compare(2, true);
  });

  it("two people closing at once: one does, the other hears of it", async () => {
    const body = { version: await version(id) };
    const both = await Promise.allSettled([
      as("reviewer").call(api.closeIncidentOf, { params: { id }, body }),
      as("lead").call(api.closeIncidentOf, { params: { id }, body }),
    ]);
    expect(both.map((each) => each.status).sort()).toEqual(["fulfilled", "rejected"]);
    expect((await open("reviewer", id)).state).toBe("closed");
  });

  it("gives the final report as a paper, turns a lesson into a rectification, and opens again", async () => {
    const visitor = await world.as("reviewer");
    const answer = await test.app.inject({
      method: "GET",
      url: `/api/incidents/${id}/report.docx`,
      headers: { cookie: visitor.cookie() ?? "" },
    });
    expect(answer.statusCode).toBe(200);
    expect(answer.rawPayload.subarray(0, 2).toString()).toBe("PK");
    const made = await as("reviewer").call(api.demandIncidentRectification, {
      params: { id },
      body: {
        title: "测试主机口令策略",
        defect: "未纳入口令策略",
        severity: "high",
        cloudId: world.clouds.cloud1,
      },
    });
    const fix = await as("provider1Lead").call(api.getRectification, {
      params: { id: made.rectificationId },
    });
    expect(fix).toMatchObject({ source: "incident", title: "测试主机口令策略", state: "issued" });
    await as("reviewer").call(api.reopenIncidentOf, {
      params: { id },
      body: { version: await version(id), reason: "再次发现异常登录" },
    });
    expect(await open("provider1Member", id)).toMatchObject({
      state: "containment",
      reopenedCount: 1,
      turn: "provider",
    });
  });
});

describe("other ways", () => {
  it("a customer reports of its own system, follows it, and never sees the case", async () => {
    const made = await report(
      { cloudIds: [], systemIds: [world.systems.system1], kind: "malicious-code", title: "网站被植入暗链" },
      "customer1Member",
    );
    expect(await open("reviewer", made.id)).toMatchObject({
      state: "reported",
      source: "customer",
      what: "confirm",
    });
    expect(await notice("customer1Member", made.id)).toMatchObject({ mine: true, toldAt: null, actions: [] });
    expect(
      await refusal(
        report({ cloudIds: [world.clouds.cloud1], systemIds: [world.systems.system1] }, "customer1Member"),
      ),
    ).toBe("invalid-input");
    expect(
      await refusal(report({ cloudIds: [], systemIds: [world.systems.system2] }, "customer1Member")),
    ).toBe("not-found");
    // Only the system's own customer is affected, not the whole cloud.
    expect((await open("reviewer", made.id)).customers.affected).toBe(1);
    // The provider cannot call it a false alarm; the supervisor can, and all clocks stop.
    expect(
      await refusal(
        as("provider1Lead").call(api.dismissIncidentOf, {
          params: { id: made.id },
          body: { version: await version(made.id), reason: "误报" },
        }),
      ),
    ).toBe("forbidden");
    await as("reviewer").call(api.dismissIncidentOf, {
      params: { id: made.id },
      body: { version: await version(made.id), reason: "为正常友情链接" },
    });
    const of = await open("reviewer", made.id);
    expect(of.state).toBe("false-alarm");
    expect(of.clocks.every((each) => each.standing === "stopped")).toBe(true);
  });

  it("the same alarm is one incident, counted again", async () => {
    const first = await report({ reference: "SOC-2026-118" });
    const again = await report({ reference: "SOC-2026-118" });
    expect(again).toMatchObject({ id: first.id, repeated: true });
    expect((await open("reviewer", first.id)).repeats.count).toBe(1);
  });

  it("one report is merged into another, with its customers; a merged one goes nowhere", async () => {
    const into = await report({ title: "主事件", cloudIds: [], systemIds: [world.systems.system1] });
    const from = await report({ title: "重复上报" });
    const merge = async (id: string, intoId: string) =>
      as("reviewer").call(api.mergeIncidentOf, {
        params: { id },
        body: { version: await version(id), intoId, reason: "同一攻击" },
      });
    expect(await refusal(merge(from.id, from.id))).toBe("invalid-input");
    await merge(from.id, into.id);
    expect(await open("reviewer", from.id)).toMatchObject({
      state: "merged",
      mergedInto: { id: into.id },
      actions: [],
    });
    expect(await open("reviewer", into.id)).toMatchObject({ wholeClouds: true, customers: { affected: 2 } });
    expect(await refusal(merge(into.id, from.id))).toBe("wrong-state");
  });

  it("several clouds of two providers: each tells its own customers and sees no others", async () => {
    const made = await report(
      { cloudIds: [world.clouds.cloud1, world.clouds.cloud2], title: "供应链组件漏洞" },
      "reviewer",
    );
    expect((await open("reviewer", made.id)).customers.affected).toBe(2);
    expect((await customersOf("provider1Member", made.id)).figures.affected).toBe(2);
    const theirs = await customersOf("provider2Member", made.id);
    expect(theirs.items.map((each) => each.organisation.id)).toEqual([world.orgs.customer2]);
    await as("provider2Member").call(api.notifyIncidentCustomers, {
      params: { id: made.id },
      body: { version: await version(made.id), text: "请升级组件" },
    });
    const clocks = (await open("reviewer", made.id)).clocks.filter((each) => each.channel === "customers");
    const by = (orgId: string) => clocks.find((each) => each.organisation.id === orgId)?.standing;
    expect([by(world.orgs.provider1), by(world.orgs.provider2)]).toEqual(["running", "met"]);
  });

  it("a customer that left before is none; one nobody can reach is called", async () => {
    const made = await report({ title: "存储故障", kind: "other" });
    const add = async (orgId: string) =>
      as("provider1Member").call(api.addIncidentCustomer, {
        params: { id: made.id },
        body: { version: await version(made.id), orgId, reason: "客户来电" },
      });
    expect(await refusal(add(world.orgs.district))).toBe("not-found");
    expect(await refusal(add(world.orgs.manager))).toBe("incident-customer-gone");
    expect(await refusal(add(world.orgs.customer1))).toBe("already-exists");
    await notify(made.id);
    await settle({ db: test.db, signer }, test.clock.read());
    await withActor(test.db, platformActor("test"), "write", (tx) =>
      sql`update mail set state = 'failed' where id in (select mail_id from notice
        where object_id = ${made.id}::uuid and org_id = ${world.orgs.customer2}::uuid)`.execute(tx),
    );
    const { items, figures } = await customersOf("provider1Member", made.id, { standing: "to-call" });
    expect(items.map((each) => [each.organisation.id, each.unreachable])).toEqual([
      [world.orgs.customer2, true],
    ]);
    expect(figures.toCall).toBe(1);
    const call = (spokeTo: string) =>
      as("provider1Member").call(api.callIncidentCustomer, {
        params: { id: made.id, orgId: world.orgs.customer2 },
        body: { result: "reached", spokeTo, text: "已说明情况" },
      });
    expect(await refusal(call(""))).toBe("invalid-input");
    await call("值班员 秦朗");
    expect((await customersOf("provider1Member", made.id, { standing: "acknowledged" })).items).toMatchObject(
      [{ acknowledgedHow: "phone", calls: 1 }],
    );
    // Silence climbs by itself.
    test.clock.advance({ hours: 9 });
    expect((await customersOf("provider1Member", made.id)).figures.toCall).toBe(1);
  });

  it("work and reminders follow the clocks", async () => {
    const made = await report({ title: "链路中断", kind: "other" });
    const mine = async (who: PersonKey) =>
      (await as(who).call(api.getWork, {})).sections.map(({ key }) => key);
    expect(await mine("provider1Member")).toContain("incident");
    expect(await mine("customer1Member")).toContain("incident-notice");
    await settle({ db: test.db, signer }, test.clock.read());
    test.clock.advance({ minutes: 35 });
    await settle({ db: test.db, signer }, test.clock.read());
    const inbox = await as("provider1Member").call(api.listNotices, { query: { group: "incidents" } });
    const keys = inbox.items.filter((each) => each.path === `/incidents/${made.id}`).map((each) => each.key);
    expect(keys).toContain("incident-clock-near");
    test.clock.advance({ minutes: 40 });
    await settle({ db: test.db, signer }, test.clock.read());
    const later = await as("reviewer").call(api.listNotices, { query: { group: "incidents" } });
    expect(
      later.items.filter((each) => each.path === `/incidents/${made.id}`).map((each) => each.key),
    ).toContain("incident-clock-expired");
  });

  it("supervision passes on, and with it the running cases", async () => {
    const made = await report({ cloudIds: [world.clouds.cloud1], title: "移交" });
    expect(await refusal(open("districtLead", made.id))).toBe("not-found");
    await withActor(test.db, platformActor("test"), "write", (tx) =>
      engage(tx, platformActor("test"), test.clock.read(), {
        orgId: world.orgs.district,
        role: "supervisor",
        subjectId: world.clouds.cloud1,
      }),
    );
    expect((await open("districtLead", made.id)).supervises).toBe(true);
  });
});
