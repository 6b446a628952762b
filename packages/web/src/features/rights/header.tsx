import { KeyOutlined } from "@ant-design/icons";
import { getMyPrivilege, restPrivilege } from "@yunjian/contract";
import { Link } from "react-router";
import { useCall, useChange } from "../../lib/api.ts";
import { formatInstant } from "../../lib/format.ts";
import { useText } from "../../lib/language.ts";
import { useCan } from "../../lib/me.ts";
import "./rights.css";

const EVERY = 60_000;

/** While a temporary privilege is in use, every page says so, with the way to lay it down. */
export default function PrivilegeBar() {
  const text = useText();
  const can = useCan();
  // Who may never hold one, nor holds one now, is not asked about.
  const asks = can(["privilege.ask", "privilege.decide"]);
  const mine = useCall(getMyPrivilege, {}, { refetchInterval: EVERY, staleTime: 5_000 });
  const rest = useChange(restPrivilege, { done: "privileges.rested" });
  const { inUse, available } = mine.data ?? { inUse: null, available: [] };
  if (inUse)
    return (
      <>
        <Link
          className="yj-header-button yj-privilege-bar"
          to={`/privileges/${inUse.id}`}
          title={text("privileges.bar.until", { until: formatInstant(inUse.until) })}
        >
          <KeyOutlined aria-hidden="true" />
          <span className="yj-privilege-purpose">
            {text("privileges.bar.inUse", { purpose: inUse.purpose })}
          </span>
        </Link>
        <button
          type="button"
          className="yj-header-button"
          disabled={rest.busy}
          onClick={() => void rest.run({})}
        >
          {text("privileges.rest")}
        </button>
      </>
    );
  const [first] = available;
  if (!asks || !first) return null;
  const label = text("privileges.bar.available", { count: available.length });
  return (
    <Link
      className="yj-header-button"
      to={available.length === 1 ? `/privileges/${first.id}` : "/privileges?mine=true&standing=active"}
      aria-label={label}
      title={label}
    >
      <KeyOutlined aria-hidden="true" />
      <span>{text("privileges.bar.label")}</span>
    </Link>
  );
}
