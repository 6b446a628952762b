import { subscribe } from "../../platform/events.ts";
import { enqueue } from "../../platform/jobs/index.ts";
import { followSilence } from "./extend.ts";
import { followCalendarJob } from "./jobs.ts";
import { endCloud, syncCloud } from "./sync.ts";
import * as transitions from "./transitions.ts";

export { openForTrigger, type TriggerInput } from "./demand.ts";

/** Obligations and periods follow what happens elsewhere, in the same transaction. */

for (const kind of ["agreement.made", "agreement.changed"] as const) {
  subscribe(kind, "obligations", (tx, actor, now, event) => syncCloud(tx, actor, now, event.object.id));
}
subscribe("cloud.ended", "obligations", (tx, actor, now, event) => endCloud(tx, actor, now, event.object.id));
for (const kind of ["site.registered", "site.ended"] as const) {
  subscribe(kind, "obligations", (tx, actor, now, event) =>
    syncCloud(tx, actor, now, String(event.data["cloud"])),
  );
}
// An assessor engaged for a cloud takes over the rows of the assessor; one that leaves gives them back.
for (const kind of ["engagement.started", "engagement.ended"] as const) {
  subscribe(kind, "obligations", async (tx, actor, now, event) => {
    if (event.data["role"] === "assessor" && event.subjectId !== null)
      await syncCloud(tx, actor, now, event.subjectId);
  });
}
subscribe("setting.changed", "obligations", async (tx, _actor, now, event) => {
  if (event.data["key"] === "realtime.maxSilence") await followSilence(tx, now);
});
// Every unopened period of every cloud may move: too much for the request that imports a year.
subscribe("calendar.imported", "obligations", async (tx, actor, now) => {
  await enqueue(tx, actor, now, followCalendarJob, {});
});

subscribe("submission.submitted", "obligations", (tx, _actor, now, event) =>
  transitions.onSubmitted(tx, now, event),
);
subscribe("submission.withdrawn", "obligations", (tx, _actor, now, event) =>
  transitions.onWithdrawn(tx, now, event),
);
subscribe("review.received", "obligations", (tx, _actor, now, event) =>
  transitions.onReceived(tx, now, event),
);
subscribe("review.decided", "obligations", (tx, _actor, now, event) => transitions.onDecided(tx, now, event));
subscribe("dispute.decided", "obligations", (tx, _actor, now, event) =>
  transitions.onDisputeDecided(tx, now, event),
);
subscribe("rectification.issued", "obligations", (tx, _actor, now, event) =>
  transitions.onRectificationIssued(tx, now, event),
);
subscribe("rectification.closed", "obligations", (tx, _actor, now, event) =>
  transitions.onRectificationClosed(tx, now, event),
);
subscribe("rectification.withdrawn", "obligations", (tx, _actor, now, event) =>
  transitions.onRectificationWithdrawn(tx, now, event),
);
subscribe("extension.decided", "obligations", (tx, _actor, now, event) =>
  transitions.onExtensionDecided(tx, now, event),
);
