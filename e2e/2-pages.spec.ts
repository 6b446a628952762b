/** Every page of every role in the demo city: whole, Chinese, quiet, with something on it. */
import { existsSync } from "node:fs";
import path from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { demoCity, PATIENCE } from "./demo-city.ts";
import { DOCS, PICTURES, takePicture } from "./pictures.ts";
import { takeSeat } from "./seats.ts";
import { settled, signInFromList } from "./steps.ts";
import { ALSO_LARGE, allPages, type KnownPage, VISITS } from "./visits.ts";
import type { Watch } from "./watch.ts";
import { strangeWords } from "./words.ts";

const pages = await allPages();

test("every page has a visit and a picture, and every visit a page", () => {
  const known = pages.map((page) => page.path);
  expect(Object.keys(VISITS).sort()).toEqual([...known].sort());
  const pictures = pages.map((page) => page.picture);
  expect(new Set(pictures).size).toBe(pictures.length);
  if (PICTURES !== DOCS) {
    expect(pictures.filter((name) => !existsSync(path.join(DOCS, `${name}.png`)))).toEqual([]);
  }
});

test.describe("demo city", () => {
  let city: string;
  test.beforeAll(async () => {
    test.setTimeout(PATIENCE);
    city = await demoCity();
  });

  const visitors = new Set(pages.map((page) => VISITS[page.path]?.by));
  for (const visitor of visitors) {
    const theirs = pages.filter((page) => VISITS[page.path] && VISITS[page.path]?.by === visitor);
    test(`pages of ${visitor ?? "nobody signed in"}`, async ({ browser }) => {
      const { page, watch } = await takeSeat(browser, city);
      if (visitor === undefined) watch.expect(/status of (401|404|410|422)/);
      else await signInFromList(page, visitor);
      for (const known of theirs) {
        await test.step(known.path, async () => {
          await VISITS[known.path]?.before?.(page);
          await page.goto(await addressOf(page, known));
          await looksRight(page, watch, known.path, VISITS[known.path]?.mayBeEmpty ?? visitor === undefined);
          if (!VISITS[known.path]?.picturedElsewhere) await takePicture(page, known.picture);
          if (ALSO_LARGE.includes(known.path)) {
            await page.setViewportSize({ width: 1920, height: 1080 });
            await settled(page);
            await takePicture(page, `${known.picture}-large`);
            await page.setViewportSize({ width: 1280, height: 800 });
          }
        });
      }
    });
  }

  /** One of each post; what the navigation offers them must open. */
  const posts = ["周敏", "李薇", "王磊", "赵静", "孙立", "刘洋", "马东", "黄颖", "杨帆", "魏然", "江涛"];
  for (const name of posts) {
    test(`navigation of ${name}`, async ({ browser }) => {
      const { page, watch } = await takeSeat(browser, city);
      await signInFromList(page, name);
      const links = page.getByRole("navigation", { name: "主导航" }).getByRole("link");
      const addresses = await links.evaluateAll((list) =>
        list.map((link) => link.getAttribute("href") ?? ""),
      );
      expect(addresses.length).toBeGreaterThan(2);
      for (const address of addresses) {
        await test.step(address, async () => {
          await page.locator(`nav a[href="${address}"]`).click();
          await expect(page).toHaveURL(new RegExp(`${address}($|[?#])`));
          await looksRight(page, watch, address, true);
        });
      }
      await page.context().close();
    });
  }
});

async function addressOf(page: Page, known: KnownPage): Promise<string> {
  const { from, query = "" } = VISITS[known.path] ?? { by: undefined };
  if (from === undefined) return known.path + query;
  const answer = await page.request.get(from[0]);
  const { items } = (await answer.json()) as { items: never[] };
  const [item] = items;
  expect(item, `something in ${from[0]}`).toBeDefined();
  const id = from[1](item as never);
  return known.path.includes(":") ? known.path.replace(/:\w+/, id) + query : known.path + query + id;
}

async function looksRight(page: Page, watch: Watch, name: string, mayBeEmpty: boolean): Promise<void> {
  await settled(page);
  await expect.soft(page.locator("h1"), `${name}: one h1`).toHaveCount(1);
  const seen = await page.evaluate(() => ({
    lang: document.documentElement.lang,
    empty: [...document.querySelectorAll(".yj-empty:not(.yj-empty-small) .yj-empty-title")].map(
      (hint) => hint.textContent,
    ),
    problems: [...document.querySelectorAll("main [role=alert].ant-alert-error")].map(
      (alert) => alert.textContent,
    ),
    tooWide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  }));
  expect.soft(seen.lang, `${name}: lang`).toBe("zh-CN");
  expect.soft(seen.tooWide, `${name}: scrolls sideways`).toBeLessThanOrEqual(0);
  expect.soft(seen.problems, `${name}: problems shown`).toEqual([]);
  if (!mayBeEmpty) expect.soft(seen.empty, `${name}: empty`).toEqual([]);
  else
    expect
      .soft(seen.empty.filter((words) => /没有查看此页面的权限|没有找到该页面|无法显示/.test(words ?? "")))
      .toEqual([]);
  expect.soft(await strangeWords(page), `${name}: words`).toEqual([]);
  watch.nothing();
}
