import type { IncidentDetail } from "@yunjian/contract";
import {
  INCIDENT_LEVELS,
  INCIDENT_PHASES,
  INCIDENT_SOURCES,
  SEVERITIES,
  TELLING_CHANNELS,
} from "@yunjian/domain";
import { useText } from "../../lib/language.ts";
import type { Shape } from "../../ui/shapes.ts";
import { Timeline } from "../../ui/Timeline.tsx";
import type { Tone } from "../../ui/tones.ts";

type Step = IncidentDetail["steps"][number];

const LOOKS: Partial<Record<Step["kind"], readonly [Tone, Shape]>> = {
  report: ["bad", "flag"],
  confirm: ["warn", "dot"],
  "false-alarm": ["muted", "cross"],
  phase: ["info", "half"],
  grade: ["warn", "triangle"],
  notify: ["info", "flag"],
  telling: ["info", "flag"],
  compare: ["good", "check"],
  return: ["warn", "back"],
  close: ["good", "check"],
  reopen: ["bad", "back"],
  merge: ["muted", "dash"],
};

/** Every step, the newest first. */
export function StepTimeline({ steps }: { readonly steps: readonly Step[] }) {
  const text = useText();
  const word = (step: Step): string => {
    const detail = step.detail ?? "";
    const known = (list: readonly string[]) => list.includes(detail);
    if (step.kind === "phase" && known(INCIDENT_PHASES)) return text(`incidents.phase.${detail}`);
    if (step.kind === "telling" && known(TELLING_CHANNELS)) return text(`incidents.channel.${detail}`);
    if (step.kind === "report" && known(INCIDENT_SOURCES)) return text(`incidents.source.${detail}`);
    if (["final-report", "compare", "return"].includes(step.kind) && detail)
      return text("incidents.finalReport.version", { version: detail });
    if (step.kind === "notify" && detail) return text("incidents.customersOf", { affected: detail });
    if (step.kind === "repeat" && detail) return text("incidents.fact.repeatsOf", { count: detail });
    if (step.kind === "rectify" && known(SEVERITIES)) return text(`state.severity.${detail}`);
    if (step.kind === "grade")
      return detail
        .split(" ")
        .map((level) =>
          INCIDENT_LEVELS.some((each) => each === level) ? text(`state.incidentLevel.${level}`) : level,
        )
        .join(" / ");
    return detail;
  };
  return (
    <Timeline
      items={[...steps].reverse().map((step) => {
        const [tone, shape] = LOOKS[step.kind] ?? (["neutral", "dot"] as const);
        const detail = word(step);
        return {
          key: step.id,
          at: step.at,
          tone,
          shape,
          what: `${text(`incidents.step.${step.kind}`)}${detail ? ` · ${detail}` : ""}`,
          who: step.by ? `${step.by.name} ${step.org?.name ?? ""}` : text("common.platformItself"),
          detail: step.text && <div className="yj-inc-text">{step.text}</div>,
        };
      })}
    />
  );
}
