import * as api from "@yunjian/contract";
import { beforeAll, describe, expect, it } from "vitest";
import { onDutyNow } from "../src/features/duty/read.ts";
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

const at = (text: string) => new Date(`${text}:00+08:00`).toISOString();
const shift = (more: Partial<api.BodyOf<typeof api.planShift>> = {}) => ({
  placeId: world.clouds.cloud1,
  personId: null,
  name: "徐杰",
  phone: "0571-88001234",
  mode: "phone" as const,
  role: "watch" as const,
  from: at("2026-11-20T17:00"),
  to: at("2026-11-21T09:00"),
  note: "",
  ...more,
});
const plan = (more: Partial<api.BodyOf<typeof api.planShift>> = {}, who: PersonKey = "provider1Member") =>
  as(who).call(api.planShift, { body: shift(more) });
const roster = (
  who: PersonKey,
  id = world.clouds.cloud1,
  query: { from?: string } = { from: "2026-11-16" },
) => as(who).call(api.getDutyRoster, { params: { id }, query });
const work = async (who: PersonKey) => {
  const { sections } = await as(who).call(api.getWork, {});
  return sections.find(({ key }) => key === "duty-gap");
};

describe("a roster", () => {
  let first: string;

  it("that nobody keeps is a gap, on the home page of provider and supervisor", async () => {
    expect(await work("provider1Member")).toMatchObject({ count: 1, items: [{ id: world.clouds.cloud1 }] });
    expect((await work("reviewer"))?.count).toBe(2);
    expect(await work("customer1Member")).toBeUndefined();
    const { places } = await as("provider1Member").call(api.listDutyPlaces, {});
    expect(places).toMatchObject([
      { place: { id: world.clouds.cloud1, kind: "cloud" }, kept: false, mine: true },
    ]);
  });

  it("is planned by its keeper, with the person's name and the number that is answered", async () => {
    ({ id: first } = await plan({ personId: world.people.provider1Member, name: "" }));
    const seen = await roster("provider1Lead");
    expect(seen.shifts).toMatchObject([{ id: first, name: "卫东", phone: "0571-88001234", mode: "phone" }]);
    expect(seen.may.plan).toBe(true);
    expect(seen.people.map(({ name }) => name)).toContain("冯刚");
    // Friday evening is covered; the weekend is not.
    expect(seen.gaps.filter(({ from }) => from > at("2026-11-20T12:00"))).toEqual([
      { from: at("2026-11-21T09:00"), to: at("2026-11-23T00:00"), need: "reachable" },
    ]);
  });

  it("refuses what is wrong, twice, foreign or over", async () => {
    expect(await refusal(plan({ phone: "问总机" }))).toBe("invalid-input");
    expect(await refusal(plan({ to: at("2026-11-19T09:00") }))).toBe("invalid-input");
    expect(await refusal(plan({ name: "卫东", from: at("2026-11-20T20:00") }))).toBe("already-exists");
    expect(await refusal(plan({}, "lead"))).toBe("not-your-organisation");
    expect(await refusal(plan({}, "provider2Member"))).toBe("not-found");
    expect(await refusal(plan({ personId: world.people.customer1Lead, name: "" }))).toBe("not-found");
    expect(await refusal(plan({ name: "李强", note: "\u0000" }))).toBe("invalid-input");
  });

  it("is seen by the customers of the cloud, with the number; by assessors not at all", async () => {
    test.clock.set(at("2026-11-20T22:00"));
    const now = await as("customer1Member").call(api.getOnDuty, { query: { cloudId: world.clouds.cloud1 } });
    expect(now).toMatchObject({ missing: null, onDuty: [{ name: "卫东", phone: "0571-88001234" }] });
    const seen = await roster("customer1Member");
    expect(seen).toMatchObject({ may: { plan: false }, people: [], seesHandOvers: false, handOvers: [] });
    expect(
      await refusal(as("customer2Member").call(api.getOnDuty, { query: { cloudId: world.clouds.cloud1 } })),
    ).toBe("not-found");
    expect(await refusal(roster("assessor"))).toBe("forbidden");
    // The auditor reads rosters, not people's numbers; nor does a colleague's feature that asks for nobody.
    expect((await roster("auditAdmin")).shifts.map(({ phone }) => phone)).toEqual([null]);
    const bare = await world.run("reviewer", (tx, _actor, now) => onDutyNow(tx, [world.clouds.cloud1], now));
    expect(bare).toMatchObject([{ name: "卫东", phone: null, cloudId: world.clouds.cloud1 }]);
    const full = await world.run("reviewer", (tx, actor, now) =>
      onDutyNow(tx, [world.clouds.cloud1], now, actor),
    );
    expect(full).toMatchObject([{ phone: "0571-88001234" }]);
  });

  it("hands one person's shift to another without losing who was planned", async () => {
    const { shifts } = await roster("provider1Member");
    const replaces = { shiftId: first, version: shifts[0]?.version ?? 0 };
    expect(await refusal(plan({ replaces: { ...replaces, version: 9 } }))).toBe("stale-version");
    const { id } = await plan({ replaces });
    expect((await roster("provider1Member")).shifts.map((each) => each.id)).toEqual([id]);
    const kept = await world.run("provider1Member", (tx) =>
      tx.selectFrom("duty_shift").select(["name", "replaced_by"]).where("id", "=", first).execute(),
    );
    expect(kept).toEqual([{ name: "卫东", replaced_by: id }]);
    const withdraw = (reason: string, version = 1) =>
      as("provider1Member").call(api.withdrawShift, { params: { id }, body: { version, reason } });
    expect(await refusal(withdraw(" "))).toBe("reason-required");
    expect(await refusal(withdraw("调休", 7))).toBe("stale-version");
    await withdraw("调休");
    expect(await refusal(withdraw("调休", 2))).toBe("wrong-state");
    expect((await roster("provider1Member")).shifts).toEqual([]);
  });

  it("keeps phone numbers and names out of the record", async () => {
    const { items } = await as("auditAdmin").call(api.listRecord, { query: { limit: 100 } });
    const entries = JSON.stringify(items.filter(({ kind }) => kind.startsWith("shift.")));
    expect(entries).toContain("shift.planned");
    expect(entries).not.toContain("88001234");
    expect(entries).not.toContain("徐杰");
  });

  it("passes notes from shift to shift; who wrote one does not take it over", async () => {
    const id = world.clouds.cloud1;
    const { id: note } = await as("provider1Member").call(api.writeHandOver, {
      params: { id },
      body: { text: "入侵检测告警 2 条，已处置 1 条", openItems: 1 },
    });
    const receive = (who: PersonKey, version = 1) =>
      as(who).call(api.receiveHandOver, { params: { id: note }, body: { version } });
    expect(await refusal(receive("provider1Member"))).toBe("same-person");
    expect(await refusal(receive("provider2Member"))).toBe("not-found");
    expect(await refusal(receive("reviewer"))).toBe("not-your-organisation");
    expect((await roster("reviewer")).handOvers).toMatchObject([{ openItems: 1, receivedAt: null }]);
    await receive("provider1Lead");
    expect(await refusal(receive("provider1Lead2", 2))).toBe("wrong-state");
    expect((await roster("provider1Lead")).handOvers).toMatchObject([
      { receivedBy: "冯刚", mayReceive: false },
    ]);
  });
});

