import * as api from "@yunjian/contract";
import { REVIEW_OUTCOMES } from "@yunjian/domain";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import type { PeriodRow } from "../src/features/obligations/read.ts";
import { startApp, type TestApp } from "./app.ts";
import { allYes, found, handIn, openPeriods, refusal, type SignedIn, signedIn } from "./reviewing.ts";
import { makeWorld, type PersonKey, type World } from "./world.ts";

let test: TestApp;
let world: World;
let as: SignedIn;
/** Open periods of cloud 1, each used by one test. */
let left: PeriodRow[];

beforeAll(async () => {
  test = await startApp();
  world = await makeWorld(test);
  as = signedIn(test, world);
  left = (await openPeriods(world, "provider1Lead")).filter((period) => period.kind !== "summary");
});

function take(): PeriodRow {
  const period = left.shift();
  if (!period) throw new Error("no open period left");
  return period;
}

async function submitted() {
  const period = take();
  return { period, submissionId: await handIn(as, "provider1Lead", [period.id]) };
}

async function received(by: "reviewer" | "reviewer2" | "lead" = "reviewer") {
  const { period, submissionId } = await submitted();
  const { results } = await as(by).call(api.receiveSubmissions, { body: { periodIds: [period.id] } });
  const reviewId = results[0]?.reviewId ?? "";
  return { period, submissionId, reviewId };
}

const page = (who: PersonKey, id: string) => as(who).call(api.getReviewPage, { params: { id } });
const good = (period: PeriodRow, version = 1) =>
  ({ version, checklist: allYes(period.dutyId), outcome: "compliant", note: "" }) as const;
const defect = (period: PeriodRow, version = 1) =>
  ({
    version,
    checklist: found(period.dutyId),
    outcome: "non-compliant",
    note: "扫描目标缺少 3 台主机",
    defectTitle: "扫描覆盖不全",
    severity: "high",
  }) as const;
const supplement = (period: PeriodRow, version = 1) =>
  ({
    version,
    checklist: found(period.dutyId),
    outcome: "supplement-needed",
    note: "缺少 10 月 12 日的记录",
  }) as const;

describe("the queue", () => {
  it("stands in the order of the supervisor's own limits and says what is late", async () => {
    const first = await submitted();
    test.clock.advance({ days: 1 });
    const second = await submitted();
    const { items } = await as("reviewer").call(api.getReviewQueue, { query: {} });
    const order = items.map((item) => item.periodId);
    expect(order.indexOf(first.period.id)).toBeLessThan(order.indexOf(second.period.id));
    expect(items.every((item) => item.overdue === false)).toBe(true);

    test.clock.advance({ days: 30 });
    const late = await as("reviewer").call(api.getReviewQueue, { query: { overdue: true, step: "receipt" } });
    expect(late.items.map((item) => item.periodId)).toContain(first.period.id);
    const { waiting } = await as("reviewer").call(api.getReviewFigures, {});
    expect(waiting.receiptOverdue).toBeGreaterThanOrEqual(2);
  });

  it("pages without gaps and filters by what can be asked", async () => {
    for (let n = 0; n < 4; n += 1) await submitted();
    const all = (await as("reviewer").call(api.getReviewQueue, { query: { limit: 200 } })).items.map(
      (item) => item.periodId,
    );
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const part = await as("reviewer").call(api.getReviewQueue, {
        query: { limit: 2, ...(after && { after }) },
      });
      seen.push(...part.items.map((item) => item.periodId));
      after = part.next ?? undefined;
    } while (after);
    expect(seen).toEqual(all);
    expect(new Set(seen).size).toBe(seen.length);
    const other = await as("reviewer").call(api.getReviewQueue, { query: { cloudId: world.clouds.cloud2 } });
    expect(other.items).toEqual([]);
    const byWord = await as("reviewer").call(api.getReviewQueue, { query: { q: "JGK-A-47" } });
    expect(byWord.items.every((item) => item.duty.id === "JGK-A-47")).toBe(true);
    const unchanged = await as("reviewer").call(api.getReviewQueue, { query: { kind: "unchanged" } });
    expect(unchanged.items).toEqual([]);
  });

  it("asks the database the same few questions however long it is", async () => {
    await as("reviewer").call(api.getReviewQueue, { query: { limit: 1 } });
    test.statements();
    await as("reviewer").call(api.getReviewQueue, { query: { limit: 1 } });
    const one = test.statements().length;
    await as("reviewer").call(api.getReviewQueue, { query: { limit: 200 } });
    const many = test.statements().length;
    expect(many).toBe(one);
    // Session, begin, actor, engagements, queue, periods, submissions, reviews, commit.
    expect(many).toBeLessThanOrEqual(10);
  });

  it("shows a district's supervisor its own clouds only, and neighbours go along the queue", async () => {
    const [theirs] = await openPeriods(world, "provider2Lead");
    await handIn(as, "provider2Lead", [theirs?.id ?? ""]);
    const { items } = await as("districtLead").call(api.getReviewQueue, { query: {} });
    expect(items.map((item) => item.cloud.id)).toEqual([world.clouds.cloud2]);
    const all = (await as("lead").call(api.getReviewQueue, { query: { limit: 200 } })).items.map(
      (item) => item.periodId,
    );
    const middle = all[1] ?? "";
    expect(await as("lead").call(api.getNextInQueue, { params: { id: middle }, query: {} })).toEqual({
      previous: all[0],
      next: all[2],
    });
  });
});

