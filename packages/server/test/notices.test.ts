import {
  changeNoticeRule,
  countUnread,
  listNoticeRules,
  listNotices,
  readAllNotices,
  readNotices,
  setLanguage,
  signIn,
} from "@yunjian/contract";
import { ApiError } from "@yunjian/contract";
import { addDays, dateOf, type DomainEvent, endOfDay, startOfDay } from "@yunjian/domain";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { settle } from "../src/background.ts";
import { digest } from "../src/features/notices/digest.ts";
import { noticeFollower } from "../src/features/notices/follow.ts";
import { remind } from "../src/features/notices/remind.ts";
import { requestPeriods } from "../src/features/obligations/demand.ts";
import { issueByHand } from "../src/features/rectifications/service-issue.ts";
import { catchUp } from "../src/platform/follow/follow.ts";
import { newId } from "../src/platform/ids.ts";
import { appendEntry } from "../src/platform/ledger/append.ts";
import { makeSecret, signerOf } from "../src/platform/ledger/note.ts";
import { sequence } from "../src/platform/ledger/sequencer.ts";
import { connect } from "../src/platform/postgres/pool.ts";
import { startApp, type TestApp } from "./app.ts";
import { makeWorld, type PersonKey, type World } from "./world.ts";

const signer = signerOf(makeSecret("yunjian/test"));
let test: TestApp;
let world: World;
let admin: pg.Client;

interface NoticeRow {
  who: PersonKey;
  rule: string;
  step: string;
  title: string;
  text: string;
  lang: string;
  mail: string;
  mail_id: string | null;
  object_id: string;
}

beforeAll(async () => {
  test = await startApp({ now: "2026-11-20T02:00:00Z" });
  world = await makeWorld(test);
  admin = await connect(test.adminUrl, { role: "yunjian_owner" });
  await follow();
});
afterAll(() => admin.end());

/** What happened becomes notices. */
async function follow(): Promise<void> {
  const now = test.clock.read();
  await sequence(test.db, signer, now);
  await catchUp(test.db, noticeFollower, now);
}

async function noticesOf(objectId: string, rule?: string): Promise<NoticeRow[]> {
  const { rows } = await admin.query<NoticeRow & { person_id: string }>(
    "select * from notice where object_id = $1 and ($2::text is null or rule = $2) order by id",
    [objectId, rule ?? null],
  );
  const names = new Map(Object.entries(world.people).map(([name, id]) => [id, name as PersonKey]));
  return rows.map((row) => ({ ...row, who: names.get(row.person_id) ?? ("nobody" as PersonKey) }));
}

const told = (rows: readonly NoticeRow[]): PersonKey[] => rows.map((row) => row.who).sort();

/** An entry of the record alone: notices follow what is recorded, whatever state the rest is in. */
async function happen(who: PersonKey, event: DomainEvent): Promise<void> {
  await world.run(who, (tx, actor, now) => appendEntry(tx, actor, now, event));
  await follow();
}

/** A period of a monthly duty of the first cloud that waits for its party and falls due after the given day. */
async function monthly(
  after: string,
  cloud = world.clouds.cloud1,
): Promise<{ id: string; due: Date; subject: string }> {
  const { rows } = await admin.query<{ id: string; party_due_at: Date; subject_id: string }>(
    `select p.* from period p join obligation o on o.id = p.obligation_id
     where p.cloud_id = $1 and p.party_due_at > $2 and p.trigger is null and p.kind <> 'summary' and o.frequency = 'monthly'
       and p.id not in (select object_id from notice)
     order by p.party_due_at, p.id limit 1`,
    [cloud, endOfDay(after)],
  );
  const [row] = rows;
  if (!row) throw new Error("no such period");
  return { id: row.id, due: row.party_due_at, subject: row.subject_id };
}

const provider1 = ["provider1Lead", "provider1Lead2", "provider1Member"];

