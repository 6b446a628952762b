import {
  ApiError,
  batchSignOff,
  batchSubmissions,
  createSubmission,
  editSubmission,
  getSubmission,
  handInSubmission,
  listSubmissions,
  listToSign,
  prepareSubmission,
  recallSubmission,
  sendBackSubmission,
  signOffSubmission,
  withdrawSubmission,
} from "@yunjian/contract";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { emit } from "../src/platform/events.ts";
import { platformActor, withActor } from "../src/platform/tenancy.ts";
import { startApp, type TestApp, type Visitor } from "./app.ts";
import { uploader } from "./uploading.ts";
import { makeWorld, type PersonKey, type World } from "./world.ts";

let test: TestApp;
let world: World;
const people = {} as Record<PersonKey, Visitor>;
let up: Awaited<ReturnType<typeof uploader>>;
let stock: string[];

beforeAll(async () => {
  test = await startApp();
  world = await makeWorld(test);
  for (const name of [
    "provider1Member",
    "provider1Lead",
    "provider1Lead2",
    "provider2Member",
    "provider2Lead",
    "reviewer",
    "customer1Member",
    "manager",
  ] as const) {
    people[name] = await world.as(name);
  }
  up = await uploader(test, people.provider1Member);
  stock = await openPeriods("cloud1");
});

/** Open periods of a cloud that fall due, one obligation each. */
async function openPeriods(cloud: "cloud1" | "cloud2"): Promise<string[]> {
  const rows = await all((tx) =>
    tx
      .selectFrom("period")
      .select(["id", "obligation_id", "party_org_id"])
      .where("cloud_id", "=", world.clouds[cloud])
      .where("party_org_id", "=", cloud === "cloud1" ? world.orgs.provider1 : world.orgs.provider2)
      .where("state", "=", "open")
      .where("kind", "=", "regular")
      .where("opens_at", "<=", test.clock.read())
      .orderBy("span_start")
      .orderBy("id")
      .execute(),
  );
  const seen = new Set<string>();
  return rows
    .filter((row) => !seen.has(row.obligation_id) && seen.add(row.obligation_id))
    .map((row) => row.id);
}
const take = (n = 1): string[] => stock.splice(0, n);
const all = <T>(work: Parameters<typeof withActor<T>>[3]) =>
  withActor(test.db, platformActor("test"), "write", work);
const periodOf = (id: string) =>
  all((tx) => tx.selectFrom("period").selectAll().where("id", "=", id).executeTakeFirstOrThrow());

async function problemOf(promise: Promise<unknown>) {
  const error = await promise.then(
    (value) => value,
    (e: unknown) => e,
  );
  if (!(error instanceof ApiError)) throw new Error(`expected a refusal, got ${JSON.stringify(error)}`);
  return error.problem;
}
const nameOf = async (promise: Promise<unknown>) => (await problemOf(promise)).name;
const body = (id: string, version: number, values: object = {}) => ({
  params: { id },
  body: {
    version,
    kind: "files" as const,
    title: "月度材料",
    statement: "",
    files: [],
    form: null,
    unchangedSince: null,
    late: null,
    onSite: null,
    periodIds: [] as string[],
    ...values,
  },
});

/** Decided by the supervisor, through the events the review feature emits. */
async function decide(
  periodId: string,
  submissionId: string,
  outcome: "compliant" | "supplement-needed" | "non-compliant",
) {
  const period = await periodOf(periodId);
  await world.run("reviewer", async (tx, actor, now) => {
    const event = { object: { type: "review", id: periodId }, subjectId: period.subject_id } as const;
    await emit(tx, actor, now, { kind: "review.received", ...event, data: { periodId, submissionId } });
    await emit(tx, actor, now, {
      kind: "review.decided",
      ...event,
      data: {
        periodId,
        submissionId,
        obligationId: period.obligation_id,
        outcome,
        severity: null,
        windowDays: null,
        supplementDueAt:
          outcome === "supplement-needed" ? new Date(now.getTime() + 5 * 86_400_000).toISOString() : null,
      },
    });
  });
}

async function handedIn(
  periodIds: string[],
  values: object = {},
): Promise<{ id: string; number: string | null }> {
  const made = await people.provider1Member.call(createSubmission, {
    body: { periodIds, kind: "files", statement: "已按要求完成。", submit: true, ...values },
  });
  const signed = await people.provider1Lead.call(signOffSubmission, {
    params: { id: made.id },
    body: { version: made.version },
  });
  return { id: made.id, number: signed.number };
}

