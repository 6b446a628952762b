import type { DutyGap, DutyShift, getDutyRoster, OutputOf } from "@yunjian/contract";
import { addDays, dateOf, minuteOf, startOfDay } from "@yunjian/domain";
import { Button } from "antd";
import { formatDay } from "../../lib/format.ts";
import { useLang, useText } from "../../lib/language.ts";

type Roster = OutputOf<typeof getDutyRoster>;

export interface Piece {
  readonly key: string;
  readonly from: Date;
  readonly to: Date;
  readonly shift?: DutyShift;
  readonly gap?: DutyGap;
}

/** What of shifts and gaps lies in one day, in order; a piece ends with the day and goes on in the next. */
export function piecesOf(
  day: string,
  roster: { readonly shifts: readonly DutyShift[]; readonly gaps: readonly DutyGap[] },
): Piece[] {
  const [start, end] = [startOfDay(day).getTime(), startOfDay(addDays(day, 1)).getTime()];
  const cut = (from: string, to: string) => ({
    from: new Date(Math.max(start, new Date(from).getTime())),
    to: new Date(Math.min(end, new Date(to).getTime())),
  });
  return [
    ...roster.shifts.map((shift) => ({ key: shift.id, shift, ...cut(shift.from, shift.to) })),
    ...roster.gaps.map((gap) => ({ key: `gap ${gap.from}`, gap, ...cut(gap.from, gap.to) })),
  ]
    .filter(({ from, to }) => from < to)
    .sort((a, b) => a.from.getTime() - b.from.getTime() || a.to.getTime() - b.to.getTime());
}

/** The days of a week with their shifts; gaps in words and red. */
export function WeekGrid({
  roster,
  onReplace,
  onWithdraw,
  onFill,
}: {
  readonly roster: Roster;
  readonly onReplace: (shift: DutyShift) => void;
  readonly onWithdraw: (shift: DutyShift) => void;
  readonly onFill: (gap: DutyGap) => void;
}) {
  const text = useText();
  const lang = useLang();
  const now = new Date(roster.at);
  const today = dateOf(now);
  const days: string[] = [];
  for (let day = roster.from; day <= roster.to; day = addDays(day, 1)) days.push(day);
  return (
    <div className="yj-duty-week">
      {days.map((day) => {
        const pieces = piecesOf(day, roster);
        return (
          <section key={day} className={day === today ? "yj-duty-day yj-duty-day-today" : "yj-duty-day"}>
            <h3>{formatDay(day, lang).slice(5)}</h3>
            {pieces.length === 0 && <p className="yj-hint">{text("duty.noShift")}</p>}
            {pieces.map(({ key, from, to, shift, gap }) => {
              const over = to <= now;
              const tone = over ? "yj-duty-item-over" : gap ? "yj-duty-item-gap" : "";
              return (
                <div key={key} className={`yj-duty-item ${tone}`}>
                  <div className="yj-duty-item-time">{clock(day, from, to)}</div>
                  {gap && (
                    <>
                      <strong>{text(over ? "duty.gapOver" : "duty.gap")}</strong>{" "}
                      {text(`duty.need.${gap.need}`)}
                      {!over && roster.may.plan && (
                        <Button type="link" size="small" onClick={() => onFill(gap)}>
                          {text("duty.plan")}
                        </Button>
                      )}
                    </>
                  )}
                  {shift && (
                    <>
                      <strong>{shift.name}</strong> {text(`duty.role.${shift.role}`)}·
                      {text(`duty.mode.${shift.mode}`)}
                      {shift.phone && <div className="yj-figure">{shift.phone}</div>}
                      {shift.note && <div className="yj-hint">{shift.note}</div>}
                      {roster.may.plan && !over && (
                        <div className="yj-duty-item-steps">
                          <Button type="link" size="small" onClick={() => onReplace(shift)}>
                            {text("duty.replace")}
                          </Button>
                          <Button type="link" size="small" danger onClick={() => onWithdraw(shift)}>
                            {text("duty.withdraw")}
                          </Button>
                        </div>
                      )}
                    </>
                  )}
                </div>
              );
            })}
          </section>
        );
      })}
    </div>
  );
}

/** 17:00–24:00: the day's own hours. */
function clock(day: string, from: Date, to: Date): string {
  const end = to.getTime() === startOfDay(addDays(day, 1)).getTime() ? "24:00" : minuteOf(to).slice(11);
  return `${minuteOf(from).slice(11)}–${end}`;
}
