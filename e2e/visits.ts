/**
 * Every page with the person whose page it is in the demo city, and where an object of it is found. A page
 * that is added to packages/web/src/pages without a line here fails the suite.
 */
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import type { Page } from "@playwright/test";
import type { PageRoute } from "../packages/web/src/app/routes.ts";
import { ROOT } from "./product.ts";
import { importTable } from "./steps.ts";

export interface Visit {
  /** Who this page is mainly for, as the demo's sign-in page calls the person; undefined: nobody signed in. */
  readonly by: string | undefined;
  /** For object pages: a list of the API and the object's place in the address. */
  readonly from?: readonly [list: string, pick: (item: never) => string];
  /** Appended to the address, the object after it where the address has no place for one. */
  readonly query?: string;
  /** What has to be done so that there is something to see. */
  readonly before?: (page: Page) => Promise<void>;
  /** Its picture is taken where it is at work: at the first start. */
  readonly picturedElsewhere?: boolean;
  /** Emptiness is what this page should show here. */
  readonly mayBeEmpty?: boolean;
}

/** A table with a good and a bad line, tried without taking it. */
async function tryImport(page: Page): Promise<void> {
  const lines =
    "云平台,机房名称,机房地址\n启明协同办公云,试点机房,云州市云谷路 9 号\n没有的云平台,某机房,某处\n";
  await importTable(
    page,
    "机房",
    { name: "机房登记.csv", mimeType: "text/csv", buffer: Buffer.from(lines) },
    false,
  );
}

const first = (item: { id: string }) => item.id;

