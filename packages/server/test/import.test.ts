import * as contract from "@yunjian/contract";
import { ApiError } from "@yunjian/contract";
import type { ImportKind } from "@yunjian/domain";
import { unzipSync, zipSync } from "fflate";
import iconv from "iconv-lite";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import writeXlsx from "write-excel-file/node";
import { importJob } from "../src/features/registry/jobs.ts";
import { runJob } from "../src/platform/jobs/index.ts";
import { readTable } from "../src/platform/tables/table.ts";
import { startApp, type TestApp, type Visitor } from "./app.ts";
import { makeWorld, type PersonKey, type World } from "./world.ts";

let test: TestApp;
let world: World;
let lead: Visitor;

beforeAll(async () => {
  test = await startApp();
  world = await makeWorld(test);
});
beforeEach(async () => {
  lead = await world.as("lead");
});

async function refusal(promise: Promise<unknown>): Promise<ApiError["problem"]> {
  const error = await promise.then(
    () => undefined,
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(ApiError);
  return (error as ApiError).problem;
}

const csv = (...lines: string[]) => Buffer.from(lines.join("\r\n"));

async function take(
  visitor: Visitor,
  kind: ImportKind,
  bytes: Buffer,
  options: { dryRun?: boolean; fileName?: string } = {},
) {
  const { dryRun = false, fileName = "表.csv" } = options;
  const { id } = await visitor.call(contract.importTable, {
    body: { kind, fileName, dryRun, content: bytes.toString("base64") },
  });
  return await outcome(visitor, id);
}

async function outcome(visitor: Visitor, id: string) {
  const summary = await visitor.call(contract.getImport, { params: { id } });
  const { items } = await visitor.call(contract.listImportRows, { params: { id }, query: { limit: 200 } });
  return { ...summary, items, notes: summary.notes.map((note) => note.zh).join("") };
}

const ORGANISATIONS = "单位名称,单位简称,统一社会信用代码,角色,上级单位,所在地区,联系人,联系电话,双人签发";

describe("an import", () => {
  it("takes what is right, skips what is wrong and says why at the column", async () => {
    const file = csv(
      ORGANISATIONS,
      "云州市卫生健康委员会,市卫健委,,云服务客户,,云州市,张华,0571-1,否",
      ",缺名,,云服务客户,,云州市,,,",
      "错角色单位,错角色,,国王,,云州市,,,也许",
      "错代码单位,错代码,91330100MA2KXXXX00,云服务客户,没有的单位,云州市,,,",
      "单签云公司,单签云,,云服务商,,云州市,,,否",
      "东湖区卫健局,东湖卫健,,云租户、运行监管方,市卫健委,东湖区,,,",
    );
    const done = await take(lead, "organisations", file);
    expect(done).toMatchObject({ state: "finished", total: 6, done: 6, taken: 2, refused: 4, unchanged: 0 });
    const problems = (line: number) =>
      done.items.find((row) => row.line === line)?.problems.map((p) => [p.column, p.message.zh]);
    expect(problems(3)).toEqual([["单位名称", "此项必填。"]]);
    expect(problems(4)?.map(([column]) => column)).toEqual(["角色", "双人签发"]);
    expect(problems(5)).toEqual([["上级单位", "没有找到单位“没有的单位”，请先登记。"]]);
    expect(problems(6)).toEqual([["双人签发", "运行监管方、云服务商和评估机构必须双人办理，不能关闭。"]]);
    const { items } = await lead.call(contract.listOrganisations, { query: { q: "卫健" } });
    expect(items.map((item) => [item.shortName, item.parent?.name ?? null])).toEqual(
      expect.arrayContaining([
        ["东湖卫健", "市卫健委"],
        ["市卫健委", null],
      ]),
    );
  });

  it("of the same file twice changes nothing, and tells what differs without overwriting it", async () => {
    const line = "云州市水利局,市水利局,,云服务客户,,云州市,,,";
    expect(await take(lead, "organisations", csv(ORGANISATIONS, line))).toMatchObject({ taken: 1 });
    const before = await lead.call(contract.listOrganisations, { query: { q: "水利" } });
    expect(await take(lead, "organisations", csv(ORGANISATIONS, line))).toMatchObject({
      taken: 0,
      unchanged: 1,
      refused: 0,
    });
    expect(await lead.call(contract.listOrganisations, { query: { q: "水利" } })).toEqual(before);

    const site = (address: string) =>
      csv("云平台,机房名称,机房地址", `云州电信政务云,高新区主机房,${address}`);
    const moved = await take(lead, "sites", site("别处 9 号"));
    expect(moved.unchanged).toBe(1);
    expect(moved.items[0]?.warnings[0]?.zh).toContain("机房地址（高新区云谷路 1 号 → 别处 9 号）");
    const cloud = await lead.call(contract.getCloud, { params: { id: world.clouds.cloud1 } });
    expect(cloud.siteList.map((each) => each.address)).toContain("高新区云谷路 1 号");
  });

  it("as a dry run reports the same and leaves no trace", async () => {
    const file = csv(
      ORGANISATIONS,
      "试验局,试验局,,云服务客户,,云州市,,,",
      "试验分局,试验分局,,云服务客户,试验局,云州市,,,",
      "坏,坏,,,,云州市,,,",
    );
    const tried = await take(lead, "organisations", file, { dryRun: true });
    expect(tried).toMatchObject({ dryRun: true, taken: 2, refused: 1 });
    expect((await lead.call(contract.listOrganisations, { query: { q: "试验" } })).items).toEqual([]);
    expect(await take(lead, "organisations", file)).toMatchObject({ taken: 2, refused: 1 });
  });

  it("goes through the rights of the one who imports", async () => {
    const provider = await world.as("provider1Member");
    const kinds = (kind: ImportKind) => refusal(take(provider, kind, csv(ORGANISATIONS)));
    for (const kind of ["organisations", "clouds", "people"] as const)
      expect((await kinds(kind)).name).toBe("forbidden");
    const file = csv(
      "云平台,机房名称,机房地址",
      "云州电信政务云,西区机房,西区 1 号",
      "云州联通专享云,偷建机房,某处",
    );
    const done = await take(provider, "sites", file);
    expect(done).toMatchObject({ taken: 1, refused: 1 });
    expect(done.items[1]?.problems[0]?.message.zh).toContain("没有找到云平台");
    const stranger = await world.as("provider2Member");
    expect((await refusal(stranger.call(contract.getImport, { params: { id: done.id } }))).name).toBe(
      "not-found",
    );
    expect(
      (await refusal(stranger.call(contract.listImportRows, { params: { id: done.id }, query: {} }))).name,
    ).toBe("not-found");
    expect((await stranger.call(contract.listImports, { query: {} })).items).toEqual([]);
  });

  it("of people gives posts, never one's own and never two administrators", async () => {
    const admin = await world.as("systemAdmin");
    const file = csv(
      "姓名,邮箱,单位,岗位,职务",
      "钱多多,qian@rsj.example,市人社局,客户经办人、客户负责人,科员",
      "双管,shuang@dsj.example,市大数据局,安全管理员、审计管理员,",
      "错岗,cuo@rsj.example,市人社局,监管负责人,",
      "没邮箱,not-an-address,市人社局,客户经办人,",
    );
    const done = await take(admin, "people", file);
    expect(done).toMatchObject({ taken: 1, refused: 3 });
    expect(done.items.slice(1).map((row) => row.problems[0]?.column)).toEqual([null, "岗位", "电子邮箱"]);
    const { items } = await admin.call(contract.listPeople, { query: { q: "shuang@" } });
    expect(items).toEqual([]);
    expect((await take(admin, "people", file)).unchanged).toBe(1);
  });

  it("enters clouds with certificate, systems with their place, contracts and resources", async () => {
    const clouds = csv(
      "云平台名称,云服务商,服务模式,部署方式,区域,所在地区,运营商,能力级别,等保级别,监管起始日期,安全评估编号,评估公布日期",
      "云州二期云,电信云,IaaS/PaaS,共享,互联网区；政务外网区,云州市,电信,增强,二级,2026/3/1,YPG-77,2026年2月3日",
      "坏云,市人社局,XaaS,共享,互联网区,云州市,,增强,九级,昨天,,",
    );
    const made = await take(lead, "clouds", clouds);
    expect(made).toMatchObject({ taken: 1, refused: 1 });
    expect(made.items[1]?.problems.map((p) => p.column).sort()).toEqual(
      ["服务模式", "监管起始日期", "等保级别"].sort(),
    );
    const systems = csv(
      "系统名称,客户单位,等保级别,是否网站,域名,云平台,区域",
      "就业服务系统,市人社局,三级,是,jy.example.com,云州二期云,互联网区",
    );
    const placed = await take(lead, "systems", systems);
    expect(placed.items[0]?.warnings[0]?.zh).toContain("低于系统的三级");
    expect(await take(lead, "systems", systems)).toMatchObject({ unchanged: 1 });
    const contracts = csv(
      "合同编号,合同名称,甲方,乙方,云平台,签订日期,到期日期",
      "ZWY-1,云服务合同,市人社局,电信云,云州二期云,20260301,2027-02-28",
    );
    expect(await take(lead, "contracts", contracts)).toMatchObject({ taken: 1 });
    const resources = csv(
      "业务系统,资源类型,资源名称",
      "就业服务系统,云主机,web-01",
      "就业服务系统,云主机,web-01",
      "就业服务系统,飞机,x",
      "没有的系统,云主机,y",
    );
    const entered = await take(lead, "resources", resources);
    expect(entered).toMatchObject({ taken: 1, unchanged: 1, refused: 2 });
    const seen = (await lead.call(contract.listClouds, { query: { q: "二期" } })).items[0];
    expect(seen).toMatchObject({
      systems: 1,
      mlpsLevel: 2,
      supervisedFrom: "2026-03-01",
      certificate: { number: "YPG-77", validUntil: "2029-02-02" },
    });
  });
});

describe("nasty files", () => {
  const lines = [ORGANISATIONS, "编码局,编码局,,云服务客户,,云州市,,,"].join("\n");

  it("are read in the encodings that spreadsheets write", async () => {
    const encodings = [
      Buffer.from(lines),
      Buffer.from(`\uFEFF${lines}`),
      iconv.encode(lines, "gbk"),
      iconv.encode(`\uFEFF${lines}`, "utf-16le"),
    ];
    for (const [index, bytes] of encodings.entries()) {
      const done = await take(lead, "organisations", bytes, { dryRun: true });
      expect(done, String(index)).toMatchObject({ taken: 1, refused: 0 });
      expect(done.notes.includes("GBK")).toBe(index === 2);
    }
  });

  it("are refused as a whole with a reason when they are no table of that kind", async () => {
    const wrong: [string, Buffer][] = [
      ["文件是空的", Buffer.alloc(0)],
      ["旧版 .xls", Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 1, 2, 3])],
      ["已损坏", Buffer.from("PK\u0003\u0004 but then something else")],
      ["已损坏", Buffer.from([1, 0, 2, 0, 3, 0, 4])],
      ["表头缺少必填列：单位名称", csv("甲,乙", "1,2")],
      ["没有数据行", csv(ORGANISATIONS)],
      ["出现了两次", csv(`${ORGANISATIONS},单位名称`, "a,b,,云服务客户,,c,,,,d")],
    ];
    for (const [word, bytes] of wrong) {
      const problem = await refusal(take(lead, "organisations", bytes));
      expect(problem).toMatchObject({ name: "invalid-input", errors: [{ field: "/content" }] });
      expect(problem.errors?.[0]?.message).toContain(word);
    }
  });

  it("in xlsx: titles above the heading, merged cells, formulas, dates, empty lines, the example", async () => {
    const bytes = await writeXlsx([
      {
        sheet: "机房",
        data: [
          [{ value: "云州市机房登记表", columnSpan: 4, fontWeight: "bold" }, null, null, null],
          ["云平台", "机房名称 *", "机房地址（到门牌号）", "备注"],
          ["示例：某云", "某机房", "某处", null],
          [{ value: "云州电信政务云", rowSpan: 3 }, "甲机房", "甲路 1 号", 1],
          [null, "乙机房", "乙路 2 号", 2],
          [null, null, null, null],
          [null, null, null, null],
          [
            "云州电信政务云",
            "丙机房",
            { type: "Formula", value: '=CONCATENATE("丙路"," 3 号")' } as never,
            null,
          ],
        ],
      },
      { sheet: "别的", data: [["无关"]] },
    ]).toBuffer();
    const done = await take(lead, "sites", bytes, { fileName: "机房.xlsx" });
    expect(done.notes).toContain("1 处合并单元格");
    expect(done.notes).toContain("1 个公式没有保存计算结果");
    expect(done.notes).toContain("以下列未识别，已忽略：备注");
    expect(done.notes).toContain("示例行已跳过");
    expect(done.items.map((row) => [row.line, row.outcome])).toEqual([
      [4, "taken"],
      [5, "taken"],
      [8, "refused"],
    ]);
  });

  it("in xlsx: dates and figures come as people see them", async () => {
    const bytes = await writeXlsx([
      ["a", "b", "c", "d", "e"],
      [
        { type: Date, value: new Date(Date.UTC(2026, 10, 20)), format: 'yyyy"年"m"月"d"日"' },
        20260301,
        0.1 + 0.2,
        true,
        13_800_000_000,
      ],
    ]).toBuffer();
    const { rows } = await readTable(bytes);
    expect(rows[1]?.cells).toEqual(["2026-11-20", "20260301", "0.3", "是", "13800000000"]);
  });

  it("may be the template itself, filled in", async () => {
    for (const kind of [
      "organisations",
      "people",
      "clouds",
      "sites",
      "systems",
      "resources",
      "contracts",
    ] as const) {
      const who: PersonKey = kind === "people" ? "systemAdmin" : "lead";
      const { cookie } = await world.as(who);
      const answer = await test.app.inject({
        url: `/api/imports/templates/${kind}`,
        headers: { cookie: cookie() ?? "" },
      });
      expect(answer.statusCode).toBe(200);
      const { rows } = await readTable(answer.rawPayload);
      expect(rows).toHaveLength(2);
      const problem = await refusal(take(await world.as(who), kind, answer.rawPayload));
      expect(problem.errors?.[0]?.message).toContain("没有数据行");
    }
  });

  it("come back as a report that can be downloaded", async () => {
    const done = await take(lead, "organisations", csv(ORGANISATIONS, ",无名,,云服务客户,,云州市,,,"));
    const answer = await test.app.inject({
      url: `/api/imports/${done.id}/report`,
      headers: { cookie: lead.cookie() ?? "" },
    });
    const { rows } = await readTable(answer.rawPayload);
    expect(rows[1]?.cells).toEqual(["2", "未导入", "", "单位名称", "", "此项必填。"]);
  });

  it("that unpack to far more than a table needs, or are torn, are refused", async () => {
    const good = await writeXlsx([["云平台", "机房名称", "机房地址"]]).toBuffer();
    const files = unzipSync(good);
    files["xl/worksheets/sheet1.xml"] = Buffer.alloc(210 * 1024 * 1024, " ");
    const bomb = Buffer.from(zipSync(files, { level: 1 }));
    expect(bomb.length).toBeLessThan(2 * 1024 * 1024);
    const torn = Buffer.concat([
      good.subarray(0, 200),
      good.subarray(good.lastIndexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]))),
    ]);
    for (const bytes of [bomb, torn]) {
      expect((await refusal(take(lead, "sites", bytes))).errors?.[0]?.message).toContain("已损坏");
    }
  });
});

