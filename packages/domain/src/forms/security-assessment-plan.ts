import { choice, type FormDefinition, may, must, section, table } from "./definition.ts";

export const securityAssessmentPlan: FormDefinition = {
  title: { zh: "安全评估计划", en: "Security assessment plan" },
  purpose: {
    zh: "重大变更实施前提交：变更后由谁、在何时、以何种方式评估哪些内容。附变更说明和安全影响分析。",
    en: "Handed in before a major change: who will assess what after it, how and when. The change and its impact analysis are attached.",
  },
  sections: [
    section("change", "一、变更概况", "1 The change", [
      must("text", "change", "变更名称", "Name"),
      may("text", "changeNumber", "变更编号", "Number"),
      must("long", "description", "变更内容", "What changes"),
      must("long", "impact", "对安全的影响", "Effect on security"),
      must("date", "plannedOn", "计划实施日期", "Planned for"),
    ]),
    section("assessment", "二、评估安排", "2 The assessment", [
      must("text", "assessor", "评估单位", "Assessor"),
      must("text", "leader", "评估负责人", "Lead"),
      must("date", "from", "评估开始日期", "From"),
      must("date", "to", "评估结束日期", "To"),
      must("date", "reportOn", "报告提交日期", "Report by"),
      choice("independence", "评估方式", "Independence", [
        ["third-party", "第三方评估", "Third party"],
        ["self", "自行评估", "Own staff"],
      ]),
    ]),
    section("contents", "三、评估内容与方法", "3 What and how", [
      table("items", "评估事项", "Items", 1, [
        must("text", "item", "评估对象或措施", "Object or control"),
        choice("method", "方法", "Method", [
          ["interview", "访谈", "Interview"],
          ["examine", "检查", "Examination"],
          ["test", "测试", "Test"],
        ]),
        must("text", "criterion", "判定标准", "Passed when"),
        must("text", "staff", "承担人员", "By whom"),
        may("date", "plannedOn", "计划日期", "On"),
      ]),
    ]),
    section("safety", "四、风险与应急", "4 Risks and fallback", [
      must("long", "risks", "评估过程中的风险及控制措施", "Risks of the assessment and precautions"),
      must("long", "rollback", "回退与应急安排", "Rollback"),
    ]),
  ],
};
