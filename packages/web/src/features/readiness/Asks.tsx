import type { ProtectedPeriodItem } from "@yunjian/contract";
import { useText } from "../../lib/language.ts";
import { ToneTag } from "../../ui/StateTag.tsx";
import "./readiness.css";

/** What a protected period asks for, in a few words. */
export function Asks({
  of,
}: {
  readonly of: Pick<ProtectedPeriodItem, "onSite" | "freeze" | "noTests" | "nilHour">;
}) {
  const text = useText();
  return (
    <span className="yj-asks">
      <ToneTag tone="info">{text("protection.asks.nil", { hour: of.nilHour })}</ToneTag>
      {(["onSite", "freeze", "noTests"] as const)
        .filter((key) => of[key])
        .map((key) => (
          <ToneTag key={key} tone="neutral">
            {text(`protection.asks.${key}`)}
          </ToneTag>
        ))}
    </span>
  );
}
