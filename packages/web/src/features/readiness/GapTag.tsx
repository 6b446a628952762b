import type { listDutyPlaces, OutputOf } from "@yunjian/contract";
import { useText } from "../../lib/language.ts";
import { ToneTag } from "../../ui/StateTag.tsx";

type Row = OutputOf<typeof listDutyPlaces>["places"][number];

/** How many gaps a roster has in the days ahead. An organisation that never kept one owes none. */
export function GapTag({ of: { gaps, kept, place } }: { readonly of: Row }) {
  const text = useText();
  if (!kept && place.kind !== "cloud") return <span className="yj-hint">{text("duty.never")}</span>;
  return (
    <ToneTag tone={gaps > 0 ? "bad" : "good"} shape={gaps > 0 ? "triangle" : "check"}>
      {gaps === 0 ? text("duty.noGap") : kept ? text("duty.gapCount", { count: gaps }) : text("duty.never")}
    </ToneTag>
  );
}
