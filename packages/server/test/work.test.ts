import { getWork, type OutputOf, type WorkSection } from "@yunjian/contract";
import { beforeAll, describe, expect, it } from "vitest";
import { newId } from "../src/platform/ids.ts";
import { platformActor, type Tx, withActor } from "../src/platform/tenancy.ts";
import { startApp, type TestApp } from "./app.ts";
import { makeWorld, type PersonKey, type World } from "./world.ts";

type Work = OutputOf<typeof getWork>;

const NOW = new Date("2026-11-20T02:00:00Z");
const days = (n: number) => new Date(NOW.getTime() + n * 86_400_000);

let test: TestApp;
let world: World;

const asPlatform = <T>(work: (tx: Tx) => Promise<T>) =>
  withActor(test.db, platformActor("test"), "write", work);

beforeAll(async () => {
  test = await startApp({ now: NOW.toISOString() });
  world = await makeWorld(test);
});

async function workOf(who: PersonKey): Promise<Work> {
  const { call } = await world.as(who);
  return await call(getWork, {});
}

function section(work: Work, key: WorkSection) {
  return work.sections.find((each) => each.key === key);
}

/** Open periods of a cloud, as the services planned them, the earliest due first. */
async function periodsOf(cloudId: string, count: number, skip = 0) {
  return await asPlatform((tx) =>
    tx
      .selectFrom("period")
      .select(["id", "subject_id", "cloud_id", "party_org_id", "obligation_id"])
      .where("cloud_id", "=", cloudId)
      .where("state", "=", "open")
      .where("kind", "<>", "summary")
      .where("opens_at", "<=", NOW)
      .where("party_org_id", "in", [world.orgs.provider1, world.orgs.provider2])
      .orderBy("due_at")
      .orderBy("id")
      .limit(count)
      .offset(skip)
      .execute(),
  );
}

async function handedIn(
  period: Awaited<ReturnType<typeof periodsOf>>[number],
  as: { state: "submitted" | "in-review"; until: Date },
): Promise<string> {
  const id = newId(NOW);
  await asPlatform(async (tx) => {
    await tx
      .insertInto("submission")
      .values({
        id,
        org_id: period.party_org_id,
        kind: "files",
        title: "月度扫描",
        state: "submitted",
        created_by: world.people.provider1Member,
        created_at: NOW,
        submitted_at: NOW,
      })
      .execute();
    await tx
      .insertInto("submission_period")
      .values({ submission_id: id, period_id: period.id, subject_id: period.subject_id })
      .execute();
    await tx
      .updateTable("period")
      .set({ state: as.state, submission_id: id, receipt_due_at: as.until, decision_due_at: as.until })
      .where("id", "=", period.id)
      .execute();
  });
  return id;
}

