import type { getFile, OutputOf } from "@yunjian/contract";
import { Tooltip } from "antd";
import { formatInstant } from "../lib/format.ts";
import { useText } from "../lib/language.ts";
import type { Shape } from "./shapes.ts";
import { ToneTag } from "./StateTag.tsx";
import type { Tone } from "./tones.ts";

type File = OutputOf<typeof getFile>;
export type Scan = File["scan"];
export type Health = Pick<File, "seenAt" | "fault">;

const LOOKS: Record<Scan["state"], readonly [Tone, Shape]> = {
  unscanned: ["warn", "ring"],
  waiting: ["wait", "clock"],
  clean: ["good", "check"],
  infected: ["bad", "triangle"],
  failed: ["warn", "dash"],
};

/** What the malware scanner said of a file: the one element for it, wherever a file stands. */
export function ScanTag({ scan, plain = false }: { readonly scan: Scan; readonly plain?: boolean }) {
  const text = useText();
  const [tone, shape] = LOOKS[scan.state];
  const by =
    scan.at === null
      ? text(`storage.scanHint.${scan.state}`)
      : text("storage.scannedBy", {
          at: formatInstant(scan.at),
          engine: [scan.engine, scan.signatures].filter((part) => part !== "").join(" / "),
        });
  const found =
    scan.state === "infected"
      ? scan.found
      : scan.state === "failed"
        ? text(`storage.obstacle.${scan.found}`)
        : "";
  const word = text(`storage.scan.${scan.state}`);
  return (
    <Tooltip title={by}>
      <span>
        <ToneTag tone={tone} shape={shape} plain={plain}>
          {found === "" ? word : text("storage.scanFound", { state: word, found })}
        </ToneTag>
      </span>
    </Tooltip>
  );
}

/** Under a file that is looked at: when its stored content was last read whole. Its scan stands beside its name. */
export function FileHealthLine({ seenAt, fault }: Health) {
  const text = useText();
  return (
    <div className="yj-file-health">
      {fault !== null ? (
        <ToneTag tone="bad" shape="cross" plain>
          {text("storage.notWhole", { why: text(`storage.fault.${fault}`) })}
        </ToneTag>
      ) : (
        <span className="yj-hint">
          {seenAt === null ? text("storage.notSeen") : text("storage.seenAt", { at: formatInstant(seenAt) })}
        </span>
      )}
    </div>
  );
}
