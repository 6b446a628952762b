import { loadCatalogue } from "@yunjian/catalogue";
import {
  ApiError,
  getCloudPosture,
  getPostureMatrix,
  getPostureTrend,
  getProviderComparison,
} from "@yunjian/contract";
import { type ControlClass, type ObligationFacts, posture, startOfDay } from "@yunjian/domain";
import fc from "fast-check";
import type { Insertable } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { rememberPosture } from "../src/features/obligations/posture-memory-queries.ts";
import { obligationStandings, postureCounts } from "../src/features/obligations/read-posture.ts";
import { snapshot } from "../src/features/posture/service.ts";
import { newId } from "../src/platform/ids.ts";
import { connect } from "../src/platform/postgres/pool.ts";
import type { Database } from "../src/platform/schema.ts";
import { platformActor, withActor } from "../src/platform/tenancy.ts";
import { startApp, type TestApp } from "./app.ts";
import { makeWorld, type World } from "./world.ts";

const NOW = new Date("2026-11-20T02:00:00Z");
const days = (n: number) => new Date(NOW.getTime() + n * 86_400_000);

let test: TestApp;
let world: World;
let admin: Awaited<ReturnType<typeof connect>>;

beforeAll(async () => {
  test = await startApp({ now: NOW.toISOString() });
  world = await makeWorld(test);
  admin = await connect(test.adminUrl);
});
afterAll(() => admin.end());

beforeEach(async () => {
  test.clock.set(NOW);
  await admin.query(
    "truncate obligation, posture_snapshot, posture_memory, posture_count, posture_touched cascade",
  );
});

type Row = Insertable<Database["obligation"]>;

/** Rows as the obligations feature would leave them, so that every figure below can be counted by hand. */
async function lay(
  ...rows: (Partial<Row> & { cloud: "cloud1" | "cloud2"; duty_id: string; class: ControlClass })[]
): Promise<void> {
  await withActor(test.db, platformActor("test"), "write", async (tx) => {
    for (const { cloud, ...row } of rows) {
      const cloudId = world.clouds[cloud];
      await tx
        .insertInto("obligation")
        .values({
          id: newId(NOW),
          subject_id: cloudId,
          cloud_id: cloudId,
          attribute: "general",
          party_role: "provider",
          party_org_id: cloud === "cloud1" ? world.orgs.provider1 : world.orgs.provider2,
          frequency: "monthly",
          agreement_version: 1,
          catalogue_digest: loadCatalogue().digest,
          starts_on: "2026-01-01",
          terms_from: "2026-01-01",
          terms_key: "test",
          applicable: true,
          created_at: NOW,
          ...row,
        })
        .execute();
    }
  });
}

async function refusal(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => undefined,
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(ApiError);
  return (error as ApiError).problem.name;
}

/** cloud1: one of each posture; cloud2: two overdue and one current. */
async function smallCity(): Promise<void> {
  await lay(
    {
      cloud: "cloud1",
      duty_id: "JGK-A-47",
      class: "risk-monitoring",
      open_defects: 1,
      next_due_at: days(-3),
    },
    { cloud: "cloud1", duty_id: "JGK-A-48", class: "risk-monitoring", next_due_at: days(-1) },
    {
      cloud: "cloud1",
      duty_id: "JGK-A-20",
      class: "access-control",
      fresh_until: days(-0.1),
      frequency: "realtime",
    },
    { cloud: "cloud1", duty_id: "JGK-A-21", class: "access-control", next_due_at: days(6) },
    { cloud: "cloud1", duty_id: "JGK-A-22", class: "access-control", next_due_at: days(40) },
    { cloud: "cloud1", duty_id: "JGK-A-23", class: "access-control", starts_on: "2027-01-01" },
    { cloud: "cloud1", duty_id: "JGK-A-24", class: "access-control", applicable: false, open_defects: 1 },
    {
      cloud: "cloud1",
      duty_id: "JGK-A-25",
      class: "access-control",
      next_due_at: days(-9),
      ended_at: days(-1),
    },
    { cloud: "cloud2", duty_id: "JGK-A-47", class: "risk-monitoring", next_due_at: days(-2) },
    { cloud: "cloud2", duty_id: "JGK-A-48", class: "risk-monitoring", next_due_at: days(-2) },
    { cloud: "cloud2", duty_id: "JGK-A-21", class: "access-control", next_due_at: days(30) },
  );
}

