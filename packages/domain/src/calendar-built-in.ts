import type { WorkCalendar } from "./calendar.ts";
import { extendCalendar, parseCalendarYear } from "./calendar-year.ts";
import { HOLIDAYS_2024 } from "./holidays/2024.ts";
import { HOLIDAYS_2025 } from "./holidays/2025.ts";
import { HOLIDAYS_2026 } from "./holidays/2026.ts";

/** What the product knows when it is installed; an administrator imports later years. */
export const BUILT_IN_CALENDAR: WorkCalendar = builtIn();

function builtIn(): WorkCalendar {
  const [first, ...more] = [HOLIDAYS_2024, HOLIDAYS_2025, HOLIDAYS_2026].map(parseCalendarYear);
  if (first === undefined) throw new RangeError("no calendar data");
  const start: WorkCalendar = {
    version: "",
    source: first.source,
    knownFrom: `${first.year}-01-01`,
    knownUntil: `${first.year}-12-31`,
    holidays: first.holidays,
    workdays: first.workdays,
  };
  const whole = more.reduce((cal, year) => extendCalendar(cal, year, ""), start);
  return { ...whole, version: `cn-${whole.knownUntil.slice(0, 4)}.1` };
}
