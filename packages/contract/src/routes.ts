import * as work from "./work.ts";
import * as posture from "./posture.ts";
import * as authorisations from "./authorisations.ts";
import * as duty from "./duty.ts";
import * as protectedPeriods from "./protected-periods.ts";
import * as catalogue from "./catalogue.ts";
import * as changes from "./changes.ts";
import * as submissions from "./submissions.ts";
import * as forms from "./forms.ts";
import * as exports from "./exports.ts";
import * as files from "./files.ts";
import * as notices from "./notices.ts";
import * as imports from "./imports.ts";
import * as keys from "./keys.ts";
import * as privileges from "./privileges.ts";
import * as packages from "./packages.ts";
import * as people from "./people.ts";
import * as registry from "./registry.ts";
import * as obligations from "./obligations.ts";
import * as agreements from "./agreements.ts";
import * as record from "./record.ts";
import * as retention from "./retention.ts";
import * as reviews from "./reviews.ts";
import * as disputes from "./disputes.ts";
import * as rectifications from "./rectifications.ts";
import * as jobs from "./jobs.ts";
import * as settings from "./settings.ts";
import * as storage from "./storage.ts";
import * as signIn from "./sign-in.ts";
import * as singleSignOn from "./single-sign-on.ts";
import * as incidents from "./incidents.ts";
import type { RouteSpec } from "./route.ts";

function routesOf(module: object): RouteSpec[] {
  return Object.values(module).filter(
    (value: unknown): value is RouteSpec =>
      typeof value === "object" && value !== null && "method" in value && "access" in value,
  );
}

/** Every endpoint of Yunjian, in the order of the documentation. */
export const ROUTES: readonly RouteSpec[] = [
  signIn,
  singleSignOn,
  people,
  keys,
  exports,
  privileges,
  registry,
  imports,
  files,
  storage,
  submissions,
  forms,
  catalogue,
  posture,
  obligations,
  agreements,
  reviews,
  disputes,
  rectifications,
  authorisations,
  incidents,
  changes,
  duty,
  protectedPeriods,
  notices,
  record,
  packages,
  retention,
  work,
  jobs,
  settings,
].flatMap(routesOf);
