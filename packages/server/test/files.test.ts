import { ApiError, askPurge, decidePurge, getFile, listPurges, previewFile } from "@yunjian/contract";
import iconv from "iconv-lite";
import { beforeAll, describe, expect, it } from "vitest";
import { platformActor, withActor } from "../src/platform/tenancy.ts";
import { startApp, type TestApp, type Visitor } from "./app.ts";
import { docx, EICAR, LYNIS, NMAP, pdf, SBOM, XCCDF, xlsx, zip } from "./samples.ts";
import { type Meta, uploader } from "./uploading.ts";
import { makeWorld, type World } from "./world.ts";

let test: TestApp;
let world: World;
let member: Visitor;
let up: Awaited<ReturnType<typeof uploader>>;

beforeAll(async () => {
  test = await startApp();
  world = await makeWorld(test);
  member = await world.as("provider1Member");
  up = await uploader(test, member);
});

/** A small archive whose directory says that its member unpacks to 2 GB. */
function bomb(): Buffer {
  const bytes = zip({ "a.bin": new Uint8Array(100_000) });
  bytes.writeUInt32LE(2 * 1024 ** 3, bytes.indexOf("PK\x01\x02") + 24);
  return bytes;
}
const all = <T>(work: Parameters<typeof withActor<T>>[3]) =>
  withActor(test.db, platformActor("test"), "read", work);
async function show(
  content: string | Uint8Array,
  meta: Meta,
  query: { from?: number; count?: number; sheet?: number } = {},
) {
  const id = await up.sendFile(content, meta);
  return await member.call(previewFile, { params: { id }, query });
}
async function refusalOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => undefined,
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(ApiError);
  return (error as ApiError).problem.name;
}

describe("what is not taken", () => {
  it.each<[string, () => Promise<Buffer | string> | Buffer | string, string]>([
    ["说明.txt", () => "机密★10年\n关于……", "file-classified"],
    ["【机密】说明.txt", () => "普通内容", "file-classified"],
    ["国标码.csv", () => iconv.encode("密级：秘密\n编号,名称\n", "gb18030"), "file-classified"],
    ["宽字符.txt", () => iconv.encode("秘密★长期\n", "utf-16le", { addBOM: true }), "file-classified"],
    ["报告.docx", () => docx(["报告", "绝密★启封前", "正文"]), "file-classified"],
    ["扫描.pdf", () => pdf("秘密★5年", "utf-16"), "file-classified"],
    ["字形.pdf", () => pdf("机密★10年", "glyphs"), "file-classified"],
    ["附件.zip", () => zip({ "目录/【秘密】名单.xlsx": "x" }), "file-classified"],
    ["页面.html", () => "<html><body><p>机<b>密</b>★3年</p></body></html>", "file-classified"],
    ["病毒.txt", () => EICAR, "file-malware"],
    ["工具.txt", () => Buffer.concat([Buffer.from("\x7fELF", "latin1"), Buffer.alloc(200)]), "file-program"],
    ["安装.bat", () => "echo off", "file-program"],
    ["报告.pdf", () => Buffer.from("\x89PNG\r\n\x1a\n0000000000", "latin1"), "file-type-differs"],
    ["清单.xlsx", () => "编号,名称\n1,服务器\n", "file-type-differs"],
    ["清单.csv", () => pdf("ok"), "file-type-differs"],
    ["坏.docx", () => Buffer.from("PK\x03\x04 not a zip at all", "latin1"), "file-damaged"],
    ["断.pdf", () => Buffer.from("%PDF-1.7\n1 0 obj\n<<"), "file-damaged"],
    ["越界.zip", () => zip({ "../../etc/cron.d/x": "x" }), "file-archive-path"],
    ["炸弹.zip", () => bomb(), "file-archive-bomb"],
  ])("%s (%#)", async (name, make, refusal) => {
    const answer = await up.send(await make(), { name });
    expect(answer.problem).toMatchObject({ name: refusal, status: 422 });
    expect(answer.problem?.title).toContain(name);
    expect(answer.fileId).toBeNull();
  });

  it("is destroyed at once and recorded without its text; asking again gives the same answer", async () => {
    const text = "秘密★7年\n不得外传的内容";
    const made = await up.create(Buffer.byteLength(text), { name: "名单.txt", sensitivity: "internal" });
    const answer = await up.patch(made.location, 0, Buffer.from(text));
    expect(answer.problem?.title).toContain("请勿上传");
    const id = made.location.split("/").at(-1) ?? "";
    expect(await test.deps.blobs.parts.size(id)).toBeNull();
    const entry = await all((tx) =>
      tx.selectFrom("record_entry").selectAll().where("object_id", "=", id).executeTakeFirstOrThrow(),
    );
    expect(entry.kind).toBe("file.refused");
    expect(entry.body.toString()).not.toContain("外传");
    expect(entry.body.toString()).not.toContain("名单");
    expect((await up.head(made.location)).status).toBe(422);
  });

  it("is not what merely speaks of secrets", async () => {
    const harmless = [
      "已签订保密协议和商业秘密保护承诺，落实信息机密性要求。",
      "级别,含义\n内部,仅内部使用\n机密,泄露有严重损害\n",
    ];
    for (const [i, text] of harmless.entries())
      expect((await up.send(text, { name: `保密协议${i}.txt` })).fileId).not.toBeNull();
    expect((await up.send(pdf("confidential information"), { name: "nda.pdf" })).fileId).not.toBeNull();
  });
});

