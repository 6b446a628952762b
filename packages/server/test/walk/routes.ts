import type { RouteSpec } from "@yunjian/contract";
import type { Kind } from "./oracle.ts";

/** Where an id in a path comes from, by the words before it. */
const PATH_KINDS: readonly [RegExp, Kind | "constant" | "none"][] = [
  [/\/reviews\/periods\/:id/, "period"],
  [/\/reviews\/comments\/:id/, "comment"],
  [/\/periods\/:id/, "period"],
  [/\/people\/:id\/posts\/:postId/, "post"],
  // Of the own organisation alone, whatever others one sees; single-sign-on.test.ts has it.
  [/\/organisations\/:id\/sso/, "none"],
  [/\/organisations\/:id/, "organisation"],
  [/\/people\/:id/, "person"],
  [/\/engagements\/:id/, "engagement"],
  [/\/clouds\/:id\/change-terms/, "none"],
  [/\/change-notices\/:id/, "changeNotice"],
  [/\/changes\/:id/, "change"],
  [/\/clouds\/:(id|cloudId)/, "cloud"],
  [/\/sites\/:id/, "site"],
  [/\/certificates\/:id/, "certificate"],
  [/\/systems\/:id/, "system"],
  [/\/resources\/:id/, "resource"],
  [/\/contracts\/:id/, "contract"],
  [/\/files\/:id/, "file"],
  [/\/submissions\/:id/, "submission"],
  [/\/obligations\/:id/, "obligation"],
  [/\/extensions\/:id/, "extension"],
  [/\/agreement-changes\/:id/, "agreementChange"],
  [/\/reviews\/:id/, "review"],
  [/\/disputes\/:id/, "dispute"],
  [/\/rectifications\/:id/, "rectification"],
  [/\/rectification-requests\/:id/, "request"],
  [/\/incident-notices\/:id/, "incidentNotice"],
  [/\/incidents\/:id/, "incident"],
  [/\/authorisations\/:id/, "authorisation"],
  [/\/emergency-rules\/:id/, "emergencyRule"],
  [/\/protected-periods\/:id/, "protectedPeriod"],
  [/\/duty\/places\/:id/, "cloud"],
  [/\/duty\/shifts\/:id/, "shift"],
  [/\/duty\/hand-overs\/:id/, "handOver"],
  // Things the story has none of, or that belong to a person alone: the absent one is asked for.
  [
    /\/(me\/sessions|me\/factors|me\/factors\/totp|sso-identities|keys|imports|uploads|mails|jobs|catalogue\/attachments)\/:id/,
    "none",
  ],
  // Closed to all but who supervises everything; retention.test.ts has them.
  [/\/(retention\/requests|holds|archives)\/:id/, "none"],
  [/\/record\/entries\/:id/, "none"],
  // One's own alone, whatever one sees: packages.test.ts.
  [/\/packages\/:id/, "none"],
  [/\/(privileges|loosenings)\/:id/, "none"],
  // Not ids: a key of a closed list, with a value that exists.
  [/\/(forms|settings|notice-rules|imports\/templates)\/:/, "constant"],
  [/\/catalogue\/entries\/:kind\/:id/, "constant"],
  [/\/record\/objects\/:type\/:id/, "period"],
];

export const CONSTANTS: Readonly<Record<string, string>> = {
  "/api/forms/:key/templates": "vulnerability-scan-report",
  "/api/forms/:key/templates/:version": "vulnerability-scan-report",
  "/api/settings/:key": "posture.dueSoonDays",
  "/api/settings/:key/changes": "posture.dueSoonDays",
  "/api/notice-rules/:key": "period.opened",
  "/api/imports/templates/:kind": "clouds",
};

/** The kind of thing a route is about; undefined: it names none. Throws for a route the walk does not know. */
export function kindOf(route: RouteSpec): Kind | "constant" | "none" | undefined {
  if (!route.path.includes(":")) return undefined;
  const found = PATH_KINDS.find(([pattern]) => pattern.test(route.path));
  if (!found)
    throw new Error(
      `the walk does not know what ${route.method} ${route.path} is about: add it to PATH_KINDS`,
    );
  return found[1];
}

export function pathOf(route: RouteSpec, id: string): string {
  return route.path
    .replace("/catalogue/entries/:kind/:id", "/catalogue/entries/control/JGK-A-47")
    .replace("/record/objects/:type/", "/record/objects/period/")
    .replace(/:(key|kind|version)/g, (_, name: string) =>
      name === "version" ? "0" : (CONSTANTS[route.path] ?? "unknown"),
    )
    .replace(":paper", "major-change")
    .replace(/:\w+/g, id);
}
