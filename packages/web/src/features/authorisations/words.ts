import type { AuthorisationScopeView } from "@yunjian/contract";
import type { OperationKind, Touch } from "@yunjian/domain";
import { useText } from "../../lib/language.ts";

/** What leaves the customer's hands, or is gone afterwards. */
export const DANGEROUS: readonly Touch[] = ["data-export", "data-delete"];

/** The words of a scope in one line each. */
export function useScopeWords() {
  const text = useText();
  const comma = text("shell.listComma");
  return {
    operations: (of: readonly OperationKind[]) =>
      of.map((each) => text(`authorisations.operation.${each}`)).join(comma),
    touches: (of: readonly Touch[]) => of.map((each) => text(`authorisations.touch.${each}`)).join(comma),
    resources: (of: AuthorisationScopeView["resources"]) =>
      of.length === 0 ? text("authorisations.scope.wholeSystem") : of.map((each) => each.name).join(comma),
    operators: (of: readonly string[], team: string) =>
      of.length === 0 ? text("authorisations.scope.team", { team }) : of.join(comma),
  };
}