describe("what a file is", () => {
  it("is told by its content, with what a reviewer should know", async () => {
    const id = await up.sendFile(
      zip({ "[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>", "xl/vbaProject.bin": "x" }),
      { name: "宏.xlsm" },
    );
    expect(await member.call(getFile, { params: { id } })).toMatchObject({
      kind: "xlsx",
      warnings: ["macros"],
      scan: { state: "unscanned" },
    });
    const archive = await up.sendFile(zip({ "tool/setup.exe": "x" }), { name: "工具.zip" });
    expect((await member.call(getFile, { params: { id: archive } })).warnings).toContain("programs-inside");
    const old = await up.sendFile(Buffer.from("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old office", "latin1"), {
      name: "旧.doc",
    });
    expect(await member.call(previewFile, { params: { id: old }, query: {} })).toEqual({
      kind: "none",
      reason: "office-old",
    });
    const ofd = await up.sendFile(zip({ "OFD.xml": "<ofd/>" }), { name: "公文.ofd" });
    expect(await member.call(previewFile, { params: { id: ofd }, query: {} })).toEqual({
      kind: "none",
      reason: "ofd",
    });
  });
});

describe("download", () => {
  it("is an attachment in a sandbox, and answers ranges", async () => {
    const id = await up.sendFile("0123456789", { name: "数字 (1).txt" });
    const whole = await up.get(`/api/files/${id}/download`);
    expect(whole.headers.get("content-disposition")).toContain(
      "attachment; filename=\"file\"; filename*=UTF-8''%E6%95%B0%E5%AD%97%20%281%29.txt",
    );
    expect(whole.headers.get("content-security-policy")).toContain("sandbox");
    expect(whole.headers.get("x-content-type-options")).toBe("nosniff");
    expect(await whole.text()).toBe("0123456789");
    const part = await up.get(`/api/files/${id}/download`, { range: "bytes=2-4" });
    expect([part.status, part.headers.get("content-range"), await part.text()]).toEqual([
      206,
      "bytes 2-4/10",
      "234",
    ]);
    const tail = await up.get(`/api/files/${id}/download`, { range: "bytes=-3" });
    expect(await tail.text()).toBe("789");
    expect((await up.get(`/api/files/${id}/show`)).status).toBe(404);
    const image = await up.sendFile(Buffer.from("\x89PNG\r\n\x1a\n0000000000", "latin1"), { name: "图.png" });
    const shown = await up.get(`/api/files/${image}/show`);
    expect([shown.status, shown.headers.get("content-type")]).toEqual([200, "image/png"]);
    expect(shown.headers.get("content-security-policy")).toContain("sandbox");
  });

  it("of a sensitive file is recorded", async () => {
    const id = await up.sendFile("敏感内容", { name: "敏感.txt", sensitivity: "sensitive" });
    await (await up.get(`/api/files/${id}/download`)).text();
    const read = await all((tx) =>
      tx
        .selectFrom("record_entry")
        .select("kind")
        .where("object_id", "=", id)
        .where("kind", "=", "file.read")
        .execute(),
    );
    expect(read).toHaveLength(1);
  });

  it("is nobody else's", async () => {
    const id = await up.sendFile("仅本单位", { name: "私.txt" });
    for (const who of ["provider2Member", "customer1Member", "manager"] as const) {
      const other = await world.as(who);
      expect(await refusalOf(other.call(getFile, { params: { id } }))).toBe("not-found");
      expect(await refusalOf(other.call(previewFile, { params: { id }, query: {} }))).toBe("not-found");
      expect((await (await uploader(test, other)).get(`/api/files/${id}/download`)).status).toBe(404);
    }
  });
});

