import { getRetention, listDueFiles, type OutputOf, proposeDisposal } from "@yunjian/contract";
import { sourceName } from "@yunjian/domain";
import { Button } from "antd";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import { useCall, useChange } from "../../lib/api.ts";
import { formatBytes, formatDay, formatNumber } from "../../lib/format.ts";
import { useLang, useText } from "../../lib/language.ts";
import { useCan } from "../../lib/me.ts";
import { ConfirmDanger } from "../../ui/Confirm.tsx";
import { type Column, DataTable } from "../../ui/DataTable.tsx";
import { Facts } from "../../ui/Facts.tsx";
import { Loaded } from "../../ui/Loading.tsx";
import { LocalTable } from "../../ui/LocalTable.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import { Section } from "../../ui/Section.tsx";
import { Instant, None } from "../../ui/When.tsx";

type Overview = OutputOf<typeof getRetention>;
type Kind = Overview["kinds"][number];
type Due = OutputOf<typeof listDueFiles>["items"][number];

/** What is kept how long by which rule, and what is due for disposal. */
export default function RetentionPage() {
  const text = useText();
  const overview = useCall(getRetention, {});
  return (
    <>
      <PageHeader title={text("retention.title")} hint={text("retention.hint")} />
      <Loaded query={overview} rows={6}>
        {(data) => (
          <>
            <Figures data={data} />
            <DueFiles />
            <Kinds data={data} />
          </>
        )}
      </Loaded>
    </>
  );
}

function Figures({ data }: { readonly data: Overview }) {
  const text = useText();
  const { due, cleared } = data;
  return (
    <Section title={text("retention.now")}>
      <Facts
        items={[
          {
            label: text("retention.due.figure"),
            value: text(due.more ? "retention.due.moreThan" : "retention.due.count", {
              files: formatNumber(due.files),
              size: formatBytes(due.bytes),
            }),
          },
          {
            label: text("retention.holds.inForce"),
            value: <Link to="/retention/holds?standing=in-force">{formatNumber(data.holds)}</Link>,
          },
          {
            label: text("retention.requests.open"),
            value: <Link to="/retention/requests">{formatNumber(data.openRequests)}</Link>,
          },
          {
            label: text("retention.cleared"),
            value: cleared ? (
              <>
                <Instant at={cleared.at} />{" "}
                {text("retention.clearedLines", {
                  count: formatNumber(Object.values(cleared.counts).reduce((sum, n) => sum + n, 0)),
                })}
              </>
            ) : (
              text("retention.clearedNever")
            ),
          },
          {
            label: text("retention.keyBackups"),
            value: text("retention.days", { count: data.keyBackupDays }),
          },
        ]}
      />
    </Section>
  );
}

function DueFiles() {
  const text = useText();
  const lang = useLang();
  const can = useCan();
  const navigate = useNavigate();
  const [chosen, setChosen] = useState<readonly Due[]>([]);
  const propose = useChange(proposeDisposal, {
    errors: "page",
    done: "retention.due.proposed",
    onDone: ({ id }) => void navigate(`/retention/requests/${id}`),
  });
  const label = (name: string) => text(`retention.due.${name}`);
  const standing = (row: Due) => label(row.held ? "held" : row.proposed ? "waiting" : "open");
  const columns: Column<Due>[] = [
    {
      key: "name",
      title: label("name"),
      main: true,
      width: 190,
      render: (row) => row.name,
      text: (row) => row.name,
    },
    { key: "org", title: label("org"), width: 110, render: (row) => row.orgName, text: (row) => row.orgName },
    {
      key: "by",
      title: label("by"),
      width: 115,
      render: (row) => text(`retention.kinds.${row.by}`),
      text: (row) => text(`retention.kinds.${row.by}`),
    },
    {
      key: "size",
      title: label("size"),
      width: 80,
      align: "right",
      render: (row) => formatBytes(row.size),
      text: (row) => row.size,
    },
    {
      key: "uploadedAt",
      title: label("uploadedAt"),
      width: 150,
      render: (row) => formatDay(row.uploadedAt, lang),
      text: (row) => row.uploadedAt,
    },
    {
      key: "endsAt",
      title: label("endsAt"),
      width: 150,
      render: (row) => formatDay(row.endsAt, lang),
      text: (row) => row.endsAt,
    },
    { key: "standing", title: label("standing"), width: 110, render: standing, text: standing },
    {
      key: "sha256",
      title: label("sha256"),
      optional: true,
      width: 220,
      ellipsis: true,
      render: (row) => <span className="yj-mono">{row.sha256}</span>,
      text: (row) => row.sha256,
    },
  ];
  return (
    <Section title={label("title")} hint={label("hint")}>
      <DataTable
        id="retention-due"
        title={label("title")}
        route={listDueFiles}
        columns={columns}
        rowKey={(row) => row.id}
        {...(can("disposal.propose") && {
          selection: {
            allowed: (row: Due) => !row.held && !row.proposed,
            actions: (rows: readonly Due[]) => (
              <Button size="small" danger onClick={() => setChosen(rows)}>
                {label("propose")}
              </Button>
            ),
          },
        })}
        empty={{ title: label("empty"), hint: label("emptyHint") }}
      />
      <ConfirmDanger
        open={chosen.length > 0}
        title={text("retention.due.proposeTitle", { count: chosen.length })}
        what={label("what")}
        whom={label("whom")}
        undo={label("undo")}
        confirm={label("propose")}
        reason="required"
        busy={propose.busy}
        error={propose.error}
        onConfirm={(reason) => void propose.run({ body: { fileIds: chosen.map(({ id }) => id), reason } })}
        onCancel={() => setChosen([])}
      />
    </Section>
  );
}

function Kinds({ data }: { readonly data: Overview }) {
  const text = useText();
  const lang = useLang();
  const term = (row: Kind) => text(`retention.${row.unit}`, { count: row.amount });
  const columns: Column<Kind>[] = [
    {
      key: "kind",
      title: text("retention.kind"),
      main: true,
      width: 180,
      render: (row) => (
        <>
          {text(`retention.kinds.${row.kind}`)}
          <div className="yj-hint">{sourceName(row.setting, lang)}</div>
        </>
      ),
      text: (row) => text(`retention.kinds.${row.kind}`),
    },
    { key: "term", title: text("retention.term"), width: 100, render: term, text: term },
    {
      key: "way",
      title: text("retention.way"),
      width: 210,
      render: (row) => text(`retention.ways.${row.way}`),
      text: (row) => text(`retention.ways.${row.way}`),
    },
    {
      key: "source",
      title: text("retention.source"),
      width: 330,
      render: (row) => (
        <>
          {row.clause === null ? <None /> : <Link to={`/catalogue/${row.clause}`}>{row.clause}</Link>}
          <div className="yj-hint">{row.note[lang]}</div>
        </>
      ),
      text: (row) => `${row.clause ?? ""} ${row.note[lang]}`,
    },
  ];
  return (
    <Section title={text("retention.kindsTitle")} hint={text("retention.kindsHint")}>
      <LocalTable
        title={text("retention.kindsTitle")}
        columns={columns}
        rows={data.kinds}
        rowKey={(row) => row.kind}
        empty={{ title: text("retention.kindsTitle") }}
      />
    </Section>
  );
}
