import { describe, expect, test } from "vitest";
import {
  FREQUENCIES,
  isSettingKey,
  parseSetting,
  Refusal,
  rectificationWindowOf,
  SETTING_KEYS,
  SETTINGS,
  type Setting,
  type SettingKey,
  settingOf,
  sourceName,
  submitWithinOf,
  windowOf,
} from "../src/index.ts";

function problem(key: SettingKey, value: unknown): string {
  try {
    parseSetting(key, value);
  } catch (error) {
    if (error instanceof Refusal)
      return error.fields.map(({ field, message }) => `${field} ${message.zh}`).join();
    throw error;
  }
  throw new Error(`${key} took ${String(value)}`);
}

describe("the registry", () => {
  test("every default is a value that would be accepted", () => {
    for (const key of SETTING_KEYS)
      expect(parseSetting(key, SETTINGS[key].default), key).toEqual(SETTINGS[key].default);
  });

  test("every setting says in both languages what it is and where it comes from", () => {
    for (const key of SETTING_KEYS) {
      const { title, help, source }: Setting = SETTINGS[key];
      for (const text of [title, help, source.note]) {
        expect(text.zh, key).toMatch(/[\u4e00-\u9fff]/);
        expect(text.en, key).toMatch(/^[^\u4e00-\u9fff]+$/);
      }
      expect(key).toMatch(/^[a-z]+(\.[a-zA-Z-]+)+$/);
    }
    const titles = SETTING_KEYS.map((key) => SETTINGS[key].title.zh);
    expect(new Set(titles).size).toBe(titles.length);
  });

  test("limits that must not be loosened", () => {
    expect(SETTINGS["retention.auditMonths"].min).toBe(6);
    expect(SETTINGS["upload.maxMebibytes"].default * 1024 ** 2).toBe(2 * 1024 ** 3);
    expect(isSettingKey("toString")).toBe(false);
  });
});

describe("what an administrator types", () => {
  test("is brought to its stored form", () => {
    expect(parseSetting("posture.dueSoonDays", " 10 ")).toBe(10);
    expect(parseSetting("notice.reminderDays", "1，7, 3、7")).toEqual([7, 3, 1]);
    expect(parseSetting("submission.twoPersonCustomer", "true")).toBe(true);
    expect(parseSetting("submission.twoPersonCustomer", false)).toBe(false);
    expect(parseSetting("review.receiptWithin", { amount: "5", unit: "workdays" })).toEqual({
      amount: 5,
      unit: "workdays",
    });
    expect(parseSetting("platform.name", " 某市政务云监管平台 ")).toBe("某市政务云监管平台");
    expect(parseSetting("realtime.nilReportRhythm", "quarterly")).toBe("quarterly");
  });

  test.each<[SettingKey, unknown, string]>([
    ["posture.dueSoonDays", 0, "/posture.dueSoonDays “临期提前天数”应为 1 至 60 之间的整数。"],
    ["posture.dueSoonDays", "7.5", "整数"],
    ["posture.dueSoonDays", "", "整数"],
    ["posture.dueSoonDays", null, "整数"],
    ["notice.reminderDays", "", "用逗号分隔"],
    ["notice.reminderDays", [7, 0], "用逗号分隔"],
    ["notice.reminderDays", "7,三", "用逗号分隔"],
    ["submission.twoPersonProvider", "yes", "“是”或“否”"],
    ["platform.name", " ", "不超过 40 个字"],
    ["platform.name", "云".repeat(41), "不超过 40 个字"],
    ["review.receiptWithin", { amount: 3, unit: "hours" }, "“受理时限”应为1 至 60 个工作日或 60 天。"],
    ["review.receiptWithin", { amount: 61, unit: "days" }, "60 天"],
    ["review.receiptWithin", "P3D", "60 天"],
    ["realtime.nilReportRhythm", "hourly", "以下之一"],
    ["retention.auditMonths", 5, "6 至 600"],
  ])("%s does not take %o", (key, value, message) => {
    expect(problem(key, value)).toContain(message);
  });
});

describe("the value in force", () => {
  test("is the default until something is stored", () => {
    expect(settingOf({}, "posture.dueSoonDays")).toBe(7);
    expect(settingOf({ "posture.dueSoonDays": 14 }, "posture.dueSoonDays")).toBe(14);
    expect(settingOf({ "submission.twoPersonProvider": false }, "submission.twoPersonProvider")).toBe(false);
    expect(settingOf({ "posture.dueSoonDays": 9999 }, "posture.dueSoonDays")).toBe(7);
  });

  test("windows name the setting as their source", () => {
    expect(windowOf({}, "review.receiptWithin")).toEqual({
      amount: 3,
      unit: "workdays",
      source: "review.receiptWithin",
    });
    const stored = { "rectification.windowHigh": { amount: 20, unit: "days" } };
    expect(rectificationWindowOf(stored, "high")).toEqual({
      amount: 20,
      unit: "days",
      source: "rectification.windowHigh",
    });
    expect(rectificationWindowOf({}, "critical").amount).toBe(7);
    expect(sourceName("review.receiptWithin", "zh")).toBe("受理时限");
    expect(sourceName("JGK-6.2.2-p1", "zh")).toBe("JGK-6.2.2-p1");
  });

  test("every frequency has a time to hand in", () => {
    for (const frequency of FREQUENCIES) {
      expect(submitWithinOf({}, frequency).source).toBe(`period.submitWithin.${frequency}`);
    }
  });
});
