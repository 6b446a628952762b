import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { ApiFailure } from "@yunjian/contract";
import type { Tx } from "../../platform/tenancy.ts";
import { dropLease, keepLease, takeLease } from "./lease-queries.ts";

export type InTx = <T>(mode: "read" | "write", work: (tx: Tx) => Promise<T>) => Promise<T>;

/** What the tus server asks of a lock. */
interface Lock {
  lock(signal: AbortSignal): Promise<void>;
  unlock(): Promise<void>;
}

const LEASE_SECONDS = 12;
const RENEW_MS = 2000;
const RETRY_MS = 250;

/**
 * One writer per upload over all processes, by a lease in the database. A sender whose connection broke off
 * comes back while the server still waits for the old one: the old one gives way when it renews (`giveWay`). A process
 * that died gives its leases back when they run out.
 */
export function leases(inTx: InTx, giveWay: () => void): { newLock(id: string): Lock } {
  return {
    newLock(id) {
      const holder = randomUUID();
      let timer: NodeJS.Timeout | undefined;
      return {
        async lock(signal) {
          const patience = Date.now() + (LEASE_SECONDS + 8) * 1000;
          while (!(await inTx("write", (tx) => takeLease(tx, id, holder, LEASE_SECONDS)))) {
            if (signal.aborted || Date.now() > patience) throw new ApiFailure("unavailable");
            await wait(RETRY_MS);
          }
          timer = setInterval(() => {
            void inTx("write", (tx) => keepLease(tx, id, holder, LEASE_SECONDS)).then(
              (mine) => {
                if (!mine) giveWay();
              },
              () => giveWay(),
            );
          }, RENEW_MS);
          timer.unref();
        },
        async unlock() {
          clearInterval(timer);
          await inTx("write", (tx) => dropLease(tx, id, holder));
        },
      };
    },
  };
}
