import { getChangeFigures, type OutputOf } from "@yunjian/contract";
import { useCall } from "../../lib/api.ts";
import { useText } from "../../lib/language.ts";
import { ButtonLink } from "../../ui/ButtonLink.tsx";
import { Loaded } from "../../ui/Loading.tsx";
import { LocalTable } from "../../ui/LocalTable.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import { Section } from "../../ui/Section.tsx";

type Row = OutputOf<typeof getChangeFigures>["providers"][number];

/** How providers kept to what was agreed about changes, over a year. */
export default function FiguresPage() {
  const text = useText();
  const query = useCall(getChangeFigures, { query: {} });
  const share = (part: number, whole: number) =>
    whole === 0
      ? text("changes.figures.of", { part, whole })
      : text("changes.figures.share", { part, whole, percent: Math.round((part / whole) * 100) });
  const column = (key: string, value: (row: Row) => string) => ({
    key,
    title: text(`changes.figures.${key}`),
    width: 108,
    render: (row: Row) => value(row),
    text: value,
  });
  return (
    <>
      <PageHeader
        title={text("changes.figures.title")}
        hint={text("changes.figures.hint")}
        actions={<ButtonLink to="/changes">{text("changes.title")}</ButtonLink>}
      />
      <Loaded query={query}>
        {(data) => (
          <Section flush title={`${data.from} – ${data.to}`}>
            <LocalTable<Row>
              title={text("changes.figures.title")}
              rows={data.providers}
              rowKey={(row) => row.provider.id}
              columns={[
                { ...column("provider", (row) => row.provider.name), main: true, width: 130 },
                column("total", (row) => String(row.total)),
                column("noticeKept", (row) => share(row.noticeKept, row.planned)),
                column("revised", (row) => share(row.revised, row.advised)),
                column("deviated", (row) => share(row.deviated + row.rolledBack, row.implemented)),
                column("against", (row) => String(row.against)),
                column("emergency", (row) => share(row.emergency, row.total)),
                column("emergencyLate", (row) => String(row.emergencyLate)),
                column("unannounced", (row) => String(row.unannounced)),
              ]}
              empty={{ title: text("changes.figures.empty"), hint: text("changes.figures.emptyHint") }}
            />
          </Section>
        )}
      </Loaded>
    </>
  );
}
