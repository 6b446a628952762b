import * as api from "@yunjian/contract";
import { AUTHORISATION_STANDINGS, OPERATION_KINDS } from "@yunjian/domain";
import { beforeAll, describe, expect, it } from "vitest";
import { settle } from "../src/background.ts";
import { createOrganisation, createPerson, engage, givePost } from "../src/features/identity/founding.ts";
import { createResource } from "../src/features/registry/service-resources.ts";
import { makeSecret, signerOf } from "../src/platform/ledger/note.ts";
import { platformActor, withActor } from "../src/platform/tenancy.ts";
import { startApp, type TestApp } from "./app.ts";
import { refusal, type SignedIn, signedIn } from "./reviewing.ts";
import { makeWorld, type PersonKey, type World } from "./world.ts";

let test: TestApp;
let world: World;
let as: SignedIn;
let vms: string[];

beforeAll(async () => {
  test = await startApp(); // 2026-11-20, Friday, 10:00 in Shanghai
  world = await makeWorld(test);
  as = signedIn(test, world);
  vms = await world.run("lead", async (tx, actor, now) => {
    const made: string[] = [];
    for (const name of ["应用服务器-01", "应用服务器-02"])
      made.push(
        await createResource(tx, actor, now, {
          systemId: world.systems.system1,
          cloudId: world.clouds.cloud1,
          kind: "vm",
          name,
          specification: "",
          address: "",
        }),
      );
    return made;
  });
});

const hours = (n: number) => new Date(test.clock.read().getTime() + n * 3_600_000).toISOString();

const WISH = {
  kind: "once",
  title: "重启应用服务器",
  reason: "应用无响应，需要重启后观察",
  operations: ["diagnose", "restart"],
  touches: ["availability", "data-read"],
  risk: "业务中断约 5 分钟",
  rollback: "恢复快照",
} as const;

async function ask(
  more: Partial<api.BodyOf<typeof api.askAuthorisation>> = {},
  who: PersonKey = "provider1Member",
) {
  return await as(who).call(api.askAuthorisation, {
    body: {
      ...WISH,
      operations: [...WISH.operations],
      touches: [...WISH.touches],
      systemId: world.systems.system1,
      operators: ["卫东", "冯刚"],
      toAt: hours(6),
      ...more,
    },
  });
}
const open = (who: PersonKey, id: string) => as(who).call(api.getAuthorisation, { params: { id } });

async function grant(id: string, more: object = {}, who: PersonKey = "customer1Lead") {
  const of = await open(who, id);
  return await as(who).call(api.grantAuthorisationOf, {
    params: { id },
    body: {
      version: of.version,
      operations: of.asked.operations,
      touches: of.asked.touches,
      resourceIds: of.asked.resources.map((each) => each.id),
      operators: of.asked.operators,
      fromAt: of.asked.fromAt,
      toAt: of.asked.toAt,
      ...more,
    },
  });
}
const report = (more: object = {}) => ({
  operation: "restart" as const,
  touches: ["availability" as const],
  operators: ["卫东"],
  startedAt: hours(-0.5),
  endedAt: hours(-0.25),
  text: "重启 tomcat，恢复正常",
  result: "done" as const,
  ...more,
});
const record = (id: string, more: object = {}, who: PersonKey = "provider1Member") =>
  as(who).call(api.recordOperationOf, { params: { id }, body: report(more) });

async function fileOf(who: PersonKey): Promise<string> {
  return await world.run(who, async (tx, actor, now) => {
    const id = crypto.randomUUID();
    await tx
      .insertInto("file")
      .values({
        id,
        org_id: actor.orgId ?? "",
        name: "会话日志.txt",
        media_type: "text/plain",
        kind: "text",
        size: 1200,
        sha256: "0".repeat(64),
        blob_key: id,
        sensitivity: "internal",
        state: "kept",
        uploaded_by: actor.personId ?? "",
        uploaded_at: now,
      })
      .execute();
    return id;
  });
}

