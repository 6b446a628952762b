import { expect, type Page } from "@playwright/test";

/** Notes what a person would not see but an operator should: what the browser complains about. */
export class Watch {
  readonly complaints: string[] = [];
  #expected: RegExp[] = [];

  private constructor() {}

  static async over(page: Page, origin: string): Promise<Watch> {
    const watch = new Watch();
    const note = (words: string): void => {
      if (!watch.#expected.some((one) => one.test(words))) watch.complaints.push(`${at(page)}: ${words}`);
    };
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") note(`console: ${message.text()}`);
    });
    page.on("pageerror", (error) => note(`error: ${error.message}`));
    page.on("request", (request) => {
      const url = request.url();
      if (!url.startsWith(`${origin}/`) && !/^(blob|data):/.test(url)) note(`foreign request: ${url}`);
    });
    page.on("response", (response) => {
      if (response.status() >= 500) note(`answer ${response.status()}: ${response.url()}`);
    });
    await page.exposeFunction("yjViolation", note);
    await page.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (event) => {
        const { yjViolation } = window as unknown as { yjViolation: (words: string) => void };
        yjViolation(`policy violation: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`);
      });
    });
    return watch;
  }

  /** Where a test provokes it, the browser prints it: refused requests, a server that is gone. */
  expect(...complaints: RegExp[]): void {
    this.#expected.push(...complaints);
  }

  /** Nothing until now; starts anew. */
  nothing(): void {
    const found = this.complaints.splice(0);
    expect.soft(found, "complaints of the browser").toEqual([]);
  }
}

function at(page: Page): string {
  return page.isClosed() ? "closed" : new URL(page.url()).pathname;
}
