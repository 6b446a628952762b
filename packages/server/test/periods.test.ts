import {
  askExtension,
  cancelRequest,
  decideExtension,
  getObligation,
  getPeriod,
  listExtensions,
  listMyDuties,
  listObligations,
  requestPeriods,
  withdrawExtension,
} from "@yunjian/contract";
import { type DomainEvent, posture, settingOf } from "@yunjian/domain";
import { describe, expect, test } from "vitest";
import { extendAllPlans } from "../src/features/obligations/extend.ts";
import * as transitions from "../src/features/obligations/transitions.ts";
import { newId } from "../src/platform/ids.ts";
import type { Tx } from "../src/platform/tenancy.ts";
import { startApp, type Visitor } from "./app.ts";
import { makeWorld, type PersonKey } from "./world.ts";

const app = await startApp({ now: "2026-06-10T02:00:00Z" });
const world = await makeWorld(app, { supervisedFrom: "2026-05-01" });
const { cloud1, cloud2 } = world.clouds;
const people = new Map<PersonKey, Visitor>();
async function as(name: PersonKey): Promise<Visitor> {
  const known = people.get(name) ?? (await world.as(name));
  people.set(name, known);
  return known;
}
function advance(to: string): void {
  app.clock.set(to);
  people.clear();
}
const refused = (name: string) => ({ problem: { name } });

const obligationOf = (dutyId: string, cloudId = cloud1) =>
  world.run("lead", (tx) =>
    tx
      .selectFrom("obligation")
      .selectAll()
      .where("duty_id", "=", dutyId)
      .where("cloud_id", "=", cloudId)
      .executeTakeFirstOrThrow(),
  );
const periodOf = (dutyId: string, label: string, cloudId = cloud1) =>
  world.run("lead", (tx) =>
    tx
      .selectFrom("period")
      .selectAll()
      .where("duty_id", "=", dutyId)
      .where("label", "=", label)
      .where("cloud_id", "=", cloudId)
      .executeTakeFirstOrThrow(),
  );

/** The events of other features, as they arrive; the features themselves have tests of their own. */
type Step = (tx: Tx, now: Date, event: DomainEvent) => Promise<void>;
const happen = (
  person: PersonKey,
  step: Step,
  kind: DomainEvent["kind"],
  objectId: string,
  data: DomainEvent["data"],
) =>
  world.run(person, (tx, _actor, now) =>
    step(tx, now, { kind, object: { type: "submission", id: objectId }, subjectId: cloud1, data }),
  );
const submit = async (...periodIds: string[]) => {
  const id = newId(app.clock.read());
  await happen("provider1Member", transitions.onSubmitted, "submission.submitted", id, { periodIds });
  return id;
};
const receive = (periodId: string) =>
  happen("reviewer", transitions.onReceived, "review.received", "-", { periodId });
const decide = (periodId: string, data: DomainEvent["data"]) =>
  happen("reviewer", transitions.onDecided, "review.decided", "-", { periodId, ...data });

/** Columns against the rule: whatever happened, the row says what domain/posture would say. */
async function standing(dutyId: string): Promise<string> {
  const row = await obligationOf(dutyId);
  const now = app.clock.read();
  const facts = {
    applicable: row.applicable,
    nextDueAt: row.next_due_at,
    openNonCompliant: row.open_defects > 0,
    freshUntil: row.fresh_until,
    startedAt: new Date(`${row.starts_on}T00:00:00+08:00`),
  };
  const expected = posture(facts, now, { dueSoonDays: settingOf({}, "posture.dueSoonDays") });
  const { items } = await (await as("lead")).call(listObligations, { query: { cloudId: cloud1, dutyId } });
  expect(items[0]?.posture).toBe(expected);
  return expected;
}

