import type { Browser, Page } from "@playwright/test";
import { signInFromList } from "./steps.ts";
import { Watch } from "./watch.ts";

export interface Seat {
  readonly page: Page;
  readonly watch: Watch;
}

/** A browser of one's own: nothing is shared with the others, neither session nor storage. */
export async function takeSeat(browser: Browser, url: string): Promise<Seat> {
  const context = await browser.newContext({ baseURL: url });
  const page = await context.newPage();
  return { page, watch: await Watch.over(page, url) };
}

/** Somebody of the demo city. */
export async function sitDown(browser: Browser, url: string, name: string): Promise<Seat> {
  const seat = await takeSeat(browser, url);
  await signInFromList(seat.page, name);
  return seat;
}
