import type { Actor, DomainEvent, EngagementRole } from "@yunjian/domain";
import { subscribe } from "../../platform/events.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { engage } from "./founding.ts";
import * as people from "./people-queries.ts";
import { engagedWith } from "./read.ts";

/** What is registered is at once somebody's: engagements start with the entry that calls for them. */

subscribe("cloud.registered", "identity", async (tx, actor, now, event) => {
  await engageOnce(tx, actor, now, event.data["provider"], "provider", event.object.id);
  await engageRegistrar(tx, actor, now, event);
});

subscribe("system.registered", "identity", async (tx, actor, now, event) => {
  await engageOnce(tx, actor, now, event.data["customer"], "customer", event.object.id);
  await engageRegistrar(tx, actor, now, event);
});

subscribe("contract.registered", "identity", async (tx, actor, now, event) => {
  await engageOnce(tx, actor, now, event.data["customer"], "customer", event.object.id);
  await engageOnce(tx, actor, now, event.data["provider"], "provider", event.object.id);
  await engageRegistrar(tx, actor, now, event);
  const cloud = event.data["cloud"];
  if (typeof cloud !== "string") return;
  for (const role of ["supervisor", "manager"] as const) {
    for (const org of await engagedWith(tx, cloud, [role], now))
      await engageOnce(tx, actor, now, org, role, event.object.id);
  }
});

subscribe("organisation.registered", "identity", engageRegistrar);

/** Who registers something and does not see everything would lose sight of it with the next request. */
async function engageRegistrar(tx: Tx, actor: Actor, now: Date, event: DomainEvent): Promise<void> {
  if (actor.scope === "all" || actor.orgId === null || actor.orgId === event.object.id) return;
  const org = await people.organisationById(tx, actor.orgId);
  const role = (["supervisor", "manager"] as const).find((each) => org?.roles.includes(each));
  if (role) await engageOnce(tx, actor, now, actor.orgId, role, event.object.id);
}

async function engageOnce(
  tx: Tx,
  actor: Actor,
  now: Date,
  orgId: unknown,
  role: EngagementRole,
  subjectId: string,
): Promise<void> {
  if (typeof orgId !== "string") return;
  if (await people.engagementOpen(tx, orgId, role, [subjectId, null])) return;
  await engage(tx, actor, now, { orgId, role, subjectId });
}