describe("preview", () => {
  it("of text finds its encoding and pages", async () => {
    expect(await show(iconv.encode("第一行\r\n第二行", "gb18030"), { name: "gbk.txt" })).toMatchObject({
      kind: "text",
      encoding: "gb18030",
      lines: ["第一行", "第二行"],
      more: false,
    });
    expect(await show(iconv.encode("宽\n", "utf-16be", { addBOM: true }), { name: "w.txt" })).toMatchObject({
      encoding: "utf-16be",
      lines: ["宽"],
    });
    const many = Array.from({ length: 1000 }, (_, i) => `行 ${i}`).join("\n");
    expect(await show(many, { name: "l.log" }, { from: 500, count: 2 })).toMatchObject({
      lines: ["行 500", "行 501"],
      more: true,
    });
    expect(await show("x".repeat(50_000), { name: "long.txt" })).toMatchObject({
      notes: ["long-lines-cut"],
      more: false,
    });
  });

  it("of a table of 100,000 rows shows any page, with BOM or GBK, uneven or quoted", async () => {
    const big = `\ufeff编号,名称\n${Array.from({ length: 100_000 }, (_, i) => `${i},"服务器, ${i}"`).join("\n")}`;
    expect(await show(big, { name: "big.csv" }, { from: 99_999, count: 5 })).toMatchObject({
      kind: "table",
      rows: [
        ["99998", "服务器, 99998"],
        ["99999", "服务器, 99999"],
      ],
      more: false,
    });
    expect(await show(big, { name: "big2.csv" }, { count: 2 })).toMatchObject({
      rows: [
        ["编号", "名称"],
        ["0", "服务器, 0"],
      ],
      more: true,
    });
    expect(await show(iconv.encode("编号;名称;备注\n1;甲\n", "gb18030"), { name: "g.csv" })).toMatchObject({
      encoding: "gb18030",
      rows: [
        ["编号", "名称", "备注"],
        ["1", "甲"],
      ],
      notes: ["uneven-rows"],
    });
  });

  it("of a workbook shows sheets, merged cells and dates, page by page", async () => {
    const first = await show(xlsx(1000), { name: "台账.xlsx" }, { count: 2 });
    expect(first).toMatchObject({
      kind: "table",
      sheets: ["台账", "说明"],
      rows: [["资产清单"], ["1", "服务器", "2026-11-20"]],
      merges: [{ row: 0, column: 0, rows: 1, columns: 3 }],
      more: true,
    });
    expect(await show(xlsx(1000), { name: "台账.xlsx" }, { from: 1000, count: 10 })).toMatchObject({
      rows: [["1000", "服务器", "2026-11-20"]],
      more: false,
      merges: [],
    });
    expect(await show(xlsx(1), { name: "台账.xlsx" }, { sheet: 1 })).toMatchObject({
      rows: [["第二页"]],
      sheet: 1,
    });
  });

  it("of a document shows headings, paragraphs and tables", async () => {
    expect(
      await show(
        await docx(
          ["安全报告", "正文一", "正文二"],
          [
            ["项", "值"],
            ["甲", "1"],
          ],
        ),
        { name: "r.docx" },
      ),
    ).toMatchObject({
      kind: "docx",
      blocks: [
        { type: "heading", level: 1, text: "安全报告" },
        { type: "paragraph", text: "正文一" },
        { type: "paragraph", text: "正文二" },
        {
          type: "table",
          rows: [
            ["项", "值"],
            ["甲", "1"],
          ],
        },
      ],
    });
  });

  it("of an archive lists it, in GBK too; of PDF and image names where the bytes are", async () => {
    expect(await show(zip({ "目录/甲.txt": "12345", "乙.txt": "" }), { name: "a.zip" })).toMatchObject({
      kind: "archive",
      total: 2,
      entries: [
        { name: "目录/甲.txt", size: 5, folder: false, encrypted: false },
        { name: "乙.txt", size: 0 },
      ],
    });
    expect(await show(pdf("hello"), { name: "a.pdf" })).toMatchObject({
      kind: "pdf",
      url: expect.stringMatching(/^\/api\/files\/.*\/show$/),
    });
  });

  it("of XML sets it out and expands nothing", async () => {
    const bomb =
      '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "boom"><!ENTITY y SYSTEM "file:///etc/passwd">]><a><b k="v">&x;&y;</b><c/></a>';
    expect(await show(bomb, { name: "x.xml" })).toMatchObject({
      kind: "xml",
      lines: ["<a>", '  <b k="v">&x;&y;</b>', "  <c/>", "</a>"],
      notes: ["doctype-ignored"],
    });
    expect(await show("<a><b></a>", { name: "broken.xml" })).toMatchObject({
      kind: "text",
      lines: ["<a><b></a>"],
      notes: ["not-well-formed"],
    });
  });

  it.each([
    [
      "nmap.xml",
      NMAP,
      {
        tool: "nmap",
        toolVersion: "7.93",
        rows: [["10.0.0.1 (gw.example)", "22/tcp", "open", "ssh", "OpenSSH 9.2p1"]],
        total: 1,
      },
    ],
    [
      "oscap.xml",
      XCCDF,
      {
        tool: "openscap",
        toolVersion: "1.3.7",
        total: 2,
        rows: [
          ["high", "fail", "Disable SSH Root Login", "sshd_disable_root_login"],
          ["medium", "fail", "Enable auditd", "audit"],
        ],
      },
    ],
    [
      "lynis-report.dat",
      LYNIS,
      {
        tool: "lynis",
        toolVersion: "3.0.8",
        total: 2,
        rows: [
          ["warning", "FIRE-4512", "iptables module(s) loaded, but no rules active", ""],
          [
            "suggestion",
            "SSH-7408",
            "Consider hardening SSH configuration",
            "AllowTcpForwarding (set YES to NO)",
          ],
        ],
      },
    ],
    [
      "sbom.json",
      SBOM,
      {
        tool: "cyclonedx",
        toolVersion: "1.5",
        total: 2,
        rows: [
          ["fastify", "5.12.8", "library", "MIT", "pkg:npm/fastify@5.12.8"],
          ["@fastify/cookie", "11.1.5", "library", "", ""],
        ],
      },
    ],
  ])("of %s says first what the tool found", async (name, content, result) => {
    const shown = await show(content, { name });
    expect(shown).toMatchObject({ result });
    expect((shown as { result: { facts: unknown[] } }).result.facts.length).toBeGreaterThan(3);
  });
});