const ONE_OF_EACH = {
  "non-compliant": 1,
  overdue: 1,
  stale: 1,
  "due-soon": 1,
  current: 1,
  "not-started": 1,
  "not-applicable": 1,
};

describe("the expression in SQL", () => {
  it("says of any row what the domain says", async () => {
    const instant = fc.option(
      fc.oneof(
        fc.integer({ min: -20 * 864, max: 20 * 864 }).map((n) => new Date(NOW.getTime() + n * 100_000)),
        fc.constantFrom(NOW, days(7), new Date(days(7).getTime() + 1), new Date(NOW.getTime() - 1)),
      ),
      { nil: null },
    );
    const facts = fc.record({
      applicable: fc.boolean(),
      open_defects: fc.constantFrom(0, 0, 0, 1, 2),
      next_due_at: instant,
      fresh_until: instant,
      starts_on: fc.constantFrom("2026-01-01", "2026-11-19", "2026-11-20", "2026-11-21", "2027-02-01"),
    });
    const rows = fc.sample(facts, 600);
    await lay(
      ...rows.map((row, i) => ({
        cloud: "cloud1" as const,
        class: "audit" as const,
        duty_id: `X-${i}`,
        ...row,
      })),
    );
    const found = await world.run("lead", (tx) => obligationStandings(tx, NOW, 7, {}));
    expect(found.length).toBe(600);
    const seen = new Set<string>();
    for (const { dutyId, posture: said } of found) {
      const row = rows[Number(dutyId.slice(2))];
      if (!row) throw new Error(dutyId);
      const expected: ObligationFacts = {
        applicable: row.applicable,
        openNonCompliant: row.open_defects > 0,
        nextDueAt: row.next_due_at,
        freshUntil: row.fresh_until,
        startedAt: startOfDay(row.starts_on),
      };
      expect(said, JSON.stringify(row)).toBe(posture(expected, NOW, { dueSoonDays: 7 }));
      seen.add(said);
    }
    expect(seen.size).toBe(7);
  });
});

describe("remembered counts", () => {
  const DUE_SOON = 7;
  const perCell = (rows: readonly { cloudId: string | null; class: string | null; posture: string }[]) =>
    [...Map.groupBy(rows, (row) => `${row.cloudId} ${row.class} ${row.posture}`)].map(
      ([key, { length }]) => `${key} ${length}`,
    );

  const sum = (rows: readonly { count: number }[]) => rows.reduce((total, { count }) => total + count, 0);

  it("say at any moment what counting every obligation says, whatever was touched and whenever it was kept", async () => {
    const hours = fc.integer({ min: -12 * 24, max: 12 * 24 });
    const instant = fc.option(
      hours.map((n) => new Date(NOW.getTime() + n * 3_600_000)),
      { nil: null },
    );
    const facts = fc.record({
      applicable: fc.boolean(),
      open_defects: fc.constantFrom(0, 0, 1),
      next_due_at: instant,
      fresh_until: instant,
      starts_on: fc.constantFrom("2026-01-01", "2026-11-19", "2026-11-20", "2026-11-21", "2026-11-25"),
      ended_at: fc.constantFrom(null, null, null, days(-1)),
    });
    const classes = ["risk-monitoring", "access-control"] as const;
    await lay(
      ...fc.sample(facts, 60).map((row, n) => ({
        ...row,
        cloud: n % 2 === 0 ? ("cloud1" as const) : ("cloud2" as const),
        duty_id: `JGK-A-${n}`,
        class: classes[n % 3 === 0 ? 0 : 1],
      })),
    );
    const step = fc.oneof(
      fc.record({ kind: fc.constant("keep" as const), at: hours, days: fc.constantFrom(DUE_SOON, 3) }),
      fc.record({ kind: fc.constant("touch" as const), n: fc.nat(59), facts }),
      fc.record({
        kind: fc.constant("look" as const),
        at: hours,
        days: fc.constantFrom(DUE_SOON, DUE_SOON, 3),
      }),
    );
    await withActor(test.db, platformActor("test"), "write", async (tx) => {
      let looks = 0;
      for (const each of fc.sample(step, 120)) {
        if (each.kind === "touch") {
          await tx
            .updateTable("obligation")
            .set(each.facts)
            .where("duty_id", "=", `JGK-A-${each.n}`)
            .execute();
          continue;
        }
        const at = new Date(NOW.getTime() + each.at * 3_600_000);
        if (each.kind === "keep") {
          await rememberPosture(tx, at, each.days);
          continue;
        }
        looks += 1;
        const counted = await postureCounts(tx, at, each.days, {}, [["cloud", "class"]]);
        const cells = Map.groupBy(counted, (row) => `${row.cloudId} ${row.class} ${row.posture}`);
        expect([...cells].map(([key, rows]) => `${key} ${sum(rows)}`).sort()).toEqual(
          perCell(await obligationStandings(tx, at, each.days, {})).sort(),
        );
        const margins = await postureCounts(tx, at, each.days, {}, [["cloud"], ["class"]]);
        const ofClass = margins.filter((row) => row.class !== null);
        expect(sum(ofClass)).toBe(sum(counted));
        expect(sum(margins)).toBe(2 * sum(counted));
        const one = await postureCounts(tx, at, each.days, { class: "access-control" }, [["cloud"]]);
        expect(sum(one)).toBe(sum(ofClass.filter((row) => row.class === "access-control")));
      }
      expect(looks).toBeGreaterThan(10);
    });
  });

  it("are kept once, until something is touched or falls due", async () => {
    await smallCity();
    const remember = (at: Date) =>
      withActor(test.db, platformActor("test"), "write", (tx) => rememberPosture(tx, at, DUE_SOON));
    expect(await remember(NOW)).toBe(2);
    expect(await remember(NOW)).toBe(0);
    await admin.query("update obligation set open_defects = 1 where cloud_id = $1", [world.clouds.cloud2]);
    expect(await remember(NOW)).toBe(1);
    // A day later nothing has moved; what was due in six days is overdue half a day after.
    expect(await remember(days(1.5))).toBe(0);
    expect(await remember(days(6.5))).toBe(1);
  });
});

