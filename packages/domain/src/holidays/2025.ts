import type { CalendarImport } from "../calendar-year.ts";

export const HOLIDAYS_2025: CalendarImport = {
  year: 2025,
  source: "国办发明电〔2024〕12号",
  rows: [
    { from: "2025-01-01", kind: "holiday", name: "元旦" },
    { from: "2025-01-28", to: "2025-02-04", kind: "holiday", name: "春节" },
    { from: "2025-01-26", kind: "workday", name: "春节" },
    { from: "2025-02-08", kind: "workday", name: "春节" },
    { from: "2025-04-04", to: "2025-04-06", kind: "holiday", name: "清明节" },
    { from: "2025-05-01", to: "2025-05-05", kind: "holiday", name: "劳动节" },
    { from: "2025-04-27", kind: "workday", name: "劳动节" },
    { from: "2025-05-31", to: "2025-06-02", kind: "holiday", name: "端午节" },
    { from: "2025-10-01", to: "2025-10-08", kind: "holiday", name: "国庆节、中秋节" },
    { from: "2025-09-28", kind: "workday", name: "国庆节、中秋节" },
    { from: "2025-10-11", kind: "workday", name: "国庆节、中秋节" },
  ],
};
