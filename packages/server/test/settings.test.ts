import {
  changeSetting,
  getCalendar,
  importCalendarYear,
  listSettingChanges,
  listSettings,
  readCalendarFile,
} from "@yunjian/contract";
import { describe, expect, test } from "vitest";
import { followCalendar } from "../src/features/obligations/extend.ts";
import { startApp } from "./app.ts";
import { makeWorld } from "./world.ts";

const app = await startApp({ now: "2026-06-10T02:00:00Z" });
const world = await makeWorld(app);
const [lead, security, provider, reviewer] = [
  await world.as("lead"),
  await world.as("securityAdmin"),
  await world.as("provider1Lead"),
  await world.as("reviewer"),
];
const refused = (name: string) => ({ problem: { name } });

describe("settings", () => {
  test("every one is listed with its source, its default and whether the caller may change it", async () => {
    const { items } = await lead.call(listSettings, {});
    expect(items.length).toBeGreaterThan(40);
    expect(items.every((each) => each.source.note.zh !== "")).toBe(true);
    // What the small city of the tests sets, and nothing else.
    expect(items.filter((each) => each.version > 0).map((each) => each.key)).toEqual(
      items
        .filter((each) => ["factor.requiredPosts", "password.maxAgeDays"].includes(each.key))
        .map((each) => each.key),
    );
    expect(items.every((each) => each.mayChange === !each.security)).toBe(true);
    const own = (await security.call(listSettings, {})).items.filter((each) => each.mayChange);
    expect(own.every((each) => each.security)).toBe(true);
    expect(own.length).toBeGreaterThan(4);
    await expect(provider.call(listSettings, {})).rejects.toMatchObject(refused("forbidden"));
  });

  test("a change has a version, a reason, and is kept", async () => {
    const set = (value: number, version: number, reason = "与服务商商定") =>
      lead.call(changeSetting, { params: { key: "posture.dueSoonDays" }, body: { value, version, reason } });
    expect(await set(10, 0)).toEqual({ version: 1 });
    await expect(set(12, 0)).rejects.toMatchObject(refused("stale-version"));
    await expect(set(99, 1)).rejects.toMatchObject({
      problem: { errors: [{ field: "/posture.dueSoonDays" }] },
    });
    await set(12, 1);
    const { items } = await lead.call(listSettingChanges, { params: { key: "posture.dueSoonDays" } });
    expect(items.map((each) => [each.version, each.value, each.changedBy])).toEqual([
      [2, 12, "李薇"],
      [1, 10, "李薇"],
    ]);
    const shown = (await lead.call(listSettings, {})).items.find(
      (each) => each.key === "posture.dueSoonDays",
    );
    expect(shown).toMatchObject({ value: 12, default: 7, version: 2, reason: "与服务商商定" });
    const entries = await world.run("auditAdmin", (tx) =>
      tx.selectFrom("record_entry").select(["kind", "body"]).where("kind", "=", "setting.changed").execute(),
    );
    expect(entries).toHaveLength(2);
    expect(entries.every((entry) => !entry.body.toString("utf8").includes("商定"))).toBe(true);
  });

  test("security settings are the security administrator's; business settings are not", async () => {
    const set = (
      visitor: typeof lead,
      key: "password.minLength" | "review.receiptWithin",
      value: number | object,
      version: number,
    ) =>
      visitor.call(changeSetting, {
        params: { key },
        body: { value: value as number, version, reason: "测评要求" },
      });
    await expect(set(lead, "password.minLength", 16, 0)).rejects.toMatchObject(refused("forbidden"));
    await set(security, "password.minLength", 16, 0);
    // Back to what the source asks is no loosening; below it takes a second person.
    await set(security, "password.minLength", 14, 1);
    await expect(set(security, "password.minLength", 12, 2)).rejects.toMatchObject(
      refused("second-person-needed"),
    );
    await expect(
      set(security, "review.receiptWithin", { amount: 2, unit: "workdays" }, 0),
    ).rejects.toMatchObject(refused("forbidden"));
    await expect(
      set(reviewer, "review.receiptWithin", { amount: 2, unit: "workdays" }, 0),
    ).rejects.toMatchObject(refused("forbidden"));
  });

  test("the silence of continuous duties follows its setting at once", async () => {
    const freshness = () =>
      world.run("lead", (tx) =>
        tx
          .selectFrom("obligation")
          .select("fresh_until")
          .where("nature", "=", "continuous")
          .where("applicable", "=", true)
          .orderBy("id")
          .execute(),
      );
    const before = await freshness();
    await lead.call(changeSetting, {
      params: { key: "realtime.maxSilence" },
      body: { value: { amount: 3, unit: "days" }, version: 0, reason: "周末无人值守" },
    });
    const after = await freshness();
    expect(
      after.map((row, i) => (row.fresh_until?.getTime() ?? 0) - (before[i]?.fresh_until?.getTime() ?? 0)),
    ).toEqual(before.map(() => 2 * 86_400_000));
  });
});

