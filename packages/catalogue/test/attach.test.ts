import { describe, expect, test } from "vitest";
import { buildCatalogue, matchClauses, splitByClause, type TextPart } from "../src/index.ts";

/** All wording here is invented: a house rule for an aquarium, set like a national standard. */

const at = (parts: readonly TextPart[], section: string, item: string | null): TextPart | undefined =>
  parts.find((part) => part.section === section && part.item === item);

describe("splitByClause", () => {
  const parts = splitByClause(
    [
      "# 水族馆守则", // 1
      "",
      "## 前言",
      "鱼是要吃饭的。", // 4
      "## 1 喂养",
      "### 1.1 谁来喂", // 6
      "喂养的人应当：",
      "",
      "- a) 每天早上喂一次；", // 9
      "- b) 喂食之前",
      "", // a page break in the middle of the item
      "先看水温；", // 12
      "- c) 遇到下列情况停喂：",
      "  - 1) 水浑；", // 14
      "  - 2) 停电。",
      "图 1 鱼缸", // 16
      "喂完要记账。",
      "",
      "记账的人另定。", // 19
      "#### 1.1.1 替班",
      "a） 替班的人要会游泳。", // 21
      "## 参考文献",
      "- [1] 养鱼手册", // 23
    ].join("\n"),
  );

  test("takes lettered items with their section, text and line", () => {
    expect(at(parts, "1.1", "a")).toMatchObject({ text: "每天早上喂一次；", line: 9, position: 1 });
    expect(at(parts, "1.1.1", "a")).toMatchObject({ text: "替班的人要会游泳。", line: 21, position: 1 });
  });

  test("joins an item that a page break cut", () => {
    expect(at(parts, "1.1", "b")).toMatchObject({ text: "喂食之前先看水温；", line: 10 });
  });

  test("puts numbered items under their letter", () => {
    expect(at(parts, "1.1", "c-1")?.text).toBe("水浑；");
    expect(at(parts, "1.1", "c-2")?.text).toBe("停电。");
  });

  test("counts paragraphs, captions not among them", () => {
    expect(at(parts, "1.1", "p1")?.text).toBe("喂养的人应当：");
    expect(at(parts, "1.1", "p2")?.text).toBe("喂完要记账。");
    expect(at(parts, "1.1", "p3")?.text).toBe("记账的人另定。");
  });

  test("keeps what stands outside the numbers under no section", () => {
    expect(parts.filter(({ section }) => section === "").map(({ text }) => text)).toEqual([
      "# 水族馆守则",
      "前言",
      "鱼是要吃饭的。",
      "参考文献",
      "- [1] 养鱼手册",
    ]);
  });

  test("loses no text", () => {
    expect(parts.map(({ text }) => text).join("")).toContain("先看水温");
    expect(parts.length).toBe(18);
  });

  test("reads headings without marks, but not a sentence that begins with a number", () => {
    const plain = splitByClause(
      "1 喂养\r\n1.1 谁来喂\r\na) 饲养员。\r\n5 条鱼同住一缸\r\n2 换水\r\na) 每周。\r\n",
    );
    expect(at(plain, "1.1", "a")?.text).toBe("饲养员。");
    expect(at(plain, "2", "a")?.text).toBe("每周。");
    expect(plain.some(({ section }) => section === "5")).toBe(false);
  });

  test("nothing in, nothing out", () => {
    expect(splitByClause("")).toEqual([]);
    expect(splitByClause("\n \n\t\n")).toEqual([]);
  });

  test("100,000 lines without a full stop in bounded time", () => {
    const began = performance.now();
    const long = splitByClause(`1 章\na) 起\n${"没有标点的一行字\n".repeat(100_000)}`);
    expect(performance.now() - began).toBeLessThan(2000);
    expect(at(long, "1", "a")?.text.length).toBe(800_001);
  });
});

