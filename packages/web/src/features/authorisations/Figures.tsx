import { getAuthorisationFigures } from "@yunjian/contract";
import { useCall } from "../../lib/api.ts";
import { useText } from "../../lib/language.ts";
import { NumberCell } from "../../ui/Words.tsx";
import "./authorisations.css";

const SHOWN = [
  ["undecided", undefined],
  ["valid", undefined],
  ["unrecorded", "bad"],
  ["openQuestions", "warn"],
  ["emergenciesToReview", undefined],
  ["objected", "bad"],
] as const;

/** What one may see of them, at a glance. */
export function AuthorisationFigures() {
  const text = useText();
  const { data } = useCall(getAuthorisationFigures, { query: {} }, { staleTime: 30_000 });
  if (!data) return null;
  return (
    <dl className="yj-auth-figures" aria-label={text("authorisations.figures.label")}>
      {SHOWN.map(([key, tone]) => (
        <div key={key}>
          <dt>{text(`authorisations.figures.${key}`)}</dt>
          <dd>
            <NumberCell value={data[key]} {...(tone && { tone })} />
            {key === "undecided" && data.undecidedLate > 0 && (
              <span className="yj-auth-late">
                {text("authorisations.figures.late", { count: data.undecidedLate })}
              </span>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