describe("a purge", () => {
  it("is asked by one, approved by another; content and twins go, the tombstone stays", async () => {
    const id = await up.sendFile("误传的内容", { name: "误传.txt" });
    const twin = await up.sendFile("误传的内容", { name: "误传-副本.txt" });
    const { version } = await member.call(getFile, { params: { id } });
    const asked = await member.call(askPurge, {
      params: { id },
      body: { version, reason: "误将内部涉密材料上传" },
    });
    expect((await up.get(`/api/files/${id}/download`)).status).toBe(410);
    expect(await member.call(previewFile, { params: { id }, query: {} })).toEqual({
      kind: "none",
      reason: "gone",
    });
    expect(
      await refusalOf(
        member.call(decidePurge, {
          params: { id },
          body: { version: asked.version, approve: true, note: "" },
        }),
      ),
    ).toBe("forbidden");

    const lead = await world.as("lead");
    expect((await lead.call(listPurges, { query: {} })).items).toMatchObject([
      { id, reason: "误将内部涉密材料上传" },
    ]);
    expect(
      await refusalOf(lead.call(decidePurge, { params: { id }, body: { version, approve: true, note: "" } })),
    ).toBe("stale-version");
    await lead.call(decidePurge, {
      params: { id },
      body: { version: asked.version, approve: true, note: "同意" },
    });
    const key = await all((tx) =>
      tx.selectFrom("file").select("blob_key").where("id", "=", id).executeTakeFirstOrThrow(),
    );
    expect(await test.deps.blobs.has(key.blob_key)).toBe(false);
    expect(await member.call(getFile, { params: { id } })).toMatchObject({
      state: "purged",
      name: "误传.txt",
    });
    expect(await member.call(getFile, { params: { id: twin } })).toMatchObject({ state: "purged" });
  });

  it("is not approved by whoever asked, and a refusal opens the file again", async () => {
    const id = await up.sendFile("并无不当", { name: "正常.txt" });
    const lead = await world.as("lead");
    const { version } = await lead.call(getFile, { params: { id } });
    const asked = await lead.call(askPurge, { params: { id }, body: { version, reason: "疑似" } });
    expect(
      await refusalOf(
        lead.call(decidePurge, { params: { id }, body: { version: asked.version, approve: true, note: "" } }),
      ),
    ).toBe("same-person");
    const other = await world.as("lead2");
    expect(
      await refusalOf(
        other.call(decidePurge, {
          params: { id },
          body: { version: asked.version, approve: false, note: " " },
        }),
      ),
    ).toBe("reason-required");
    await other.call(decidePurge, {
      params: { id },
      body: { version: asked.version, approve: false, note: "核实无误" },
    });
    expect(await (await up.get(`/api/files/${id}/download`)).text()).toBe("并无不当");
  });
});