const rows2027 = [
  { from: "2027-01-01", to: "2027-01-03", kind: "holiday", name: "元旦" },
  { from: "2027-02-05", to: "2027-02-11", kind: "holiday", name: "春节" },
  { from: "2027-02-13", kind: "workday", name: "春节" },
  { from: "2027-05-01", to: "2027-05-05", kind: "holiday", name: "劳动节" },
  { from: "2027-10-01", to: "2027-10-07", kind: "holiday", name: "国庆节" },
];
const base64 = (text: string) => Buffer.from(text, "utf8").toString("base64");

describe("the working-day calendar", () => {
  test("files are read whatever their form, and wrong lines are named", async () => {
    const read = (fileName: string, content: string) =>
      lead.call(readCalendarFile, { body: { fileName, content: base64(content) } });
    const csv = "\uFEFF开始日期,结束日期,类型,名称\n2027-01-01,2027-01-03,放假,元旦\n2027-02-13,,上班,春节\n";
    expect((await read("2027.csv", csv)).rows).toEqual([
      { from: "2027-01-01", to: "2027-01-03", kind: "holiday", name: "元旦" },
      { from: "2027-02-13", to: null, kind: "workday", name: "春节" },
    ]);
    expect((await read("2027.json", JSON.stringify(rows2027))).rows).toHaveLength(5);
    await expect(read("x.csv", "开始日期,类型\n2027-13-01,放假\n")).rejects.toMatchObject({
      problem: { errors: [{ message: expect.stringContaining("第 2 行") }] },
    });
    await expect(read("x.json", "{}")).rejects.toMatchObject(refused("invalid-input"));
    await expect(
      reviewer.call(readCalendarFile, { body: { fileName: "x", content: "" } }),
    ).rejects.toMatchObject(refused("forbidden"));
  });

  test("a year is imported whole; due dates that rested on a guess move, and only of what has not opened", async () => {
    const due = () =>
      world.run("lead", (tx) =>
        tx
          .selectFrom("period")
          .select(["id", "due_at", "opens_at", "provisional", "due_rule"])
          .where("cloud_id", "=", world.clouds.cloud1)
          .orderBy("id")
          .execute(),
      );
    const before = await due();
    expect((await provider.call(getCalendar, {})).mayImport).toBe(false);
    expect((await lead.call(getCalendar, {})).knownUntil).toBe("2026-12-31");
    expect(before.some((row) => row.provisional)).toBe(true);
    const body = { year: 2027, source: "国办发明电〔2026〕7号", rows: rows2027 };
    await expect(
      lead.call(importCalendarYear, { body: { ...body, rows: rows2027.slice(1) } }),
    ).rejects.toMatchObject({
      problem: { errors: [{ field: "/rows" }] },
    });
    await expect(lead.call(importCalendarYear, { body: { ...body, year: 2029 } })).rejects.toMatchObject(
      refused("invalid-input"),
    );
    expect(await lead.call(importCalendarYear, { body })).toEqual({ version: 1, knownUntil: "2027-12-31" });
    expect((await lead.call(getCalendar, {})).imports).toMatchObject([{ version: 1, importedBy: "李薇" }]);
    const moved = await world.run("lead", (tx, _actor, now) => followCalendar(tx, now, world.clouds.cloud1));
    expect(moved).toBeGreaterThan(20);
    const after = await due();
    const now = app.clock.read();
    const opened = (rows: typeof before) => rows.filter((row) => row.opens_at <= now);
    expect(opened(after)).toEqual(opened(before));
    // Five working days after January: the Spring Festival of 2027 begins on the fifth day.
    const january = after.filter(
      (row) => row.due_rule.includes("from=2027-01-31") && row.due_rule.includes("add=5workdays"),
    );
    expect(january.length).toBeGreaterThan(0);
    expect(new Set(january.map((row) => row.due_at.toISOString()))).toEqual(
      new Set(["2027-02-12T15:59:59.999Z"]),
    );
    expect(await world.run("lead", (tx, _actor, at) => followCalendar(tx, at, world.clouds.cloud1))).toBe(0);
  });
});