describe("a provider", () => {
  it("sees what is overdue, returned and due soon, the worst first, five of each", async () => {
    const before = await workOf("provider1Member");
    const [returned] = await periodsOf(world.clouds.cloud1, 1, 10);
    await asPlatform((tx) =>
      tx
        .updateTable("period")
        .set({ state: "returned", returned_due_at: days(4) })
        .where("id", "=", returned?.id ?? "")
        .execute(),
    );
    const work = await workOf("provider1Member");
    expect(section(work, "overdue")?.count).toBe((section(before, "overdue")?.count ?? 0) - 1);
    expect(section(work, "overdue")?.items.length).toBe(5);
    expect(section(work, "overdue")?.late).toBe(section(work, "overdue")?.count);
    expect(section(work, "returned")).toMatchObject({ count: 1, late: 0, worstDueAt: days(4).toISOString() });
    expect(section(work, "returned")?.items[0]?.id).toBe(returned?.id);
    expect(section(work, "hand-in")?.late).toBe(0);
    const dues = section(work, "overdue")?.items.map(({ dueAt }) => dueAt ?? "") ?? [];
    expect(dues).toEqual([...dues].sort());
    expect(work.sections[0]?.key).toBe("overdue");
    expect(section(work, "overdue")?.items[0]?.title?.zh).not.toMatch(/^JGK/);
    const other = await workOf("provider2Member");
    expect(section(other, "returned")).toBeUndefined();
    expect(section(other, "overdue")?.items.every(({ place }) => place?.startsWith("云州联通专享云"))).toBe(
      true,
    );
  });

  it("signs off what a colleague prepared, never what the same person did", async () => {
    await asPlatform(async (tx) => {
      for (const [author, state] of [
        [world.people.provider1Member, "awaiting-sign-off"],
        [world.people.provider1Lead, "awaiting-sign-off"],
        [world.people.provider1Lead, "draft"],
      ] as const) {
        const id = newId(NOW);
        const values = {
          id,
          org_id: world.orgs.provider1,
          kind: "files",
          title: "年度演练记录",
          state,
          created_by: author,
          created_at: NOW,
        };
        await tx.insertInto("submission").values(values).execute();
        const [period] = await tx
          .selectFrom("period")
          .select(["id", "subject_id"])
          .where("cloud_id", "=", world.clouds.cloud1)
          .limit(1)
          .execute();
        if (!period) throw new Error("no period");
        await tx
          .insertInto("submission_period")
          .values({ submission_id: id, period_id: period.id, subject_id: period.subject_id })
          .execute();
      }
    });
    const lead = await workOf("provider1Lead");
    expect([section(lead, "sign-off")?.count, section(lead, "draft")?.count]).toEqual([1, 1]);
    expect(section(await workOf("provider1Lead2"), "sign-off")?.count).toBe(2);
    const member = await workOf("provider1Member");
    expect([section(member, "sign-off"), section(member, "draft")]).toEqual([undefined, undefined]);
  });

  it("receives, plans and proves rectifications, and renews its assessment", async () => {
    await asPlatform(async (tx) => {
      for (const [state, receiptDue, due] of [
        ["issued", 2, 40],
        ["issued", -1, 40],
        ["in-progress", -20, -2],
        ["proof-filed", -20, 5],
        ["closed", -20, -10],
      ] as const) {
        await tx
          .insertInto("rectification")
          .values({
            id: newId(NOW),
            number: `整改〔2026〕${newId(NOW).slice(-6)}号`,
            subject_id: world.clouds.cloud1,
            cloud_id: world.clouds.cloud1,
            source: "manual",
            title: "弱口令",
            defect: "发现弱口令",
            severity: "high",
            party_org_id: world.orgs.provider1,
            window_amount: 30,
            window_unit: "days",
            window_source: "decision",
            state,
            issued_by: world.people.reviewer,
            issued_org: world.orgs.supervisor,
            issued_at: days(-30),
            receipt_due_at: days(receiptDue),
            due_at: days(due),
            original_due_at: days(due),
            due_rule: "set",
            reassess_due_at: state === "proof-filed" ? days(3) : null,
          })
          .execute();
      }
      await tx
        .updateTable("certificate")
        .set({ valid_until: "2027-06-30" })
        .where("id", "=", world.certificates.certificate1)
        .execute();
    });
    const work = await workOf("provider1Member");
    expect(section(work, "rectify-receive")).toMatchObject({
      count: 2,
      late: 1,
      worstDueAt: days(-1).toISOString(),
    });
    expect(section(work, "rectify-prove")).toMatchObject({ count: 1, late: 1 });
    expect(section(work, "rectify-plan")).toBeUndefined();
    // Six months before 2027-06-30, to the end of that day in Shanghai.
    expect(section(work, "certificate")?.worstDueAt).toBe("2026-12-30T15:59:59.999Z");
    expect(section(await workOf("reviewer"), "reassess")).toMatchObject({
      count: 1,
      worstDueAt: days(3).toISOString(),
    });
    expect(section(await workOf("provider2Lead"), "certificate")).toBeUndefined();
    expect(section(await workOf("customer1Lead"), "rectify-receive")).toBeUndefined();
  });
});

