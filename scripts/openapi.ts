/** Writes packages/contract/openapi.json from the contract; a test fails when they differ. `npm run openapi`. */
import { readFileSync, writeFileSync } from "node:fs";
import { openApi, ROUTES } from "../packages/contract/src/index.ts";

const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
  version: string;
};
const file = new URL("../packages/contract/openapi.json", import.meta.url);
writeFileSync(file, `${JSON.stringify(openApi(ROUTES, version), null, 1)}\n`);
