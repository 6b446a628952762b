import * as api from "@yunjian/contract";
import { beforeAll, describe, expect, it } from "vitest";
import type { PeriodRow } from "../src/features/obligations/read.ts";
import { escalateOverdue } from "../src/features/rectifications/escalate.ts";
import { platformActor, withActor } from "../src/platform/tenancy.ts";
import { startApp, type TestApp } from "./app.ts";
import { found, handIn, openPeriods, refusal, type SignedIn, signedIn } from "./reviewing.ts";
import { makeWorld, type World } from "./world.ts";

let test: TestApp;
let world: World;
let as: SignedIn;
let left: PeriodRow[];

beforeAll(async () => {
  test = await startApp();
  world = await makeWorld(test);
  as = signedIn(test, world);
  left = (await openPeriods(world, "provider1Lead")).filter((period) => period.kind !== "summary");
});

async function byHand(
  more: Partial<{ severity: "critical" | "high" | "medium" | "low"; windowDays: number; title: string }> = {},
) {
  const body = {
    subjectId: world.clouds.cloud1,
    title: "管理口对互联网开放",
    defect: "443 端口可从互联网访问",
    severity: "high",
    ...more,
  } as const;
  return await as("reviewer").call(api.issueRectification, { body });
}
const open = (who: Parameters<SignedIn>[0], id: string) =>
  as(who).call(api.getRectification, { params: { id } });
const day = (at: string | null) =>
  at === null ? null : new Date(Date.parse(at) + 8 * 3_600_000).toISOString().slice(0, 10);

/** A file of the provider, as an upload leaves it. */
async function fileOf(who: "provider1Lead" | "customer1Lead"): Promise<string> {
  return await world.run(who, async (tx, actor, now) => {
    const id = crypto.randomUUID();
    await tx
      .insertInto("file")
      .values({
        id,
        org_id: actor.orgId ?? "",
        name: "复测报告.pdf",
        media_type: "application/pdf",
        kind: "pdf",
        size: 1200,
        sha256: "0".repeat(64),
        blob_key: id,
        sensitivity: "internal",
        state: "kept",
        uploaded_by: actor.personId ?? "",
        uploaded_at: now,
      })
      .execute();
    return id;
  });
}

async function proven() {
  const { id } = await byHand();
  const provider = as("provider1Lead");
  const params = { id };
  let { version } = await provider.call(api.receiveRectificationOf, { params, body: { version: 1 } });
  const planned = (await open("provider1Lead", id)).dueAt;
  ({ version } = await provider.call(api.planRectificationOf, {
    params,
    body: { version, text: "调整防火墙策略", plannedOn: day(planned) ?? "" },
  }));
  ({ version } = await provider.call(api.progressRectificationOf, {
    params,
    body: { version, text: "策略已在测试环境验证" },
  }));
  const proof = { version, text: "已关闭，附复测报告", fileIds: [await fileOf("provider1Lead")] };
  ({ version } = await provider.call(api.proveRectificationOf, { params, body: proof }));
  return { id, version };
}

