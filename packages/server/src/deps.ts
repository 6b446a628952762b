import type { FastifyBaseLogger } from "fastify";
import type { Blobs } from "./platform/blobs/blobs.ts";
import type { RateLimits } from "./platform/http/limits.ts";
import type { Outgoing } from "./platform/http/outgoing.ts";
import type { Metrics } from "./platform/metrics.ts";
import type { Scanner } from "./platform/scanner/scanner.ts";
import type { Custody } from "./platform/custody.ts";
import type { Vault } from "./platform/vault.ts";
import type { Db } from "./platform/tenancy.ts";

/** Everything the product is made from. Tests give their own clock and database; nothing else differs. */
export interface Deps {
  readonly db: Db;
  readonly blobs: Blobs;
  readonly clock: () => Date;
  readonly log: FastifyBaseLogger;
  readonly metrics: Metrics;
  readonly publicUrl: string;
  readonly demo: boolean;
  readonly trustedProxies: readonly string[];
  /** Requests a minute; null where something in front of the server counts them. */
  readonly rateLimits: RateLimits | null;
  /** How other servers are called: never by fetch itself. */
  readonly outgoing: Outgoing;
  /** Seals what has to be read again. */
  readonly vault: Vault;
  /** The keys whose destruction is erasure. */
  readonly custody: Custody;
  /** Looks for malware in what is stored; null where none is configured. */
  readonly scanner: Scanner | null;
  /** When a key of the evidence store was made last. */
  readonly keysChangedAt: () => Promise<Date | null>;
  readonly tls?: { readonly cert: Buffer; readonly key: Buffer };
  /** Check every answer against its contract. */
  readonly checkAnswers: boolean;
}
