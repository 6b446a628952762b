import { ApiError, createSubmission, signOffSubmission } from "@yunjian/contract";
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

/** One submission for some periods: prepared by one person, signed off by another. */
export async function handIn(as: SignedIn, who: Provider, periodIds: readonly string[]): Promise<string> {
  const member = who === "provider1Lead" ? "provider1Member" : "provider2Member";
  const made = await as(member).call(createSubmission, {
    body: {
      periodIds: [...periodIds],
      kind: "files",
      statement: "已按要求完成，证明材料见附件。",
      submit: true,
    },
  });
  await as(who).call(signOffSubmission, { params: { id: made.id }, body: { version: made.version } });
  return made.id;
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
