import { describe, expect, it } from "vitest";
import {
  formatBytes,
  formatDay,
  formatDue,
  formatDuration,
  formatExact,
  formatInstant,
  formatLeft,
  formatNumber,
  formatPercent,
  formatSource,
} from "../src/lib/format.ts";

describe("dates", () => {
  it("show the weekday, whatever zone the browser is in", () => {
    expect(formatDay("2026-11-20", "zh")).toBe("2026-11-20 (周五)");
    expect(formatDay("2026-11-20", "en")).toBe("2026-11-20 (Fri)");
    // 23:30 in UTC is the next morning in Shanghai.
    expect(formatDay("2026-11-20T23:30:00Z", "zh")).toBe("2026-11-21 (周六)");
    expect(formatDay(new Date("2026-11-22T15:59:59Z"), "zh")).toBe("2026-11-22 (周日)");
  });
  it("show instants in Shanghai time", () => {
    expect(formatInstant("2026-11-20T06:05:09Z")).toBe("2026-11-20 14:05");
    expect(formatExact("2026-11-20T06:05:09Z", "zh")).toBe("2026-11-20 (周五) 14:05:09 北京时间");
    expect(formatExact("2026-11-20T06:05:09Z", "en")).toBe("2026-11-20 (Fri) 14:05:09 Beijing time");
  });
  it("show a deadline at the end of a day as that day", () => {
    expect(formatDue("2026-11-20T15:59:59.999Z", "zh")).toBe("2026-11-20 (周五)");
    expect(formatDue("2026-11-20T10:00:00Z", "zh")).toBe("2026-11-20 18:00");
  });
  it("count what is left in working days", () => {
    const now = new Date("2026-11-20T02:00:00Z");
    expect(formatLeft("2026-11-25T15:59:59.999Z", now, "zh")).toBe("还有 3 个工作日");
    expect(formatLeft("2026-11-17T15:59:59.999Z", now, "zh")).toBe("已逾期 3 天");
    expect(formatLeft("2026-11-20T15:59:59.999Z", now, "en")).toBe("due today");
  });
  it("name the source of a deadline, and leave what is no rule as it is", () => {
    expect(formatSource("something else", "zh")).toBe("something else");
  });
});

describe("sizes", () => {
  it.each([
    [0, "0 B"],
    [1023, "1023 B"],
    [1024, "1 KB"],
    [1536, "1.5 KB"],
    [1024 * 1024 - 1, "1 MB"],
    [18_234_233, "17.4 MB"],
    [2 * 1024 ** 3, "2 GB"],
    [123 * 1024 ** 2, "123 MB"],
    [5000 * 1024 ** 4, "5000 TB"],
  ])("%d bytes", (bytes, words) => expect(formatBytes(bytes)).toBe(words));

  it("of numbers and durations", () => {
    expect(formatNumber(1234567.891)).toBe("1,234,567.89");
    expect(formatPercent(0.1234)).toBe("12.3%");
    expect(formatDuration(0.2, "zh")).toBe("1 秒");
    expect(formatDuration(61, "zh")).toBe("2 分钟");
    expect(formatDuration(7200, "en")).toBe("2 h");
  });
});
