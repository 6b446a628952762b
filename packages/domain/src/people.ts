import type { Actor } from "./actor.ts";
import { EXCLUSIVE_POSTS } from "./permissions.ts";
import { type FieldProblem, Refusal } from "./refusal.ts";
import { ROLE_WORDS } from "./registry.ts";
import type { Bilingual, EngagementRole, Post } from "./vocabulary.ts";

/** Who may manage whom, which posts an organisation has, and which post must never be empty. */

/** The role an organisation must have for a post; administrators belong to those who run the platform. */
const ROLES_OF_POST: Readonly<Record<Post, readonly EngagementRole[]>> = {
  "supervisor-lead": ["supervisor"],
  "supervisor-reviewer": ["supervisor"],
  "manager-member": ["manager"],
  "provider-lead": ["provider"],
  "provider-member": ["provider"],
  "customer-lead": ["customer"],
  "customer-member": ["customer"],
  "assessor-member": ["assessor"],
  "supplier-member": ["supplier"],
  "partner-member": ["partner"],
  "observer-member": ["observer"],
  "system-admin": ["supervisor", "manager"],
  "security-admin": ["supervisor", "manager"],
  "audit-admin": ["supervisor", "manager"],
};

export const POST_WORDS: Readonly<Record<Post, Bilingual>> = {
  "supervisor-lead": { zh: "监管负责人", en: "supervisor's lead" },
  "supervisor-reviewer": { zh: "监管审核员", en: "reviewer" },
  "manager-member": { zh: "平台管理员工", en: "manager's staff" },
  "provider-lead": { zh: "服务商负责人", en: "provider's lead" },
  "provider-member": { zh: "服务商经办人", en: "provider's staff" },
  "customer-lead": { zh: "客户负责人", en: "customer's lead" },
  "customer-member": { zh: "客户经办人", en: "customer's staff" },
  "assessor-member": { zh: "评估人员", en: "assessor" },
  "supplier-member": { zh: "供应链服务人员", en: "supplier's staff" },
  "partner-member": { zh: "合作者人员", en: "partner's staff" },
  "observer-member": { zh: "监督查阅员", en: "observer" },
  "system-admin": { zh: "系统管理员", en: "system administrator" },
  "security-admin": { zh: "安全管理员", en: "security administrator" },
  "audit-admin": { zh: "审计管理员", en: "audit administrator" },
};

/** Posts an organisation with these roles can have. */
export function postsFor(roles: readonly string[]): Post[] {
  return (Object.keys(ROLES_OF_POST) as Post[]).filter((post) =>
    ROLES_OF_POST[post].some((role) => roles.includes(role)),
  );
}

export function checkPostFits(field: string, post: Post, roles: readonly string[]): FieldProblem | null {
  if (ROLES_OF_POST[post].some((role) => roles.includes(role))) return null;
  const needed = (lang: "zh" | "en") => ROLES_OF_POST[post].map((role) => ROLE_WORDS[role][lang]).join(" / ");
  return {
    field,
    message: {
      zh: `“${POST_WORDS[post].zh}”只能设在登记为${needed("zh")}的单位。`,
      en: `The post “${POST_WORDS[post].en}” belongs to an organisation registered as ${needed("en")}.`,
    },
  };
}

/** Posts without which an organisation that has people can no longer act, or nobody can help it. */
const KEY_POSTS: readonly Post[] = [
  "supervisor-lead",
  "provider-lead",
  "customer-lead",
  "system-admin",
  "security-admin",
];

/** Throws when the only holder would go; `others` counts who else holds the post. */
export function requireSuccessor(post: Post, others: number): void {
  if (KEY_POSTS.includes(post) && others === 0) throw new Refusal("last-holder");
}

/** Throws unless the actor manages people: all of them, or those of the own organisation. */
export function requireManagerOfPeople(actor: Actor, orgId: string): void {
  if (actor.permissions.has("people.manage")) return;
  if (!actor.permissions.has("people.manage-own")) throw new Refusal("forbidden");
  if (actor.orgId !== orgId) throw new Refusal("not-your-organisation");
}

/** Administrators' posts are given by who manages all people, and nobody gives or ends a post of their own. */
export function requirePostGiver(actor: Actor, input: { personId: string; orgId: string; post: Post }): void {
  requireManagerOfPeople(actor, input.orgId);
  if (EXCLUSIVE_POSTS.includes(input.post) && !actor.permissions.has("people.manage"))
    throw new Refusal("forbidden");
  requireNotSelf(actor, input.personId);
}

/** Whether a post left by its holder has to be filled. */
export function isKeyPost(post: Post): boolean {
  return KEY_POSTS.includes(post);
}

/**
 * Who confirms that a post is still needed: those who give it; for administrators' posts the security
 * administrator as well, because a platform may have a single system administrator. Nobody their own.
 */
export function requirePostConfirmer(
  actor: Actor,
  input: { personId: string; orgId: string; post: Post },
): void {
  requirePerson(actor);
  requireNotSelf(actor, input.personId);
  if (EXCLUSIVE_POSTS.includes(input.post) && actor.permissions.has("privilege.oversee")) return;
  requirePostGiver(actor, input);
}

export function requireNotSelf(actor: Actor, personId: string): void {
  if (actor.personId === personId) throw new Refusal("own-post");
}

/** Keys, posts and links are a person's business: a key cannot make keys or people. */
export function requirePerson(actor: Actor): void {
  if (actor.via === "api-key") throw new Refusal("forbidden");
}

/** Sign-off by a second person may be dropped only by organisations that answer for nobody's platform but their own use. */
export function checkTwoPerson(
  field: string,
  roles: readonly string[],
  twoPerson: boolean,
): FieldProblem | null {
  if (twoPerson || !isTwoPersonStrict(roles)) return null;
  return {
    field,
    message: {
      zh: "运行监管方、云服务商和评估机构必须双人办理，不能关闭。",
      en: "Supervisors, providers and assessors always act by two people.",
    },
  };
}

const TWO_PERSON_ROLES: readonly string[] = ["supervisor", "manager", "provider", "assessor"];

/** Those who answer for others work by two people, whatever they would like. */
export function isTwoPersonStrict(roles: readonly string[]): boolean {
  return roles.some((role) => TWO_PERSON_ROLES.includes(role));
}

export type PersonState = "active" | "invited" | "locked" | "ended";

export function personState(
  person: { readonly hasPassword: boolean; readonly lockedUntil: Date | null; readonly endedAt: Date | null },
  now: Date,
): PersonState {
  if (person.endedAt !== null) return "ended";
  if (person.lockedUntil !== null && person.lockedUntil > now) return "locked";
  return person.hasPassword ? "active" : "invited";
}
