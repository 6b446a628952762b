import type { getWork, OutputOf } from "@yunjian/contract";
import { POSTURES, type Posture } from "@yunjian/domain";
import { Link } from "react-router";
import { formatNumber } from "../../lib/format.ts";
import { useText } from "../../lib/language.ts";
import { useMe } from "../../lib/me.ts";
import { StateTag } from "../../ui/StateTag.tsx";
import { inkOf } from "../../ui/tones.ts";

type Work = OutputOf<typeof getWork>;

const SHOWN: readonly Posture[] = POSTURES.slice(0, POSTURES.indexOf("current") + 1);

/** The figures on top: what waits for me, and where my clouds stand. */
export function Strip({ work }: { readonly work: Work }) {
  const text = useText();
  const { standing, sections } = work;
  const sum = (of: "count" | "late") => sections.reduce((total, section) => total + section[of], 0);
  const late = sum("late");
  return (
    <div className="yj-strip">
      <div className="yj-strip-group yj-strip-group-main">
        <ul className="yj-strip-figures">
          <li>
            <span className="yj-figure-link">
              <Large value={sum("count")} />
              <span>{text("work.total")}</span>
            </span>
          </li>
          <li>
            <span className="yj-figure-link" style={late > 0 ? { color: inkOf("bad") } : undefined}>
              <Large value={late} bad />
              <span>{text("work.late")}</span>
            </span>
          </li>
        </ul>
      </div>
      {standing !== null && standing.clouds > 0 && (
        <div className="yj-strip-group">
          <div className="yj-strip-name">
            <Link to="/posture">{text("work.standing")}</Link>
            <Clouds count={standing.clouds} />
          </div>
          <ul className="yj-strip-figures" aria-label={text("work.standingHint")}>
            {SHOWN.map((posture) => (
              <li key={posture}>
                <Link className="yj-figure-link" to={`/obligations?posture=${posture}`}>
                  <Large value={standing.counts[posture]} />
                  <StateTag kind="posture" state={posture} plain />
                </Link>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}

function Large({ value, bad = false }: { readonly value: number; readonly bad?: boolean }) {
  const style = bad && value > 0 ? { color: inkOf("bad") } : undefined;
  return (
    <span className={value === 0 ? "yj-figure-large yj-figure-zero" : "yj-figure-large"} style={style}>
      {formatNumber(value)}
    </span>
  );
}

function Clouds({ count }: { readonly count: number }) {
  const text = useText();
  const { roles } = useMe().organisation;
  const watches = roles.includes("supervisor") || roles.includes("manager");
  if (watches) return <span>{text("work.clouds", { count })}</span>;
  return <span>{text(roles.includes("provider") ? "work.cloudsOwn" : "work.cloudsUsed", { count })}</span>;
}
