import { createHash, randomBytes, randomUUID } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createCloud, decideReviewOf, getReviewPage, receiveSubmissions } from "@yunjian/contract";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { startApp, type TestApp } from "./app.ts";
import { brokenLine, commandLine, keyOf, listen, type Run } from "./cli-process.ts";
import { allYes, found } from "./reviewing.ts";
import { makeWorld, type World } from "./world.ts";

// Every step is a process of its own.
vi.setConfig({ testTimeout: 180_000 });

let test: TestApp;
let world: World;
let run: Run;
let home: string;
let url: string;
const keys = { provider: "", signer: "", supervisor: "", customer: "" };

const file = (name: string, content: string | Buffer): string => {
  const at = path.join(home, name);
  writeFileSync(at, content);
  return at;
};
const as = (key: string) => ({ YUNJIAN_KEY: key });
const sha256 = (content: string | Buffer) => createHash("sha256").update(content).digest("hex");

beforeAll(async () => {
  test = await startApp();
  world = await makeWorld(test, { supervisedFrom: "2026-11-01" });
  const { call } = await world.as("lead");
  await call(createCloud, {
    body: {
      name: "云州电信备份云",
      providerOrgId: world.orgs.provider1,
      serviceModels: ["IaaS"],
      deployment: "shared",
      zones: ["internet"],
      region: "云州市",
      carriers: [],
      capabilityLevel: "general",
      mlpsLevel: 3,
      supervisedFrom: "2026-11-01",
    },
  });
  url = await listen(test);
  keys.provider = await keyOf(world, "provider1Lead");
  keys.signer = await keyOf(world, "provider1Lead2");
  keys.supervisor = await keyOf(world, "lead");
  keys.customer = await keyOf(world, "customer1Lead");
  ({ run, home } = commandLine({ YUNJIAN_URL: url, YUNJIAN_KEY: keys.provider }));
});

const SCAN = '<?xml version="1.0"?>\n<nmaprun scanner="nmap" args="nmap -oX"><host/></nmaprun>\n';
const MAIN = "云州电信政务云";
const SPARE = "云州电信备份云";

/** Hands in through the command, signed off by the second person. */
async function handIn(args: readonly string[]): Promise<{ id: string; number: string }> {
  const made = await run(["submit", ...args, "--json"]);
  expect(made.err + made.out, args.join(" ")).toContain("awaiting-sign-off");
  const signed = await run(["sign-off", made.json().id, "--json"], as(keys.signer));
  expect(signed.code).toBe(0);
  return signed.json();
}

interface Decision {
  readonly outcome: "compliant" | "supplement-needed" | "non-compliant";
  readonly note: string;
  readonly supplementUntil?: string;
  readonly defectTitle?: string;
  readonly severity?: "high";
}

async function decide(periodId: string, decision: Decision): Promise<void> {
  const { call } = await world.as("reviewer");
  await call(receiveSubmissions, { body: { periodIds: [periodId] } });
  const { reviews, duty } = await call(getReviewPage, { params: { id: periodId } });
  const [review] = reviews;
  const answers = {
    compliant: allYes(duty.id),
    "supplement-needed": { ...allYes(duty.id), complete: "no" },
    "non-compliant": found(duty.id),
  } as const;
  const { own, ...checklist } = answers[decision.outcome];
  await call(decideReviewOf, {
    params: { id: review!.id },
    body: { version: review!.version, checklist: { ...checklist, own: [...own] }, ...decision },
  });
}