describe("from the ask to the last record", () => {
  it("asked, narrowed, operated under, questioned, answered, finished", async () => {
    const { id, number } = await ask({ resourceIds: vms });
    expect(number).toMatch(/^授权〔2026〕\d+号$/);
    expect(await open("customer1Lead", id)).toMatchObject({
      standing: "asked",
      turn: "customer",
      what: "decide",
      asker: { name: "电信云" },
      customer: { name: "市人社局" },
      askedBy: { name: "卫东" },
      actions: ["grant", "refuse"],
    });
    expect((await open("customer1Member", id)).actions).toEqual([]);
    await grant(id, {
      operators: ["卫东"],
      resourceIds: [vms[0]],
      toAt: hours(3),
      conditions: "须有我方人员在场",
    });
    expect(await open("provider1Lead", id)).toMatchObject({
      standing: "valid",
      narrowed: true,
      conditions: "须有我方人员在场",
      granted: { operators: ["卫东"], resources: [{ name: "应用服务器-01" }] },
      decidedBy: { name: "杨帆" },
    });
    test.clock.advance({ hours: 1 });
    const log = await fileOf("provider1Member");
    const first = await record(id, { resourceIds: [vms[0]], fileIds: [log], reference: "INC-7781" });
    expect(first).toMatchObject({ late: false, repeated: false });
    const again = await record(id, { resourceIds: [vms[0]], reference: "INC-7781" });
    expect(again).toMatchObject({ id: first.id, repeated: true });
    expect(await refusal(record(id, { resourceIds: [vms[1]] }))).toBe("invalid-input");
    expect(await refusal(record(id, { resourceIds: [vms[0]], operators: ["冯刚"] }))).toBe("invalid-input");
    const seen = await open("customer1Member", id);
    expect(seen.records).toMatchObject([{ resources: ["应用服务器-01"], files: [{ name: "会话日志.txt" }] }]);
    expect(seen.actions).toEqual(["question"]);
    const asked = await as("customer1Member").call(api.questionOperationOf, {
      params: { id },
      body: { operationId: first.id, text: "为何重启两次？" },
    });
    expect(await open("provider1Member", id)).toMatchObject({
      turn: "asker",
      what: "answer",
      openQuestions: 1,
    });
    await as("provider1Member").call(api.answerQuestionOf, {
      params: { id },
      body: { questionId: asked.id, text: "第一次未释放端口" },
    });
    const twice = as("provider1Member").call(api.answerQuestionOf, {
      params: { id },
      body: { questionId: asked.id, text: "再答" },
    });
    expect(await refusal(twice)).toBe("wrong-state");
    const before = await open("provider1Lead", id);
    await as("provider1Lead").call(api.finishAuthorisationOf, {
      params: { id },
      body: { version: before.version, note: "已全部登记" },
    });
    const after = await open("lead", id);
    expect(after).toMatchObject({ standing: "finished", turn: "none", openQuestions: 0 });
    expect(after.records[0]?.questions[0]?.answer?.text).toBe("第一次未释放端口");
    expect(after.steps.map((step) => step.kind)).toEqual([
      "ask",
      "grant",
      "record",
      "question",
      "answer",
      "finish",
    ]);
    expect(await refusal(record(id, { resourceIds: [vms[0]] }))).toBe("wrong-state");
    const kinds = await world.run("auditAdmin", (tx) =>
      tx.selectFrom("record_entry").select("kind").where("object_id", "=", id).orderBy("id").execute(),
    );
    expect(kinds.map(({ kind }) => kind)).toEqual([
      "authorisation.asked",
      "authorisation.granted",
      "authorisation.operated",
      "authorisation.questioned",
      "authorisation.answered",
      "authorisation.finished",
    ]);
  });

  it("ends by the clock alone: late inside the limit, refused outside the time, closed after it", async () => {
    const { id } = await ask({ toAt: hours(2) });
    await grant(id);
    const [from, to] = [hours(0.5), hours(1)];
    test.clock.advance({ hours: 3 });
    expect(await open("provider1Lead", id)).toMatchObject({
      standing: "ended",
      turn: "asker",
      what: "record",
    });
    expect(await refusal(record(id))).toBe("operation-outside-grant");
    expect(await record(id, { startedAt: from, endedAt: to })).toMatchObject({ late: true });
    const { recordDueAt } = await open("provider1Lead", id);
    test.clock.set(new Date(Date.parse(recordDueAt ?? "") + 1));
    expect(await refusal(record(id, { startedAt: from, endedAt: to }))).toBe("recording-closed");
    expect((await open("customer1Lead", id)).standing).toBe("ended");
  });

  it("silence is flagged to customer and supervisor, each told once", async () => {
    const { id } = await ask({ toAt: hours(2) });
    await grant(id);
    const { recordDueAt } = await open("customer1Lead", id);
    const signer = signerOf(makeSecret("test.example"));
    await settle({ ...test.deps, signer }, test.clock.read());
    test.clock.set(new Date(Date.parse(recordDueAt ?? "") + 60_000));
    await settle({ ...test.deps, signer }, test.clock.read());
    await settle({ ...test.deps, signer }, test.clock.read());
    expect(await open("lead", id)).toMatchObject({ standing: "unrecorded", turn: "none" });
    for (const who of ["customer1Lead", "customer1Member", "lead", "provider1Member"] as const) {
      const { items } = await as(who).call(api.listNotices, { query: { limit: 200 } });
      const told = items.filter((each) => each.path.endsWith(id) && each.key === "authorisation-unrecorded");
      expect([who, told.length]).toEqual([who, 1]);
      expect(told[0]?.path).toBe(`/authorisations/${id}`);
    }
    const { items } = await as("districtLead").call(api.listNotices, { query: { limit: 200 } });
    expect(items.filter((each) => each.path.endsWith(id))).toEqual([]);
    const figures = await as("lead").call(api.getAuthorisationFigures, { query: {} });
    expect(figures.unrecorded).toBeGreaterThan(0);
  });

  it("withdrawn at once: what came before is taken, nothing after", async () => {
    const { id } = await ask();
    await grant(id);
    const [from, to] = [hours(0.25), hours(0.5)];
    test.clock.advance({ hours: 1 });
    const { version } = await open("customer1Lead", id);
    const withdraw = (reason: string) =>
      as("customer1Lead").call(api.withdrawAuthorisationOf, { params: { id }, body: { version, reason } });
    expect(await refusal(withdraw(" "))).toBe("reason-required");
    await withdraw("业务高峰，暂停操作");
    test.clock.advance({ hours: 1 });
    expect(await refusal(record(id))).toBe("operation-outside-grant");
    expect(await record(id, { startedAt: from, endedAt: to })).toMatchObject({ late: true });
    expect(await refusal(grant(id))).toBe("wrong-state");
  });

  it("refused with a reason, recalled before, lapsed when nobody answers", async () => {
    const one = await ask();
    const refuse = (note: string) =>
      as("customer1Lead").call(api.refuseAuthorisationOf, {
        params: { id: one.id },
        body: { version: 1, note },
      });
    expect(await refusal(refuse(""))).toBe("reason-required");
    expect((await refuse("请在维护窗口操作")).state).toBe("refused");
    const two = await ask();
    await as("provider1Lead").call(api.recallAuthorisationOf, {
      params: { id: two.id },
      body: { version: 1, reason: "故障已自行恢复" },
    });
    expect(await refusal(grant(two.id))).toBe("wrong-state");
    const three = await ask({ toAt: hours(1) });
    test.clock.advance({ hours: 2 });
    expect(await open("customer1Lead", three.id)).toMatchObject({ standing: "lapsed", actions: [] });
    expect(await refusal(grant(three.id))).toBe("deadline-passed");
  });
});

