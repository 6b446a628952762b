import { getReviewFigures } from "@yunjian/contract";
import { useCall } from "../../lib/api.ts";
import { useText } from "../../lib/language.ts";
import { NumberCell } from "../../ui/Words.tsx";
import "./reviews.css";

/** How much waits, and how punctual the supervisor itself is: its own lateness is not hidden. */
export function ReviewFigures() {
  const text = useText();
  const { data } = useCall(getReviewFigures, {}, { staleTime: 30_000 });
  if (!data) return null;
  const { waiting, recent } = data;
  const figure = (
    key: "receipt" | "decision" | "second" | "disputes",
    count: number,
    overdue: number | null,
  ) => (
    <div className="yj-review-figure" key={key}>
      <dt>{text(`reviews.figures.${key}`)}</dt>
      <dd>
        <NumberCell value={count} />
        {overdue !== null && count > 0 && (
          <span className={overdue > 0 ? "yj-review-late" : "yj-hint"}>
            {overdue > 0
              ? text("reviews.figures.overdue", { count: overdue })
              : text("reviews.figures.onTime")}
          </span>
        )}
      </dd>
    </div>
  );
  return (
    <dl className="yj-review-figures" aria-label={text("reviews.figures.label")}>
      {figure("receipt", waiting.receipt, waiting.receiptOverdue)}
      {figure("decision", waiting.decision, waiting.decisionOverdue)}
      {figure("second", waiting.second, null)}
      {figure("disputes", waiting.disputes, waiting.disputesOverdue)}
      <div className="yj-review-figure yj-review-recent">
        <dt>{text("reviews.figures.recent")}</dt>
        <dd>
          {recent.decided === 0 ? (
            <span className="yj-hint">{text("reviews.figures.none")}</span>
          ) : (
            <>
              <span>{text("reviews.figures.decided", { count: recent.decided })}</span>
              <span className={recent.receivedLate > 0 ? "yj-review-late" : ""}>
                {text("reviews.figures.receivedLate", { count: recent.receivedLate })}
              </span>
              <span className={recent.decidedLate > 0 ? "yj-review-late" : ""}>
                {text("reviews.figures.decidedLate", { count: recent.decidedLate })}
              </span>
              {recent.medianDays !== null && (
                <span>{text("reviews.figures.median", { days: recent.medianDays })}</span>
              )}
            </>
          )}
        </dd>
      </div>
    </dl>
  );
}
