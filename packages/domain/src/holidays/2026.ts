import type { CalendarImport } from "../calendar-year.ts";

export const HOLIDAYS_2026: CalendarImport = {
  year: 2026,
  source: "国务院办公厅2025年11月4日通知",
  rows: [
    { from: "2026-01-01", to: "2026-01-03", kind: "holiday", name: "元旦" },
    { from: "2026-01-04", kind: "workday", name: "元旦" },
    { from: "2026-02-15", to: "2026-02-23", kind: "holiday", name: "春节" },
    { from: "2026-02-14", kind: "workday", name: "春节" },
    { from: "2026-02-28", kind: "workday", name: "春节" },
    { from: "2026-04-04", to: "2026-04-06", kind: "holiday", name: "清明节" },
    { from: "2026-05-01", to: "2026-05-05", kind: "holiday", name: "劳动节" },
    { from: "2026-05-09", kind: "workday", name: "劳动节" },
    { from: "2026-06-19", to: "2026-06-21", kind: "holiday", name: "端午节" },
    { from: "2026-09-25", to: "2026-09-27", kind: "holiday", name: "中秋节" },
    { from: "2026-10-01", to: "2026-10-07", kind: "holiday", name: "国庆节" },
    { from: "2026-09-20", kind: "workday", name: "国庆节" },
    { from: "2026-10-10", kind: "workday", name: "国庆节" },
  ],
};