describe("handing in", () => {
  it("goes from draft over sign-off to the supervisor, and moves every period it serves", async () => {
    const periodIds = take(3);
    const fileId = await up.sendFile("扫描结果", { name: "结果.txt" });
    const made = await people.provider1Member.call(createSubmission, { body: { periodIds, kind: "files" } });
    expect(made).toMatchObject({ state: "draft", number: null, version: 1 });
    const draft = await people.provider1Member.call(getSubmission, { params: { id: made.id } });
    expect(draft.title).toMatch(/等 3 项$/);
    expect(draft.steps).toEqual(["edit", "hand-in", "withdraw"]);
    expect(
      await nameOf(
        people.provider1Member.call(handInSubmission, { params: { id: made.id }, body: { version: 1 } }),
      ),
    ).toBe("nothing-to-submit");

    const edited = await people.provider1Member.call(
      editSubmission,
      body(made.id, 1, { periodIds, statement: "本月扫描正常", files: [{ fileId, note: "附一" }] }),
    );
    expect(edited.version).toBe(2);
    // The other tab still has version 1.
    expect(await nameOf(people.provider1Lead2.call(editSubmission, body(made.id, 1, { periodIds })))).toBe(
      "stale-version",
    );

    expect(await nameOf(people.reviewer.call(getSubmission, { params: { id: made.id } }))).toBe("not-found");
    const sent = await people.provider1Member.call(handInSubmission, {
      params: { id: made.id },
      body: { version: 2 },
    });
    expect(sent).toMatchObject({ state: "awaiting-sign-off", number: null });
    expect((await periodOf(periodIds[0] ?? "")).state).toBe("open");
    expect((await people.provider1Lead.call(listToSign, { query: {} })).items).toMatchObject([
      { id: made.id, periods: 3, files: 1, mine: false },
    ]);

    const back = await people.provider1Lead.call(sendBackSubmission, {
      params: { id: made.id },
      body: { version: sent.version, note: "请补充日期" },
    });
    expect(await people.provider1Member.call(getSubmission, { params: { id: made.id } })).toMatchObject({
      state: "draft",
      sentBackNote: "请补充日期",
    });
    const again = await people.provider1Member.call(handInSubmission, {
      params: { id: made.id },
      body: { version: back.version },
    });
    const done = await people.provider1Lead.call(signOffSubmission, {
      params: { id: made.id },
      body: { version: again.version },
    });
    expect(done).toMatchObject({ state: "submitted", number: "提交〔2026〕1号" });
    for (const id of periodIds)
      expect(await periodOf(id)).toMatchObject({ state: "submitted", submission_id: made.id });

    const seen = await people.reviewer.call(getSubmission, { params: { id: made.id } });
    expect(seen).toMatchObject({
      state: "submitted",
      signedOffBy: { name: "冯刚" },
      submittedBy: { name: "卫东" },
      files: [{ id: fileId, note: "附一" }],
      steps: [],
    });
    expect(seen.periods.every((period) => period.current)).toBe(true);
    for (const stranger of ["provider2Member", "customer1Member"] as const) {
      expect(await nameOf(people[stranger].call(getSubmission, { params: { id: made.id } }))).toBe(
        "not-found",
      );
    }
    const entries = await all((tx) =>
      tx
        .selectFrom("record_entry")
        .select(["kind", "subject_id", "body"])
        .where("object_id", "=", made.id)
        .orderBy("id")
        .execute(),
    );
    expect(entries.map((entry) => entry.kind)).toEqual([
      "submission.drafted",
      "submission.sent-for-sign-off",
      "submission.sent-back",
      "submission.sent-for-sign-off",
      "submission.submitted",
    ]);
    expect(entries.at(-1)?.body.toString()).not.toContain("本月扫描正常");
  });

  it("is refused for what is not ours, not open, or not there", async () => {
    const [foreign = ""] = await openPeriods("cloud2");
    const call = (periodIds: string[], who: PersonKey = "provider1Member") =>
      people[who].call(createSubmission, { body: { periodIds, kind: "files", statement: "x" } });
    expect(await nameOf(call([foreign]))).toBe("not-found");
    expect(await nameOf(call(["0197a000-0000-7000-8000-000000000001"]))).toBe("not-found");
    expect(await nameOf(call([stock[0] ?? ""], "reviewer"))).toBe("forbidden");
    const future = await all((tx) =>
      tx
        .selectFrom("period")
        .select("id")
        .where("party_org_id", "=", world.orgs.provider1)
        .where("opens_at", ">", test.clock.read())
        .limit(1)
        .executeTakeFirstOrThrow(),
    );
    expect(await nameOf(call([future.id]))).toBe("period-not-open");
    const [closed = ""] = take();
    const { id } = await handedIn([closed]);
    await decide(closed, id, "compliant");
    const problem = await problemOf(call([closed]));
    expect(problem.name).toBe("period-closed");
    expect(problem.title).toContain((await periodOf(closed)).label);
  });

  it("takes only files of the own organisation that are still there", async () => {
    const periodIds = take();
    const other = await uploader(test, people.provider2Member);
    const foreign = await other.sendFile("x", { name: "x.txt" });
    const call = (fileId: string) =>
      people.provider1Member.call(createSubmission, {
        body: { periodIds, kind: "files", files: [{ fileId }] },
      });
    expect(await nameOf(call(foreign))).toBe("not-found");
    const gone = await up.sendFile("已清除", { name: "清除.txt" });
    await all((tx) => tx.updateTable("file").set({ state: "purged" }).where("id", "=", gone).execute());
    expect((await problemOf(call(gone))).title).toContain("清除.txt");
  });

  it("names every field that is missing, by kind", async () => {
    const periodIds = take();
    const fields = async (values: object) => {
      const problem = await problemOf(
        people.provider1Member.call(createSubmission, {
          body: { periodIds, submit: true, kind: "files", ...values },
        }),
      );
      return problem.errors?.map((error) => error.field) ?? [problem.name];
    };
    expect(await fields({ kind: "on-site" })).toEqual(["/onSite"]);
    expect(
      await fields({
        kind: "on-site",
        onSite: {
          place: "",
          contact: "",
          availableFrom: "2026-12-02",
          availableTo: "2026-12-01",
          description: "",
        },
      }),
    ).toEqual(["/onSite/place", "/onSite/contact", "/onSite/description", "/onSite/availableTo"]);
    expect(
      await fields({ kind: "late-entry", late: { realDate: "2027-01-01", approver: "", archiveNumber: "" } }),
    ).toEqual(["/late/realDate", "/late/approver", "/late/archiveNumber"]);
    expect(
      await fields({
        kind: "late-entry",
        late: { realDate: "2026-01-01", approver: "王", archiveNumber: "A-1" },
      }),
    ).toEqual(["nothing-to-submit"]);
    expect(await fields({ kind: "unchanged" })).toEqual(["/unchangedSince"]);
    expect(await fields({ kind: "form" })).toEqual(["/form"]);
    // Nothing of all this was kept.
    expect(
      (await people.provider1Member.call(prepareSubmission, { query: { period: periodIds } })).drafts,
    ).toEqual([]);
  });

  it("leaves papers on site, or enters late ones with their real date", async () => {
    const [first = "", second = ""] = take(2);
    const onSite = {
      place: "主机房档案室",
      contact: "卫东 139…",
      availableFrom: "2026-11-23",
      availableTo: "2026-12-31",
      description: "审计原始记录",
    };
    const a = await handedIn([first], { kind: "on-site", onSite, statement: "" });
    expect(await people.reviewer.call(getSubmission, { params: { id: a.id } })).toMatchObject({
      kind: "on-site",
      onSite,
    });
    const late = { realDate: "2026-03-01", approver: "冯刚", archiveNumber: "DA-2026-12" };
    const b = await handedIn([second], { kind: "late-entry", late });
    expect(await people.reviewer.call(getSubmission, { params: { id: b.id } })).toMatchObject({ late });
  });
});