describe("receiving", () => {
  it("in a batch, each with an answer of its own", async () => {
    const [one, two] = [await submitted(), await submitted()];
    const foreign = take();
    const { results, done } = await as("reviewer").call(api.receiveSubmissions, {
      body: { periodIds: [one.period.id, foreign.id, two.period.id] },
    });
    expect(done).toBe(2);
    const bad = results.find((result) => !result.ok);
    expect(bad).toMatchObject({ id: foreign.id, problem: { name: "wrong-state" } });
    expect((await page("reviewer", one.period.id)).period.state).toBe("in-review");
    expect((await page("reviewer", one.period.id)).reviews[0]).toMatchObject({
      state: "received",
      receivedBy: { name: "赵敏" },
    });
  });

  it("by two at once: one does, the other reads who and when", async () => {
    const { period } = await submitted();
    const [a, b] = await Promise.all(
      (["reviewer", "reviewer2"] as const).map((who) =>
        as(who).call(api.receiveSubmissions, { body: { periodIds: [period.id] } }),
      ),
    );
    expect((a?.done ?? 0) + (b?.done ?? 0)).toBe(1);
    const lost = [...(a?.results ?? []), ...(b?.results ?? [])].find((result) => !result.ok);
    expect(lost?.problem?.name).toBe("already-done");
    expect(lost?.problem?.message).toMatch(/赵敏|周涛/);
    expect((await page("reviewer", period.id)).reviews).toHaveLength(1);
  });
});

