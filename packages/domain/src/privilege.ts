import type { Actor } from "./actor.ts";
import { requireInPerson } from "./setting-rights.ts";
import { addMonths, dateOf, endOfDay, type IsoDate, isIsoDate, startOfDay } from "./dates.ts";
import { postsFor } from "./people.ts";
import {
  EXCLUSIVE_POSTS,
  isReading,
  type Permission,
  PERMISSIONS,
  permissionsOf,
  POST_PERMISSIONS,
} from "./permissions.ts";
import { type FieldProblem, invalid, Refusal } from "./refusal.ts";
import { POSTS, type Post } from "./vocabulary.ts";

/**
 * Temporary privileges (CQZ-7.5.3.5): rights beyond one's posts, for a purpose, from-to, granted by somebody
 * else. A holder takes one up, acts under it visibly, and lays it down; what is done meanwhile names it.
 */

/** What is stored. Planned, active, expired and lapsed are told by the clock when read. */
export const PRIVILEGE_STATES = ["asked", "granted", "refused", "withdrawn", "ended"] as const;
export type PrivilegeState = (typeof PRIVILEGE_STATES)[number];

export const PRIVILEGE_STANDINGS = [
  "asked",
  "planned", // granted, not begun
  "active",
  "expired", // ran out by itself
  "ended", // ended early
  "refused",
  "withdrawn",
  "lapsed", // nobody decided before it would have run out
] as const;
export type PrivilegeStanding = (typeof PRIVILEGE_STANDINGS)[number];

export interface PrivilegeSpan {
  readonly state: PrivilegeState;
  readonly from: Date;
  readonly until: Date;
}

export function privilegeStanding({ state, from, until }: PrivilegeSpan, now: Date): PrivilegeStanding {
  if (state === "asked") return until <= now ? "lapsed" : "asked";
  if (state !== "granted") return state;
  if (until <= now) return "expired";
  return from > now ? "planned" : "active";
}

/**
 * Rights that give rights, or lower the platform's guard: what they bring about would outlive the privilege.
 * Nobody gets them for a while, and nobody uses them while acting under a privilege.
 */
export const NEVER_TEMPORARY: readonly Permission[] = [
  "people.manage",
  "people.manage-own",
  "setting.security",
  "setting.approve",
  "disposal.approve",
  "hold.place",
  "erasure.ask",
  "erasure.approve",
  "privilege.ask",
  "privilege.decide",
  "privilege.oversee",
  "key.own",
  "key.manage",
];

/**
 * By which single permissions one of the three administrators is told: nobody outside that office has them
 * but, for the record, the supervisor's lead.
 */
const MARKS: Readonly<Partial<Record<Post, readonly Permission[]>>> = {
  "system-admin": ["people.manage", "operation.run"],
  "security-admin": ["people.unlock", "setting.security", "privilege.oversee"],
  "audit-admin": ["record.read"],
};

export interface HeldPrivilege {
  readonly post: Post | null;
  readonly permissions: readonly Permission[];
}

/** Which of the three administrators' offices a privilege touches. */
export function officesOf({ post, permissions }: HeldPrivilege): Post[] {
  return EXCLUSIVE_POSTS.filter(
    (office) => post === office || (MARKS[office] ?? []).some((mark) => permissions.includes(mark)),
  );
}

/**
 * Throws when posts and privileges that run or are to run, over all organisations, would join two of the
 * three administrators in one person, or give whoever audits something to change.
 */
export function checkDutiesTogether(posts: readonly Post[], privileges: readonly HeldPrivilege[]): void {
  const offices = new Set([
    ...posts.filter((post) => EXCLUSIVE_POSTS.includes(post)),
    ...privileges.flatMap(officesOf),
  ]);
  if (offices.size > 1) throw new Refusal("admin-posts-exclusive");
  const auditing = posts.includes("audit-admin") || posts.includes("observer-member");
  if (auditing && privileges.some(({ permissions }) => !permissions.every(isReading)))
    throw new Refusal("admin-posts-exclusive");
}

/** What somebody of an organisation with these roles may get for a while. */
export function temporaryPermissions(roles: readonly string[]): Permission[] {
  const carried = permissionsOf(postsFor(roles));
  return (Object.keys(PERMISSIONS) as Permission[]).filter(
    (permission) => carried.has(permission) && !NEVER_TEMPORARY.includes(permission),
  );
}

/** What a post would add to what somebody has. */
export function extraOf(post: Post, held: ReadonlySet<Permission>): Permission[] {
  return POST_PERMISSIONS[post].filter(
    (permission) => !held.has(permission) && !NEVER_TEMPORARY.includes(permission),
  );
}

export interface PrivilegeRequest {
  /** A post's extra permissions, or single ones. */
  readonly post: Post | null;
  readonly permissions: readonly Permission[];
  readonly purpose: string;
  readonly from: IsoDate;
  readonly until: IsoDate;
}

export interface PrivilegeTerms {
  readonly post: Post | null;
  readonly permissions: readonly Permission[];
  readonly purpose: string;
  readonly from: Date;
  readonly until: Date;
}

const MAX_PURPOSE = 500;

