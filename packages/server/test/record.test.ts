import {
  ApiError,
  discardMail,
  getMailStatus,
  getObjectHistory,
  getRecordState,
  listCheckpoints,
  listMails,
  listRecord,
  retryMail,
} from "@yunjian/contract";
import { dateOf } from "@yunjian/domain";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startFollowers } from "../src/background.ts";
import { issueByHand } from "../src/features/rectifications/service-issue.ts";
import { historyOf } from "../src/platform/ledger/history.ts";
import { makeSecret, openNote, signerOf } from "../src/platform/ledger/note.ts";
import { sequence } from "../src/platform/ledger/sequencer.ts";
import { verifyRecord } from "../src/platform/ledger/verify.ts";
import { deliver } from "../src/platform/mail/deliver.ts";
import { enqueueMails } from "../src/platform/mail/outbox.ts";
import { smtpTransport } from "../src/platform/mail/transport.ts";
import { connect } from "../src/platform/postgres/pool.ts";
import { platformActor, withActor } from "../src/platform/tenancy.ts";
import { startApp, type TestApp } from "./app.ts";
import { startSmtp } from "./smtp.ts";
import { makeWorld, type PersonKey, type World } from "./world.ts";

const signer = signerOf(makeSecret("yunjian/test"));
let test: TestApp;
let world: World;
let admin: pg.Client;

beforeAll(async () => {
  test = await startApp();
  world = await makeWorld(test);
  admin = await connect(test.adminUrl, { role: "yunjian_owner" });
  await sequence(test.db, signer, test.clock.read());
});
afterAll(() => admin.end());

async function refusal(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => undefined,
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(ApiError);
  return (error as ApiError).problem.name;
}

const issue = (who: PersonKey, subjectId: string) =>
  world.run(who, (tx, actor, now) =>
    issueByHand(tx, actor, now, { subjectId, title: "弱口令", defect: "管理口使用弱口令", severity: "high" }),
  );

describe("history of an object", () => {
  it("is told with names to whoever sees its cases, and to nobody else", async () => {
    const issued = await issue("reviewer", world.clouds.cloud1);
    const params = { type: "rectification", id: issued.id } as const;
    const member = await world.as("provider1Member");
    const { items } = await member.call(getObjectHistory, { params, query: {} });
    expect(items).toMatchObject([
      {
        kind: "rectification.issued",
        person: { name: "赵敏" },
        organisation: { name: "市大数据局" },
        subject: { name: "云州电信政务云" },
        position: null,
        commitments: ["defect", "title"],
      },
    ]);
    expect(JSON.stringify(items)).not.toContain("弱口令");
    const stranger = await world.as("provider2Member");
    expect((await stranger.call(getObjectHistory, { params, query: {} })).items).toEqual([]);
    const customer = await world.as("customer1Lead");
    expect((await customer.call(getObjectHistory, { params, query: {} })).items).toEqual([]);
    // Sees every row, and has no business with rectifications.
    const securityAdmin = await world.as("securityAdmin");
    expect(await refusal(securityAdmin.call(getObjectHistory, { params, query: {} }))).toBe("forbidden");
  });

  it("includes what happened to others because of it, page by page", async () => {
    const { rows } = await admin.query<{ id: string }>(
      "select id from obligation where cloud_id = $1 limit 1",
      [world.clouds.cloud1],
    );
    const obligationId = rows[0]?.id ?? "";
    const issued = await world.run("reviewer", (tx, actor, now) =>
      issueByHand(tx, actor, now, {
        subjectId: world.clouds.cloud1,
        obligationId,
        title: "缺材料",
        defect: "未提供",
        severity: "low",
      }),
    );
    const lead = await world.as("lead");
    const { items } = await lead.call(getObjectHistory, {
      params: { type: "obligation", id: obligationId },
      query: {},
    });
    expect(items.map((item) => [item.kind, item.object.id])).toContainEqual([
      "rectification.issued",
      issued.id,
    ]);
    const short = await world.run("lead", (tx) => historyOf(tx, [obligationId], 5));
    expect(short[0]).toMatchObject({ kind: "rectification.issued", person: "赵敏" });

    const all = await lead.call(getObjectHistory, {
      params: { type: "cloud", id: world.clouds.cloud1 },
      query: {},
    });
    const paged = [];
    for (let after: string | undefined; ; ) {
      const page = await lead.call(getObjectHistory, {
        params: { type: "cloud", id: world.clouds.cloud1 },
        query: { limit: 1, ...(after && { after }) },
      });
      paged.push(...page.items);
      if (page.next === null) break;
      after = page.next;
    }
    expect(paged).toEqual(all.items);
  });
});

