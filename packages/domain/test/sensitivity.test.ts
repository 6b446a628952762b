import { describe, expect, it } from "vitest";
import { classifiedMark, classifiedName, escapes, fileName } from "../src/sensitivity.ts";

describe("涉密 marks in a text", () => {
  it.each([
    ["机密★10年", "机密★10年"],
    ["秘密★启封前", "秘密★启封前"],
    ["绝密★长期", "绝密★长期"],
    ["某某市政府文件\n机 密 ★ 5 年\n第1号", "机 密 ★ 5 年"],
    ["秘密★六个月", "秘密★六个月"],
    ["编号 1\n机密★\n标题", "机密★"],
    ["机密*10年", "机密*10年"],
    ["机密☆２０年", "机密☆２０年"],
    ["密级：秘密\n标题", "密级：秘密"],
    ["000012\n机密\n特急\n关于……的通知", "机密"],
    ["【绝密】\n方案", "【绝密】"],
  ])("%j is one", (text, mark) => {
    expect(classifiedMark(text)).toBe(mark);
  });

  it.each([
    "供应商已签订保密协议，员工签署保密承诺书。",
    "保护信息的机密性、完整性和可用性。",
    "商业秘密★10年",
    "本合同涉及的商业秘密由双方保守。工作秘密★5年",
    "秘密级信息不得上网",
    "密级：□绝密 □机密 □秘密",
    "密级：秘密 / 机密 / 绝密（三选一）",
    "一、概述\n二、范围\n三、定义\n四、职责\n五、要求\n机密\n六、附则",
    "级别,说明\n机密,泄露会造成严重损害\n秘密,泄露会造成损害",
    "保守国家秘密 ★ 人人有责",
    "",
  ])("%j is none", (text) => {
    expect(classifiedMark(text)).toBeUndefined();
  });
});

describe("涉密 marks in a file's name", () => {
  it.each([
    "【机密】应急方案.docx",
    "机密-2026预案.pdf",
    "秘密★1年 名单.xlsx",
    "附件1_绝密_拓扑.zip",
    "材料/机密.txt",
    "绝密 方案.doc",
  ])("%s", (name) => {
    expect(classifiedName(name)).toBeDefined();
  });
  it.each([
    "保密协议.pdf",
    "机密性评估报告.docx",
    "商业秘密保护制度.docx",
    "数据保密承诺书-秘密管理.pdf",
    "绝密飞行影评.txt",
  ])("%s is harmless", (name) => {
    expect(classifiedName(name)).toBeUndefined();
  });
});

describe("names", () => {
  it.each(["../etc/passwd", "/etc/passwd", "C:\\x", "a/../../b", "..\\b"])("%s leaves its folder", (path) => {
    expect(escapes(path)).toBe(true);
  });
  it("lets ordinary members be", () => {
    expect(escapes("报告/2026..10/a.txt")).toBe(false);
  });
  it("drops paths and control characters", () => {
    expect(fileName("C:\\fakepath\\报告\u0000\u202e.pdf")).toBe("报告.pdf");
    expect(fileName(`${"长".repeat(300)}.pdf`)).toMatch(/^长{190}\.pdf$/);
  });
});
