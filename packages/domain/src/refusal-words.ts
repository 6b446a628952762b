import { fill, REFUSALS, type RefusalName, type RefusalParams } from "./refusal.ts";
import type { Bilingual, Lang } from "./vocabulary.ts";

/** States as a refusal names them; the words are those of the interface. */
const STATE_WORDS: Readonly<Record<string, Bilingual>> = {
  open: { zh: "待提交", en: "open" },
  submitted: { zh: "已提交", en: "submitted" },
  "in-review": { zh: "审核中", en: "in review" },
  returned: { zh: "需补充", en: "returned" },
  compliant: { zh: "符合", en: "compliant" },
  "non-compliant": { zh: "不符合", en: "non-compliant" },
  "supplement-needed": { zh: "需补充", en: "supplement needed" },
  cancelled: { zh: "已取消", en: "cancelled" },
  draft: { zh: "草稿", en: "draft" },
  "awaiting-sign-off": { zh: "待签发", en: "awaiting sign-off" },
  withdrawn: { zh: "已撤回", en: "withdrawn" },
  "awaiting-second": { zh: "待复核", en: "awaiting the second reviewer" },
  decided: { zh: "已作出结论", en: "decided" },
  superseded: { zh: "已被新的审核或提交取代", en: "superseded" },
  raised: { zh: "待裁定", en: "raised" },
  upheld: { zh: "异议成立", en: "upheld" },
  rejected: { zh: "异议不成立", en: "rejected" },
  issued: { zh: "待签收", en: "issued" },
  received: { zh: "已受理或签收", en: "received" },
  "in-progress": { zh: "整改中", en: "in progress" },
  "proof-filed": { zh: "待整改复核", en: "proof filed" },
  closed: { zh: "已办结", en: "closed" },
  asked: { zh: "待处理", en: "asked" },
  accepted: { zh: "已采纳", en: "accepted" },
  approved: { zh: "已批准", en: "approved" },
  granted: { zh: "已同意", en: "granted" },
  refused: { zh: "未同意", en: "refused" },
  prepared: { zh: "待复核", en: "awaiting the second person" },
  recalled: { zh: "申请已撤回", en: "recalled" },
  finished: { zh: "已完结", en: "finished" },
  waiting: { zh: "待审阅", en: "waiting for review" },
  objected: { zh: "有异议", en: "objected" },
  answered: { zh: "已答复", en: "answered" },
  "in-force": { zh: "生效中", en: "in force" },
  expired: { zh: "已到期", en: "expired" },
  ended: { zh: "已终止", en: "ended" },
  reported: { zh: "待核实", en: "to be verified" },
  confirmed: { zh: "已确认", en: "confirmed" },
  containment: { zh: "抑制中", en: "containment" },
  eradication: { zh: "根除中", en: "eradication" },
  recovery: { zh: "恢复中", en: "recovery" },
  "closing-asked": { zh: "待结案", en: "closing asked for" },
  "false-alarm": { zh: "误报", en: "false alarm" },
  merged: { zh: "已并入其他事件", en: "merged" },
  told: { zh: "已告知", en: "told" },
  untold: { zh: "未告知", en: "not told" },
  acknowledged: { zh: "已确认知悉", en: "acknowledged" },
  waived: { zh: "已免予确认", en: "waived" },
};

/** What a refusal says to people: states by their words, never by the keys they are stored under. */
export function refusalText(code: RefusalName, params: RefusalParams, lang: Lang): string {
  if (code === "must-stay" || code === "erasure-blocked")
    return fill(REFUSALS[code][lang], { ...params, why: wordsOf(STAY_WORDS, params["why"], lang) });
  return fill(REFUSALS[code][lang], code === "wrong-state" ? inWords(params, lang) : params);
}

/** Why something has to stay (domain/retention: StayReason, ErasureBlock). */
const STAY_WORDS: Readonly<Record<string, Bilingual>> = {
  held: { zh: "处于法定保全", en: "it is under a legal hold" },
  "in-retention": { zh: "留存期未满", en: "its retention has not ended" },
  archived: { zh: "已归档，保管期限未满", en: "it is archived and its term has not ended" },
  "open-case": { zh: "所涉事项未办结", en: "a case it belongs to is open" },
  active: { zh: "尚未停用或离任", en: "it has not ended or left" },
  "open-duties": { zh: "有未办结的事项", en: "duties are open" },
  gone: { zh: "内容已不存在", en: "its content is gone" },
  shorter: { zh: "保管期限只能延长", en: "a class may only become longer" },
};

function wordsOf(
  words: Readonly<Record<string, Bilingual>>,
  value: string | number | undefined,
  lang: Lang,
): string {
  return String(value ?? "")
    .split(" / ")
    .map((each) => words[each]?.[lang] ?? each)
    .join(lang === "zh" ? "、" : ", ");
}

function inWords(params: RefusalParams, lang: Lang): RefusalParams {
  const between = lang === "zh" ? "、" : ", ";
  const words = (value: string | number | undefined) =>
    String(value ?? "")
      .split(" / ")
      .map((state) => STATE_WORDS[state]?.[lang] ?? state)
      .join(between);
  return { ...params, state: words(params["state"]), allowed: words(params["allowed"]) };
}
