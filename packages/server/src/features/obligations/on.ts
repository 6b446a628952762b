import { type Actor, dateOf, type DomainEvent } from "@yunjian/domain";
import { subscribe } from "../../platform/events.ts";
import { enqueue } from "../../platform/jobs/index.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { openForTrigger } from "./demand.ts";
import { followSilence } from "./extend.ts";
import { followCalendarJob } from "./jobs.ts";
import { endCloud, syncCloud } from "./sync.ts";
import * as transitions from "./transitions.ts";

export { openForTrigger, type TriggerInput } from "./demand.ts";

/** Asked for before a change is made; everything else a change opens is due after it. */
const BEFORE_A_CHANGE = ["JGK-6.3.3-e"];

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

// Acquisitions and changes of people (GWZ-8.2.2-a, CQZ-8.3.3) alter nothing on the platform: no control is assessed again.
const ALTERS_NOTHING = ["provider-event", "security-team"];
subscribe("change.announced", "obligations", async (tx, actor, now, event) => {
  if (ALTERS_NOTHING.includes(String(event.data["type"]))) return;
  await openForChange(tx, actor, now, event, { dutyIds: BEFORE_A_CHANGE, dueOn: event.data["plannedOn"] });
});
for (const kind of ["change.implemented", "change.declared"] as const) {
  subscribe(kind, "obligations", async (tx, actor, now, event) => {
    if (ALTERS_NOTHING.includes(String(event.data["type"]))) return;
    await openForChange(tx, actor, now, event, {
      touched: strings(event.data["duties"]),
      dueOn: dateOf(new Date(String(event.data["assessDueAt"]))),
    });
  });
}

async function openForChange(
  tx: Tx,
  actor: Actor,
  now: Date,
  event: DomainEvent,
  what: { readonly dutyIds?: string[]; readonly touched?: string[]; readonly dueOn: unknown },
): Promise<void> {
  for (const cloudId of strings(event.data["clouds"])) {
    await openForTrigger(tx, actor, now, {
      kind: "change",
      cloudId,
      id: event.object.id,
      reference: String(event.data["number"]),
      ...(what.dutyIds && { dutyIds: what.dutyIds }),
      ...(what.touched && { touched: what.touched }),
      // An emergency filed months later is assessed from now on: nothing falls due in the past.
      dueOn: typeof what.dueOn === "string" && what.dueOn >= dateOf(now) ? what.dueOn : null,
    });
  }
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

// A grave incident calls for a new risk assessment and whatever else its kind of event opens (JGK-5.2.5.1-h).
for (const kind of ["incident.confirmed", "incident.graded"] as const) {
  subscribe(kind, "obligations", async (tx, actor, now, event) => {
    if (event.data["opensDuties"] !== true) return;
    for (const cloudId of strings(event.data["clouds"])) {
      await openForTrigger(tx, actor, now, {
        kind: "incident",
        cloudId,
        id: event.object.id,
        reference: String(event.data["number"]),
      });
    }
  });
}

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
