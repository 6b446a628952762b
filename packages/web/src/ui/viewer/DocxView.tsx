import type { ReactNode } from "react";
import { useText } from "../../lib/language.ts";
import { keyed, type PreviewOf, STEP } from "./preview.ts";
import { Mark } from "./Marks.tsx";
import type { Pinning } from "./place.ts";
import { Steps } from "./Steps.tsx";

interface DocxViewProps extends Pinning {
  readonly preview: PreviewOf<"docx">;
  readonly onMove: (from: number) => void;
}
type Block = PreviewOf<"docx">["blocks"][number];

/** The words of a document: headings, paragraphs, tables. Its layout is in the download. */
export function DocxView({ preview, onMove, pins, active, onPlace, onPin }: DocxViewProps) {
  const text = useText();
  const { blocks, from, more } = preview;
  const byLine = Map.groupBy(pins, (pin) => pin.place.line);
  return (
    <>
      <p className="yj-hint">{text("viewer.docxHint")}</p>
      <div className="yj-doc">
        {blocks.map((block, index) => {
          const number = from + index + 1;
          const marks = byLine.get(number) ?? [];
          return (
            <div
              key={number}
              className={marks.some((pin) => pin.key === active) ? "yj-block yj-line-active" : "yj-block"}
            >
              {onPlace ? (
                <button
                  type="button"
                  className="yj-line-number"
                  title={text("viewer.pinParagraph", { n: number })}
                  onClick={() => onPlace({ line: number, quote: wordsOf(block).slice(0, 300) })}
                >
                  ¶
                </button>
              ) : (
                <span />
              )}
              <div>{shown(block)}</div>
              <span>
                {marks.map((pin) => (
                  <Mark key={pin.key} pin={pin} active={pin.key === active} onPin={onPin} />
                ))}
              </span>
            </div>
          );
        })}
      </div>
      <Steps from={from} shown={blocks.length} more={more} step={STEP} onMove={onMove} />
    </>
  );
}

function shown(block: Block): ReactNode {
  if ("rows" in block) {
    return (
      <div className="yj-sheet">
        <table>
          <tbody>
            {keyed(block.rows, (row) => row.join("|")).map(([rowKey, row]) => (
              <tr key={rowKey}>
                {keyed(row, (cell) => cell).map(([cellKey, cell]) => (
                  <td key={cellKey}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    );
  }
  if ("level" in block)
    return <p className={`yj-doc-heading yj-doc-heading-${Math.min(3, block.level)}`}>{block.text}</p>;
  return <p>{block.text}</p>;
}

function wordsOf(block: Block): string {
  return "rows" in block ? block.rows.map((row) => row.join(" | ")).join(" / ") : block.text;
}
