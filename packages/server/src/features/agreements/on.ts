import { subscribe } from "../../platform/events.ts";
import { followCloud, makeAgreement } from "./service.ts";

/** A cloud is supervised from the moment it is registered: the agreement begins with the catalogue's defaults. */
subscribe("cloud.registered", "agreements", async (tx, actor, now, event) => {
  await makeAgreement(tx, actor, now, event.object.id);
});

subscribe("cloud.changed", "agreements", async (tx, actor, now, event) => {
  const supervisedFrom = String(event.data["supervisedFromBefore"] ?? event.data["supervisedFrom"]);
  await followCloud(tx, actor, now, event.object.id, { supervisedFrom });
});
