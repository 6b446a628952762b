import type { getWork, OutputOf } from "@yunjian/contract";
import { POSTURES } from "@yunjian/domain";
import { Link } from "react-router";
import { useText } from "../../lib/language.ts";
import { Section } from "../../ui/Section.tsx";
import { StateTag } from "../../ui/StateTag.tsx";

type Clouds = NonNullable<OutputOf<typeof getWork>["standing"]>["attention"];

const SHOWN = POSTURES.slice(0, POSTURES.indexOf("current"));

/** The clouds to look at first, with what is the matter. */
export function WorstClouds({ clouds }: { readonly clouds: Clouds }) {
  const text = useText();
  return (
    <Section flush title={text("work.worstClouds")} extra={<Link to="/posture">{text("work.all")}</Link>}>
      <ul className="yj-work-items">
        {clouds.map((cloud) => (
          <li key={cloud.cloudId}>
            <span className="yj-work-what">
              <Link to={`/posture/clouds/${cloud.cloudId}`}>{cloud.cloudName}</Link>
              <span className="yj-hint">{cloud.providerName}</span>
            </span>
            <span className="yj-work-states">
              {SHOWN.filter((posture) => cloud.counts[posture] > 0).map((posture) => (
                <StateTag
                  key={posture}
                  kind="posture"
                  state={posture}
                  plain
                  label={`${text(`state.posture.${posture}`)} ${cloud.counts[posture]}`}
                />
              ))}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
