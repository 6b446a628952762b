import { type Actor, type MailState, Refusal, requireState } from "@yunjian/domain";
import { emit } from "../../platform/events.ts";
import { DEFAULT_LIMIT, decodeKey, pageOf } from "../../platform/paging.ts";
import type { Tx } from "../../platform/tenancy.ts";
import * as queries from "./mail-queries.ts";

const COUNT_NO_FURTHER = 1000;

/** The queue of a platform is kept by whoever keeps all of it, not by a tenant's own administrator. */
function requireKeeper(actor: Actor): void {
  if (actor.scope !== "all") throw new Refusal("forbidden");
}

export async function listMails(
  tx: Tx,
  actor: Actor,
  query: { state?: MailState; limit?: number; after?: string },
) {
  requireKeeper(actor);
  const limit = query.limit ?? DEFAULT_LIMIT;
  const after = decodeKey(query.after, 1)?.[0];
  const rows = await queries.listMails(
    tx,
    { state: query.state },
    { after: after == null ? null : String(after), limit: limit + 1 },
  );
  return pageOf(
    rows,
    limit,
    (row) => [row.id],
    (row) => ({
      id: row.id,
      to: { name: row.to_name, address: row.to_address },
      subject: row.subject,
      state: row.state as MailState,
      attempts: row.attempts,
      error: row.error,
      createdAt: row.created_at,
      nextAt: row.state === "waiting" ? row.next_at : null,
      sentAt: row.sent_at,
      messageId: row.message_id,
      version: row.version,
    }),
  );
}

export async function mailStatus(tx: Tx, actor: Actor) {
  requireKeeper(actor);
  const server = await queries.serverStatus(tx);
  const waiting = await queries.countMails(tx, "waiting", COUNT_NO_FURTHER);
  const failed = await queries.countMails(tx, "failed", COUNT_NO_FURTHER);
  return {
    configured: server?.configured ?? false,
    failingSince: server?.failing_since ?? null,
    error: server?.error ?? null,
    nextAttemptAt: server?.failing_since ? server.next_at : null,
    lastSentAt: server?.ok_at ?? null,
    waiting: waiting.count,
    oldestWaitingAt: waiting.oldest,
    failed: failed.count,
    eventsSetAside: await queries.countSetAside(tx),
  };
}

export async function retryMail(
  tx: Tx,
  actor: Actor,
  now: Date,
  id: string,
  version: number,
): Promise<{ version: number }> {
  await mailIn(tx, actor, id, "failed");
  if (!(await queries.setState(tx, id, version, { state: "waiting", next_at: now, attempts: 0 })))
    throw new Refusal("stale-version");
  return { version: version + 1 };
}

export async function discardMail(
  tx: Tx,
  actor: Actor,
  now: Date,
  id: string,
  version: number,
): Promise<{ version: number }> {
  await mailIn(tx, actor, id, "failed", "waiting");
  if (!(await queries.setState(tx, id, version, { state: "discarded" }))) throw new Refusal("stale-version");
  await emit(tx, actor, now, {
    kind: "mail.discarded",
    object: { type: "platform", id },
    subjectId: null,
    data: {},
  });
  return { version: version + 1 };
}

async function mailIn(tx: Tx, actor: Actor, id: string, ...states: MailState[]): Promise<void> {
  requireKeeper(actor);
  const mail = await queries.mailById(tx, id);
  if (!mail) throw new Refusal("not-found");
  requireState(mail.state as MailState, ...states);
}