describe("the matrix", () => {
  it("counts every cell and margin, worst cloud first", async () => {
    await smallCity();
    const { call } = await world.as("lead");
    const matrix = await call(getPostureMatrix, { query: {} });
    expect(matrix.items.map((item) => item.cloudName)).toEqual(["云州电信政务云", "云州联通专享云"]);
    const [first, second] = matrix.items;
    expect(first?.counts).toEqual(ONE_OF_EACH);
    expect(second?.counts).toMatchObject({ overdue: 2, current: 1, "non-compliant": 0 });
    expect(first?.classes.map((cell) => cell.class)).toEqual(["access-control", "risk-monitoring"]);
    expect(first?.classes[1]?.counts).toMatchObject({ "non-compliant": 1, overdue: 1, current: 0 });
    expect(matrix.totals).toMatchObject({ clouds: 2, counts: { ...ONE_OF_EACH, overdue: 3, current: 2 } });
    expect(matrix.totals.classes.find((cell) => cell.class === "risk-monitoring")?.counts.overdue).toBe(3);
    expect(matrix.choices.providers.map(({ name }) => name)).toEqual(["电信云", "联通数科"]);
  });

  it("moves with the clock alone", async () => {
    await smallCity();
    test.clock.set(days(10));
    const { call } = await world.as("lead");
    const { totals } = await call(getPostureMatrix, { query: {} });
    expect(totals.counts).toMatchObject({ overdue: 4, "due-soon": 0 });
  });

  it("pages through the clouds by a key", async () => {
    await smallCity();
    const { call } = await world.as("manager");
    const first = await call(getPostureMatrix, { query: { limit: 1 } });
    const second = await call(getPostureMatrix, { query: { limit: 1, after: first.next ?? "" } });
    expect([first.items.length, second.items.length, second.next]).toEqual([1, 1, null]);
    expect(first.items[0]?.cloudId).not.toBe(second.items[0]?.cloudId);
    expect(second.totals.clouds).toBe(2);
  });

  it("filters by provider, region and service model, cells and margins alike", async () => {
    await smallCity();
    const { call } = await world.as("lead");
    const paas = await call(getPostureMatrix, { query: { serviceModel: "PaaS" } });
    expect([paas.items.length, paas.totals.clouds, paas.totals.counts.overdue]).toEqual([1, 1, 1]);
    const other = await call(getPostureMatrix, { query: { providerOrgId: world.orgs.provider2 } });
    expect([other.items.length, other.totals.counts.overdue]).toEqual([1, 2]);
    expect((await call(getPostureMatrix, { query: { region: "别处" } })).items).toEqual([]);
  });

  it("shows each organisation its own: provider, customer, district, supplier", async () => {
    await smallCity();
    const shown = async (who: Parameters<World["as"]>[0]) => {
      const { call } = await world.as(who);
      const { items, totals } = await call(getPostureMatrix, { query: {} });
      return [items.map((item) => item.cloudName), totals.counts.overdue];
    };
    expect(await shown("provider1Member")).toEqual([["云州电信政务云"], 1]);
    expect(await shown("customer2Member")).toEqual([["云州联通专享云"], 2]);
    expect(await shown("districtLead")).toEqual([["云州联通专享云"], 2]);
    expect(await shown("assessor")).toEqual([["云州电信政务云"], 1]);
    for (const who of ["systemAdmin", "securityAdmin"] as const) {
      const { call } = await world.as(who);
      expect(await refusal(call(getPostureMatrix, { query: {} }))).toBe("forbidden");
    }
  });

  it("needs few questions whatever the number of clouds", async () => {
    await smallCity();
    const { call } = await world.as("lead");
    await call(getPostureMatrix, { query: {} });
    test.statements();
    await call(getPostureMatrix, { query: {} });
    // Session, idle limit, transaction (begin, role, commit), settings, clouds, margins, cells.
    expect(test.statements().length).toBeLessThanOrEqual(10);
  });
});

