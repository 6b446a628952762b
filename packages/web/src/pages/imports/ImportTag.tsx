import type { ImportSummary } from "@yunjian/contract";
import { useText } from "../../lib/language.ts";
import { StateTag } from "../../ui/StateTag.tsx";

const STATES = { waiting: "waiting", running: "running", cancelled: "withdrawn", failed: "failed" } as const;

export function ImportTag({
  run,
  plain = false,
}: {
  readonly run: Pick<ImportSummary, "state" | "refused" | "taken" | "unchanged">;
  readonly plain?: boolean;
}) {
  const text = useText();
  if (run.state !== "finished") {
    return (
      <StateTag
        kind="generic"
        state={STATES[run.state]}
        plain={plain}
        label={text(`registry.import.state.${run.state}`)}
      />
    );
  }
  const state = run.refused === 0 ? "done" : run.taken + run.unchanged === 0 ? "failed" : "partly-done";
  return (
    <StateTag kind="generic" state={state} plain={plain} label={text(`registry.import.state.${state}`)} />
  );
}
