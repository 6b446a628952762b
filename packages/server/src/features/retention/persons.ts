import { erasedName } from "@yunjian/domain";
import { emit } from "../../platform/events.ts";
import type { JobLog } from "../../platform/jobs/define.ts";
import type { PersonKeys } from "../../platform/person-keys.ts";
import { type Db, platformActor, withActor } from "../../platform/tenancy.ts";
import { erasePerson, namedStill } from "./erasure-queries.ts";

const AT_ONCE = 500;

/**
 * After a start: a database restored from an old backup names people again whose keys were destroyed since. The
 * marks in the keys folder say who they are, and their names go once more. Gives how many.
 */
export async function forgetAgain(
  db: Db,
  persons: PersonKeys,
  log: JobLog,
  now = new Date(),
): Promise<number> {
  const destroyed = (await persons.destroyed()).map(({ personId }) => personId);
  const actor = platformActor("retention.forget-again");
  let again = 0;
  for (let from = 0; from < destroyed.length; from += AT_ONCE) {
    const some = destroyed.slice(from, from + AT_ONCE);
    const named = await withActor(db, actor, "read", (tx) => namedStill(tx, some));
    for (const id of named) {
      await withActor(db, actor, "write", async (tx) => {
        await erasePerson(tx, { id, shown: erasedName(id), again: true }, now);
        again += 1;
        await emit(tx, actor, now, {
          kind: "person.erased",
          object: { type: "person", id },
          subjectId: null,
          data: { again: true },
        });
      });
    }
  }
  if (again > 0) log.info({ people: again }, "names of erased people were taken out again");
  return again;
}
