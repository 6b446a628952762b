import type pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { deliver } from "../src/platform/mail/deliver.ts";
import { enqueueMails, type NewMail } from "../src/platform/mail/outbox.ts";
import { isAddress, type MailTransport, smtpTransport } from "../src/platform/mail/transport.ts";
import { connect, createKysely, createPool } from "../src/platform/postgres/pool.ts";
import type { Database } from "../src/platform/schema.ts";
import { type Db, platformActor, withActor } from "../src/platform/tenancy.ts";
import { cloneDatabase } from "./database.ts";
import { startSmtp, type TestSmtp } from "./smtp.ts";

const start = new Date("2026-11-20T00:30:00Z");
const after = (minutes: number): Date => new Date(start.getTime() + minutes * 60_000);
const publicUrl = "https://yunjian.example";
const from = "云鉴 <yunjian@jianguan.example>";

let db: Db;
let admin: pg.Client;
let smtp: TestSmtp;
const transports: MailTransport[] = [];

function transport(url = smtp.url): MailTransport {
  const made = smtpTransport(url, from);
  transports.push(made);
  return made;
}

beforeEach(async () => {
  const { urls } = await cloneDatabase();
  db = createKysely<Database>(createPool(urls.app, { max: 8 }));
  admin = await connect(urls.admin, { role: "yunjian_owner" });
  smtp = await startSmtp();
});

afterEach(async () => {
  for (const each of transports.splice(0)) each.close();
  await smtp.stop();
  await admin.end();
  await db.destroy();
});

function letter(change: Partial<NewMail> = {}): NewMail {
  return {
    personId: null,
    to: { name: "李薇", address: "li.wei@jianguan.example" },
    subject: "[政务云安全监管平台] 到期提醒：漏洞扫描报告（2026-10）",
    text: "李薇，您好：\n\n{link}/periods/1\n",
    ...change,
  };
}

async function enqueue(...mails: NewMail[]): Promise<string[]> {
  return await withActor(db, platformActor("t"), "write", (tx) => enqueueMails(tx, start, mails));
}

async function mails() {
  const { rows } = await admin.query<{
    id: string;
    state: string;
    attempts: number;
    error: string | null;
    next_at: Date;
    message_id: string | null;
    text: string;
  }>("select * from mail order by id");
  return rows;
}

async function serverRow() {
  const { rows } = await admin.query<{
    configured: boolean;
    failing_since: Date | null;
    failures: number;
    error: string | null;
    next_at: Date;
  }>("select * from mail_server");
  return rows[0];
}