describe("large files", () => {
  const resources = (count: number) =>
    csv(
      "业务系统,云平台,资源类型,资源名称,规格,地址",
      ...Array.from(
        { length: count },
        (_, i) => `社会保险公共服务网,,云主机,vm-${i},4C8G,10.0.${i >> 8}.${i & 255}`,
      ),
    );

  const work = async (id: string) => {
    await runJob({ db: test.db, clock: test.clock.read, log: test.deps.log }, importJob, "test", {
      data: { runId: id },
    });
  };

  it("of 100,000 lines are worked through by a job in bounded time and statements", {
    timeout: 180_000,
  }, async () => {
    const bytes = resources(100_000);
    const started = performance.now();
    const waiting = await take(lead, "resources", bytes);
    expect(waiting).toMatchObject({ state: "waiting", total: 100_000, done: 0 });
    test.statements();
    await work(waiting.id);
    const statements = test.statements().length;
    const done = await outcome(lead, waiting.id);
    expect(done).toMatchObject({ state: "finished", done: 100_000, taken: 100_000, refused: 0 });
    // 200 batches; reading, taking and reporting each with a handful of statements, none per line.
    expect(statements / 200).toBeLessThan(40);
    expect(performance.now() - started).toBeLessThan(120_000);
    await work(waiting.id);
    expect(await outcome(lead, waiting.id)).toEqual(done);
  });

  it("of more than 100,000 lines are refused before anything is taken", async () => {
    const problem = await refusal(take(lead, "resources", resources(100_001)));
    expect(problem.errors?.[0]?.message).toContain("最多 100000 行");
  });

  it("can be stopped while they wait, and go on where a killed process left them", async () => {
    const stopped = await take(lead, "resources", resources(2_500));
    await lead.call(contract.cancelImport, { params: { id: stopped.id } });
    await work(stopped.id);
    expect(await outcome(lead, stopped.id)).toMatchObject({ state: "cancelled", done: 0 });

    const lines = Array.from({ length: 2_100 }, (_, i) => `断点局${i},断点局${i},,云服务客户,,云州市,,,`);
    const killed = await take(lead, "organisations", csv(ORGANISATIONS, ...lines));
    let asked = 0;
    const dying = () => {
      asked += 1;
      if (asked > 8) throw new Error("killed");
      return test.clock.read();
    };
    await expect(
      runJob({ db: test.db, clock: dying, log: test.deps.log }, importJob, "test", {
        data: { runId: killed.id },
      }),
    ).rejects.toThrow("killed");
    const half = await outcome(lead, killed.id);
    expect(half.state).toBe("running");
    expect(half.done).toBeGreaterThan(0);
    expect(half.done).toBeLessThan(2_100);
    await work(killed.id);
    expect(await outcome(lead, killed.id)).toMatchObject({ state: "finished", done: 2_100, taken: 2_100 });
  });
});
