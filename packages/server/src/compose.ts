import path from "node:path";
import { buildApp } from "./app.ts";
import { startFollowers } from "./background.ts";
import { prepareDemo } from "./demo/prepare.ts";
import type { Deps } from "./deps.ts";
import { forgetAgain } from "./features/retention/persons.ts";
import { makeSetUpLink } from "./features/sign-in/service.ts";
import { startStorageCare } from "./features/storage/care.ts";
import { startSealing } from "./platform/blobs/background.ts";
import { newestKey } from "./platform/blobs/newest-key.ts";
import { openVault } from "./platform/vault.ts";
import { keyPlacesOf, openFolderStore } from "./platform/blobs/store.ts";
import { custodyOf } from "./platform/custody.ts";
import { outgoing } from "./platform/http/outgoing.ts";
import { startJobs } from "./platform/jobs/index.ts";
import { ledgerSigner } from "./platform/ledger/key.ts";
import type { Engines, Product } from "./platform/lifecycle.ts";
import { trustedClamd } from "./platform/scanner/trusted.ts";
import { smtpTransport } from "./platform/mail/transport.ts";
import { openPersonKeys } from "./platform/person-keys.ts";
import { createKysely } from "./platform/postgres/pool.ts";
import type { Database } from "./platform/schema.ts";
import { platformActor, withActor } from "./platform/tenancy.ts";

/** From running engines to the product: the server, and what works beside requests. */
export async function compose({
  config,
  pool,
  databaseUrls,
  log,
  metrics,
  publicUrl,
  tls,
}: Engines): Promise<Product> {
  const keysFolder = path.join(config.dataDir, "keys");
  const vault = await openVault(keysFolder);
  const deps: Deps = {
    db: createKysely<Database>(pool),
    blobs: await openFolderStore(config),
    vault,
    custody: custodyOf(keyPlacesOf(config), await openPersonKeys(keysFolder, vault)),
    scanner: config.scanner ? trustedClamd(config.scanner) : null,
    keysChangedAt: () => newestKey(keyPlacesOf(config)),
    clock: () => new Date(),
    log,
    metrics,
    publicUrl,
    demo: config.demo,
    trustedProxies: config.trustedProxies,
    rateLimits: config.rateLimits,
    outgoing: outgoing({ allowed: config.outgoingHosts }),
    checkAnswers: false,
    ...(tls && { tls }),
  };
  const app = await buildApp(deps);
  const signer = await ledgerSigner(path.join(config.dataDir, "keys"), config.ledger.trees);
  if (config.demo) {
    const { dataDir, seed, months } = config;
    await prepareDemo({
      dataDir,
      seed,
      months,
      signer,
      databaseUrl: databaseUrls.app,
      blobs: deps.blobs,
      persons: deps.custody.persons,
      now: deps.clock(),
    });
  }
  await forgetAgain(deps.db, deps.custody.persons, log);
  const followers = startFollowers({
    ...deps,
    signer,
    mail: config.smtpUrl ? smtpTransport(config.smtpUrl, config.mailFrom) : null,
    ledger: {
      copyFolder: config.ledger.copyFolder ?? path.join(config.dataDir, "ledger"),
      witnesses: config.ledger.witnesses,
      quorum: config.ledger.quorum,
      registry: metrics.registry,
    },
  });
  app.addHook("onClose", () => followers.stop());
  const sealing = startSealing(deps.blobs, log, metrics.registry);
  app.addHook("onClose", () => sealing.stop());
  const care = startStorageCare({ ...deps, registry: metrics.registry });
  app.addHook("onClose", () => care.stop());
  const jobs = await startJobs({ db: deps.db, pool, clock: deps.clock, log });
  app.addHook("onClose", () => jobs.stop());
  return Object.assign(app, {
    firstStart: async () => {
      const token = await withActor(deps.db, platformActor("first-start"), "write", (tx) =>
        makeSetUpLink(tx, deps.clock()),
      );
      // In the fragment, so that it reaches no log of any proxy.
      return token && `${publicUrl}/setup#${token}`;
    },
  });
}
