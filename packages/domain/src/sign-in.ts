import type { Actor } from "./actor.ts";
import type { Assurance } from "./assurance.ts";
import { postsFor } from "./people.ts";
import { EXCLUSIVE_POSTS, permissionsOf } from "./permissions.ts";
import { type FieldProblem, Refusal } from "./refusal.ts";
import { settingOf, type StoredSettings } from "./setting-values.ts";
import type { Post } from "./vocabulary.ts";

/** How far a session is trusted, and what its person has to do before anything else. */

export const SIGN_IN_METHODS = ["password", "totp", "passkey", "recovery-code", "sso", "link"] as const;
export type SignInMethod = (typeof SIGN_IN_METHODS)[number];

/** 'half-way': the password was right, the second factor is still owed. */
export const SIGN_IN_OUTCOMES = ["signed-in", "half-way", "confirmed", "failed", "locked"] as const;
export type SignInOutcome = (typeof SIGN_IN_OUTCOMES)[number];

export const SIGN_IN_REASONS = [
  "unknown-name",
  "wrong-password",
  "no-password",
  "no-post",
  "locked",
  "wrong-code",
  "code-used",
  "wrong-passkey",
  "wrong-recovery-code",
  "sso-unreachable",
  "sso-late",
  "sso-refused",
  "sso-nobody",
  "sso-not-strong",
] as const;
export type SignInReason = (typeof SIGN_IN_REASONS)[number];

/** What stands between a session and everything else. */
export const PENDING_STEPS = ["factor", "enrol", "password"] as const;
export type PendingStep = (typeof PENDING_STEPS)[number];

const MINUTE = 60_000;
const DAY = 86_400_000;

/** Whether these posts need a second factor, by the setting. */
export function needsFactor(posts: readonly Post[], settings: StoredSettings): boolean {
  const required = settingOf(settings, "factor.requiredPosts");
  return posts.some((post) => required.includes(post));
}

/** When a password can only be changed any more; null where none is set. */
export function passwordExpiry(changedAt: Date | null, settings: StoredSettings): Date | null {
  return changedAt && new Date(changedAt.getTime() + settingOf(settings, "password.maxAgeDays") * DAY);
}

/**
 * What the person has to do first. Who has a second factor presents it, required or not; who needs one and
 * has none enrols it. Who came by an organisation's provider owes no change of a password.
 */
export function pendingStep(
  session: Assurance,
  posts: readonly Post[],
  settings: StoredSettings,
  now: Date,
): PendingStep | null {
  if (session.aal < 2 && session.hasFactor) return "factor";
  const expires = session.method === "sso" ? null : passwordExpiry(session.passwordChangedAt, settings);
  if (expires !== null && expires <= now) return "password";
  if (session.aal < 2 && needsFactor(posts, settings)) return "enrol";
  return null;
}

const PENDING_REFUSALS = {
  factor: "second-factor-needed",
  enrol: "second-factor-missing",
  password: "password-expired",
} as const;

/** Throws unless the session may do more than come to itself. */
export function requireSettled(step: PendingStep | null): void {
  if (step !== null) throw new Refusal(PENDING_REFUSALS[step]);
}

export function confirmedUntil(session: Assurance, settings: StoredSettings): Date | null {
  return (
    session.confirmedAt &&
    new Date(session.confirmedAt.getTime() + settingOf(settings, "factor.confirmMinutes") * MINUTE)
  );
}

/**
 * Throws unless the person has proven to be there not long ago. A step that matters asks this of everybody
 * with a second factor; what concerns the own account (`always`) of everybody. A key is not asked: it is a
 * credential of its own, made under such a confirmation, narrower than its maker, and no person sits at it.
 */
export function requireConfirmed(
  via: Actor["via"],
  session: Assurance | null,
  posts: readonly Post[],
  settings: StoredSettings,
  now: Date,
  kind: true | "always",
): void {
  if (via !== "session" || session === null) return;
  const strong = session.aal === 2 || session.hasFactor || needsFactor(posts, settings);
  if (!strong && kind !== "always") return;
  const until = confirmedUntil(session, settings);
  if (until === null || until <= now) throw new Refusal("confirmation-needed");
}

