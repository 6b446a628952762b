import {
  AlertOutlined,
  AuditOutlined,
  CarryOutOutlined,
  DatabaseOutlined,
  DownOutlined,
  FileTextOutlined,
  MenuFoldOutlined,
  MenuUnfoldOutlined,
  SafetyCertificateOutlined,
  SettingOutlined,
  TeamOutlined,
} from "@ant-design/icons";
import { Tooltip } from "antd";
import { type ReactNode, useState } from "react";
import { Link, useLocation } from "react-router";
import { useText } from "../lib/language.ts";
import { useMe } from "../lib/me.ts";
import { keep, kept } from "../lib/store.ts";
import { currentEntry, type NavigationGroup, navigationFor } from "./navigation.ts";
import type { NavGroup } from "./routes.ts";

const ICONS: Record<NavGroup, ReactNode> = {
  work: <CarryOutOutlined />,
  supervision: <AuditOutlined />,
  monitoring: <AlertOutlined />,
  systems: <DatabaseOutlined />,
  responsibility: <TeamOutlined />,
  reports: <FileTextOutlined />,
  record: <SafetyCertificateOutlined />,
  admin: <SettingOutlined />,
};

interface NavigationProps {
  readonly narrow: boolean;
  readonly onNarrow: (narrow: boolean) => void;
}

/** The navigation at the left; as a narrow strip it shows the groups only. */
export function Navigation({ narrow, onNarrow }: NavigationProps) {
  const text = useText();
  const me = useMe();
  const { pathname } = useLocation();
  const groups = navigationFor(me);
  const current = currentEntry(pathname, groups);
  const [closed, setClosed] = useState<readonly NavGroup[]>(() => kept<NavGroup[]>("nav-closed") ?? []);
  const toggle = (group: NavGroup) => {
    const next = closed.includes(group) ? closed.filter((one) => one !== group) : [...closed, group];
    setClosed(next);
    keep("nav-closed", next);
  };
  const words = text(narrow ? "shell.expand" : "shell.collapse");
  return (
    <nav className="yj-nav" aria-label={text("shell.navigation")}>
      <div className="yj-nav-scroll">
        {groups.map((each) => (
          <Group
            key={each.group}
            {...each}
            current={current?.path}
            narrow={narrow}
            closed={closed.includes(each.group)}
            onToggle={() => {
              if (narrow) onNarrow(false);
              if (!narrow || closed.includes(each.group)) toggle(each.group);
            }}
          />
        ))}
      </div>
      <button
        type="button"
        className="yj-nav-fold"
        aria-expanded={!narrow}
        aria-label={words}
        onClick={() => onNarrow(!narrow)}
      >
        {narrow ? <MenuUnfoldOutlined /> : <MenuFoldOutlined />}
        {!narrow && <span>{words}</span>}
      </button>
    </nav>
  );
}

interface GroupProps extends NavigationGroup {
  readonly current: string | undefined;
  readonly narrow: boolean;
  readonly closed: boolean;
  readonly onToggle: () => void;
}

function Group({ group, entries, current, narrow, closed, onToggle }: GroupProps) {
  const text = useText();
  const name = text(`shell.group.${group}`);
  const isCurrent = entries.some((entry) => entry.path === current);
  const [only] = entries;
  if (entries.length === 1 && only) {
    const link = (
      <Link
        to={only.path}
        className="yj-nav-top"
        aria-current={isCurrent ? "page" : undefined}
        aria-label={text(only.title)}
      >
        {ICONS[group]}
        {!narrow && <span>{text(only.title)}</span>}
      </Link>
    );
    return narrow ? (
      <Tooltip title={text(only.title)} placement="right">
        {link}
      </Tooltip>
    ) : (
      link
    );
  }
  const open = !narrow && !closed;
  const head = (
    <button
      type="button"
      className={isCurrent && !open ? "yj-nav-top yj-nav-here" : "yj-nav-top"}
      aria-expanded={open}
      aria-label={name}
      onClick={onToggle}
    >
      {ICONS[group]}
      {!narrow && <span>{name}</span>}
      {!narrow && <DownOutlined className={open ? "yj-nav-arrow" : "yj-nav-arrow yj-nav-arrow-closed"} />}
    </button>
  );
  return (
    <div>
      {narrow ? (
        <Tooltip title={name} placement="right">
          {head}
        </Tooltip>
      ) : (
        head
      )}
      {open && (
        <ul className="yj-nav-list">
          {entries.map((entry) => (
            <li key={entry.path}>
              <Link to={entry.path} aria-current={entry.path === current ? "page" : undefined}>
                {text(entry.title)}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