describe("from issue to closing", () => {
  it("the whole way, with every step in the history", async () => {
    const { id, version } = await proven();
    const before = await open("reviewer", id);
    expect(before).toMatchObject({
      state: "proof-filed",
      turn: "supervisor",
      actions: ["reassess", "withdraw"],
    });
    await as("reviewer2").call(api.reassessRectificationOf, {
      params: { id },
      body: { version, accepted: true, text: "复测通过" },
    });
    const after = await open("provider1Lead", id);
    expect(after).toMatchObject({ state: "closed", turn: "none", actions: [] });
    expect(after.steps.map((step) => step.kind)).toEqual([
      "issue",
      "receipt",
      "plan",
      "progress",
      "proof",
      "close",
    ]);
    expect(after.steps[4]?.files).toMatchObject([{ name: "复测报告.pdf" }]);
    const again = as("provider1Lead").call(api.progressRectificationOf, {
      params: { id },
      body: { version: version + 1, text: "x" },
    });
    expect(await refusal(again)).toBe("wrong-state");
  });

  it("reopened with a new window when the proof does not hold", async () => {
    const { id, version } = await proven();
    test.clock.advance({ days: 5 });
    const first = (await open("lead", id)).dueAt;
    const moved = await as("reviewer").call(api.reassessRectificationOf, {
      params: { id },
      body: { version, accepted: false, text: "8443 端口仍开放" },
    });
    expect(moved.state).toBe("in-progress");
    expect(Date.parse(moved.dueAt)).toBeGreaterThan(Date.parse(first));
    expect(await open("provider1Lead", id)).toMatchObject({ reopenedCount: 1, turn: "party" });
  });

  it("the window starts at receipt; nobody gains by not signing", async () => {
    const prompt = await byHand({ windowDays: 10 });
    const silent = await byHand({ windowDays: 10 });
    const atIssue = (await open("lead", silent.id)).dueAt;
    await as("provider1Lead").call(api.receiveRectificationOf, {
      params: { id: prompt.id },
      body: { version: 1 },
    });
    expect(Date.parse((await open("lead", prompt.id)).dueAt)).toBeLessThanOrEqual(Date.parse(atIssue));
    test.clock.advance({ days: 30 });
    await as("provider1Lead").call(api.receiveRectificationOf, {
      params: { id: silent.id },
      body: { version: 1 },
    });
    const late = await open("provider1Lead", silent.id);
    expect(late.dueAt).toBe(atIssue);
    expect(late.overdue).toBe(true);
  });

  it("withdrawn with a reason only", async () => {
    const { id } = await byHand();
    const withdraw = (reason: string) =>
      as("lead").call(api.withdrawRectificationOf, { params: { id }, body: { version: 1, reason } });
    expect(await refusal(withdraw(" "))).toBe("reason-required");
    expect((await withdraw("重复下发")).state).toBe("withdrawn");
  });

  it("of two changes at once one is told that the other was faster", async () => {
    const { id } = await byHand();
    const receive = () =>
      as("provider1Lead").call(api.receiveRectificationOf, { params: { id }, body: { version: 1 } });
    const settled = await Promise.allSettled([receive(), receive()]);
    expect(settled.map((each) => each.status).sort()).toEqual(["fulfilled", "rejected"]);
  });
});

describe("from a review", () => {
  it("closes the defect of the obligation when it is closed", async () => {
    const period = left.shift();
    if (!period) throw new Error("no open period");
    await handIn(as, "provider1Lead", [period.id]);
    const { results } = await as("reviewer").call(api.receiveSubmissions, {
      body: { periodIds: [period.id] },
    });
    await as("reviewer").call(api.decideReviewOf, {
      params: { id: results[0]?.reviewId ?? "" },
      body: {
        version: 1,
        checklist: found(period.dutyId),
        outcome: "non-compliant",
        note: "缺少 3 台主机",
        defectTitle: "扫描覆盖不全",
        severity: "medium",
        windowDays: 20,
      },
    });
    const defects = async () =>
      (await as("lead").call(api.getObligation, { params: { id: period.obligationId } })).openDefects;
    expect(await defects()).toBe(1);
    const { items } = await as("lead").call(api.listRectifications, {
      query: { obligationId: period.obligationId },
    });
    const [made] = items;
    expect(made).toMatchObject({
      source: "review",
      severity: "medium",
      title: "扫描覆盖不全",
      duty: { id: period.dutyId },
    });
    const page = await open("lead", made?.id ?? "");
    expect(page).toMatchObject({
      defect: "缺少 3 台主机",
      window: { amount: 20, unit: "days", source: "decision" },
      periodLabel: period.label,
    });
    await as("lead").call(api.withdrawRectificationOf, {
      params: { id: page.id },
      body: { version: 1, reason: "误判" },
    });
    expect(await defects()).toBe(0);
  });
});

describe("extensions", () => {
  it("asked by the party, decided by the supervisor, and the limit moves", async () => {
    const { id } = await byHand({ windowDays: 10 });
    await as("provider1Lead").call(api.receiveRectificationOf, { params: { id }, body: { version: 1 } });
    const before = (await open("lead", id)).dueAt;
    const until = day(new Date(Date.parse(before) + 20 * 86_400_000).toISOString()) ?? "";
    const asked = await as("provider1Lead").call(api.askExtension, {
      body: { target: "rectification", targetId: id, until, reason: "备件到货延迟" },
    });
    await as("lead").call(api.decideExtension, {
      params: { id: asked.id },
      body: { version: asked.version, grant: true, until: null, note: "同意" },
    });
    const after = await open("lead", id);
    expect(Date.parse(after.dueAt)).toBeGreaterThan(Date.parse(before));
    expect(after.steps.at(-1)?.kind).toBe("extension");
    expect(after.originalDueAt).toBe(before);
  });
});

