import { choice, type FormDefinition, may, must, RISK_LEVELS, section, table } from "./definition.ts";

export const controlAssessmentReport: FormDefinition = {
  title: { zh: "安全措施测评报告", en: "Control assessment report" },
  purpose: {
    zh: "报告对安全措施有效性的测评：测了什么、怎么测、结论如何、发现了哪些问题。",
    en: "Reports whether the controls work: what was assessed, how, with which result.",
  },
  sections: [
    section("about", "一、测评概况", "1 About the assessment", [
      must("text", "assessor", "测评单位", "Assessor"),
      must("text", "leader", "测评负责人", "Lead assessor"),
      choice("independence", "测评方式", "Independence", [
        ["third-party", "第三方测评", "Third party"],
        ["self", "自行测评", "Own staff"],
      ]),
      must("date", "from", "开始日期", "From"),
      must("date", "to", "结束日期", "To"),
      must("long", "scope", "测评范围", "Scope"),
      must("long", "method", "测评依据与方法", "Basis and method", {
        zh: "如访谈、检查、测试，以及抽样比例。",
        en: "Interview, examination, test; size of samples.",
      }),
    ]),
    section("results", "二、测评结果", "2 Results", [
      table("results", "逐项结果", "Control by control", 1, [
        must("text", "control", "安全措施", "Control"),
        choice("result", "结论", "Result", [
          ["met", "符合", "Met"],
          ["partly", "部分符合", "Partly met"],
          ["not-met", "不符合", "Not met"],
          ["not-applicable", "不适用", "Not applicable"],
        ]),
        must("text", "observation", "测评记录", "What was seen"),
        may("text", "evidence", "证据", "Evidence"),
      ]),
    ]),
    section("findings", "三、发现的问题", "3 Findings", [
      table("findings", "问题清单", "Findings", 0, [
        must("text", "finding", "问题描述", "Finding"),
        choice("level", "风险等级", "Risk", RISK_LEVELS),
        must("text", "advice", "整改建议", "Advice"),
        may("text", "owner", "责任部门", "Owner"),
        may("date", "dueOn", "计划完成日期", "Planned for"),
      ]),
    ]),
    section("conclusion", "四、总体结论", "4 Conclusion", [
      choice("overall", "总体结论", "Overall", [
        ["effective", "措施有效", "Effective"],
        ["mostly", "基本有效，存在可整改问题", "Mostly effective"],
        ["weak", "措施不足，须限期整改", "Not sufficient"],
      ]),
      must("long", "conclusion", "结论说明", "In words"),
    ]),
  ],
};