describe("delivery", () => {
  it("sends plain text with link, marked as automatic, without anything that tracks", async () => {
    const [id] = await enqueue(letter());
    expect(await deliver(db, transport(), start, { publicUrl })).toEqual({ sent: 1, failed: 0, more: false });
    const [got] = smtp.received;
    expect(got?.to).toEqual(["li.wei@jianguan.example"]);
    expect(got?.mail.subject).toBe("[政务云安全监管平台] 到期提醒：漏洞扫描报告（2026-10）");
    expect(got?.mail.from).toMatchObject({ name: "云鉴", address: "yunjian@jianguan.example" });
    expect(got?.mail.to).toMatchObject([{ name: "李薇", address: "li.wei@jianguan.example" }]);
    expect(got?.mail.text).toContain("https://yunjian.example/periods/1");
    expect(got?.mail.html).toBeUndefined();
    expect(got?.mail.messageId).toBe(`<${id}@jianguan.example>`);
    const header = (name: string) => got?.mail.headers.find((each) => each.key === name)?.value;
    expect(header("auto-submitted")).toBe("auto-generated");
    expect(header("disposition-notification-to")).toBeUndefined();
    expect(header("return-receipt-to")).toBeUndefined();
    expect(await mails()).toMatchObject([{ state: "sent", error: null }]);
    expect(await deliver(db, transport(), after(60), { publicUrl })).toMatchObject({ sent: 0 });
  });

  it("lets nobody write headers or recipients through names, subjects and addresses", async () => {
    const evil = "王\r\nBcc: all@jianguan.example\r\n\r\nx";
    await enqueue(
      letter({ to: { name: evil, address: "ok@jianguan.example" }, subject: evil }),
      letter({ to: { name: "a", address: "ok@jianguan.example, all@jianguan.example" } }),
      letter({ to: { name: "a", address: "ok@jianguan.example\r\nRCPT TO:<all@jianguan.example>" } }),
    );
    expect(await deliver(db, transport(), start, { publicUrl })).toMatchObject({ sent: 1, failed: 2 });
    expect(smtp.received).toHaveLength(1);
    expect(smtp.received[0]?.to).toEqual(["ok@jianguan.example"]);
    expect(smtp.received[0]?.mail.bcc).toBeUndefined();
    expect(smtp.received[0]?.mail.subject).toBe("王 Bcc: all@jianguan.example x");
    expect(isAddress("a@b")).toBe(true);
    for (const wrong of ["", "a", "a@", "@b", "a b@c", "a@b,c@d", "<a@b>", "a@b\n", '"a"@b'])
      expect(isAddress(wrong)).toBe(false);
  });

  it("waits while the server is down, says so, and sends everything when it is back", async () => {
    await enqueue(letter(), letter(), letter());
    const port = Number(new URL(smtp.url).port);
    await smtp.stop();
    const sender = transport();
    expect(await deliver(db, sender, start, { publicUrl })).toEqual({ sent: 0, failed: 0, more: false });
    expect(await serverRow()).toMatchObject({
      configured: true,
      failing_since: start,
      failures: 1,
      next_at: after(1),
    });
    expect((await serverRow())?.error).toMatch(/ECONNREFUSED|connect/i);
    await deliver(db, sender, after(0.5), { publicUrl });
    expect((await serverRow())?.failures).toBe(1);
    await deliver(db, sender, after(1), { publicUrl });
    expect(await serverRow()).toMatchObject({ failing_since: start, failures: 2, next_at: after(3) });
    expect((await mails()).every((mail) => mail.state === "waiting")).toBe(true);

    smtp = await startSmtp(port);
    expect(await deliver(db, sender, after(3), { publicUrl })).toMatchObject({ sent: 3, failed: 0 });
    expect(await serverRow()).toMatchObject({ failing_since: null, failures: 0, error: null });
  });

  it("keeps the Message-ID over retries, even when the sender's address changes in between", async () => {
    await enqueue(letter());
    smtp.refuse.data = () => [451, "4.3.0 try again later"];
    await deliver(db, transport(), start, { publicUrl });
    const [first] = await mails();
    expect(first).toMatchObject({ state: "waiting", attempts: 1, next_at: after(1) });
    expect(first?.error).toContain("try again later");
    smtp.refuse = {};
    const moved = smtpTransport(smtp.url, "Yunjian <a@other.example>");
    transports.push(moved);
    expect(await deliver(db, moved, after(1), { publicUrl })).toMatchObject({ sent: 1 });
    expect(smtp.received[0]?.mail.messageId).toBe(first?.message_id);
    expect((await mails())[0]?.attempts).toBe(2);
  });

  it("sends again with the same Message-ID what a process took and died with", async () => {
    await enqueue(letter());
    let dead: string | undefined;
    const dying: MailTransport = {
      domain: "jianguan.example",
      send: async (mail) => {
        dead = mail.messageId;
        throw new Error("killed");
      },
      close: () => {},
    };
    await expect(deliver(db, dying, start, { publicUrl })).rejects.toThrow("killed");
    expect(await deliver(db, transport(), after(9), { publicUrl })).toMatchObject({ sent: 0 });
    expect(await deliver(db, transport(), after(10), { publicUrl })).toMatchObject({ sent: 1 });
    expect(smtp.received[0]?.mail.messageId).toBe(dead);
  });

  it("gives up at once on what is refused for good, and on what nobody takes for five days", async () => {
    await enqueue(letter({ to: { name: "无", address: "gone@jianguan.example" } }), letter());
    smtp.refuse.recipient = (address) =>
      address.startsWith("gone") ? [550, "5.1.1 no such mailbox"] : [452, "4.2.2 mailbox full"];
    expect(await deliver(db, transport(), start, { publicUrl })).toMatchObject({ sent: 0, failed: 1 });
    const [gone, full] = await mails();
    expect(gone).toMatchObject({ state: "failed" });
    expect(gone?.error).toContain("no such mailbox");
    expect(full).toMatchObject({ state: "waiting", next_at: after(1) });
    expect((await serverRow())?.failures).toBe(0);
    expect(await deliver(db, transport(), after(5 * 1440 + 1), { publicUrl })).toMatchObject({ failed: 1 });
  });

  it("takes a refused sender or sign-in for trouble of the server, not of the mails", async () => {
    await enqueue(letter(), letter());
    smtp.refuse.recipient = () => [421, "4.7.0 closing"];
    await deliver(db, transport(), start, { publicUrl });
    expect((await mails()).map((mail) => mail.state)).toEqual(["waiting", "waiting"]);
    expect((await serverRow())?.failures).toBe(1);
    const wrong = new URL(smtp.url);
    wrong.username = "yunjian";
    wrong.password = "falsch";
    await deliver(db, transport(wrong.toString()), after(1), { publicUrl });
    expect(await serverRow()).toMatchObject({ failures: 2 });
    expect((await serverRow())?.error).not.toContain("falsch");
    expect((await mails()).map((mail) => mail.state)).toEqual(["waiting", "waiting"]);
  });

  it("waits without a server configured", async () => {
    await enqueue(letter());
    expect(await deliver(db, null, start, { publicUrl })).toEqual({ sent: 0, failed: 0, more: false });
    expect(await serverRow()).toMatchObject({ configured: false });
    expect(await deliver(db, transport(), after(60), { publicUrl })).toMatchObject({ sent: 1 });
    expect(await serverRow()).toMatchObject({ configured: true });
  });

  it("sends each mail once when several processes send", async () => {
    await enqueue(...Array.from({ length: 60 }, (_, i) => letter({ subject: `第 ${i} 封` })));
    const all = await Promise.all([1, 2, 3].map(() => deliver(db, transport(), start, { publicUrl })));
    const rest = await deliver(db, transport(), start, { publicUrl });
    expect(all.reduce((sum, each) => sum + each.sent, rest.sent)).toBe(60);
    expect(new Set(smtp.received.map((each) => each.mail.subject)).size).toBe(60);
    expect(smtp.received).toHaveLength(60);
  });

  it("forgets a one-time link as soon as it is sent", async () => {
    await enqueue(letter({ text: "{link}/link#geheim", confidential: true }), letter());
    await deliver(db, transport(), start, { publicUrl });
    expect(smtp.received.some((each) => each.mail.text?.includes("/link#geheim"))).toBe(true);
    expect((await mails()).map((mail) => mail.text === "")).toEqual([true, false]);
  });
});

it("a mail goes with the transaction it belongs to", async () => {
  const failing = withActor(db, platformActor("t"), "write", async (tx) => {
    await enqueueMails(tx, start, [letter()]);
    throw new Error("no");
  });
  await expect(failing).rejects.toThrow("no");
  expect(await mails()).toEqual([]);
});

it("discards what has become worthless while nobody could send it, links included", async () => {
  await enqueue(
    letter({ text: "{link}/link#geheim", confidential: true, until: after(60) }),
    letter({ until: after(61) }),
  );
  await deliver(db, null, after(60), { publicUrl });
  expect(await mails()).toMatchObject([
    { state: "discarded", text: "", error: "outdated" },
    { state: "waiting" },
  ]);
  expect(await deliver(db, transport(), after(60), { publicUrl })).toMatchObject({ sent: 1 });
});