describe("climbing", () => {
  it("records every rung once, whoever calls and how often", async () => {
    const { id } = await byHand({ windowDays: 5 });
    await as("provider1Lead").call(api.receiveRectificationOf, { params: { id }, body: { version: 1 } });
    const climb = () =>
      withActor(test.db, platformActor("job"), "write", (tx) =>
        escalateOverdue(tx, platformActor("job"), test.clock.read()),
      );
    const rungs = async () => (await open("lead", id)).steps.flatMap((step) => step.rung ?? []);
    await climb();
    expect(await rungs()).toEqual([]);
    test.clock.set(new Date(Date.parse((await open("lead", id)).dueAt) + 1.5 * 86_400_000));
    await Promise.all([climb(), climb()]);
    expect(await rungs()).toEqual(["provider-lead"]);
    test.clock.advance({ days: 30 });
    await climb();
    expect(await climb()).toBe(0);
    expect(await rungs()).toEqual(["provider-lead", "supervisor-lead", "manager"]);
    expect((await open("provider1Lead", id)).escalatedTo).toBe("manager");
    const entries = await world.run("lead", (tx) =>
      tx
        .selectFrom("record_entry")
        .select("kind")
        .where("object_id", "=", id)
        .where("kind", "=", "rectification.escalated")
        .execute(),
    );
    expect(entries).toHaveLength(3);
  });
});

describe("requests", () => {
  const ask = (who: "customer1Lead" | "assessor" | "manager", fileIds: string[] = []) =>
    as(who).call(api.askRectification, {
      body: {
        subjectId: world.clouds.cloud1,
        title: "备份未按约定执行",
        defect: "9 月起无异地备份",
        severity: "medium",
        clauseId: "JGK-6.2.2-p2",
        fileIds,
      },
    });
  const decide = (id: string, accept: boolean, note = "") =>
    as("lead").call(api.decideRectificationRequestOf, { params: { id }, body: { version: 1, accept, note } });

  it("of a customer becomes a rectification it can follow without seeing the papers", async () => {
    const { id } = await ask("customer1Lead", [await fileOf("customer1Lead")]);
    expect((await as("lead").call(api.getRectificationRequest, { params: { id } })).files).toMatchObject([
      { name: "复测报告.pdf" },
    ]);
    const { rectificationId } = await decide(id, true);
    const made = await open("provider1Lead", rectificationId ?? "");
    expect(made).toMatchObject({
      source: "customer",
      party: { id: world.orgs.provider1 },
      title: "备份未按约定执行",
    });
    expect(made.steps[0]?.files).toMatchObject([{ name: "复测报告.pdf" }]);
    expect(await refusal(open("customer1Lead", rectificationId ?? ""))).toBe("not-found");
    await as("provider1Lead").call(api.receiveRectificationOf, {
      params: { id: rectificationId ?? "" },
      body: { version: 1 },
    });
    const followed = await as("customer1Lead").call(api.getRectificationRequest, { params: { id } });
    expect(followed).toMatchObject({ state: "accepted", rectification: { id: null, state: "received" } });
  });

  it("is refused with a reason only, and seen by nobody else", async () => {
    const { id } = await ask("assessor");
    expect(await refusal(decide(id, false))).toBe("reason-required");
    await decide(id, false, "已在另一整改中处理");
    expect(await as("assessor").call(api.getRectificationRequest, { params: { id } })).toMatchObject({
      state: "refused",
      source: "assessment",
    });
    for (const who of ["provider1Lead", "customer1Lead", "provider2Lead", "districtLead"] as const) {
      expect([who, await refusal(as(who).call(api.getRectificationRequest, { params: { id } }))]).toEqual([
        who,
        "not-found",
      ]);
    }
  });

  it("names a clause that exists, and a subject that can be repaired", async () => {
    const body = {
      subjectId: world.clouds.cloud1,
      title: "x",
      defect: "y",
      severity: "low",
      clauseId: "JGK-99",
    } as const;
    expect(await refusal(as("manager").call(api.askRectification, { body }))).toBe("invalid-input");
    const org = { ...body, clauseId: "JGK-6.2.2-p2", subjectId: world.orgs.manager };
    expect(await refusal(as("manager").call(api.askRectification, { body: org }))).toBe("invalid-input");
  });
});

