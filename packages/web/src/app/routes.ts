import type { Permission } from "@yunjian/domain";
import type { ComponentType, LazyExoticComponent } from "react";

/** The groups of the navigation, in their order (DESIGN §7). */
export const NAV_GROUPS = [
  "work", // 我的工作
  "supervision", // 监管
  "monitoring", // 监测
  "systems", // 系统
  "responsibility", // 责任
  "reports", // 报告
  "record", // 存证与审计
  "admin", // 管理
] as const;
export type NavGroup = (typeof NAV_GROUPS)[number];

/** One permission, or several of which one is enough. */
export type Needs = Permission | readonly Permission[];

export interface NavEntry {
  readonly group: NavGroup;
  readonly order: number;
  /** Without one, everybody who is signed in sees the entry. */
  readonly permission?: Needs;
}

/** A page. `src/pages/<area>/routes.tsx` exports `routes: PageRoute[]`. */
export interface PageRoute {
  /** As react-router reads it: '/rectifications/:id'. */
  readonly path: string;
  /** `lazy(() => import("./ListPage.tsx"))`: the module's default export. */
  readonly page: LazyExoticComponent<ComponentType>;
  /** Message key of the document's title and of the navigation entry. */
  readonly title: string;
  /** Who may open the page; defaults to the permission of `nav`. */
  readonly permission?: Needs;
  readonly nav?: NavEntry;
  /** Shown without session and navigation: sign-in, set-up, one-time links. */
  readonly open?: boolean;
}

const modules = import.meta.glob<{ routes: readonly PageRoute[] }>("../pages/*/routes.tsx", { eager: true });

export const PAGES: readonly PageRoute[] = Object.values(modules).flatMap((module) => module.routes);

export function neededFor(page: PageRoute): Needs | undefined {
  return page.permission ?? page.nav?.permission;
}