describe("calling it", () => {
  it("says who it acts for, in both languages and as JSON", async () => {
    const zh = await run(["me"]);
    expect([zh.code, zh.out]).toEqual([0, expect.stringContaining("服务商负责人")]);
    const en = await run(["me"], { LANG: "en_US.UTF-8" });
    expect(en.out).toContain("provider, lead");
    const json = await run(["me", "--json"]);
    expect(json.json()).toMatchObject({
      person: { name: "冯刚" },
      organisation: { id: world.orgs.provider1 },
    });
  });

  it("ends with 2 when called wrongly, and says what is wrong in the reader's language", async () => {
    for (const [args, words] of [
      [["unknown"], "没有命令 unknown"],
      [["duty"], "缺少参数"],
      [["duties", "--state", "late"], "“late”不正确：可选 open, returned, due-soon, overdue"],
      [["duties", "--class", "气象"], "没有控制类“气象”"],
      [["duty", "47"], "“47”不是有效的编号"],
      [["plan", "整改〔2026〕1号"], "--text"],
      [["submit", "--period", randomUUID()], "请给出要提交的文件"],
      [["submit", "nothing.xml", "--duty", "JGK-A-47", "--sensitivity", "internal"], "没有文件 nothing.xml"],
      [["submit", "--nil"], "请用 --period 指定周期"],
      [["record", "cloud"], "请给出对象类型和编号"],
      [["backup"], "--out"],
      [["me", "--url", "yunjian.example"], "不是服务器地址"],
      [["catalogue"], "search"],
    ] as const) {
      const ran = await run(args);
      expect([ran.code, ran.err], args.join(" ")).toEqual([2, expect.stringContaining(words)]);
      expect(ran.out, args.join(" ")).toBe("");
    }
    const json = await run(["duty", "47", "--json"]);
    expect([json.code, json.json().error.name, json.err]).toEqual([2, "usage", ""]);
    const en = await run(["submit", "--nil", "--lang", "en"]);
    expect(en.err).toContain("name the periods by --period");
  });

  it("ends with 3 without a key, with a wrong one, and where the post does not allow it", async () => {
    for (const ran of [
      await run(["duties"], { YUNJIAN_KEY: "" }),
      await run(["duties", "--key", "yj_wrong"]),
    ]) {
      expect([ran.code, ran.err]).toEqual([3, expect.stringContaining("接口密钥")]);
    }
    const forbidden = await run(["record", "list", "--json"]);
    expect([forbidden.code, forbidden.json().error.name]).toEqual([3, "forbidden"]);
  });

  it("ends with 4 for what is not there and 6 when nobody answers", async () => {
    const absent = await run(["duty", randomUUID()]);
    expect([absent.code, absent.err]).toEqual([4, expect.stringContaining("没有找到")]);
    expect(absent.err).toContain("请求编号");
    const away = await run(["duties", "--url", "http://127.0.0.1:9"]);
    expect([away.code, away.err]).toEqual([6, expect.stringContaining("无法连接服务器：")]);
    const json = await run(["duties", "--url", "http://127.0.0.1:9", "--json"]);
    expect([json.code, json.json().error.name]).toEqual([6, "unreachable"]);
  });
});

