import type { Text } from "./config-settings.ts";
import { type ClamdAddress, parseClamdAddress } from "./scanner/clamd.ts";

type Refuse = (name: string, problem: Text, remedy: Text) => void;

/** Where clamd is; absent: files stay marked as unscanned. */
export function readScanner(
  text: (name: string) => string | undefined,
  refuse: Refuse,
): ClamdAddress | undefined {
  const given = text("CLAMD_URL");
  if (given === undefined) return undefined;
  const address = parseClamdAddress(given);
  if (!address)
    refuse(
      "CLAMD_URL",
      { zh: `“${given}”不是 clamd 的地址`, en: `"${given}" is no address of clamd` },
      {
        zh: "例如 unix:/var/run/clamav/clamd.ctl 或 tcp://127.0.0.1:3310",
        en: "For example unix:/var/run/clamav/clamd.ctl or tcp://127.0.0.1:3310",
      },
    );
  return address;
}
