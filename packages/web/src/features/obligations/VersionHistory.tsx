import { compareAgreementVersions, listAgreementVersions } from "@yunjian/contract";
import { Button, Modal } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { type RowOf, useCall } from "../../lib/api.ts";
import { formatInstant } from "../../lib/format.ts";
import { useLang, useText } from "../../lib/language.ts";
import { type Column, DataTable } from "../../ui/DataTable.tsx";
import { Loaded } from "../../ui/Loading.tsx";
import { LocalTable } from "../../ui/LocalTable.tsx";
import { Instant } from "../../ui/When.tsx";
import { ClauseLink, PersonName } from "../../ui/Words.tsx";
import { type Agreement, useTermWords } from "./term-words.ts";
import "./obligations.css";

type Row = RowOf<typeof listAgreementVersions>;

/** Every version with who, why and who approved; any two can be compared. */
export function VersionHistory({ agreement }: { readonly agreement: Agreement }) {
  const text = useText();
  const [pair, setPair] = useState<{ from: number; to: number } | null>(null);
  const label = (name: string) => text(`agreements.versions.column.${name}`);
  const cloudId = agreement.cloud.id;
  const columns: readonly Column<Row>[] = [
    {
      key: "version",
      title: label("version"),
      main: true,
      width: 110,
      render: (row) => (
        <Link to={`/agreements/${cloudId}?version=${row.version}`}>
          {text("agreements.version", { version: row.version })}
        </Link>
      ),
      text: (row) => row.version,
    },
    {
      key: "at",
      title: label("at"),
      width: 150,
      render: (row) => <Instant at={row.effectiveFrom} />,
      text: (row) => formatInstant(row.effectiveFrom),
    },
    {
      key: "reason",
      title: label("reason"),
      width: 320,
      render: (row) => row.reason,
      text: (row) => row.reason,
    },
    {
      key: "by",
      title: label("by"),
      width: 110,
      render: (row) => <PersonName name={row.createdBy} />,
      text: (row) => row.createdBy,
    },
    {
      key: "approved",
      title: label("approved"),
      width: 110,
      render: (row) => row.approvedBy ?? "–",
      text: (row) => row.approvedBy,
    },
    {
      key: "compare",
      title: label("compare"),
      width: 140,
      render: (row) =>
        row.version > 1 && (
          <Button size="small" onClick={() => setPair({ from: row.version - 1, to: row.version })}>
            {text("agreements.versions.withPrevious")}
          </Button>
        ),
      text: () => "",
    },
  ];
  return (
    <>
      <DataTable
        id="agreement-versions"
        prefix="v."
        title={text("agreements.versions.list")}
        route={listAgreementVersions}
        input={{ params: { cloudId } }}
        columns={columns}
        rowKey={(row) => String(row.version)}
        selection={{
          actions: (rows) =>
            rows.length === 2 && (
              <Button
                size="small"
                type="primary"
                onClick={() => {
                  const [a = 1, b = 1] = rows.map((row) => row.version).sort((x, y) => x - y);
                  setPair({ from: a, to: b });
                }}
              >
                {label("compare")}
              </Button>
            ),
        }}
        empty={{ title: text("agreements.versions.empty") }}
      />
      <Comparison agreement={agreement} pair={pair} onClose={() => setPair(null)} />
    </>
  );
}

function Comparison({
  agreement,
  pair,
  onClose,
}: {
  readonly agreement: Agreement;
  readonly pair: { readonly from: number; readonly to: number } | null;
  readonly onClose: () => void;
}) {
  const text = useText();
  const lang = useLang();
  const words = useTermWords(agreement);
  const query = useCall(
    compareAgreementVersions,
    pair && { params: { cloudId: agreement.cloud.id }, query: pair },
  );
  const label = (name: string) => text(`agreements.versions.column2.${name}`);
  return (
    <Modal
      open={pair !== null}
      width={900}
      footer={null}
      onCancel={onClose}
      title={pair && text("agreements.versions.compareTitle", pair)}
    >
      {pair && (
        <Loaded query={query}>
          {({ differences }) => (
            <LocalTable
              title={text("agreements.versions.list")}
              rows={differences}
              rowKey={(row) => `${row.dutyId} ${row.field}`}
              empty={{ title: text("agreements.versions.same") }}
              columns={[
                {
                  key: "duty",
                  title: label("duty"),
                  width: 260,
                  render: (row) => (
                    <div className="yj-duty">
                      {row.title[lang]}
                      <div className="yj-duty-under">
                        <ClauseLink id={row.dutyId} />
                      </div>
                    </div>
                  ),
                  text: (row) => row.dutyId,
                },
                {
                  key: "field",
                  title: label("field"),
                  width: 110,
                  render: (row) => text(`agreements.versions.field.${row.field}`),
                  text: (row) => row.field,
                },
                {
                  key: "from",
                  title: label("from"),
                  width: 220,
                  render: (row) => (
                    <span className="yj-diff-from">
                      {words.value(row.dutyId, row.field, row.from) || "–"}
                    </span>
                  ),
                  text: () => "",
                },
                {
                  key: "to",
                  title: label("to"),
                  width: 220,
                  render: (row) => (
                    <span className="yj-diff-to">{words.value(row.dutyId, row.field, row.to) || "–"}</span>
                  ),
                  text: () => "",
                },
              ]}
            />
          )}
        </Loaded>
      )}
    </Modal>
  );
}
