import {
  choice,
  FIX_STATES,
  type FormDefinition,
  may,
  must,
  RISK_LEVELS,
  section,
  table,
} from "./definition.ts";

export const riskImprovement: FormDefinition = {
  title: { zh: "系统风险持续改进", en: "Risk improvement" },
  purpose: {
    zh: "列出尚未消除的风险与薄弱环节，写明措施、责任人、计划完成日期和进展；本期关闭的附上证明。",
    en: "Lists the risks still open with remedy, owner, date and progress; for those closed since last time the proof is attached.",
  },
  sections: [
    section("period", "一、本期概况", "1 This period", [
      must("date", "from", "起始日期", "From"),
      must("date", "to", "截止日期", "To"),
      must("text", "compiledBy", "编制人", "Compiled by"),
      must("long", "summary", "总体情况", "Summary", {
        zh: "概述风险变化趋势、新增与关闭数量、未按期完成的原因。",
        en: "How the risks developed, how many came and went, and why some are late.",
      }),
    ]),
    section("open", "二、未关闭风险", "2 Open risks", [
      table("open", "未关闭风险清单", "Open risks", 0, [
        must("text", "risk", "风险或薄弱环节", "Risk or weakness"),
        choice("level", "等级", "Level", RISK_LEVELS),
        may("text", "source", "来源", "Where it came from", {
          zh: "如扫描、测试、审核、事件。",
          en: "Scan, test, review, incident.",
        }),
        must("text", "remedy", "整改措施", "Remedy"),
        must("text", "owner", "责任人", "Owner"),
        must("date", "plannedOn", "计划完成日期", "Planned for"),
        choice("state", "状态", "State", FIX_STATES),
        may("text", "progress", "进展", "Progress"),
      ]),
    ]),
    section("closed", "三、本期关闭风险", "3 Closed this period", [
      table("closed", "本期关闭风险清单", "Closed risks", 0, [
        must("text", "risk", "风险或薄弱环节", "Risk or weakness"),
        must("date", "closedOn", "关闭日期", "Closed on"),
        must("text", "verification", "验证方式与结果", "How it was verified"),
        may("text", "evidence", "证明材料", "Proof"),
      ]),
    ]),
    section("next", "四、下期安排", "4 Next period", [
      must("long", "nextSteps", "下期重点工作", "What comes next"),
    ]),
  ],
};
