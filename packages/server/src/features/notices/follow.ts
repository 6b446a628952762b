import { NOTICE_EVENTS, noticesOn } from "@yunjian/domain";
import type { Follower } from "../../platform/follow/follow.ts";
import { aboutEvent } from "./about.ts";
import { teller } from "./tell.ts";

/** Tells people what happened, behind the record. The entry's id makes each notice unique. */
export const noticeFollower: Follower = {
  name: "notices",
  kinds: NOTICE_EVENTS,
  handle: async (tx, event, now) => {
    const keys = noticesOn(event.kind, event.data);
    if (keys.length === 0) return;
    const matters = await aboutEvent(tx, event);
    if (matters.length === 0) return;
    const { tell } = await teller(tx, now);
    await tell(
      keys.flatMap((key) =>
        matters.map((matter) => ({
          key,
          matter,
          step: matter.step ?? event.id,
          exceptPerson: event.personId,
        })),
      ),
    );
  },
};
