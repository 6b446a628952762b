import { listOrganisations, type OrganisationItem } from "@yunjian/contract";
import { ENGAGEMENT_ROLES } from "@yunjian/domain";
import { Button } from "antd";
import { useMemo, useState } from "react";
import { Link } from "react-router";
import { CreateOrganisationDrawer } from "../../features/registry/OrganisationForms.tsx";
import { LifeTag } from "../../features/registry/tags.tsx";
import { useText } from "../../lib/language.ts";
import { useCan } from "../../lib/me.ts";
import { useWord, useWordOptions } from "../../lib/words.ts";
import { type Column, DataTable, type Filter } from "../../ui/DataTable.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import { ButtonLink } from "../../ui/ButtonLink.tsx";

export default function OrganisationsPage() {
  const text = useText();
  const word = useWord();
  const options = useWordOptions();
  const can = useCan();
  const [adding, setAdding] = useState(false);
  const roles = (each: OrganisationItem) =>
    each.roles.map((role) => word("role", role)).join(text("shell.listComma"));
  const filters = useMemo<Filter[]>(
    () => [
      {
        param: "role",
        label: text("registry.organisation.roles"),
        options: options("role", ENGAGEMENT_ROLES),
        width: 180,
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
    [text, options],
  );
  const columns: Column<OrganisationItem>[] = [
    {
      key: "name",
      title: text("registry.organisation.name"),
      main: true,
      sort: "name",
      width: 230,
      render: (each) => <Link to={`/organisations/${each.id}`}>{each.name}</Link>,
      text: (each) => each.name,
    },
    {
      key: "short",
      title: text("registry.organisation.shortName"),
      width: 130,
      render: (each) => each.shortName,
      text: (each) => each.shortName,
    },
    { key: "roles", title: text("registry.organisation.roles"), width: 190, render: roles, text: roles },
    {
      key: "parent",
      title: text("registry.organisation.parent"),
      width: 120,
      render: (each) => each.parent?.name,
      text: (each) => each.parent?.name,
    },
    {
      key: "region",
      title: text("registry.region"),
      width: 90,
      render: (each) => each.region,
      text: (each) => each.region,
    },
    {
      key: "contact",
      title: text("registry.organisation.contact"),
      width: 160,
      render: (each) => `${each.contact} ${each.phone}`.trim(),
      text: (each) => `${each.contact} ${each.phone}`.trim(),
    },
    {
      key: "code",
      title: text("registry.organisation.creditCode"),
      width: 190,
      optional: true,
      render: (each) => <span className="yj-figure">{each.creditCode}</span>,
      text: (each) => each.creditCode,
    },
    {
      key: "two",
      title: text("registry.organisation.twoPerson"),
      width: 100,
      optional: true,
      render: (each) => text(each.twoPerson ? "common.yes" : "common.no"),
      text: (each) => text(each.twoPerson ? "common.yes" : "common.no"),
    },
    {
      key: "state",
      title: text("registry.state"),
      width: 86,
      render: (each) => <LifeTag plain endedAt={each.endedAt} />,
      text: (each) => each.endedAt,
    },
  ];
  const add = can("registry.write") && (
    <Button type="primary" onClick={() => setAdding(true)}>
      {text("registry.organisation.create")}
    </Button>
  );
  return (
    <>
      <PageHeader
        title={text("registry.organisation.many")}
        hint={text("registry.organisation.manyHint")}
        actions={
          add && (
            <>
              <ButtonLink to="/imports/new?kind=organisations">{text("registry.importMany")}</ButtonLink>
              {add}
            </>
          )
        }
      />
      <DataTable
        id="organisations"
        title={text("registry.organisation.many")}
        route={listOrganisations}
        columns={columns}
        filters={filters}
        search={text("registry.organisation.search")}
        rowKey={(each) => each.id}
        rowLink={(each) => `/organisations/${each.id}`}
        empty={{
          title: text("registry.organisation.empty"),
          hint: text("registry.organisation.emptyHint"),
          action: add,
        }}
      />
      <CreateOrganisationDrawer open={adding} onClose={() => setAdding(false)} />
    </>
  );
}
