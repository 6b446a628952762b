import { subscribe } from "../../platform/events.ts";
import * as queries from "./queries.ts";

/** Who has left is signed out everywhere. */
subscribe("person.ended", "sign-in", async (tx, _actor, now, event) => {
  await queries.endSessionsOf(tx, event.object.id, now, null);
});
