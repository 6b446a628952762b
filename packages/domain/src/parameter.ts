import type { ParameterValue, ParameterValues } from "./agreement.ts";
import type { Duty, ParameterSpec } from "./catalogue.ts";
import type { FieldProblem } from "./refusal.ts";
import type { Bilingual, Lang } from "./vocabulary.ts";
import { formatWindow, windowFromDuration } from "./window.ts";

const LONGEST_TEXT = 500;
const LONGEST_LIST = 50;

/** What is wrong with values stated for a duty's parameters; field pointers are `/<key>`. */
export function checkParameters(duty: Pick<Duty, "parameters">, values: ParameterValues): FieldProblem[] {
  const specs = new Map(duty.parameters.map((spec) => [spec.key, spec]));
  return Object.entries(values).flatMap(([key, value]) => {
    const spec = specs.get(key);
    const message = spec
      ? checkValue(spec, value)
      : { zh: `该义务没有参数“${key}”。`, en: `The duty has no parameter “${key}”.` };
    return message ? [{ field: `/${key}`, message }] : [];
  });
}

function checkValue(spec: ParameterSpec, value: ParameterValue): Bilingual | null {
  if (spec.kind === "select") {
    const keys = (spec.options ?? []).map((option) => option.key);
    const chosen = spec.multiple ? value : [value];
    if (
      !Array.isArray(chosen) ||
      chosen.length === 0 ||
      !chosen.every((each) => keys.includes(each as string))
    ) {
      const labels = (lang: Lang) => (spec.options ?? []).map((option) => option.label[lang]).join("、");
      return { zh: `请从以下选项中选择：${labels("zh")}。`, en: `Choose from: ${labels("en")}.` };
    }
    return null;
  }
  if (spec.type === "list") {
    const ok =
      Array.isArray(value) &&
      value.length > 0 &&
      value.length <= LONGEST_LIST &&
      value.every((each) => isText(each));
    return ok
      ? null
      : {
          zh: `请逐条填写，至多 ${LONGEST_LIST} 条。`,
          en: `List at least one and at most ${LONGEST_LIST} entries.`,
        };
  }
  if (spec.type === "duration") {
    const window = typeof value === "string" ? windowFromDuration(value, "agreed") : null;
    return window !== null && window.amount > 0
      ? null
      : {
          zh: "请填写时长，如 30 天（P30D）、4 小时（PT4H）、6 个月（P6M）。",
          en: "A duration such as P30D (30 days), PT4H (4 hours), P6M (6 months).",
        };
  }
  return isText(value)
    ? null
    : { zh: `请填写内容，至多 ${LONGEST_TEXT} 字。`, en: `A text of at most ${LONGEST_TEXT} characters.` };
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value.trim() !== "" && value.length <= LONGEST_TEXT;
}

/** A value as people read it: durations in days or hours, options by their label. */
export function formatParameter(spec: ParameterSpec, value: ParameterValue, lang: Lang): string {
  if (spec.kind === "select") {
    const label = (key: string) => spec.options?.find((option) => option.key === key)?.label[lang] ?? key;
    return (typeof value === "string" ? [value] : value).map(label).join("、");
  }
  if (typeof value !== "string") return value.join("、");
  const window = spec.type === "duration" ? windowFromDuration(value, "agreed") : null;
  return window ? formatWindow(window, lang) : value;
}
