import type { AuthorisationDetail } from "@yunjian/contract";
import { formatInstant } from "../../lib/format.ts";
import { useText } from "../../lib/language.ts";
import type { Shape } from "../../ui/shapes.ts";
import { Timeline } from "../../ui/Timeline.tsx";
import type { Tone } from "../../ui/tones.ts";

type Step = AuthorisationDetail["steps"][number];

const LOOKS: Record<Step["kind"], readonly [Tone, Shape]> = {
  ask: ["wait", "flag"],
  recall: ["muted", "back"],
  prepare: ["info", "half"],
  "send-back": ["warn", "back"],
  grant: ["good", "check"],
  refuse: ["neutral", "cross"],
  declare: ["bad", "triangle"],
  record: ["info", "pen"],
  question: ["warn", "flag"],
  answer: ["info", "dot"],
  finish: ["muted", "check"],
  withdraw: ["warn", "dash"],
  accept: ["good", "check"],
  object: ["bad", "flag"],
};
const WITH_LIMIT: readonly Step["kind"][] = ["ask", "grant", "declare", "question", "withdraw"];

/** Every step with its words, the newest first. */
export function StepTimeline({ steps }: { readonly steps: readonly Step[] }) {
  const text = useText();
  return (
    <Timeline
      items={[...steps].reverse().map((step) => {
        const [tone, shape] = LOOKS[step.kind];
        return {
          key: step.id,
          at: step.at,
          tone,
          shape,
          what: text(`authorisations.step.${step.kind}`),
          who: step.by ? `${step.by.name} ${step.org?.name ?? ""}` : text("common.platformItself"),
          detail: (step.text || (step.until && WITH_LIMIT.includes(step.kind))) && (
            <>
              {step.until && WITH_LIMIT.includes(step.kind) && (
                <div>{text(`authorisations.stepUntil.${step.kind}`, { at: formatInstant(step.until) })}</div>
              )}
              {step.text && <div className="yj-auth-text">{step.text}</div>}
            </>
          ),
        };
      })}
    />
  );
}
