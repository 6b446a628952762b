import type { Browser, Page } from "@playwright/test";
import { signInFromList } from "./steps.ts";
import { Watch } from "./watch.ts";

export interface Seat {
  readonly page: Page;
  readonly watch: Watch;
}

/** A browser of one's own: nothing is shared with the others, neither session nor storage. */
export async function takeSeat(browser: Browser, url: string, proxy?: string): Promise<Seat> {
  const context = await browser.newContext({
    baseURL: url,
    // Chromium leaves the loopback out of proxies unless told otherwise.
    ...(proxy !== undefined && { proxy: { server: proxy, bypass: "<-loopback>" } }),
  });
  const page = await context.newPage();
  return { page, watch: await Watch.over(page, url) };
}

/** Somebody of the demo city. */
export async function sitDown(browser: Browser, url: string, name: string, proxy?: string): Promise<Seat> {
  const seat = await takeSeat(browser, url, proxy);
  await signInFromList(seat.page, name);
  return seat;
}
