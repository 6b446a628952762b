import { PaperClipOutlined } from "@ant-design/icons";
import { downloadFile, type RectificationDetail } from "@yunjian/contract";
import { formatDay } from "../../lib/format.ts";
import { useLang, useText } from "../../lib/language.ts";
import { ScanTag } from "../../ui/FileHealth.tsx";
import type { Shape } from "../../ui/shapes.ts";
import { Timeline } from "../../ui/Timeline.tsx";
import type { Tone } from "../../ui/tones.ts";
import "./rectifications.css";

type Step = RectificationDetail["steps"][number];

const LOOKS: Record<Step["kind"], readonly [Tone, Shape]> = {
  issue: ["bad", "flag"],
  receipt: ["info", "ring"],
  plan: ["info", "pen"],
  progress: ["info", "half"],
  proof: ["wait", "dot"],
  close: ["good", "check"],
  reopen: ["warn", "back"],
  withdraw: ["muted", "dash"],
  extension: ["info", "clock"],
  escalation: ["bad", "triangle"],
};

/** Every step with its words and files, the newest first. */
export function StepTimeline({ steps }: { readonly steps: readonly Step[] }) {
  const text = useText();
  const lang = useLang();
  return (
    <Timeline
      items={[...steps].reverse().map((step) => {
        const [tone, shape] = LOOKS[step.kind];
        const what = text(`rectifications.step.${step.kind}`);
        return {
          key: step.id,
          at: step.at,
          tone,
          shape,
          what: step.rung ? `${what}：${text(`rectifications.rung.${step.rung}`)}` : what,
          who: step.by ? `${step.by.name} ${step.org?.name ?? ""}` : text("common.platformItself"),
          detail: (step.plannedOn || step.until || step.text || step.files.length > 0) && (
            <>
              {step.plannedOn && (
                <div>{text("rectifications.stepPlanned", { date: formatDay(step.plannedOn, lang) })}</div>
              )}
              {step.until && (
                <div>{text("rectifications.stepUntil", { date: formatDay(step.until, lang) })}</div>
              )}
              {step.text && <div className="yj-rect-text">{step.text}</div>}
              <FileLinks files={step.files} />
            </>
          ),
        };
      })}
    />
  );
}

export function FileLinks({ files }: { readonly files: Step["files"] }) {
  if (files.length === 0) return null;
  return (
    <div className="yj-rect-files">
      {files.map((file) =>
        file.state === "kept" ? (
          <span key={file.id}>
            {file.scan.state === "infected" ? (
              file.name
            ) : (
              <a href={downloadFile.path.replace(":id", file.id)} download={file.name}>
                <PaperClipOutlined aria-hidden="true" />
                {file.name}
              </a>
            )}{" "}
            <ScanTag scan={file.scan} plain />
          </span>
        ) : (
          <span key={file.id}>{file.name}</span>
        ),
      )}
    </div>
  );
}
