/** Without a mouse: signing in and handing in a nil report by keys alone. */
import { expect, type Page, test } from "@playwright/test";
import { demoCity, PATIENCE } from "./demo-city.ts";
import { takeSeat } from "./seats.ts";
import { isSignedIn, said, settled } from "./steps.ts";

test("a nil report is handed in by keyboard alone", async ({ browser }) => {
  test.setTimeout(PATIENCE);
  const { page } = await takeSeat(browser, await demoCity());
  test.setTimeout(120_000);
  await page.goto("/sign-in");
  await expect(page.getByLabel("账号（邮箱）")).toBeFocused();
  await page.keyboard.type("huangying@xintong.example");
  await page.keyboard.press("Tab");
  await page.keyboard.type("Yun-Ying-2026-Demo");
  await page.keyboard.press("Enter");
  await isSignedIn(page);

  await tabTo(page, "待办义务");
  await page.keyboard.press("Enter");
  await settled(page);
  await tabTo(page, "禁止无线直连云平台");
  await page.keyboard.press("Enter");
  await settled(page);
  await tabTo(page, "提交材料");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("tab", { name: "零报告", selected: true })).toBeVisible();
  await tabTo(page, "零报告说明");
  await page.keyboard.type("本期未发现无线接入。");
  await expect(page.getByText(/^草稿已保存/)).toBeVisible();
  await tabTo(page, "送签发");
  await page.keyboard.press("Enter");
  await said(page, "已送签发");
});

/** Presses Tab until the element with this name has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 600; presses++) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      const label = element instanceof HTMLTextAreaElement ? element.labels?.[0]?.textContent : undefined;
      return label ?? element?.getAttribute("aria-label") ?? element?.textContent ?? "";
    });
    if (focused.trim() === name) return;
  }
  throw new Error(`no way to “${name}” by Tab`);
}
