import { getRectificationFigures } from "@yunjian/contract";
import { useCall } from "../../lib/api.ts";
import { useText } from "../../lib/language.ts";
import { NumberCell } from "../../ui/Words.tsx";
import { StateTag } from "../../ui/StateTag.tsx";
import "./rectifications.css";

/** Open ones at a glance, by state and severity. */
export function RectificationFigures() {
  const text = useText();
  const { data } = useCall(getRectificationFigures, { query: {} }, { staleTime: 30_000 });
  if (!data) return null;
  return (
    <dl className="yj-rect-figures" aria-label={text("rectifications.figures.label")}>
      {(["open", "overdue", "awaitingReceipt", "awaitingReassessment"] as const).map((key) => (
        <div key={key}>
          <dt>{text(`rectifications.figures.${key}`)}</dt>
          <dd>
            <NumberCell value={data[key]} {...(key === "overdue" && { tone: "bad" as const })} />
            {key === "awaitingReassessment" && data.reassessmentOverdue > 0 && (
              <span className="yj-rect-late">
                {text("rectifications.figures.late", { count: data.reassessmentOverdue })}
              </span>
            )}
          </dd>
        </div>
      ))}
      {data.bySeverity.map(({ severity, open }) => (
        <div key={severity}>
          <dt>
            <StateTag plain kind="severity" state={severity} />
          </dt>
          <dd>
            <NumberCell value={open} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
