import { Type } from "@yunjian/contract";
import type { Blobs } from "../../platform/blobs/blobs.ts";
import { digestsOf } from "../../platform/blobs/digests.ts";
import { EvidenceProblem } from "../../platform/blobs/problem.ts";
import { emit } from "../../platform/events.ts";
import { defineJob } from "../../platform/jobs/index.ts";
import { platformActor } from "../../platform/tenancy.ts";
import { nextWithout, setSm3 } from "./sm3-queries.ts";

export const SM3 = { name: "files.sm3", schema: Type.Object({}) };

/**
 * SM3 of what was too large to be hashed with it while it arrived, and of what an older version stored without.
 * Its entry of the record names the SHA-256 that was seen in the same reading, so that both speak of one content.
 * Asked for with each large upload; every night it looks for what is left.
 */
export function sm3Job(blobs: Blobs): void {
  const actor = platformActor(SM3.name);
  defineJob({
    ...SM3,
    schedule: "40 3 * * *",
    handler: async ({ inTransaction, now, log }) => {
      let [recorded, failed] = [0, 0];
      for (let after = NONE; ; ) {
        const file = await inTransaction((tx) => nextWithout(tx, after));
        if (!file) return { recorded, failed };
        after = file.id;
        try {
          const { sha256, sm3 } = await digestsOf(await blobs.get(file.blob_key), Number.POSITIVE_INFINITY);
          if (sha256 !== file.sha256) throw new EvidenceProblem("digest-differs", file.blob_key);
          await inTransaction(async (tx) => {
            for (const { id, org_id, size } of await setSm3(tx, file.blob_key, sm3)) {
              await emit(tx, actor, now(), {
                kind: "file.sm3-recorded",
                object: { type: "file", id },
                subjectId: org_id,
                data: { org: org_id, sha256, sm3, size },
              });
              recorded += 1;
            }
          });
        } catch (error) {
          // Damaged, erased or purged meanwhile: the next ones are not to wait for it.
          failed += 1;
          log.error({ err: error, file: file.id }, "SM3 of a file could not be computed");
        }
      }
    },
  });
}

const NONE = "00000000-0000-0000-0000-000000000000";
