import type { Actor } from "./actor.ts";
import { EXCLUSIVE_POSTS, type Permission } from "./permissions.ts";
import { Refusal } from "./refusal.ts";
import type { Setting } from "./setting-types.ts";
import { type SettingKey, settingLine } from "./setting-values.ts";
import { SETTINGS } from "./settings.ts";
import type { Post } from "./vocabulary.ts";

export type StricterWay = "smaller" | "larger" | "on" | "off" | "more" | "later";

/**
 * Settings on which the platform's own security rests, with the direction that makes each stricter. They are
 * the security administrator's: tightening alone, loosening below the source's value with a second person.
 */
const STRICTER: Partial<Readonly<Record<SettingKey, StricterWay>>> = {
  "session.idleMinutes": "smaller",
  "session.absoluteHours": "smaller",
  "password.minLength": "larger",
  "password.maxFailures": "smaller",
  "password.lockMinutes": "larger",
  "upload.allowUnscanned": "off",
  "review.scanFirst": "later",
  "storage.rescanPerNight": "larger",
  "storage.seenDays": "smaller",
  "retention.auditMonths": "larger",
  "retention.signInMonths": "larger",
  "retention.mailMonths": "larger",
  "retention.noticeMonths": "larger",
  "retention.jobMonths": "larger",
  "retention.submissionMonths": "larger",
  "retention.caseMonths": "larger",
  "retention.draftMonths": "larger",
  "retention.longYears": "larger",
  "retention.shortYears": "larger",
  "submission.twoPersonProvider": "on",
  "submission.twoPersonCustomer": "on",
  "privilege.maxMonths": "smaller",
  "key.maxDays": "smaller",
  "key.overlapHours": "smaller",
  "people.reviewMonths": "smaller",
  "factor.requiredPosts": "more",
  "factor.confirmMinutes": "smaller",
  "factor.driftSteps": "smaller",
  "password.kinds": "larger",
  "password.maxAgeDays": "smaller",
  "password.history": "larger",
  "session.newPlaceDays": "smaller",
};

export function stricterWay(key: SettingKey): StricterWay | null {
  return STRICTER[key] ?? null;
}

export function isSecuritySetting(key: SettingKey): boolean {
  return STRICTER[key] !== undefined;
}

/** Whether going from one value to another makes the platform less safe. */
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
    case "later":
      return placeOf(key, to) < placeOf(key, from);
    case "more":
      return (from as readonly string[]).some((each) => !(to as readonly string[]).includes(each));
    default:
      return false;
  }
}

/** Where a value stands among the options of a choice. */
function placeOf(key: SettingKey, value: unknown): number {
  const setting: Setting = SETTINGS[key];
  return setting.type === "choice" ? setting.options.indexOf(String(value)) : -1;
}

/** How a value stands to what the document asks, or to our default where none sets a figure. */
export type SettingStanding = "as-source" | "stricter" | "looser";

export function settingStanding(key: SettingKey, value: unknown): SettingStanding {
  const line = settingLine(key);
  if (isLoosening(key, line, value)) return "looser";
  return isLoosening(key, value, line) ? "stricter" : "as-source";
}

/**
 * Whether a change needs a second person: it leaves the platform less safe than now and less safe than the
 * source asks. Going back to the source's value, or less far from it, needs none.
 */
export function needsSecondPerson(key: SettingKey, from: unknown, to: unknown): boolean {
  return isLoosening(key, from, to) && settingStanding(key, to) === "looser";
}

/**
 * Throws unless these permissions allow this change of this setting now: `forbidden` where the setting is
 * somebody else's, `second-person-needed` where a request has to be decided first.
 */
export function requireSettingChange(
  permissions: ReadonlySet<Permission>,
  key: SettingKey,
  from: unknown,
  to: unknown,
): void {
  if (!maySetAtAll(permissions, key)) throw new Refusal("forbidden");
  if (needsSecondPerson(key, from, to)) throw new Refusal("second-person-needed");
}

/** Whether somebody may change a setting in some direction: what the page offers to edit. */
export function maySetAtAll(permissions: ReadonlySet<Permission>, key: SettingKey): boolean {
  return permissions.has(isSecuritySetting(key) ? "setting.security" : "setting.write");
}

// Loosening with a second person ----------------------------------------------------------------------

export const LOOSENING_STATES = ["asked", "granted", "refused", "withdrawn", "superseded"] as const;
export type LooseningState = (typeof LOOSENING_STATES)[number];

/**
 * Throws unless the actor may ask for this loosening. Asking rests on the post itself: who holds the right
 * for a while, or through a key, does not lower the platform's guard with it.
 */
export function requireLooseningAsker(actor: Actor, key: SettingKey, from: unknown, to: unknown): void {
  if (!isSecuritySetting(key) || !actor.permissions.has("setting.security")) throw new Refusal("forbidden");
  requireInPerson(actor);
  if (!needsSecondPerson(key, from, to)) throw new Refusal("no-loosening");
}

/**
 * Throws unless the actor may decide it: a lead of the organisation that supervises everything, who is not
 * the one who asked and holds none of the three administrators' posts anywhere. A second security
 * administrator would only be the same office asking itself.
 */
export function requireLooseningDecider(
  actor: Actor,
  asked: { readonly by: string | null },
  postsEverywhere: readonly Post[],
): void {
  if (!actor.permissions.has("setting.approve") || actor.scope !== "all") throw new Refusal("forbidden");
  requireInPerson(actor);
  if (actor.personId === null || actor.personId === asked.by) throw new Refusal("same-person");
  if (postsEverywhere.some((post) => EXCLUSIVE_POSTS.includes(post))) throw new Refusal("separation-hollow");
}

/** Steps that change who may do what, or how well the platform is guarded: in a session, by right of a post. */
export function requireInPerson(actor: Actor): void {
  if (actor.via === "api-key" || actor.privilegeId != null) throw new Refusal("forbidden");
}
