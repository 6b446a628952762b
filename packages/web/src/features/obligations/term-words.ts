import type { getAgreement, OutputOf } from "@yunjian/contract";
import type { Lang, ParameterValue, TermField } from "@yunjian/domain";
import { formatParameter } from "@yunjian/domain";
import { useLang, useText } from "../../lib/language.ts";

export type Agreement = OutputOf<typeof getAgreement>;
export type AgreementRow = Agreement["rows"][number];
export type Term = AgreementRow["term"];
type Text = ReturnType<typeof useText>;

/** Terms in people's words, for the table and for the comparison of versions. */
export function useTermWords(agreement: Pick<Agreement, "rows" | "reviewers">) {
  const text = useText();
  const lang = useLang();
  return {
    due: (term: Pick<Term, "timePoint" | "submitWithin">) => dueWords(term, text),
    value: (dutyId: string, field: TermField, value: unknown): string => {
      switch (field) {
        case "frequency":
        case "rhythm":
          return value === null ? text("agreements.words.none") : text(`words.frequency.${String(value)}`);
        case "nature":
          return value === null
            ? text("agreements.words.none")
            : text(`words.realtimeNature.${String(value)}`);
        case "applicable":
        case "secondReview":
          return text(value === true ? "agreements.edit.yes" : "agreements.edit.no");
        case "reviewerOrgId":
          return (
            agreement.reviewers.find((org) => org.id === value)?.name ??
            text("agreements.terms.anySupervisor")
          );
        case "timePoint":
          return (
            dueWords({ timePoint: value as Term["timePoint"], submitWithin: null }, text) ??
            text("agreements.words.none")
          );
        case "submitWithin":
          return (
            dueWords({ timePoint: null, submitWithin: value as Term["submitWithin"] }, text) ??
            text("agreements.words.none")
          );
        case "maxSilence":
          return silenceWords(value as Term["maxSilence"], text) ?? text("agreements.words.none");
        case "parameters":
          return parameterWords(agreement, dutyId, value as Term["parameters"], lang, text);
        default:
          return String(value ?? "–");
      }
    },
  };
}

function dueWords(
  { timePoint, submitWithin }: Pick<Term, "timePoint" | "submitWithin">,
  text: Text,
): string | null {
  if (timePoint) {
    const { dayOfWeek, dayOfMonth, monthOfYear, inNextSpan } = timePoint;
    const day = dayOfWeek
      ? text("agreements.words.weekly", {
          day: text(`agreements.edit.weekdays.${dayOfWeek}`),
        })
      : [
          monthOfYear ? text("agreements.words.month", { month: monthOfYear }) : "",
          dayOfMonth ? text("agreements.words.monthDay", { day: dayOfMonth }) : "",
        ].join(" ");
    return inNextSpan ? text("agreements.words.next", { what: day.trim() }) : day.trim();
  }
  if (!submitWithin) return null;
  return text("agreements.words.within", {
    count: submitWithin.amount,
    unit: text(`agreements.edit.unit.${submitWithin.unit}`),
  });
}

function silenceWords(silence: Term["maxSilence"], text: Text): string | null {
  return silence && `${silence.amount} ${text(`agreements.edit.${silence.unit}`)}`;
}

function parameterWords(
  agreement: Pick<Agreement, "rows">,
  dutyId: string,
  values: Term["parameters"] | null,
  lang: Lang,
  text: Text,
): string {
  const specs = agreement.rows.find((row) => row.duty.id === dutyId)?.duty.parameters ?? [];
  return specs
    .flatMap((spec) => {
      const value = values?.[spec.key];
      return value === undefined
        ? []
        : [
            text("agreements.words.pair", {
              label: spec.label[lang],
              value: parameterText(spec, value, lang),
            }),
          ];
    })
    .join(text("agreements.words.semicolon"));
}

export function parameterText(
  spec: AgreementRow["duty"]["parameters"][number],
  value: ParameterValue,
  lang: Lang,
): string {
  return formatParameter(spec, value, lang);
}
