/**
 * Every page with the person whose page it is in the demo city, and where an object of it is found. A page
 * that is added to packages/web/src/pages without a line here fails the suite.
 */
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import type { PageRoute } from "../packages/web/src/app/routes.ts";
import { ROOT } from "./product.ts";

export interface Visit {
  /** Who this page is mainly for, as the demo's sign-in page calls the person; undefined: nobody signed in. */
  readonly by: string | undefined;
  /** For object pages: a list of the API and the object's place in the address. */
  readonly from?: readonly [list: string, pick: (item: never) => string];
  /** Appended to the address. */
  readonly query?: string;
  /** Emptiness is what this page should show here. */
  readonly mayBeEmpty?: boolean;
}

const first = (item: { id: string }) => item.id;

export const VISITS: Record<string, Visit> = {
  "/": { by: "马东" },
  "/account": { by: "李薇" },
  "/catalogue": { by: "李薇" },
  "/catalogue/documents": { by: "周敏" },
  "/catalogue/:id": { by: "李薇", from: ["/api/catalogue/duties?limit=1", () => "JGK-A-47"] },
  "/clouds": { by: "周敏" },
  "/clouds/:id": { by: "周敏", from: ["/api/clouds?limit=1", first] },
  "/contracts": { by: "周敏" },
  "/contracts/:id": { by: "周敏", from: ["/api/contracts?limit=1", first] },
  "/duties": { by: "黄颖" },
  "/glossary": { by: "李薇" },
  "/link": { by: undefined },
  "/mails": { by: "王磊", mayBeEmpty: true },
  "/notice-rules": { by: "周敏" },
  "/notices": { by: "黄颖" },
  "/posture": { by: "周敏" },
  "/posture/clouds/:id": { by: "周敏", from: ["/api/clouds?limit=1", first] },
  "/posture/providers": { by: "周敏" },
  "/record": { by: "孙立" },
  "/record/checkpoints": { by: "孙立" },
  "/setup": { by: undefined },
  "/sign-in": { by: undefined },
  "/systems": { by: "杨帆" },
  "/systems/:id": { by: "杨帆", from: ["/api/systems?limit=1", first] },
};

/** What the wall and a big desk show too. */
export const ALSO_LARGE: readonly string[] = ["/", "/posture", "/reviews/:id"];

export interface Page {
  readonly area: string;
  readonly path: string;
  /** docs/screenshots/<area>-<page>.png */
  readonly picture: string;
}

export async function allPages(): Promise<Page[]> {
  const folder = path.join(ROOT, "packages/web/src/pages");
  const pages: Page[] = [];
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