describe("deciding", () => {
  it("compliant, seen by the party at once", async () => {
    const { period, reviewId } = await received();
    await as("reviewer").call(api.decideReviewOf, { params: { id: reviewId }, body: good(period) });
    const seen = await page("provider1Lead", period.id);
    expect(seen.period.state).toBe("compliant");
    expect(seen.reviews[0]).toMatchObject({ outcome: "compliant", decidedBy: { name: "赵敏" } });
    expect(seen.actions).not.toContain("dispute");
  });

  it("supplement needed: the party's turn until a day", async () => {
    const { period, reviewId } = await received();
    const { supplementDefault } = await page("reviewer", period.id);
    await as("reviewer").call(api.decideReviewOf, { params: { id: reviewId }, body: supplement(period) });
    const seen = await page("provider1Lead", period.id);
    expect(seen.period.state).toBe("returned");
    expect(seen.reviews[0]?.note).toBe("缺少 10 月 12 日的记录");
    expect(seen.reviews[0]?.supplementDueAt?.slice(0, 10)).toBe(supplementDefault);
    expect(seen.actions).toContain("dispute");
  });

  it("non-compliant: a rectification in the same step", async () => {
    const { period, reviewId } = await received();
    await as("reviewer").call(api.decideReviewOf, { params: { id: reviewId }, body: defect(period) });
    const seen = await page("provider1Lead", period.id);
    expect(seen.period.state).toBe("non-compliant");
    expect(seen.rectification).toMatchObject({
      state: "issued",
      number: expect.stringMatching(/^整改〔\d{4}〕\d+号$/),
    });
  });

  it("says field by field what is missing", async () => {
    const { period, reviewId } = await received();
    const body = { version: 1, checklist: {}, outcome: "non-compliant", note: "" } as const;
    const error = await as("reviewer")
      .call(api.decideReviewOf, { params: { id: reviewId }, body })
      .catch((e: unknown) => e);
    const fields = (error as api.ApiError).problem.errors?.map((each) => each.field);
    expect(fields).toEqual(
      expect.arrayContaining(["/checklist/complete", "/note", "/severity", "/defectTitle"]),
    );
    expect((await page("reviewer", period.id)).reviews[0]?.state).toBe("received");
  });

  it("keeps the answers given so far, and tells two tabs apart", async () => {
    const { period, reviewId } = await received();
    const saved = await as("reviewer").call(api.saveChecklist, {
      params: { id: reviewId },
      body: { version: 1, checklist: { complete: "yes" }, note: "待核对附件" },
    });
    expect(saved.version).toBe(2);
    expect((await page("reviewer", period.id)).reviews[0]?.checklist).toEqual({ complete: "yes" });
    expect((await page("provider1Lead", period.id)).reviews[0]?.checklist).toBeNull();
    const stale = as("reviewer").call(api.decideReviewOf, {
      params: { id: reviewId },
      body: good(period, 1),
    });
    expect(await refusal(stale)).toBe("stale-version");
  });

  it("by two at once: one outcome, the other reads whose", async () => {
    const { period, reviewId } = await received();
    const settled = await Promise.allSettled([
      as("reviewer").call(api.decideReviewOf, { params: { id: reviewId }, body: good(period) }),
      as("reviewer2").call(api.decideReviewOf, { params: { id: reviewId }, body: defect(period) }),
    ]);
    expect(settled.map((each) => each.status).sort()).toEqual(["fulfilled", "rejected"]);
    const lost = settled.find((each) => each.status === "rejected") as PromiseRejectedResult;
    expect((lost.reason as api.ApiError).problem).toMatchObject({
      name: "already-done",
      title: expect.stringMatching(/赵敏|周涛/),
    });
  });

  it("several alike in one step, each with an answer of its own", async () => {
    const [one, two] = [await received(), await received()];
    const { results, done } = await as("reviewer").call(api.decideBatch, {
      body: {
        items: [
          { reviewId: one.reviewId, version: 1 },
          { reviewId: two.reviewId, version: 7 },
        ],
        note: "",
      },
    });
    expect(done).toBe(1);
    expect(results.find((each) => each.id === two.reviewId)?.problem?.name).toBe("stale-version");
    expect((await page("reviewer", one.period.id)).period.state).toBe("compliant");
    expect((await page("reviewer", two.period.id)).period.state).toBe("in-review");
  });
});

describe("second reviewer", () => {
  let undo = async (): Promise<unknown> => undefined;
  afterEach(() => undo());

  async function proposed() {
    const matter = await received();
    const second = (needed: boolean) =>
      world.run("lead", (tx) =>
        tx
          .updateTable("obligation")
          .set({ second_review: needed })
          .where("id", "=", matter.period.obligationId)
          .execute(),
      );
    await second(true);
    undo = () => second(false);
    const { state, version } = await as("reviewer").call(api.decideReviewOf, {
      params: { id: matter.reviewId },
      body: defect(matter.period),
    });
    expect(state).toBe("awaiting-second");
    return { ...matter, version };
  }

  it("the party sees nothing before another person confirms", async () => {
    const { period, reviewId, version } = await proposed();
    const before = await page("provider1Lead", period.id);
    expect(before.reviews[0]).toMatchObject({ state: "received", outcome: null, note: "", severity: null });
    expect(before.period.state).toBe("in-review");
    const dispute = { params: { id: reviewId }, body: { reason: "先行异议" } };
    const early = await as("provider1Lead")
      .call(api.raiseDisputeOf, dispute)
      .catch((error: api.ApiError) => error.problem.title);
    expect(early).not.toMatch(/awaiting-second|复核/);
    expect(
      await refusal(
        as("reviewer").call(api.confirmReview, {
          params: { id: reviewId },
          body: { version, agree: true, note: "" },
        }),
      ),
    ).toBe("forbidden");
    await as("lead").call(api.confirmReview, {
      params: { id: reviewId },
      body: { version, agree: true, note: "" },
    });
    const after = await page("provider1Lead", period.id);
    expect(after.period.state).toBe("non-compliant");
    expect(after.reviews[0]).toMatchObject({ decidedBy: { name: "赵敏" }, secondBy: { name: "李薇" } });
  });

  it("sends back with a reason, and never confirms its own proposal", async () => {
    const { period, reviewId, version } = await proposed();
    const back = { params: { id: reviewId }, body: { version, agree: false, note: "请核实第 2 项" } };
    expect((await as("lead").call(api.confirmReview, back)).state).toBe("received");
    const again = (await page("lead", period.id)).reviews[0];
    const mine = await as("lead").call(api.decideReviewOf, {
      params: { id: reviewId },
      body: good(period, again?.version),
    });
    expect(mine.state).toBe("awaiting-second");
    const own = as("lead").call(api.confirmReview, {
      params: { id: reviewId },
      body: { version: mine.version, agree: true, note: "" },
    });
    expect(await refusal(own)).toBe("same-person");
  });
});

