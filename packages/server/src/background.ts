import { digest } from "./features/notices/digest.ts";
import { noticeFollower } from "./features/notices/follow.ts";
import { remind } from "./features/notices/remind.ts";
import { catchUp, type Follower } from "./platform/follow/follow.ts";
import { type Loop, startLoop } from "./platform/follow/loop.ts";
import { startLedger, type LedgerOptions } from "./platform/ledger/background.ts";
import type { Signer } from "./platform/ledger/note.ts";
import { sequence } from "./platform/ledger/sequencer.ts";
import { deliver } from "./platform/mail/deliver.ts";
import type { MailTransport } from "./platform/mail/transport.ts";
import type { Deps } from "./deps.ts";

/** What follows the record, each behind its own cursor. */
const FOLLOWERS: readonly Follower[] = [noticeFollower];

export interface BackgroundDeps extends Pick<Deps, "db" | "clock" | "log" | "publicUrl"> {
  readonly signer: Signer;
  /** Null: no SMTP_URL; mails wait in the outbox. */
  readonly mail: MailTransport | null;
  /** Witnesses, and what is known of the log outside the database; without it the log stands alone. */
  readonly ledger?: LedgerOptions;
}

export interface Background {
  /** Resolves when the work in hand is done. */
  stop(): Promise<void>;
}

/**
 * Starts what follows after commit: ordering the record, notices, reminders, digests, mail. Every process
 * may run it; locks in the database see to it that each thing is done by one at a time.
 */
export function startFollowers(deps: BackgroundDeps): Background {
  const { db, clock, log, publicUrl, signer, mail, ledger } = deps;
  const loops: Loop[] = [];
  const start = (
    name: string,
    everyMs: number,
    work: () => Promise<boolean>,
    endsWith?: (error: unknown) => boolean,
  ): Loop => {
    const loop = startLoop({ name, everyMs, log, work, ...(endsWith && { endsWith }) });
    loops.push(loop);
    return loop;
  };

  const mailer = start("mail", 5_000, async () => (await deliver(db, mail, clock(), { publicUrl })).more);
  const followers = FOLLOWERS.map((follower) =>
    start(`follow:${follower.name}`, 2_000, async () => {
      if ((await catchUp(db, follower, clock())) > 0) mailer.wake();
      return false;
    }),
  );
  loops.push(
    ...startLedger({ db, clock, log, signer, ...ledger }, () => {
      for (const follower of followers) follower.wake();
    }),
  );
  start("reminders", 60_000, async () => {
    const written = await remind(db, clock());
    if (written + (await digest(db, clock())) > 0) mailer.wake();
    return false;
  });

  return {
    stop: async () => {
      await Promise.all(loops.map((loop) => loop.stop()));
      mail?.close();
    },
  };
}

/**
 * The same once, in order and without waiting: for tests and for the demo city, whose clock leaps from day
 * to day. Mail stays in the outbox.
 */
export async function settle(deps: Pick<BackgroundDeps, "db" | "signer">, now: Date): Promise<void> {
  await sequence(deps.db, deps.signer, now);
  for (const follower of FOLLOWERS) await catchUp(deps.db, follower, now);
  await remind(deps.db, now);
  await digest(deps.db, now);
}