describe("one cloud", () => {
  it("goes down to item and obligation, in the order of the document", async () => {
    await smallCity();
    const { call } = await world.as("provider1Member");
    const cloud = await call(getCloudPosture, { params: { id: world.clouds.cloud1 } });
    expect(cloud.counts).toEqual(ONE_OF_EACH);
    const risks = cloud.classes.find((each) => each.class === "risk-monitoring");
    const obligations = risks?.items.flatMap((item) => item.obligations) ?? [];
    expect(obligations.map((each) => [each.dutyId, each.posture])).toEqual([
      ["JGK-A-47", "non-compliant"],
      ["JGK-A-48", "overdue"],
    ]);
    expect(obligations[0]?.title.zh).toBe(loadCatalogue().duties.get("JGK-A-47")?.title.zh);
  });

  it("is seen by the customers whose systems run there, and by no other", async () => {
    await smallCity();
    const customer = await world.as("customer1Member");
    const state = await customer.call(getCloudPosture, { params: { id: world.clouds.cloud1 } });
    expect(state.counts["non-compliant"]).toBe(1);
    const foreign = { params: { id: world.clouds.cloud2 } };
    expect(await refusal(customer.call(getCloudPosture, foreign))).toBe("not-found");
    expect(await refusal((await world.as("provider1Lead")).call(getCloudPosture, foreign))).toBe("not-found");
  });
});

describe("twelve months", () => {
  it("keeps each month as it was, once, and adds today", async () => {
    await smallCity();
    const keep = (at: string) =>
      withActor(test.db, platformActor("test"), "write", (tx) => snapshot(tx, new Date(at)));
    await keep("2026-10-01T00:10:00+08:00");
    await keep("2026-11-01T00:10:00+08:00");
    await admin.query("update obligation set open_defects = 1 where applicable");
    await keep("2026-11-01T03:00:00+08:00");

    const { call } = await world.as("lead");
    const { points } = await call(getPostureTrend, { query: {} });
    expect(points.map(({ month, now }) => [month, now])).toEqual([
      ["2026-09", false],
      ["2026-10", false],
      ["2026-11", true],
    ]);
    expect(points.map(({ counts }) => counts["non-compliant"])).toEqual([1, 1, 9]);
    expect(points[0]?.counts["not-applicable"]).toBe(1);
    const one = await call(getPostureTrend, {
      query: { cloudId: world.clouds.cloud2, class: "access-control" },
    });
    expect(one.points.map(({ counts }) => [counts.current, counts["due-soon"]])).toEqual([
      [1, 0],
      [1, 0],
      [0, 0],
    ]);
    const tenant = await world.as("provider1Lead");
    const foreign = await tenant.call(getPostureTrend, { query: { cloudId: world.clouds.cloud2 } });
    expect(foreign.points.every(({ counts }) => Object.values(counts).every((n) => n === 0))).toBe(true);
  });

  it("begins eleven months back", async () => {
    await smallCity();
    await withActor(test.db, platformActor("test"), "write", async (tx) => {
      await snapshot(tx, new Date("2025-12-01T00:10:00+08:00"));
      await snapshot(tx, new Date("2026-01-01T00:10:00+08:00"));
    });
    const { call } = await world.as("auditAdmin");
    const { points } = await call(getPostureTrend, { query: {} });
    expect(points.map(({ month }) => month)).toEqual(["2025-12", "2026-11"]);
  });
});

