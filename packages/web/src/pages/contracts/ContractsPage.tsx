import { type ContractItem, listContracts } from "@yunjian/contract";
import { Button } from "antd";
import { useMemo, useState } from "react";
import { Link } from "react-router";
import { CreateContractDrawer } from "../../features/registry/ContractForms.tsx";
import { ContractTag } from "../../features/registry/tags.tsx";
import { useText } from "../../lib/language.ts";
import { useCan, useMe } from "../../lib/me.ts";
import { type Column, DataTable, type Filter } from "../../ui/DataTable.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import { Day } from "../../ui/When.tsx";
import { ButtonLink } from "../../ui/ButtonLink.tsx";

export default function ContractsPage() {
  const text = useText();
  const can = useCan();
  const me = useMe();
  const [adding, setAdding] = useState(false);
  const filters = useMemo<Filter[]>(
    () => [
      {
        param: "ended",
        label: text("registry.state"),
        options: [
          { value: "running", label: text("registry.contract.notEnded") },
          { value: "ended", label: text("registry.life.ended") },
        ],
      },
    ],
    [text],
  );
  const columns: Column<ContractItem>[] = [
    {
      key: "number",
      title: text("registry.contract.number"),
      main: true,
      width: 150,
      render: (each) => <Link to={`/contracts/${each.id}`}>{each.number}</Link>,
      text: (each) => each.number,
    },
    {
      key: "title",
      title: text("registry.contract.name"),
      width: 220,
      render: (each) => each.title,
      text: (each) => each.title,
    },
    {
      key: "customer",
      title: text("registry.contract.customer"),
      width: 120,
      render: (each) => each.customer.name,
      text: (each) => each.customer.name,
    },
    {
      key: "provider",
      title: text("registry.contract.provider"),
      width: 120,
      render: (each) => each.provider.name,
      text: (each) => each.provider.name,
    },
    {
      key: "cloud",
      title: text("registry.cloud.one"),
      width: 150,
      render: (each) => each.cloud?.name,
      text: (each) => each.cloud?.name,
    },
    {
      key: "signed",
      title: text("registry.contract.signedOn"),
      optional: true,
      width: 150,
      render: (each) => <Day date={each.signedOn} />,
      text: (each) => each.signedOn,
    },
    {
      key: "ends",
      title: text("registry.contract.endsOn"),
      width: 132,
      render: (each) => <Day date={each.endsOn} />,
      text: (each) => each.endsOn,
    },
    {
      key: "state",
      title: text("registry.state"),
      width: 100,
      render: (each) => <ContractTag plain state={each.state} />,
      text: (each) => text(`registry.contract.state.${each.state}`),
    },
  ];
  const mayAdd = can("registry.write") || (can("registry.own") && me.organisation.roles.includes("customer"));
  const add = mayAdd && (
    <Button type="primary" onClick={() => setAdding(true)}>
      {text("registry.contract.create")}
    </Button>
  );
  return (
    <>
      <PageHeader
        title={text("registry.contract.many")}
        hint={text("registry.contract.manyHint")}
        actions={
          mayAdd && (
            <>
              <ButtonLink to="/imports/new?kind=contracts">{text("registry.importMany")}</ButtonLink>
              {add}
            </>
          )
        }
      />
      <DataTable
        id="contracts"
        title={text("registry.contract.many")}
        route={listContracts}
        columns={columns}
        filters={filters}
        search={text("registry.contract.search")}
        rowKey={(each) => each.id}
        rowLink={(each) => `/contracts/${each.id}`}
        empty={{
          title: text("registry.contract.empty"),
          hint: text("registry.contract.emptyHint"),
          action: add,
        }}
      />
      <CreateContractDrawer open={adding} onClose={() => setAdding(false)} />
    </>
  );
}
