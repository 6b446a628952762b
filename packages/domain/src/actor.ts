import type { Permission } from "./permissions.ts";
import type { Assurance } from "./assurance.ts";
import { Refusal } from "./refusal.ts";
import type { Post } from "./vocabulary.ts";

/**
 * Who acts: one person for one organisation at a time, or a job in the platform's own name.
 * `scope` names the database role: 'all' for organisations that supervise or audit everything.
 */
export interface Actor {
  readonly personId: string | null; // null: the platform itself
  readonly orgId: string | null;
  readonly posts: readonly Post[];
  readonly permissions: ReadonlySet<Permission>;
  readonly scope: "tenant" | "all";
  readonly via: "session" | "api-key" | "job" | "setup";
  /** The temporary privilege under which this request acts; every entry it leaves names it. */
  readonly privilegeId?: string | null;
  /** How far the session is trusted; absent for keys, jobs and set-up. */
  readonly assurance?: Assurance | null;
  readonly requestId: string;
  readonly lang: "zh" | "en";
}

export function requirePermission(actor: Actor, permission: Permission): void {
  if (!actor.permissions.has(permission)) throw new Refusal("forbidden");
}

/** Whoever asked does not approve. */
export function requireOther(actor: Actor, askedBy: string | null): void {
  if (actor.personId === null || actor.personId === askedBy) throw new Refusal("same-person");
}

/** Nobody of the organisation that handed something in reviews it. */
export function requireOtherOrganisation(actor: Actor, submittedByOrg: string): void {
  if (actor.orgId === null || actor.orgId === submittedByOrg) throw new Refusal("same-organisation");
}

export function requireOwn(actor: Actor, orgId: string): void {
  if (actor.orgId !== orgId) throw new Refusal("not-your-organisation");
}

/** Throws `wrong-state` unless the state is one of those from which the step is possible. */
export function requireState<S extends string>(state: S, ...allowed: readonly S[]): void {
  if (!allowed.includes(state)) throw new Refusal("wrong-state", { state, allowed: allowed.join(" / ") });
}
