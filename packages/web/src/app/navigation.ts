import { can, type Me } from "../lib/me.ts";
import { NAV_GROUPS, type NavGroup, type PageRoute, PAGES } from "./routes.ts";

export interface NavigationGroup {
  readonly group: NavGroup;
  readonly entries: readonly PageRoute[];
}

/** What a person sees of the navigation: only what the posts can use. */
export function navigationFor(me: Me, pages: readonly PageRoute[] = PAGES): NavigationGroup[] {
  return NAV_GROUPS.map((group) => ({
    group,
    entries: pages
      .filter((page) => page.nav?.group === group && can(me, page.nav.permission))
      .sort((a, b) => (a.nav?.order ?? 0) - (b.nav?.order ?? 0)),
  })).filter(({ entries }) => entries.length > 0);
}

/** The entry a path belongs to: the longest that it starts with. */
export function currentEntry(pathname: string, groups: readonly NavigationGroup[]): PageRoute | undefined {
  return groups
    .flatMap(({ entries }) => entries)
    .filter(({ path }) => pathname === path || (path !== "/" && pathname.startsWith(`${path}/`)))
    .sort((a, b) => b.path.length - a.path.length)[0];
}
