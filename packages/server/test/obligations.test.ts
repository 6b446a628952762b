import {
  getMyDutyCounts,
  getObligation,
  getPeriod,
  listMyDuties,
  listObligationPeriods,
  listObligations,
  listPeriods,
} from "@yunjian/contract";
import { describe, expect, test } from "vitest";
import { openForTrigger } from "../src/features/obligations/on.ts";
import { openPeriodsOfParty, periodsForHandIn } from "../src/features/obligations/read.ts";
import { endEngagement } from "../src/features/identity/engagements.ts";
import { createSite, endCloud, endSite } from "../src/features/registry/service-clouds.ts";
import { startApp, type Visitor } from "./app.ts";
import { makeWorld } from "./world.ts";

const app = await startApp({ now: "2026-06-10T02:00:00Z" });
const world = await makeWorld(app);
const { cloud1, cloud2 } = world.clouds;
const [lead, provider, other, customer] = (await Promise.all(
  (["lead", "provider1Member", "provider2Member", "customer1Member"] as const).map((name) => world.as(name)),
)) as [Visitor, Visitor, Visitor, Visitor];
const refused = (name: string) => ({ problem: { name } });

async function all(visitor: Visitor, query: object = {}) {
  const items = [];
  let after: string | undefined;
  do {
    const page = await visitor.call(listMyDuties, {
      query: { limit: 60, ...query, ...(after && { after }) },
    });
    items.push(...page.items);
    after = page.next ?? undefined;
  } while (after);
  return items;
}

describe("my duties", () => {
  test("are the party's own, opened and not handed in, by due date and each once", async () => {
    const items = await all(provider);
    expect(items.length).toBeGreaterThan(100);
    expect(new Set(items.map((each) => each.party.id))).toEqual(new Set([world.orgs.provider1]));
    expect(new Set(items.map((each) => each.id)).size).toBe(items.length);
    const due = items.map((each) => each.dueAt);
    expect(due).toEqual(due.toSorted());
    const now = app.clock.read().toISOString();
    expect(items.every((each) => each.opensAt <= now)).toBe(true);
    const { n } = await world.run("lead", (tx) =>
      tx
        .selectFrom("period")
        .select((eb) => eb.fn.countAll<number>().as("n"))
        .where("party_org_id", "=", world.orgs.provider1)
        .where("state", "in", ["open", "returned"])
        .where("opens_at", "<=", app.clock.read())
        .executeTakeFirstOrThrow(),
    );
    expect(items.length).toBe(n);
    expect(await all(customer)).toEqual([]);
  });

  test("filters narrow them: class, cloud, frequency, state, due range, words of the catalogue", async () => {
    const items = await all(provider);
    const only = async (query: object, keep: (each: (typeof items)[number]) => boolean) => {
      const found = await all(provider, query);
      expect(found.length).toBeGreaterThan(0);
      expect(found.map((each) => each.id)).toEqual(items.filter(keep).map((each) => each.id));
    };
    await only({ class: ["audit", "policy"] }, (each) => each.class === "audit" || each.class === "policy");
    await only({ frequency: ["monthly"] }, (each) => each.frequency === "monthly");
    await only({ state: "overdue" }, (each) => each.standing.key === "overdue");
    await only({ state: "due-soon" }, (each) => each.standing.key === "due-soon");
    await only({ subjectId: world.sites.site1a }, (each) => each.subject.id === world.sites.site1a);
    await only(
      { dueFrom: "2026-06-01", dueTo: "2026-06-30" },
      (each) => each.dueAt >= "2026-05-31T16" && each.dueAt < "2026-06-30T16",
    );
    const scans = await all(provider, { text: "漏洞" });
    expect(scans.length).toBeGreaterThan(0);
    expect(scans.length).toBeLessThan(items.length / 2);
    expect(await all(provider, { text: "没有这样的词" })).toEqual([]);
    expect(await all(provider, { cloudId: cloud2 })).toEqual([]);
  });

  test("the counts of the home page agree with the list", async () => {
    const items = await all(provider);
    const counts = await provider.call(getMyDutyCounts, {});
    const keys = (key: string) => items.filter((each) => each.standing.key === key).length;
    expect(counts).toEqual({
      open: items.length,
      overdue: keys("overdue"),
      dueSoon: keys("due-soon"),
      returned: 0,
    });
    const rows = await world.run("provider1Member", (tx) =>
      openPeriodsOfParty(tx, world.orgs.provider1, app.clock.read(), 5),
    );
    expect(rows.map((row) => row.id)).toEqual(items.slice(0, 5).map((each) => each.id));
  });

  test("a page takes as many questions with one row as with two hundred", async () => {
    const count = async (limit: number) => {
      app.statements();
      await provider.call(listMyDuties, { query: { limit } });
      return app.statements().length;
    };
    expect(await count(200)).toBe(await count(1));
    expect(await count(50)).toBeLessThanOrEqual(9);
  });

  test("a mark of a page that is not ours is refused by field", async () => {
    await expect(provider.call(listMyDuties, { query: { after: "bm9wZQ" } })).rejects.toMatchObject({
      problem: { name: "invalid-input", errors: [{ field: "/after" }] },
    });
  });
});

