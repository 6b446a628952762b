import path from "node:path";
import { CIPHERS, type CipherName } from "./blobs/suites.ts";
import type { Text } from "./config-settings.ts";

export type EvidenceConfig = {
  cipher: CipherName;
  /** Absolute; absent: in the keys folder of the data folder. */
  rootKeyFile?: string;
};

type Refuse = (name: string, problem: Text, remedy: Text) => void;

export function readEvidence(text: (name: string) => string | undefined, refuse: Refuse): EvidenceConfig {
  const given = text("EVIDENCE_CIPHER") ?? CIPHERS[0];
  const cipher = CIPHERS.find((each) => each === given);
  if (!cipher) {
    refuse(
      "EVIDENCE_CIPHER",
      { zh: `没有“${given}”这种加密方式`, en: `there is no cipher "${given}"` },
      { zh: `可用：${CIPHERS.join("、")}`, en: `Use ${CIPHERS.join(" or ")}` },
    );
  }
  const root = text("EVIDENCE_ROOT_KEY");
  return { cipher: cipher ?? CIPHERS[0], ...(root !== undefined && { rootKeyFile: path.resolve(root) }) };
}
