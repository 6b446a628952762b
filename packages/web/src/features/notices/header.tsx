import { BellOutlined } from "@ant-design/icons";
import { countUnread } from "@yunjian/contract";
import { Badge } from "antd";
import { Link } from "react-router";
import { useCall } from "../../lib/api.ts";
import { useText } from "../../lib/language.ts";
import "./bell.css";

const EVERY = 60_000;
const SHOWN_UP_TO = 99;

/** The bell: how much is unread, in words for those who cannot see the figure. */
export default function Bell() {
  const text = useText();
  const unread = useCall(countUnread, {}, { refetchInterval: EVERY, staleTime: 5_000 });
  const count = unread.data?.count ?? 0;
  const label = count === 0 ? text("notices.noneUnread") : text("notices.unreadCount", { count });
  return (
    <Link className="yj-header-button" to="/notices" aria-label={label} title={label}>
      <Badge
        count={count}
        overflowCount={SHOWN_UP_TO}
        size="small"
        style={{ boxShadow: "none" }}
        className="yj-bell"
      >
        <BellOutlined aria-hidden="true" />
      </Badge>
    </Link>
  );
}
