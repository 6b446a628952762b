import { Type } from "@yunjian/contract";
import type { Blobs } from "../../platform/blobs/blobs.ts";
import { defineJob } from "../../platform/jobs/index.ts";
import { platformActor, withActor } from "../../platform/tenancy.ts";
import { dropDeadLeases } from "./lease-queries.ts";
import { sm3Job } from "./sm3.ts";
import { clearUploads } from "./uploads.ts";

/** Every night: unfinished uploads that nobody came back for, and the leases of writers that died. */
export function uploadJobs(blobs: Blobs): void {
  sm3Job(blobs);
  defineJob({
    name: "files.clear-uploads",
    schema: Type.Object({}),
    schedule: "30 2 * * *",
    handler: async ({ db, now, log }) => {
      const cleared = await clearUploads(
        (mode, work) => withActor(db, platformActor("files.clear-uploads"), mode, work),
        blobs,
        now(),
      );
      await withActor(db, platformActor("files.clear-uploads"), "write", dropDeadLeases);
      if (cleared > 0) log.info({ cleared }, "unfinished uploads cleared away");
      return { cleared };
    },
  });
}