describe("two people", () => {
  it("one prepares, another lead confirms or gives it back", async () => {
    await world.run("lead", (tx) =>
      tx
        .updateTable("organisation")
        .set({ two_person: true })
        .where("id", "=", world.orgs.customer1)
        .execute(),
    );
    const { id } = await ask();
    expect((await grant(id, {}, "customer1Lead")).state).toBe("prepared");
    expect((await open("customer1Lead", id)).actions).toEqual(["refuse"]);
    expect(await refusal(record(id))).toBe("wrong-state");
    const own = as("customer1Lead").call(api.confirmAuthorisationOf, {
      params: { id },
      body: { version: 2, agree: true, note: "" },
    });
    expect(await refusal(own)).toBe("same-person");
    const other = await ask();
    expect((await grant(other.id, {}, "customer1Member")).state).toBe("prepared");
    const back = await as("customer1Lead").call(api.confirmAuthorisationOf, {
      params: { id: other.id },
      body: { version: 2, agree: false, note: "时间过长" },
    });
    expect(back.state).toBe("asked");
    await grant(other.id, { toAt: hours(1) }, "customer1Member");
    const { version } = await open("customer1Lead", other.id);
    await as("customer1Lead").call(api.confirmAuthorisationOf, {
      params: { id: other.id },
      body: { version, agree: true, note: "" },
    });
    expect(await open("provider1Lead", other.id)).toMatchObject({
      standing: "valid",
      preparedBy: { name: "朱琳" },
      decidedBy: { name: "杨帆" },
    });
    await world.run("lead", (tx) =>
      tx
        .updateTable("organisation")
        .set({ two_person: false })
        .where("id", "=", world.orgs.customer1)
        .execute(),
    );
  });
});

