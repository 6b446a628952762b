import type { ChangeDetail } from "@yunjian/contract";
import { fieldsOf, formOf, printable } from "@yunjian/domain";
import { Alert } from "antd";
import type { ReactNode } from "react";
import { useLang, useText } from "../../lib/language.ts";
import { Facts } from "../../ui/Facts.tsx";
import { LocalTable } from "../../ui/LocalTable.tsx";
import { Section } from "../../ui/Section.tsx";
import { ToneTag } from "../../ui/StateTag.tsx";
import { Instant } from "../../ui/When.tsx";
import { ClauseLink } from "../../ui/Words.tsx";

interface Of {
  readonly of: ChangeDetail;
}

const words = (value: string): ReactNode => <span className="yj-change-text">{value}</span>;

export function WhatSection({ of }: Of) {
  const text = useText();
  const lang = useLang();
  const { subject } = of;
  const comma = text("shell.listComma");
  const field = (key: string) => text(`changes.field.${key}`);
  const said = (key: string, value: string) =>
    value === "" ? [] : [{ label: field(key), value: words(value), wide: true }];
  return (
    <Section title={text("changes.section.what")}>
      <Facts
        items={[
          ...said("how", of.foundHow),
          ...said("what", subject.what),
          ...said("why", subject.why),
          ...said("place", subject.place),
          ...(subject.duties.length > 0
            ? [
                {
                  label: field("duties"),
                  value: subject.duties.map((duty) => (
                    <div key={duty.id}>
                      <ClauseLink id={duty.id} /> {duty.title[lang]}
                    </div>
                  )),
                  wide: true,
                },
              ]
            : []),
          ...(of.state === "found"
            ? []
            : [{ label: text("changes.form.reach"), value: text(`changes.reach.${subject.reach}`) }]),
          ...(subject.systems.length > 0
            ? [
                {
                  label: field("systems"),
                  value: subject.systems.map(({ name }) => name).join(comma),
                  wide: true,
                },
              ]
            : []),
          ...said(subject.reach === "none" ? "plainNone" : "plain", subject.plain),
          ...said("shortReason", of.shortReason),
        ]}
      />
    </Section>
  );
}

/** The analysis in hand as people read it: sections with facts, tables where the form has them. */
export function AnalysisSection({ of }: Of) {
  const text = useText();
  const lang = useLang();
  if (of.analysis === null) return null;
  const form = formOf("change-impact-analysis");
  const data = printable(form, of.analysis, lang);
  const fields = fieldsOf(form);
  return (
    <Section
      title={text("changes.section.analysis", { n: of.analysisVersion })}
      extra={
        <>
          {of.analysedBy?.name} <Instant at={of.analysedAt} />
        </>
      }
    >
      <div className="yj-change-analysis">
        {fields.map((field) => {
          const value = data[field.key];
          if (field.type === "table" && Array.isArray(value)) {
            return (
              <div key={field.key}>
                <h3>{field.label[lang]}</h3>
                <LocalTable
                  title={field.label[lang]}
                  rows={value}
                  rowKey={(row) => row["no"] ?? ""}
                  columns={field.columns.map((column, i) => ({
                    key: column.key,
                    title: column.label[lang],
                    width: 160,
                    main: i === 0,
                    render: (row: Record<string, string>) => words(row[column.key] ?? ""),
                    text: (row: Record<string, string>) => row[column.key] ?? "",
                  }))}
                  empty={{ title: field.label[lang] }}
                />
              </div>
            );
          }
          return (
            <Facts
              key={field.key}
              items={[
                {
                  label: field.label[lang],
                  value: words(typeof value === "string" ? value : ""),
                  wide: true,
                },
              ]}
            />
          );
        })}
      </div>
    </Section>
  );
}

export function OpinionSection({ of }: Of) {
  const text = useText();
  const waiting = of.state === "analysed";
  return (
    <Section
      title={text("changes.section.opinion")}
      extra={
        waiting && of.quorum > 1 && text("changes.panel", { heard: of.opinions.length, quorum: of.quorum })
      }
    >
      {of.opinion === null ? (
        <p className="yj-hint">{text("changes.noOpinion")}</p>
      ) : (
        <>
          {!of.opinionCurrent && (
            <Alert className="yj-problem" type="warning" showIcon title={text("changes.opinionStale")} />
          )}
          <p>
            <ToneTag tone={of.opinion === "implement" ? "good" : of.opinion === "revise" ? "warn" : "bad"}>
              {text(`changes.opinion.${of.opinion}`)}
            </ToneTag>{" "}
            {of.advisedBy?.name} <Instant at={of.advisedAt} />
          </p>
          {of.opinionNote && <p className="yj-change-text">{of.opinionNote}</p>}
        </>
      )}
      {of.opinions.length > 1 &&
        of.opinions.map((each) => (
          <div key={each.by.id} className="yj-change-thread">
            {each.by.name} <Instant at={each.at} />
            {": "}
            {text(`changes.opinion.${each.opinion}`)}
            {each.note && <div className="yj-change-text">{each.note}</div>}
          </div>
        ))}
    </Section>
  );
}

export function DoneSection({ of }: Of) {
  const text = useText();
  const field = (key: string) => text(`changes.field.${key}`);
  return (
    <>
      <Section
        title={text("changes.section.done")}
        extra={
          <>
            {of.implementedBy?.name} <Instant at={of.implementedAt} />
          </>
        }
      >
        <Facts
          items={[
            ...(of.deviations
              ? [{ label: field("deviations"), value: words(of.deviations), wide: true }]
              : []),
            { label: field("audit"), value: words(of.audit), wide: true },
          ]}
        />
      </Section>
      {(of.assessedAt !== null || of.comparison !== null) && (
        <Section title={text("changes.section.after")} extra={<Instant at={of.assessedAt} />}>
          <Facts
            items={[
              { label: field("assessor"), value: of.assessor },
              { label: field("assessment"), value: words(of.assessment), wide: true },
              ...(of.comparison
                ? [
                    {
                      label: field("comparison"),
                      value: `${text(`changes.compare.outcomes.${of.comparison}`)} ${of.comparedBy?.name ?? ""}`,
                    },
                    { label: field("note"), value: words(of.comparisonNote), wide: true },
                  ]
                : []),
            ]}
          />
        </Section>
      )}
    </>
  );
}