describe("events", () => {
  it("tell the responsible party, in each person's language, with the mail at once", async () => {
    const member = await world.as("provider1Member");
    await member.call(setLanguage, { body: { lang: "en" } });
    const period = await monthly("2026-11-20");
    await happen("reviewer", decided(period, "supplement-needed"));
    const rows = await noticesOf(period.id);
    expect(told(rows)).toEqual(provider1);
    expect(
      rows.every((row) => row.rule === "period-returned" && row.mail === "at-once" && row.mail_id !== null),
    ).toBe(true);
    const [zh, en] = [
      rows.find((row) => row.who === "provider1Lead"),
      rows.find((row) => row.who === "provider1Member"),
    ];
    expect(zh?.title).toMatch(/^退回补充：.+（\d{4}-\d{2}）$/);
    expect(zh?.text).toContain("云州电信政务云");
    expect(en?.title).toMatch(/^Supplement needed: .+ \(\d{4}-\d{2}\)$/);

    const { rows: mails } = await admin.query<{
      id: string;
      subject: string;
      text: string;
      to_address: string;
    }>("select * from mail where id = any($1)", [rows.map((row) => row.mail_id)]);
    const mail = mails.find((each) => each.id === zh?.mail_id);
    expect(mail).toMatchObject({
      to_address: world.emails.provider1Lead,
      subject: `[政务云安全监管平台] ${zh?.title}`,
    });
    expect(mail?.text).toContain(`{link}/periods/${period.id}`);
    expect(mail?.text).not.toContain("云州电信政务云");
    expect(mails.find((each) => each.id === en?.mail_id)?.text).toContain("Read on after signing in");
  });

  it("tell the supervisor nearest to the subject, and not who did it", async () => {
    const period = await monthly("2026-11-20", world.clouds.cloud2);
    await happen("provider2Member", {
      ...proposed(period),
      kind: "review.commented",
      object: { type: "period", id: period.id },
    });
    expect(told(await noticesOf(period.id, "comment-made"))).toEqual([
      "districtLead",
      "districtReviewer",
      "provider2Lead",
      "provider2Lead2",
    ]);
    const other = await monthly("2026-11-20");
    await happen("reviewer", proposed(other));
    expect(told(await noticesOf(other.id, "second-review-waiting"))).toEqual(["lead", "lead2"]);
  });

  it("are told once, however often the record is read", async () => {
    const count = async () => Number((await admin.query("select count(*) as n from notice")).rows[0].n);
    const mails = async () => Number((await admin.query("select count(*) as n from mail")).rows[0].n);
    const before = [await count(), await mails()];
    await admin.query("update event_cursor set position = 0");
    await Promise.all([follow(), follow()]);
    expect([await count(), await mails()]).toEqual(before);
    expect((await admin.query("select * from event_failure")).rows).toEqual([]);
  });

  it("reach nobody whose organisation may not see the subject any more", async () => {
    const period = await monthly("2026-11-20", world.clouds.cloud2);
    const engaged = "from engagement where org_id = $1 and role = 'provider' and subject_id = $2";
    const { rows } = await admin.query<{ id: string }>(`select id ${engaged}`, [
      world.orgs.provider2,
      world.clouds.cloud2,
    ]);
    await admin.query("update engagement set to_at = $2 where id = $1", [rows[0]?.id, test.clock.read()]);
    await happen("reviewer", decided(period, "compliant"));
    expect(await noticesOf(period.id)).toEqual([]);
    await admin.query("update engagement set to_at = null where id = $1", [rows[0]?.id]);
  });

  it("of a request, an agreement's change, a rectification from issue to escalation", async () => {
    const { rows } = await admin.query<{ id: string }>(
      "select id from obligation where cloud_id = $1 and applicable and ended_at is null and frequency = 'on-demand' order by id limit 1",
      [world.clouds.cloud1],
    );
    const [periodId] = await world.run("lead", (tx, actor, now) =>
      requestPeriods(tx, actor, now, {
        obligationIds: [rows[0]?.id ?? ""],
        reason: "专项检查",
        dueOn: "2026-12-10",
        reference: "专项-1",
      }),
    );
    await follow();
    const requested = await noticesOf(periodId ?? "", "period-requested");
    expect(told(requested)).toEqual(provider1);
    expect(requested[0]?.text).toContain("2026-12-10");

    const issued = await world.run("reviewer", (tx, actor, now) =>
      issueByHand(tx, actor, now, {
        subjectId: world.clouds.cloud1,
        title: "弱口令",
        defect: "管理口使用弱口令",
        severity: "high",
      }),
    );
    await follow();
    const notices = await noticesOf(issued.id);
    expect(told(notices)).toEqual(provider1);
    expect(notices[0]?.title).toContain(issued.number);
    // The defect is what mails and inbox lines must not give away.
    expect(JSON.stringify(notices)).not.toContain("弱口令");
    for (const [to, people] of [
      ["provider-lead", ["provider1Lead", "provider1Lead2"]],
      ["supervisor-lead", ["lead", "lead2"]],
      ["manager", ["manager"]],
    ] as const) {
      await happen("systemAdmin", {
        kind: "rectification.escalated",
        object: { type: "rectification", id: issued.id },
        subjectId: world.clouds.cloud1,
        data: { to },
      });
      const rule = `rectification-escalated-${to === "provider-lead" ? "party" : to === "manager" ? "manager" : "supervisor"}`;
      expect(told(await noticesOf(issued.id, rule))).toEqual(people);
    }
  });

  it("of a locked account go to the security administrator", async () => {
    const { call } = test.visitor();
    for (let i = 0; i < 5; i += 1) {
      await call(signIn, { body: { email: world.emails.customer2Member, password: "Falsch-2026-Xx" } }).catch(
        () => {},
      );
    }
    await follow();
    const rows = await noticesOf(world.people.customer2Member, "account-locked");
    expect(told(rows)).toEqual(["securityAdmin"]);
    expect(rows[0]).toMatchObject({ mail: "at-once", title: "账号已临时锁定：尤佳" });
  });
});

