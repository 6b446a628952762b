import { POSTURES } from "@yunjian/domain";
import { useText } from "../../lib/language.ts";
import { Section } from "../../ui/Section.tsx";
import { StateTag } from "../../ui/StateTag.tsx";

/** What each state means, in the order in which they are asked. */
export function Legend() {
  const text = useText();
  return (
    <Section title={text("posture.legend")} hint={text("posture.legendHint")}>
      <dl className="yj-legend">
        {POSTURES.map((posture) => (
          <div key={posture}>
            <dt>
              <StateTag kind="posture" state={posture} />
            </dt>
            <dd>{text(`posture.definition.${posture}`)}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
