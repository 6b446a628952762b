/**
 * What can be wrong with a proof, a checkpoint or a log. Each has one name, so that a person is told what
 * it is and not only that it failed.
 */
export const FAILURES = {
  "note-malformed": {
    zh: "不是有效的签名文本（signed note）",
    en: "this is not a signed note",
  },
  "checkpoint-malformed": {
    zh: "签名文本不是有效的检查点",
    en: "the signed text is not a checkpoint",
  },
  "proof-malformed": {
    zh: "不是有效的存证证明文件，或文件不完整",
    en: "this is not a tlog-proof, or it is incomplete",
  },
  "key-malformed": { zh: "不是有效的公钥", en: "this is not a verifier key" },
  "origin-differs": {
    zh: "检查点属于另一个账本",
    en: "the checkpoint is of another log",
  },
  "key-unknown": {
    zh: "没有可信密钥的签名",
    en: "no trusted key has signed this",
  },
  "signature-wrong": {
    zh: "签名与内容不符，内容或签名被改动",
    en: "the signature does not fit the text: one of the two was changed",
  },
  "signature-repeated": {
    zh: "同一密钥签名重复出现",
    en: "the same key signs twice",
  },
  "witnesses-too-few": {
    zh: "见证签名数量不足",
    en: "fewer witnesses than required have cosigned",
  },
  "index-beyond": {
    zh: "条目序号超出检查点覆盖的范围",
    en: "the checkpoint does not reach that entry",
  },
  "path-wrong": {
    zh: "条目不在检查点覆盖的记录中：条目被改动，或证明属于另一条目、另一账本",
    en: "the entry is not under this checkpoint: it was changed, or the proof is for another entry or another tree",
  },
  "entry-missing": {
    zh: "证明文件不含条目内容，须另行提供",
    en: "the proof does not hold the entry; give it separately",
  },
  "history-rewritten": {
    zh: "较新的检查点不是较早检查点的延续：历史被改写",
    en: "the newer checkpoint does not continue the older one: history was rewritten",
  },
  "sizes-differ": {
    zh: "两个账本的记录数不一致",
    en: "the two trees are of different size",
  },
  "root-differs": {
    zh: "由条目算出的根散列与检查点不符",
    en: "the entries do not give the root of the checkpoint",
  },
  "tile-wrong": {
    zh: "散列块与条目或下层散列不符",
    en: "a tile does not fit what lies below it",
  },
  "bundle-malformed": {
    zh: "条目包格式有误或不完整",
    en: "an entry bundle is malformed or incomplete",
  },
  "resource-missing": {
    zh: "缺少所需的文件",
    en: "a resource that must exist is missing",
  },
} as const satisfies Record<string, { readonly zh: string; readonly en: string }>;

export type FailureCode = keyof typeof FAILURES;

/** A verification that failed, by name; `detail` says where (a path, a key name, a number). */
export class LedgerFailure extends Error {
  override readonly name = "LedgerFailure";
  readonly code: FailureCode;
  readonly detail: string;

  constructor(code: FailureCode, detail = "") {
    super(detail === "" ? FAILURES[code].en : `${FAILURES[code].en}: ${detail}`);
    this.code = code;
    this.detail = detail;
  }

  words(lang: "zh" | "en"): string {
    const said = FAILURES[this.code][lang];
    if (this.detail === "") return said;
    return lang === "zh" ? `${said}（${this.detail}）` : `${said} (${this.detail})`;
  }
}
