import { listSystems, type SystemItem } from "@yunjian/contract";
import { Button } from "antd";
import { useMemo, useState } from "react";
import { Link } from "react-router";
import { CreateSystemDrawer } from "../../features/registry/SystemForms.tsx";
import { LifeTag } from "../../features/registry/tags.tsx";
import { useText } from "../../lib/language.ts";
import { useCan, useMe } from "../../lib/me.ts";
import { useWord } from "../../lib/words.ts";
import { type Column, DataTable, type Filter } from "../../ui/DataTable.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import { ToneTag } from "../../ui/StateTag.tsx";
import { ButtonLink } from "../../ui/ButtonLink.tsx";

export default function SystemsPage() {
  const text = useText();
  const can = useCan();
  const me = useMe();
  const [adding, setAdding] = useState(false);
  const columns = useColumns();
  const filters = useMemo<Filter[]>(
    () => [
      {
        param: "website",
        label: text("registry.system.website"),
        options: [
          { value: "true", label: text("registry.system.websites") },
          { value: "false", label: text("registry.system.notWebsites") },
        ],
      },
      {
        param: "ended",
        label: text("registry.state"),
        options: [
          { value: "running", label: text("registry.life.running") },
          { value: "ended", label: text("registry.life.ended") },
        ],
      },
    ],
    [text],
  );
  const mayAdd = can("registry.write") || (can("registry.own") && me.organisation.roles.includes("customer"));
  const add = mayAdd && (
    <Button type="primary" onClick={() => setAdding(true)}>
      {text("registry.system.create")}
    </Button>
  );
  return (
    <>
      <PageHeader
        title={text("registry.system.many")}
        hint={text("registry.system.manyHint")}
        actions={
          mayAdd && (
            <>
              <ButtonLink to="/imports/new?kind=systems">{text("registry.importMany")}</ButtonLink>
              {add}
            </>
          )
        }
      />
      <DataTable
        id="systems"
        title={text("registry.system.many")}
        route={listSystems}
        columns={columns}
        filters={filters}
        search={text("registry.system.search")}
        rowKey={(system) => system.id}
        rowLink={(system) => `/systems/${system.id}`}
        empty={{ title: text("registry.system.empty"), hint: text("registry.system.emptyHint"), action: add }}
      />
      <CreateSystemDrawer open={adding} onClose={() => setAdding(false)} />
    </>
  );
}

function useColumns(): Column<SystemItem>[] {
  const text = useText();
  const word = useWord();
  const comma = text("shell.listComma");
  const places = (system: SystemItem) =>
    system.placements.map(({ cloud, zone }) => `${cloud.name} (${word("zone", zone)})`).join(comma);
  return [
    {
      key: "name",
      title: text("registry.system.name"),
      main: true,
      sort: "name",
      width: 250,
      render: (system) => (
        <>
          <Link to={`/systems/${system.id}`}>{system.name}</Link>{" "}
          {system.website && <ToneTag tone="neutral">{text("registry.system.websites")}</ToneTag>}
        </>
      ),
      text: (system) => system.name,
    },
    {
      key: "org",
      title: text("registry.system.customer"),
      width: 130,
      render: (system) => system.organisation.name,
      text: (system) => system.organisation.name,
    },
    {
      key: "mlps",
      title: text("registry.mlpsLevel"),
      width: 84,
      render: (system) =>
        system.mlpsLevel === null
          ? text("registry.mlpsNone")
          : text("registry.mlps", { level: system.mlpsLevel }),
      text: (system) => system.mlpsLevel,
    },
    {
      key: "places",
      title: text("registry.system.places"),
      width: 250,
      render: (system) => places(system) || text("registry.system.nowhere"),
      text: places,
    },
    {
      key: "domains",
      title: text("registry.system.domains"),
      width: 190,
      ellipsis: true,
      render: (system) => system.domains.join(comma),
      text: (system) => system.domains.join(" "),
    },
    {
      key: "state",
      title: text("registry.state"),
      width: 86,
      render: (system) => <LifeTag plain endedAt={system.endedAt} />,
      text: (system) => system.endedAt,
    },
  ];
}
