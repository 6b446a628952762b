import { POSTURES, type Posture } from "@yunjian/domain";
import { Tooltip } from "antd";
import { formatNumber } from "../../lib/format.ts";
import { useText } from "../../lib/language.ts";
import { StateTag } from "../../ui/StateTag.tsx";
import type { Tally } from "./counts.ts";

/** All seven figures in a row; the hover says what each means. */
export function Tallies({
  counts,
  shown = POSTURES,
}: {
  readonly counts: Tally;
  readonly shown?: readonly Posture[];
}) {
  const text = useText();
  return (
    <ul className="yj-tallies">
      {shown.map((posture) => (
        <li key={posture} className={counts[posture] === 0 ? "yj-tally yj-tally-none" : "yj-tally"}>
          <Tooltip title={text(`posture.definition.${posture}`)}>
            <span className="yj-tally-in" tabIndex={0}>
              <span className="yj-tally-figure">{formatNumber(counts[posture])}</span>
              <StateTag kind="posture" state={posture} plain />
            </span>
          </Tooltip>
        </li>
      ))}
    </ul>
  );
}
