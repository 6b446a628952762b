import { formatBytes } from "../../lib/format.ts";
import { useText } from "../../lib/language.ts";
import { type PreviewOf, STEP } from "./preview.ts";
import { Steps } from "./Steps.tsx";

interface ArchiveViewProps {
  readonly preview: PreviewOf<"archive">;
  readonly onMove: (from: number) => void;
}

/** What lies in an archive; its files are opened from the download. */
export function ArchiveView({ preview, onMove }: ArchiveViewProps) {
  const text = useText();
  const { entries, from, more, total } = preview;
  return (
    <>
      <p className="yj-hint">{text("viewer.archiveHint", { total })}</p>
      <div className="yj-sheet">
        <table>
          <thead>
            <tr>
              <th>{text("viewer.archive.name")}</th>
              <th>{text("viewer.archive.size")}</th>
              <th>{text("viewer.archive.modified")}</th>
            </tr>
          </thead>
          <tbody>
            {entries.map((entry) => (
              <tr key={entry.name}>
                <td>
                  {entry.name}
                  {entry.encrypted && <span className="yj-hint"> {text("viewer.archive.encrypted")}</span>}
                </td>
                <td className="yj-figure">{entry.folder ? "–" : formatBytes(entry.size)}</td>
                <td className="yj-figure">{entry.modified ?? "–"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Steps from={from} shown={entries.length} more={more} step={STEP} onMove={onMove} />
    </>
  );
}
