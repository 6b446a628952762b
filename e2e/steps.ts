/** What people do, in their words. Every step waits until its effect can be seen. */
import { expect, type Locator, type Page } from "@playwright/test";
import { presentFactor } from "./second-factor.ts";

export interface Somebody {
  readonly name: string;
  readonly email: string;
}

export const PASSWORD = "Shan-Shui-Cheng-2026";

export async function signIn(page: Page, email: string, password = PASSWORD): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("账号（邮箱）").fill(email);
  await page.getByLabel("口令", { exact: true }).fill(password);
  await page.getByRole("button", { name: "登录", exact: true }).click();
  await isSignedIn(page);
}

export async function signInFromList(page: Page, name: string): Promise<void> {
  await page.goto("/sign-in");
  await page.getByRole("button", { name: new RegExp(`^以 ${name} .*的身份登录$`) }).click();
  await isSignedIn(page);
}

/** Inside; who owes a second factor sets one up or presents it first. */
export async function isSignedIn(page: Page): Promise<void> {
  const inside = page.getByRole("navigation", { name: "主导航" });
  const owed = page.getByRole("heading", { name: /^(绑定第二因素|验证身份)$/ });
  await expect(inside.or(owed).first()).toBeVisible();
  if (await owed.isVisible()) await presentFactor(page);
  await expect(inside).toBeVisible();
}

export async function signOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^账号 / }).click();
  await page.getByRole("menuitem", { name: "退出登录" }).click();
  await expect(page.getByRole("button", { name: "登录", exact: true })).toBeVisible();
}

/** The page stands: nothing is loading any more. */
export async function settled(page: Page): Promise<void> {
  await expect(page.locator("h1").first()).toBeVisible();
  await expect(page.locator(".yj-waiting, .ant-skeleton-active, .ant-spin-spinning").first()).toBeHidden();
}

/** The words that confirm a step; they go away by themselves. */
export async function said(page: Page, words: string): Promise<void> {
  await expect(page.getByRole("alert").getByText(words).first()).toBeVisible();
}

/** By the navigation at the left. */
export async function openPage(page: Page, name: string): Promise<void> {
  await page.getByRole("navigation", { name: "主导航" }).getByRole("link", { name, exact: true }).click();
  await settled(page);
}

/** Drops files from a folder window on the place that takes them. */
export async function drop(
  page: Page,
  onto: Locator,
  files: readonly { name: string; type: string; bytes: Buffer }[],
): Promise<void> {
  const transfer = await page.evaluateHandle(
    (list) => {
      const made = new DataTransfer();
      for (const { name, type, base64 } of list) {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        made.items.add(new File([bytes], name, { type }));
      }
      return made;
    },
    files.map(({ name, type, bytes }) => ({ name, type, base64: bytes.toString("base64") })),
  );
  await onto.dispatchEvent("dragover", { dataTransfer: transfer });
  await onto.dispatchEvent("drop", { dataTransfer: transfer });
}

/** Chooses from a select box by the words of its label. */
export async function choose(
  page: Page,
  within: Page | Locator,
  label: string | RegExp,
  ...options: (string | RegExp)[]
): Promise<void> {
  const box = within.getByRole("combobox", { name: label });
  const field = within.locator(".ant-select").filter({ has: page.getByRole("combobox", { name: label }) });
  for (const option of options) {
    // The list moves while it opens, and a click on something that moves can miss: look, and click again.
    await expect(async () => {
      if (await field.getByText(option).count()) return;
      const list = page.locator(".ant-select-dropdown:visible");
      if (!(await list.count())) await box.click();
      await list
        .locator(".ant-select-item-option")
        .filter({ hasText: option })
        .first()
        .click({ timeout: 3000 });
      await expect(field.getByText(option).first()).toBeVisible({ timeout: 2000 });
    }).toPass({ timeout: 30_000 });
  }
  // A box for several stays open.
  if (await page.locator(".ant-select-dropdown:visible").count()) await box.press("Escape");
}

