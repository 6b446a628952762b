import * as contract from "@yunjian/contract";
import type { Api } from "../../platform/http/api.ts";
import * as service from "./service.ts";

export function calendarRoutes(api: Api): void {
  api.on(contract.getCalendar, ({ tx, actor }) => service.inForce(tx, actor));
  api.on(contract.readCalendarFile, ({ body }) => service.readFile(body));
  api.on(contract.importCalendarYear, ({ tx, actor, now, body }) => service.importYear(tx, actor, now, body));
}
