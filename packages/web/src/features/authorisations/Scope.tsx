import type { AuthorisationDetail, AuthorisationScopeView } from "@yunjian/contract";
import { Alert } from "antd";
import { formatInstant } from "../../lib/format.ts";
import { useText } from "../../lib/language.ts";
import { Section } from "../../ui/Section.tsx";
import { ToneTag } from "../../ui/StateTag.tsx";
import { DANGEROUS, useScopeWords } from "./words.ts";

/** The whole case in one sentence: what a clerk permits, or has permitted. */
export function ScopeSentence({ of }: { readonly of: AuthorisationDetail }) {
  const text = useText();
  const words = useScopeWords();
  const shown = of.granted ?? of.asked;
  const kind =
    of.kind === "emergency" ? "emergency" : of.granted && of.state !== "prepared" ? "granted" : "asked";
  const dangerous = shown.touches.some((touch) => DANGEROUS.includes(touch));
  return (
    <div className="yj-auth-sentence">
      <div>
        {text(`authorisations.sentence.${kind}`, {
          asker: of.asker.name,
          customer: of.customer.name,
          system: of.system.name,
          who: words.operators(shown.operators, of.team),
          from: formatInstant(shown.fromAt),
          to: formatInstant(shown.toAt),
          resources:
            shown.resources.length === 0
              ? text("authorisations.sentence.whole")
              : words.resources(shown.resources),
          operations: words.operations(shown.operations),
        })}
      </div>
      <div className="yj-auth-tags">
        <span className="yj-hint">{text("authorisations.sentence.touches")}</span>
        {shown.touches.map((touch) => (
          <ToneTag
            key={touch}
            tone={DANGEROUS.includes(touch) ? "bad" : touch === "data-read" ? "neutral" : "warn"}
            {...(DANGEROUS.includes(touch) && { shape: "triangle" as const })}
          >
            {text(`authorisations.touch.${touch}`)}
          </ToneTag>
        ))}
      </div>
      {dangerous && <Alert type="warning" showIcon title={text("authorisations.sentence.danger")} />}
    </div>
  );
}

type Part = "operations" | "touches" | "resources" | "operators" | "window";

/** What was asked beside what was granted; where they differ the grant stands out. */
export function ScopeTable({ of }: { readonly of: AuthorisationDetail }) {
  const text = useText();
  const words = useScopeWords();
  const say = (scope: AuthorisationScopeView): Record<Part, string> => ({
    operations: words.operations(scope.operations),
    touches: words.touches(scope.touches),
    resources: words.resources(scope.resources),
    operators: words.operators(scope.operators, of.team),
    window: `${formatInstant(scope.fromAt)} – ${formatInstant(scope.toAt)}`,
  });
  const asked = say(of.asked);
  const granted = of.granted && of.kind !== "emergency" ? say(of.granted) : null;
  const parts: Part[] = ["operations", "touches", "resources", "operators", "window"];
  return (
    <Section title={text("authorisations.scope.title")}>
      <table className="yj-auth-scope">
        {granted && (
          <thead>
            <tr>
              <th aria-hidden="true" />
              <th scope="col">{text("authorisations.scope.asked")}</th>
              <th scope="col">
                {text(
                  of.state === "prepared" ? "authorisations.scope.proposed" : "authorisations.scope.granted",
                )}
              </th>
            </tr>
          </thead>
        )}
        <tbody>
          {parts.map((part) => (
            <tr key={part}>
              <th scope="row">{text(`authorisations.scope.${part}`)}</th>
              <td>{asked[part]}</td>
              {granted && (
                <td className={granted[part] === asked[part] ? undefined : "yj-auth-differs"}>
                  {granted[part]}
                </td>
              )}
            </tr>
          ))}
          {of.conditions && (
            <tr>
              <th scope="row">{text("authorisations.scope.conditions")}</th>
              <td colSpan={2} className="yj-auth-text yj-auth-differs">
                {of.conditions}
              </td>
            </tr>
          )}
          {of.decisionNote && (
            <tr>
              <th scope="row">{text("authorisations.scope.note")}</th>
              <td colSpan={2} className="yj-auth-text">
                {of.decisionNote}
              </td>
            </tr>
          )}
        </tbody>
      </table>
    </Section>
  );
}
