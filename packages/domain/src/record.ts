import type { ObjectType } from "./events.ts";
import type { Permission } from "./permissions.ts";

/**
 * What somebody must be allowed to read in order to see what happened to an object. Row policies decide
 * which objects; this decides which kinds, because some organisations see every row.
 */
export const HISTORY_NEEDS: Readonly<Record<ObjectType, Permission>> = {
  organisation: "registry.read",
  engagement: "registry.read",
  cloud: "registry.read",
  site: "registry.read",
  system: "registry.read",
  resource: "registry.read",
  contract: "registry.read",
  certificate: "registry.read",
  catalogue: "catalogue.read",
  agreement: "agreement.read",
  obligation: "obligation.read",
  period: "obligation.read",
  extension: "obligation.read",
  submission: "submission.read",
  review: "submission.read",
  dispute: "submission.read",
  rectification: "rectification.read",
  authorisation: "authorisation.read",
  "emergency-rule": "authorisation.read",
  file: "submission.read",
  shift: "duty.read",
  "hand-over": "duty.read",
  "protected-period": "protection.read",
  template: "setting.read",
  setting: "setting.read",
  package: "record.read",
  calendar: "setting.read",
  person: "record.read",
  key: "record.read",
  privilege: "record.read",
  loosening: "setting.read",
  import: "record.read",
  sso: "sso.manage",
  retention: "retention.read",
  hold: "retention.read",
  archive: "retention.read",
  platform: "record.read",
};
