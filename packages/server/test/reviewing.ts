import { ApiError } from "@yunjian/contract";
import { newId } from "../src/platform/ids.ts";
import { emit } from "../src/platform/events.ts";
import { openPeriodsOfParty, type PeriodRow } from "../src/features/obligations/read.ts";
import { loadCatalogue } from "@yunjian/catalogue";
import { expect } from "vitest";
import type { TestApp, Visitor } from "./app.ts";
import type { PersonKey, World } from "./world.ts";

export type Provider = "provider1Lead" | "provider2Lead";

/** Periods a provider can hand in for now, the most urgent first; optionally of one duty. */
export async function openPeriods(world: World, who: Provider, dutyId?: string): Promise<PeriodRow[]> {
  const all = await world.run(who, (tx, actor, now) => openPeriodsOfParty(tx, actor.orgId ?? "", now, 500));
  return all.filter((period) => dutyId === undefined || period.dutyId === dutyId);
}

/** One submission for some periods, as the feature submissions hands it in. */
export async function handIn(world: World, who: Provider, periodIds: readonly string[]): Promise<string> {
  return await world.run(who, async (tx, actor, now) => {
    const id = newId(now);
    await tx
      .insertInto("submission")
      .values({
        id,
        org_id: actor.orgId ?? "",
        kind: "files",
        title: "本期证明材料",
        state: "submitted",
        number: "提交〔2026〕1号",
        created_by: actor.personId ?? "",
        created_at: now,
        submitted_at: now,
        submitted_by: actor.personId,
      })
      .execute();
    for (const periodId of periodIds) {
      const { subject_id } = await tx
        .selectFrom("period")
        .select("subject_id")
        .where("id", "=", periodId)
        .executeTakeFirstOrThrow();
      await tx
        .insertInto("submission_period")
        .values({ submission_id: id, period_id: periodId, subject_id })
        .execute();
    }
    await emit(tx, actor, now, {
      kind: "submission.submitted",
      object: { type: "submission", id },
      subjectId: null,
      data: { periodIds: [...periodIds], orgId: actor.orgId, kind: "files" },
    });
    return id;
  });
}

export function allYes(dutyId: string) {
  const own = (loadCatalogue().duties.get(dutyId)?.checks ?? []).map(() => "yes" as const);
  return { complete: "yes", timely: "yes", authentic: "yes", compliant: "yes", own } as const;
}

export function found(dutyId: string) {
  return { ...allYes(dutyId), compliant: "no" } as const;
}

/** The name under which the API refused. */
export async function refusal(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => undefined,
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(ApiError);
  return (error as ApiError).problem.name;
}

export type SignedIn = (name: PersonKey) => Pick<Visitor, "call">;

/** Everybody of the city, signed in when first asked for and again when a session went idle with the clock. */
export function signedIn(test: TestApp, world: World): SignedIn {
  const known = new Map<PersonKey, { visitor: Visitor; at: number }>();
  const fresh = async (name: PersonKey): Promise<Visitor> => {
    const now = test.clock.read().getTime();
    const before = known.get(name);
    const visitor = before && now - before.at < 20 * 60_000 ? before.visitor : await world.as(name);
    known.set(name, { visitor, at: now });
    return visitor;
  };
  return (name) => ({
    call: async (route, input, options) => (await fresh(name)).call(route, input, options),
  });
}
