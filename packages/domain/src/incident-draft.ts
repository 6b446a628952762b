import { minuteOf } from "./dates.ts";
import { incidentClass, STANDARD_NAMES } from "./incident-classes.ts";
import type { TellingChannel } from "./incident-clocks.ts";
import { CHANNEL_WORDS } from "./incident-clocks.ts";
import { type IncidentLevel, LEVEL_WORDS } from "./incident-level.ts";
import type { FactKind, IncidentKind } from "./incident.ts";

export const KIND_WORDS: Readonly<Record<IncidentKind, string>> = {
  "unauthorised-access": "非授权访问",
  "denial-of-service": "拒绝服务攻击",
  "malicious-code": "恶意代码感染",
  "customer-misuse": "客户违规使用",
  other: "其他",
};

/** What a drafted text is made from: the facts in force, in the order in which they became known. */
export interface DraftInput {
  readonly number: string;
  readonly title: string;
  readonly kind: IncidentKind;
  readonly classId: string | null;
  readonly organisation: string;
  readonly clouds: readonly string[];
  readonly systems: number;
  readonly customers: number;
  readonly happenedAt: Date | null;
  readonly knownAt: Date;
  readonly level: IncidentLevel;
  readonly reasons: readonly string[];
  readonly facts: readonly { readonly kind: FactKind; readonly text: string; readonly knownAt: Date }[];
  readonly crime: boolean;
  readonly now: Date;
}

/** Unknown facts are said to be unknown; they follow later. */
const LATER = "（正在核查，续报补充）";

/**
 * The text for one channel, drafted in Chinese like every paper; a person corrects it before it goes out. The order
 * follows the regulation: what, where, when, of which kind and level, first effects and measures; then cause,
 * trend and what is asked for, as far as they are known.
 */
export function draftTelling(of: DraftInput, channel: TellingChannel, stage: "first" | "progress"): string {
  const known = (kind: FactKind) =>
    of.facts.filter((fact) => fact.kind === kind).map((fact) => fact.text.trim());
  const joined = (kind: FactKind) => known(kind).join("；") || LATER;
  const sort = incidentClass(of.classId ?? "");
  const lines = [
    `${CHANNEL_WORDS[channel].zh}：`,
    "",
    `${stage === "first" ? "现报告" : "续报"}一起网络安全事件（${of.number}），情况如下：`,
    `一、报告单位：${of.organisation}。`,
    `二、事件名称：${of.title}。涉及云平台：${of.clouds.join("、") || LATER}；${of.systems > 0 ? `涉及业务系统 ${of.systems} 个` : "涉及整个云平台"}、单位 ${of.customers} 家。`,
    `三、发生时间：${of.happenedAt ? minuteOf(of.happenedAt) : LATER}；获知时间：${minuteOf(of.knownAt)}。`,
    `四、类型：${KIND_WORDS[of.kind]}${sort ? `（${STANDARD_NAMES[sort.standard]}：${sort.category.zh}—${sort.name.zh}）` : ""}。初步判断级别：${LEVEL_WORDS[of.level].zh}。${of.reasons.join("")}`,
    `五、基本情况：${joined("what")}`,
    `六、已造成的影响：${joined("impact")}`,
    `七、已采取的措施：${joined("measure")}`,
    `八、原因初步分析：${joined("cause")}`,
    `九、发展趋势：${joined("trend")}`,
    `十、需要的支持：${known("request").join("；") || "暂无。"}`,
    ...(of.crime ? ["十一、本事件涉嫌违法犯罪，请依法处置。"] : []),
    "",
    of.organisation,
    minuteOf(of.now),
  ];
  return lines.join("\n");
}

/** What customers are told: what happened, what it may mean for them, what is done, what they should do. Nothing of others. */
export function draftCustomerNotice(of: DraftInput): string {
  const known = (kind: FactKind) =>
    of.facts.filter((fact) => fact.kind === kind).map((fact) => fact.text.trim());
  return [
    `${of.happenedAt ? `${minuteOf(of.happenedAt)}，` : ""}${of.clouds.join("、")}发生安全事件“${of.title}”（${KIND_WORDS[of.kind]}），可能影响贵单位的业务系统。`,
    `目前情况：${known("what").join("；") || LATER}`,
    `可能的影响：${known("impact").join("；") || LATER}`,
    `已采取的措施：${known("measure").join("；") || LATER}`,
    "请检查本单位业务系统是否正常、数据是否完整，发现异常请立即与我方联系；如有后续进展，将继续告知。",
  ].join("\n");
}