describe("a supervisor", () => {
  it("receives and decides what waits, on the clouds it supervises", async () => {
    for (const [cloud, state, until] of [
      ["cloud1", "submitted", -1],
      ["cloud1", "submitted", 2],
      ["cloud1", "in-review", 9],
      ["cloud2", "submitted", 1],
    ] as const) {
      const [period] = await periodsOf(world.clouds[cloud], 1, 20);
      if (period) await handedIn(period, { state, until: days(until) });
    }
    const city = await workOf("reviewer");
    expect(section(city, "receive")).toMatchObject({ count: 3, late: 1, worstDueAt: days(-1).toISOString() });
    expect(section(city, "decide")).toMatchObject({ count: 1, late: 0 });
    expect(section(city, "receive")?.items[0]).toMatchObject({ party: "电信云" });
    const district = await workOf("districtReviewer");
    expect(section(district, "receive")).toMatchObject({ count: 1, late: 0 });
    expect(section(district, "decide")).toBeUndefined();
    for (const who of ["provider1Lead", "customer1Lead", "manager", "auditAdmin"] as const) {
      expect(section(await workOf(who), "receive")).toBeUndefined();
    }
  });

  it("gives a second review and a dispute to somebody else", async () => {
    const [period] = await periodsOf(world.clouds.cloud1, 1, 30);
    if (!period) throw new Error("no period");
    const submission = await handedIn(period, { state: "in-review", until: days(6) });
    const about = {
      submission_id: submission,
      period_id: period.id,
      obligation_id: period.obligation_id,
      subject_id: period.subject_id,
      cloud_id: period.cloud_id,
    };
    await asPlatform(async (tx) => {
      await tx
        .insertInto("review")
        .values({
          id: newId(NOW),
          ...about,
          party_org_id: period.party_org_id,
          state: "awaiting-second",
          received_by: world.people.lead,
          received_org: world.orgs.supervisor,
          received_at: NOW,
          decision_due_at: days(6),
          outcome: "compliant",
          decided_by: world.people.lead,
        })
        .execute();
      const [other] = await tx
        .selectFrom("submission")
        .select("id")
        .where("id", "<>", submission)
        .where("state", "=", "submitted")
        .limit(1)
        .execute();
      const review = newId(NOW);
      await tx
        .insertInto("review")
        .values({
          id: review,
          ...about,
          submission_id: other?.id ?? "",
          party_org_id: period.party_org_id,
          state: "decided",
          received_by: world.people.lead2,
          received_org: world.orgs.supervisor,
          received_at: NOW,
          decision_due_at: days(6),
          outcome: "non-compliant",
          decided_by: world.people.lead2,
          decided_at: NOW,
        })
        .execute();
      await tx
        .insertInto("dispute")
        .values({
          id: newId(NOW),
          number: "异议〔2026〕1号",
          review_id: review,
          period_id: period.id,
          subject_id: period.subject_id,
          cloud_id: period.cloud_id,
          decider_org: world.orgs.supervisor,
          due_at: days(8),
          reason: "已按要求提供",
          state: "raised",
          raised_by: world.people.provider1Lead,
          raised_org: world.orgs.provider1,
          raised_at: NOW,
        })
        .execute();
    });
    const first = await workOf("lead");
    expect([section(first, "second"), section(first, "dispute")?.count]).toEqual([undefined, 1]);
    const second = await workOf("lead2");
    expect([section(second, "second")?.count, section(second, "dispute")]).toEqual([1, undefined]);
    const reviewer = await workOf("reviewer");
    expect([section(reviewer, "second"), section(reviewer, "dispute")]).toEqual([undefined, undefined]);
  });

  it("decides extensions, agreement changes, requests and purges that others asked for", async () => {
    await asPlatform(async (tx) => {
      const asked = { state: "asked", reason: "设备到货延迟", asked_at: NOW };
      const [period] = await tx
        .selectFrom("period")
        .select("id")
        .where("cloud_id", "=", world.clouds.cloud2)
        .limit(1)
        .execute();
      await tx
        .insertInto("extension")
        .values({
          id: newId(NOW),
          number: "延期〔2026〕1号",
          target: "period",
          target_id: period?.id ?? "",
          subject_id: world.clouds.cloud2,
          due_at: days(2),
          until_at: days(12),
          asked_by: world.people.provider2Lead,
          asked_org: world.orgs.provider2,
          ...asked,
        })
        .execute();
      for (const [kind, who] of [
        ["not-applicable", "lead"],
        ["parameters", "provider1Lead"],
      ] as const) {
        await tx
          .insertInto("agreement_change")
          .values({
            id: newId(NOW),
            subject_id: world.clouds.cloud1,
            duty_id: "JGK-A-47",
            kind,
            payload: "{}",
            asked_by: world.people[who],
            asked_org: who === "lead" ? world.orgs.supervisor : world.orgs.provider1,
            ...asked,
          })
          .execute();
      }
      await tx
        .insertInto("rectification_request")
        .values({
          id: newId(NOW),
          subject_id: world.clouds.cloud1,
          cloud_id: world.clouds.cloud1,
          source: "customer",
          title: "门户多次中断",
          defect: "一周内三次",
          severity: "medium",
          state: "asked",
          asked_by: world.people.customer1Lead,
          asked_org: world.orgs.customer1,
          asked_at: NOW,
          decider_org: world.orgs.supervisor,
        })
        .execute();
      await tx
        .insertInto("file")
        .values({
          id: newId(NOW),
          org_id: world.orgs.provider1,
          name: "误传.pdf",
          media_type: "application/pdf",
          kind: "pdf",
          size: 10,
          sha256: "0".repeat(64),
          blob_key: "k",
          sensitivity: "internal",
          uploaded_by: world.people.provider1Member,
          uploaded_at: NOW,
          state: "purge-asked",
          purge_asked_by: world.people.lead2,
          purge_asked_at: NOW,
        })
        .execute();
    });
    const keys = async (who: PersonKey) => {
      const work = await workOf(who);
      const of = (key: WorkSection) => section(work, key)?.count ?? 0;
      return [of("extension"), of("agreement"), of("request"), of("purge")];
    };
    expect(await keys("lead")).toEqual([1, 1, 1, 1]); // not the exception it asked for itself
    expect(await keys("lead2")).toEqual([1, 2, 1, 0]);
    expect(await keys("reviewer")).toEqual([0, 1, 1, 0]);
    expect(await keys("districtLead")).toEqual([1, 0, 0, 0]);
    expect(await keys("provider1Lead")).toEqual([0, 0, 0, 0]);
  });

  it("has the standing of its clouds on top", async () => {
    const { standing } = await workOf("lead");
    expect(standing?.clouds).toBe(2);
    expect(standing?.worst.reduce((sum, { clouds }) => sum + clouds, 0)).toBe(2);
    expect(standing?.attention.map(({ cloudId }) => cloudId).sort()).toEqual(
      Object.values(world.clouds).sort(),
    );
    expect((await workOf("provider1Lead")).standing?.attention).toEqual([]);
    expect((await workOf("securityAdmin")).standing).toBeNull();
  });
});

describe("administrators and everybody else", () => {
  it("see locked accounts, and nothing when nothing waits", async () => {
    await asPlatform((tx) =>
      tx
        .updateTable("person")
        .set({ locked_until: days(0.01) })
        .where("id", "=", world.people.customer2Member)
        .execute(),
    );
    expect(section(await workOf("securityAdmin"), "locked")?.items[0]?.title?.zh).toBe("尤佳");
    expect(section(await workOf("systemAdmin"), "locked")).toBeUndefined();
    expect((await workOf("auditAdmin")).sections).toEqual([]);
    expect((await workOf("customer1Member")).sections).toEqual([]);
  });

  it("cost one question per feature", async () => {
    const asked = async (who: PersonKey) => {
      const { call } = await world.as(who);
      await call(getWork, {});
      test.statements();
      await call(getWork, {});
      return test.statements().length;
    };
    // Session, begin, role, commit; settings, supervised subjects, posture, worst clouds, and one for each feature that waits.
    expect(await asked("lead")).toBeLessThanOrEqual(26);
    expect(await asked("provider1Lead")).toBeLessThanOrEqual(21);
  });
});
