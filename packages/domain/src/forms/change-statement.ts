import { type FormDefinition, may, must, section } from "./definition.ts";

/** Filled from the case itself: what was done, how it compares with what was told, what was found afterwards. */
export const changeStatement: FormDefinition = {
  title: { zh: "变更说明", en: "Statement of a change made" },
  purpose: {
    zh: "由平台按变更实施记录生成：实施时间、结果、与计划的偏差、访问控制与审计、验证评估和比对结论。",
    en: "Made from the case: when it was made, with which result and deviations, who had access, what was found afterwards.",
  },
  sections: [
    section("about", "一、变更概况", "1 The change", [
      must("text", "change", "变更名称", "Name"),
      must("text", "kind", "变更类别", "Kind"),
      must("text", "opinion", "运行监管方意见", "The supervisor's opinion"),
    ]),
    section("done", "二、实施情况", "2 What was done", [
      must("text", "planned", "计划实施时间", "Planned"),
      must("text", "done", "实际实施时间", "Done"),
      must("text", "result", "实施结果", "Result"),
      must("text", "against", "与意见的关系", "Against the opinion"),
      may("long", "deviations", "与计划的偏差", "Deviations"),
      must("long", "audit", "访问控制与操作审计", "Access control and audit"),
    ]),
    section("after", "三、验证与评估", "3 Verification and reassessment", [
      may("text", "assessedAt", "提交时间", "Handed in"),
      may("text", "assessor", "评估单位", "Assessor"),
      may("long", "summary", "验证与评估结论", "What was found"),
    ]),
    section("compared", "四、比对结论", "4 Compared", [
      may("text", "comparison", "结论", "Conclusion"),
      may("long", "comparisonNote", "说明", "In words"),
    ]),
  ],
};