describe("providers compared", () => {
  const on = (text: string) => new Date(`${text}T10:00:00+08:00`);

  async function history(): Promise<void> {
    await smallCity();
    await withActor(test.db, platformActor("test"), "write", async (tx) => {
      const obligation = await tx
        .selectFrom("obligation")
        .select(["id", "cloud_id", "party_org_id"])
        .where("cloud_id", "=", world.clouds.cloud1)
        .where("duty_id", "=", "JGK-A-22")
        .executeTakeFirstOrThrow();
      // Four fell due: two in time, one late, one never; a fifth was due more than a year ago.
      const due: readonly (readonly [string, string | null])[] = [
        ["2026-08-10", "2026-08-09"],
        ["2026-09-10", "2026-09-10"],
        ["2026-10-10", "2026-10-12"],
        ["2026-11-10", null],
        ["2025-08-10", "2025-08-01"],
      ];
      for (const [dueOn, handedIn] of due) {
        await tx
          .insertInto("period")
          .values({
            id: newId(NOW),
            obligation_id: obligation.id,
            subject_id: obligation.cloud_id,
            cloud_id: obligation.cloud_id,
            party_org_id: obligation.party_org_id,
            duty_id: "JGK-A-22",
            class: "access-control",
            kind: "regular",
            label: dueOn.slice(0, 7),
            span_start: `${dueOn.slice(0, 7)}-01`,
            span_end: dueOn,
            opens_at: on(`${dueOn.slice(0, 7)}-01`),
            due_at: on(dueOn),
            original_due_at: on(dueOn),
            due_rule: "set;source=test;due=2026-01-01",
            agreement_version: 1,
            catalogue_digest: "x",
            state: handedIn === null ? "open" : "compliant",
            submitted_at: handedIn === null ? null : on(handedIn),
            created_at: NOW,
          })
          .execute();
      }
      for (const [state, received, closed, dueAt] of [
        ["closed", "2026-09-01", "2026-09-05", "2026-10-01"],
        ["closed", "2026-09-01", "2026-09-11", "2026-10-01"],
        ["in-progress", "2026-10-01", null, "2026-11-01"],
        ["received", "2026-11-15", null, "2026-12-15"],
        ["withdrawn", "2026-11-15", null, "2026-11-16"],
      ] as const) {
        await tx
          .insertInto("rectification")
          .values({
            id: newId(NOW),
            number: newId(NOW),
            subject_id: world.clouds.cloud1,
            cloud_id: world.clouds.cloud1,
            source: "manual",
            title: "t",
            defect: "d",
            severity: "high",
            party_org_id: world.orgs.provider1,
            window_amount: 30,
            window_unit: "days",
            window_source: "decision",
            state,
            issued_by: world.people.reviewer,
            issued_org: world.orgs.supervisor,
            issued_at: on(received),
            receipt_due_at: on(received),
            received_at: on(received),
            due_at: on(dueAt),
            original_due_at: on(dueAt),
            due_rule: "set",
            closed_at: closed && on(closed),
          })
          .execute();
      }
    });
  }

  it("has the figures that can be counted by hand", async () => {
    await history();
    const { call } = await world.as("manager");
    const { items } = await call(getProviderComparison, {});
    const own = items.find((item) => item.providerOrgId === world.orgs.provider1);
    expect(own).toMatchObject({
      providerName: "电信云",
      clouds: 1,
      counts: ONE_OF_EACH,
      fellDue: 4,
      onTime: 0.5,
      decided: 0,
      returned: null,
      openDefects: 2,
      overdueDefects: 1,
      closedDefects: 2,
      daysToClose: 7,
    });
    expect(items.find((item) => item.providerOrgId === world.orgs.provider2)).toMatchObject({
      fellDue: 0,
      onTime: null,
    });
  });

  it("shows a provider itself alone, and nothing to customers and assessors", async () => {
    await history();
    const own = await (await world.as("provider2Lead")).call(getProviderComparison, {});
    expect(own.items.map((item) => item.providerOrgId)).toEqual([world.orgs.provider2]);
    for (const who of ["customer1Lead", "assessor"] as const) {
      expect(await refusal((await world.as(who)).call(getProviderComparison, {}))).toBe("forbidden");
    }
    expect((await (await world.as("auditAdmin")).call(getProviderComparison, {})).items.length).toBe(2);
  });
});
