import { defineConfig } from "vitest/config";

// Two projects, because only the server's tests need a database.
export default defineConfig({
  test: {
    reporters: ["default"],
    // Every file has a database of its own, and waits for it most of the time: one worker per core.
    maxWorkers: "100%",
    projects: [
      {
        test: {
          name: "unit",
          include: [
            "packages/{catalogue,domain,ledger,contract,web,cli}/test/**/*.test.{ts,tsx}",
            "scripts/test/**/*.test.ts",
          ],
          environment: "node",
          // Properties run for seconds; on a busy machine the default of five is a coin toss.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: "server",
          include: ["packages/server/test/**/*.test.ts"],
          environment: "node",
          globalSetup: ["packages/server/test/global-setup.ts"],
          testTimeout: 30_000,
          hookTimeout: 60_000,
          // Each file has a database and an app of its own; the modules may be shared, which saves a third.
          isolate: false,
        },
      },
    ],
  },
});