export const VISITS: Record<string, Visit> = {
  "/": { by: "马东" },
  "/account": { by: "李薇" },
  "/agreements": { by: "周敏", mayBeEmpty: true },
  "/agreements/:cloudId": { by: "周敏", from: ["/api/clouds?limit=1", first] },
  "/changes": { by: "李薇" },
  "/changes/board": { by: "周敏" },
  "/changes/calendar": { by: "李薇" },
  "/changes/figures": { by: "周敏" },
  "/changes/new": { by: "黄颖" },
  "/changes/emergency": { by: "马东" },
  "/changes/told": { by: "杨帆" },
  "/changes/told/:id": { by: "杨帆", from: ["/api/change-notices?limit=1", first] },
  "/changes/:id": { by: "李薇", from: ["/api/changes?limit=1&state=analysed", first] },
  "/changes/:id/edit": { by: "黄颖", from: ["/api/changes?limit=1&state=draft", first] },
  "/changes/:id/analysis": { by: "罗浩", from: ["/api/changes?limit=1&state=analysed", first] },
  "/authorisations": { by: "马东" },
  "/authorisations/:id": { by: "杨帆", from: ["/api/authorisations?limit=1&standing=finished", first] },
  "/authorisations/new": { by: "黄颖" },
  "/authorisations/rules": { by: "杨帆" },
  "/calendar": { by: "周敏" },
  "/catalogue": { by: "李薇", query: "?at=control:JGK-A-47" },
  "/catalogue/:id": { by: "李薇", from: ["/api/clouds?limit=1", () => "JGK-A-47"] },
  "/catalogue/documents": { by: "周敏" },
  "/checkpoints": { by: "孙立" },
  "/clouds": { by: "周敏" },
  "/clouds/:id": { by: "周敏", from: ["/api/clouds?limit=1", first] },
  "/comparison": { by: "周敏" },
  "/contracts": { by: "周敏" },
  "/contracts/:id": { by: "周敏", from: ["/api/contracts?limit=1", first] },
  "/disputes": { by: "周敏" },
  "/disputes/:id": { by: "周敏", from: ["/api/disputes?limit=1", first] },
  "/duties": { by: "黄颖" },
  "/extensions": { by: "周敏" },
  "/files/purges": { by: "周敏", mayBeEmpty: true },
  "/glossary": { by: "李薇" },
  "/imports": { by: "王磊", before: tryImport },
  "/imports/:id": { by: "王磊", from: ["/api/imports?limit=1", first] },
  "/imports/new": { by: "王磊" },
  "/incident-notices": { by: "杨帆" },
  "/incident-notices/:id": { by: "杨帆", from: ["/api/incident-notices?limit=1", first] },
  "/incidents": { by: "李薇" },
  "/incidents/:id": { by: "李薇", from: ["/api/incidents?limit=1&view=all", first] },
  "/incidents/new": { by: "徐杰" },
  "/keys": { by: "马东" },
  "/link": { by: undefined, picturedElsewhere: true },
  "/mails": { by: "王磊", mayBeEmpty: true },
  "/notice-rules": { by: "周敏" },
  "/notices": { by: "黄颖" },
  "/obligations": { by: "李薇" },
  "/obligations/:id": { by: "李薇", from: ["/api/obligations?limit=1", first] },
  "/organisations": { by: "王磊" },
  "/organisations/:id/sso": { by: "王磊", from: ["/api/organisations?limit=1", first] },
  "/organisations/:id": { by: "王磊", from: ["/api/organisations?limit=1", first] },
  "/packages": { by: "周敏", mayBeEmpty: true },
  "/people": { by: "王磊" },
  "/people/:id": { by: "王磊", from: ["/api/people?limit=1", first] },
  "/people/review": { by: "王磊" },
  "/periods": { by: "李薇" },
  "/periods/:id": { by: "李薇", from: ["/api/periods?limit=1&state=compliant", first] },
  "/posture": { by: "周敏" },
  "/posture/clouds/:id": { by: "周敏", from: ["/api/clouds?limit=1", first] },
  "/privileges": { by: "周敏" },
  "/privileges/:id": { by: "周敏", from: ["/api/privileges?limit=1", first] },
  "/record": { by: "孙立" },
  "/rectifications": { by: "李薇" },
  "/rectifications/:id": { by: "李薇", from: ["/api/rectifications?limit=1", first] },
  "/rectifications/new": { by: "李薇" },
  "/rectifications/requests": { by: "李薇" },
  "/rectifications/requests/:id": { by: "李薇", from: ["/api/rectification-requests?limit=1", first] },
  "/rectifications/requests/new": { by: "杨帆" },
  "/retention": { by: "周敏", mayBeEmpty: true },
  "/retention/archives": { by: "周敏" },
  "/retention/holds": { by: "周敏" },
  "/retention/requests": { by: "周敏" },
  "/retention/requests/:id": { by: "周敏", from: ["/api/retention/requests?limit=1", first] },
  "/reviews": { by: "李薇" },
  "/reviews/:periodId": {
    by: "李薇",
    from: ["/api/reviews/queue?limit=1&step=decision", (item: { periodId: string }) => item.periodId],
  },
  "/roles": { by: "周敏" },
  "/protected-periods": { by: "周敏" },
  "/protected-periods/:id": { by: "周敏", from: ["/api/protected-periods?limit=1", first] },
  "/protected-periods/new": { by: "周敏" },
  "/roster": { by: "周敏" },
  "/roster/:id": { by: "马东", from: ["/api/clouds?limit=1", first] },
  "/security": { by: "周敏" },
  "/settings": { by: "周敏" },
  "/setup": { by: undefined, picturedElsewhere: true },
  "/sign-in": { by: undefined },
  "/sign-in/sso": { by: undefined, picturedElsewhere: true },
  "/sign-ins": { by: "赵静" },
  "/storage": { mayBeEmpty: true, by: "王磊" },
  "/submissions": { by: "黄颖" },
  "/submissions/:id": { by: "黄颖", from: ["/api/submissions?limit=1", first] },
  "/submissions/batch": { by: "黄颖" },
  "/submissions/sign-off": { by: "马东", mayBeEmpty: true },
  "/submit": {
    by: "黄颖",
    from: ["/api/duties?limit=1", (item: { id: string }) => item.id],
    query: "?period=",
  },
  "/systems": { by: "杨帆" },
  "/systems/:id": { by: "杨帆", from: ["/api/systems?limit=1", first] },
  "/templates": { by: "周敏" },
  "/templates/:key": { by: "周敏", from: ["/api/clouds?limit=1", () => "security-assessment-plan"] },
};

/** What the wall and a big desk show too. */
export const ALSO_LARGE: readonly string[] = ["/", "/posture", "/reviews/:periodId"];

export interface KnownPage {
  readonly area: string;
  readonly path: string;
  /** docs/screenshots/<area>-<page>.png */
  readonly picture: string;
}

export async function allPages(): Promise<KnownPage[]> {
  const folder = path.join(ROOT, "packages/web/src/pages");
  const pages: KnownPage[] = [];
  for (const area of readdirSync(folder).sort()) {
    const file = path.join(folder, area, "routes.tsx");
    if (!existsSync(file)) continue;
    const { routes } = (await import(file)) as { routes: readonly PageRoute[] };
    for (const route of routes) pages.push({ area, path: route.path, picture: pictureOf(area, route.path) });
  }
  return pages;
}

/** "/posture/clouds/:id" of posture: posture-clouds-one. */
function pictureOf(area: string, address: string): string {
  const parts = address
    .split("/")
    .filter(Boolean)
    .map((part) => (part.startsWith(":") ? "one" : part));
  if (parts[0] === area) parts.shift();
  return [area, ...parts].join("-");
}
