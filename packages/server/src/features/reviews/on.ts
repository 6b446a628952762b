import { subscribe } from "../../platform/events.ts";
import { withdrawByHandingIn } from "./service-disputes.ts";

subscribe("submission.submitted", "reviews", async (tx, actor, now, event) => {
  const ids = event.data["periodIds"];
  if (Array.isArray(ids)) await withdrawByHandingIn(tx, actor, now, ids.map(String));
});