describe("looking", () => {
  it("lists duties, filters them, and shows one", async () => {
    const all = await run(["duties", "--json", "--limit", "500"]);
    expect(all.json().items.length).toBeGreaterThan(60);
    const scans = await run([
      "duties",
      "--text",
      "JGK-A-47",
      "--cloud",
      MAIN,
      "--class",
      "风险评估与持续监控",
      "--json",
    ]);
    expect(
      scans
        .json()
        .items.map((each: { duty: { id: string }; cloud: { name: string } }) => [
          each.duty.id,
          each.cloud.name,
        ]),
    ).toEqual([["JGK-A-47", MAIN]]);
    const [period] = scans.json().items;
    const text = await run(["duties", "--text", "JGK-A-47"]);
    expect(text.out).toContain(`${period.id}`);
    expect(text.out.trim().split("\n")).toHaveLength(2);
    expect((await run(["duties", "--text", "JGK-A-47", "--due-to", "2026-11-01"])).err).toContain(
      "没有待办的义务",
    );
    expect((await run(["duties", "--limit", "2"])).err).toContain("还有更多");
    const one = await run(["duty", period.id]);
    expect(one.out).toContain("2026-11-01 – 2026-11-30");
    expect((await run(["duty", period.id, "--json"])).json()).toMatchObject({
      id: period.id,
      label: "2026-11",
    });
  });

  it("shows clouds, their posture, the catalogue, settings and the contract", async () => {
    expect((await run(["clouds"])).out).toContain(MAIN);
    expect((await run(["clouds", "--json"])).json().items).toHaveLength(2);
    expect((await run(["posture"])).out).toContain("临期");
    expect((await run(["posture", "--json"])).json().items).toHaveLength(2);
    expect((await run(["posture", SPARE, "--all"])).out).toContain("JGK-A-47");
    expect((await run(["posture", SPARE, "--json"])).json()).toMatchObject({ cloudName: SPARE });
    const many = await run(["posture", "电信"]);
    expect([many.code, many.err]).toEqual([2, expect.stringMatching(/对应多个云平台[^]*备份云/)]);
    expect((await run(["posture", "月球云"])).code).toBe(4);
    expect((await run(["catalogue", "search", "脆弱性扫描"])).out).toContain("JGK-A-47");
    expect(
      (await run(["catalogue", "search", "脆弱性扫描", "--json", "--limit", "3"])).json().items,
    ).toHaveLength(3);
    expect((await run(["catalogue", "show", "JGK-A-47"])).out).toContain("每月脆弱性扫描与漏洞修复");
    expect((await run(["catalogue", "show", "JGK-A-47", "--json"])).json().line.id).toBe("JGK-A-47");
    expect((await run(["catalogue", "show", "JGK-A-99"])).code).toBe(4);
    const settings = await run(["settings", "upload.maxMebibytes"], as(keys.supervisor));
    expect(settings.out).toMatch(/^upload\.maxMebibytes {2}\d+/);
    expect((await run(["settings", "--json"], as(keys.supervisor))).json().items.length).toBeGreaterThan(20);
    expect((await run(["settings", "no.such"], as(keys.supervisor))).code).toBe(4);
    expect((await run(["openapi"])).json().paths).toHaveProperty("/api/duties");
  });
});

