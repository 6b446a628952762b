import {
  type Actor,
  type ChangeAgainst,
  type ChangeComparison,
  type ChangeKind,
  type ChangeMode,
  type ChangeOpinion,
  type ChangeResult,
  dateOf,
  formOf,
  type FormValues,
  minuteOf,
  Refusal,
} from "@yunjian/domain";
import type { Blobs } from "../../platform/blobs/blobs.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { documentOf } from "../forms/read.ts";
import { page } from "./service-page.ts";

/** The papers of a change, by the supervisor's templates (JGK-6.3.3-e, -g). In Chinese, like every paper. */

const KINDS: Readonly<Record<ChangeKind, string>> = {
  "identity-access": "鉴别和访问控制措施变更",
  storage: "数据存储实现方法变更",
  "platform-code": "云服务平台软件代码更新",
  backup: "备份机制和流程变更",
  "external-connection": "与外部服务商网络连接变更",
  "security-controls": "安全控制措施变更",
  "product-replacement": "商业软硬件产品替换",
  subcontractor: "云计算服务分包商变更",
  other: "其他重大变更",
  "provider-event": "云服务商重大调整",
  "security-team": "安全管理团队人员变动",
};
const MODES: Readonly<Record<ChangeMode, string>> = {
  planned: "提前通知",
  emergency: "紧急变更（先实施后补报）",
  unannounced: "未通知变更（经发现后说明）",
};
const OPINIONS: Readonly<Record<ChangeOpinion, string>> = {
  implement: "合规，建议实施",
  revise: "不合规，建议更改后重新提交",
  withdraw: "存在安全风险，建议撤销",
};
const RESULTS: Readonly<Record<ChangeResult, string>> = {
  "as-approved": "按计划实施",
  "with-deviations": "有偏差",
  "rolled-back": "已回退",
};
const AGAINST: Readonly<Record<ChangeAgainst, string>> = {
  opinion: "与意见不符",
  silence: "未取得意见即实施",
};
const COMPARISONS: Readonly<Record<ChangeComparison, string>> = {
  consistent: "一致",
  returned: "退回补正",
  inconsistent: "不一致，已要求整改",
};

type Case = Awaited<ReturnType<typeof page>>;
export type Paper = "major-change" | "change-impact-analysis" | "change-statement";

export async function paperOf(
  tx: Tx,
  blobs: Blobs,
  actor: Actor,
  now: Date,
  id: string,
  paper: Paper,
): Promise<{ bytes: Buffer; name: string }> {
  const of = await page(tx, actor, now, id);
  const values = valuesOf(of, paper);
  const by =
    paper === "change-statement"
      ? of.implementedBy
      : paper === "change-impact-analysis"
        ? of.analysedBy
        : of.madeBy;
  const at =
    paper === "change-statement"
      ? of.implementedAt
      : paper === "change-impact-analysis"
        ? of.analysedAt
        : of.announcedAt;
  const { bytes } = await documentOf(tx, blobs, {
    key: paper,
    values,
    facts: {
      docTitle: formOf(paper).title.zh,
      docNumber: of.number,
      docOrganisation: of.provider.name,
      docClouds: of.clouds.map(({ name }) => name).join("；"),
      docPeriods: "重大变更",
      docPreparedBy: by?.name ?? "—",
      docSignedBy: "—",
      docDate: at === null ? "—" : dateOf(at),
      docSensitivity: "内部",
      docStatement: `由平台于 ${minuteOf(now)} 依据存证记录生成，以平台记录为准。`,
    },
  });
  return { bytes, name: `${of.number} ${formOf(paper).title.zh}.docx` };
}

/** Throws `wrong-state` for a paper about what has not happened. */
function valuesOf(of: Case, paper: Paper): FormValues {
  if (paper === "major-change") return situation(of);
  if (paper === "change-impact-analysis" && of.analysis !== null) return of.analysis;
  if (paper === "change-statement" && of.implementedAt !== null) return statement(of);
  throw new Refusal("wrong-state", {
    state: of.state,
    allowed: paper === "change-statement" ? "implemented" : "analysed",
  });
}

const span = (from: Date | null, to: Date | null) =>
  from === null ? "—" : `${minuteOf(from)} 至 ${to === null ? "—" : minuteOf(to)}`;

function opinionWords(of: Case): string {
  if (of.opinion === null) return of.mode === "planned" ? "尚未出具" : "事后比对";
  return of.opinionCurrent ? OPINIONS[of.opinion] : `${OPINIONS[of.opinion]}（针对此前版本）`;
}

function situation(of: Case): FormValues {
  const notice =
    of.noticeEarliest === null
      ? "—"
      : of.noticeShort
        ? `不足（按约定最早 ${of.noticeEarliest} 实施）`
        : "符合约定";
  return {
    change: of.title,
    kind: KINDS[of.kind],
    mode: MODES[of.mode],
    what: of.subject.what || of.foundHow,
    why: of.subject.why,
    where: of.subject.place,
    announced: of.announcedAt === null ? "—" : minuteOf(of.announcedAt),
    planned: span(of.plannedFrom, of.plannedTo),
    notice,
    shortReason: of.shortReason,
    controls: of.subject.duties.map((duty) => ({ control: duty.id, title: duty.title.zh })),
    customers: of.told.map((each) => ({
      customer: each.customer.name,
      systems: each.systems.map(({ name }) => name).join("、"),
      acknowledged:
        each.acknowledgedBeforeAt === null ? "未确认" : `${dateOf(each.acknowledgedBeforeAt)} 确认`,
    })),
    plain: of.subject.plain,
    opinion: opinionWords(of),
    note: of.opinionNote,
  };
}

function statement(of: Case): FormValues {
  return {
    change: of.title,
    kind: KINDS[of.kind],
    opinion: opinionWords(of),
    planned: span(of.plannedFrom, of.plannedTo),
    done: span(of.startedAt, of.endedAt),
    result: of.result === null ? "—" : RESULTS[of.result],
    against: of.against === null ? (of.mode === "planned" ? "与意见一致" : "—") : AGAINST[of.against],
    deviations: of.deviations,
    audit: of.audit,
    assessedAt: of.assessedAt === null ? "" : minuteOf(of.assessedAt),
    assessor: of.assessor,
    summary: of.assessment,
    comparison: of.comparison === null ? "" : COMPARISONS[of.comparison],
    comparisonNote: of.comparisonNote,
  };
}
