import { useLang, useText } from "../../lib/language.ts";
import { EmptyHint } from "../../ui/EmptyHint.tsx";
import { Section } from "../../ui/Section.tsx";
import { ToneTag } from "../../ui/StateTag.tsx";
import type { CatalogueEntry } from "./EntryFacts.tsx";

/** Our words, and the document's own beside them. */
export function Statement({ entry }: { readonly entry: CatalogueEntry }) {
  const text = useText();
  const lang = useLang();
  const { statement, note, ownText } = entry;
  return (
    <div className="yj-statement">
      <Section title={text("catalogue.statement")}>
        <p className="yj-prose">{statement[lang]}</p>
        {note && (
          <p className="yj-entry-note">
            <strong>{text("catalogue.note")}</strong> {note[lang]}
          </p>
        )}
      </Section>
      <Section title={text("catalogue.own")}>
        {ownText ? (
          <>
            <p className="yj-prose" lang="zh-CN">
              {ownText.text}
            </p>
            <p className="yj-hint">
              {text("catalogue.ownFrom", { file: ownText.fileName, line: ownText.line })}
            </p>
          </>
        ) : (
          <EmptyHint small title={text("catalogue.ownNone")} hint={text("catalogue.ownNoneHint")} />
        )}
      </Section>
    </div>
  );
}

/** Parameters, review checks and typical proofs of a duty. */
export function DutyParts({ duty }: { readonly duty: NonNullable<CatalogueEntry["duty"]> }) {
  const text = useText();
  const lang = useLang();
  return (
    <>
      {duty.parameters.length > 0 && (
        <Section title={text("catalogue.parameters")}>
          <ul className="yj-parameters">
            {duty.parameters.map((parameter) => (
              <li key={parameter.key}>
                <span className="yj-parameter-kinds">
                  <ToneTag tone="info">{text(`catalogue.parameter.${parameter.kind}`)}</ToneTag>
                  <ToneTag tone="muted">
                    {text(`catalogue.parameter.${parameter.multiple ? "multiple" : parameter.type}`)}
                  </ToneTag>
                </span>
                <span>
                  {parameter.label[lang]}
                  {parameter.options && (
                    <span className="yj-hint">
                      {" "}
                      {parameter.options.map((option) => option.label[lang]).join(text("shell.listComma"))}
                    </span>
                  )}
                  {parameter.drives && <div className="yj-hint">{text("catalogue.parameter.drives")}</div>}
                </span>
              </li>
            ))}
          </ul>
        </Section>
      )}
      <div className="yj-statement">
        <Section title={text("catalogue.checks")} hint={text("catalogue.checksHint")}>
          <Bullets items={duty.checks.map((each) => each[lang])} />
        </Section>
        <Section title={text("catalogue.proofHints")}>
          <Bullets items={duty.proofHints.map((each) => each[lang])} />
        </Section>
      </div>
    </>
  );
}

function Bullets({ items }: { readonly items: readonly string[] }) {
  return (
    <ul className="yj-bullets">
      {items.map((item) => (
        <li key={item}>{item}</li>
      ))}
    </ul>
  );
}
