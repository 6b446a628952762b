import { describe, expect, it } from "vitest";
import * as contract from "../src/index.ts";

/** Steps that matter, by kind. Whatever the names of a new route say it does, it stands in one of these lists. */
const name = new Map(Object.entries(contract).map(([key, value]) => [value as unknown, key]));
const routes = contract.ROUTES.map((route) => ({ route, name: name.get(route) ?? "" }));

/** Answers bytes that leave, or announces that a file is made. */
const isExport = (route: contract.RouteSpec): boolean =>
  route.response === contract.Binary ||
  /\/(paper|export|exports)$/.test(route.path) ||
  /(xlsx|docx|csv|zip|Word)/.test(route.summary.en);
const DECIDES =
  /^(decide|approve|refuse|reject|review|grant|narrow|conclude|second|settle|close|issue|reassess|advise|compare|agree|confirm|batchSignOff|signOff)/;
const GRANTS =
  /^(give|create(Person|Organisation)|makeKey|rotateKey|makeLink|use(Privilege)|start(Engagement)|end(Post|Person|Engagement|Organisation|Privilege)|reset|unlock|changePerson|save(Sso)|unlink|place(Hold)|change(Setting|NoticeRule)|import(CalendarYear|Table)|ask(Loosening|Erasure|HoldLift|Purge)|makePackage)/;

/** Why a route that looks like one of these goes without. */
const WITHOUT: Readonly<Record<string, string>> = {
  // Nothing of anybody's is in it.
  getImportTemplate: "an empty table",
  downloadTemplate: "an empty form",
  // Reading on the page, not taking away: sandboxed, and its opening is recorded where the file is sensitive.
  showFile: "the viewer's bytes",
  // The confirmation itself.
  confirmMe: "is the confirmation",
  confirmOptions: "is the confirmation",
  confirmByPasskey: "is the confirmation",
  // Says that a post is still needed; gives nothing that was not there, and ends nothing.
  confirmPost: "keeps what is there",
  // Reading a table that somebody sends for checking.
  readCalendarFile: "stores nothing",
  // Under clocks of minutes: each is corrected by the next, and stands in the record.
  confirmIncidentOf: "under the clock of an incident",
  giveIncidentHelp: "words of help, no right",
  compareIncidentReport: "notes what differs; closing decides",
};

describe("steps that matter", () => {
  const asks = (each: contract.RouteSpec) => each.confirm !== undefined;
  const unmarked = (of: typeof routes) =>
    of
      .filter(({ route, name: key }) => !asks(route) && WITHOUT[key] === undefined)
      .map(({ name: key }) => key);
  const changing = routes.filter(({ route }) => route.method !== "GET" && route.access !== "public");
  const exporting = routes.filter(({ route }) => isExport(route));
  const deciding = changing.filter(({ name: key }) => DECIDES.test(key));
  const granting = changing.filter(({ name: key }) => GRANTS.test(key));

  it("every export asks who sits there, or says why not", () => {
    expect(exporting.length).toBeGreaterThan(10);
    expect(unmarked(exporting)).toEqual([]);
  });
  it("every decision asks", () => {
    expect(deciding.length).toBeGreaterThan(15);
    expect(unmarked(deciding)).toEqual([]);
  });
  it("everything that gives or takes rights asks", () => {
    expect(granting.length).toBeGreaterThan(20);
    expect(unmarked(granting)).toEqual([]);
  });
  it("no reason outlives its route", () => {
    const known = new Map(routes.map(({ name: key, route }) => [key, route]));
    for (const key of Object.keys(WITHOUT)) {
      expect(known.has(key), key).toBe(true);
      expect(known.get(key)?.confirm, key).toBeUndefined();
    }
  });
  it("a permission to decide or approve opens nothing that does not ask", () => {
    const closing = ["withdrawAuthorisationOf", "endEmergencyRuleOf", "cancelRequest", "planAhead"];
    const open = changing
      .filter(({ route }) =>
        /\.(decide|approve|second|reassess|unlock|manage-own|sign-off)$/.test(route.access),
      )
      .filter(({ route, name: key }) => !asks(route) && !closing.includes(key));
    expect(open.map(({ name: key }) => key)).toEqual(["sendBackSubmission"]);
  });
});
