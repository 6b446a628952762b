import { formOf, type FormRow, type InputField } from "@yunjian/domain";
import { Link } from "react-router";
import { useLang, useText } from "../../lib/language.ts";
import { Facts } from "../../ui/Facts.tsx";
import { LocalTable } from "../../ui/LocalTable.tsx";
import { Section } from "../../ui/Section.tsx";
import { Day } from "../../ui/When.tsx";
import type { FilledForm, Submission } from "./content.ts";

/** What a submission says, by its kind. */
export function Said({ submission }: { readonly submission: Submission }) {
  const text = useText();
  const { kind, statement, unchangedSince, late, onSite, form } = submission;
  return (
    <Section title={text("submissions.said.title")}>
      {kind === "unchanged" && unchangedSince && (
        <p>
          {text("submissions.said.unchanged")}{" "}
          <Link to={`/submissions/${unchangedSince.id}`}>
            {unchangedSince.title} {unchangedSince.number}
          </Link>
        </p>
      )}
      {kind === "nil-report" && <p>{text("submissions.said.nil")}</p>}
      {kind === "on-site" && onSite && (
        <Facts
          items={[
            { label: text("submissions.onSite.place"), value: onSite.place },
            { label: text("submissions.onSite.contact"), value: onSite.contact },
            { label: text("submissions.onSite.from"), value: <Day date={onSite.availableFrom || null} /> },
            { label: text("submissions.onSite.to"), value: <Day date={onSite.availableTo || null} /> },
            {
              label: text("submissions.onSite.papers"),
              value: <span className="yj-statement">{onSite.description}</span>,
              wide: true,
            },
          ]}
        />
      )}
      {kind === "late-entry" && late && (
        <Facts
          items={[
            { label: text("submissions.late.realDate"), value: <Day date={late.realDate || null} /> },
            { label: text("submissions.late.approver"), value: late.approver },
            { label: text("submissions.late.archiveNumber"), value: late.archiveNumber },
          ]}
        />
      )}
      {statement.trim() === "" ? (
        kind === "files" && <p className="yj-hint">{text("submissions.said.noStatement")}</p>
      ) : (
        <p className="yj-statement">{statement}</p>
      )}
      {kind === "form" && form && <Filled form={form} />}
    </Section>
  );
}

/** A filled form to read. */
function Filled({ form }: { readonly form: FilledForm }) {
  const text = useText();
  const lang = useLang();
  const word = (field: InputField, value: string | undefined) =>
    field.type === "select"
      ? (field.options.find((option) => option.key === value)?.label[lang] ?? "–")
      : value || "–";
  return (
    <div className="yj-filled">
      {formOf(form.key).sections.map((section) => (
        <section key={section.key}>
          <h3>{section.title[lang]}</h3>
          <dl>
            {section.fields.map((field) => {
              const value = form.data[field.key];
              if (field.type === "table") return null;
              return [
                <dt key="t">{field.label[lang]}</dt>,
                <dd key="d">{word(field, typeof value === "string" ? value : undefined)}</dd>,
              ];
            })}
          </dl>
          {section.fields.map((field) => {
            const value = form.data[field.key];
            if (field.type !== "table") return null;
            const rows = (typeof value === "string" || value === undefined ? [] : value).map((row, no) => ({
              row,
              no,
            }));
            return (
              <LocalTable<{ row: FormRow; no: number }>
                key={field.key}
                title={field.label[lang]}
                rows={rows}
                rowKey={({ no }) => String(no)}
                empty={{ title: text("submissions.said.noRows", { table: field.label[lang] }) }}
                columns={field.columns.map((column) => ({
                  key: column.key,
                  title: column.label[lang],
                  width: 160,
                  render: ({ row }) => word(column, row[column.key]),
                  text: ({ row }) => word(column, row[column.key]),
                }))}
              />
            );
          })}
        </section>
      ))}
    </div>
  );
}