describe("an imported roster", () => {
  const LINES = [
    "云平台,日期,开始时间,结束时间,姓名,电话,方式,岗位",
    "云州电信政务云,2026-11-23,17:00,09:00,卫东,13800001111,电话,值班",
    "云州电信政务云,2026-11-24,17点,24:00,驻场小组,0571-88001000,现场,带班",
    "云州联通专享云,2026-11-24,17:00,09:00,卫东,13800001111,电话,值班",
    "云州电信政务云,2026-11-25,25:00,09:00,卫东,13800001111,电话,值班",
    "云州电信政务云,2026-11-25,17:00,09:00,卫东,没有,电话,值班",
  ];
  const take = (lines: readonly string[]) =>
    as("provider1Member").call(api.importTable, {
      body: {
        kind: "shifts",
        fileName: "排班.csv",
        content: Buffer.from(lines.join("\n")).toString("base64"),
        dryRun: false,
      },
    });

  it("says line by line what was taken; the same file again changes nothing", async () => {
    const { id } = await take(LINES);
    const { items } = await as("provider1Member").call(api.listImportRows, { params: { id }, query: {} });
    expect(items.map(({ outcome, problems }) => [outcome, problems[0]?.column ?? null])).toEqual([
      ["taken", null],
      ["taken", null],
      ["refused", "值守点"],
      ["refused", "开始时间"],
      ["refused", "值守电话"],
    ]);
    const { shifts } = await roster("provider1Member", world.clouds.cloud1, { from: "2026-11-23" });
    expect(shifts).toMatchObject([
      { name: "卫东", personId: world.people.provider1Member, to: at("2026-11-24T09:00") },
      { name: "驻场小组", personId: null, mode: "on-site", role: "lead", to: at("2026-11-25T00:00") },
    ]);
    const again = await take(LINES.slice(0, 3));
    const second = await as("provider1Member").call(api.listImportRows, {
      params: { id: again.id },
      query: {},
    });
    expect(second.items.map(({ outcome }) => outcome)).toEqual(["unchanged", "unchanged"]);
  });
});

describe("an organisation's own roster", () => {
  it("is kept of its own free will, and then seen by those who work with it", async () => {
    await plan({ placeId: world.orgs.supervisor, name: "赵敏", phone: "0571-88000000" }, "reviewer");
    const { places } = await as("provider1Member").call(api.listDutyPlaces, {});
    expect(places.map(({ place }) => place.kind).sort()).toEqual(["cloud", "organisation"]);
    expect(places.find(({ place }) => place.kind === "organisation")).toMatchObject({
      mine: false,
      kept: true,
    });
    expect(await refusal(plan({ placeId: world.orgs.supervisor, name: "我" }, "provider1Member"))).toBe(
      "not-your-organisation",
    );
    expect(await refusal(roster("customer1Member", world.orgs.customer2))).toBe("not-found");
  });
});
