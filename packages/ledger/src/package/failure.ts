import { FAILURES, type FailureCode, LedgerFailure } from "../failure.ts";

/** What can be wrong with an evidence package, beside what can be wrong with proofs and checkpoints. */
export const PACKAGE_FAILURES = {
  "zip-unreadable": { zh: "不是 zip 文件", en: "this is not a zip file" },
  "zip-truncated": { zh: "zip 文件不完整：结尾缺失", en: "the zip file is cut off: its end is missing" },
  "zip-damaged": { zh: "zip 目录损坏", en: "the directory of the zip file is damaged" },
  "zip-promise": {
    zh: "zip 条目声称的大小超出文件本身（疑似压缩炸弹）",
    en: "the zip file promises more bytes than it holds",
  },
  "zip-overlap": {
    zh: "zip 条目相互重叠、留有空隙或不按顺序",
    en: "members of the zip file overlap, leave gaps or are out of order",
  },
  "zip-encrypted": { zh: "zip 条目被加密", en: "a member of the zip file is encrypted" },
  "zip-packed": {
    zh: "zip 条目经过压缩，不是平台生成的原包；请解压后核验文件夹",
    en: "a member is compressed, so this is not the archive as it was made; unpack it and verify the folder",
  },
  "zip-form": {
    zh: "zip 结构与平台生成的形式不符（被改动或重新打包）；如为重新打包，请解压后核验文件夹",
    en: "the archive is not in the form it was made in: changed or packed again; if packed again, verify the unpacked folder",
  },
  "zip-checksum": {
    zh: "zip 条目的校验值与内容不符",
    en: "a member does not fit its checksum in the zip file",
  },
  "path-traversal": { zh: "文件名试图跳出文件包（..）", en: "a name leads out of the package (..)" },
  "path-absolute": { zh: "文件名为绝对路径", en: "a name is an absolute path" },
  "path-unsafe": {
    zh: "文件名含有不允许的字符或写法",
    en: "a name holds characters or forms that are not allowed",
  },
  "path-twice": { zh: "文件名重复", en: "a name occurs twice" },
  "path-lookalike": {
    zh: "两个文件名看起来相同（大小写、字形或规范化不同）",
    en: "two names look the same (case, letter forms or normalisation)",
  },
  link: { zh: "含有符号链接或特殊文件", en: "a symbolic link or special file" },
  "too-large": { zh: "文件超出核验程序的上限", en: "larger than the verifier reads" },
  "base-wrong": {
    zh: "文件包的顶层文件夹与其内容不符",
    en: "the top folder is not the one that belongs to this package",
  },
  "bag-malformed": { zh: "不是有效的证据包（BagIt）", en: "this is not a valid bag (BagIt)" },
  "manifest-malformed": { zh: "清单格式有误", en: "a manifest is malformed" },
  "manifests-differ": { zh: "两份清单所列文件不一致", en: "two manifests list different files" },
  "file-missing": { zh: "清单所列文件缺失", en: "a file of the manifest is missing" },
  "file-extra": { zh: "含有清单之外的文件", en: "a file that no manifest lists" },
  "file-changed": {
    zh: "文件内容与清单不符，内容被改动",
    en: "a file is not what the manifest says: it was changed",
  },
  "package-malformed": { zh: "证据包说明文件格式有误", en: "the description of the package is malformed" },
  "package-version": {
    zh: "证据包版本高于本核验程序",
    en: "the package is of a later version than this verifier",
  },
  "keys-malformed": { zh: "公钥文件格式有误", en: "the file of public keys is malformed" },
  "key-missing": { zh: "缺少核验所需的公钥", en: "the public key that is needed is missing" },
  "signature-unknown": {
    zh: "检查点上有未列出的密钥的签名",
    en: "a checkpoint is signed by a key that is not listed",
  },
  "entry-malformed": { zh: "存证条目格式有误", en: "an entry of the record is malformed" },
  "entry-twice": { zh: "存证条目重复", en: "an entry of the record occurs twice" },
  "entry-order": { zh: "存证条目顺序有误", en: "entries of the record are out of order" },
  "entry-count": {
    zh: "存证条目数与说明或证明不符",
    en: "there are not as many entries as stated or as proofs",
  },
  "proofs-malformed": { zh: "证明文件格式有误", en: "a file of proofs is malformed" },
  "seal-wrong": {
    zh: "封签与内容不符：封存之后内容被改动",
    en: "the seal does not fit: the content was changed after it was sealed",
  },
  "opening-malformed": { zh: "文字原文文件格式有误", en: "the file of opened texts is malformed" },
  "opening-wrong": {
    zh: "文字原文与存证中的承诺值不符",
    en: "a text is not the one the entry committed to",
  },
  "record-differs": {
    zh: "文件与存证中记录的摘要不符",
    en: "a file is not what the record says was handed in",
  },
} as const satisfies Record<string, { readonly zh: string; readonly en: string }>;

export type PackageCode = keyof typeof PACKAGE_FAILURES | FailureCode;

/** One thing that does not hold: what, and about which file, entry or key. */
export interface Finding {
  readonly code: PackageCode;
  readonly about: string;
}

/** Ends the reading of one part; what it was about goes into the report by its name. */
export class PackageFailure extends Error {
  override readonly name = "PackageFailure";
  readonly code: PackageCode;
  readonly about: string;
  constructor(code: PackageCode, about = "") {
    super(`${wordsOf({ code, about }, "en")}`);
    this.code = code;
    this.about = about;
  }
}

export function wordsOf({ code, about }: Finding, lang: "zh" | "en"): string {
  const words: Readonly<Record<string, { readonly zh: string; readonly en: string }>> = {
    ...FAILURES,
    ...PACKAGE_FAILURES,
  };
  const said = words[code]?.[lang] ?? code;
  if (about === "") return said;
  return lang === "zh" ? `${said}（${about}）` : `${said} (${about})`;
}

/** A failure of either kind as a finding; anything else is a fault of ours and goes on. */
export function findingOf(error: unknown, about = ""): Finding {
  if (error instanceof PackageFailure) return { code: error.code, about: error.about || about };
  if (error instanceof LedgerFailure)
    return { code: error.code, about: [about, error.detail].filter((part) => part !== "").join(": ") };
  throw error;
}
