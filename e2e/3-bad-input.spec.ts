/** What goes wrong in an office: wrong files, wrong forms, two people at once, a line that breaks. */
import { expect, type Page, test } from "@playwright/test";
import { demoCity, PATIENCE } from "./demo-city.ts";
import { Line } from "./line.ts";
import { sitDown } from "./seats.ts";
import { drop, fileArrives, fileRow, form, importTable, openPage, settled } from "./steps.ts";
import { gbk, mergedWorkbook, XLSX } from "./tables.ts";

let city: string;
test.beforeAll(async () => {
  test.setTimeout(PATIENCE);
  city = await demoCity();
});

test("files that cannot be taken: each says why, the others stay", async ({ browser }) => {
  const { page, watch } = await sitDown(browser, city, "彭雨");
  watch.expect(/status of 4\d\d/);
  await beginWithFiles(page);
  const text = (name: string, words: string) => ({ name, type: "text/plain", bytes: Buffer.from(words) });
  const target = page.getByRole("button", { name: /将文件拖到此处/ });
  await drop(page, target, [text("空.txt", "")]);
  await expect(page.getByText("“空.txt”是空文件，未添加。")).toBeVisible();

  const eicar = ["X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR", "-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"].join("");
  await drop(page, target, [
    text("说明.txt", "本期检查记录见附件。\n"),
    text("方案.txt", "机密★10年\n某系统建设方案\n"),
    text("样本.txt", eicar),
    { name: "报告.pdf", type: "application/pdf", bytes: Buffer.from("这不是 PDF\n") },
    {
      name: "工具.txt",
      type: "text/plain",
      bytes: Buffer.from("\x7fELF\x02\x01\x01\0".padEnd(200, "\0"), "latin1"),
    },
  ]);
  await fileArrives(page, "说明.txt");
  await expect(fileRow(page, "方案.txt")).toContainText("涉密标志");
  await expect(fileRow(page, "样本.txt")).toContainText("恶意代码");
  await expect(fileRow(page, "报告.pdf")).toContainText("改正扩展名");
  await expect(fileRow(page, "工具.txt")).toContainText("程序");

  await drop(page, target, [text("说明.txt", "本期检查记录见附件。\n")]);
  await expect(
    page.getByRole("list", { name: "已上传的附件" }).getByRole("link", { name: "说明.txt" }),
  ).toHaveCount(1);
  watch.nothing();
});

test("a form with every field wrong says so at every field and keeps what was typed", async ({ browser }) => {
  const { page, watch } = await sitDown(browser, city, "王磊");
  watch.expect(/status of 4\d\d/);
  await openPage(page, "单位");
  await page.getByRole("button", { name: "登记单位" }).first().click();
  const fields = form(page, "登记单位");
  await fields.getByRole("button", { name: "登记单位" }).click();
  for (const name of ["单位名称", "单位简称", "角色", "所在地区"]) {
    await expect(fields.getByText(new RegExp(`^请(填写|选择)${name}$`))).toBeVisible();
  }
  await fields.getByLabel("单位名称").fill("某某局");
  await fields.getByLabel("单位简称").fill("某局");
  await fields.getByLabel("统一社会信用代码").fill("12345");
  await fields.getByRole("combobox", { name: "角色" }).click();
  await page.locator(".ant-select-item-option").filter({ hasText: "云服务客户" }).click();
  await fields.getByLabel("所在地区").fill("云州市");
  await fields.getByRole("button", { name: "登记单位" }).click();
  await expect(fields.getByText("统一社会信用代码应为 18 位，现为 5 位。").first()).toBeVisible();
  await expect(fields.getByLabel("单位名称")).toHaveValue("某某局");
});

test("a due date in the past is refused with the earliest day", async ({ browser }) => {
  const { page } = await sitDown(browser, city, "李薇");
  const { items } = (await (await page.request.get("/api/obligations?limit=1")).json()) as {
    items: { id: string }[];
  };
  const answer = await page.request.post("/api/periods/requests", {
    headers: { "idempotency-key": crypto.randomUUID(), origin: city, "accept-language": "zh" },
    data: { obligationIds: [items[0]?.id], reason: "抽查", reference: "抽查一号", dueOn: "2020-01-01" },
  });
  expect(answer.status()).toBe(422);
  expect(JSON.stringify(await answer.json())).toContain("2020-01-01");

  await page.goto(`/obligations/${items[0]?.id}`);
  await page.getByRole("button", { name: "按需提交" }).click();
  const dueOn = form(page, "发起按需提交").getByLabel("截止日期");
  await dueOn.fill("2020-01-01");
  await dueOn.press("Tab");
  await expect(form(page, "发起按需提交").getByText(/^日期不能早于 \d{4}-\d\d-\d\d。$/)).toBeVisible();
});

test("tables as offices write them: merged cells, a byte order mark, GBK", async ({ browser }) => {
  const { page } = await sitDown(browser, city, "周敏");
  const cloud = "启明协同办公云";
  const merged = await mergedWorkbook([
    [{ value: "机房登记表", columnSpan: 3 }],
    ["云平台", "机房名称", "机房地址"],
    [{ value: cloud, rowSpan: 2 }, "甲机房", "甲路 1 号"],
    [null, "乙机房", "乙路 2 号"],
  ]);
  await importTable(page, "机房", { name: "合并单元格.xlsx", mimeType: XLSX, buffer: merged }, false);
  await expect(page.getByText(/合并单元格/).last()).toBeVisible();
  await expect(page.getByRole("row").filter({ hasText: "乙机房" })).toContainText("可导入");

  const lines = `云平台,机房名称,机房地址\r\n${cloud},丙机房,丙路 3 号\r\n`;
  const marked = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(lines)]);
  for (const [name, buffer] of [
    ["带标记.csv", marked],
    ["国标.csv", gbk(lines)],
  ] as const) {
    await importTable(page, "机房", { name, mimeType: "text/csv", buffer }, false);
    await expect(page.getByRole("row").filter({ hasText: "丙机房" })).toContainText("可导入");
  }
});