describe("obligations", () => {
  test("the supervisor sees all, a provider its own, a customer those of the cloud its systems run on", async () => {
    const clouds = async (visitor: Visitor) => {
      const { items } = await visitor.call(listObligations, { query: { limit: 200 } });
      return new Set(items.map((each) => each.cloud.id));
    };
    expect(await clouds(lead)).toEqual(new Set([cloud1, cloud2]));
    expect(await clouds(provider)).toEqual(new Set([cloud1]));
    expect(await clouds(other)).toEqual(new Set([cloud2]));
    expect(await clouds(customer)).toEqual(new Set([cloud1]));
  });

  test("per-site rows stand once for each site", async () => {
    const { items } = await lead.call(listObligations, {
      query: { cloudId: cloud1, class: ["physical-environment"], limit: 200 },
    });
    const perSite = Map.groupBy(
      items.filter((each) => each.subject.id !== cloud1),
      (each) => each.duty.id,
    );
    expect(perSite.size).toBeGreaterThan(3);
    for (const rows of perSite.values()) {
      expect(new Set(rows.map((row) => row.subject.id))).toEqual(
        new Set([world.sites.site1a, world.sites.site1b]),
      );
    }
  });

  test("one is shown with its clauses, its parameters and its history, newest first", async () => {
    const [one] = (await provider.call(listObligations, { query: { dutyId: "JGK-A-47" } })).items;
    const detail = await provider.call(getObligation, { params: { id: one?.id ?? "" } });
    expect(detail).toMatchObject({ frequency: "monthly", agreementVersion: 1, may: { request: false } });
    expect(detail.parameters.map((each) => each.key)).toContain("response-time");
    expect((await lead.call(getObligation, { params: { id: detail.id } })).may.request).toBe(true);
    const page = await provider.call(listObligationPeriods, {
      params: { id: detail.id },
      query: { limit: 4 },
    });
    expect(page.items.map((each) => each.label)).toEqual(["2026-06", "2026-05", "2026-04", "2026-03"]);
    const rest = await provider.call(listObligationPeriods, {
      params: { id: detail.id },
      query: { limit: 4, after: page.next ?? "" },
    });
    expect(rest.items.map((each) => each.label)).toEqual(["2026-02", "2026-01"]);
    const planned = await provider.call(listObligationPeriods, {
      params: { id: detail.id },
      query: { planned: true, limit: 1 },
    });
    expect(planned.items[0]).toMatchObject({ label: "2027-12", standing: { key: "planned", turn: "none" } });
    await expect(other.call(getObligation, { params: { id: detail.id } })).rejects.toMatchObject(
      refused("not-found"),
    );
  });

  test("a period says whose turn it is, until when and by which rule", async () => {
    const [first] = (await provider.call(listMyDuties, { query: { state: "due-soon", limit: 1 } })).items;
    const period = await provider.call(getPeriod, { params: { id: first?.id ?? "" } });
    expect(period).toMatchObject({
      standing: { turn: "party", late: false },
      may: { handIn: true, askExtension: true },
    });
    expect(period.dueRule.zh).toContain("个工作日");
    expect((await lead.call(getPeriod, { params: { id: period.id } })).may).toEqual({
      handIn: false,
      askExtension: false,
      cancelRequest: false,
    });
    await expect(other.call(getPeriod, { params: { id: period.id } })).rejects.toMatchObject(
      refused("not-found"),
    );
  });

  test("the supervisor lists periods by state; the posture filter agrees with the row", async () => {
    const { items } = await lead.call(listPeriods, {
      query: { state: "overdue", cloudId: cloud2, limit: 200 },
    });
    expect(items.length).toBeGreaterThan(5);
    expect(items.every((each) => each.cloud.id === cloud2 && each.standing.late)).toBe(true);
    const overdue = (
      await lead.call(listObligations, { query: { posture: "overdue", cloudId: cloud2, limit: 200 } })
    ).items;
    expect(new Set(overdue.map((each) => each.id))).toEqual(new Set(items.map((each) => each.obligationId)));
    expect((await lead.call(listPeriods, { query: { state: "compliant" } })).items).toEqual([]);
  });

  test("periods for hand-in come with their names, under lock", async () => {
    const [one] = (await provider.call(listMyDuties, { query: { limit: 1 } })).items;
    const [row] = await world.run("provider1Member", (tx) => periodsForHandIn(tx, [one?.id ?? ""]));
    expect(row).toMatchObject({
      id: one?.id,
      cloudName: "云州电信政务云",
      partyOrgId: world.orgs.provider1,
      state: "open",
    });
    expect(await world.run("provider2Member", (tx) => periodsForHandIn(tx, [one?.id ?? ""]))).toEqual([]);
  });
});

