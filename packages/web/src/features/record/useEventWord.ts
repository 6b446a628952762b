import { useText } from "../../lib/language.ts";

/** What an entry of the record is called: `review.decided` -> 作出审核结论. */
export function useEventWord(): (kind: string) => string {
  const text = useText();
  return (kind) => text(`record.event.${kind}`, { defaultValue: kind });
}
