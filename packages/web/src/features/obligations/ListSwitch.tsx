import { Segmented } from "antd";
import { useNavigate } from "react-router";
import { useText } from "../../lib/language.ts";

/** The same duties as obligations (where they stand) or as periods (what is due when). */
export function ListSwitch({ value }: { readonly value: "/obligations" | "/periods" }) {
  const text = useText();
  const navigate = useNavigate();
  return (
    <Segmented
      aria-label={text("obligations.list")}
      value={value}
      onChange={(next) => void navigate(next)}
      options={[
        { value: "/obligations", label: text("obligations.byObligation") },
        { value: "/periods", label: text("obligations.byPeriod") },
      ]}
    />
  );
}
