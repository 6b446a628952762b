import type { Tx } from "../../platform/tenancy.ts";

/** Whom an organisation can put on its roster: its own people who hold a post now. */
export async function peopleOfOrganisation(
  tx: Tx,
  orgId: string,
  now: Date,
): Promise<{ id: string; name: string; phone: string }[]> {
  return await tx
    .selectFrom("person as p")
    .select(["p.id", "p.name", "p.phone"])
    .where("p.ended_at", "is", null)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom("membership as m")
          .select("m.person_id")
          .whereRef("m.person_id", "=", "p.id")
          .where("m.org_id", "=", orgId)
          .where("m.from_at", "<=", now)
          .where((on) => on.or([on("m.to_at", "is", null), on("m.to_at", ">", now)])),
      ),
    )
    .orderBy("p.name")
    .orderBy("p.id")
    .limit(500)
    .execute();
}
