import type { RetentionRequestKind, RetentionRequestState } from "@yunjian/domain";
import { useText } from "../../lib/language.ts";
import { StateTag } from "../../ui/StateTag.tsx";
import type { GenericState } from "../../ui/states.ts";

const LOOKS = {
  asked: "pending",
  approved: "running",
  refused: "refused",
  withdrawn: "withdrawn",
  done: "done",
} as const satisfies Record<RetentionRequestState, GenericState>;

export function RequestTag({
  state,
  plain = false,
}: {
  readonly state: RetentionRequestState;
  readonly plain?: boolean;
}) {
  const text = useText();
  const label = text(`retention.requests.states.${state}`);
  return <StateTag kind="generic" state={LOOKS[state]} label={label} plain={plain} />;
}

/** What a request is about, in words: how many files, or whose name. */
export function useTargetWords() {
  const text = useText();
  return (request: {
    readonly kind: RetentionRequestKind;
    readonly target: { readonly name: string; readonly files: number };
  }): string =>
    request.kind === "disposal"
      ? text("retention.requests.files", { count: request.target.files })
      : request.target.name;
}