// --- the register ---------------------------------------------------------------------------------

/** The form at the side or in the middle, by its title. */
export function form(page: Page, title: string | RegExp): Locator {
  return page.getByRole("dialog").filter({ hasText: title }).last();
}

export async function registerOrganisation(
  page: Page,
  { name, shortName, roles }: { name: string; shortName: string; roles: readonly string[] },
): Promise<void> {
  await openPage(page, "单位");
  await page.getByRole("button", { name: "登记单位" }).first().click();
  const fields = form(page, "登记单位");
  await fields.getByLabel("单位名称").fill(name);
  await fields.getByLabel("单位简称").fill(shortName);
  await choose(page, fields, "角色", ...roles);
  await fields.getByLabel("所在地区").fill("云州市");
  await fields.getByRole("button", { name: "登记单位" }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
}

/** On the page of an organisation. The invitation goes by mail, and is shown once to who registered. */
export async function registerPerson(
  page: Page,
  { organisation, name, email, posts }: Somebody & { organisation: string; posts: readonly string[] },
): Promise<void> {
  if (!(await page.getByRole("heading", { level: 1, name: organisation }).isVisible())) {
    await openPage(page, "单位");
    await page.getByRole("link", { name: organisation, exact: true }).click();
    await settled(page);
  }
  await page.getByRole("button", { name: "登记人员" }).first().click();
  const fields = form(page, `登记人员：${organisation}`);
  await fields.getByLabel("姓名").fill(name);
  await fields.getByLabel("电子邮箱").fill(email);
  if (posts.length > 0) await choose(page, fields, "岗位", ...posts);
  await fields.getByRole("button", { name: "登记并生成邀请链接" }).click();
  const link = form(page, `${name} 的邀请链接`);
  await expect(link).toBeVisible();
  await expect(async () => {
    if (await link.isVisible())
      await link.getByRole("button", { name: "已保存，关闭" }).click({ timeout: 3000 });
    await expect(link).toBeHidden({ timeout: 3000 });
  }).toPass({ timeout: 30_000 });
}

/** Opens the link of the mail, sets a password, is signed in. */
export async function acceptInvitation(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.getByLabel(/^新?口令$/).fill(PASSWORD);
  await page.getByLabel("再次输入新口令").fill(PASSWORD);
  await page.getByRole("button", { name: "设置口令并登录" }).click();
  await isSignedIn(page);
}

export async function registerCloud(
  page: Page,
  { provider, name, since }: { provider: string; name: string; since: string },
): Promise<void> {
  await openPage(page, "云平台");
  await page.getByRole("button", { name: "登记云平台" }).first().click();
  const fields = form(page, "登记云平台");
  await choose(page, fields, "云服务商", provider);
  await fields.getByLabel("云平台名称").fill(name);
  await fields.getByLabel("IaaS").check();
  await fields.getByLabel("共享").check();
  await fields.getByLabel("政务外网区").check();
  await fields.getByLabel("增强").check();
  await fillDate(fields, "监管起始日期", since);
  await fields.getByLabel("所在地区").fill("云州市");
  await fields.getByRole("button", { name: "登记云平台" }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
}

export async function registerSite(
  page: Page,
  { name, address }: { name: string; address: string },
): Promise<void> {
  await page.getByRole("button", { name: "登记机房" }).first().click();
  const fields = form(page, "登记机房");
  await fields.getByLabel("机房名称").fill(name);
  await fields.getByLabel("机房地址").fill(address);
  await fields.getByRole("button", { name: "登记机房" }).click();
  await expect(page.getByRole("cell", { name, exact: true })).toBeVisible();
}

export async function fillDate(within: Page | Locator, label: string, date: string): Promise<void> {
  const box = within.getByLabel(label);
  await box.fill(date);
  await box.press("Tab");
  await expect(box).toHaveValue(date);
}

// --- imports --------------------------------------------------------------------------------------

export interface Upload {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

/** Imports a table; `forReal` takes it, else it is tried. Ends on the report. */
export async function importTable(page: Page, kind: string, file: Upload, forReal: boolean): Promise<void> {
  await page.goto("/imports/new");
  await settled(page);
  await page.getByRole("radiogroup", { name: "导入内容" }).getByText(kind, { exact: true }).click();
  await page.locator("input[type=file]").setInputFiles(file);
  if (forReal) {
    // The file that has just been chosen redraws the form, and takes a click that comes too early with it.
    const real = page.getByRole("radio", { name: "正式导入" });
    await expect(async () => {
      await real.click();
      await expect(real).toBeChecked({ timeout: 500 });
    }).toPass();
  }
  await page.getByRole("button", { name: forReal ? "开始导入" : "开始试导入" }).click();
  await expect(page.getByRole("heading", { level: 1, name: file.name })).toBeVisible();
}

// --- agreements -----------------------------------------------------------------------------------

export async function openAgreement(page: Page, cloud: string): Promise<void> {
  await openPage(page, "监管约定");
  await page.getByRole("link", { name: cloud, exact: true }).last().click();
  await expect(page.getByRole("heading", { level: 1, name: `${cloud} 监管约定` })).toBeVisible();
}

async function chooseTerm(page: Page, dutyId: string): Promise<void> {
  await page.getByPlaceholder("筛选名称或编号").fill(dutyId);
  await page.getByRole("row").filter({ hasText: dutyId }).getByRole("checkbox").check();
}

export async function tightenFrequency(
  page: Page,
  dutyId: string,
  frequency: string,
  reason: string,
): Promise<void> {
  await chooseTerm(page, dutyId);
  await page.getByRole("button", { name: "调整约定" }).click();
  const fields = form(page, "调整 1 项约定");
  await choose(page, fields, "监管频率", frequency);
  await fields.getByLabel("调整原因").fill(reason);
  await fields.getByRole("button", { name: "保存为新版本" }).click();
  await said(page, "已保存为新版本");
}

export async function askNotApplicable(page: Page, dutyId: string, reason: string): Promise<void> {
  await chooseTerm(page, dutyId);
  await page.getByRole("button", { name: "申请不适用" }).click();
  const fields = form(page, "申请 1 项义务不适用");
  await fields.getByLabel("不适用的理由").fill(reason);
  await fields.getByRole("button", { name: "提交申请" }).click();
  await said(page, "已提交，等待另一人批准");
}

/** Decides the first change that waits, on the page of all agreements. */
export async function approveChange(page: Page, dutyId: string): Promise<void> {
  await openPage(page, "监管约定");
  const row = page.getByRole("row").filter({ hasText: dutyId }).filter({ hasText: "待审批" });
  await row.getByRole("checkbox").check();
  await page.getByRole("button", { name: /^批准 \/ 确认/ }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^批准 \/ 确认/ })
    .click();
  await said(page, "已审批");
  await expect(row).toBeHidden();
}

// --- handing in -----------------------------------------------------------------------------------

/** From the list of what is due: chooses the rows by number and opens the page for handing in. */
export async function beginHandIn(page: Page, ...dutyIds: readonly string[]): Promise<void> {
  await openPage(page, "待办义务");
  for (const id of dutyIds) {
    const row = page.getByRole("row").filter({ hasText: id });
    await row.first().getByRole("checkbox").check();
  }
  await page.getByRole("button", { name: `合并提交（${dutyIds.length} 项）` }).click();
  await expect(page.getByRole("heading", { level: 1, name: "提交材料" })).toBeVisible();
  await settled(page);
}

/** The row of a file on its way or arrived. */
export function fileRow(page: Page | Locator, name: string): Locator {
  return page.getByRole("listitem").filter({ hasText: name });
}

export async function fileArrives(page: Page | Locator, name: string): Promise<void> {
  const arrived = fileRow(page, name).getByText("已上传", { exact: true });
  const attached = page.getByRole("list", { name: "已上传的附件" }).getByRole("link", { name });
  await expect(arrived.or(attached).first()).toBeVisible({ timeout: 30_000 });
}

/** Makes uploads slow: bytes a second, -1 as fast as it is. */
export async function uploadLimit(page: Page): Promise<(bytes: number) => Promise<void>> {
  const devtools = await page.context().newCDPSession(page);
  return async (uploadThroughput) => {
    const conditions = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput };
    await devtools.send("Network.emulateNetworkConditions", conditions);
  };
}

export async function sendToSignature(page: Page): Promise<void> {
  await expect(page.getByText(/^草稿已保存/)).toBeVisible();
  await page.getByRole("button", { name: "送签发" }).click();
  await said(page, "已送签发");
}

/** The lead signs what somebody else prepared. */
export async function signOff(page: Page, title: string): Promise<void> {
  await openPage(page, "待签发");
  await page.getByRole("link", { name: title }).click();
  await page.getByRole("button", { name: "签发并提交" }).click();
  await said(page, "已签发");
}

// --- reviewing ------------------------------------------------------------------------------------

export async function openReview(page: Page, dutyId: string): Promise<void> {
  await openPage(page, "审核");
  await page.getByRole("row").filter({ hasText: dutyId }).getByRole("link").first().click();
  await expect(page.getByRole("heading", { name: "证明材料" })).toBeVisible();
  await settled(page);
}

export async function receive(page: Page): Promise<void> {
  await page.getByRole("button", { name: "受理", exact: true }).click();
  await expect(page.getByRole("heading", { name: "核对" })).toBeVisible();
}

export async function decideCompliant(page: Page): Promise<void> {
  await page.getByRole("button", { name: "其余均为“是”" }).click();
  await page.getByRole("radio", { name: /^符合/ }).check();
  await submitOutcome(page);
}

/** Answers one question with no, so that the outcome fits the answers. */
export async function decideOtherwise(
  page: Page,
  {
    question,
    outcome,
    note,
    defect,
  }: {
    question: string;
    outcome: "需补充" | "不符合";
    note: string;
    defect?: { title: string; severity: string };
  },
): Promise<void> {
  await page
    .getByRole("radiogroup", { name: new RegExp(`^${question}：`) })
    .getByText("否", { exact: true })
    .click();
  await page.getByRole("button", { name: "其余均为“是”" }).click();
  await page.getByRole("radio", { name: new RegExp(`^${outcome}`) }).check();
  if (defect) {
    await page.getByLabel("问题概括").fill(defect.title);
    await choose(page, page, "问题等级", defect.severity);
  }
  await page.getByLabel(outcome === "需补充" ? /^需要补充什么/ : /^不符合之处/).fill(note);
  await submitOutcome(page);
}

async function submitOutcome(page: Page): Promise<void> {
  await page.getByRole("button", { name: "提交结论" }).click();
  await said(page, "已作出结论");
}

// --- rectifying -----------------------------------------------------------------------------------

export async function openRectification(page: Page, title: string): Promise<void> {
  await openPage(page, "整改");
  await page.getByRole("link", { name: title }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
}

/** Presses a step of the rectification, fills its form, sends it. */
export async function step(
  page: Page,
  name: string,
  words: Record<string, string>,
  done: string,
): Promise<void> {
  await page.getByRole("button", { name, exact: true }).click();
  const fields = page.getByRole("dialog").last();
  for (const [label, value] of Object.entries(words)) {
    if (/^\d{4}-\d\d-\d\d$/.test(value)) await fillDate(fields, label, value);
    else await fields.getByLabel(label).fill(value);
  }
  await fields.getByRole("button", { name, exact: true }).click();
  await said(page, done);
}

/** A day from now as the forms write it. */
export function dayFromNow(days: number): string {
  const day = new Date(Date.now() + days * 86_400_000);
  return new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai" }).format(day);
}
