import { type Actor, type EngagementRole, Refusal } from "@yunjian/domain";
import type { Tx } from "../../platform/tenancy.ts";
import { engagedAs } from "../identity/read.ts";

/** Who keeps the register: those who supervise or manage the very subject, and its own organisation. */

const REGISTRARS: readonly EngagementRole[] = ["supervisor", "manager"];

/**
 * Throws unless the actor's organisation supervises or manages one of the subjects, or is the organisation
 * the entry belongs to (`own`; null where only the supervising side may change it).
 */
export async function requireKeeper(
  tx: Tx,
  actor: Actor,
  now: Date,
  subjects: readonly [string, ...string[]],
  own: readonly string[],
): Promise<void> {
  if (actor.permissions.has("registry.own") && actor.orgId !== null && own.includes(actor.orgId)) return;
  if (!actor.permissions.has("registry.write")) {
    throw new Refusal(
      actor.permissions.has("registry.own") && own.length > 0 ? "not-your-organisation" : "forbidden",
    );
  }
  if (!(await engagedAs(tx, actor, now, REGISTRARS, subjects)))
    throw new Refusal("not-supervisor-of-subject");
}

/** Registering what is new asks for the permission, and for the people of the entry itself where it is theirs. */
export function requireRegistrar(actor: Actor, own: string | null = null): void {
  if (actor.permissions.has("registry.write")) return;
  if (own === null || !actor.permissions.has("registry.own")) throw new Refusal("forbidden");
  if (actor.orgId !== own) throw new Refusal("not-your-organisation");
}

/** The same as an answer: what a page offers its reader. */
export async function mayKeep(
  tx: Tx,
  actor: Actor,
  now: Date,
  subjects: readonly [string, ...string[]],
  own: readonly string[],
): Promise<"all" | "own" | "nothing"> {
  if (actor.permissions.has("registry.write") && (await engagedAs(tx, actor, now, REGISTRARS, subjects)))
    return "all";
  return actor.permissions.has("registry.own") && actor.orgId !== null && own.includes(actor.orgId)
    ? "own"
    : "nothing";
}
