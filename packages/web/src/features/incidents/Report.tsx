import type { IncidentDetail } from "@yunjian/contract";
import { getIncidentPaper } from "@yunjian/contract";
import { Button } from "antd";
import { formatInstant } from "../../lib/format.ts";
import { useText } from "../../lib/language.ts";
import { EmptyHint } from "../../ui/EmptyHint.tsx";
import { Facts } from "../../ui/Facts.tsx";
import { Section } from "../../ui/Section.tsx";
import { ToneTag } from "../../ui/StateTag.tsx";

/** The final report in force, and whether it was found to agree with the record. */
export function FinalReport({ of }: { readonly of: IncidentDetail }) {
  const text = useText();
  const { report } = of;
  const word = (key: string, params?: Record<string, string | number>) =>
    text(`incidents.finalReport.${key}`, params);
  return (
    <Section
      title={word("title")}
      extra={
        report && (
          <Button
            href={getIncidentPaper.path.replace(":id", of.id)}
            download={`${of.number} ${word("title")}.docx`}
          >
            {word("paper")}
          </Button>
        )
      }
    >
      {report === null ? (
        <EmptyHint small title={word("none")} hint={word("noneHint")} />
      ) : (
        <>
          <p className="yj-hint">
            {word("version", { version: report.version })} · {report.by?.name} {formatInstant(report.at)}{" "}
            {report.comparison === null ? (
              <ToneTag tone="wait">{word("uncompared")}</ToneTag>
            ) : (
              <ToneTag tone={report.comparison.agrees ? "good" : "bad"}>
                {word(report.comparison.agrees ? "agrees" : "differs")}
              </ToneTag>
            )}{" "}
            {report.comparison?.note}
          </p>
          <Facts
            items={(["cause", "measures", "harm", "accountability", "improvement", "lessons"] as const).map(
              (key) => ({
                label: word(key),
                value: <span className="yj-inc-text">{report[key]}</span>,
                wide: true,
              }),
            )}
          />
        </>
      )}
    </Section>
  );
}