describe("disputes", () => {
  async function disputed() {
    const matter = await received();
    await as("reviewer").call(api.decideReviewOf, {
      params: { id: matter.reviewId },
      body: defect(matter.period),
    });
    const { id } = await as("provider1Lead").call(api.raiseDisputeOf, {
      params: { id: matter.reviewId },
      body: { reason: "3 台主机已于 9 月下线，见附件 2" },
    });
    return { ...matter, disputeId: id };
  }

  it("upheld: rectification withdrawn, somebody else reviews afresh", async () => {
    const { period, disputeId } = await disputed();
    const seen = await as("lead").call(api.getDispute, { params: { id: disputeId } });
    expect(seen).toMatchObject({
      number: expect.stringMatching(/^异议〔\d{4}〕\d+号$/),
      actions: ["decide"],
      rectification: { state: "issued" },
    });
    await as("lead").call(api.decideDisputeOf, {
      params: { id: disputeId },
      body: { version: 1, upheld: true, note: "异议成立" },
    });
    const after = await page("provider1Lead", period.id);
    expect(after.period.state).toBe("in-review");
    expect(after.reviews.map((review) => review.state)).toEqual(["received", "superseded"]);
    const rectification = await as("lead").call(api.getDispute, { params: { id: disputeId } });
    expect(rectification.rectification?.state).toBe("withdrawn");
    const fresh = after.reviews[0]?.id ?? "";
    const same = as("reviewer").call(api.decideReviewOf, { params: { id: fresh }, body: good(period) });
    expect(await refusal(same)).toBe("same-person");
    await as("reviewer2").call(api.decideReviewOf, { params: { id: fresh }, body: good(period) });
    expect((await page("provider1Lead", period.id)).period.state).toBe("compliant");
    const figures = await as("lead").call(api.getObligation, { params: { id: period.obligationId } });
    expect(figures.openDefects).toBe(0);
  });

  it("rejected: everything stays, and it is disputed once only", async () => {
    const { period, reviewId, disputeId } = await disputed();
    await as("lead2").call(api.decideDisputeOf, {
      params: { id: disputeId },
      body: { version: 1, upheld: false, note: "下线单未经备案" },
    });
    expect((await page("provider1Lead", period.id)).period.state).toBe("non-compliant");
    const again = as("provider1Lead").call(api.raiseDisputeOf, {
      params: { id: reviewId },
      body: { reason: "再次异议" },
    });
    expect(await refusal(again)).toBe("already-exists");
  });

  it("not decided by who had part in it, nor by the one who decided already", async () => {
    const matter = await received("lead");
    await as("lead").call(api.decideReviewOf, {
      params: { id: matter.reviewId },
      body: defect(matter.period),
    });
    const { id } = await as("provider1Lead").call(api.raiseDisputeOf, {
      params: { id: matter.reviewId },
      body: { reason: "不认可" },
    });
    const decide = (who: "lead" | "lead2") =>
      as(who).call(api.decideDisputeOf, {
        params: { id },
        body: { version: 1, upheld: false, note: "维持" },
      });
    expect((await as("lead").call(api.getDispute, { params: { id } })).partInOutcome).toBe(true);
    expect(await refusal(decide("lead"))).toBe("same-person");
    await decide("lead2");
    expect(await refusal(decide("lead2"))).toBe("already-done");
  });

  it("ends when the party hands in anew, and can be taken back", async () => {
    const { period, reviewId } = await received();
    await as("reviewer").call(api.decideReviewOf, { params: { id: reviewId }, body: supplement(period) });
    const raise = () =>
      as("provider1Lead").call(api.raiseDisputeOf, {
        params: { id: reviewId },
        body: { reason: "记录在附件 1" },
      });
    const { id } = await raise();
    await as("provider1Lead").call(api.withdrawDisputeOf, { params: { id }, body: { version: 1 } });
    const second = await raise();
    await handIn(as, "provider1Lead", [period.id]);
    expect((await as("lead").call(api.getDispute, { params: { id: second.id } })).state).toBe("withdrawn");
    expect((await page("provider1Lead", period.id)).period.state).toBe("submitted");
  });

  it("has an end", async () => {
    const { period, reviewId } = await received();
    await as("reviewer").call(api.decideReviewOf, { params: { id: reviewId }, body: supplement(period) });
    test.clock.advance({ days: 40 });
    const late = as("provider1Lead").call(api.raiseDisputeOf, {
      params: { id: reviewId },
      body: { reason: "晚了" },
    });
    expect(await refusal(late)).toBe("deadline-passed");
  });
});

