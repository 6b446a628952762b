import { getProviderComparison, type OutputOf } from "@yunjian/contract";
import { dateOf } from "@yunjian/domain";
import { Link } from "react-router";
import "../../features/posture/posture.css";
import { useCall } from "../../lib/api.ts";
import { formatPercent } from "../../lib/format.ts";
import { useText } from "../../lib/language.ts";
import { useCan } from "../../lib/me.ts";
import { Loaded } from "../../ui/Loading.tsx";
import { LocalTable } from "../../ui/LocalTable.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import { Section } from "../../ui/Section.tsx";
import { None } from "../../ui/When.tsx";
import { NumberCell } from "../../ui/Words.tsx";

type Row = OutputOf<typeof getProviderComparison>["items"][number];

const MEANINGS = ["onTime", "returned", "nonCompliant", "overdue", "openDefects", "daysToClose"] as const;

export default function ProvidersPage() {
  const text = useText();
  const can = useCan();
  const query = useCall(getProviderComparison, {});
  return (
    <>
      <PageHeader
        title={text("posture.providers.title")}
        hint={
          query.data && (
            <>
              {text("posture.providers.hint", {
                from: dateOf(new Date(query.data.from)),
                to: dateOf(new Date(query.data.to)),
              })}
              {!can("posture.compare") && ` ${text("posture.providers.own")}`}
            </>
          )
        }
      />
      <Section title={text("posture.providers.figures")} flush>
        <Loaded query={query}>{({ items }) => <Comparison items={items} />}</Loaded>
      </Section>
      <Section title={text("posture.providers.meaning")}>
        <dl className="yj-meanings">
          {MEANINGS.map((name) => (
            <div key={name} style={{ display: "contents" }}>
              <dt>{text(`posture.providers.${name}`)}</dt>
              <dd>{text(`posture.providers.meanings.${name}`)}</dd>
            </div>
          ))}
        </dl>
      </Section>
    </>
  );
}

function Comparison({ items }: { readonly items: readonly Row[] }) {
  const text = useText();
  const figure = (key: string, width: number, value: (row: Row) => number, bad = false) => ({
    key,
    title: text(`posture.providers.${key}`),
    width,
    align: "right" as const,
    render: (row: Row) => <NumberCell value={value(row)} {...(bad && { tone: "bad" as const })} />,
    text: value,
  });
  const share = (key: "onTime" | "returned" | "nonCompliant") => ({
    key,
    title: text(`posture.providers.${key}`),
    width: 132,
    render: (row: Row) => <Bar share={row[key]} />,
    text: (row: Row) => (row[key] === null ? "" : formatPercent(row[key])),
  });
  return (
    <LocalTable<Row>
      title={text("posture.providers.title")}
      rows={items}
      rowKey={(row) => row.providerOrgId}
      empty={{ title: text("posture.providers.empty"), hint: text("posture.providers.emptyHint") }}
      columns={[
        {
          key: "name",
          title: text("posture.providers.name"),
          main: true,
          width: 124,
          render: (row) => <Link to={`/posture?providerOrgId=${row.providerOrgId}`}>{row.providerName}</Link>,
          text: (row) => row.providerName,
        },
        figure("clouds", 84, (row) => row.clouds),
        share("onTime"),
        share("returned"),
        share("nonCompliant"),
        figure("overdue", 90, (row) => row.counts.overdue, true),
        figure("openDefects", 104, (row) => row.openDefects),
        figure("overdueDefects", 90, (row) => row.overdueDefects, true),
        {
          key: "daysToClose",
          title: text("posture.providers.daysToClose"),
          width: 124,
          align: "right",
          render: (row) => (
            <NumberCell
              value={row.daysToClose === null ? null : Math.round(row.daysToClose * 10) / 10}
              unit={text("posture.providers.days")}
            />
          ),
          text: (row) => row.daysToClose ?? "",
        },
      ]}
    />
  );
}

/** A share as figure and bar. */
function Bar({ share }: { readonly share: number | null }) {
  if (share === null) return <None />;
  return (
    <span className="yj-bar">
      <span className="yj-figure">{formatPercent(share)}</span>
      <span className="yj-bar-track" aria-hidden="true">
        <span className="yj-bar-fill" style={{ display: "block", width: `${share * 100}%` }} />
      </span>
    </span>
  );
}
