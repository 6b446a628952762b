import { type Actor, dateOf, minuteOf, type OperationKind, Refusal, type Touch } from "@yunjian/domain";
import { writePaper } from "../../platform/documents/official-paper.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { page } from "./service-page.ts";

/** 授权书: the grant as it stands, in the form in which offices file and stamp it. In Chinese, like every paper. */

const OPERATION_WORDS: Readonly<Record<OperationKind, string>> = {
  diagnose: "故障诊断",
  support: "技术支持",
  configure: "配置变更",
  patch: "补丁与升级",
  restart: "启停与重启",
  backup: "备份与快照",
  restore: "恢复",
  migrate: "迁移与扩容",
  security: "安全处置",
  dispose: "数据删除与介质处置",
  other: "其他",
};
const TOUCH_WORDS: Readonly<Record<Touch, string>> = {
  configuration: "系统或应用配置",
  availability: "业务可用性",
  "data-read": "查看数据",
  "data-copy": "复制数据",
  "data-change": "修改数据",
  "data-export": "导出数据",
  "data-delete": "删除数据",
};

type Case = Awaited<ReturnType<typeof page>>;

/** Throws `wrong-state` for what was never granted: a paper of a wish is no paper. */
export async function paperOf(
  tx: Tx,
  actor: Actor,
  now: Date,
  id: string,
): Promise<{ bytes: Buffer; name: string }> {
  const of = await page(tx, actor, now, id);
  if (of.granted === null || of.decidedAt === null || of.state === "prepared") {
    throw new Refusal("wrong-state", { state: of.state, allowed: "granted / withdrawn / finished" });
  }
  return { bytes: await write(of, of.granted, now), name: `${of.number} 客户授权书.docx` };
}

async function write(of: Case, granted: NonNullable<Case["granted"]>, now: Date): Promise<Buffer> {
  const list = (items: readonly string[], none: string) => (items.length > 0 ? items.join("、") : none);
  const emergency = of.kind === "emergency";
  const rows: [string, string][] = [
    ["授权单位", of.customer.name],
    ["被授权单位", of.asker.name],
    ["业务系统", `${of.system.name}${of.cloud.name === "" ? "" : `（${of.cloud.name}）`}`],
    ["事项", of.title],
    ["事由", of.reason],
    [
      "操作类型",
      list(
        granted.operations.map((each) => OPERATION_WORDS[each]),
        "—",
      ),
    ],
    [
      "触及内容",
      list(
        granted.touches.map((each) => TOUCH_WORDS[each]),
        "—",
      ),
    ],
    [
      "资源范围",
      list(
        granted.resources.map(({ name }) => name),
        "整个业务系统",
      ),
    ],
    ["操作人员", list(granted.operators, of.team === "" ? "—" : of.team)],
    ["有效期", `自 ${minuteOf(granted.fromAt)} 至 ${minuteOf(granted.toAt)}（北京时间）`],
    ["风险说明", of.risk || "—"],
    ["回退办法", of.rollback || "—"],
    ["授权条件", of.conditions || "无"],
    ["说明", of.decisionNote || "—"],
  ];
  const ended =
    of.endsAt !== null && new Date(of.endsAt).getTime() < new Date(granted.toAt).getTime()
      ? `本授权已于 ${minuteOf(new Date(of.endsAt))} ${of.state === "withdrawn" ? "由授权单位撤回" : "由被授权单位办结"}，自该时刻起失效。`
      : "";
  return await writePaper({
    title: "客户授权书",
    number: of.number,
    facts: rows,
    parts: [
      {
        text: emergency
          ? "本次操作依据授权单位事先约定的应急规则开展，事后由授权单位审阅。"
          : "被授权单位仅可在上述范围和有效期内操作，操作完成后应及时登记；有效期届满或授权撤回后，本授权即行失效。",
      },
      ...(ended === "" ? [] : [{ text: ended }]),
    ],
    signatures: [
      of.customer.name,
      ...(emergency ? [] : [`批准人：${of.decidedBy?.name ?? ""}`]),
      ...(of.decidedAt === null ? [] : [dateOf(new Date(of.decidedAt))]),
    ],
    closing: `本文书由平台于 ${minuteOf(now)} 依据存证记录生成，以平台记录为准。`,
  });
}
