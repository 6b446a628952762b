/** One of each post in the demo city; what the navigation offers them must open. */
import { expect, test } from "@playwright/test";
import { demoCity, PATIENCE } from "./demo-city.ts";
import { looksRight } from "./look.ts";
import { takeSeat } from "./seats.ts";
import { signInFromList } from "./steps.ts";

test.describe("demo city", () => {
  let city: string;
  test.beforeAll(async () => {
    test.setTimeout(PATIENCE);
    city = await demoCity();
  });

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
