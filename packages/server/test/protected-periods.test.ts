import * as api from "@yunjian/contract";
import { beforeAll, describe, expect, it } from "vitest";
import { settle } from "../src/background.ts";
import { freezesOf, testBansOf } from "../src/features/protected-periods/read.ts";
import { makeSecret, signerOf } from "../src/platform/ledger/note.ts";
import { startApp, type TestApp } from "./app.ts";
import { refusal, type SignedIn, signedIn } from "./reviewing.ts";
import { makeWorld, type PersonKey, type World } from "./world.ts";

let test: TestApp;
let world: World;
let as: SignedIn;
const signer = signerOf(makeSecret("protected.example"));

beforeAll(async () => {
  test = await startApp(); // 2026-11-20, Friday, 10:00 in Shanghai
  world = await makeWorld(test);
  as = signedIn(test, world);
});

const at = (text: string) => new Date(`${text}:00+08:00`).toISOString();
const terms = (more: Partial<api.BodyOf<typeof api.draftProtectedPeriod>> = {}) => ({
  name: "省运会重保",
  plan: "各云平台 24 小时现场值守，每日 17 时前零报告。",
  from: at("2026-11-21T00:00"),
  to: at("2026-11-24T00:00"),
  cloudIds: [world.clouds.cloud1, world.clouds.cloud2],
  systemIds: [world.systems.system1],
  nilHour: 17,
  onSite: true,
  freeze: true,
  noTests: true,
  ...more,
});
const draft = (more: Partial<api.BodyOf<typeof api.draftProtectedPeriod>> = {}, who: PersonKey = "lead") =>
  as(who).call(api.draftProtectedPeriod, { body: terms(more) });
const open = (who: PersonKey, id: string) => as(who).call(api.getProtectedPeriod, { params: { id } });
const deploy = (id: string, version = 1, who: PersonKey = "lead") =>
  as(who).call(api.deployProtectedPeriod, { params: { id }, body: { version } });
const report = (id: string, more: object = {}, who: PersonKey = "provider1Member") =>
  as(who).call(api.fileNilReport, {
    params: { id },
    body: { cloudId: world.clouds.cloud1, day: "2026-11-21", events: 0, note: "", ...more },
  });
const notices = async (who: PersonKey, rule: string) => {
  const { items } = await as(who).call(api.listNotices, { query: { limit: 100 } });
  return items.filter((item) => item.path.startsWith("/protected-periods/") && item.title.includes(rule));
};