describe("versions", () => {
  it("a returned one is followed by the next, never replaced", async () => {
    const [period = ""] = take();
    const first = await handedIn([period]);
    await decide(period, first.id, "supplement-needed");
    const prepared = await people.provider1Member.call(prepareSubmission, { query: { period: [period] } });
    expect(prepared.before[0]).toMatchObject({ id: first.id, outcome: "returned", holds: false });
    const second = await handedIn([period], { statement: "已补充" });
    expect(second.number).not.toBe(first.number);
    const view = await people.reviewer.call(getSubmission, { params: { id: first.id } });
    expect(view.versions.map((version) => [version.id, version.versionNo])).toEqual([
      [second.id, 2],
      [first.id, 1],
    ]);
    expect(view.statement).toBe("已按要求完成。");
    const list = await people.reviewer.call(listSubmissions, { query: { periodId: period } });
    expect(list.items.map((item) => item.id)).toEqual([second.id, first.id]);
  });

  it("can be withdrawn until somebody received it", async () => {
    const [period = "", other = ""] = take(2);
    const made = await handedIn([period]);
    const { version } = await people.provider1Member.call(getSubmission, { params: { id: made.id } });
    await people.provider1Member.call(withdrawSubmission, {
      params: { id: made.id },
      body: { version, note: "传错" },
    });
    expect(await periodOf(period)).toMatchObject({ state: "open", submission_id: null });
    expect(await people.reviewer.call(getSubmission, { params: { id: made.id } })).toMatchObject({
      state: "withdrawn",
    });

    const received = await handedIn([other]);
    await decide(other, received.id, "supplement-needed");
    const now = await people.provider1Member.call(getSubmission, { params: { id: received.id } });
    expect(now.steps).toEqual([]);
    expect(
      await nameOf(
        people.provider1Member.call(withdrawSubmission, {
          params: { id: received.id },
          body: { version: now.version },
        }),
      ),
    ).toBe("already-received");
  });

  it("start from last time's", async () => {
    const [one = "", two = ""] = take(2);
    const fileId = await up.sendFile("制度", { name: "制度.txt" });
    const first = await handedIn([one], {
      title: "配置管理制度",
      statement: "沿用",
      files: [{ fileId, note: "正文" }],
    });
    const copy = await people.provider1Member.call(createSubmission, {
      body: { periodIds: [two], kind: "files", copyOf: first.id },
    });
    expect(await people.provider1Member.call(getSubmission, { params: { id: copy.id } })).toMatchObject({
      title: "配置管理制度",
      statement: "沿用",
      files: [{ id: fileId, note: "正文" }],
      versionNo: 1,
    });
    expect(
      await nameOf(
        people.provider2Member.call(createSubmission, {
          body: { periodIds: await openPeriods("cloud2"), kind: "files", copyOf: first.id },
        }),
      ),
    ).toBe("not-found");
  });
});

