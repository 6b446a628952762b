import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { type Browser, expect, type Page, test } from "@playwright/test";
import { Mailbox } from "./mailbox.ts";
import { freePort, Product } from "./product.ts";
import {
  acceptInvitation,
  approveChange,
  askNotApplicable,
  importTable,
  isSignedIn,
  openAgreement,
  openPage,
  PASSWORD,
  registerCloud,
  registerOrganisation,
  registerPerson,
  registerSite,
  signIn,
  tightenFrequency,
} from "./steps.ts";
import { workbook, XLSX } from "./tables.ts";
import { Watch } from "./watch.ts";

const SUPERVISOR = "云州市大数据管理局";
const PROVIDER = "云州电信云计算有限公司";
const CUSTOMER = "云州市人力资源和社会保障局";
const CLOUD = "云州电信政务云";

const PEOPLE = {
  lead: { organisation: SUPERVISOR, name: "李薇", email: "liwei@dsj.example", posts: ["监管负责人"] },
  lead2: { organisation: SUPERVISOR, name: "王建国", email: "wangjianguo@dsj.example", posts: ["监管负责人"] },
  reviewer: { organisation: SUPERVISOR, name: "赵敏", email: "zhaomin@dsj.example", posts: ["监管审核员"] },
  providerLead: { organisation: PROVIDER, name: "冯刚", email: "fenggang@dianxin.example", posts: ["服务商负责人"] },
  providerLead2: { organisation: PROVIDER, name: "褚云", email: "chuyun@dianxin.example", posts: ["服务商负责人"] },
  providerMember: { organisation: PROVIDER, name: "卫东", email: "weidong@dianxin.example", posts: ["服务商经办人"] },
  customer: { organisation: CUSTOMER, name: "杨帆", email: "yangfan@rsj.example", posts: ["客户负责人"] },
} as const;
type Role = keyof typeof PEOPLE;

test.describe.serial("from an empty folder", () => {
  // Who writes tests keeps the folder of an earlier run (YEAR_DATA) and begins later in the story (--grep).
  const kept = process.env["YEAR_DATA"];
  const data = kept ?? mkdtempSync(path.join(os.tmpdir(), "yunjian-e2e-"));
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
    if (kept === undefined) rmSync(data, { recursive: true, force: true });
    expect(code, product.printed).toBe(0);
  });

  /** Everybody sits at a browser of their own, signed in once. */
  async function seat(who: Role | "admin"): Promise<Page> {
    const known = seats.get(who);
    if (known) return known.page;
    const context = await browser.newContext({ baseURL: product.url });
    const page = await context.newPage();
    seats.set(who, { page, watch: await Watch.over(page, product.url) });
    if (who === "admin") return page;
    if (kept !== undefined && mailbox.mails.length === 0) await signIn(page, PEOPLE[who].email);
    else await acceptInvitation(page, await mailbox.linkTo(PEOPLE[who].email, /邀请|激活/));
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

  test("cloud and site by form, systems from a table with a report line by line", async () => {
    const page = await seat("lead");
    await registerCloud(page, { provider: PROVIDER, name: CLOUD, since: firstOfMonth() });
    await registerSite(page, { name: "高新区主机房", address: "云州市高新区云谷路 1 号" });
    const table = await workbook([
      ["系统名称", "客户单位", "等保级别", "是否网站", "域名", "云平台", "区域"],
      ["社会保险公共服务网", CUSTOMER, "三级", "是", "rsj.yunzhou.gov.cn", CLOUD, "政务外网区"],
      ["就业创业服务系统", CUSTOMER, "二级", "否", "", CLOUD, "政务外网区"],
      ["劳动监察管理系统", "没有登记的单位", "二级", "否", "", CLOUD, "政务外网区"],
    ]);
    const file = { name: "业务系统.xlsx", mimeType: XLSX, buffer: table };
    await importTable(page, "业务系统", file, true);
    const row = (words: string) => page.getByRole("row").filter({ hasText: words });
    await expect(row("社会保险公共服务网")).toContainText("已导入");
    await expect(row("劳动监察管理系统")).toContainText("没有登记的单位");
    await expect(row("劳动监察管理系统")).toContainText("未导入");
    await openPage(page, "业务系统");
    await expect(page.getByRole("link", { name: "就业创业服务系统" })).toBeVisible();
  });

  test("catalogue: searched, filtered, from a clause to its obligations", async () => {
    const page = await seat("lead");
    await openPage(page, "条款目录");
    await page.getByPlaceholder(/查找|搜索|检索/).first().fill("脆弱性");
    await page.getByRole("link", { name: "JGK-A-47" }).first().click();
    await expect(page.getByRole("heading", { level: 1 })).toContainText("脆弱性扫描");
    await expect(page.getByText(CLOUD).first()).toBeVisible();
  });

  test("agreement: tightened, one row not applicable by two persons, parameters stated and confirmed", async () => {
    const lead = await seat("lead");
    await openAgreement(lead, CLOUD);
    await tightenFrequency(lead, "JGK-A-47", "每周", "互联网暴露面较大，扫描频率加严。");
    await askNotApplicable(lead, "JGK-A-18", "平台未部署无线网络。");
    await approveChange(await seat("lead2"), "JGK-A-18");

    const provider = await seat("providerLead");
    await openAgreement(provider, CLOUD);
    await provider.getByRole("tab", { name: "参数值" }).click();
    const first = provider.getByRole("tabpanel", { name: "参数值" }).locator("section").filter({ hasText: "JGK-A-47" });
    await first.getByRole("spinbutton").first().fill("15");
    await provider.getByRole("button", { name: "提交确认" }).click();
    await expect(provider.getByText("已提交，等待监管方确认")).toBeVisible();
    await approveChange(lead, "JGK-A-47");
    console.log(JSON.stringify(((await (await provider.request.get("/api/duties?limit=200")).json()) as any).items.map((d: any) => [d.duty.id, d.label, d.state, d.kind, d.subject.name, d.dueAt])));
  });
});

function firstOfMonth(): string {
  return `${new Date().toISOString().slice(0, 8)}01`;
}