describe("a period through its life", () => {
  test("from open to compliant; the obligation moves on to its next period", async () => {
    const may = await periodOf("JGK-A-47", "2026-05");
    expect(await standing("JGK-A-47")).toBe("overdue");
    const submission = await submit(may.id);
    const handedIn = await periodOf("JGK-A-47", "2026-05");
    expect(handedIn).toMatchObject({ state: "submitted", submission_id: submission, party_due_at: null });
    // Three working days to receive, fifteen more to decide: 端午节 2026-06-19 is off.
    expect(handedIn.receipt_due_at?.toISOString()).toBe("2026-06-15T15:59:59.999Z");
    expect(await standing("JGK-A-47")).toBe("current");
    advance("2026-06-11T02:00:00Z");
    await receive(may.id);
    expect((await periodOf("JGK-A-47", "2026-05")).decision_due_at?.toISOString()).toBe(
      "2026-07-03T15:59:59.999Z",
    );
    await decide(may.id, { outcome: "compliant" });
    expect(await periodOf("JGK-A-47", "2026-05")).toMatchObject({
      state: "compliant",
      decision_due_at: null,
    });
    const row = await obligationOf("JGK-A-47");
    expect(row.last_outcome).toBe("compliant");
    expect(row.next_due_at).toEqual((await periodOf("JGK-A-47", "2026-06")).due_at);
    await expect(submit(may.id)).rejects.toMatchObject({ code: "period-closed" });
  });

  test("one submission serves many periods in a constant number of questions", async () => {
    const { items } = await (await as("provider1Member")).call(listMyDuties, {
      query: { limit: 21, class: ["configuration", "access-control", "emergency"] },
    });
    const one = items[0]?.id ?? "";
    const count = async (...ids: string[]) => {
      app.statements();
      await submit(...ids);
      return app.statements().length;
    };
    expect(await count(...items.slice(1).map((each) => each.id))).toBe(await count(one));
  });

  test("a return is the party's turn again, until the supplement's limit", async () => {
    const may = await periodOf("JGK-A-29", "2026-05");
    await submit(may.id);
    await receive(may.id);
    await decide(may.id, { outcome: "supplement-needed", supplementDueAt: "2026-06-18T15:59:59.999Z" });
    const returned = await periodOf("JGK-A-29", "2026-05");
    expect(returned).toMatchObject({ state: "returned", party_due_at: new Date("2026-06-18T15:59:59.999Z") });
    const duties = await (await as("provider1Member")).call(listMyDuties, { query: { state: "returned" } });
    expect(duties.items.map((each) => each.id)).toEqual([may.id]);
    const again = await submit(may.id);
    await happen("provider1Member", transitions.onWithdrawn, "submission.withdrawn", again, {
      periodIds: [may.id],
    });
    expect((await periodOf("JGK-A-29", "2026-05")).state).toBe("returned");
  });

  test("a defect colours the obligation until its rectification closes; a dispute takes the outcome back", async () => {
    const may = await periodOf("JGK-A-28", "2026-05");
    const obligation = await obligationOf("JGK-A-28");
    const about = { obligationId: obligation.id, periodId: may.id };
    await submit(may.id);
    await receive(may.id);
    await decide(may.id, { outcome: "non-compliant" });
    await happen("reviewer", transitions.onRectificationIssued, "rectification.issued", "-", about);
    expect(await standing("JGK-A-28")).toBe("non-compliant");
    await happen("lead", transitions.onDisputeDecided, "dispute.decided", "-", {
      periodId: may.id,
      upheld: true,
    });
    expect(await periodOf("JGK-A-28", "2026-05")).toMatchObject({ state: "in-review", decided_at: null });
    await decide(may.id, { outcome: "non-compliant" });
    await happen("reviewer", transitions.onRectificationClosed, "rectification.closed", "-", about);
    expect((await periodOf("JGK-A-28", "2026-05")).rectified_at).toEqual(app.clock.read());
    expect(await standing("JGK-A-28")).toBe("current");
  });

  test("a period of somebody else is not found, and nothing of the batch is kept", async () => {
    const mine = await periodOf("JGK-A-53", "2026-05");
    const theirs = await periodOf("JGK-A-53", "2026-05", cloud2);
    await expect(submit(mine.id, theirs.id)).rejects.toMatchObject({ code: "not-found" });
    expect((await periodOf("JGK-A-53", "2026-05")).state).toBe("open");
  });
});

describe("continuous duties", () => {
  const continuous = async () => {
    const rows = await world.run("lead", (tx) =>
      tx
        .selectFrom("obligation")
        .select(["id", "duty_id"])
        .where("cloud_id", "=", cloud1)
        .where("nature", "=", "continuous")
        .orderBy("duty_id")
        .execute(),
    );
    return rows[0]?.duty_id ?? "";
  };
  test("go stale by silence, are fresh again with proof, and proof may come after the month was decided", async () => {
    const dutyId = await continuous();
    expect(await standing(dutyId)).toBe("stale");
    const june = await periodOf(dutyId, "2026-06");
    await submit(june.id);
    expect((await obligationOf(dutyId)).fresh_until?.toISOString()).toBe("2026-06-12T02:00:00.000Z");
    expect(await standing(dutyId)).toBe("current");
    await receive(june.id);
    await decide(june.id, { outcome: "compliant" });
    advance("2026-06-13T02:00:00Z");
    expect(await standing(dutyId)).toBe("stale");
    const more = await submit(june.id);
    expect(await periodOf(dutyId, "2026-06")).toMatchObject({
      state: "compliant",
      proof_at: app.clock.read(),
    });
    expect(await standing(dutyId)).toBe("current");
    await happen("provider1Member", transitions.onWithdrawn, "submission.withdrawn", more, {
      periodIds: [june.id],
    });
    expect(await standing(dutyId)).toBe("stale");
  });
});

