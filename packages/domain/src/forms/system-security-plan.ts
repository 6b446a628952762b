import { choice, type FormDefinition, may, must, section, table } from "./definition.ts";

export const systemSecurityPlan: FormDefinition = {
  title: { zh: "系统安全计划", en: "System security plan" },
  purpose: {
    zh: "说明云平台的边界、组成、责任划分，以及每项安全措施如何落实。涉及本计划内容的重大变更后应更新。",
    en: "Says where the cloud begins and ends, what it is made of, who answers for what, and how each control is carried out.",
  },
  sections: [
    section("overview", "一、平台概况", "1 Overview", [
      must("text", "planVersion", "计划版本", "Version of the plan"),
      must("date", "effectiveOn", "生效日期", "In force from"),
      must("long", "description", "平台用途与服务内容", "What the cloud is for and what it offers"),
      choice("level", "安全能力级别", "Capability level", [
        ["general", "一般级", "General"],
        ["enhanced", "增强级", "Enhanced"],
      ]),
      choice("mlps", "网络安全等级保护级别", "MLPS level", [
        ["2", "第二级", "Level 2"],
        ["3", "第三级", "Level 3"],
        ["4", "第四级", "Level 4"],
      ]),
      must("text", "owner", "安全责任人", "Responsible for security"),
      must("text", "ownerContact", "责任人联系方式", "How to reach that person"),
    ]),
    section("boundary", "二、边界与组成", "2 Boundary and parts", [
      must("long", "boundary", "平台边界", "Boundary", {
        zh: "写明物理位置、网络区域、与互联网和政务外网的连接，以及不在本计划范围内的部分。",
        en: "Sites, network zones, links to the internet and the government extranet, and what is out of scope.",
      }),
      table("components", "主要组成部分", "Main parts", 1, [
        must("text", "name", "名称", "Name"),
        must("text", "role", "作用", "What it does"),
        may("text", "location", "所在机房或区域", "Where"),
        may("text", "product", "产品及版本", "Product and version"),
      ]),
      table("connections", "外部连接", "Outside connections", 0, [
        must("text", "peer", "对端", "With whom"),
        must("text", "purpose", "用途", "For what"),
        may("text", "protection", "防护措施", "How it is protected"),
      ]),
    ]),
    section("responsibility", "三、责任划分", "3 Who answers for what", [
      table("duties", "责任划分表", "Split of responsibilities", 1, [
        must("text", "matter", "事项", "Matter"),
        must("text", "provider", "云服务商责任", "Provider"),
        may("text", "customer", "云服务客户责任", "Customer"),
        may("text", "partner", "合作者责任", "Partner"),
      ]),
    ]),
    section("controls", "四、安全措施落实情况", "4 How the controls are carried out", [
      table("controls", "安全措施", "Controls", 1, [
        must("text", "control", "控制项", "Control"),
        choice("status", "落实程度", "How far", [
          ["done", "已落实", "Carried out"],
          ["partly", "部分落实", "Partly"],
          ["planned", "计划落实", "Planned"],
          ["not-applicable", "不适用", "Not applicable"],
        ]),
        must("long", "how", "落实方式", "How"),
        may("text", "evidence", "证明材料", "Proof"),
      ]),
    ]),
    section("upkeep", "五、更新与评审", "5 Keeping it true", [
      may("long", "changes", "与上一版相比的变化", "What changed since the version before"),
      must("text", "reviewedBy", "评审人", "Reviewed by"),
      must("date", "reviewedOn", "评审日期", "Reviewed on"),
      must("date", "nextReviewOn", "下次评审日期", "Next review"),
    ]),
  ],
};
