import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { loadCatalogue } from "@yunjian/catalogue";
import {
  ApiError,
  attachCatalogueText,
  getCatalogueAttachment,
  getCatalogueDocuments,
  getCatalogueEntry,
  listCatalogue,
  listEntryObligations,
} from "@yunjian/contract";
import { Document, Packer, Paragraph, Table, TableCell, TableRow } from "docx";
import { beforeAll, describe, expect, it } from "vitest";
import { attachFile } from "../src/features/catalogue/operator.ts";
import { startApp, type TestApp } from "./app.ts";
import { makeWorld, type World } from "./world.ts";

let test: TestApp;
let world: World;

beforeAll(async () => {
  test = await startApp();
  world = await makeWorld(test);
});

async function problem(promise: Promise<unknown>): Promise<ApiError["problem"]> {
  const error = await promise.then(
    () => undefined,
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(ApiError);
  return (error as ApiError).problem;
}

const FREQUENCY: Record<string, string> = {
  realtime: "实时",
  weekly: "每周",
  monthly: "每月",
  quarterly: "每季度",
  yearly: "每年",
  "two-yearly": "每两年",
  "three-yearly": "每三年",
  "five-yearly": "每五年",
  "on-demand": "根据需要",
};

/** A document with the numbers of the real one and nonsense for words; `mark` tells two of them apart. */
function nonsense(mark: string): { readonly paragraphs: string[]; readonly rows: string[][] } {
  const { clauses, duties } = loadCatalogue();
  const paragraphs: string[] = [];
  let section = "";
  for (const { ref } of clauses.values()) {
    if (ref.item === undefined || !/^[a-z]$/.test(ref.item)) continue;
    if (ref.section !== section) paragraphs.push(`${ref.section} 标题${ref.section}`);
    section = ref.section;
    paragraphs.push(`${ref.item}) ${mark}${ref.section}之${ref.item}；`);
  }
  const rows = [...duties.values()]
    .filter((duty) => duty.kind === "control")
    .map((duty) => [
      duty.item.zh,
      duty.attribute === "general" ? "一般" : "增强",
      FREQUENCY[duty.frequency] ?? "",
      duty.responsible === "assessor" ? "第三方评估机构" : "云服务商",
      duty.deliverable === "evidence" ? "证据" : "报告",
      `${mark}${duty.id}，编造的内容。`,
    ]);
  return { paragraphs, rows };
}

function plain(mark: string): Buffer {
  const { paragraphs, rows } = nonsense(mark);
  return Buffer.from([...paragraphs, "附录 A", ...rows.map((row) => row.join("\t"))].join("\n"));
}

async function word(mark: string): Promise<Buffer> {
  const { paragraphs, rows } = nonsense(mark);
  const table = new Table({
    rows: rows.map(
      (row) =>
        new TableRow({ children: row.map((text) => new TableCell({ children: [new Paragraph(text)] })) }),
    ),
  });
  const children = [...paragraphs.map((text) => new Paragraph(text)), new Paragraph("附录 A"), table];
  return Buffer.from(await Packer.toBuffer(new Document({ sections: [{ children }] })));
}

describe("browsing", () => {
  it("pages through everything once, with filters and search", async () => {
    const { call } = await world.as("provider1Member");
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await call(listCatalogue, { query: { limit: 60, ...(after && { after }) } });
      expect(page.total).toBe(212);
      seen.push(...page.items.map((line) => `${line.kind}:${line.id}`));
      after = page.next ?? undefined;
    } while (after);
    expect(seen.length).toBe(212);
    expect(new Set(seen).size).toBe(212);

    const realtime = await call(listCatalogue, { query: { kind: "control", frequency: "realtime" } });
    expect(realtime.total).toBe(11);
    const scans = await call(listCatalogue, { query: { text: "漏洞扫描", kind: "control" } });
    expect(scans.items[0]?.item?.zh).toBe("脆弱性扫描");
    const obliged = await call(listCatalogue, { query: { obliged: "supervisor", limit: 200 } });
    expect(obliged.items.every((line) => line.kind === "clause" && line.roles.includes("supervisor"))).toBe(
      true,
    );
    const wrong = await problem(call(listCatalogue, { query: { frequency: "often" as never } }));
    expect([wrong.name, wrong.errors?.[0]?.field]).toEqual(["invalid-input", "/frequency"]);
    expect((await problem(call(listCatalogue, { query: { after: "nonsense" } }))).name).toBe("invalid-input");
  });

  it("leads from a clause to its duties and back, and tells a policy from its clause by kind", async () => {
    const { call } = await world.as("reviewer");
    const row = await call(getCatalogueEntry, { params: { kind: "control", id: "JGK-A-47" } });
    expect(row.line.title.zh.length).toBeGreaterThan(2);
    expect(row.duty?.parameters.length).toBeGreaterThan(0);
    expect(row.duty?.checks.length).toBeGreaterThan(0);
    const leading = row.clauses[0];
    if (!leading) throw new Error("no clause leads to JGK-A-47");
    const clause = await call(getCatalogueEntry, { params: { kind: "clause", id: leading.id } });
    expect(clause.duties.map(({ id }) => id)).toContain("JGK-A-47");
    const [policy] = (await call(listCatalogue, { query: { kind: "policy", limit: 1 } })).items;
    if (!policy) throw new Error("no policy");
    const same = { id: policy.id };
    expect((await call(getCatalogueEntry, { params: { kind: "policy", ...same } })).duty?.per).toBe("cloud");
    expect(
      (await call(getCatalogueEntry, { params: { kind: "clause", ...same } })).clause?.modality,
    ).toBeDefined();
    expect((await problem(call(getCatalogueEntry, { params: { kind: "control", ...same } }))).name).toBe(
      "not-found",
    );
    const any = await call(getCatalogueEntry, { params: { kind: "any", ...same } });
    expect([any.line.kind, any.kinds]).toEqual(["policy", ["policy", "clause"]]);
  });

  it("counts the obligations that follow, of the caller's clouds only", async () => {
    const all = await (await world.as("lead")).call(getCatalogueEntry, {
      params: { kind: "control", id: "JGK-A-47" },
    });
    const own = await (await world.as("provider2Lead")).call(getCatalogueEntry, {
      params: { kind: "control", id: "JGK-A-47" },
    });
    const sum = (entry: typeof all) => Object.values(entry.counts).reduce((a, b) => a + b, 0);
    expect([sum(all), sum(own)]).toEqual([2, 1]);

    const { call } = await world.as("lead");
    const first = await call(listEntryObligations, {
      params: { kind: "control", id: "JGK-A-47" },
      query: { limit: 1 },
    });
    const second = await call(listEntryObligations, {
      params: { kind: "control", id: "JGK-A-47" },
      query: { limit: 1, after: first.next ?? "" },
    });
    expect(second.next).toBeNull();
    expect(new Set([...first.items, ...second.items].map(({ cloudId }) => cloudId))).toEqual(
      new Set(Object.values(world.clouds)),
    );
  });

  it("asks the database no more than a handful of questions", async () => {
    const { call } = await world.as("lead");
    await call(getCatalogueEntry, { params: { kind: "clause", id: "JGK-5.1-p1" } });
    test.statements();
    await call(getCatalogueEntry, { params: { kind: "clause", id: "JGK-5.1-p1" } });
    expect(test.statements().length).toBeLessThanOrEqual(9);
  });
});

