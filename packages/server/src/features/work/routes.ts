import { getWork } from "@yunjian/contract";
import type { Api } from "../../platform/http/api.ts";
import { work } from "./service.ts";

export function workRoutes(api: Api): void {
  api.on(getWork, ({ tx, actor, now }) => work(tx, actor, now));
}