describe("who may", () => {
  it("each side its own steps, nobody else any", async () => {
    const { id } = await byHand();
    const receive = (who: Parameters<SignedIn>[0]) =>
      as(who).call(api.receiveRectificationOf, { params: { id }, body: { version: 1 } });
    const withdraw = (who: Parameters<SignedIn>[0]) =>
      as(who).call(api.withdrawRectificationOf, { params: { id }, body: { version: 1, reason: "x" } });
    const expected: [Parameters<SignedIn>[0], string, string, string][] = [
      // open, receive, withdraw
      ["provider2Lead", "not-found", "not-found", "forbidden"],
      ["customer1Lead", "not-found", "not-found", "forbidden"],
      ["customer2Lead", "not-found", "not-found", "forbidden"],
      ["manager", "ok", "forbidden", "forbidden"],
      ["assessor", "ok", "forbidden", "forbidden"],
      ["districtLead", "not-found", "forbidden", "not-found"],
      ["lead", "ok", "forbidden", "-"],
    ];
    for (const [who, opened, received, withdrawn] of expected) {
      const seen = await open(who, id).then(
        () => "ok",
        (error: api.ApiError) => error.problem.name,
      );
      expect([who, seen]).toEqual([who, opened]);
      expect([who, await refusal(receive(who))]).toEqual([who, received]);
      if (withdrawn !== "-") expect([who, await refusal(withdraw(who))]).toEqual([who, withdrawn]);
    }
  });

  it("a district's supervisor demands on its own cloud, not on another", async () => {
    const body = { title: "机房门禁未留存记录", defect: "无 30 天记录", severity: "low" } as const;
    const made = await as("districtLead").call(api.issueRectification, {
      body: { ...body, subjectId: world.sites.site2 },
    });
    expect(made.number).toMatch(/^整改〔\d{4}〕1号$/);
    const other = as("districtLead").call(api.issueRectification, {
      body: { ...body, subjectId: world.clouds.cloud1 },
    });
    expect(await refusal(other)).toBe("not-found");
  });
});

describe("the list", () => {
  it("filters, pages, and asks few questions however long it is", async () => {
    const mine = await as("provider1Lead").call(api.listRectifications, {
      query: { mine: true, limit: 200 },
    });
    expect(mine.items.every((item) => item.turn === "party")).toBe(true);
    const theirs = await as("provider2Lead").call(api.listRectifications, { query: { view: "all" } });
    expect(theirs.items.every((item) => item.cloud.id === world.clouds.cloud2)).toBe(true);
    const all = (
      await as("lead").call(api.listRectifications, { query: { view: "all", limit: 200 } })
    ).items.map((item) => item.id);
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const part = await as("lead").call(api.listRectifications, {
        query: { view: "all", limit: 3, ...(after && { after }) },
      });
      seen.push(...part.items.map((item) => item.id));
      after = part.next ?? undefined;
    } while (after);
    expect(seen).toEqual(all);
    const found = await as("lead").call(api.listRectifications, { query: { view: "all", q: "〕1号" } });
    expect(found.items.length).toBeGreaterThan(0);
    test.statements();
    await as("lead").call(api.listRectifications, { query: { limit: 1 } });
    const one = test.statements().length;
    await as("lead").call(api.listRectifications, { query: { limit: 200 } });
    expect(test.statements().length).toBe(one);
    expect(one).toBeLessThanOrEqual(6);
    const figures = await as("lead").call(api.getRectificationFigures, { query: {} });
    expect(figures.open).toBe(
      (await as("lead").call(api.listRectifications, { query: { limit: 200 } })).items.length,
    );
  });
});
