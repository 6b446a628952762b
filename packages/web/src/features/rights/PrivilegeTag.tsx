import type { PrivilegeStanding } from "@yunjian/domain";
import { useText } from "../../lib/language.ts";
import type { GenericState } from "../../ui/states.ts";
import { StateTag } from "../../ui/StateTag.tsx";

const LOOKS = {
  asked: "pending",
  planned: "planned",
  active: "active",
  expired: "expired",
  ended: "ended",
  refused: "refused",
  withdrawn: "withdrawn",
  lapsed: "voided",
} as const satisfies Record<PrivilegeStanding, GenericState>;

export function PrivilegeTag({
  standing,
  plain = false,
}: {
  readonly standing: PrivilegeStanding;
  readonly plain?: boolean;
}) {
  const text = useText();
  return (
    <StateTag
      plain={plain}
      kind="generic"
      state={LOOKS[standing]}
      label={text(`privileges.standings.${standing}`)}
    />
  );
}
