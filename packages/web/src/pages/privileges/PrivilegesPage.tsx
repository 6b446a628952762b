import { listPrivileges, type PrivilegeItem } from "@yunjian/contract";
import { PRIVILEGE_STANDINGS } from "@yunjian/domain";
import { Button } from "antd";
import { useMemo, useState } from "react";
import { PrivilegeTag } from "../../features/rights/PrivilegeTag.tsx";
import { PermissionWords } from "../../features/rights/permissions.tsx";
import { ScopeWords } from "../../features/rights/ScopePick.tsx";
import { formatDay } from "../../lib/format.ts";
import { useLang, useText } from "../../lib/language.ts";
import { useCan } from "../../lib/me.ts";
import { useWord } from "../../lib/words.ts";
import { type Column, DataTable, type Filter } from "../../ui/DataTable.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import { DueTime, None } from "../../ui/When.tsx";
import { NumberCell } from "../../ui/Words.tsx";
import { AskPrivilegeDrawer } from "./AskPrivilegeDrawer.tsx";

export default function PrivilegesPage() {
  const text = useText();
  const can = useCan();
  const [asking, setAsking] = useState(false);
  const columns = useColumns();
  const filters = useMemo<Filter[]>(
    () => [
      {
        param: "standing",
        label: text("privileges.standing"),
        options: PRIVILEGE_STANDINGS.map((value) => ({
          value,
          label: text(`privileges.standings.${value}`),
        })),
      },
      {
        param: "mine",
        label: text("privileges.mine"),
        options: [{ value: "true", label: text("privileges.mineOnly") }],
      },
    ],
    [text],
  );
  const ask = can("privilege.ask") && (
    <Button type="primary" onClick={() => setAsking(true)}>
      {text("privileges.ask")}
    </Button>
  );
  return (
    <>
      <PageHeader title={text("privileges.title")} hint={text("privileges.hint")} actions={ask} />
      <DataTable
        id="privileges"
        title={text("privileges.title")}
        route={listPrivileges}
        columns={columns}
        filters={filters}
        rowKey={(row) => row.id}
        rowLink={(row) => `/privileges/${row.id}`}
        empty={{ title: text("privileges.empty"), hint: text("privileges.emptyHint"), action: ask }}
      />
      {can("privilege.ask") && <AskPrivilegeDrawer open={asking} onClose={() => setAsking(false)} />}
    </>
  );
}

const runs = (row: PrivilegeItem): boolean => row.standing === "active" || row.standing === "planned";

function useColumns(): Column<PrivilegeItem>[] {
  const text = useText();
  const lang = useLang();
  const word = useWord();
  const label = (name: string) => text(`privileges.${name}`);
  return [
    {
      key: "person",
      title: label("person"),
      main: true,
      width: 140,
      render: (row) => (
        <>
          {row.person.name}
          <div className="yj-hint">{row.organisation.name}</div>
        </>
      ),
      text: (row) => row.person.name,
    },
    {
      key: "standing",
      title: label("standing"),
      width: 115,
      render: (row) => <PrivilegeTag plain standing={row.standing} />,
      text: (row) => text(`privileges.standings.${row.standing}`),
    },
    {
      key: "what",
      title: label("what"),
      width: 200,
      render: (row) => (
        <>
          {row.post ? (
            text("privileges.postOf", { post: word("post", row.post) })
          ) : (
            <PermissionWords permissions={row.permissions} />
          )}
          <div className="yj-hint">
            <ScopeWords subjects={row.subjects} />
          </div>
        </>
      ),
      text: (row) => (row.post ? word("post", row.post) : row.permissions.join(" ")),
    },
    {
      key: "purpose",
      title: label("purpose"),
      width: 200,
      render: (row) => row.purpose,
      text: (row) => row.purpose,
    },
    {
      key: "term",
      title: label("term"),
      width: 190,
      render: (row) => (
        <>
          {runs(row) && <DueTime at={row.until} show="left" />}
          <div className="yj-hint">
            {formatDay(row.from, lang)} – {formatDay(row.until, lang)}
          </div>
        </>
      ),
      text: (row) => `${row.from} – ${row.until}`,
    },
    {
      key: "uses",
      title: label("uses"),
      align: "right",
      width: 80,
      render: (row) => <NumberCell value={row.uses} />,
      text: (row) => row.uses,
    },
    {
      key: "decidedBy",
      title: label("decidedBy"),
      width: 85,
      render: (row) => row.decidedBy ?? <None />,
      text: (row) => row.decidedBy,
    },
  ];
}
