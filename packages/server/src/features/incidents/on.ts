import { subscribe } from "../../platform/events.ts";
import { engagementSubject } from "../identity/read-operators.ts";
import { follow } from "./queries.ts";
import { insertLink } from "./queries-parts.ts";

/** Supervision or management of a cloud passes on: its running cases with it, in the same transaction. */
for (const kind of ["engagement.started", "engagement.ended"] as const) {
  subscribe(kind, "incidents", async (tx, _actor, now, event) => {
    if (event.data["role"] !== "supervisor" && event.data["role"] !== "manager") return;
    const cloudId = event.subjectId ?? (await engagementSubject(tx, event.object.id));
    if (cloudId !== null) await follow(tx, cloudId, now);
  });
}

/** What an incident led to is found from its page. */
subscribe("rectification.issued", "incidents", async (tx, _actor, now, event) => {
  const incidentId = event.data["incidentId"];
  if (typeof incidentId !== "string") return;
  await insertLink(tx, {
    incident_id: incidentId,
    type: "rectification",
    object_id: event.object.id,
    label: String(event.data["number"]),
    at: now,
  });
});
subscribe("period.requested", "incidents", async (tx, _actor, now, event) => {
  const incidentId = event.data["triggerId"];
  if (event.data["trigger"] !== "incident" || typeof incidentId !== "string") return;
  await insertLink(tx, {
    incident_id: incidentId,
    type: "period",
    object_id: event.object.id,
    label: String(event.data["dutyId"]),
    at: now,
  });
});
