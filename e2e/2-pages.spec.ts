/** Every page of the demo city: whole, Chinese, quiet, with something on it. */
import { existsSync } from "node:fs";
import path from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { demoCity, PATIENCE } from "./demo-city.ts";
import { looksRight } from "./look.ts";
import { DOCS, PICTURES, takePicture } from "./pictures.ts";
import { takeSeat } from "./seats.ts";
import { settled, signInFromList } from "./steps.ts";
import { ALSO_LARGE, allPages, type KnownPage, VISITS } from "./visits.ts";

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
