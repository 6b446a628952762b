import type { DutyShift } from "@yunjian/contract";
import type { DutyNeed } from "@yunjian/domain";
import { useText } from "../../lib/language.ts";
import { ToneTag } from "../../ui/StateTag.tsx";
import "./readiness.css";

/** Who can be called now, or that nobody can although somebody should. */
export function OnDutyList({
  onDuty,
  missing,
}: {
  readonly onDuty: readonly DutyShift[];
  readonly missing: DutyNeed | null;
}) {
  const text = useText();
  return (
    <>
      {onDuty.map((shift) => (
        <div key={shift.id} className="yj-duty-who">
          <strong>{shift.name}</strong>
          <span className="yj-hint">
            {text(`duty.role.${shift.role}`)}·{text(`duty.mode.${shift.mode}`)}
          </span>
          {shift.phone && <a href={`tel:${shift.phone.replace(/[^0-9+]/g, "")}`}>{shift.phone}</a>}
        </div>
      ))}
      {missing !== null && (
        <ToneTag tone="bad" shape="triangle">
          {text(`duty.missing.${missing}`)}
        </ToneTag>
      )}
      {missing === null && onDuty.length === 0 && <span className="yj-hint">{text("duty.office")}</span>}
    </>
  );
}