/** Checks a request and brings it to its stored form. `roles` are those of the organisation acted for. */
export function checkPrivilegeRequest(
  actor: Actor,
  input: PrivilegeRequest,
  context: { readonly roles: readonly string[]; readonly now: Date; readonly maxMonths: number },
): PrivilegeTerms {
  requireInPerson(actor);
  if (!actor.permissions.has("privilege.ask")) throw new Refusal("forbidden");
  const { now, maxMonths } = context;
  const today = dateOf(now);
  const asked = input.post === null ? input.permissions : extraOf(input.post, actor.permissions);
  const latest = isIsoDate(input.from) ? addMonths(input.from, maxMonths) : today;
  const problems: (FieldProblem | false)[] = [
    input.post !== null &&
      !postsFor(context.roles).includes(input.post) &&
      say("/post", "本单位没有这个岗位。", "Your organisation has no such post."),
    asked.length === 0 &&
      say("/permissions", "请选择尚未具备的权限。", "Choose permissions that you do not hold already."),
    asked.some((permission) => actor.permissions.has(permission)) &&
      say(
        "/permissions",
        "所选权限中有您的岗位已具备的，请去除。",
        "Your posts carry some of these already; leave them out.",
      ),
    input.purpose.trim() === "" && say("/purpose", "请填写用途。", "Say what it is for."),
    input.purpose.length > MAX_PURPOSE &&
      say("/purpose", `不超过 ${MAX_PURPOSE} 字。`, `At most ${MAX_PURPOSE} characters.`),
    (!isIsoDate(input.from) || input.from < today) &&
      say("/from", `开始日期不能早于 ${today}。`, `Not before ${today}.`),
    (!isIsoDate(input.until) || input.until < input.from || input.until > latest) &&
      say(
        "/until",
        `结束日期应在开始日期之后，且不晚于 ${latest}（最长 ${maxMonths} 个月）。`,
        `After the first day and no later than ${latest} (${maxMonths} months at most).`,
      ),
  ];
  const found = problems.filter((problem) => problem !== false);
  if (found.length > 0) throw invalid(...found);
  requireTemporary(asked, context.roles);
  const begins = startOfDay(input.from);
  return {
    post: input.post,
    permissions: [...new Set(asked)].sort(),
    purpose: input.purpose.trim(),
    from: begins < now ? now : begins,
    until: endOfDay(input.until),
  };
}

function requireTemporary(asked: readonly Permission[], roles: readonly string[]): void {
  const possible = temporaryPermissions(roles);
  const beyond = asked.filter((permission) => !possible.includes(permission));
  if (beyond.length > 0)
    throw new Refusal("privilege-too-much", { what: beyond.map((each) => PERMISSIONS[each].zh).join("、") });
}

/**
 * Throws unless the actor may decide on somebody's request: never the one who asked; a lead of the same
 * organisation, or of the supervisor of everything, who alone decides where an administrator's office is
 * touched. Who holds an administrator's post does not decide who else gets rights.
 */
export function requirePrivilegeDecider(
  actor: Actor,
  request: HeldPrivilege & { readonly personId: string; readonly orgId: string },
  postsEverywhere: readonly Post[],
): void {
  if (!actor.permissions.has("privilege.decide")) throw new Refusal("forbidden");
  requireInPerson(actor);
  if (actor.personId === null || actor.personId === request.personId) throw new Refusal("same-person");
  if (postsEverywhere.some((post) => EXCLUSIVE_POSTS.includes(post))) throw new Refusal("separation-hollow");
  if (actor.scope === "all") return;
  if (actor.orgId !== request.orgId) throw new Refusal("not-your-organisation");
  if (officesOf(request).length > 0) throw new Refusal("forbidden");
}

/** Who may end one early: the holder, who granted it, a lead who could have, the security administrator. */
export function mayEndPrivilege(
  actor: Actor,
  held: { readonly personId: string; readonly orgId: string; readonly decidedBy: string | null },
): boolean {
  if (actor.personId === null || actor.via === "api-key") return false;
  if (actor.personId === held.personId || actor.personId === held.decidedBy) return true;
  if (actor.permissions.has("privilege.oversee")) return true;
  return actor.permissions.has("privilege.decide") && (actor.scope === "all" || actor.orgId === held.orgId);
}

/** What a person may do while acting under a privilege: the posts' rights and its own, none that give rights. */
export function permissionsUnder(
  posts: readonly Post[],
  granted: readonly Permission[],
): ReadonlySet<Permission> {
  const all = new Set([...permissionsOf(posts), ...granted]);
  for (const permission of NEVER_TEMPORARY) all.delete(permission);
  return all;
}

/** Why somebody may do something: the posts and the running privileges that carry it. */
export interface Reason {
  readonly permission: Permission;
  readonly posts: readonly Post[];
  readonly privileges: readonly string[];
}

/** What a person may do in one organisation, and by which posts and privileges, in the table's order. */
export function reasonsOf(
  posts: readonly Post[],
  privileges: readonly { readonly id: string; readonly permissions: readonly Permission[] }[],
): Reason[] {
  const held = POSTS.filter((post) => posts.includes(post));
  return (Object.keys(PERMISSIONS) as Permission[]).flatMap((permission) => {
    const by = held.filter((post) => POST_PERMISSIONS[post].includes(permission));
    const under = privileges.filter((each) => each.permissions.includes(permission)).map(({ id }) => id);
    return by.length + under.length === 0 ? [] : [{ permission, posts: by, privileges: under }];
  });
}

function say(field: string, zh: string, en: string): FieldProblem {
  return { field, message: { zh, en } };
}
