import { type Actor, browserFamily, Refusal } from "@yunjian/domain";
import { emit } from "../../platform/events.ts";
import type { Tx } from "../../platform/tenancy.ts";
import * as queries from "./queries.ts";

export async function mySessions(tx: Tx, actor: Actor, now: Date, current: string) {
  const rows = await queries.sessionsOf(tx, actor.personId ?? "", now);
  return {
    items: rows.map((row) => ({
      id: row.id,
      current: row.id === current,
      organisation: row.org_name,
      createdAt: row.created_at,
      lastSeenAt: row.last_seen_at,
      expiresAt: row.expires_at,
      address: row.address,
      browser: browserFamily(row.agent),
      aal: row.aal === 2 ? (2 as const) : (1 as const),
      method: row.method as "password" | "link" | "sso",
    })),
  };
}

export async function endMySession(tx: Tx, actor: Actor, now: Date, id: string): Promise<void> {
  if (!(await queries.endOwnSession(tx, actor.personId ?? "", id, now))) throw new Refusal("not-found");
  await emit(tx, actor, now, {
    kind: "person.signed-out",
    object: { type: "person", id: actor.personId ?? "" },
    subjectId: null,
    data: { session: id },
  });
}

/** Everywhere else: after something looked odd. */
export async function endOtherSessions(tx: Tx, actor: Actor, now: Date, current: string): Promise<number> {
  const ended = await queries.endSessionsOf(tx, actor.personId ?? "", now, current);
  if (ended === 0) return 0;
  await emit(tx, actor, now, {
    kind: "person.signed-out",
    object: { type: "person", id: actor.personId ?? "" },
    subjectId: null,
    data: { ended },
  });
  return ended;
}
