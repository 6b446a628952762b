import { Type } from "@yunjian/contract";
import { defineJob } from "../../platform/jobs/index.ts";
import { settingOf } from "@yunjian/domain";
import { storedSettings } from "../settings/read.ts";
import { liveCloudIds } from "../registry/read.ts";
import { type Extended, extendPlans, followCalendar } from "./extend.ts";
import { countToExtend } from "./plan-queries.ts";
import { rememberPosture } from "./posture-memory-queries.ts";
import { planningRules } from "./rules.ts";

/** Lays periods up to the horizon, or up to a day that somebody named; every night what the month has moved. */
export const extendPlansJob = defineJob({
  name: "obligations.extend-plans",
  schema: Type.Object({ until: Type.Optional(Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}$" })) }),
  schedule: "10 2 * * *",
  handler: async ({ inTransaction, progress, data, now }) => {
    const until = data.until ?? (await inTransaction((tx) => planningRules(tx, now()))).until;
    const total = await inTransaction((tx) => countToExtend(tx, until));
    let [obligations, periods] = [0, 0];
    let afterId: string | null = null;
    await progress(0, total);
    do {
      const done: Extended = await inTransaction((tx) => extendPlans(tx, now(), { until, afterId }));
      obligations += done.obligations;
      periods += done.periods;
      afterId = done.next;
      await progress(obligations, Math.max(total, obligations));
    } while (afterId !== null);
    return { until, obligations, periods };
  },
});

/** A newer working-day calendar moves what has not opened, cloud by cloud. */
export const followCalendarJob = defineJob({
  name: "obligations.follow-calendar",
  schema: Type.Object({}),
  handler: async ({ inTransaction, progress, now }) => {
    const clouds = await inTransaction((tx) => liveCloudIds(tx));
    let moved = 0;
    for (const [index, cloudId] of clouds.entries()) {
      moved += await inTransaction((tx) => followCalendar(tx, now(), cloudId));
      await progress(index + 1, clouds.length);
    }
    return { clouds: clouds.length, moved };
  },
});

/** Every minute what was touched or has moved; who looks before that counts those subjects live. */
defineJob({
  name: "obligations.remember-posture",
  schema: Type.Object({}),
  schedule: "* * * * *",
  handler: async ({ inTransaction, now }) => {
    const subjects = await inTransaction(async (tx) =>
      rememberPosture(tx, now(), settingOf(await storedSettings(tx), "posture.dueSoonDays")),
    );
    return { subjects };
  },
});