describe("emergencies", () => {
  const rule = (more: object = {}, who: PersonKey = "customer1Lead") =>
    as(who).call(api.makeEmergencyRuleOf, {
      body: {
        systemId: world.systems.system1,
        operatorOrgId: world.orgs.provider1,
        operations: ["restart", "security"],
        touches: ["availability", "configuration"],
        declarers: "anyone",
        reportWithinHours: 2,
        maxHours: 4,
        validTo: hours(24 * 90),
        ...more,
      },
    });

  it("are declared under a rule, told at once, and reviewed; an objection asks for a rectification", async () => {
    expect(await refusal(rule({ operatorOrgId: world.orgs.provider2 }))).toBe("invalid-input");
    expect(await refusal(rule({ validTo: hours(24 * 500) }))).toBe("invalid-input");
    const made = await rule();
    expect(await refusal(rule())).toBe("already-exists");
    const declare = (more: object = {}) =>
      as("provider1Member").call(api.declareEmergencyOf, {
        body: {
          ruleId: made.id,
          title: "勒索病毒处置",
          reason: "发现加密行为，立即隔离",
          operations: ["security"],
          touches: ["availability"],
          operators: ["卫东"],
          startedAt: hours(-1),
          ...more,
        },
      });
    expect(await refusal(declare({ operations: ["dispose"] }))).toBe("invalid-input");
    expect(await refusal(declare({ startedAt: hours(-3) }))).toBe("invalid-input");
    const { id } = await declare();
    expect(await open("customer1Lead", id)).toMatchObject({
      kind: "emergency",
      standing: "valid",
      review: "waiting",
    });
    await record(id, { operation: "security", touches: ["availability"] });
    const of = await open("customer1Lead", id);
    expect(of).toMatchObject({ turn: "customer", what: "review" });
    expect(of.actions).toContain("review");
    const review = (note: string) =>
      as("customer1Lead").call(api.reviewEmergencyOf, {
        params: { id },
        body: { version: of.version, accepted: false, note },
      });
    expect(await refusal(review(""))).toBe("reason-required");
    await review("未提供隔离前后的证据");
    const after = await open("customer1Lead", id);
    expect(after).toMatchObject({ review: "objected" });
    const request = await as("lead").call(api.getRectificationRequest, {
      params: { id: after.requestId ?? "" },
    });
    expect(request).toMatchObject({
      state: "asked",
      cloud: { id: world.clouds.cloud1 },
      asker: { name: "市人社局" },
    });
    expect((await open("provider1Lead", id)).requestId).toBeNull();
    await as("customer1Lead").call(api.endEmergencyRuleOf, {
      params: { id: made.id },
      body: { version: 1, reason: "改为先申请" },
    });
    expect(await refusal(declare())).toBe("wrong-state");
    const { items } = await as("provider1Lead").call(api.listEmergencyRules, { query: {} });
    expect(items).toMatchObject([
      { standing: "ended", operator: { name: "电信云" }, preparedBy: { name: "杨帆" } },
    ]);
  });
});

