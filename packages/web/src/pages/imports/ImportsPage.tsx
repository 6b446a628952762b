import { type ImportSummary, listImports } from "@yunjian/contract";
import { IMPORT_KINDS } from "@yunjian/domain";
import { useMemo } from "react";
import { Link } from "react-router";
import { useText } from "../../lib/language.ts";
import { type Column, DataTable, type Filter } from "../../ui/DataTable.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import { Instant } from "../../ui/When.tsx";
import { NumberCell } from "../../ui/Words.tsx";
import { ImportTag } from "./ImportTag.tsx";
import { ButtonLink } from "../../ui/ButtonLink.tsx";

/** What my organisation has imported, with the report of each. */
export default function ImportsPage() {
  const text = useText();
  const filters = useMemo<Filter[]>(
    () => [
      {
        param: "kind",
        label: text("registry.import.kind"),
        options: IMPORT_KINDS.map((kind) => ({ value: kind, label: text(`registry.import.kinds.${kind}`) })),
      },
    ],
    [text],
  );
  const columns: Column<ImportSummary>[] = [
    {
      key: "file",
      title: text("registry.import.file"),
      main: true,
      width: 190,
      ellipsis: true,
      render: (each) => <Link to={`/imports/${each.id}`}>{each.fileName}</Link>,
      text: (each) => each.fileName,
    },
    {
      key: "kind",
      title: text("registry.import.kind"),
      width: 90,
      render: (each) => text(`registry.import.kinds.${each.kind}`),
      text: (each) => each.kind,
    },
    {
      key: "mode",
      title: text("registry.import.mode"),
      width: 86,
      render: (each) => text(each.dryRun ? "registry.import.dry" : "registry.import.real"),
      text: (each) => text(each.dryRun ? "registry.import.dry" : "registry.import.real"),
    },
    {
      key: "state",
      title: text("registry.state"),
      width: 110,
      render: (each) => <ImportTag plain run={each} />,
      text: (each) => each.state,
    },
    {
      key: "total",
      title: text("registry.import.total"),
      width: 80,
      align: "right",
      render: (each) => <NumberCell value={each.total} />,
      text: (each) => each.total,
    },
    {
      key: "taken",
      title: text("registry.import.taken"),
      width: 80,
      align: "right",
      render: (each) => <NumberCell value={each.taken} />,
      text: (each) => each.taken,
    },
    {
      key: "unchanged",
      title: text("registry.import.unchanged"),
      width: 80,
      align: "right",
      render: (each) => <NumberCell value={each.unchanged} />,
      text: (each) => each.unchanged,
    },
    {
      key: "refused",
      title: text("registry.import.refused"),
      width: 80,
      align: "right",
      render: (each) => <NumberCell value={each.refused} tone="bad" />,
      text: (each) => each.refused,
    },
    {
      key: "person",
      title: text("registry.import.person"),
      width: 84,
      render: (each) => each.person,
      text: (each) => each.person,
    },
    {
      key: "at",
      title: text("registry.import.at"),
      width: 146,
      render: (each) => <Instant at={each.createdAt} />,
      text: (each) => each.createdAt,
    },
  ];
  const add = (
    <ButtonLink to="/imports/new" type="primary">
      {text("registry.import.new")}
    </ButtonLink>
  );
  return (
    <>
      <PageHeader
        title={text("registry.import.many")}
        hint={text("registry.import.manyHint")}
        actions={add}
      />
      <DataTable
        id="imports"
        title={text("registry.import.many")}
        route={listImports}
        columns={columns}
        filters={filters}
        rowKey={(each) => each.id}
        rowLink={(each) => `/imports/${each.id}`}
        empty={{ title: text("registry.import.empty"), hint: text("registry.import.emptyHint"), action: add }}
      />
    </>
  );
}
