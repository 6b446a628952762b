import { Alert, Tabs } from "antd";
import { useText } from "../../lib/language.ts";
import { type PreviewOf, STEP } from "./preview.ts";
import { Mark } from "./Marks.tsx";
import type { Pinning } from "./place.ts";
import { Steps } from "./Steps.tsx";

interface TableViewProps extends Pinning {
  readonly preview: PreviewOf<"table">;
  readonly onMove: (from: number) => void;
  readonly onSheet: (sheet: number) => void;
}

/** Sheets and CSV as tables, merged cells as they are; a row's number is the place to pin a word to. */
export function TableView({ preview, onMove, onSheet, pins, active, onPlace, onPin }: TableViewProps) {
  const text = useText();
  const { sheets, sheet, from, rows, more, notes } = preview;
  const spans = new Map(preview.merges.map((merge) => [`${merge.row} ${merge.column}`, merge]));
  const covered = new Set(
    preview.merges.flatMap((merge) =>
      Array.from({ length: merge.rows * merge.columns }, (_, i) => {
        const [row, column] = [merge.row + Math.floor(i / merge.columns), merge.column + (i % merge.columns)];
        return row === merge.row && column === merge.column ? "" : `${row} ${column}`;
      }),
    ),
  );
  const byLine = Map.groupBy(pins, (pin) => pin.place.line);
  return (
    <>
      {sheets.length > 1 && (
        <Tabs
          size="small"
          activeKey={String(sheet)}
          onChange={(key) => onSheet(Number(key))}
          items={sheets.map((label, index) => ({ key: String(index), label }))}
        />
      )}
      {notes.length > 0 && (
        <Alert type="info" showIcon title={notes.map((note) => text(`viewer.note.${note}`)).join(" ")} />
      )}
      <div className="yj-sheet">
        <table>
          <tbody>
            {rows.map((row, index) => {
              const number = from + index + 1;
              const marks = byLine.get(number) ?? [];
              return (
                <tr key={number} className={marks.some((pin) => pin.key === active) ? "yj-line-active" : ""}>
                  <th scope="row">
                    {onPlace ? (
                      <button
                        type="button"
                        className="yj-line-number"
                        title={text("viewer.pinRow", { n: number })}
                        onClick={() =>
                          onPlace({ line: number, quote: row.filter(Boolean).join(" | ").slice(0, 300) })
                        }
                      >
                        {number}
                      </button>
                    ) : (
                      number
                    )}
                    {marks.map((pin) => (
                      <Mark key={pin.key} pin={pin} active={pin.key === active} onPin={onPin} />
                    ))}
                  </th>
                  {row.map((cell, column) => {
                    const at = `${from + index} ${column}`;
                    if (covered.has(at)) return null;
                    const span = spans.get(at);
                    return (
                      <td key={at} rowSpan={span?.rows} colSpan={span?.columns}>
                        {cell}
                      </td>
                    );
                  })}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <Steps from={from} shown={rows.length} more={more} step={STEP} onMove={onMove} />
    </>
  );
}