describe("what the register does", () => {
  test("a new site brings its rows from the day it is registered; its end takes them away", async () => {
    const rows = (siteId: string) =>
      world.run("lead", (tx) =>
        tx.selectFrom("obligation").selectAll().where("subject_id", "=", siteId).execute(),
      );
    const siteId = await world.run("provider1Lead", (tx, actor, now) =>
      createSite(tx, actor, now, { cloudId: cloud1, name: "城西机房", address: "城西路 1 号" }),
    );
    const made = await rows(siteId);
    expect(made.length).toBeGreaterThan(3);
    expect(new Set(made.map((row) => row.starts_on))).toEqual(new Set(["2026-06-10"]));
    await world.run("lead", (tx, actor, now) =>
      endSite(tx, actor, now, { id: siteId, version: 1, reason: "退租" }),
    );
    expect(
      (await rows(siteId)).every(
        (row) => row.ended_at !== null && row.next_due_at === null && row.fresh_until === null,
      ),
    ).toBe(true);
    const open = await world.run("lead", (tx) =>
      tx
        .selectFrom("period")
        .select("id")
        .where("subject_id", "=", siteId)
        .where("opens_at", ">", app.clock.read())
        .where("state", "=", "open")
        .execute(),
    );
    expect(open).toEqual([]);
  });

  test("rows of the assessor are the engaged assessor's, else the provider's as commissioner", async () => {
    const duties = ["JGK-A-05", "JGK-A-06", "JGK-A-51", "JGK-A-55"];
    const parties = async (cloudId: string) => {
      const { items } = await lead.call(listObligations, { query: { cloudId, limit: 200 } });
      return items
        .filter((each) => duties.includes(each.duty.id))
        .map((each) => [each.party.id, each.commissioned]);
    };
    expect(new Set((await parties(cloud1)).map((each) => each[0]))).toEqual(new Set([world.orgs.assessor]));
    expect(new Set((await parties(cloud2)).map(String))).toEqual(new Set([`${world.orgs.provider2},true`]));
    const engagement = await world.run("lead", (tx) =>
      tx
        .selectFrom("engagement")
        .selectAll()
        .where("role", "=", "assessor")
        .where("subject_id", "=", cloud1)
        .executeTakeFirstOrThrow(),
    );
    await world.run("lead", (tx, actor, now) =>
      endEngagement(tx, actor, now, { id: engagement.id, version: engagement.version, reason: "合同到期" }),
    );
    expect(new Set((await parties(cloud1)).map(String))).toEqual(new Set([`${world.orgs.provider1},true`]));
    // Whoever answers for a duty, no span of it is asked twice.
    const spans = await world.run("lead", (tx) =>
      tx
        .selectFrom("period")
        .select(["duty_id", "span_start", "span_end", "party_org_id"])
        .where("duty_id", "in", duties)
        .where("cloud_id", "=", cloud1)
        .where("state", "<>", "cancelled")
        .orderBy("duty_id")
        .orderBy("span_start")
        .execute(),
    );
    for (const ofDuty of Map.groupBy(spans, (span) => span.duty_id).values()) {
      expect(ofDuty.length).toBeGreaterThan(0);
      for (const [index, span] of ofDuty.slice(1).entries()) {
        expect(span.span_start > (ofDuty[index]?.span_end ?? "")).toBe(true);
      }
    }
  });

  test("a change opens one more period of every duty that names it, once", async () => {
    const input = {
      kind: "change",
      cloudId: cloud1,
      id: "019a0000-0000-7000-8000-000000000001",
      reference: "变更〔2026〕1号",
    } as const;
    const ids = await world.run("lead", (tx, actor, now) => openForTrigger(tx, actor, now, input));
    expect(ids.length).toBeGreaterThan(5);
    expect(await world.run("lead", (tx, actor, now) => openForTrigger(tx, actor, now, input))).toEqual([]);
    const period = await provider.call(getPeriod, { params: { id: ids[0] ?? "" } });
    expect(period).toMatchObject({
      trigger: "change",
      triggerRef: "变更〔2026〕1号",
      kind: "on-demand",
      state: "open",
    });
  });

  test("the end of a cloud cancels what has not opened and leaves what has", async () => {
    await world.run("lead", async (tx, actor, now) => {
      const cloud = await tx
        .selectFrom("cloud")
        .selectAll()
        .where("id", "=", cloud2)
        .executeTakeFirstOrThrow();
      await tx.updateTable("system_cloud").set({ to_at: now }).where("cloud_id", "=", cloud2).execute();
      await endCloud(tx, actor, now, { id: cloud2, version: cloud.version, reason: "退出" });
    });
    const now = app.clock.read();
    const states = await world.run("lead", (tx) =>
      tx.selectFrom("period").select(["state", "opens_at"]).where("cloud_id", "=", cloud2).execute(),
    );
    expect(new Set(states.filter((row) => row.opens_at > now).map((row) => row.state))).toEqual(
      new Set(["cancelled"]),
    );
    expect(new Set(states.filter((row) => row.opens_at <= now).map((row) => row.state))).toEqual(
      new Set(["open"]),
    );
  });
});
