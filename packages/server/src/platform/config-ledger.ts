import path from "node:path";
import { LedgerFailure, parseVerifier, TREES, type TreeName } from "@yunjian/ledger";
import type { Text } from "./config-settings.ts";

export type LedgerConfig = {
  trees: TreeName[];
  witnesses: { verifier: string; url: string }[];
  quorum: number;
  /** Absolute; absent: inside the data folder. */
  copyFolder?: string;
};

type Refuse = (name: string, problem: Text, remedy: Text) => void;

export function readLedger(text: (name: string) => string | undefined, refuse: Refuse): LedgerConfig {
  const words = (text("LEDGER_TREES") ?? TREES.join(",")).split(",").map((each) => each.trim());
  const trees = TREES.filter((tree) => words.includes(tree));
  if (trees.length === 0 || trees.length !== words.length) {
    refuse(
      "LEDGER_TREES",
      { zh: `“${words.join(",")}”不是可用的散列树`, en: `"${words.join(",")}" names no hash tree` },
      { zh: "可用：sha256、sm3、sha256,sm3", en: "Use sha256, sm3 or sha256,sm3" },
    );
  }
  const witnesses = (text("LEDGER_WITNESSES") ?? "")
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "")
    .flatMap((each) => readWitness(each, refuse) ?? []);
  const digits = text("LEDGER_QUORUM") ?? "0";
  const quorum = /^\d{1,2}$/.test(digits) ? Number(digits) : Number.NaN;
  if (!(quorum <= witnesses.length)) {
    refuse(
      "LEDGER_QUORUM",
      {
        zh: `“${digits}”不是 0 到 ${witnesses.length}（已配置的见证数）之间的整数`,
        en: `"${digits}" is not a whole number from 0 to ${witnesses.length}, the number of witnesses`,
      },
      { zh: "请调整该值或 LEDGER_WITNESSES", en: "Change it, or LEDGER_WITNESSES" },
    );
  }
  const copy = text("LEDGER_COPY");
  return {
    trees: trees.length > 0 ? trees : [...TREES],
    witnesses,
    quorum: Number.isNaN(quorum) ? 0 : quorum,
    ...(copy !== undefined && { copyFolder: path.resolve(copy) }),
  };
}

function readWitness(text: string, refuse: Refuse): { verifier: string; url: string } | undefined {
  const [verifier = "", url = "", ...rest] = text.split(/\s+/);
  const protocol = URL.parse(url)?.protocol;
  try {
    if (
      parseVerifier(verifier).type === "cosignature" &&
      rest.length === 0 &&
      /^https?:$/.test(protocol ?? "")
    )
      return { verifier, url: url.replace(/\/+$/, "") };
  } catch (error) {
    if (!(error instanceof LedgerFailure)) throw error;
  }
  refuse(
    "LEDGER_WITNESSES",
    { zh: `“${text}”不是“见证公钥 地址”`, en: `"${text}" is not a witness key and its address` },
    {
      zh: "公钥由 yunjian witness 启动时显示，地址以 http(s):// 开头，两者以空格分隔",
      en: "The key is what yunjian witness prints, the address begins with http(s)://, a blank between them",
    },
  );
  return undefined;
}
