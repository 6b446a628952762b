import { getCatalogueAttachment, type OutputOf } from "@yunjian/contract";
import { useCall } from "../../lib/api.ts";
import { useText } from "../../lib/language.ts";
import { Loaded } from "../../ui/Loading.tsx";
import { LocalTable } from "../../ui/LocalTable.tsx";
import { Section } from "../../ui/Section.tsx";
import { ClauseLink } from "../../ui/Words.tsx";

type Part = OutputOf<typeof getCatalogueAttachment>["report"]["unmatchedParts"][number];

/** What an attached file held that belongs to no entry, and which entries found nothing in it. */
export function MatchReport({ id }: { readonly id: string }) {
  const text = useText();
  const query = useCall(getCatalogueAttachment, { params: { id } });
  return (
    <Section title={`${text("catalogue.attach.report")} ${query.data?.attachment.fileName ?? ""}`}>
      <Loaded query={query}>
        {({ report }) => (
          <>
            <p>
              <strong>{text("catalogue.attach.without", { count: report.entriesWithoutText.length })}</strong>
            </p>
            {report.entriesWithoutText.length === 0 ? (
              <p className="yj-hint">{text("catalogue.attach.withoutNone")}</p>
            ) : (
              <p className="yj-entry-counts">
                {report.entriesWithoutText.map((entry) => (
                  <ClauseLink key={entry} id={entry} />
                ))}
              </p>
            )}
            <p className="yj-report-part">
              <strong>{text("catalogue.attach.unmatched", { count: report.unmatchedParts.length })}</strong>{" "}
              <span className="yj-hint">{text("catalogue.attach.unmatchedHint")}</span>
            </p>
            <LocalTable<Part>
              title={text("catalogue.attach.report")}
              rows={report.unmatchedParts}
              rowKey={(part) => `${part.line} ${part.section} ${part.item ?? ""}`}
              empty={{ title: text("catalogue.attach.withoutNone") }}
              columns={[
                {
                  key: "line",
                  title: text("catalogue.attach.line"),
                  width: 70,
                  align: "right",
                  render: (part) => part.line,
                  text: (part) => part.line,
                },
                {
                  key: "place",
                  title: text("catalogue.attach.place"),
                  width: 110,
                  render: (part) => [part.section, part.item].filter(Boolean).join(" "),
                  text: (part) => [part.section, part.item].filter(Boolean).join(" "),
                },
                {
                  key: "text",
                  title: text("catalogue.attach.text"),
                  width: 640,
                  render: (part) => part.text,
                  text: (part) => part.text,
                },
              ]}
            />
          </>
        )}
      </Loaded>
    </Section>
  );
}
