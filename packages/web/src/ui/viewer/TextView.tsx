import { Alert } from "antd";
import { useText } from "../../lib/language.ts";
import { type PreviewOf, STEP } from "./preview.ts";
import { Mark } from "./Marks.tsx";
import type { Pinning } from "./place.ts";
import { Steps } from "./Steps.tsx";
import { ToolResultView } from "./ToolResultView.tsx";

interface TextViewProps extends Pinning {
  readonly preview: PreviewOf<"text" | "xml">;
  readonly onMove: (from: number) => void;
}

/** Text with line numbers; a number is the place to pin a word to. What a known tool said comes first. */
export function TextView({ preview, onMove, pins, active, onPlace, onPin }: TextViewProps) {
  const text = useText();
  const { lines, from, more, notes, result } = preview;
  const byLine = Map.groupBy(pins, (pin) => pin.place.line);
  return (
    <>
      {result && <ToolResultView result={result} />}
      {notes.length > 0 && (
        <Alert type="info" showIcon title={notes.map((note) => text(`viewer.note.${note}`)).join(" ")} />
      )}
      <ol className="yj-lines" aria-label={text("viewer.lines")}>
        {lines.map((line, index) => {
          const number = from + index + 1;
          const marks = byLine.get(number) ?? [];
          return (
            <li key={number} className={marks.some((pin) => pin.key === active) ? "yj-line-active" : ""}>
              {onPlace ? (
                <button
                  type="button"
                  className="yj-line-number"
                  title={text("viewer.pinLine", { n: number })}
                  onClick={() => onPlace({ line: number, quote: line.trim().slice(0, 300) })}
                >
                  {number}
                </button>
              ) : (
                <span className="yj-line-number">{number}</span>
              )}
              <code>{line}</code>
              {marks.map((pin) => (
                <Mark key={pin.key} pin={pin} active={pin.key === active} onPin={onPin} />
              ))}
            </li>
          );
        })}
      </ol>
      <Steps from={from} shown={lines.length} more={more} step={STEP} onMove={onMove} />
    </>
  );
}
