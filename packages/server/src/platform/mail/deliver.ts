import { sql } from "kysely";
import { type Db, platformActor, type Tx, withActor } from "../tenancy.ts";
import { MailTrouble, type MailTransport } from "./transport.ts";

export interface Delivery {
  readonly sent: number;
  readonly failed: number;
  /** There may be more to send at once. */
  readonly more: boolean;
}

const MINUTE = 60_000;
/** A process that died while sending: another one takes the mail after this time, with the same Message-ID. */
const LEASE = 10 * MINUTE;
const LONGEST_WAIT = 60 * MINUTE;
/** A mailbox that is full for so long does not get the mail any more. */
const GIVE_UP = 5 * 24 * 60 * MINUTE;
const AT_ONCE = 50;

/**
 * Sends what is due in the outbox. Any number of processes may do so at once. Nothing is lost: without a
 * server, or while it is in trouble, everything waits.
 */
export async function deliver(
  db: Db,
  transport: MailTransport | null,
  now: Date,
  options: { readonly publicUrl: string },
): Promise<Delivery> {
  const run = <T>(work: (tx: Tx) => Promise<T>) => withActor(db, platformActor("mailer"), "write", work);
  await run((tx) => discardOutdated(tx, now));
  if (!(await run((tx) => serverMayBeAsked(tx, transport !== null, now))) || !transport) {
    return { sent: 0, failed: 0, more: false };
  }
  let sent = 0;
  let failed = 0;
  for (let i = 0; i < AT_ONCE; i += 1) {
    const mail = await run((tx) => claim(tx, now, transport.domain));
    if (!mail) return { sent, failed, more: false };
    const trouble = await attempt(transport, mail, options.publicUrl);
    if (!trouble) {
      sent += 1;
      await run((tx) => done(tx, mail.id, now));
    } else if (trouble.kind === "server") {
      await run((tx) => serverFailed(tx, mail, trouble.message, now));
      return { sent, failed, more: false };
    } else {
      const forGood = trouble.kind === "refused" || now.getTime() - mail.created_at.getTime() > GIVE_UP;
      if (forGood) failed += 1;
      await run((tx) => refused(tx, mail, trouble.message, forGood, now));
    }
  }
  return { sent, failed, more: true };
}

/** What nobody can use any more, such as an invitation whose link has run out. */
async function discardOutdated(tx: Tx, now: Date): Promise<void> {
  await tx
    .updateTable("mail")
    .set({
      state: "discarded",
      error: "outdated",
      text: sql`case when confidential then '' else text end`,
      version: sql`version + 1`,
    })
    .where("state", "=", "waiting")
    .where("until_at", "<=", now)
    .execute();
}

type Claimed = NonNullable<Awaited<ReturnType<typeof claim>>>;

async function claim(tx: Tx, now: Date, domain: string) {
  return await tx
    .updateTable("mail")
    .set((eb) => ({
      claimed_until: new Date(now.getTime() + LEASE),
      attempts: eb("attempts", "+", 1),
      message_id: sql<string>`coalesce(message_id, '<' || id || '@' || ${domain}::text || '>')`,
    }))
    .where("id", "=", (eb) =>
      eb
        .selectFrom("mail")
        .select("id")
        .where("state", "=", "waiting")
        .where("next_at", "<=", now)
        .where((w) => w.or([w("claimed_until", "is", null), w("claimed_until", "<=", now)]))
        .orderBy("next_at")
        .orderBy("id")
        .limit(1)
        .forUpdate()
        .skipLocked(),
    )
    .returning(["id", "message_id", "to_address", "to_name", "subject", "text", "attempts", "created_at"])
    .executeTakeFirst();
}

async function attempt(
  transport: MailTransport,
  mail: Claimed,
  publicUrl: string,
): Promise<MailTrouble | undefined> {
  try {
    await transport.send({
      messageId: mail.message_id ?? "",
      date: mail.created_at,
      to: { name: mail.to_name, address: mail.to_address },
      subject: mail.subject,
      text: mail.text.replaceAll("{link}", publicUrl),
    });
    return undefined;
  } catch (error) {
    if (error instanceof MailTrouble) return error;
    throw error;
  }
}

async function done(tx: Tx, id: string, now: Date): Promise<void> {
  await tx
    .updateTable("mail")
    .set({
      state: "sent",
      sent_at: now,
      claimed_until: null,
      error: null,
      text: sql`case when confidential then '' else text end`,
      version: sql`version + 1`,
    })
    .where("id", "=", id)
    .execute();
  await tx
    .updateTable("mail_server")
    .set({ failures: 0, failing_since: null, error: null, next_at: now, ok_at: now })
    .execute();
}

async function refused(tx: Tx, mail: Claimed, error: string, forGood: boolean, now: Date): Promise<void> {
  await tx
    .updateTable("mail")
    .set({
      state: forGood ? "failed" : "waiting",
      error,
      claimed_until: null,
      next_at: new Date(now.getTime() + wait(mail.attempts)),
      version: sql`version + 1`,
    })
    .where("id", "=", mail.id)
    .execute();
}

/** The mail is not to blame, yet it steps back: should it be what breaks the connection, the others go on. */
async function serverFailed(tx: Tx, mail: Claimed, error: string, now: Date): Promise<void> {
  await tx
    .updateTable("mail")
    .set({ error, claimed_until: null, next_at: new Date(now.getTime() + wait(mail.attempts)) })
    .where("id", "=", mail.id)
    .execute();
  const status = await tx.selectFrom("mail_server").selectAll().forUpdate().executeTakeFirstOrThrow();
  await tx
    .updateTable("mail_server")
    .set({
      failures: status.failures + 1,
      failing_since: status.failing_since ?? now,
      error,
      next_at: new Date(now.getTime() + wait(status.failures + 1)),
    })
    .execute();
}

async function serverMayBeAsked(tx: Tx, configured: boolean, now: Date): Promise<boolean> {
  const status = await tx.selectFrom("mail_server").selectAll().executeTakeFirst();
  if (!status) {
    await tx
      .insertInto("mail_server")
      .values({ configured, next_at: now })
      .onConflict((oc) => oc.doNothing())
      .execute();
  } else if (status.configured !== configured) {
    await tx.updateTable("mail_server").set({ configured }).execute();
  }
  // A clock that was set back must not silence the mailer for longer than the longest wait.
  const wait = status ? status.next_at.getTime() - now.getTime() : 0;
  return configured && (wait <= 0 || wait > LONGEST_WAIT);
}

/** 1, 2, 4, ... minutes, at most an hour. */
function wait(attempts: number): number {
  return Math.min(LONGEST_WAIT, MINUTE * 2 ** Math.min(attempts - 1, 10));
}
