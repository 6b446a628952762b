import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { type Browser, expect, type Page, test } from "@playwright/test";
import { Mailbox } from "./mailbox.ts";
import { freePort, Product } from "./product.ts";
import { acceptInvitation, isSignedIn, PASSWORD, registerOrganisation, registerPerson } from "./steps.ts";
import { Watch } from "./watch.ts";

const SUPERVISOR = "云州市大数据管理局";
const PROVIDER = "云州电信云计算有限公司";
const CUSTOMER = "云州市人力资源和社会保障局";

const PEOPLE = {
  lead: { organisation: SUPERVISOR, name: "李薇", email: "liwei@dsj.example", posts: ["监管负责人"] },
  lead2: { organisation: SUPERVISOR, name: "王建国", email: "wangjianguo@dsj.example", posts: ["监管负责人"] },
  reviewer: { organisation: SUPERVISOR, name: "赵敏", email: "zhaomin@dsj.example", posts: ["监管审核员"] },
  providerLead: { organisation: PROVIDER, name: "冯刚", email: "fenggang@dianxin.example", posts: ["服务商负责人"] },
  providerMember: { organisation: PROVIDER, name: "卫东", email: "weidong@dianxin.example", posts: ["服务商经办人"] },
  customer: { organisation: CUSTOMER, name: "杨帆", email: "yangfan@rsj.example", posts: ["客户负责人"] },
} as const;
type Role = keyof typeof PEOPLE;

test.describe.serial("from an empty folder", () => {
  const data = mkdtempSync(path.join(os.tmpdir(), "yunjian-e2e-"));
  const mailbox = new Mailbox();
  const seats = new Map<string, { page: Page; watch: Watch }>();
  let product: Product;
  let browser: Browser;

  test.beforeAll(async ({ browser: given }) => {
    browser = given;
    const smtpUrl = await mailbox.open();
    product = await new Product({ data, port: await freePort(), smtpUrl }).start();
  });
  test.afterEach(() => {
    for (const { watch } of seats.values()) watch.nothing();
  });
  test.afterAll(async () => {
    const code = await product.stop();
    await mailbox.close();
    rmSync(data, { recursive: true, force: true });
    expect(code, product.printed).toBe(0);
  });

  /** Everybody sits at a browser of their own, signed in once. */
  async function seat(who: Role | "admin"): Promise<Page> {
    const known = seats.get(who);
    if (known) return known.page;
    const context = await browser.newContext({ baseURL: product.url });
    const page = await context.newPage();
    seats.set(who, { page, watch: await Watch.over(page, product.url) });
    if (who !== "admin") await acceptInvitation(page, await mailbox.linkTo(PEOPLE[who].email, /邀请|激活/));
    return page;
  }

  test("the printed link founds the platform", async () => {
    const page = await seat("admin");
    await page.goto(product.setUpLink);
    await page.getByLabel("单位全称").fill(SUPERVISOR);
    await page.getByLabel("单位简称").fill("市大数据局");
    await page.getByLabel("所属地区").fill("云州市");
    await page.getByLabel("姓名").fill("陈思远");
    await page.getByLabel("邮箱（登录账号）").fill("chensiyuan@dsj.example");
    await page.getByLabel("口令", { exact: true }).fill(PASSWORD);
    await page.getByLabel("再次输入新口令").fill(PASSWORD);
    await page.getByRole("button", { name: "完成设置并登录" }).click();
    await isSignedIn(page);
  });

  test("organisations and people are registered; everybody comes in by the link of a mail", async () => {
    const page = await seat("admin");
    await registerOrganisation(page, { name: PROVIDER, shortName: "电信云", roles: ["云服务商"] });
    await registerOrganisation(page, { name: CUSTOMER, shortName: "市人社局", roles: ["云服务客户"] });
    for (const person of Object.values(PEOPLE)) await registerPerson(page, person);
    for (const who of Object.keys(PEOPLE) as Role[]) {
      const theirs = await seat(who);
      await expect(theirs.getByRole("button", { name: `账号 ${PEOPLE[who].name}` })).toBeVisible();
    }
  });
});
