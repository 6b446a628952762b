import { Type } from "@yunjian/contract";
import { defineJob } from "../../platform/jobs/index.ts";
import { platformActor } from "../../platform/tenancy.ts";
import { escalateOverdue } from "./escalate.ts";

/** Every hour: a restart at night loses nothing, and delays climb once however often this runs. */
defineJob({
  name: "rectifications.escalate",
  schema: Type.Object({}),
  schedule: "20 * * * *",
  handler: async ({ inTransaction, now }) => ({
    climbed: await inTransaction((tx) =>
      escalateOverdue(tx, platformActor("job:rectifications.escalate"), now()),
    ),
  }),
});
