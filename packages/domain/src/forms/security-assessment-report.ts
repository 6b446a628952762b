import { choice, type FormDefinition, may, must, RISK_LEVELS, section, table } from "./definition.ts";

export const securityAssessmentReport: FormDefinition = {
  title: { zh: "安全评估报告", en: "Security assessment report" },
  purpose: {
    zh: "报告云平台的安全评估或重大变更后的评估：范围、方法、风险分析、结论与残余风险。",
    en: "Reports the assessment of the cloud, or the one after a major change: scope, method, risks, conclusion and what remains.",
  },
  sections: [
    section("about", "一、评估概况", "1 About the assessment", [
      choice("occasion", "评估缘由", "Occasion", [
        ["yearly", "定期评估", "Regular"],
        ["change", "重大变更后评估", "After a major change"],
        ["incident", "安全事件后评估", "After an incident"],
      ]),
      must("text", "assessor", "评估单位", "Assessor"),
      must("text", "leader", "评估负责人", "Lead"),
      must("date", "from", "开始日期", "From"),
      must("date", "to", "结束日期", "To"),
      must("long", "scope", "评估范围", "Scope"),
      must("long", "method", "评估依据与方法", "Basis and method"),
      may("long", "change", "变更情况说明", "The change", {
        zh: "重大变更后评估须填写。",
        en: "For an assessment after a change.",
      }),
    ]),
    section("assets", "二、资产与威胁", "2 Assets and threats", [
      table("assets", "重要资产", "Important assets", 1, [
        must("text", "asset", "资产", "Asset"),
        choice("value", "重要程度", "Value", [
          ["high", "高", "High"],
          ["medium", "中", "Medium"],
          ["low", "低", "Low"],
        ]),
        must("text", "threats", "主要威胁", "Threats"),
      ]),
    ]),
    section("risks", "三、风险分析", "3 Risks", [
      table("risks", "风险清单", "Risks", 1, [
        must("text", "risk", "风险描述", "Risk"),
        must("text", "existing", "已有措施", "Controls in place"),
        choice("level", "风险等级", "Level", RISK_LEVELS),
        must("text", "treatment", "处置措施", "Treatment"),
        choice("residual", "残余风险", "What remains", RISK_LEVELS),
        may("date", "dueOn", "计划完成日期", "Planned for"),
      ]),
    ]),
    section("conclusion", "四、评估结论", "4 Conclusion", [
      choice("overall", "总体结论", "Overall", [
        ["acceptable", "风险可接受", "Acceptable"],
        ["conditional", "整改后可接受", "Acceptable after rectification"],
        ["unacceptable", "风险不可接受", "Not acceptable"],
      ]),
      must("long", "conclusion", "结论说明", "In words"),
      must("text", "approvedBy", "批准人", "Approved by"),
      must("date", "approvedOn", "批准日期", "Approved on"),
    ]),
  ],
};
