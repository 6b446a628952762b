import { existsSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { type Browser, expect, type Page, test } from "@playwright/test";
import { Mailbox } from "./mailbox.ts";
import { takePicture } from "./pictures.ts";
import { freePort, Product } from "./product.ts";
import { realEvidence, yunjian } from "./command-line.ts";
import { type Seat, takeSeat } from "./seats.ts";
import {
  acceptInvitation,
  approveChange,
  askNotApplicable,
  beginHandIn,
  dayFromNow,
  decideCompliant,
  decideOtherwise,
  drop,
  fileArrives,
  fileRow,
  fillDate,
  form,
  importTable,
  isSignedIn,
  openAgreement,
  openPage,
  openRectification,
  openReview,
  PASSWORD,
  receive,
  registerCloud,
  registerOrganisation,
  registerPerson,
  registerSite,
  said,
  sendToSignature,
  signIn,
  signOff,
  step,
  tightenFrequency,
  uploadLimit,
} from "./steps.ts";
import { workbook, XLSX } from "./tables.ts";

const SUPERVISOR = "云州市大数据管理局";
const PROVIDER = "云州电信云计算有限公司";
const CUSTOMER = "云州市人力资源和社会保障局";
const CLOUD = "云州电信政务云";
const SCAN = "十一月漏洞扫描与组件清单";
const PAPERS = "十一月端口与补丁清查";
const DEFECT = "高风险加固项未处理";
/** What the files of the tools are called. */
const EVIDENCE: Readonly<Record<string, RegExp>> = {
  OpenSCAP: /oscap|openscap/i,
  Lynis: /lynis/i,
  nmap: /nmap/i,
  CycloneDX: /sbom|cdx|cyclonedx/i,
};

const PEOPLE = {
  lead: { organisation: SUPERVISOR, name: "李薇", email: "liwei@dsj.example", posts: ["监管负责人"] },
  lead2: {
    organisation: SUPERVISOR,
    name: "王建国",
    email: "wangjianguo@dsj.example",
    posts: ["监管负责人"],
  },
  reviewer: { organisation: SUPERVISOR, name: "赵敏", email: "zhaomin@dsj.example", posts: ["监管审核员"] },
  providerLead: {
    organisation: PROVIDER,
    name: "冯刚",
    email: "fenggang@dianxin.example",
    posts: ["服务商负责人"],
  },
  providerLead2: {
    organisation: PROVIDER,
    name: "褚云",
    email: "chuyun@dianxin.example",
    posts: ["服务商负责人"],
  },
  providerMember: {
    organisation: PROVIDER,
    name: "卫东",
    email: "weidong@dianxin.example",
    posts: ["服务商经办人"],
  },
  customer: { organisation: CUSTOMER, name: "杨帆", email: "yangfan@rsj.example", posts: ["客户负责人"] },
} as const;
type Role = keyof typeof PEOPLE;

test.describe
  .serial("from an empty folder", () => {
    // Who writes tests keeps the folder of an earlier run (YEAR_DATA) and begins later in the story (--grep).
    const kept = process.env["YEAR_DATA"];
    const data = kept ?? mkdtempSync(path.join(os.tmpdir(), "yunjian-e2e-"));
    const resumed = existsSync(path.join(data, "pg"));
    const mailbox = new Mailbox();
    const seats = new Map<string, Seat>();
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
      const made = await takeSeat(browser, product.url);
      seats.set(who, made);
      if (who === "admin") return made.page;
      if (resumed) await signIn(made.page, PEOPLE[who].email);
      else await acceptInvitation(made.page, await mailbox.linkTo(PEOPLE[who].email, /邀请|激活/));
      return made.page;
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
      await takePicture(page, "setup");
      await page.getByRole("button", { name: "完成设置并登录" }).click();
      await isSignedIn(page);
    });

    test("organisations and people are registered; everybody comes in by the link of a mail", async () => {
      const page = await seat("admin");
      await registerOrganisation(page, { name: PROVIDER, shortName: "电信云", roles: ["云服务商"] });
      await registerOrganisation(page, { name: CUSTOMER, shortName: "市人社局", roles: ["云服务客户"] });
      for (const person of Object.values(PEOPLE)) await registerPerson(page, person);
      const invited = await takeSeat(browser, product.url);
      await invited.page.goto(await mailbox.linkTo(PEOPLE.lead.email, /邀请|激活/));
      await expect(invited.page.getByText(`${PEOPLE.lead.name}，请为账号`)).toBeVisible();
      await takePicture(invited.page, "setup-link");
      await invited.page.context().close();
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
      const search = page.getByLabel(/^搜索条款/);
      await search.fill("脆弱性扫描");
      await search.press("Enter");
      await page.getByRole("button", { name: "JGK-A-47" }).click();
      await page.getByRole("link", { name: "打开完整页面" }).click();
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
      const first = provider
        .getByRole("tabpanel", { name: "参数值" })
        .locator("section")
        .filter({ hasText: "JGK-A-47" });
      await first.getByRole("spinbutton").first().fill("15");
      await provider.getByRole("button", { name: "提交确认" }).click();
      await said(provider, "已提交，等待监管方确认");
      await approveChange(lead, "JGK-A-47");
    });

    test("what real tools wrote goes in by the command line: one scan for three rows", async () => {
      const lead = await seat("providerLead");
      await openPage(lead, "接口密钥");
      await lead.getByRole("button", { name: "生成密钥" }).first().click();
      const fields = form(lead, "生成密钥");
      await fields.getByLabel("用途").fill("漏洞扫描自动提交");
      await fields.getByRole("button", { name: "全选" }).click();
      await fields.getByRole("button", { name: "生成密钥" }).click();
      const secret = form(lead, "新的接口密钥");
      const key = await secret.getByRole("textbox").inputValue();
      await secret.getByRole("button", { name: "已保存，关闭" }).click();

      const files = await realEvidence();
      expect(files.length).toBeGreaterThanOrEqual(4);
      const target = { url: product.url, key };
      const rows = ["JGK-A-47", "JGK-A-23", "JGK-A-27"].flatMap((id) => ["--duty", id]);
      const handedIn = await yunjian(
        target,
        "submit",
        ...files,
        ...rows,
        "--cloud",
        CLOUD,
        "--sensitivity",
        "internal",
        "--title",
        SCAN,
      );
      expect(JSON.stringify(handedIn)).toContain("awaiting-sign-off");

      await mailbox.mailTo(PEOPLE.providerLead2.email, /签发/);
      const lead2 = await seat("providerLead2");
      await signOff(lead2, SCAN);
    });

    test("papers go in by the browser: dropped, paused, resumed, signed by the lead", async () => {
      const page = await seat("providerMember");
      await beginHandIn(page, "JGK-A-22", "JGK-A-04");
      await page.getByLabel("标题").fill(PAPERS);
      const target = page.getByRole("button", { name: /将文件拖到此处/ });
      await drop(page, target, [
        {
          name: "端口清查记录.csv",
          type: "text/csv",
          bytes: Buffer.from("日期,端口,处置\n2026-11-02,23,已关闭\n"),
        },
      ]);
      await fileArrives(page, "端口清查记录.csv");

      const limit = await uploadLimit(page);
      await limit(1_500_000);
      await drop(page, target, [
        { name: "流量采样.bin.txt", type: "text/plain", bytes: Buffer.alloc(9_000_000, "采样记录\n") },
      ]);
      const row = fileRow(page, "流量采样.bin.txt");
      await row.getByRole("button", { name: /^暂停/ }).click();
      await expect(row.getByText("已暂停")).toBeVisible();
      await limit(-1);
      await row.getByRole("button", { name: /^继续/ }).click();
      await fileArrives(page, "流量采样.bin.txt");
      await sendToSignature(page);
      await signOff(await seat("providerLead"), PAPERS);
    });

    test("the supervisor reads what the tools found; compliant, returned, non-compliant", async () => {
      const page = await seat("reviewer");
      await openReview(page, "JGK-A-47");
      await page.getByRole("button", { name: /^受理（含同一提交的 3 个周期）$/ }).click();
      await expect(page.getByRole("heading", { name: "核对" })).toBeVisible();
      for (const tool of ["OpenSCAP", "Lynis", "nmap", "CycloneDX"]) {
        await page
          .getByRole("main")
          .getByRole("button", { name: EVIDENCE[tool] ?? "" })
          .first()
          .click();
        await expect(page.getByRole("main").getByText(new RegExp(tool, "i")).first()).toBeVisible();
      }
      await decideOtherwise(page, {
        question: "完整",
        outcome: "需补充",
        note: "请补充数据库主机的扫描结果。",
      });

      await openReview(page, "JGK-A-23");
      await decideCompliant(page);

      await openReview(page, "JGK-A-27");
      const defect = { title: DEFECT, severity: "高" };
      await decideOtherwise(page, {
        question: "符合",
        outcome: "不符合",
        note: "扫描列出的高风险加固项没有处理计划。",
        defect,
      });
      await mailbox.mailTo(PEOPLE.providerLead.email, /整改/);
    });

    test("what came back is handed in again and found compliant", async () => {
      const page = await seat("providerMember");
      await beginHandIn(page, "JGK-A-47");
      await page.getByLabel("标题").fill("补充：数据库主机扫描");
      await page.getByLabel("说明", { exact: true }).fill("已补充数据库主机的扫描结果，见附件。");
      await page.locator(".yj-upload input[type=file]").setInputFiles({
        name: "数据库主机扫描.csv",
        mimeType: "text/csv",
        buffer: Buffer.from("主机,漏洞,等级\n10.1.2.21,无,–\n"),
      });
      await fileArrives(page, "数据库主机扫描.csv");
      await sendToSignature(page);
      await signOff(await seat("providerLead"), "补充：数据库主机扫描");
      const reviewer = await seat("reviewer");
      await openReview(reviewer, "JGK-A-47");
      await receive(reviewer);
      await decideCompliant(reviewer);
    });

    test("a defect on its way: received, planned, more time asked, proven, closed", async () => {
      const lead = await seat("providerLead");
      await openRectification(lead, DEFECT);
      await step(lead, "签收", {}, "已签收");
      const member = await seat("providerMember");
      await openRectification(member, DEFECT);
      await step(
        member,
        "提交整改计划",
        { "整改措施、责任人与步骤": "成立小组，逐项加固，复测。", 计划完成日期: dayFromNow(10) },
        "计划已提交",
      );
      await step(member, "登记进展", { "完成了什么，还差什么": "已完成八成节点的加固。" }, "进展已登记");

      await member.getByRole("button", { name: "申请延期" }).click();
      const asked = form(member, "申请延期");
      await fillDate(asked, "申请延至", dayFromNow(60));
      await asked.getByLabel("延期理由").fill("厂商补丁仍在验证。");
      await asked.getByRole("button", { name: "提交申请" }).click();
      await said(member, "已提交延期申请");
      const supervisor = await seat("lead");
      await openRectification(supervisor, DEFECT);
      await supervisor.getByRole("button", { name: "审批" }).click();
      await form(supervisor, "审批延期申请").getByRole("button", { name: "确定" }).click();
      await said(supervisor, "已审批");

      await member.reload();
      await member.getByRole("button", { name: "提交整改证明" }).click();
      const proof = form(member, "提交整改证明");
      await proof.getByLabel("整改结果说明").fill("全部加固项已处理，复测通过。");
      await proof
        .locator("input[type=file]")
        .setInputFiles({ name: "复测记录.txt", mimeType: "text/plain", buffer: Buffer.from("复测通过\n") });
      await fileArrives(proof, "复测记录.txt");
      await proof.getByRole("button", { name: "提交整改证明" }).click();
      await said(member, "整改证明已提交");

      const reviewer = await seat("reviewer");
      await openRectification(reviewer, DEFECT);
      await reviewer.getByRole("button", { name: "复核", exact: true }).click();
      const verdict = form(reviewer, "整改复核");
      await verdict.getByRole("radio", { name: "通过，销号" }).check();
      await verdict.getByLabel("复核意见").fill("复测记录齐全，同意销号。");
      await verdict.getByRole("button", { name: "复核", exact: true }).click();
      await said(reviewer, "复核结论已作出");
      await expect(reviewer.getByRole("main").getByText("复核通过，销号")).toBeVisible();
    });

    test("an outcome is disputed and decided by somebody else", async () => {
      const reviewer = await seat("reviewer");
      await openReview(reviewer, "JGK-A-22");
      await reviewer.getByRole("button", { name: /^受理（含同一提交的 2 个周期）$/ }).click();
      await expect(reviewer.getByRole("heading", { name: "核对" })).toBeVisible();
      const defect = { title: "白名单未复核", severity: "中" };
      await decideOtherwise(reviewer, {
        question: "符合",
        outcome: "不符合",
        note: "没有软件白名单的复核记录。",
        defect,
      });

      const provider = await seat("providerLead");
      await openRectification(provider, "白名单未复核");
      await provider.getByRole("link", { name: "查看材料与审核" }).click();
      await provider.getByRole("button", { name: "提出异议" }).click();
      const dispute = form(provider, "对审核结论提出异议");
      await dispute.getByLabel("异议理由").fill("复核记录在附件第二页，请核对。");
      await dispute.getByRole("button", { name: "提交异议" }).click();
      await said(provider, "异议已提交");

      const lead = await seat("lead");
      await openPage(lead, "异议");
      await lead
        .getByRole("link", { name: /^异议〔/ })
        .first()
        .click();
      await lead.getByLabel("裁定理由").fill("附件确有复核记录，重新审核。");
      await lead.getByRole("button", { name: "异议成立" }).click();
      await expect(lead.getByRole("main").getByText("裁定异议成立")).toBeVisible();
    });

    test("everybody sees where the cloud stands, and what came in", async () => {
      const lead = await seat("lead");
      await openPage(lead, "监管状态");
      await expect(lead.getByRole("row").filter({ hasText: CLOUD })).toContainText("正常");
      const customer = await seat("customer");
      await openPage(customer, "监管状态");
      await expect(customer.getByRole("main").getByText(CLOUD).first()).toBeVisible();
      const provider = await seat("providerLead");
      await openPage(provider, "通知");
      await expect(provider.getByRole("row").filter({ hasText: "整改" }).first()).toBeVisible();
      await openPage(provider, "我的工作");
      await expect(provider.getByRole("heading", { name: /^待提交/ })).toBeVisible();
    });

    test("the power fails in the middle of the work: started again, nothing is lost", async () => {
      const page = await seat("providerMember");
      // Everybody's browser asks for news now and then, and says so when nobody answers.
      for (const { watch } of seats.values()) watch.expect(/ERR_|Failed to load resource|answer 5\d\d/);
      await beginHandIn(page, "JGK-6.3.1.1-c");
      const statement = page.getByLabel("说明", { exact: true });
      await statement.fill("病毒库和规则库本月更新四次。");
      await expect(page.getByText(/^草稿已保存/)).toBeVisible();
      const limit = await uploadLimit(page);
      await limit(1_000_000);
      const bytes = Buffer.alloc(8_000_000, "更新记录 0123456789\n");
      const target = page.getByRole("button", { name: /将文件拖到此处/ });
      await drop(page, target, [{ name: "更新记录.txt", type: "text/plain", bytes }]);
      const row = fileRow(page, "更新记录.txt");
      await expect(row).toContainText(/[2-9]\d%/);

      await product.kill();
      await expect(row).toContainText("连接中断", { timeout: 30_000 });
      await product.start();
      await limit(-1);
      await fileArrives(page, "更新记录.txt");
      await expect(statement).toHaveValue("病毒库和规则库本月更新四次。");
      await sendToSignature(page);

      const lead = await seat("providerLead");
      await openPage(lead, "我的提交");
      for (const title of [SCAN, PAPERS]) {
        await expect(lead.getByRole("link", { name: title }).first()).toBeVisible();
      }
    });
  });

function firstOfMonth(): string {
  return `${new Date().toISOString().slice(0, 8)}01`;
}
