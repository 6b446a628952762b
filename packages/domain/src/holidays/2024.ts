import type { CalendarImport } from "../calendar-year.ts";

/** New Year's Eve of the lunar year (02-09) was only recommended as a day off: it stays a working day. */
export const HOLIDAYS_2024: CalendarImport = {
  year: 2024,
  source: "国办发明电〔2023〕7号",
  rows: [
    { from: "2024-01-01", kind: "holiday", name: "元旦" },
    { from: "2024-02-10", to: "2024-02-17", kind: "holiday", name: "春节" },
    { from: "2024-02-04", kind: "workday", name: "春节" },
    { from: "2024-02-18", kind: "workday", name: "春节" },
    { from: "2024-04-04", to: "2024-04-06", kind: "holiday", name: "清明节" },
    { from: "2024-04-07", kind: "workday", name: "清明节" },
    { from: "2024-05-01", to: "2024-05-05", kind: "holiday", name: "劳动节" },
    { from: "2024-04-28", kind: "workday", name: "劳动节" },
    { from: "2024-05-11", kind: "workday", name: "劳动节" },
    { from: "2024-06-10", kind: "holiday", name: "端午节" },
    { from: "2024-09-15", to: "2024-09-17", kind: "holiday", name: "中秋节" },
    { from: "2024-09-14", kind: "workday", name: "中秋节" },
    { from: "2024-10-01", to: "2024-10-07", kind: "holiday", name: "国庆节" },
    { from: "2024-09-29", kind: "workday", name: "国庆节" },
    { from: "2024-10-12", kind: "workday", name: "国庆节" },
  ],
};