describe("who sees what", () => {
  it("the customer, the asker and the supervisor; nobody else, and all alike", async () => {
    const { id } = await ask();
    for (const who of ["provider2Lead", "customer2Lead", "assessor", "districtLead"] as const)
      expect([who, await refusal(open(who, id))]).toEqual([who, "not-found"]);
    expect(await refusal(open("manager", id))).toBe("forbidden");
    for (const who of ["customer1Member", "provider1Lead", "lead", "reviewer", "auditAdmin"] as const)
      expect((await open(who, id)).id).toBe(id);
  });

  it("a supplier's ask is not seen by the provider that hosts the system", async () => {
    const supplier = await withActor(test.db, platformActor("t"), "write", async (tx) => {
      const nobody = platformActor("t");
      const now = test.clock.read();
      const orgId = await createOrganisation(tx, nobody, now, {
        name: "云州智码软件有限公司",
        shortName: "智码软件",
        region: "云州市",
        roles: ["supplier"],
      });
      const personId = await createPerson(tx, nobody, now, {
        orgId,
        name: "陆鸣",
        email: "lu@zhima.example",
      });
      await givePost(tx, nobody, now, { personId, orgId, post: "supplier-member" });
      await engage(tx, nobody, now, { orgId, role: "supplier", subjectId: world.systems.system1 });
      return { orgId, personId };
    });
    const { ask: askService } = await import("../src/features/authorisations/service-ask.ts");
    const { actingAs } = await import("../src/features/identity/acting.ts");
    const now = test.clock.read();
    const actor = await actingAs(test.db, { ...supplier, posts: ["supplier-member"] }, now, "t");
    const { id } = await withActor(test.db, actor, "write", (tx) =>
      askService(tx, actor, now, {
        ...WISH,
        systemId: world.systems.system1,
        operators: ["陆鸣"],
        toAt: hours(3),
      }),
    );
    expect(await open("customer1Lead", id)).toMatchObject({
      askerRole: "supplier",
      asker: { name: "智码软件" },
      askedBy: { name: "陆鸣" },
    });
    expect(await refusal(open("provider1Lead", id))).toBe("not-found");
    const { items } = await as("provider1Lead").call(api.listAuthorisations, { query: { limit: 200 } });
    expect(items.every((each) => each.asker.id === world.orgs.provider1)).toBe(true);
    expect((await open("lead", id)).cloud.id).toBe(world.clouds.cloud1);
  });

  it("supervision passes on, and the cases with it", async () => {
    const { id } = await as("provider2Lead").call(api.askAuthorisation, {
      body: {
        ...WISH,
        operations: ["diagnose"],
        touches: ["data-read"],
        systemId: world.systems.system2,
        operators: ["韩雪"],
        toAt: hours(5),
      },
    });
    expect((await open("districtReviewer", id)).system.name).toBe("排污许可管理系统");
    const { items } = await as("lead").call(api.listEngagements, {
      query: { subjectId: world.clouds.cloud2, role: "supervisor" },
    });
    const [engagement] = items;
    await as("lead").call(api.endEngagement, {
      params: { id: engagement?.id ?? "" },
      body: { version: engagement?.version ?? 1, reason: "收回市级监管" },
    });
    expect(await refusal(open("districtReviewer", id))).toBe("not-found");
    expect((await open("lead", id)).id).toBe(id);
  });

  it("nobody asks without a role towards the system, or for one that cannot be seen", async () => {
    expect(await refusal(ask({}, "provider2Lead"))).toBe("not-found");
    expect(await refusal(ask({}, "assessor"))).toBe("not-found");
    expect(await refusal(ask({}, "customer1Lead"))).toBe("forbidden");
    expect(await refusal(ask({ systemId: world.clouds.cloud1 }))).toBe("not-found");
    expect(await refusal(ask({ fromAt: hours(-2) }))).toBe("invalid-input");
    expect(await refusal(ask({ toAt: hours(24 * 40) }))).toBe("invalid-input");
    expect(await refusal(ask({ resourceIds: [crypto.randomUUID()] }))).toBe("not-found");
    expect(await refusal(ask({ operators: [], team: "" }))).toBe("invalid-input");
  });

  it("of a withdrawal and a record at once, one is before the other and both are told the truth", async () => {
    const { id } = await ask();
    await grant(id);
    test.clock.advance({ hours: 1 });
    const { version } = await open("customer1Lead", id);
    const settled = await Promise.allSettled([
      record(id),
      as("customer1Lead").call(api.withdrawAuthorisationOf, {
        params: { id },
        body: { version, reason: "停" },
      }),
    ]);
    const after = await open("customer1Lead", id);
    const recorded = settled[0].status === "fulfilled";
    expect(after.records.length).toBe(recorded ? 1 : 0);
    expect(settled.some((each) => each.status === "fulfilled")).toBe(true);
  });
});

