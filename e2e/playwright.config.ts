import { existsSync } from "node:fs";
import path from "node:path";
import { defineConfig } from "@playwright/test";

const names = ["chromium", "chromium-browser", "google-chrome"];
const folders = (process.env["PATH"] ?? "").split(path.delimiter);
const browser = names
  .flatMap((name) => folders.map((folder) => path.join(folder, name)))
  .find((file) => existsSync(file));
if (browser === undefined) throw new Error(`no browser on the path; looked for ${names.join(", ")}`);

export default defineConfig({
  testDir: ".",
  outputDir: "../test-results",
  globalSetup: "./demo-city.ts",
  // A file tells its story in order, on a product of its own or on the demo city; two files side by side, so
  // that one may wait for the city to be told while the other works.
  workers: 2,
  // On a machine that does other things as well a click can come too early. A second try tells that from a
  // fault; scripts/test.ts says how many needed it.
  retries: process.env["CI"] ? 1 : 0,
  timeout: 240_000,
  expect: { timeout: 20_000 },
  reporter: "list",
  use: {
    locale: "zh-CN",
    timezoneId: "Asia/Shanghai",
    viewport: { width: 1280, height: 800 },
    actionTimeout: 20_000,
    navigationTimeout: 20_000,
    screenshot: "only-on-failure",
    // Traces cost a third of the time; TRACE=1 for who looks for a fault.
    trace: process.env["TRACE"] === "1" ? "retain-on-failure" : "off",
    launchOptions: {
      executablePath: browser,
      args: [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
