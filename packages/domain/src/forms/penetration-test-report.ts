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

export const penetrationTestReport: FormDefinition = {
  title: { zh: "渗透测试报告", en: "Penetration test report" },
  purpose: {
    zh: "报告经授权的渗透测试：目标、手段、成功利用的弱点及其影响，以及复测结果。",
    en: "Reports an authorised test: targets, means, what could be exploited with which effect, and the retest.",
  },
  sections: [
    section("about", "一、测试概况", "1 About the test", [
      must("text", "tester", "测试单位", "Tester"),
      must("text", "leader", "测试负责人", "Lead tester"),
      must("text", "authorisation", "授权文件及编号", "Authorisation"),
      must("date", "from", "开始日期", "From"),
      must("date", "to", "结束日期", "To"),
      choice("knowledge", "测试方式", "Knowledge", [
        ["black", "黑盒", "Black box"],
        ["grey", "灰盒", "Grey box"],
        ["white", "白盒", "White box"],
      ]),
      must("long", "limits", "测试约束与避险措施", "Limits and precautions", {
        zh: "如禁止拒绝服务测试、避开业务高峰、数据不落地。",
        en: "No denial of service, no peak hours, no data taken.",
      }),
    ]),
    section("targets", "二、测试目标", "2 Targets", [
      table("targets", "目标清单", "Targets", 1, [
        must("text", "name", "系统或设备", "System or device"),
        must("text", "address", "地址或域名", "Address or domain"),
        may("text", "zone", "所属区域", "Zone"),
      ]),
    ]),
    section("course", "三、测试过程", "3 Course", [
      must("long", "course", "主要步骤与工具", "Steps and tools"),
    ]),
    section("findings", "四、发现的弱点", "4 Weaknesses found", [
      table("findings", "弱点清单", "Weaknesses", 0, [
        must("text", "weakness", "弱点", "Weakness"),
        must("text", "target", "所在目标", "Target"),
        choice("level", "风险等级", "Risk", RISK_LEVELS),
        choice("exploited", "是否利用成功", "Exploited", [
          ["yes", "是", "Yes"],
          ["no", "否", "No"],
        ]),
        must("text", "effect", "可能影响", "Effect"),
        must("text", "advice", "修复建议", "Advice"),
        choice("state", "状态", "State", FIX_STATES),
        may("date", "retestedOn", "复测日期", "Retested on"),
      ]),
    ]),
    section("conclusion", "五、结论", "5 Conclusion", [
      must("long", "conclusion", "总体评价", "Overall"),
      must("long", "cleanUp", "测试痕迹清理情况", "Traces removed", {
        zh: "测试账号、后门、上传文件等是否已全部清除。",
        en: "Test accounts, shells and uploaded files removed.",
      }),
    ]),
  ],
};
