import { choice, type FormDefinition, may, must, RISK_LEVELS, section, table } from "./definition.ts";

export const changeImpactAnalysis: FormDefinition = {
  title: { zh: "重大变更安全影响分析表", en: "Security impact analysis of a major change" },
  purpose: {
    zh: "逐项说明变更对控制措施的影响、残余风险和应对，附测试与验证结果、回退办法和对客户的影响。",
    en: "Says for each control what the change does to it, what risk remains and what is done about it, with tests, rollback and the effect on customers.",
  },
  sections: [
    section("about", "一、分析概况", "1 About the analysis", [
      must("text", "analyst", "分析人员", "Analyst"),
      must("date", "analysedOn", "分析日期", "Analysed on"),
      must("long", "scope", "分析范围", "Scope", {
        zh: "涉及的云平台组件、网络区域、数据和业务环境。",
        en: "Components, zones, data and customers' environments.",
      }),
    ]),
    section("controls", "二、逐项影响", "2 Control by control", [
      table("controls", "受影响的控制措施", "Controls touched", 1, [
        must("text", "control", "控制项", "Control"),
        must("text", "effect", "影响", "Effect"),
        choice("residual", "残余风险", "Residual risk", RISK_LEVELS),
        must("text", "mitigation", "缓解措施", "Mitigation"),
      ]),
    ]),
    section("test", "三、测试与验证", "3 Test and verification", [
      table("tests", "测试记录", "Tests", 1, [
        must("text", "test", "测试内容", "Test"),
        must("text", "environment", "测试环境", "Where"),
        choice("result", "结果", "Result", [
          ["passed", "通过", "Passed"],
          ["conditional", "有条件通过", "Passed with conditions"],
          ["failed", "未通过", "Failed"],
        ]),
        may("text", "record", "记录编号", "Record"),
      ]),
      must("long", "verification", "验证结论", "Verified"),
    ]),
    section("access", "四、实施控制", "4 Control of the work", [
      must("long", "access", "物理与逻辑访问控制、操作审计安排", "Access control and audit of the work"),
      must("long", "rollback", "回退办法", "Rollback"),
    ]),
    section("customers", "五、对客户的影响", "5 Customers", [
      must("long", "customers", "受影响的客户及影响", "Who is affected and how"),
    ]),
    section("conclusion", "六、结论", "6 Conclusion", [
      choice("overall", "总体影响", "Overall", [
        ["none", "无不利影响", "No adverse effect"],
        ["acceptable", "残余风险可接受", "What remains is acceptable"],
        ["attention", "存在须关注的风险", "Risks that need attention"],
      ]),
      must("long", "conclusion", "结论说明", "In words"),
    ]),
  ],
};
