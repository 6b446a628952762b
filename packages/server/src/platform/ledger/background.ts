import type { FastifyBaseLogger } from "fastify";
import { Counter, Gauge, type Registry } from "prom-client";
import { type Loop, startLoop } from "../follow/loop.ts";
import { type Db, platformActor, withActor } from "../tenancy.ts";
import { Guard } from "./guard.ts";
import type { Signer } from "./note.ts";
import { ForeignKey, LogForked, RecordDamaged } from "./problems.ts";
import { learn, publish, type Witness } from "./publish.ts";
import { scrub } from "./scrub.ts";
import { sequence } from "./sequencer.ts";

export interface LedgerOptions {
  /** Where the newest checkpoint is written down outside the database. */
  readonly copyFolder?: string;
  readonly witnesses?: readonly Witness[];
  readonly quorum?: number;
  readonly registry?: Registry;
}

interface LedgerDeps extends LedgerOptions {
  readonly db: Db;
  readonly clock: () => Date;
  readonly log: FastifyBaseLogger;
  readonly signer: Signer;
}

/** Entries a second that the scrub reads at most: 8 bundles of 256. */
const SCRUB_BUNDLES = 8;

const isFinal = (error: unknown): boolean =>
  error instanceof RecordDamaged || error instanceof ForeignKey || error instanceof LogForked;

/** Orders, signs, publishes and scrubs the record for as long as the process runs. */
export function startLedger(deps: LedgerDeps, onOrdered: () => void): Loop[] {
  const { db, clock, log, signer, copyFolder, witnesses = [], quorum = 0 } = deps;
  const metrics = deps.registry && ledgerMetrics(deps.registry, db, clock);
  const onMended = (tree: string, tiles: number): void => {
    metrics?.mended.inc(tiles);
    log.error(
      { tree, tiles },
      "账本散列块损坏，已由条目重建 / damaged tiles of the ledger were rebuilt from the entries",
    );
  };
  let guard: Guard | undefined;
  /** Before the first signature: what do the copy and the witnesses know? */
  const ready = async (): Promise<Guard | undefined> => {
    if (guard || copyFolder === undefined) return guard;
    const opened = await Guard.open(copyFolder, signer, onMended);
    await learn(db, signer, { witnesses, quorum, guard: opened });
    guard = opened;
    return guard;
  };
  const publisher = startLoop({
    name: "ledger-publisher",
    everyMs: 1000,
    log,
    work: async () => {
      if (guard) await publish(db, signer, clock(), { witnesses, quorum, guard });
      return false;
    },
    endsWith: isFinal,
  });
  const sequencer = startLoop({
    name: "sequencer",
    everyMs: 300,
    log,
    work: async () => {
      const known = await ready();
      const { taken } = await sequence(db, signer, clock(), {
        wait: false,
        publish: quorum === 0,
        ...(known && { guard: known }),
      });
      if (taken > 0) {
        onOrdered();
        publisher.wake();
      }
      return false;
    },
    endsWith: isFinal,
  });
  const scrubber = startLoop({
    name: "ledger-scrub",
    everyMs: 1000,
    log,
    work: async () => {
      const { mended, problems } = await scrub(db, clock(), SCRUB_BUNDLES);
      for (const tile of mended) onMended(tile, 1);
      for (const each of problems)
        log.fatal(
          each,
          "存证条目与写入时的摘要不一致，请立即核查 / record entries differ from what was written",
        );
      return false;
    },
  });
  return [sequencer, publisher, scrubber];
}

function ledgerMetrics(registry: Registry, db: Db, clock: () => Date): { mended: Counter } {
  const mended = new Counter({
    name: "ledger_tiles_mended_total",
    help: "Damaged tiles that were rebuilt from the entries",
    registers: [registry],
  });
  const names = ["size", "pending", "unpublished", "problems", "checkpoint_age_seconds", "scrub_age_seconds"];
  const gauge = new Gauge({
    name: "ledger",
    help: "The ledger: entries ordered, waiting, not yet published; bundles with problems; ages",
    labelNames: ["what"],
    registers: [registry],
    async collect() {
      const health = await withActor(db, platformActor("metrics"), "read", async (tx) => {
        const one = async <T>(query: { executeTakeFirst(): Promise<T | undefined> }) =>
          await query.executeTakeFirst();
        const head = await one(tx.selectFrom("ledger_head").select("size"));
        const newest = await one(
          tx
            .selectFrom("record_checkpoint")
            .select(["size", "at"])
            .where("published_at", "is not", null)
            .orderBy("size", "desc")
            .limit(1),
        );
        const pending = await one(
          tx.selectFrom("record_pending").select((eb) => eb.fn.countAll<number>().as("count")),
        );
        const problems = await one(
          tx
            .selectFrom("ledger_seen")
            .select((eb) => eb.fn.countAll<number>().as("count"))
            .where("problem", "is not", null),
        );
        const seen = await one(
          tx.selectFrom("ledger_seen").select((eb) => eb.fn.min<Date | null>("seen_at").as("at")),
        );
        return { head, newest, pending, problems, seen };
      }).catch(() => undefined);
      if (!health) return;
      const age = (at: Date | null | undefined): number =>
        at ? Math.max(0, (clock().getTime() - at.getTime()) / 1000) : 0;
      const values = [
        health.head?.size ?? 0,
        health.pending?.count ?? 0,
        (health.head?.size ?? 0) - (health.newest?.size ?? 0),
        health.problems?.count ?? 0,
        age(health.newest?.at),
        age(health.seen?.at),
      ];
      for (const [i, what] of names.entries()) gauge.set({ what }, values[i] ?? 0);
    },
  });
  return { mended };
}
