import { Button } from "antd";
import { Link } from "react-router";
import { useText } from "../../lib/language.ts";
import { StateTag } from "../../ui/StateTag.tsx";
import { Instant } from "../../ui/When.tsx";
import type { Before } from "./KindFields.tsx";

/** What was handed in for the same duties before, and what became of it; one can start from it. */
export function BeforeList({
  before,
  onCopy,
  busy,
}: {
  readonly before: readonly Before[];
  readonly onCopy: (id: string) => void;
  readonly busy: boolean;
}) {
  const text = useText();
  if (before.length === 0) return <p className="yj-hint">{text("submissions.before.none")}</p>;
  return (
    <ul className="yj-before">
      {before.map((each) => (
        <li key={`${each.id} ${each.periodId}`}>
          <div>
            <Link to={`/submissions/${each.id}`}>{each.title}</Link>{" "}
            <StateTag kind="period" state={each.outcome} plain />
          </div>
          <div className="yj-hint">
            {each.label} · {each.number} · <Instant at={each.submittedAt} />
          </div>
          <Button size="small" disabled={busy} onClick={() => onCopy(each.id)}>
            {text("submissions.before.copy")}
          </Button>
        </li>
      ))}
    </ul>
  );
}
