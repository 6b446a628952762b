import { expect, type Page } from "@playwright/test";
import { generate } from "otplib";

/** The seeds on everybody's phone, by the name and organisation the page shows. */
const phones = new Map<string, { readonly secret: string; last: number }>();

const STEP = 30;

/** The next code this phone has not shown yet: each is accepted once, and one step ahead is within the drift. */
async function nextCode(phone: { readonly secret: string; last: number }): Promise<string> {
  const now = Math.floor(Date.now() / 1000 / STEP);
  const step = Math.max(now, phone.last + 1);
  if (step > now + 1) await new Promise((resolve) => setTimeout(resolve, (step - now - 1) * STEP * 1000));
  phone.last = step;
  return await generate({ secret: phone.secret, epoch: step * STEP });
}

const who = async (page: Page): Promise<string> =>
  (await page.locator(".yj-open-card .yj-hint", { hasText: " · " }).first().textContent()) ?? "";

/** Sets up a code generator where none is, and presents its code where one is. */
export async function presentFactor(page: Page): Promise<void> {
  if (await page.getByRole("heading", { name: "绑定第二因素" }).isVisible()) await enrolTotp(page);
  else await typeCode(page, await who(page));
}

/** Answers the recovery codes. */
export async function enrolTotp(page: Page, name?: string): Promise<string[]> {
  const key = name ?? (await who(page));
  await page.getByRole("button", { name: /^动态口令/ }).click();
  const secret = (await page.locator("[data-secret]").getAttribute("data-secret")) ?? "";
  const phone = { secret, last: 0 };
  phones.set(key, phone);
  await page.getByLabel("动态口令", { exact: true }).fill(await nextCode(phone));
  await page.getByRole("button", { name: "完成绑定" }).click();
  const codes = page.getByRole("list", { name: "恢复码" }).getByRole("listitem");
  await expect(codes).toHaveCount(10);
  const all = await codes.allTextContents();
  await page.getByLabel("我已妥善保存").check();
  await page.getByRole("button", { name: "完成", exact: true }).click();
  return all;
}

export async function typeCode(page: Page, name: string): Promise<void> {
  const phone = phones.get(name);
  if (!phone) throw new Error(`no phone of “${name}”`);
  await page.getByLabel("动态口令", { exact: true }).fill(await nextCode(phone));
  await page.getByRole("button", { name: /(^| )验证$/ }).click();
}