// Places ---------------------------------------------------------------------------------------------

/** The network part of an address: /24, or /48 of IPv6. Addresses change within it, people's whereabouts less. */
export function placeOfAddress(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
  const four = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.\d{1,3}$/.exec(mapped);
  if (four) return `${four[1]}.${four[2]}.${four[3]}.0/24`;
  const [head = "", tail] = mapped.toLowerCase().split("%")[0]?.split("::") ?? [""];
  const front = head === "" ? [] : head.split(":");
  const back = tail === undefined || tail === "" ? [] : tail.split(":");
  const groups =
    tail === undefined
      ? front
      : [
          ...front,
          ...Array.from({ length: Math.max(0, 8 - front.length - back.length) }, () => "0"),
          ...back,
        ];
  if (groups.length !== 8 || groups.some((group) => !/^[0-9a-f]{1,4}$/.test(group))) return "unknown";
  return `${groups
    .slice(0, 3)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":")}::/48`;
}

const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/\bMicroMessenger\//, "WeChat"],
  [/\bDingTalk\//, "DingTalk"],
  [/\bEdgA?\//, "Edge"],
  [/\b(360SE|QIHU|QihooBrowser)/i, "360"],
  [/\bQQBrowser\//, "QQBrowser"],
  [/\bFirefox\//, "Firefox"],
  [/\b(OPR|Opera)\//, "Opera"],
  [/\bChrom(e|ium)\//, "Chrome"],
  [/\bSafari\//, "Safari"],
];
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/\bAndroid\b/, "Android"],
  [/\b(iPhone|iPad)\b/, "iOS"],
  [/\bWindows\b/, "Windows"],
  [/\bMac OS X\b/, "macOS"],
  [/\bLinux\b/, "Linux"],
];

/** Family of browser and system, without versions: 'Chrome / Windows'. */
export function browserFamily(agent: string): string {
  const named = (list: typeof BROWSERS) => list.find(([pattern]) => pattern.test(agent))?.[1];
  return [named(BROWSERS) ?? "other", named(SYSTEMS) ?? "other"].join(" / ");
}

// Recovery codes ---------------------------------------------------------------------------------------

export const RECOVERY_CODES = 10;
/** Without letters and digits that look alike. */
export const RECOVERY_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789";
export const RECOVERY_LENGTH = 12;

/** As people type it back: without blanks and dashes, in small letters. */
export function plainRecoveryCode(typed: string): string {
  return typed.toLowerCase().replace(/[\s-]+/g, "");
}

export function shownRecoveryCode(plain: string): string {
  return plain.match(/.{1,4}/g)?.join("-") ?? plain;
}

// Single sign-on -----------------------------------------------------------------------------------------

/**
 * Whether what the provider said about the sign-in counts as a second factor: by the values the organisation
 * agreed with its provider, never by the provider's name alone.
 */
export function isStrong(
  claims: { readonly acr?: unknown; readonly amr?: unknown },
  agreed: { readonly strongAcr: readonly string[]; readonly strongAmr: readonly string[] },
): boolean {
  const amr: unknown[] = Array.isArray(claims.amr) ? claims.amr : [];
  return (
    (typeof claims.acr === "string" && agreed.strongAcr.includes(claims.acr)) ||
    agreed.strongAmr.some((value) => amr.includes(value))
  );
}

/** Posts that just-in-time members may get: ordinary ones, that neither manage people nor sign nor decide. */
export function justInTimePosts(roles: readonly string[]): Post[] {
  return postsFor(roles).filter((post) => {
    if (EXCLUSIVE_POSTS.includes(post) || !post.endsWith("-member")) return false;
    const held = permissionsOf([post]);
    return !held.has("people.manage-own") && !held.has("registry.write");
  });
}

export function checkJustInTimePost(
  field: string,
  post: Post | null,
  roles: readonly string[],
): FieldProblem | null {
  if (post === null || justInTimePosts(roles).includes(post)) return null;
  return {
    field,
    message: {
      zh: "自动开通只能授予普通经办岗位，不能是负责人、审核或管理员岗位。",
      en: "People made on the fly get an ordinary post only: no lead, reviewer or administrator.",
    },
  };
}
