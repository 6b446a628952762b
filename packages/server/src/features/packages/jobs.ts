import { Type } from "@yunjian/contract";
import { PACKAGE_NEEDS, settingOf } from "@yunjian/domain";
import type { Blobs } from "../../platform/blobs/blobs.ts";
import { emit } from "../../platform/events.ts";
import { defineJob, JobCancelled, type JobDefinition } from "../../platform/jobs/define.ts";
import { platformActor, seesCase, withActor } from "../../platform/tenancy.ts";
import { actorFor } from "../identity/read.ts";
import { storedSettings } from "../settings/read.ts";
import { makeArchive, PackageRefused } from "./make.ts";
import * as queries from "./queries.ts";

const schema = Type.Object({ packageId: Type.String() });
const DAY = 86_400_000;
const AT_ONCE = 100;

/** Makes a package with the rights of who asked for it, as they are when it is made. */
export function packageJob(blobs: Blobs): JobDefinition<typeof schema> {
  return defineJob({
    name: "packages.make",
    schema,
    handler: async ({ db, data, now, inTransaction, progress }) => {
      const id = data.packageId;
      const row = await inTransaction((tx) => queries.packageById(tx, id));
      // Cancelled before it began, or made already by a run that was killed right after.
      if (row?.state !== "making") return;
      try {
        const actor = await actorFor(
          db,
          { personId: row.asked_by, orgId: row.org_id, requestId: `job:${id}` },
          now(),
        );
        const may =
          actor &&
          seesCase(actor, row.subject_id) &&
          PACKAGE_NEEDS.every((permission) => actor.permissions.has(permission));
        if (!may) throw new PackageRefused("rights-lost");
        const made = await makeArchive({ db, blobs, now, actor, asPlatform: inTransaction, progress }, row);
        const kept = await inTransaction(async (tx) => {
          const days = settingOf(await storedSettings(tx), "retention.packageDays");
          return await queries.setPackage(tx, id, "making", {
            state: "ready",
            size: made.size,
            sha256: made.sha256,
            entries: made.entries,
            files: made.files,
            missing: made.missing,
            blob_key: made.key,
            made_at: now(),
            expires_at: new Date(now().getTime() + days * DAY),
          });
        });
        if (!kept) await blobs.remove(made.key);
      } catch (error) {
        if (error instanceof JobCancelled)
          await inTransaction((tx) => queries.setPackage(tx, id, "making", { state: "cancelled" }));
        if (!(error instanceof PackageRefused)) throw error;
        await inTransaction((tx) =>
          queries.setPackage(tx, id, "making", { state: "failed", problem: error.problem }),
        );
      }
    },
  });
}

/** Every hour: a package is a copy in plain of what is sealed elsewhere, so it does not outlive its time. */
export function expiryJob(blobs: Blobs): void {
  defineJob({
    name: "packages.expire",
    schema: Type.Object({}),
    schedule: "20 * * * *",
    handler: async ({ db, now, inTransaction }) => {
      let expired = 0;
      for (;;) {
        const due = await inTransaction((tx) => queries.expiredPackages(tx, now(), AT_ONCE));
        for (const { id, blob_key } of due) {
          // First the content: what fails half-way is found again in an hour.
          if (blob_key !== null) await blobs.remove(blob_key);
          const actor = platformActor("packages.expire");
          await withActor(db, actor, "write", async (tx) => {
            if (!(await queries.setPackage(tx, id, "ready", { state: "expired", blob_key: null }))) return;
            await emit(tx, actor, now(), {
              kind: "package.expired",
              object: { type: "package", id },
              subjectId: null,
              data: {},
            });
          });
          expired += 1;
        }
        if (due.length < AT_ONCE) return { expired };
      }
    },
  });
}