describe("many at once", () => {
  it("nil reports for many periods, signed together; what cannot be done says why", async () => {
    const periodIds = [...take(5)];
    const [closed = ""] = take();
    const done = await handedIn([closed]);
    await decide(closed, done.id, "compliant");
    const batch = await people.provider1Member.call(batchSubmissions, {
      body: { periodIds: [...periodIds, closed], kind: "nil-report", statement: "本期未发生" },
    });
    expect(batch.items.filter((item) => item.state === "awaiting-sign-off")).toHaveLength(5);
    expect(batch.items.at(-1)).toMatchObject({
      id: closed,
      submissionId: null,
      problem: { name: "period-closed" },
    });
    const waiting = (await people.provider1Lead.call(listToSign, { query: {} })).items;
    expect(waiting.length).toBeGreaterThanOrEqual(5);
    test.statements();
    await people.provider1Lead.call(listToSign, { query: {} });
    expect(test.statements().length).toBeLessThanOrEqual(9);
    const mine = waiting.filter((item) => batch.items.some((made) => made.submissionId === item.id));
    const signed = await people.provider1Lead.call(batchSignOff, {
      body: { items: mine.map(({ id, version }) => ({ id, version })) },
    });
    expect(signed.items.every((item) => item.state === "submitted")).toBe(true);
    for (const id of periodIds) expect((await periodOf(id)).state).toBe("submitted");
  });

  it("“unchanged” points at what was found compliant for the same obligation, and nothing else", async () => {
    const [period = ""] = take();
    const first = await handedIn([period]);
    await decide(period, first.id, "compliant");
    const { obligation_id } = await periodOf(period);
    const next = await all((tx) =>
      tx
        .selectFrom("period")
        .select(["id", "opens_at"])
        .where("obligation_id", "=", obligation_id)
        .where("state", "=", "open")
        .orderBy("span_start")
        .executeTakeFirst(),
    );
    if (!next) throw new Error("no next turn");
    if (next.opens_at > test.clock.read()) test.clock.set(new Date(next.opens_at.getTime() + 3_600_000));
    people.provider1Member = await world.as("provider1Member");
    people.provider1Lead = await world.as("provider1Lead");
    const [unrelated = ""] = take();
    const refused = await people.provider1Member.call(batchSubmissions, {
      body: { periodIds: [unrelated], kind: "unchanged", statement: "" },
    });
    expect(refused.items[0]?.problem?.name).toBe("invalid-input");
    expect(
      await nameOf(
        people.provider1Member.call(createSubmission, {
          body: { periodIds: [unrelated], kind: "unchanged", unchangedSince: first.id, submit: true },
        }),
      ),
    ).toBe("invalid-input");
    const batch = await people.provider1Member.call(batchSubmissions, {
      body: { periodIds: [next.id], kind: "unchanged", statement: "无变化" },
    });
    const made = batch.items[0]?.submissionId ?? "";
    expect(await people.provider1Member.call(getSubmission, { params: { id: made } })).toMatchObject({
      kind: "unchanged",
      unchangedSince: { id: first.id, number: first.number },
    });
  });
});

