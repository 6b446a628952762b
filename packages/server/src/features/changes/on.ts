import { subscribe } from "../../platform/events.ts";
import { engagementSubject } from "../identity/read-operators.ts";
import { follow } from "./queries-parts.ts";

/** Supervision of a cloud passes on: what customers were told goes with it, in the same transaction. */
for (const kind of ["engagement.started", "engagement.ended"] as const) {
  subscribe(kind, "changes", async (tx, _actor, now, event) => {
    if (event.data["role"] !== "supervisor") return;
    const cloudId = event.subjectId ?? (await engagementSubject(tx, event.object.id));
    if (cloudId !== null) await follow(tx, cloudId, now);
  });
}