describe("reminders", () => {
  const at = (day: string, hour = 9): Date => new Date(startOfDay(day).getTime() + hour * 3_600_000);

  async function runAt(now: Date): Promise<void> {
    test.clock.set(now);
    await remind(test.db, now);
  }

  it("come seven, three and one day before, on the day after, then weekly; each once", async () => {
    const period = await monthly("2026-12-20");
    const due = dateOf(period.due);
    for (let day = -9; day <= 16; day += 1) {
      const now = at(addDays(due, day));
      test.clock.set(now);
      await Promise.all([remind(test.db, now), remind(test.db, now)]);
      await remind(test.db, new Date(now.getTime() + 3_600_000));
    }
    const rows = (await noticesOf(period.id)).filter(
      (row) => row.who === "provider1Lead" && row.rule !== "period-opened",
    );
    expect(rows.map((row) => [row.rule, row.step])).toEqual([
      ["period-due", addDays(due, -7)],
      ["period-due", addDays(due, -3)],
      ["period-due", addDays(due, -1)],
      ["period-overdue", due],
      ["period-overdue", addDays(due, 7)],
      ["period-overdue", addDays(due, 14)],
    ]);
    expect(rows[0]?.text).toContain("还有 7 天");
    expect(
      told(await noticesOf(period.id, "period-overdue")).filter((who) => !provider1.includes(who)),
    ).toEqual([]);
    expect(rows.map((row) => row.mail)).toEqual([
      "digest",
      "digest",
      "digest",
      "at-once",
      "at-once",
      "at-once",
    ]);
  });

  it("tell the nearest when the clock leaps, and nothing twice when it is set back", async () => {
    const period = await monthly(addDays(dateOf(test.clock.read()), 20));
    const due = dateOf(period.due);
    await runAt(at(addDays(due, -10)));
    await runAt(at(addDays(due, -2)));
    const lead = async () =>
      (await noticesOf(period.id)).filter(
        (row) => row.who === "provider1Lead" && row.rule !== "period-opened",
      );
    expect((await lead()).map((row) => [row.rule, row.step])).toEqual([["period-due", addDays(due, -3)]]);
    expect((await lead())[0]?.text).toContain("还有 2 天");

    await runAt(at(addDays(due, 40)));
    const far = await lead();
    await runAt(at(addDays(due, -2)));
    await runAt(at(addDays(due, -1)));
    expect((await lead()).map((row) => row.step).sort()).toEqual(
      [...far.map((row) => row.step), addDays(due, -1)].sort(),
    );
  });

  it("count anew when the due date was moved", async () => {
    const period = await monthly(addDays(dateOf(test.clock.read()), 20));
    const due = dateOf(period.due);
    await runAt(at(addDays(due, -4)));
    await runAt(at(addDays(due, -3)));
    await admin.query("update period set due_at = $2 where id = $1", [period.id, endOfDay(addDays(due, 10))]);
    await runAt(at(addDays(due, 6)));
    await runAt(at(addDays(due, 7)));
    const reminders = (await noticesOf(period.id, "period-due")).filter(
      (row) => row.who === "provider1Member",
    );
    expect(reminders.map((row) => row.step)).toEqual([-7, -3, 3, 7].map((day) => addDays(due, day)));
  });

  it("of a rectification: not received in time, due, overdue, with whoever demanded it", async () => {
    const issued = await world.run("reviewer", (tx, actor, now) =>
      issueByHand(tx, actor, now, {
        subjectId: world.clouds.cloud1,
        title: "日志留存不足",
        defect: "不足六个月",
        severity: "critical",
      }),
    );
    const { rows } = await admin.query<{ receipt_due_at: Date; due_at: Date }>(
      "select * from rectification where id = $1",
      [issued.id],
    );
    const [row] = rows;
    if (!row) throw new Error("none");
    await runAt(at(dateOf(row.receipt_due_at)));
    await runAt(at(addDays(dateOf(row.receipt_due_at), 1)));
    expect(told(await noticesOf(issued.id, "rectification-unreceived"))).toEqual([...provider1, "reviewer"]);
    const due = dateOf(row.due_at);
    for (let day = -8; day <= 2; day += 1)
      if (addDays(due, day) > dateOf(test.clock.read())) await runAt(at(addDays(due, day)));
    const lead = (await noticesOf(issued.id)).filter((each) => each.who === "provider1Lead");
    expect(lead.map((each) => each.rule)).toContain("rectification-overdue");
    expect(lead.filter((each) => each.rule === "rectification-due").map((each) => each.step)).toContain(
      addDays(due, -1),
    );
  });

  it("of a certificate twelve and nine months before it ends", async () => {
    const { rows } = await admin.query<{ valid_until: string }>("select * from certificate where id = $1", [
      world.certificates.certificate1,
    ]);
    expect(rows[0]?.valid_until).toMatch(/^2028-03-/);
    const day = rows[0]?.valid_until.slice(8);
    await runAt(at(`2027-03-${day}`, 1));
    await runAt(at(addDays(`2027-03-${day}`, 1)));
    await runAt(at(addDays(`2027-06-${day}`, 1)));
    const told12 = (await noticesOf(world.clouds.cloud1, "certificate-ends")).filter(
      (row) => row.who === "provider1Lead",
    );
    expect(told12.map((row) => row.step)).toEqual([`2027-03-${day}`, `2027-06-${day}`]);
    expect(told12[0]?.text).toContain("12 个月");
  });

  it("ask a bounded number of questions, however much there is", async () => {
    const now = new Date(test.clock.read().getTime() + 86_400_000);
    test.clock.set(now);
    test.statements();
    await remind(test.db, now);
    const scans = test
      .statements()
      .filter((statement) => /from "?(period|rectification|certificate)\b/.test(statement));
    expect(scans.length).toBeGreaterThan(5);
    expect(scans.length).toBeLessThan(40);
  });
});

describe("digest", () => {
  it("is one mail per person at the set time, without what was read, once even with two processes", async () => {
    const now = test.clock.read();
    const morning = new Date(startOfDay(addDays(dateOf(now), 1)).getTime() + 8.5 * 3_600_000);
    await digest(test.db, morning);
    const period = await monthly(dateOf(morning));
    test.clock.set(new Date(morning.getTime() + 3_600_000));
    await happen("reviewer", received(period));
    const second = await monthly(dateOf(morning));
    await happen("reviewer", received(second));
    const mine = async () =>
      (await noticesOf(period.id, "period-received")).concat(await noticesOf(second.id, "period-received"));
    expect((await mine()).every((row) => row.mail === "digest" && row.mail_id === null)).toBe(true);

    const lead2 = await world.as("provider1Lead2");
    await lead2.call(readAllNotices, {});
    const early = new Date(morning.getTime() + 86_400_000 - 60_000);
    expect(await digest(test.db, early)).toBe(0);
    const next = new Date(morning.getTime() + 86_400_000);
    const sent = await Promise.all([digest(test.db, next), digest(test.db, next)]);
    expect(sent[0] + sent[1]).toBeGreaterThan(0);
    expect(await digest(test.db, next)).toBe(0);

    const rows = await mine();
    expect(rows.filter((row) => row.who === "provider1Lead2").map((row) => row.mail_id)).toEqual([
      null,
      null,
    ]);
    const lead = rows.filter((row) => row.who === "provider1Lead").map((row) => row.mail_id);
    expect(lead[0]).toBe(lead[1]);
    const { rows: mails } = await admin.query<{ subject: string; text: string }>(
      "select * from mail where id = $1",
      [lead[0]],
    );
    expect(mails[0]?.subject).toMatch(/待阅通知汇总：\d+ 项$/);
    expect(mails[0]?.text).toContain(`{link}/periods/${period.id}`);
    const { rows: english } = await admin.query<{ subject: string }>(
      "select * from mail where person_id = $1 order by id desc limit 1",
      [world.people.provider1Member],
    );
    expect(english[0]?.subject).toContain("Digest:");
  });
});

describe("inbox", () => {
  it("shows unread first, page by page, and belongs to one person alone", async () => {
    const lead = await world.as("provider1Lead");
    await admin.query(
      `delete from notice where person_id = $1 and id not in (select id from notice where person_id = $1 order by id desc limit 40)`,
      [world.people.provider1Lead],
    );
    const all = await lead.call(listNotices, { query: { limit: 200 } });
    expect(all.items).toHaveLength(40);
    const [first, second] = all.items;
    const before = await lead.call(countUnread, {});
    expect(before.count).toBe(Math.min(100, all.items.filter((item) => item.readAt === null).length));
    expect(await lead.call(readNotices, { body: { ids: [first?.id ?? "", second?.id ?? ""] } })).toEqual({
      count: 2,
    });
    const paged: string[] = [];
    for (let after: string | undefined; ; ) {
      const page = await lead.call(listNotices, { query: { limit: 3, ...(after && { after }) } });
      paged.push(...page.items.map((item) => `${item.readAt === null ? 0 : 1} ${item.id}`));
      if (page.next === null) break;
      after = page.next;
    }
    expect(paged).toHaveLength(all.items.length);
    expect(paged.map((each) => each[0]).join("")).toMatch(/^0+1+$/);
    expect(new Set(paged).size).toBe(paged.length);

    const stranger = await world.as("provider2Lead");
    expect(await stranger.call(readNotices, { body: { ids: [all.items[4]?.id ?? ""] } })).toEqual({
      count: 0,
    });
    expect(
      (await stranger.call(listNotices, { query: {} })).items.some((item) =>
        all.items.some((own) => own.id === item.id),
      ),
    ).toBe(false);
    const supervisor = await world.as("lead");
    expect(
      (await supervisor.call(listNotices, { query: { limit: 200 } })).items.some((item) =>
        all.items.some((own) => own.id === item.id),
      ),
    ).toBe(false);
    expect(
      (await lead.call(listNotices, { query: { group: "rectifications" } })).items.every(
        (item) => item.group === "rectifications",
      ),
    ).toBe(true);
  });

  it("speaks the reader's present language, and takes few questions to do so", async () => {
    const lead = await world.as("provider1Lead");
    await lead.call(setLanguage, { body: { lang: "en" } });
    const { items } = await lead.call(listNotices, { query: { unread: true, limit: 5 } });
    for (const item of items) expect(item.title).not.toMatch(/提醒|逾期|退回/);
    test.statements();
    await lead.call(listNotices, { query: {} });
    await lead.call(countUnread, {});
    expect(test.statements().filter((each) => /from "notice"/.test(each))).toHaveLength(2);
  });
});

describe("rules", () => {
  const refusal = async (promise: Promise<unknown>): Promise<string | undefined> => {
    const error = await promise.then(
      () => undefined,
      (e: unknown) => e,
    );
    return error instanceof ApiError ? error.problem.name : undefined;
  };

  it("are changed by the supervisor, with versions; the record tells", async () => {
    const lead = await world.as("lead");
    const { items } = await lead.call(listNoticeRules, {});
    expect(items.find((item) => item.key === "period-due")).toMatchObject({
      enabled: true,
      mail: "digest",
      days: [],
      defaultDays: [7, 3, 1],
      version: 0,
    });
    const change = { enabled: true, mail: "at-once", days: [14, 2] } as const;
    const body = { ...change, days: [...change.days], version: 0 };
    expect(await lead.call(changeNoticeRule, { params: { key: "period-due" }, body })).toEqual({
      version: 1,
    });
    expect(await refusal(lead.call(changeNoticeRule, { params: { key: "period-due" }, body }))).toBe(
      "stale-version",
    );
    const provider = await world.as("provider1Lead");
    expect(await refusal(provider.call(listNoticeRules, {}))).toBe("forbidden");

    const period = await monthly(addDays(dateOf(test.clock.read()), 30));
    const due = dateOf(period.due);
    for (const day of [-15, -14, -7, -3, -2, -1]) {
      test.clock.set(new Date(startOfDay(addDays(due, day)).getTime() + 1));
      await remind(test.db, test.clock.read());
    }
    const rows = (await noticesOf(period.id, "period-due")).filter((row) => row.who === "provider1Lead2");
    expect(rows.map((row) => [row.step, row.mail])).toEqual([
      [addDays(due, -14), "at-once"],
      [addDays(due, -2), "at-once"],
    ]);
    const { rows: recorded } = await admin.query(
      "select 1 from record_entry where kind = 'notice-rule.changed'",
    );
    expect(recorded).toHaveLength(1);
  });

  it("that are off tell nobody", async () => {
    const lead = await world.as("lead");
    await lead.call(changeNoticeRule, {
      params: { key: "period-received" },
      body: { enabled: false, mail: "none", days: [], version: 0 },
    });
    const period = await monthly(addDays(dateOf(test.clock.read()), 1));
    await happen("reviewer", received(period));
    expect(await noticesOf(period.id, "period-received")).toEqual([]);
  });
});

it("settles everything in one go for clocks that leap", async () => {
  const period = await monthly(addDays(dateOf(test.clock.read()), 1));
  await world.run("reviewer", (tx, actor, now) => appendEntry(tx, actor, now, decided(period, "compliant")));
  await settle({ db: test.db, signer }, test.clock.read());
  expect(told(await noticesOf(period.id, "period-decided"))).toEqual(provider1);
  const { rows } = await admin.query("select 1 from record_pending");
  expect(rows).toEqual([]);
});

interface About {
  readonly id: string;
  readonly subject: string;
}

function decided(period: About, outcome: string): DomainEvent {
  return {
    kind: "review.decided",
    object: { type: "review", id: newId(test.clock.read()) },
    subjectId: period.subject,
    data: { periodId: period.id, outcome },
  };
}

function received(period: About): DomainEvent {
  return { ...decided(period, ""), kind: "review.received", data: { periodId: period.id } };
}

function proposed(period: About): DomainEvent {
  return { ...decided(period, ""), kind: "review.proposed", data: { periodId: period.id } };
}