describe("a protected period from its draft to its summary", () => {
  let id: string;

  it("is drafted by who supervises every cloud of it, and seen by nobody else before it is deployed", async () => {
    expect(await refusal(draft({ plan: " " }))).toBe("invalid-input");
    expect(await refusal(draft({ cloudIds: [] }))).toBe("not-found"); // its system runs on none of the clouds
    expect(await refusal(draft({ cloudIds: [], systemIds: [] }))).toBe("invalid-input");
    expect(await refusal(draft({}, "districtLead"))).toBe("not-found");
    expect(await refusal(draft({}, "manager"))).toBe("forbidden");
    ({ id } = await draft());
    expect(await open("lead", id)).toMatchObject({ standing: "draft", number: "重保〔2026〕1号", days: [] });
    expect(await refusal(open("provider1Lead", id))).toBe("not-found");
    expect((await as("customer1Lead").call(api.listProtectedPeriods, { query: {} })).items).toEqual([]);
    await as("lead").call(api.changeProtectedPeriod, {
      params: { id },
      body: { ...terms({ name: "省运会重保期" }), version: 1 },
    });
    expect(await refusal(deploy(id, 1))).toBe("stale-version");
  });

  it("takes effect when deployed: providers are told, rosters, freeze and bans know of it", async () => {
    await deploy(id, 2);
    await settle({ db: test.db, signer }, test.clock.read());
    expect(await notices("provider1Member", "重保部署")).toHaveLength(1);
    expect(await open("customer1Member", id)).toMatchObject({
      standing: "upcoming",
      systems: [{ name: "社会保险公共服务网" }],
    });
    const seen = await as("provider1Member").call(api.getDutyRoster, {
      params: { id: world.clouds.cloud1 },
      query: { from: "2026-11-21" },
    });
    expect(seen.gaps).toEqual([
      { from: at("2026-11-21T00:00"), to: at("2026-11-24T00:00"), need: "on-site" },
      { from: at("2026-11-24T00:00"), to: at("2026-11-24T09:00"), need: "reachable" },
      ...["24", "25", "26"].map((day, n) => ({
        from: at(`2026-11-${day}T17:00`),
        to: at(`2026-11-${25 + n}T09:00`),
        need: "reachable",
      })),
      { from: at("2026-11-27T17:00"), to: at("2026-11-28T00:00"), need: "reachable" },
    ]);
    const ask = (who: PersonKey, from: string, to: string) =>
      world.run(who, (tx) =>
        freezesOf(tx, Object.values(world.clouds), new Date(at(from)), new Date(at(to))),
      );
    expect((await ask("reviewer", "2026-11-20T00:00", "2026-11-21T00:00")).length).toBe(0);
    expect(
      (await ask("reviewer", "2026-11-23T23:00", "2026-12-01T00:00")).map(({ cloudId }) => cloudId).sort(),
    ).toEqual(Object.values(world.clouds).sort());
    // A provider hears of its own cloud.
    expect(await ask("provider1Lead", "2026-11-22T00:00", "2026-11-22T01:00")).toMatchObject([
      { cloudId: world.clouds.cloud1, name: "省运会重保期", number: "重保〔2026〕1号" },
    ]);
    const bans = await world.run("reviewer", (tx, _, now) =>
      testBansOf(tx, [world.clouds.cloud1], now, new Date(at("2026-11-22T00:00"))),
    );
    expect(bans).toHaveLength(1);
  });

  it("has a word of every cloud every day: in time, late, missing, and put right", async () => {
    expect(await refusal(report(id))).toBe("wrong-state");
    test.clock.set(at("2026-11-21T15:00"));
    expect(await refusal(report(id, { day: "2026-11-22" }))).toBe("invalid-input");
    expect(await refusal(report(id, { events: 2 }))).toBe("invalid-input");
    expect(await refusal(report(id, {}, "provider2Member"))).toBe("not-found");
    expect(await refusal(report(id, { cloudId: world.clouds.cloud2 }))).toBe("not-found");
    const { sections } = await as("provider1Member").call(api.getWork, {});
    expect(sections.find(({ key }) => key === "nil-report")).toMatchObject({ count: 1, late: 0 });
    expect(await report(id)).toMatchObject({ late: false });
    test.clock.set(at("2026-11-21T17:30"));
    await settle({ db: test.db, signer }, test.clock.read());
    expect(await notices("provider2Member", "零报告未报")).toHaveLength(1);
    expect(await notices("provider1Member", "零报告未报")).toHaveLength(0);
    expect(await notices("lead", "零报告缺报")).toHaveLength(0);
    test.clock.set(at("2026-11-21T18:01"));
    await settle({ db: test.db, signer }, test.clock.read());
    await settle({ db: test.db, signer }, test.clock.read());
    expect(await notices("lead", "零报告缺报")).toHaveLength(1);
    expect(await notices("manager", "零报告缺报")).toHaveLength(1);
    // Put right after the hour: what was said in time stays in time.
    expect(await report(id, { events: 1, note: "门户 10 分钟无法访问" })).toMatchObject({ late: true });
    const { board, figures } = await open("reviewer", id);
    expect(figures.today).toEqual({ expected: 2, nil: 0, events: 1, late: 0, missing: 1, waiting: 0 });
    expect(board.find(({ cloud }) => cloud.id === world.clouds.cloud1)?.cells?.at(-1)).toMatchObject({
      standing: "events",
      events: 1,
      corrections: 1,
    });
  });

  it("shows a customer that it is protected, not what the provider reports", async () => {
    const { board } = await open("customer1Lead", id);
    expect(board).toMatchObject([{ cloud: { id: world.clouds.cloud1 }, cells: null, missing: "on-site" }]);
    // Asking for a cloud one does not see tells nothing of it.
    const ask = (who: PersonKey, cloudId: string) =>
      as(who).call(api.listProtectedPeriods, { query: { cloudId } });
    expect((await ask("customer1Lead", world.clouds.cloud1)).items).toHaveLength(1);
    expect((await ask("customer1Lead", world.clouds.cloud2)).items).toEqual([]);
    expect(await refusal(open("customer1Lead", "01900000-0000-7000-8000-000000000000"))).toBe("not-found");
  });

  it("ends as it was, or earlier with a reason, and is summed up with figures", async () => {
    const { version } = await open("lead", id);
    const end = (body: { version: number; to: string; reason: string }) =>
      as("lead").call(api.rescheduleProtectedPeriod, { params: { id }, body });
    expect(await refusal(end({ version, to: at("2026-11-23T00:00"), reason: "" }))).toBe("reason-required");
    expect(await refusal(end({ version, to: at("2026-11-21T10:00"), reason: "提前" }))).toBe("invalid-input");
    await end({ version, to: at("2026-11-23T00:00"), reason: "比赛提前结束" });
    const withdraw = { params: { id }, body: { version: version + 1, reason: "不再需要" } };
    expect(await refusal(as("lead").call(api.withdrawProtectedPeriod, withdraw))).toBe("wrong-state");
    const close = {
      params: { id },
      body: { version: version + 1, summary: "总体平稳，联通专享云缺报需整改。" },
    };
    expect(await refusal(as("lead").call(api.closeProtectedPeriod, close))).toBe("wrong-state");
    test.clock.set(at("2026-11-23T09:00"));
    await as("lead").call(api.closeProtectedPeriod, close);
    expect(await open("lead", id)).toMatchObject({
      standing: "closed",
      figures: { all: { expected: 4, events: 1, missing: 3 } },
    });
    const answer = await test.app.inject({
      url: `/api/protected-periods/${id}/summary.docx`,
      headers: { cookie: (await world.as("reviewer")).cookie() ?? "" },
    });
    expect([answer.statusCode, answer.rawPayload.subarray(0, 2).toString()]).toEqual([200, "PK"]);
  });
});

it("what was withdrawn before it began asks for nothing", async () => {
  const { id } = await draft({ from: at("2026-12-30T00:00"), to: at("2027-01-03T00:00"), systemIds: [] });
  await deploy(id);
  const ask = () =>
    world.run("reviewer", (tx) =>
      freezesOf(
        tx,
        [world.clouds.cloud1],
        new Date(at("2026-12-31T00:00")),
        new Date(at("2027-01-01T00:00")),
      ),
    );
  expect(await ask()).toHaveLength(1);
  await as("lead").call(api.withdrawProtectedPeriod, {
    params: { id },
    body: { version: 2, reason: "并入元旦值班" },
  });
  expect(await ask()).toEqual([]);
  expect(await refusal(report(id))).toBe("wrong-state");
});
