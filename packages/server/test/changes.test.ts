import * as api from "@yunjian/contract";
import type { FormValues } from "@yunjian/domain";
import { strFromU8, unzipSync } from "fflate";
import { beforeAll, describe, expect, it } from "vitest";
import { settle } from "../src/background.ts";
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
});

const days = (n: number) => new Date(test.clock.read().getTime() + n * 86_400_000).toISOString();
const hours = (n: number) => days(n / 24);

const plan = (more: object = {}) => ({
  kind: "storage" as const,
  cloudIds: [world.clouds.cloud1],
  title: "对象存储更换引擎",
  what: "将对象存储由单副本改为三副本",
  why: "原引擎停止维护",
  reach: "all" as const,
  plain: "当晚 22 点至次日 2 点，文件上传可能变慢，数据不受影响。",
  dutyIds: ["JGK-A-39", "JGK-A-21"],
  ...more,
});

async function drafted(more: object = {}, who: PersonKey = "provider1Member") {
  return await as(who).call(api.draftChange, {
    body: plan({ plannedFrom: days(20), plannedTo: days(20.2), ...more }),
  });
}
const open = (who: PersonKey, id: string) => as(who).call(api.getChange, { params: { id } });

async function announced(more: object = {}, body: object = {}) {
  const { id, number } = await drafted(more);
  await as("provider1Lead").call(api.announceChangeOf, { params: { id }, body: { version: 1, ...body } });
  return { id, number };
}

const ANALYSIS: FormValues = {
  analyst: "卫东",
  analysedOn: "2026-11-20",
  scope: "对象存储集群",
  controls: [{ control: "JGK-A-39", effect: "备份方式改变", residual: "low", mitigation: "双轨运行两周" }],
  tests: [{ test: "故障切换", environment: "预发环境", result: "passed" }],
  verification: "通过",
  access: "两人在场，堡垒机录屏",
  rollback: "保留旧集群 30 天",
  customers: "上传变慢",
  overall: "acceptable",
  conclusion: "可实施",
};
async function analysed(id: string, data: FormValues = ANALYSIS) {
  const { version } = await open("provider1Lead", id);
  return await as("provider1Lead").call(api.analyseChangeOf, {
    params: { id },
    body: { version, data: data as never },
  });
}
async function advised(
  id: string,
  opinion: "implement" | "revise" | "withdraw",
  who: PersonKey = "reviewer",
) {
  const { version, analysisVersion } = await open(who, id);
  return await as(who).call(api.adviseChangeOf, {
    params: { id },
    body: { version, analysisVersion, opinion, note: "回退方案需补充演练记录" },
  });
}
const report = (more: object = {}) => ({
  startedAt: hours(-3),
  endedAt: hours(-1),
  result: "as-approved" as const,
  audit: "堡垒机录屏，双人复核",
  ...more,
});
async function implemented(id: string, more: object = {}) {
  const { version } = await open("provider1Lead", id);
  return await as("provider1Lead").call(api.implementChangeOf, {
    params: { id },
    body: { version, ...report(more) },
  });
}