test("what somebody else handed in meanwhile is not handed in twice", async ({ browser }) => {
  const mine = await sitDown(browser, city, "唐雯");
  mine.watch.expect(/status of 409/);
  const period = await openPeriod(mine.page, "nil-report");
  await mine.page.goto(`/submit?period=${period}`);
  await mine.page.getByLabel("零报告说明").fill("本期未发生。");
  await expect(mine.page.getByText(/^草稿已保存/)).toBeVisible();

  const theirs = await sitDown(browser, city, "唐雯");
  await theirs.page.goto(`/submit?period=${period}`);
  await theirs.page.getByLabel("零报告说明").fill("本期未发生需报告的事件。");
  await expect(theirs.page.getByText(/^草稿已保存/)).toBeVisible();
  await theirs.page.getByRole("button", { name: "送签发" }).click();
  await expect(theirs.page.getByRole("heading", { level: 1 })).not.toHaveText("提交材料");
  const lead = await sitDown(browser, city, "罗浩");
  await lead.page.goto(theirs.page.url());
  await lead.page.getByRole("button", { name: "签发并提交" }).click();
  await expect(lead.page.getByRole("alert").getByText("已签发").first()).toBeVisible();

  const reviewer = await sitDown(browser, city, "李薇");
  await reviewer.page.goto(`/reviews/${period}`);
  await reviewer.page.getByRole("button", { name: "受理", exact: true }).click();
  await expect(reviewer.page.getByRole("heading", { name: "核对" })).toBeVisible();

  await mine.page.getByRole("button", { name: "送签发" }).click();
  await expect(mine.page.getByRole("alert").filter({ hasText: "当前状态为“审核中”" }).first()).toBeVisible();
  await expect(mine.page.getByLabel("零报告说明")).toHaveValue("本期未发生。");
});

test("two reviewers at once: the second is told, and nothing is decided twice", async ({ browser }) => {
  const one = await sitDown(browser, city, "李薇");
  const two = await sitDown(browser, city, "陈晨");
  two.watch.expect(/status of 409/);
  const queue = await one.page.request.get("/api/reviews/queue?limit=1&step=receipt");
  const { items } = (await queue.json()) as { items: { periodId: string }[] };
  const address = `/reviews/${items[0]?.periodId}`;
  for (const { page } of [one, two]) {
    await page.goto(address);
    await settled(page);
  }
  await one.page.getByRole("button", { name: "受理", exact: true }).click();
  await expect(one.page.getByRole("heading", { name: "核对" })).toBeVisible();
  await two.page.getByRole("button", { name: "受理", exact: true }).click();
  await expect(two.page.getByRole("dialog").getByText(/^李薇已于.*办理/)).toBeVisible();
});

test("the line breaks at 99 % of an upload: it goes on where it stopped", async ({ browser }) => {
  const line = new Line();
  const { page, watch } = await sitDown(browser, city, "彭雨", await line.open());
  watch.expect(/ERR_|Failed to load resource/);
  await beginWithFiles(page);
  const bytes = Buffer.alloc(8_000_000, "检查记录 0123456789\n");
  line.cutAfter = bytes.length * 0.99;
  const target = page.getByRole("button", { name: /将文件拖到此处/ });
  await drop(page, target, [{ name: "大文件.txt", type: "text/plain", bytes }]);
  await expect(fileRow(page, "大文件.txt")).toContainText("连接中断", { timeout: 30_000 });
  line.mend();
  await fileArrives(page, "大文件.txt");
  line.close();
});

test("the session is ended in another tab while typing: signed in again, the words are still there", async ({
  browser,
}) => {
  const { page, watch } = await sitDown(browser, city, "方远");
  watch.expect(/status of 401/);
  await beginWithFiles(page);
  await page.getByLabel("说明", { exact: true }).fill("写到一半的");
  await expect(page.getByText(/^草稿已保存/)).toBeVisible();

  const elsewhere = await sitDown(browser, city, "方远");
  await elsewhere.page.goto("/account");
  await settled(elsewhere.page);
  for (const button of await elsewhere.page.getByRole("button", { name: "结束登录" }).all())
    await button.click();
  await expect(elsewhere.page.getByText("该设备的登录已结束").first()).toBeVisible();

  await page.getByLabel("说明", { exact: true }).fill("写到一半的说明，继续写。");
  const again = form(page, "登录已失效，请重新登录");
  await expect(again).toBeVisible();
  await again.getByLabel("口令", { exact: true }).fill("Yun-Ying-2026-Demo");
  await again.getByRole("button", { name: "登录", exact: true }).click();
  await expect(again).toBeHidden();
  await expect(page.getByLabel("说明", { exact: true })).toHaveValue("写到一半的说明，继续写。");
});

/** The page for handing in, with a duty that files may prove. */
async function beginWithFiles(page: Page): Promise<void> {
  await page.goto(`/submit?period=${await openPeriod(page, "regular")}`);
  await settled(page);
  await page.getByRole("tab", { name: "文件", exact: true }).click();
}

async function openPeriod(page: Page, kind: string): Promise<string> {
  // Asked by the page itself, so that it takes the page's line.
  const { items } = await page.evaluate(
    async () =>
      (await (await fetch("/api/duties?limit=100")).json()) as { items: { id: string; kind: string }[] },
  );
  const found = items.find((item) => item.kind === kind);
  expect(found, `an open period of kind ${kind}`).toBeDefined();
  return found?.id ?? "";
}