describe("lists", () => {
  it("say by SQL what the rules say, filter by filter", async () => {
    const all = async (query: object) =>
      (await as("lead").call(api.listAuthorisations, { query: { limit: 200, ...query } })).items;
    const everything = await all({});
    expect(new Set(everything.map((each) => each.standing)).size).toBeGreaterThan(5);
    for (const standing of AUTHORISATION_STANDINGS) {
      const ids = (await all({ standing: [standing] })).map((each) => each.id);
      const expected = everything.filter((each) => each.standing === standing);
      expect([standing, ids]).toEqual([standing, expected.map((each) => each.id)]);
    }
    for (const [who, side, org] of [
      ["customer1Lead", "customer", world.orgs.customer1],
      ["provider1Lead", "asker", world.orgs.provider1],
    ] as const) {
      const mine = await as(who).call(api.listAuthorisations, { query: { limit: 200, mine: true } });
      const seen = await as(who).call(api.listAuthorisations, { query: { limit: 200, side } });
      const expected = seen.items.filter((each) => each.turn === side && each[side].id === org);
      expect(mine.items.map((each) => each.id)).toEqual(expected.map((each) => each.id));
    }
  });

  it("page, find, and ask few questions however long they are", async () => {
    const all = await as("provider1Lead").call(api.listAuthorisations, { query: { limit: 200 } });
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const part = await as("provider1Lead").call(api.listAuthorisations, {
        query: { limit: 3, ...(after && { after }) },
      });
      seen.push(...part.items.map((each) => each.id));
      after = part.next ?? undefined;
    } while (after);
    expect(seen).toEqual(all.items.map((each) => each.id));
    const found = await as("provider1Lead").call(api.listAuthorisations, { query: { q: "重启" } });
    expect(found.items.length).toBeGreaterThan(0);
    test.statements();
    await as("provider1Lead").call(api.listAuthorisations, { query: { limit: 1 } });
    const one = test.statements().length;
    await as("provider1Lead").call(api.listAuthorisations, { query: { limit: 200 } });
    expect(test.statements().length).toBe(one);
    expect(one).toBeLessThanOrEqual(7);
    await as("customer1Lead").call(api.listEmergencyRules, { query: {} });
    test.statements();
    await open("lead", seen[0] ?? "");
    expect(test.statements().length).toBeLessThanOrEqual(15);
  });

  it("prepare an ask with what the form needs, and print the paper of what was granted", async () => {
    const ready = await as("provider1Lead").call(api.prepareAuthorisation, {
      query: { systemId: world.systems.system1 },
    });
    expect(ready).toMatchObject({
      customer: { name: "市人社局" },
      cloud: { name: "云州电信政务云" },
      role: "provider",
      onceMaxDays: 7,
      resources: [{ name: "应用服务器-01" }, { name: "应用服务器-02" }],
    });
    expect(ready.operators).toContain("卫东");
    const { id } = await ask({ operations: OPERATION_KINDS.slice(0, 2) });
    const paper = () =>
      test.app.inject({ url: `/api/authorisations/${id}/paper`, headers: { cookie: cookie ?? "" } });
    const cookie = (await world.as("customer1Lead")).cookie();
    expect((await paper()).statusCode).toBe(409);
    await grant(id);
    const answer = await paper();
    expect(answer.statusCode).toBe(200);
    expect(answer.rawPayload.subarray(0, 2).toString()).toBe("PK");
  });

  it("show the next step on the home page of whose turn it is", async () => {
    const { id } = await ask();
    const sections = async (who: PersonKey) =>
      (await as(who).call(api.getWork, {})).sections.filter((each) =>
        each.items.some((item) => item.id === id),
      );
    expect(await sections("customer1Lead")).toMatchObject([{ key: "authorise" }]);
    expect(await sections("customer1Member")).toEqual([]);
    expect(await sections("customer2Lead")).toEqual([]);
    await grant(id);
    expect(await sections("provider1Member")).toMatchObject([{ key: "authorise-record" }]);
    expect(await sections("customer1Lead")).toEqual([]);
  });
});
