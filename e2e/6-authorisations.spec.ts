/** 客户授权 in the browser: asked at night, narrowed by the customer, worked under, questioned, answered. */
import { expect, type Page, test } from "@playwright/test";
import { demoCity, PATIENCE } from "./demo-city.ts";
import { sitDown } from "./seats.ts";
import { drop, fileArrives, openPage, said, settled } from "./steps.ts";

let city: string;
test.beforeAll(async () => {
  test.setTimeout(PATIENCE);
  city = await demoCity();
});

/** Told apart from what an earlier try left in the same city. */
const TITLE = `夜间重启应用服务器释放连接 ${Date.now() % 100_000}`;

async function choose(page: Page, field: string, option: string | RegExp): Promise<void> {
  await page.getByRole("combobox", { name: field }).click();
  await page.locator(".ant-select-item-option").filter({ hasText: option }).first().click();
}

async function openCase(page: Page): Promise<void> {
  await openPage(page, "客户授权");
  await page.getByRole("link", { name: TITLE }).first().click();
  await settled(page);
}

test("an ask is filled in quickly, granted in part, worked under, questioned and answered", async ({
  browser,
}) => {
  const engineer = await sitDown(browser, city, "黄颖");
  const asking = engineer.page;
  await openPage(asking, "客户授权");
  const began = Date.now();
  await asking.getByRole("link", { name: "申请授权" }).click();
  await settled(asking);
  await choose(asking, "业务系统", "云州教育网");
  await expect(asking.getByText(/^向市教育局申请/)).toBeVisible();
  await asking.getByRole("textbox", { name: "事项" }).fill(TITLE);
  await asking.getByLabel("启停与重启").check();
  await asking.getByLabel("故障诊断").check();
  await asking.getByLabel("业务可用性").check();
  await asking.getByRole("button", { name: "2 小时" }).click();
  await asking.getByRole("textbox", { name: "事由" }).fill("连接数持续升高，需重启释放（工单 INC-30001）。");
  await asking.getByRole("button", { name: "提交申请" }).click();
  // What can do harm needs a word about it.
  await expect(asking.getByText("此项必填。")).toHaveCount(2);
  await asking.getByRole("textbox", { name: "风险" }).fill("网站中断约 3 分钟。");
  await asking.getByRole("textbox", { name: "回退办法" }).fill("操作前做快照。");
  await asking.getByRole("button", { name: "提交申请" }).click();
  await said(asking, "已提交，等待客户答复");
  expect(Date.now() - began).toBeLessThan(60_000);
  await expect(asking.getByRole("heading", { level: 1, name: TITLE })).toBeVisible();
  await expect(asking.getByRole("button", { name: "登记操作" })).toHaveCount(0);

  const lead = await sitDown(browser, city, "杨帆");
  const deciding = lead.page;
  await deciding.getByRole("link", { name: TITLE }).first().click();
  await settled(deciding);
  await expect(deciding.getByText(/信通云请求由黄颖，在 .*对云州教育网的全部资源进行：/)).toBeVisible();
  await deciding.getByRole("button", { name: "同意", exact: true }).click();
  const dialog = deciding.getByRole("dialog");
  await dialog.getByLabel("故障诊断").uncheck();
  await dialog.getByRole("textbox", { name: "授权条件" }).fill("操作前电话通知值班人员。");
  await dialog.getByRole("button", { name: "同意授权" }).click();
  await said(deciding, "已办理");
  await expect(deciding.getByText("已缩小范围").first()).toBeVisible();

  await asking.reload();
  await settled(asking);
  await expect(asking.getByText("操作前电话通知值班人员。").first()).toBeVisible();
  await asking.getByRole("button", { name: "登记操作" }).click();
  const record = asking.getByRole("dialog");
  await record.getByLabel("业务可用性").check();
  await record.getByRole("textbox", { name: "做了什么" }).fill("重启应用服务，连接数恢复正常。");
  await record.getByRole("textbox", { name: "工单编号" }).fill("INC-30001");
  await drop(asking, record.getByRole("button", { name: /将文件拖到此处/ }), [
    { name: "会话日志.txt", type: "text/plain", bytes: Buffer.from("systemctl restart tomcat\n") },
  ]);
  await fileArrives(asking, "会话日志.txt");
  await record.getByRole("button", { name: "登记操作" }).click();
  await said(asking, "已登记");
  await expect(asking.getByRole("link", { name: "会话日志.txt" })).toBeVisible();

  const clerk = await sitDown(browser, city, "魏然");
  const reading = clerk.page;
  await openCase(reading);
  await expect(reading.getByRole("link", { name: "会话日志.txt" })).toBeVisible();
  await expect(reading.getByRole("button", { name: "撤回授权" })).toHaveCount(0);
  await reading.getByRole("button", { name: "质询" }).click();
  await reading.getByRole("dialog").getByLabel("请操作单位说明的问题").fill("重启前是否做了快照？");
  await reading.getByRole("dialog").getByRole("button", { name: "提出质询" }).click();
  await said(reading, "已提出质询");

  await asking.reload();
  await settled(asking);
  await asking.getByRole("button", { name: "答复", exact: true }).click();
  await asking.getByRole("dialog").getByRole("textbox", { name: "答复" }).fill("已做快照，保留 7 天。");
  await asking.getByRole("dialog").getByRole("button", { name: "答复" }).click();
  await said(asking, "已答复");

  await deciding.reload();
  await settled(deciding);
  await deciding.getByRole("button", { name: "撤回授权" }).click();
  await deciding.getByRole("dialog").getByLabel("理由").fill("已处理完毕，提前收回。");
  await deciding.getByRole("dialog").getByRole("button", { name: "撤回授权" }).click();
  await said(deciding, "授权已撤回");
  await asking.reload();
  await settled(asking);
  await expect(asking.getByText("授权已撤回").first()).toBeVisible();
  const download = asking.waitForEvent("download");
  await asking.getByRole("link", { name: "授权书" }).click();
  expect((await download).suggestedFilename()).toMatch(/授权〔\d{4}〕\d+号 .*授权书\.docx/);
  for (const { watch } of [engineer, lead, clerk]) watch.nothing();
});

test("nobody else sees it: not the other provider, not another agency", async ({ browser }) => {
  for (const name of ["唐雯", "范伟"]) {
    const { page } = await sitDown(browser, city, name);
    await page.goto("/authorisations");
    await settled(page);
    await expect(page.getByText(TITLE)).toHaveCount(0);
    await page.context().close();
  }
});
