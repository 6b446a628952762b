import { type FormDefinition, may, must, section, table } from "./definition.ts";

/** Filled from the case itself: nobody types twice what the case knows. */
export const majorChange: FormDefinition = {
  title: { zh: "重大变更情况", en: "Description of a major change" },
  purpose: {
    zh: "由平台按变更登记内容生成：变更内容、原因、时间、范围、涉及的控制项和受影响的客户。",
    en: "Made from the case: what changes, why, when, where, which controls and customers it touches.",
  },
  sections: [
    section("about", "一、变更概况", "1 The change", [
      must("text", "change", "变更名称", "Name"),
      must("text", "kind", "变更类别", "Kind"),
      must("text", "mode", "变更方式", "Announced or not"),
      must("long", "what", "变更内容", "What changes"),
      must("long", "why", "变更原因", "Why"),
      may("long", "where", "涉及的系统与资源", "Systems and resources"),
    ]),
    section("when", "二、时间安排", "2 Time", [
      must("text", "announced", "通知时间", "Told"),
      must("text", "planned", "计划实施时间", "Planned"),
      must("text", "notice", "提前通知情况", "Notice"),
      may("long", "shortReason", "通知时间不足的理由", "Why so short"),
    ]),
    section("scope", "三、范围与影响", "3 Scope", [
      table("controls", "涉及的控制项", "Control items", 0, [
        must("text", "control", "编号", "Id"),
        must("text", "title", "控制项", "Control item"),
      ]),
      table("customers", "受影响的客户", "Customers affected", 0, [
        must("text", "customer", "客户", "Customer"),
        must("text", "systems", "业务系统", "Systems"),
        must("text", "acknowledged", "确认情况", "Acknowledged"),
      ]),
      must("long", "plain", "对客户的说明", "What customers are told"),
    ]),
    section("opinion", "四、运行监管方意见", "4 The supervisor's opinion", [
      must("text", "opinion", "意见", "Opinion"),
      may("long", "note", "说明", "In words"),
    ]),
  ],
};