describe("on demand", () => {
  const ask = async (
    person: PersonKey,
    dutyId: string,
    body: { reason?: string; dueOn?: string | null } = {},
    cloudId = cloud1,
  ) => {
    const { id } = await obligationOf(dutyId, cloudId);
    return (await as(person)).call(requestPeriods, {
      body: { obligationIds: [id], reason: "专项检查", dueOn: null, reference: "专项 1", ...body },
    });
  };

  test("a supervisor asks with a reason; the party sees what, why, by whom and until when", async () => {
    const { ids } = await ask("reviewer", "JGK-A-47", { dueOn: "2026-06-20" });
    const period = await (await as("provider1Member")).call(getPeriod, { params: { id: ids[0] ?? "" } });
    expect(period).toMatchObject({
      kind: "on-demand",
      trigger: "request",
      label: "2026-06-13 专项 1",
      requestReason: "专项检查",
      requestedBy: "赵敏",
      dueAt: "2026-06-22T15:59:59.999Z", // 20 June is a Saturday
      may: { handIn: true },
    });
    expect(await standing("JGK-A-47")).toBe("current");
  });

  test("a past date, another supervisor's cloud, a provider and a row that does not apply are refused", async () => {
    await expect(ask("lead", "JGK-A-47", { dueOn: "2026-06-12" })).rejects.toMatchObject(
      refused("date-in-past"),
    );
    await expect(ask("provider1Lead", "JGK-A-47")).rejects.toMatchObject(refused("forbidden"));
    await expect(ask("districtLead", "JGK-A-47", {}, cloud1)).rejects.toMatchObject(refused("not-found"));
    const above = await world.run("lead", (tx) =>
      tx
        .selectFrom("obligation")
        .select("duty_id")
        .where("cloud_id", "=", cloud2)
        .where("applicable", "=", false)
        .executeTakeFirstOrThrow(),
    );
    await expect(ask("lead", above.duty_id, {}, cloud2)).rejects.toMatchObject(refused("wrong-state"));
  });

  test("a request made by mistake is taken back while nothing was handed in", async () => {
    const { ids } = await ask("lead", "JGK-A-01");
    const [id = ""] = ids;
    const cancel = async (person: PersonKey, version: number) =>
      (await as(person)).call(cancelRequest, { params: { id }, body: { version, reason: "重复" } });
    await expect(cancel("lead", 9)).rejects.toMatchObject(refused("stale-version"));
    expect(await cancel("lead", 1)).toEqual({ version: 2 });
    await expect(cancel("lead", 2)).rejects.toMatchObject(refused("wrong-state"));
    const { id: regular } = await periodOf("JGK-A-47", "2026-06");
    await expect(
      (await as("lead")).call(cancelRequest, { params: { id: regular }, body: { version: 1, reason: "x" } }),
    ).rejects.toMatchObject(refused("wrong-state"));
  });
});

