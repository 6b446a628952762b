import type { ReactNode } from "react";
import { useText } from "../lib/language.ts";
import { EmptyHint } from "./EmptyHint.tsx";
import { EntryProofButton } from "./proof/EntryProof.tsx";
import type { Shape } from "./shapes.ts";
import { ShapeIcon } from "./StateTag.tsx";
import { inkOf, type Tone } from "./tones.ts";
import { Instant } from "./When.tsx";

export interface TimelineItem {
  readonly key: string;
  readonly at: Date | string;
  /** What happened, in a few words. */
  readonly what: ReactNode;
  /** Person and organisation; null: the platform itself. */
  readonly who?: ReactNode;
  /** Reason, note, what changed. */
  readonly detail?: ReactNode;
  readonly tone?: Tone;
  readonly shape?: Shape;
  /** The entry of the record that tells of it: its proof can be had here. */
  readonly entry?: { readonly id: string; readonly position?: number | null };
}

/** What happened so far, newest first as the caller sorts it. */
export function Timeline({ items }: { readonly items: readonly TimelineItem[] }) {
  const text = useText();
  if (items.length === 0) return <EmptyHint small title={text("common.timeline.empty")} />;
  return (
    <ol className="yj-timeline">
      {items.map(({ key, at, what, who, detail, tone = "neutral", shape = "dot", entry }) => (
        <li key={key}>
          <span className="yj-timeline-mark" style={{ color: inkOf(tone) }}>
            <ShapeIcon shape={shape} />
          </span>
          <div className="yj-timeline-what">{what}</div>
          <div className="yj-timeline-meta">
            <Instant at={at} />
            {who && <span>{who}</span>}
            {entry && <EntryProofButton entryId={entry.id} position={entry.position ?? null} />}
          </div>
          {detail && <div className="yj-timeline-detail">{detail}</div>}
        </li>
      ))}
    </ol>
  );
}
