/** Texts of proofs that an entry is in the ledger. */
export const zh = {
  ledger: {
    title: "存证证明",
    short: "存证",
    at: "第 {{position}} 条",
    recorded: "已存证为第 {{position}} 条，检查点覆盖 {{size}} 条（{{at}} 签发）",
    witnessed: "见证：{{names}}",
    unwitnessed: "未配置见证",
    waiting: "条目已写入，尚未进入已公布的检查点，通常一两秒后即可取得证明。",
    tree: { sha256: "国际算法 SHA-256 / Ed25519", sm3: "国密算法 SM3 / SM2" },
    verify: "在浏览器中核验",
    download: "下载证明",
    valid: "核验通过：条目在签名检查点之下，签名密钥 {{keys}}",
    invalid: "核验不通过：{{why}}",
    keyFirst: "本浏览器首次见到该账本公钥，已记住；请与事先保存的公钥核对。",
    keyKept: "签名公钥与本浏览器记住的一致。",
    keyChanged: "账本公钥与本浏览器记住的不同，请勿采信，并联系审计管理员。",
    hint: "核验在您的浏览器内完成，不经服务器。证明文件可离线长期保存，用 yunjian ledger check 或任何 tlog-proof 工具核验。",
  },
};

export const en: typeof zh = {
  ledger: {
    title: "Proof of record",
    short: "Proof",
    at: "entry {{position}}",
    recorded: "Recorded as entry {{position}} under a checkpoint of {{size}} entries, signed {{at}}",
    witnessed: "Witnessed by {{names}}",
    unwitnessed: "No witness is configured",
    waiting:
      "The entry is written and not under a published checkpoint yet; its proof is there in a second or two.",
    tree: { sha256: "SHA-256 / Ed25519", sm3: "SM3 / SM2" },
    verify: "Verify in this browser",
    download: "Download proof",
    valid: "Verified: the entry is under the signed checkpoint, signing key {{keys}}",
    invalid: "Not verified: {{why}}",
    keyFirst:
      "This browser sees the log's key for the first time and will remember it; compare it with the one you kept.",
    keyKept: "The key is the one this browser remembers.",
    keyChanged:
      "The log's key is not the one this browser remembers. Do not rely on it; tell the audit administrator.",
    hint: "The check runs in your browser, not on the server. Keep the file: yunjian ledger check, or any tlog-proof tool, verifies it offline.",
  },
};