async function fileOf(who: PersonKey): Promise<string> {
  return await world.run(who, async (tx, actor, now) => {
    const id = crypto.randomUUID();
    await tx
      .insertInto("file")
      .values({
        id,
        org_id: actor.orgId ?? "",
        name: "验证记录.pdf",
        media_type: "application/pdf",
        kind: "pdf",
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

async function assessed(id: string) {
  const { version } = await open("provider1Lead", id);
  return await as("provider1Lead").call(api.assessChangeOf, {
    params: { id },
    body: {
      version,
      assessor: "华信测评",
      summary: "未见新增风险",
      fileIds: [await fileOf("provider1Lead")],
    },
  });
}
async function compared(
  id: string,
  outcome: "consistent" | "returned" | "inconsistent",
  note = "",
  who: PersonKey = "reviewer",
) {
  const { version } = await open(who, id);
  return await as(who).call(api.compareChangeOf, { params: { id }, body: { version, outcome, note } });
}

describe("from the draft to the end", () => {
  it("announced, analysed, advised, made, assessed, compared; the customer is told before and after", async () => {
    const { id, number } = await drafted();
    expect(number).toMatch(/^变更〔2026〕\d+号$/);
    // A draft is its author's alone, for those who see everything too.
    expect(await refusal(open("lead", id))).toBe("not-found");
    expect(await refusal(open("provider2Lead", id))).toBe("not-found");
    expect(
      await refusal(
        as("provider1Member").call(api.announceChangeOf, { params: { id }, body: { version: 1 } }),
      ),
    ).toBe("forbidden");
    await as("provider1Lead").call(api.announceChangeOf, { params: { id }, body: { version: 1 } });
    expect(await open("reviewer", id)).toMatchObject({
      state: "announced",
      noticeShort: false,
      noticeEarliest: "2026-12-04",
      customers: 1,
      turn: "provider",
      what: "analyse",
      told: [{ customer: { name: "市人社局" }, systems: [{ name: "社会保险公共服务网" }] }],
      actions: [],
    });
    // The plan of the assessment falls due on the planned day.
    const [first] = (await open("reviewer", id)).periods;
    expect(first).toMatchObject({ dutyId: "JGK-6.3.3-e", state: "open" });

    const [told] = (await as("customer1Member").call(api.listChangeNotices, { query: {} })).items;
    expect(told).toMatchObject({ number, state: "announced", open: true, provider: { name: "电信云" } });
    const notice = { params: { id: told?.id ?? "" } };
    expect(await refusal(as("customer2Lead").call(api.getChangeNotice, notice))).toBe("not-found");
    expect(await refusal(as("customer1Lead").call(api.getChange, { params: { id } }))).toBe("forbidden");
    await as("customer1Member").call(api.acknowledgeChange, {
      ...notice,
      body: { version: told?.version ?? 0 },
    });
    expect(
      await refusal(
        as("customer1Lead").call(api.acknowledgeChange, {
          ...notice,
          body: { version: (told?.version ?? 0) + 1 },
        }),
      ),
    ).toBe("wrong-state");

    await analysed(id);
    expect(await open("reviewer", id)).toMatchObject({
      state: "analysed",
      turn: "supervisor",
      actions: ["advise"],
      acknowledgedBefore: 1,
    });
    expect(await advised(id, "implement")).toMatchObject({ state: "advised", opinion: "implement" });
    test.clock.set("2026-12-10T06:00:00Z");
    expect(await implemented(id)).toMatchObject({ state: "implemented", against: null });
    const touched = (await open("reviewer", id)).periods.map((period) => period.dutyId);
    expect(touched).toEqual(expect.arrayContaining(["JGK-6.3.3-e", "JGK-6.3.3-g", "JGK-A-46", "JGK-A-39"]));
    await as("customer1Lead").call(api.acknowledgeChange, {
      ...notice,
      body: { version: (await as("customer1Lead").call(api.getChangeNotice, notice)).version },
    });
    await assessed(id);
    expect(await compared(id, "consistent")).toMatchObject({ state: "closed" });
    const end = await open("provider1Lead", id);
    expect(end).toMatchObject({ state: "closed", acknowledgedAfter: 1, rectifications: [], actions: [] });
    expect(end.steps.map((step) => step.kind)).toEqual([
      "announce",
      "acknowledge",
      "analyse",
      "advise",
      "implement",
      "acknowledge",
      "assess",
      "close",
    ]);
    expect(await as("customer1Lead").call(api.getChangeNotice, notice)).toMatchObject({
      state: "closed",
      open: false,
      actions: ["ask"],
    });
    test.clock.set("2026-11-20T02:00:00Z");
  });

  it("too short a notice needs a reason and is seen", async () => {
    const { id } = await drafted({ plannedFrom: days(3), plannedTo: days(3.1) });
    expect(
      await refusal(as("provider1Lead").call(api.announceChangeOf, { params: { id }, body: { version: 1 } })),
    ).toBe("invalid-input");
    await as("provider1Lead").call(api.announceChangeOf, {
      params: { id },
      body: { version: 1, shortReason: "厂商月底停止服务" },
    });
    const { items } = await as("reviewer").call(api.listChanges, { query: { short: true } });
    expect(items.map((each) => each.id)).toContain(id);
  });

  it("what was agreed for a cloud goes before the setting", async () => {
    const params = { id: world.clouds.cloud2 };
    const terms = {
      version: 0,
      notice: { amount: 3, unit: "workdays" as const },
      assess: null,
      quorum: null,
      reason: "专享云按合同",
    };
    expect(
      await refusal(as("reviewer").call(api.agreeChangeTerms, { params, body: { ...terms, version: 4 } })),
    ).toBe("stale-version");
    await as("districtReviewer").call(api.agreeChangeTerms, { params, body: terms });
    expect(await as("provider2Member").call(api.getChangeTerms, { params })).toMatchObject({
      version: 1,
      notice: { amount: 3, source: "agreed" },
      mayChange: false,
    });
    expect(await refusal(as("provider1Member").call(api.getChangeTerms, { params }))).toBe("not-found");
    const asked = { query: { kind: "storage" as const, cloudId: [world.clouds.cloud2] } };
    expect(await as("provider2Member").call(api.proposeChangeDuties, asked)).toMatchObject({
      earliest: "2026-11-25",
      systems: [{ name: "排污许可管理系统" }],
    });
    expect(await refusal(as("provider1Member").call(api.proposeChangeDuties, asked))).toBe("not-found");
  });
});

describe("the opinion", () => {
  it("on an analysis that was edited meanwhile is refused, and a new version voids the old opinion", async () => {
    const { id } = await announced();
    await analysed(id);
    const read = await open("reviewer", id);
    await analysed(id, { ...ANALYSIS, conclusion: "修改后可实施" });
    const given = {
      version: read.version,
      analysisVersion: read.analysisVersion,
      opinion: "implement" as const,
      note: "",
    };
    expect(await refusal(as("reviewer").call(api.adviseChangeOf, { params: { id }, body: given }))).toBe(
      "stale-version",
    );
    const now = await open("reviewer", id);
    expect(
      await refusal(
        as("reviewer").call(api.adviseChangeOf, { params: { id }, body: { ...given, version: now.version } }),
      ),
    ).toBe("stale-version");
    await advised(id, "implement");
    await analysed(id);
    expect(await open("reviewer", id)).toMatchObject({
      state: "analysed",
      opinionCurrent: false,
      analysisVersion: 3,
    });
  });

  it("of two who decide at once one is told that it is too late", async () => {
    const { id } = await announced();
    await analysed(id);
    const { version, analysisVersion } = await open("lead", id);
    const body = { version, analysisVersion, opinion: "implement" as const, note: "" };
    const both = await Promise.allSettled(
      (["reviewer", "lead"] as const).map((who) =>
        as(who).call(api.adviseChangeOf, { params: { id }, body }),
      ),
    );
    expect(both.map((each) => each.status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  it("of a panel is formed by its quorum", async () => {
    const params = { id: world.clouds.cloud1 };
    const terms = { version: 0, notice: null, assess: null, quorum: 2, reason: "重要云平台会签" };
    await as("lead").call(api.agreeChangeTerms, { params, body: terms });
    const { id } = await announced();
    await analysed(id);
    expect(await advised(id, "implement")).toMatchObject({ state: "analysed", opinion: null });
    expect(await refusal(advised(id, "implement"))).toBe("same-person");
    expect((await open("reviewer", id)).actions).toEqual([]);
    expect(await advised(id, "revise", "lead")).toMatchObject({ state: "revise", opinion: "revise" });
    await as("lead").call(api.agreeChangeTerms, { params, body: { ...terms, version: 1, quorum: null } });
  });

  it("is not a permit: made against it a rectification follows, without any it is marked", async () => {
    const { id } = await announced();
    await analysed(id);
    await advised(id, "withdraw");
    test.clock.advance({ days: 21 });
    expect(await implemented(id, { result: "with-deviations", deviations: "按原计划实施" })).toMatchObject({
      against: "opinion",
    });
    const [rectification] = (await open("reviewer", id)).rectifications;
    expect(
      await as("provider1Lead").call(api.getRectification, { params: { id: rectification?.id ?? "" } }),
    ).toMatchObject({
      source: "change",
      severity: "high",
      state: "issued",
      party: { name: "电信云" },
      issuer: { name: "市大数据局" },
    });
    const { id: silent } = await announced();
    test.clock.advance({ days: 21 });
    expect(await implemented(silent)).toMatchObject({ against: "silence" });
    expect((await open("reviewer", silent)).rectifications).toEqual([]);
    await assessed(silent);
    expect(await refusal(compared(silent, "consistent"))).toBe("reason-required");
    await compared(silent, "inconsistent", "未取得意见即实施");
    expect((await open("reviewer", silent)).rectifications).toHaveLength(1);
    test.clock.set("2026-11-20T02:00:00Z");
  });
});

describe("without notice", () => {
  it("an emergency is made first, filed in time or late, analysed and reviewed afterwards", async () => {
    const filed = await as("provider1Lead").call(api.declareChangeOf, { body: { ...plan(), ...report() } });
    expect(filed.late).toBe(false);
    const late = await as("provider1Lead").call(api.declareChangeOf, {
      body: { ...plan(), ...report({ startedAt: days(-9), endedAt: days(-8) }) },
    });
    expect(late.late).toBe(true);
    const future = { ...plan(), ...report({ endedAt: hours(5) }) };
    expect(await refusal(as("provider1Lead").call(api.declareChangeOf, { body: future }))).toBe(
      "invalid-input",
    );
    const before = {
      ...plan(),
      ...report({ startedAt: "2020-01-01T00:00:00Z", endedAt: "2020-01-01T01:00:00Z" }),
    };
    expect(await refusal(as("provider1Lead").call(api.declareChangeOf, { body: before }))).toBe(
      "invalid-input",
    );
    expect(await open("reviewer", filed.id)).toMatchObject({
      mode: "emergency",
      state: "implemented",
      customers: 1,
    });
    expect(await refusal(assessed(filed.id))).toBe("wrong-state");
    await analysed(filed.id);
    await assessed(filed.id);
    expect(await compared(filed.id, "consistent")).toMatchObject({ state: "closed" });
  });

  it("one that somebody found is explained by the provider, and not closed by who found it", async () => {
    const { id } = await as("reviewer").call(api.findChangeOf, {
      body: {
        cloudId: world.clouds.cloud1,
        kind: "external-connection",
        title: "新增对外专线",
        how: "核对网络拓扑时发现多出一条专线",
        noticedAt: hours(-2),
      },
    });
    expect(await open("provider1Lead", id)).toMatchObject({
      state: "found",
      mode: "unannounced",
      what: "explain",
    });
    const { version } = await open("provider1Lead", id);
    const bare = { params: { id }, body: { version, ...report() } };
    expect(await refusal(as("provider1Lead").call(api.implementChangeOf, bare))).toBe("invalid-input");
    const explained = {
      what: "接入第三方清洗服务",
      why: "抗攻击",
      reach: "none" as const,
      plain: "仅管理网",
      dutyIds: ["JGK-A-10"],
    };
    await as("provider1Lead").call(api.implementChangeOf, {
      params: { id },
      body: { version, ...report(), explained },
    });
    await analysed(id);
    await assessed(id);
    expect(await refusal(compared(id, "consistent"))).toBe("same-person");
    expect(await compared(id, "consistent", "", "lead")).toMatchObject({ state: "closed" });
    expect(
      await refusal(
        as("provider1Lead").call(api.findChangeOf, {
          body: { cloudId: world.clouds.cloud1, kind: "other", title: "x", how: "y", noticedAt: hours(-1) },
        }),
      ),
    ).toBe("forbidden");
  });
});

describe("customers", () => {
  it("ask and object, are answered, and hear of another time and of the end of it", async () => {
    const { id, number } = await announced();
    const told = (
      await as("customer1Lead").call(api.listChangeNotices, { query: { open: true } })
    ).items.find((each) => each.number === number);
    const notice = { params: { id: told?.id ?? "" } };
    const { id: questionId } = await as("customer1Lead").call(api.askAboutChange, {
      ...notice,
      body: { objection: true, text: "当晚有申报高峰" },
    });
    expect(await open("provider1Member", id)).toMatchObject({
      openQuestions: 1,
      objections: 1,
      told: [{ questions: [{ objection: true }] }],
    });
    expect(
      await refusal(
        as("provider2Lead").call(api.answerChangeQuestion, {
          params: { id },
          body: { questionId, text: "改期" },
        }),
      ),
    ).toBe("not-found");
    await as("provider1Member").call(api.answerChangeQuestion, {
      params: { id },
      body: { questionId, text: "改到周末" },
    });
    expect(
      await refusal(
        as("provider1Member").call(api.answerChangeQuestion, {
          params: { id },
          body: { questionId, text: "再答" },
        }),
      ),
    ).toBe("wrong-state");
    const before = await as("customer1Lead").call(api.getChangeNotice, notice);
    await as("customer1Lead").call(api.acknowledgeChange, { ...notice, body: { version: before.version } });
    const { version } = await open("provider1Lead", id);
    await as("provider1Lead").call(api.rescheduleChangeOf, {
      params: { id },
      body: { version, plannedFrom: days(30), plannedTo: days(31), reason: "避开申报高峰" },
    });
    expect(await as("customer1Lead").call(api.getChangeNotice, notice)).toMatchObject({
      open: true,
      acknowledgedBeforeAt: null,
    });
    await as("provider1Lead").call(api.withdrawChangeOf, {
      params: { id },
      body: { version: version + 1, reason: "不再需要" },
    });
    expect(await as("customer1Lead").call(api.getChangeNotice, notice)).toMatchObject({
      state: "withdrawn",
      open: false,
      outcome: "不再需要",
    });
  });

  it("and everybody who must act are told in the inbox", async () => {
    await announced();
    const signer = signerOf(makeSecret("changes.example"));
    await settle({ ...test.deps, signer }, test.clock.read());
    const titles = async (who: PersonKey) =>
      (await as(who).call(api.listNotices, { query: { limit: 200 } })).items
        .map((each) => each.title)
        .join("\n");
    expect(await titles("customer1Member")).toMatch(/变更告知：变更〔2026〕/);
    expect(await titles("customer2Member")).not.toMatch(/变更告知/);
    expect(await titles("reviewer")).toMatch(/重大变更通知：变更〔2026〕/);
    const sections = async (who: PersonKey) =>
      (await as(who).call(api.getWork, {})).sections.map((each) => each.key);
    expect(await sections("provider1Lead")).toContain("change-analyse");
    expect(await sections("customer1Member")).toContain("change-acknowledge");
  });
});

describe("views", () => {
  it("board, calendar and figures count what happened, for whom it concerns", async () => {
    const board = await as("lead").call(api.getChangeBoard, { query: {} });
    expect(board.columns.find((column) => column.state === "draft")?.count).toBe(0);
    expect(board.columns.find((column) => column.state === "announced")?.count).toBeGreaterThan(0);
    const other = await as("provider2Lead").call(api.getChangeBoard, { query: {} });
    expect(other.columns.reduce((sum, column) => sum + column.count, 0)).toBe(0);
    const span = { query: { from: "2026-12-01", to: "2026-12-31" } };
    expect((await as("provider1Member").call(api.getChangeCalendar, span)).items.length).toBeGreaterThan(0);
    expect(
      await refusal(
        as("lead").call(api.getChangeCalendar, { query: { from: "2026-12-01", to: "2026-11-01" } }),
      ),
    ).toBe("invalid-input");
    test.clock.advance({ days: 60 });
    const [own] = (await as("lead").call(api.getChangeFigures, { query: {} })).providers;
    expect(own).toMatchObject({
      provider: { name: "电信云" },
      emergency: 2,
      emergencyLate: 1,
      unannounced: 1,
    });
    expect(own && own.planned - own.noticeKept).toBe(1);
    expect(own?.against).toBe(2);
    test.clock.set("2026-11-20T02:00:00Z");
  });

  it("papers are made from the case, and only of what has happened", async () => {
    const { id } = await announced();
    const visitor = await world.as("reviewer");
    const paper = async (name: string) =>
      await test.app.inject({
        url: `/api/changes/${id}/papers/${name}`,
        headers: { cookie: visitor.cookie() ?? "" },
      });
    expect((await paper("change-statement")).statusCode).toBe(409);
    const made = await paper("major-change");
    const words = strFromU8(
      unzipSync(new Uint8Array(made.rawPayload))["word/document.xml"] ?? new Uint8Array(),
    );
    expect(words).toContain("对象存储更换引擎");
    expect(words).toContain("市人社局");
    expect(words).not.toContain("{");
  });

  it("a foreign cloud, an unknown control item or a foreign system cannot be named", async () => {
    const call = (more: object) => refusal(as("provider1Member").call(api.draftChange, { body: plan(more) }));
    expect(await call({ cloudIds: [world.clouds.cloud2] })).toBe("not-found");
    expect(await call({ dutyIds: ["JGK-A-99"] })).toBe("invalid-input");
    expect(await call({ reach: "systems", systemIds: [world.systems.system2] })).toBe("not-found");
    await withActor(test.db, platformActor("test"), "read", async (tx) => {
      const rows = await tx.selectFrom("change_notice").select("org_id").execute();
      expect(new Set(rows.map((row) => row.org_id))).toEqual(new Set([world.orgs.customer1]));
    });
  });
});
