import { subscribe } from "../../platform/events.ts";
import { engagementSubject } from "../identity/read-operators.ts";
import { follow, linkRequest } from "./queries-parts.ts";

/** Supervision of a cloud passes on: its cases go with it, in the same transaction. */
for (const kind of ["engagement.started", "engagement.ended"] as const) {
  subscribe(kind, "authorisations", async (tx, _actor, now, event) => {
    if (event.data["role"] !== "supervisor") return;
    const cloudId = event.subjectId ?? (await engagementSubject(tx, event.object.id));
    if (cloudId !== null) await follow(tx, cloudId, now);
  });
}

/** What an objection led to: the customer finds it from the case. */
subscribe("rectification.asked", "authorisations", async (tx, _actor, _now, event) => {
  const id = event.data["authorisationId"];
  if (typeof id === "string") await linkRequest(tx, id, event.object.id);
});
