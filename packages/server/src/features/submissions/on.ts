import { emit, subscribe } from "../../platform/events.ts";
import * as queries from "./queries-hand-over.ts";

/** Drafts of somebody who left go to whom the leaving named; each is told in its own history. */
subscribe("person.ended", "submissions", async (tx, actor, now, event) => {
  const handTo = event.data["handTo"];
  if (typeof handTo !== "string") return;
  for (const draft of await queries.handOver(tx, event.object.id, handTo)) {
    await emit(tx, actor, now, {
      kind: "submission.handed-over",
      object: { type: "submission", id: draft.id },
      subjectId: null,
      data: { from: event.object.id, to: handTo, version: draft.version },
    });
  }
});