const clause = (section: string, item: string): string => `
  - id: ZZ-${section}-${item}
    ref: { section: "${section}", item: "${item}" }
    title: { zh: 某条, en: Some clause }
    statement: { zh: 某事。, en: Something. }
    obliged: [provider]
    phase: operation
    layer: all
    serviceModel: [IaaS]
    modality: shall
    proof: evidence
    maps: []`;

const row = (number: string, item: string, facts: string): string => `
  - id: ZZ-A-${number}
    kind: control
    ref: { section: A, item: "${number}" }
    class: maintenance
    item: { zh: ${item}, en: Item ${item} }
    title: { zh: 第${number}行, en: Row ${number} }
    statement: { zh: 某事。, en: Something. }
    ${facts}
    per: cloud
    parameters: []
    proofHints: [{ zh: 照片, en: Photograph }]
    checks: [{ zh: 清楚, en: Clear }]
    clauses: []`;

const HEAD = `document: { id: ZZ, title: { zh: 水族馆, en: Aquarium }, standard: ZZ/T 1, edition: sample }`;

function catalogueOf(clauses: readonly string[], duties: readonly string[] = []) {
  const text = `${HEAD}\nclauses: ${clauses.join("") || "[]"}\nduties: ${duties.join("") || "[]"}\n`;
  return buildCatalogue([{ name: "zz.yaml", text }]);
}

describe("matchClauses", () => {
  const items = (...letters: string[]): string =>
    `## 1 章\n${letters.map((l) => `- ${l}) 第${l}项。`).join("\n")}`;
  const matchedTexts = (catalogue: ReturnType<typeof catalogueOf>, text: string): Record<string, string> =>
    Object.fromEntries(
      [...matchClauses(catalogue, splitByClause(text)).matched].map(([id, attached]) => [id, attached.text]),
    );

  test("reports what matched, what is left over and what is without text", () => {
    const report = matchClauses(
      catalogueOf([clause("1", "a"), clause("1", "p1"), clause("9", "a")]),
      splitByClause("## 1 章\n引子。\n- a) 甲。\n- b) 乙。\n"),
    );
    expect(report.matched.get("ZZ-1-a")).toEqual({ text: "甲。", line: 3 });
    expect(report.matched.get("ZZ-1-p1")).toEqual({ text: "引子。", line: 2 });
    expect(report.unmatchedParts.map(({ section, item }) => [section, item])).toEqual([
      ["1", null],
      ["1", "b"],
    ]);
    expect(report.entriesWithoutText).toEqual(["ZZ-9-a"]);
  });

  const three = catalogueOf(["a", "b", "c"].map((item) => clause("1", item)));

  test("a list lettered a, a, b is read by place", () => {
    expect(matchedTexts(three, "## 1 章\n- a) 甲。\n- a) 乙。\n- b) 丙。")).toEqual({
      "ZZ-1-a": "甲。",
      "ZZ-1-b": "乙。",
      "ZZ-1-c": "丙。",
    });
  });

  test("a letter that jumps is read by place", () => {
    expect(matchedTexts(three, items("a", "b", "i"))["ZZ-1-c"]).toBe("第i项。");
  });

  test("a list with an item missing is read by letter, never by place", () => {
    expect(matchedTexts(three, items("a", "c"))).toEqual({ "ZZ-1-a": "第a项。", "ZZ-1-c": "第c项。" });
  });

  test("two items with one letter in an incomplete list: better none than the wrong one", () => {
    expect(matchedTexts(three, items("b", "b"))).toEqual({});
  });

  test("only the document asked for", () => {
    const report = matchClauses(three, splitByClause(items("a", "b", "c")), { document: "ZZ/T 2" });
    expect(report.matched.size).toBe(0);
    expect(report.entriesWithoutText).toEqual([]);
  });
});