describe("comments", () => {
  it("of the reviewer reach the party with the decision; both sides settle them", async () => {
    const { period, submissionId, reviewId } = await received();
    const body = {
      submissionId,
      periodId: period.id,
      text: "第 3 页缺少签字",
      anchor: { page: 3, x: 0.4, y: 0.2 },
    };
    const made = await as("reviewer").call(api.addComment, { body });
    expect((await page("provider1Lead", period.id)).comments).toEqual([]);
    expect((await page("reviewer2", period.id)).comments[0]).toMatchObject({
      text: "第 3 页缺少签字",
      anchor: { page: 3 },
    });
    await as("reviewer").call(api.decideReviewOf, { params: { id: reviewId }, body: supplement(period) });
    expect((await page("provider1Lead", period.id)).comments).toHaveLength(1);
    await as("provider1Lead").call(api.addComment, {
      body: { submissionId, periodId: period.id, text: "已补签，见新版本" },
    });
    const settle = { params: { id: made.id }, body: { version: 1, resolved: true } };
    expect(await refusal(as("provider1Lead").call(api.resolveComment, settle))).toBe(
      "not-supervisor-of-subject",
    );
    await as("reviewer2").call(api.resolveComment, settle);
    expect((await page("reviewer", period.id)).comments[0]?.resolvedBy?.name).toBe("周涛");
  });
});

describe("who may", () => {
  it("nobody but the supervisor of the very cloud, and never the party", async () => {
    const { period, reviewId, submissionId } = await received();
    const attempts: [PersonKey, string, string][] = [
      // name, decide, open the page
      ["provider1Lead", "forbidden", "ok"],
      ["provider2Lead", "forbidden", "not-found"],
      ["customer1Lead", "forbidden", "ok"],
      ["manager", "forbidden", "ok"],
      ["assessor", "forbidden", "ok"],
      ["auditAdmin", "forbidden", "ok"],
      ["districtLead", "not-found", "not-found"],
    ];
    for (const [who, decide, open] of attempts) {
      const tried = as(who).call(api.decideReviewOf, { params: { id: reviewId }, body: good(period) });
      expect([who, await refusal(tried)]).toEqual([who, decide]);
      const opened = await page(who, period.id).then(
        () => "ok",
        (error: api.ApiError) => error.problem.name,
      );
      expect([who, opened]).toEqual([who, open]);
    }
    const comment = as("manager").call(api.addComment, {
      body: { submissionId, periodId: period.id, text: "x" },
    });
    expect(await refusal(comment)).toBe("forbidden");
    expect(
      await refusal(
        as("provider2Lead").call(api.raiseDisputeOf, { params: { id: reviewId }, body: { reason: "x" } }),
      ),
    ).toBe("not-found");
  });

  it("a customer of the cloud sees where it stands, never what was found", async () => {
    const { period, reviewId } = await received();
    await as("reviewer").call(api.decideReviewOf, { params: { id: reviewId }, body: defect(period) });
    const seen = await page("customer1Lead", period.id);
    expect(seen.period.state).toBe("non-compliant");
    expect(seen.reviews).toEqual([]);
    expect(seen.rectification).toBeNull();
  });

  it("every outcome leaves a record entry", async () => {
    for (const outcome of REVIEW_OUTCOMES) {
      const { period, reviewId } = await received();
      const body =
        outcome === "compliant"
          ? good(period)
          : outcome === "non-compliant"
            ? defect(period)
            : supplement(period);
      await as("reviewer").call(api.decideReviewOf, { params: { id: reviewId }, body });
      const entries = await world.run("lead", (tx) =>
        tx
          .selectFrom("record_entry")
          .select("kind")
          .where("object_id", "=", reviewId)
          .orderBy("at")
          .orderBy("id")
          .execute(),
      );
      expect(entries.map((entry) => entry.kind)).toEqual(["review.received", "review.decided"]);
    }
  });
});