describe("handing in", () => {
  it("serves several rows and clouds with one scan, once however often it is repeated", async () => {
    const scan = file("扫描 结果.xml", SCAN);
    const args = [
      "submit",
      scan,
      "--duty",
      "JGK-A-47",
      "--duty",
      "JGK-A-27",
      "--cloud",
      MAIN,
      "--cloud",
      SPARE,
      "--span",
      "2026-11",
      "--sensitivity",
      "internal",
    ];
    const first = await run(args);
    expect(first.code, first.err).toBe(0);
    expect(first.out).toContain("待签发");
    expect(first.err).toMatch(/JGK-A-47 +云州电信政务云 +2026-11/);
    expect(first.err).toMatch(/JGK-A-27 +云州电信备份云 +2026-11/);
    const again = (await run([...args, "--json"])).json();
    expect(again).toMatchObject({
      repeated: true,
      state: "awaiting-sign-off",
      files: [{ name: "扫描 结果.xml", sha256: sha256(SCAN) }],
    });
    expect(again.periods).toHaveLength(4);

    const signed = (await run(["sign-off", again.id, "--json"], as(keys.signer))).json();
    expect(signed).toMatchObject({ state: "submitted", number: "提交〔2026〕1号" });
    expect((await run(["sign-off", again.id], as(keys.signer))).out).toContain("提交〔2026〕1号");
    expect((await run([...args, "--json"])).json()).toMatchObject({
      repeated: true,
      state: "submitted",
      number: "提交〔2026〕1号",
    });
    expect((await run(["submissions", "--json"])).json().items).toHaveLength(1);
  });

  it("shows what was handed in and gives the file back unchanged", async () => {
    const { items } = (await run(["submissions", "--state", "submitted", "--json"])).json();
    const [{ id }] = items;
    expect((await run(["submissions"])).out).toContain("提交〔2026〕1号");
    expect((await run(["submission", id])).out).toContain("扫描 结果.xml");
    const submission = (await run(["submission", id, "--json"])).json();
    expect(submission.source).toBe("cli");
    const fileId = submission.files[0].id;
    const to = path.join(home, "back.xml");
    expect((await run(["download", fileId, "-o", to])).out).toContain(sha256(SCAN));
    expect(readFileSync(to, "utf8")).toBe(SCAN);
    expect((await run(["download", fileId, "-o", to])).code).toBe(2);
    expect((await run(["download", fileId, "-o", to, "--force", "--json"])).json()).toMatchObject({
      path: to,
      sha256: sha256(SCAN),
    });
    expect((await run(["download", fileId, "-o", "-"])).out).toBe(SCAN);
    expect((await run(["download", fileId], as(keys.customer))).code).toBe(4);
    expect((await run(["record", "submission", id])).out).toContain("submission.submitted");
    const history = (await run(["record", "submission", id, "--json", "--limit", "1"])).json();
    expect([history.items.length, history.next]).toEqual([1, expect.any(String)]);
  });

  it("refuses what could mean two things and says what it could be", async () => {
    const scan = file("other.xml", SCAN.replace("-oX", "-oX -p 1-10"));
    const clouds = await run(["submit", scan, "--duty", "JGK-A-29", "--sensitivity", "internal"]);
    expect(clouds.code).toBe(2);
    expect(clouds.err).toMatch(/JGK-A-29 对应多个监管对象[^]*政务云[^]*/);
    const sites = await run([
      "submit",
      scan,
      "--duty",
      "JGK-A-69",
      "--cloud",
      MAIN,
      "--sensitivity",
      "internal",
      "--json",
    ]);
    expect([sites.code, sites.json().error.name]).toEqual([2, "ambiguous"]);
    expect(
      sites
        .json()
        .error.candidates.map((each: { subject: string }) => each.subject)
        .sort(),
    ).toEqual(["南山灾备机房", "高新区主机房"]);
    const absent = await run([
      "submit",
      scan,
      "--duty",
      "JGK-A-47",
      "--cloud",
      MAIN,
      "--span",
      "2025-01",
      "--sensitivity",
      "internal",
    ]);
    expect([absent.code, absent.err]).toEqual([4, expect.stringMatching(/没有周期 2025-01[^]*2026-11/)]);
    expect((await run(["submit", scan, "--duty", "JGK-A-99", "--sensitivity", "internal"])).code).toBe(4);
    const quarter = await run([
      "submit",
      "--nil",
      "--duty",
      "JGK-A-13",
      "--cloud",
      SPARE,
      "--span",
      "2026-11",
      "--json",
    ]);
    expect(quarter.json().periods).toMatchObject([{ duty: "JGK-A-13", label: "2026Q4" }]);
    const site = await handIn([
      scan,
      "--duty",
      "JGK-A-69",
      "--cloud",
      MAIN,
      "--subject",
      "南山",
      "--sensitivity",
      "internal",
    ]);
    expect(site.number).toMatch(/^提交〔2026〕\d+号$/);
  });

  it("refuses bad files before or after sending, and leaves nothing behind", async () => {
    const row = ["--duty", "JGK-A-29", "--cloud", MAIN];
    const empty = await run(["submit", file("empty.xml", ""), ...row, "--sensitivity", "internal"]);
    expect([empty.code, empty.err]).toEqual([5, expect.stringContaining("是空文件")]);
    const undeclared = await run(["submit", file("a.txt", "结果"), ...row]);
    expect([undeclared.code, undeclared.err]).toEqual([2, expect.stringContaining("敏感程度")]);
    const program = await run([
      "submit",
      file("scan.txt", Buffer.from("7f454c4602010100", "hex")),
      ...row,
      "--sensitivity",
      "internal",
      "--json",
    ]);
    expect([program.code, program.json().error.name]).toEqual([5, "file-program"]);
    const marked = await run([
      "submit",
      file("方案.txt", "机密★10年\n\n方案"),
      ...row,
      "--sensitivity",
      "internal",
    ]);
    expect([marked.code, marked.err]).toEqual([5, expect.stringContaining("机密★10年")]);
    const twice = await run([
      "submit",
      file("b.txt", "x"),
      path.join(home, "b.txt"),
      ...row,
      "--sensitivity",
      "internal",
    ]);
    expect(twice.code).toBe(2);
    expect(
      (await run(["duties", "--text", "JGK-A-29", "--cloud", MAIN, "--json"])).json().items,
    ).toMatchObject([{ state: "open" }]);
  });

  it("withdraws, and declares nil and unchanged", async () => {
    const made = await handIn([
      file("log.txt", "访问日志"),
      "--duty",
      "JGK-A-70",
      "--cloud",
      MAIN,
      "--subject",
      "高新",
      "--sensitivity",
      "sensitive",
    ]);
    expect((await run(["withdraw", made.id, "--note", "选错机房", "--json"])).json()).toMatchObject({
      state: "withdrawn",
    });
    expect((await run(["withdraw", made.id])).out).toContain("已撤回");
    const nil = await handIn([
      "--nil",
      "--duty",
      "JGK-A-33",
      "--cloud",
      MAIN,
      "--statement",
      "本周期未发生安全事件",
    ]);
    expect((await run(["submission", nil.id])).out).toContain("零报告");
    const unfounded = await run([
      "submit",
      "--unchanged-since",
      nil.id,
      "--duty",
      "JGK-A-29",
      "--cloud",
      MAIN,
      "--json",
    ]);
    expect([unfounded.code, unfounded.json().error.name]).toEqual([5, "invalid-input"]);
    const waiting = (await run(["submissions", "--to-sign", "--json"], as(keys.signer))).json();
    expect(waiting.items.map((each: { kind: string }) => each.kind)).toEqual(["nil-report"]);
  });

  it("goes on where an interrupted upload stopped, and a server that is away ends with 6", async () => {
    const big = Buffer.concat([
      Buffer.from("时间,主机,漏洞\n"),
      Buffer.from(
        randomBytes(6 * 1024 ** 2)
          .toString("hex")
          .replace(/(.{64})/g, "$1\n"),
      ),
    ]);
    const report = file("大报告.csv", big);
    const line = await brokenLine(url);
    const args = ["submit", report, "--duty", "JGK-A-53", "--cloud", MAIN, "--sensitivity", "internal"];
    line.state.cutAfter = big.length / 2;
    const first = await run(args, { YUNJIAN_URL: line.url });
    expect([first.code, first.err]).toEqual([6, expect.stringContaining("重新执行同一命令即可从中断处继续")]);

    Object.assign(line.state, { cutAfter: Number.POSITIVE_INFINITY, sent: 0, refuse: false });
    const second = await run(args, { YUNJIAN_URL: line.url });
    expect(second.code, second.err).toBe(0);
    expect(second.err).toMatch(/大报告\.csv：从 [\d.]+ MiB 处继续上传/);
    expect(line.state.sent).toBeLessThan(big.length * 0.8);
    const id = /[0-9a-f-]{36}/.exec(second.out)![0];
    expect((await run(["submission", id, "--json"])).json().files).toMatchObject([
      { sha256: sha256(big), size: big.length },
    ]);
  });
});

