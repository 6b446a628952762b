import { expect, type Page } from "@playwright/test";
import { settled } from "./steps.ts";
import type { Watch } from "./watch.ts";
import { strangeWords } from "./words.ts";

/** One heading, in Chinese, inside the window, without problems, and with something on it unless it may be empty. */
export async function looksRight(page: Page, watch: Watch, name: string, mayBeEmpty: boolean): Promise<void> {
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
