import { getIncidentFigures } from "@yunjian/contract";
import { useCall } from "../../lib/api.ts";
import { useText } from "../../lib/language.ts";
import { NumberCell } from "../../ui/Words.tsx";
import "./incidents.css";

const SHOWN = [
  ["running", undefined],
  ["toConfirm", "warn"],
  ["serious", "bad"],
  ["nearClocks", "warn"],
  ["expiredClocks", "bad"],
  ["unacknowledged", undefined],
  ["closingAsked", undefined],
] as const;

/** What runs and what is about to be late; renewed by itself, for a wall screen. */
export function IncidentFigures() {
  const text = useText();
  const { data } = useCall(getIncidentFigures, { query: {} }, { refetchInterval: 30_000 });
  if (!data) return null;
  return (
    <dl className="yj-inc-figures" aria-label={text("incidents.figures.label")}>
      {SHOWN.map(([key, tone]) => (
        <div key={key}>
          <dt>{text(`incidents.figures.${key}`)}</dt>
          <dd>
            <NumberCell value={data[key]} {...(tone && { tone })} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
