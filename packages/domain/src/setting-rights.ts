import type { Permission } from "./permissions.ts";
import { Refusal } from "./refusal.ts";
import type { SettingKey } from "./setting-values.ts";

/**
 * Settings on which the platform's own security rests, with the direction that makes it stricter. Anybody
 * who may change settings may tighten them; loosening is for the security administrator alone.
 */
const STRICTER: Partial<Readonly<Record<SettingKey, "smaller" | "larger" | "on" | "off">>> = {
  "session.idleMinutes": "smaller",
  "session.absoluteHours": "smaller",
  "password.minLength": "larger",
  "password.maxFailures": "smaller",
  "password.lockMinutes": "larger",
  "upload.allowUnscanned": "off",
  "retention.auditMonths": "larger",
  "retention.submissionMonths": "larger",
  "submission.twoPersonProvider": "on",
  "submission.twoPersonCustomer": "on",
};

export function isSecuritySetting(key: SettingKey): boolean {
  return STRICTER[key] !== undefined;
}

export function isLoosening(key: SettingKey, from: unknown, to: unknown): boolean {
  switch (STRICTER[key]) {
    case "smaller":
      return Number(to) > Number(from);
    case "larger":
      return Number(to) < Number(from);
    case "on":
      return from === true && to === false;
    case "off":
      return from === false && to === true;
    default:
      return false;
  }
}

/** Throws `forbidden` unless these permissions allow this change of this setting. */
export function requireSettingChange(
  permissions: ReadonlySet<Permission>,
  key: SettingKey,
  from: unknown,
  to: unknown,
): void {
  const security = isSecuritySetting(key) && permissions.has("setting.security");
  const business = permissions.has("setting.write") && !isLoosening(key, from, to);
  if (!security && !business) throw new Refusal("forbidden");
}

/** Whether somebody may change a setting in any direction: what the page offers to edit. */
export function maySetAtAll(permissions: ReadonlySet<Permission>, key: SettingKey): boolean {
  return permissions.has("setting.write") || (isSecuritySetting(key) && permissions.has("setting.security"));
}