describe("what comes of it", () => {
  const period = async (duty: string): Promise<string> => {
    const { items } = (await run(["submissions", "--state", "submitted", "--json"])).json();
    for (const { id } of items) {
      const { periods } = (await run(["submission", id, "--json"])).json();
      const found = periods.find(
        (each: { duty: { id: string }; cloud: { name: string } }) =>
          each.duty.id === duty && each.cloud.name === MAIN,
      );
      if (found) return found.id;
    }
    throw new Error(`nothing was handed in for ${duty}`);
  };

  it("shows outcomes and the reviewer's words", async () => {
    const returned = await period("JGK-A-47");
    await decide(returned, {
      outcome: "supplement-needed",
      note: "缺少应用层扫描",
      supplementUntil: "2026-12-04",
    });
    await decide(await period("JGK-A-27"), {
      outcome: "non-compliant",
      note: "补丁清单与扫描不符",
      defectTitle: "高危漏洞未修复",
      severity: "high",
    });
    await decide(await period("JGK-A-69"), { outcome: "compliant", note: "" });
    const { items } = (await run(["reviews", "--since", "2026-01-01", "--json"])).json();
    expect(items.map((each: { state: string }) => each.state)).toEqual([
      "returned",
      "non-compliant",
      "compliant",
    ]);
    expect((await run(["reviews", "--state", "returned"])).out).toContain("需补充");
    expect((await run(["reviews", returned])).out).toMatch(/2026-12-04（周五）[^]*缺少应用层扫描/);
    expect((await run(["reviews", returned, "--json"])).json().reviews).toMatchObject([
      { outcome: "supplement-needed" },
    ]);

    // What was returned is handed in again; the same command names the new version.
    const again = await handIn([
      file("full.xml", SCAN.replace("nmap -oX", "nmap -A -oX")),
      "--period",
      returned,
      "--sensitivity",
      "internal",
    ]);
    expect((await run(["submission", again.id, "--json"])).json()).toMatchObject({ versionNo: 2 });
    const closed = await run(["submit", "--nil", "--period", await period("JGK-A-27")]);
    expect([closed.code, closed.err]).toEqual([5, expect.stringMatching(/不能再提交[^]*JGK-A-27[^]*不符合/)]);
  });

  it("works a rectification off by its number", async () => {
    const { items } = (await run(["rectifications", "--mine", "--json"])).json();
    expect(items).toMatchObject([{ title: "高危漏洞未修复", state: "issued" }]);
    const { number, id } = items[0];
    const typed = number.replace("〔", "[").replace("〕", "]");
    expect((await run(["rectifications"])).out).toContain("高危漏洞未修复");
    expect((await run(["rectifications", "--overdue"])).err).toContain("没有整改");
    expect((await run(["rectification", typed])).out).toContain("待签收");
    expect((await run(["rectification", "整改〔2026〕99号"])).code).toBe(4);

    expect((await run(["receive", typed, "--json"])).json()).toMatchObject({
      id,
      state: "received",
      repeated: false,
    });
    expect((await run(["receive", id, "--json"])).json()).toMatchObject({
      state: "received",
      repeated: true,
    });
    expect((await run(["plan", id, "--text", "升级内核", "--on", "12月"])).code).toBe(2);
    const planned = ["plan", id, "--text", "十二月升级内核", "--on", "2026-12-08"];
    expect((await run([...planned, "--json"])).json()).toMatchObject({
      state: "in-progress",
      repeated: false,
    });
    expect((await run([...planned, "--json"])).json()).toMatchObject({ repeated: true });
    expect((await run(["progress", id, "--text", "已完成一半"])).out).toContain("整改中");
    const proof = file("proof.xml", SCAN);
    expect((await run(["prove", id, proof, "--text", "复测通过"])).code).toBe(2);
    expect(
      (await run(["prove", id, proof, "--text", "复测通过", "--sensitivity", "internal", "--json"])).json(),
    ).toMatchObject({ state: "proof-filed" });
    const steps = (await run(["rectification", id, "--json"])).json().steps;
    expect(steps.map((each: { kind: string }) => each.kind)).toEqual([
      "issue",
      "receipt",
      "plan",
      "progress",
      "proof",
    ]);
    expect((await run(["progress", id, "--text", "还有"])).code).toBe(5);
    expect((await run(["rectification", id], as(keys.customer))).code).toBe(4);
  });

  it("shows notices and the record to who may read it", async () => {
    const notices = await run(["notices", "--unread", "--mark-read", "--json"]);
    expect([notices.code, Array.isArray(notices.json().items)]).toEqual([0, true]);
    expect((await run(["notices", "--unread"])).code).toBe(0);
    const list = await run(
      [
        "record",
        "list",
        "--kind",
        "rectification.proof-filed",
        "--from",
        "2026-11-20",
        "--to",
        "2026-11-20",
        "--json",
        "--limit",
        "1",
      ],
      as(keys.supervisor),
    );
    expect(list.json()).toMatchObject({
      items: [{ kind: "rectification.proof-filed", person: { name: "冯刚" } }],
    });
    expect(
      (await run(["record", "list", "--person", "冯刚", "--limit", "3"], as(keys.supervisor))).out
        .trim()
        .split("\n"),
    ).toHaveLength(3);
    const unknown = await run(["record", "list", "--kind", "coffee"], as(keys.supervisor));
    expect([unknown.code, unknown.err]).toEqual([5, expect.stringContaining("应为下列之一")]);
  });
});