describe("two people", () => {
  it("whatever is tried in whatever order, nobody signs what they prepared or sent, and no draft reaches the supervisor", async () => {
    const actors = ["provider1Member", "provider1Lead", "provider1Lead2"] as const;
    for (const name of [...actors, "reviewer"] as const) people[name] = await world.as(name);
    const steps = ["edit", "hand-in", "sign-off", "send-back", "recall", "withdraw"] as const;
    const periods = await openPeriods("cloud1");
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...actors),
        fc.array(fc.tuple(fc.constantFrom(...actors), fc.constantFrom(...steps)), {
          minLength: 1,
          maxLength: 8,
        }),
        async (maker, actions) => {
          const periodIds = [periods.shift() ?? ""];
          const { id } = await people[maker].call(createSubmission, {
            body: { periodIds, kind: "files", statement: "草稿" },
          });
          let sender: string | null = null;
          for (const [who, step] of actions) {
            const { version, state } = await people[maker].call(getSubmission, { params: { id } });
            const at = { params: { id }, body: { version } };
            const noted = { params: { id }, body: { version, note: "意见" } };
            const before = state;
            const attempt = {
              edit: () => people[who].call(editSubmission, body(id, version, { periodIds, statement: "改" })),
              "hand-in": () => people[who].call(handInSubmission, at),
              "sign-off": () => people[who].call(signOffSubmission, at),
              "send-back": () => people[who].call(sendBackSubmission, noted),
              recall: () => people[who].call(recallSubmission, at),
              withdraw: () => people[who].call(withdrawSubmission, at),
            }[step];
            const done = await attempt().then(
              () => true,
              (error: unknown) => {
                expect(error).toBeInstanceOf(ApiError);
                return false;
              },
            );
            if (done && step === "hand-in") sender = who;
            const after = await people[maker].call(getSubmission, { params: { id } });
            if (done && step === "sign-off") {
              expect(before).toBe("awaiting-sign-off");
              expect([maker, sender]).not.toContain(who);
              expect(who).not.toBe("provider1Member");
            }
            if (after.submittedAt === null)
              expect(await nameOf(people.reviewer.call(getSubmission, { params: { id } }))).toBe("not-found");
            const period = await periodOf(periodIds[0] ?? "");
            expect(period.state).toBe(after.state === "submitted" ? "submitted" : "open");
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  it("two signing at once: one is done, the other is told", async () => {
    const [period = ""] = await openPeriods("cloud1");
    const made = await people.provider1Member.call(createSubmission, {
      body: { periodIds: [period], kind: "files", statement: "x", submit: true },
    });
    const at = { params: { id: made.id }, body: { version: made.version } };
    const both = await Promise.allSettled([
      people.provider1Lead.call(signOffSubmission, at),
      people.provider1Lead2.call(signOffSubmission, at),
    ]);
    expect(both.map((each) => each.status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  it("a small agency without the rule hands in at once", async () => {
    await all((tx) =>
      tx
        .updateTable("organisation")
        .set({ two_person: false })
        .where("id", "=", world.orgs.provider2)
        .execute(),
    );
    const provider2Member = await world.as("provider2Member");
    const [period = ""] = await openPeriods("cloud2");
    const done = await provider2Member.call(createSubmission, {
      body: { periodIds: [period], kind: "nil-report", submit: true },
    });
    expect(done).toMatchObject({ state: "submitted", number: expect.stringMatching(/^提交〔\d{4}〕1号$/) });
  });
});
