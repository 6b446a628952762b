import { subscribe } from "../../platform/events.ts";
import { endAllOf } from "./service.ts";

/** Who leaves keeps no rights that others granted for a while. */
subscribe("person.ended", "privileges", (tx, actor, now, event) => endAllOf(tx, actor, now, event.object.id));