describe("more time", () => {
  const ask = async (person: PersonKey, targetId: string, until: string) =>
    (await as(person)).call(askExtension, {
      body: { target: "period", targetId, until, reason: "设备采购延迟" },
    });
  const decideOn = async (
    person: PersonKey,
    id: string,
    body: { grant: boolean; until?: string | null; note?: string; version?: number },
  ) =>
    (await as(person)).call(decideExtension, {
      params: { id },
      body: { version: 1, until: null, note: "", ...body },
    });

  test("is asked for before the due date, by the party, once at a time", async () => {
    const june = await periodOf("JGK-A-53", "2026-06");
    await expect(ask("provider2Lead", june.id, "2026-07-20")).rejects.toMatchObject(refused("not-found"));
    await expect(ask("reviewer", june.id, "2026-07-20")).rejects.toMatchObject(refused("forbidden"));
    await expect(ask("provider1Member", june.id, "2026-06-30")).rejects.toMatchObject({
      problem: { errors: [{ field: "/until" }] },
    });
    const may = await periodOf("JGK-A-53", "2026-05");
    await expect(ask("provider1Member", may.id, "2026-07-20")).rejects.toMatchObject(
      refused("deadline-passed"),
    );
    const { id } = await ask("provider1Member", june.id, "2026-07-20");
    await expect(ask("provider1Lead", june.id, "2026-07-25")).rejects.toMatchObject(
      refused("already-exists"),
    );
    const { items } = await (await as("lead")).call(listExtensions, { query: { state: "asked" } });
    expect(items).toEqual([
      expect.objectContaining({ id, number: "延期〔2026〕1号", label: "2026-06", askedByMe: false }),
    ]);
    expect((await (await as("provider2Lead")).call(listExtensions, { query: {} })).items).toEqual([]);
  });

  test("a lead decides; the due date moves and the first one stays to be seen", async () => {
    const june = await periodOf("JGK-A-53", "2026-06");
    const { items } = await (await as("lead")).call(listExtensions, { query: { targetId: june.id } });
    const id = items[0]?.id ?? "";
    await expect(decideOn("reviewer", id, { grant: true })).rejects.toMatchObject(refused("forbidden"));
    await expect(decideOn("districtLead", id, { grant: true })).rejects.toMatchObject(refused("not-found"));
    await expect(decideOn("lead", id, { grant: false })).rejects.toMatchObject(refused("reason-required"));
    await decideOn("lead", id, { grant: true, until: "2026-07-15" });
    const moved = await (await as("provider1Member")).call(getPeriod, { params: { id: june.id } });
    expect(moved).toMatchObject({
      dueAt: "2026-07-15T15:59:59.999Z",
      originalDueAt: june.due_at.toISOString(),
    });
    expect(moved.extensions).toEqual([
      expect.objectContaining({
        state: "granted",
        untilAt: "2026-07-20T15:59:59.999Z",
        grantedUntil: "2026-07-15T15:59:59.999Z",
      }),
    ]);
    expect((await obligationOf("JGK-A-53")).next_due_at).toEqual(
      (await periodOf("JGK-A-53", "2026-05")).due_at,
    );
    await expect(decideOn("lead2", id, { grant: true, version: 2 })).rejects.toMatchObject(
      refused("wrong-state"),
    );
  });

  test("a refusal moves nothing; a withdrawal frees the way for another", async () => {
    const june = await periodOf("JGK-A-27", "2026-06");
    const first = await ask("provider1Member", june.id, "2026-07-20");
    await (await as("provider1Lead")).call(withdrawExtension, {
      params: { id: first.id },
      body: { version: 1 },
    });
    const second = await ask("provider1Lead", june.id, "2026-07-21");
    await decideOn("lead", second.id, { grant: false, note: "理由不充分" });
    expect((await periodOf("JGK-A-27", "2026-06")).due_at).toEqual(june.due_at);
  });

  test("what was handed in meanwhile needs no more time", async () => {
    const june = await periodOf("JGK-A-28", "2026-06");
    const { id } = await ask("provider1Member", june.id, "2026-07-20");
    await submit(june.id);
    await expect(decideOn("lead", id, { grant: true })).rejects.toMatchObject(refused("wrong-state"));
  });
});

describe("the horizon", () => {
  test("moves on without gap or repetition, and rows without an open period get their next due date", async () => {
    const { id } = await obligationOf("JGK-A-47");
    advance("2027-03-10T02:00:00Z");
    const made = await world.run("lead", (tx, _actor, now) => extendAllPlans(tx, now));
    expect(made).toBeGreaterThan(100);
    expect(await world.run("lead", (tx, _actor, now) => extendAllPlans(tx, now))).toBe(0);
    const spans = await world.run("lead", (tx) =>
      tx
        .selectFrom("period")
        .select(["span_start", "span_end"])
        .where("obligation_id", "=", id)
        .where("trigger", "is", null)
        .orderBy("span_start")
        .execute(),
    );
    expect(spans.at(-1)).toEqual({ span_start: "2028-12-01", span_end: "2028-12-31" });
    const day = 86_400_000;
    for (const [index, span] of spans.slice(1).entries()) {
      expect(Date.parse(span.span_start) - Date.parse(spans[index]?.span_end ?? "")).toBe(day);
    }
    expect((await (await as("lead")).call(getObligation, { params: { id } })).plannedUntil).toBe(
      "2028-12-31",
    );
  });
});