describe("attaching the document's own text", () => {
  const of = { document: "JGK", edition: "draft" };
  const send = (bytes: Buffer, fileName: string) => ({
    body: { ...of, fileName, content: bytes.toString("base64") },
  });

  it("is for the supervisor's lead and the system administrator", async () => {
    for (const who of ["provider1Lead", "reviewer", "customer1Lead", "auditAdmin", "manager"] as const) {
      const { call } = await world.as(who);
      expect((await problem(call(attachCatalogueText, send(plain("甲"), "a.txt")))).name).toBe("forbidden");
    }
  });

  it("warns of another document and stores nothing", async () => {
    const { call } = await world.as("lead");
    const other = Buffer.from("1 范围\n这是别的文件。\n6.2.3 碰巧同号\na) 碰巧有一条；\n");
    const answer = await call(attachCatalogueText, send(other, "别的.txt"));
    expect(answer).toMatchObject({ attached: false, replaced: null });
    expect(answer.report.entriesWithoutText.length).toBeGreaterThan(190);
    expect((await call(getCatalogueDocuments, {})).documents[0]?.attachments).toEqual([]);
  });

  it("stands beside our words afterwards; a second file replaces it and the first stays on record", async () => {
    const { call } = await world.as("lead");
    const first = plain("甲");
    const attached = await call(attachCatalogueText, send(first, "甲.txt"));
    expect(attached.attached).toBe(true);
    expect(attached.report.matched).toBeGreaterThan(130);
    expect(attached.report.matched + attached.report.entriesWithoutText.length).toBe(attached.report.total);
    expect(attached.report.unmatchedParts.map(({ text }) => text)).toContain("附录 A");

    const entry = { params: { kind: "control", id: "JGK-A-47" } } as const;
    expect((await call(getCatalogueEntry, entry)).ownText).toMatchObject({
      text: "甲JGK-A-47，编造的内容。",
      fileName: "甲.txt",
    });

    test.clock.advance({ minutes: 20 });
    const admin = await world.as("systemAdmin");
    const again = await admin.call(attachCatalogueText, send(await word("乙"), "乙.docx"));
    expect(again.attached).toBe(true);
    expect(again.report.matched).toBe(attached.report.matched);
    expect(again.replaced?.fileName).toBe("甲.txt");
    const tenant = await world.as("customer1Member");
    expect((await tenant.call(getCatalogueEntry, entry)).ownText?.text).toBe("乙JGK-A-47，编造的内容。");

    const [document] = (await call(getCatalogueDocuments, {})).documents;
    const [current, before] = document?.attachments ?? [];
    expect(current).toMatchObject({ fileName: "乙.docx", attachedBy: "陈思远", replacedAt: null });
    expect(before).toMatchObject({
      fileName: "甲.txt",
      attachedBy: "李薇",
      replacedAt: current?.attachedAt,
      fileDigest: createHash("sha256").update(first).digest("hex"),
    });
    const report = await call(getCatalogueAttachment, { params: { id: before?.id ?? "" } });
    expect(report.report.matched).toBe(attached.report.matched);
  });

  it("takes a GBK file from the operator's command line, in the platform's name", async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), "yunjian-catalogue-"));
    const file = path.join(folder, "丙.txt");
    const { default: iconv } = await import("iconv-lite");
    await writeFile(file, iconv.encode(plain("丙").toString(), "gbk"));
    const answer = await attachFile(test.db, test.clock.read(), file);
    await rm(folder, { recursive: true });
    expect([answer.attached, answer.replaced?.fileName]).toEqual([true, "乙.docx"]);
    const { call } = await world.as("lead");
    const entry = await call(getCatalogueEntry, { params: { kind: "control", id: "JGK-A-47" } });
    expect(entry.ownText?.text).toBe("丙JGK-A-47，编造的内容。");
    const [document] = (await call(getCatalogueDocuments, {})).documents;
    expect(document?.attachments[0]?.attachedBy).toBeNull();
  });

  it("says which file it cannot read", async () => {
    const { call } = await world.as("lead");
    const field = async (input: ReturnType<typeof send>) =>
      (await problem(call(attachCatalogueText, input))).errors?.[0]?.field;
    expect(await field(send(Buffer.from("x"), "a.pdf"))).toBe("/fileName");
    expect(await field(send(Buffer.from("not a zip"), "a.docx"))).toBe("/content");
    expect(await field(send(Buffer.from("   \n"), "a.txt"))).toBe("/content");
    const unknown = { body: { document: "XX", edition: "draft", fileName: "a.txt", content: "eHg=" } };
    expect((await problem(call(attachCatalogueText, unknown))).name).toBe("not-found");
  });
});
