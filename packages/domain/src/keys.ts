import type { Actor } from "./actor.ts";
import { addDays, dateOf, type IsoDate, isIsoDate } from "./dates.ts";
import { type Permission, PERMISSIONS, permissionsOf } from "./permissions.ts";
import { type FieldProblem, invalid, Refusal } from "./refusal.ts";
import type { Post } from "./vocabulary.ts";

/** API keys: what machines and the command line carry instead of a session. A key acts as the person who made it. */

export type KeyState = "active" | "expiring" | "expired" | "revoked";

export function keyState(
  key: { readonly expiresAt: Date; readonly revokedAt: Date | null },
  now: Date,
  remindDays = 0,
): KeyState {
  if (key.revokedAt !== null) return "revoked";
  if (key.expiresAt <= now) return "expired";
  return key.expiresAt.getTime() - now.getTime() <= remindDays * 86_400_000 ? "expiring" : "active";
}

/** Steps for people alone: a key makes no keys, grants nothing and does not lower the platform's guard. */
const NOT_FOR_KEYS: readonly Permission[] = [
  "key.own",
  "key.manage",
  "privilege.ask",
  "privilege.decide",
  "privilege.oversee",
  "setting.security",
  "setting.approve",
];

/** What a person in these posts can give to a key, in the table's order. */
export function keyPermissions(held: ReadonlySet<Permission>): Permission[] {
  return (Object.keys(PERMISSIONS) as Permission[]).filter(
    (permission) => held.has(permission) && !NOT_FOR_KEYS.includes(permission),
  );
}

/**
 * What a key may do now: never more than its maker's posts of this moment. `scope` is what it was limited
 * to; null stands for all its maker may (keys of the first edition).
 */
export function permissionsOfKey(
  posts: readonly Post[],
  scope: readonly Permission[] | null,
): ReadonlySet<Permission> {
  const possible = keyPermissions(permissionsOf(posts));
  return new Set(scope === null ? possible : possible.filter((permission) => scope.includes(permission)));
}

export function checkKeyScope(held: ReadonlySet<Permission>, asked: readonly Permission[]): Permission[] {
  const possible = keyPermissions(held);
  const beyond = asked.filter((permission) => !possible.includes(permission));
  if (asked.length === 0) {
    throw invalid(say("/permissions", "请至少选择一项权限。", "Choose at least one permission."));
  }
  if (beyond.length > 0) {
    const names = (lang: "zh" | "en") => beyond.map((each) => PERMISSIONS[each][lang]);
    throw invalid(
      say(
        "/permissions",
        `密钥的权限不能超出您本人的权限：${names("zh").join("、")}。`,
        `A key carries no more than its maker: ${names("en").join(", ")}.`,
      ),
    );
  }
  return possible.filter((permission) => asked.includes(permission));
}

/** The last day on which a key works: from today on, and no further than the setting allows. */
export function checkKeyEnd(expiresOn: string, now: Date, maxDays: number): IsoDate {
  const today = dateOf(now);
  const latest = addDays(today, maxDays);
  if (isIsoDate(expiresOn) && expiresOn >= today && expiresOn <= latest) return expiresOn;
  throw invalid(
    say("/expiresOn", `有效期应在 ${today} 至 ${latest} 之间。`, `Must lie between ${today} and ${latest}.`),
  );
}

/** Whether a key is this person's to see and end: the maker's own, or any of the organisation for its leads. */
export function requireKeyKeeper(
  actor: Actor,
  key: { readonly personId: string; readonly orgId: string },
): void {
  const own = actor.personId === key.personId && actor.permissions.has("key.own");
  if (actor.orgId !== key.orgId || !(own || actor.permissions.has("key.manage")))
    throw new Refusal("not-found");
}

function say(field: string, zh: string, en: string): FieldProblem {
  return { field, message: { zh, en } };
}
