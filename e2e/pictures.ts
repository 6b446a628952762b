import { mkdirSync } from "node:fs";
import path from "node:path";
import type { Page } from "@playwright/test";
import { ROOT } from "./product.ts";

export const DOCS = path.join(ROOT, "docs/screenshots");

/** The pictures in the repository change when somebody means them to: SCREENSHOTS=docs. */
export const PICTURES = process.env["SCREENSHOTS"] === "docs" ? DOCS : path.join(ROOT, "test-results/pages");

export async function takePicture(page: Page, name: string): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: path.join(PICTURES, `${name}.png`), animations: "disabled" });
}
