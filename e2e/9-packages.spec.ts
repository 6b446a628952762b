/** 证据包 in the browser: asked for on a rectification, downloaded, and verified offline by the page inside it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "@playwright/test";
import { memoryBytes, openZip } from "../packages/ledger/src/package/index.ts";
import { demoCity, PATIENCE } from "./demo-city.ts";
import { sitDown } from "./seats.ts";
import { openPage, settled } from "./steps.ts";

let city: string;
const home = mkdtempSync(path.join(tmpdir(), "yunjian-e2e-package-"));
test.beforeAll(async () => {
  test.setTimeout(PATIENCE);
  city = await demoCity();
});
test.afterAll(() => rmSync(home, { recursive: true, force: true }));

test("a package is made, fetched, and verified from a file with no network", async ({ browser }) => {
  const { page } = await sitDown(browser, city, "周敏");
  await openPage(page, "整改");
  await page.locator("tbody a").first().click();
  await settled(page);
  await page.getByRole("button", { name: "查看存证条目" }).click();
  await expect(page.getByRole("button", { name: /存证 · 第 [\d,]+ 条/ }).first()).toBeVisible();
  await page.getByRole("button", { name: "生成证据包" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "生成证据包" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "证据包" })).toBeVisible();
  await expect(page.getByText("可下载").first()).toBeVisible({ timeout: 60_000 });
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "下载" }).first().click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^证据包〔\d{4}〕\d+号\.zip$/);
  const zip = path.join(home, "package.zip");
  await download.saveAs(zip);

  const opened = await openZip(memoryBytes(readFileSync(zip)));
  expect(opened.findings).toEqual([]);
  const pieces: Uint8Array[] = [];
  for await (const piece of opened.files.find((file) => file.path === "verify.html")?.content() ?? [])
    pieces.push(piece);
  const verifier = path.join(home, "verify.html");
  writeFileSync(verifier, Buffer.concat(pieces));

  const offline = await browser.newContext({ offline: true });
  const check = await offline.newPage();
  const asked: string[] = [];
  const wrong: string[] = [];
  check.on("request", (request) => asked.push(request.url()));
  check.on("pageerror", (error) => wrong.push(String(error)));
  check.on("console", (message) => message.type() === "error" && wrong.push(message.text()));
  await check.goto(pathToFileURL(verifier).href);
  await check.getByLabel("证据包（zip）").setInputFiles(zip);
  await check.getByRole("button", { name: "开始核验" }).click();
  await expect(check.getByText(/^核验通过：/)).toBeVisible();
  await expect(check.getByText(/只依据包内自带的公钥核验/)).toBeVisible();

  const bytes = readFileSync(zip);
  const middle = bytes.length >> 1;
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  const changed = path.join(home, "changed.zip");
  writeFileSync(changed, bytes);
  await check.getByLabel("证据包（zip）").setInputFiles(changed);
  await check.getByRole("button", { name: "开始核验" }).click();
  await expect(check.getByText(/^核验不通过：/)).toBeVisible();
  expect(asked).toEqual([pathToFileURL(verifier).href]);
  expect(wrong).toEqual([]);
  await offline.close();
});