describe("rows of the appendix", () => {
  const monthly =
    "attribute: general\n    frequency: monthly\n    responsible: provider\n    deliverable: evidence";
  const yearly =
    "attribute: general\n    frequency: yearly\n    responsible: provider\n    deliverable: evidence";
  const enhanced =
    "attribute: enhanced\n    frequency: yearly\n    responsible: provider\n    deliverable: report";
  const assessed =
    "attribute: enhanced\n    frequency: yearly\n    responsible: assessor\n    deliverable: report";
  const catalogue = catalogueOf(
    [],
    [
      row("01", "擦玻璃", monthly),
      row("02", "擦玻璃", enhanced),
      row("03", "擦玻璃", assessed),
      row("04", "换水", yearly),
      row("05", "换水", monthly),
      row("06", "点鱼", yearly),
    ],
  );
  const match = (lines: readonly string[]) =>
    matchClauses(catalogue, splitByClause(["## 附录 A 清单", ...lines].join("\n")));

  test("merged cells, cut rows and narrow columns", () => {
    const report = match([
      "类\t项\t属性\t内容\t频率\t负责方\t交付件",
      "日常\t擦玻璃\t一般要求\t里外都要擦到没有水印。\t每月\t云服务商\t证据\t1.1",
      "\t\t增强要求\t每年请人做一次彻底清洗。\t每年\t云服 务商\t报告\t1.1",
      "\t\t\t\t每年\t第三 方评 估机 构\t报告",
      "\t换水\t一般要求\t<p>旧水不得直接倒进下水道，</p>\t每年\t云服\t证据",
      "",
      "\t\t\t应先静置一夜。\t每月\t云服务商\t证据",
      "\t点鱼\t一般要求\t年底数一遍鱼，数目要对得上。\t每年\t云服\t证据",
      "\t\t\t\t\t务商",
    ]);
    const texts = Object.fromEntries([...report.matched].map(([id, { text }]) => [id, text]));
    expect(texts).toEqual({
      "ZZ-A-01": "里外都要擦到没有水印。",
      "ZZ-A-02": "每年请人做一次彻底清洗。",
      "ZZ-A-03": "每年请人做一次彻底清洗。",
      // One merged cell, cut by a page: both rows stand beside all of it.
      "ZZ-A-04": "旧水不得直接倒进下水道，应先静置一夜。",
      "ZZ-A-05": "旧水不得直接倒进下水道，应先静置一夜。",
      "ZZ-A-06": "年底数一遍鱼，数目要对得上。",
    });
    expect(report.entriesWithoutText).toEqual([]);
  });

  test("a Markdown table reads the same", () => {
    const report = match([
      "| 项 | 属性 | 内容 | 频率 | 负责方 | 交付件 |",
      "|---|---|---|---|---|---|",
      "| 点鱼 | 一般要求 | 年底数一遍鱼，数目要对得上。 | 每年 | 云服务商 | 证据 |",
    ]);
    expect(report.matched.get("ZZ-A-06")).toEqual({ text: "年底数一遍鱼，数目要对得上。", line: 4 });
  });

  test("an item printed one row too low", () => {
    const report = match([
      "\t换水\t一般要求\t旧水先静置一夜再倒掉。\t每年\t云服务商\t证据",
      "\t\t一般要求\t年底数一遍鱼，数目要对得上。\t每年\t云服务商\t证据",
      "\t点鱼\t增强要求\t每条鱼都要有名字和照片。\t每周\t云服务商\t证据",
    ]);
    expect(report.matched.get("ZZ-A-06")?.text).toBe("年底数一遍鱼，数目要对得上。");
  });

  test("a row of another item, party or rhythm is left over", () => {
    const report = match([
      "\t喂鱼\t一般要求\t每天喂一次，不多不少刚刚好。\t每年\t云服务商\t证据",
      "\t点鱼\t一般要求\t请外面的人来数鱼，数目要对。\t每年\t第三方评估机构\t证据",
      "\t点鱼\t一般要求\t每周数一遍鱼，数目要对得上。\t每周\t云服务商\t证据",
    ]);
    expect(report.matched.size).toBe(0);
    expect(report.unmatchedParts.filter(({ cells }) => cells).length).toBe(3);
  });
});