describe("the record as such", () => {
  it("is read by audit and the supervisor's lead, by person, object, kind and time", async () => {
    const audit = await world.as("auditAdmin");
    const all = await audit.call(listRecord, { query: { limit: 200 } });
    expect(all.items.length).toBeGreaterThan(50);
    const issued = await issue("reviewer2", world.clouds.cloud2);
    const byPerson = await audit.call(listRecord, {
      query: { person: "周涛", kind: ["rectification.issued"] },
    });
    expect(byPerson.items.map((item) => item.object.id)).toEqual([issued.id]);
    expect(
      (await audit.call(listRecord, { query: { personId: world.people.reviewer2 } })).items.length,
    ).toBeGreaterThanOrEqual(1);
    expect((await audit.call(listRecord, { query: { person: "没有这个人" } })).items).toEqual([]);
    expect((await audit.call(listRecord, { query: { objectId: issued.id } })).items).toHaveLength(1);
    const kinds = ["cloud.registered", "site.registered"] as const;
    const registered = await audit.call(listRecord, { query: { kind: [...kinds] } });
    expect(new Set(registered.items.map((item) => item.kind))).toEqual(new Set(kinds));
    expect(
      (
        await audit.call(listRecord, {
          query: { subjectId: world.clouds.cloud2, kind: ["cloud.registered"] },
        })
      ).items,
    ).toHaveLength(1);

    const start = test.clock.read();
    test.clock.advance({ days: 1 });
    const later = await issue("reviewer2", world.clouds.cloud2);
    const again = await world.as("auditAdmin");
    const [first, second] = [dateOf(start), dateOf(test.clock.read())];
    const between = async (from: string, to: string) =>
      (await again.call(listRecord, { query: { from, to, kind: ["rectification.issued"] } })).items;
    expect((await between(second, second)).map((item) => item.object.id)).toEqual([later.id]);
    expect((await between(first, first)).some((item) => item.object.id === later.id)).toBe(false);
    expect(await between(second, first)).toEqual([]);

    for (const who of ["provider1Lead", "reviewer", "systemAdmin", "customer1Lead"] as const) {
      const other = await world.as(who);
      expect(await refusal(other.call(listRecord, { query: {} }))).toBe("forbidden");
    }
  });

  it("shows a district's lead its own clouds only", async () => {
    const district = await world.as("districtLead");
    const { items } = await district.call(listRecord, { query: { limit: 200 } });
    expect(items.length).toBeGreaterThan(0);
    expect(items.some((item) => item.subject?.id === world.clouds.cloud1)).toBe(false);
    expect((await district.call(getRecordState, {})).size).toBeGreaterThan(0);
  });

  it("says where it stands and hands out checkpoints that anybody can check", async () => {
    const audit = await world.as("auditAdmin");
    const before = await audit.call(getRecordState, {});
    expect(before.pending).toBeGreaterThan(0);
    await sequence(test.db, signer, test.clock.read());
    const state = await audit.call(getRecordState, {});
    expect(state).toMatchObject({ pending: 0, oldestPendingAt: null, verifier: signer.verifier });
    expect(state.size).toBe(before.size + before.pending);
    const { items } = await audit.call(listCheckpoints, { query: { limit: 1 } });
    expect(items[0]).toMatchObject({ size: state.size, root: state.root });
    const text = openNote(items[0]?.note ?? "", state.verifier ?? "");
    expect(text?.split("\n")[1]).toBe(String(state.size));
    expect(await verifyRecord(test.db, { verifier: signer.verifier })).toMatchObject({
      size: state.size,
      root: state.root,
      problems: [],
    });
    const older = await audit.call(listCheckpoints, {
      query: { after: (await audit.call(listCheckpoints, { query: { limit: 1 } })).next ?? "" },
    });
    expect(older.items.every((item) => item.size < state.size)).toBe(true);
  });

  it("asks three questions per list at the most", async () => {
    const audit = await world.as("auditAdmin");
    test.statements();
    await audit.call(listRecord, { query: { person: "周涛" } });
    expect(test.statements().filter((each) => /from "/.test(each)).length).toBeLessThanOrEqual(3);
  });
});

describe("outgoing mail", () => {
  it("is kept by the platform's system administrator: seen, tried again, given up", async () => {
    const now = test.clock.read();
    const [gone = "", other = ""] = await withActor(test.db, platformActor("t"), "write", (tx) =>
      enqueueMails(tx, now, [
        { personId: null, to: { name: "无", address: "not an address" }, subject: "甲", text: "x" },
        { personId: null, to: { name: "有", address: "a@b.example" }, subject: "乙", text: "x" },
      ]),
    );
    const keeper = await world.as("systemAdmin");
    expect(await keeper.call(getMailStatus, {})).toMatchObject({ configured: false, failed: 0 });
    const smtp = await startSmtp();
    const sender = smtpTransport(smtp.url, "a@jianguan.example");
    smtp.refuse.recipient = () => [451, "4.3.0 later"];
    await deliver(test.db, sender, now, { publicUrl: "" });
    sender.close();
    await smtp.stop();
    const status = await keeper.call(getMailStatus, {});
    expect(status).toMatchObject({ configured: true, failed: 1, eventsSetAside: 0 });
    expect(status.oldestWaitingAt).toBe(now.toISOString());

    const { items } = await keeper.call(listMails, { query: { state: "failed" } });
    expect(items).toMatchObject([{ id: gone, to: { address: "not an address" }, attempts: 1 }]);
    expect(items[0]?.error).toContain("address");
    const params = { id: gone };
    expect(await refusal(keeper.call(retryMail, { params, body: { version: 99 } }))).toBe("stale-version");
    const { version } = await keeper.call(retryMail, { params, body: { version: items[0]?.version ?? 0 } });
    expect(await refusal(keeper.call(retryMail, { params, body: { version } }))).toBe("wrong-state");
    await keeper.call(discardMail, { params, body: { version } });
    expect((await keeper.call(listMails, { query: { state: "discarded" } })).items).toHaveLength(1);
    expect(
      (await keeper.call(listMails, { query: { state: "waiting" } })).items.map((item) => item.id),
    ).toContain(other);
    const lead = await world.as("lead");
    expect(await refusal(lead.call(listMails, { query: {} }))).toBe("forbidden");
  });
});

describe("beside requests", () => {
  it("two processes order, tell and send, each thing once", async () => {
    const smtp = await startSmtp();
    await admin.query("update mail set state = 'discarded' where state = 'waiting'");
    await admin.query("update mail_server set next_at = to_timestamp(0), failures = 0");
    const start = () =>
      startFollowers({
        ...test.deps,
        signer,
        mail: smtpTransport(smtp.url, "云鉴 <yunjian@jianguan.example>"),
      });
    const running = [start(), start()];
    const issued = await issue("reviewer", world.clouds.cloud1);
    const mine = () => smtp.received.filter((each) => each.mail.subject?.includes(issued.number));
    const until = Date.now() + 15_000;
    while (mine().length < 3 && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 50));
    await Promise.all(running.map((each) => each.stop()));
    await smtp.stop();
    expect(
      mine()
        .map((each) => each.to[0])
        .sort(),
    ).toEqual([world.emails.provider1Lead, world.emails.provider1Lead2, world.emails.provider1Member].sort());
    expect(mine()[0]?.mail.text).toContain(`http://localhost:8420/rectifications/${issued.id}`);
    expect((await verifyRecord(test.db)).problems).toEqual([]);
  });
});
