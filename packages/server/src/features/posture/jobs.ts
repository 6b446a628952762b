import { Type } from "@yunjian/contract";
import { defineJob } from "../../platform/jobs/index.ts";
import { snapshot } from "./service.ts";

/** On the first of each month, just after the month ended: where every cloud stood. */
defineJob({
  name: "posture.snapshot",
  schema: Type.Object({}),
  schedule: "5 0 1 * *",
  handler: async ({ inTransaction, now }) => {
    await inTransaction((tx) => snapshot(tx, now()));
  },
});
