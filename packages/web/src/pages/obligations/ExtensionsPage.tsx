import { listExtensions } from "@yunjian/contract";
import { EXTENSION_STATES } from "@yunjian/domain";
import { Button, Tooltip } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import {
  DecideExtensionDialog,
  type ExtensionRow,
  WithdrawExtensionDialog,
} from "../../features/obligations/ExtensionDialogs.tsx";
import { formatDue, formatInstant } from "../../lib/format.ts";
import { useLang, useText } from "../../lib/language.ts";
import { useCan, useMe } from "../../lib/me.ts";
import { type Column, DataTable } from "../../ui/DataTable.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import { StateTag } from "../../ui/StateTag.tsx";
import { DueTime, Instant } from "../../ui/When.tsx";
import { PersonName } from "../../ui/Words.tsx";

const GENERIC = { asked: "pending", granted: "granted", refused: "refused", withdrawn: "withdrawn" } as const;

export default function ExtensionsPage() {
  const text = useText();
  const [deciding, setDeciding] = useState<ExtensionRow | null>(null);
  const [withdrawing, setWithdrawing] = useState<ExtensionRow | null>(null);
  const columns = useColumns(setDeciding, setWithdrawing);
  return (
    <>
      <PageHeader title={text("extensions.title")} hint={text("extensions.hint")} />
      <DataTable
        id="extensions"
        title={text("extensions.list")}
        route={listExtensions}
        columns={columns}
        rowKey={(row) => row.id}
        filters={[
          {
            param: "state",
            label: text("extensions.column.state"),
            options: EXTENSION_STATES.map((value) => ({
              value,
              label: text(`state.generic.${GENERIC[value]}`),
            })),
          },
        ]}
        empty={{ title: text("extensions.empty"), hint: text("extensions.emptyHint") }}
      />
      <DecideExtensionDialog extension={deciding} onClose={() => setDeciding(null)} />
      <WithdrawExtensionDialog extension={withdrawing} onClose={() => setWithdrawing(null)} />
    </>
  );
}

function useColumns(
  decide: (row: ExtensionRow) => void,
  withdraw: (row: ExtensionRow) => void,
): readonly Column<ExtensionRow>[] {
  const text = useText();
  const lang = useLang();
  const can = useCan();
  const me = useMe();
  const label = (name: string) => text(`extensions.column.${name}`);
  return [
    {
      key: "number",
      title: label("number"),
      main: true,
      width: 150,
      render: (row) => row.number,
      text: (row) => row.number,
    },
    {
      key: "target",
      title: label("target"),
      width: 70,
      render: (row) => text(`extensions.target.${row.target}`),
      text: (row) => text(`extensions.target.${row.target}`),
    },
    {
      key: "about",
      title: label("about"),
      width: 260,
      render: (row) => (
        <div className="yj-duty">
          <Link to={`/${row.target === "period" ? "periods" : "rectifications"}/${row.targetId}`}>
            {row.title[lang]}
          </Link>
          <div className="yj-duty-under">
            {row.label} · {row.cloud.name}
            {row.subject.id !== row.cloud.id && ` · ${row.subject.name}`}
          </div>
        </div>
      ),
      text: (row) => `${row.title[lang]} ${row.label}`,
    },
    {
      key: "asked",
      title: label("asked"),
      width: 150,
      render: (row) => <PersonName name={row.askedBy} organisation={row.askedOrg.name} />,
      text: (row) => `${row.askedOrg.name} ${row.askedBy}`,
    },
    {
      key: "reason",
      title: label("reason"),
      width: 200,
      render: (row) => row.reason,
      text: (row) => row.reason,
    },
    {
      key: "due",
      title: label("due"),
      width: 140,
      render: (row) => <DueTime at={row.dueAt} show="date" />,
      text: (row) => formatDue(row.dueAt, lang),
    },
    {
      key: "until",
      title: label("until"),
      width: 140,
      render: (row) => <DueTime at={row.untilAt} show="date" />,
      text: (row) => formatDue(row.untilAt, lang),
    },
    {
      key: "state",
      title: label("state"),
      width: 100,
      render: (row) => <StateTag kind="generic" state={GENERIC[row.state]} />,
      text: (row) => text(`state.generic.${GENERIC[row.state]}`),
    },
    {
      key: "granted",
      title: label("granted"),
      width: 140,
      optional: true,
      render: (row) => <DueTime at={row.grantedUntil} show="date" />,
      text: (row) => row.grantedUntil && formatDue(row.grantedUntil, lang),
    },
    {
      key: "decision",
      title: label("decision"),
      width: 180,
      optional: true,
      render: (row) => row.decisionNote,
      text: (row) => row.decisionNote,
    },
    {
      key: "askedAt",
      title: label("askedAt"),
      width: 150,
      optional: true,
      render: (row) => <Instant at={row.askedAt} />,
      text: (row) => formatInstant(row.askedAt),
    },
    {
      key: "steps",
      title: "",
      width: 110,
      render: (row) => {
        if (row.state !== "asked") return null;
        if (row.askedOrg.id === me.organisation.id && can("extension.request")) {
          return (
            <Button size="small" onClick={() => withdraw(row)}>
              {text("extensions.withdraw.action")}
            </Button>
          );
        }
        if (!can("extension.decide")) return null;
        return (
          <Tooltip title={row.askedByMe ? text("extensions.decide.own") : ""}>
            <Button size="small" type="primary" disabled={row.askedByMe} onClick={() => decide(row)}>
              {text("extensions.decide.action")}
            </Button>
          </Tooltip>
        );
      },
      text: () => "",
    },
  ];
}
