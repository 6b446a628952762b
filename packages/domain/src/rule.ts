import { minuteOf } from "./dates.ts";
import type { Bilingual, Lang } from "./vocabulary.ts";

/**
 * The rule that gave a deadline, stored beside the instant so that anybody can see later why it was that
 * day. Machine form: the kind, then `;key=value` in a fixed order, values percent-encoded where needed:
 *
 *   window;from=2026-09-30;add=10workdays;source=period.submitWithin.monthly;due=2026-10-19;cal=cn-2026.1
 *   point;source=agreed;due=2026-10-25;moved=2026-10-26;cal=cn-2026.1
 */
export interface Rule {
  /** window: a time limit from a start; point: an agreed day; set: a date set by hand. */
  readonly kind: "window" | "point" | "set";
  /** Date, or instant (ISO 8601) when the unit is hours. */
  readonly from?: string;
  readonly amount?: number;
  readonly unit?: WindowUnit;
  readonly source: string;
  readonly legal?: boolean;
  /** Date or instant that the rule gives before holidays are looked at. */
  readonly due: string;
  /** The working day to which it moved. */
  readonly moved?: string;
  /** Version of the working-day calendar, where one was consulted. */
  readonly calendar?: string;
  readonly provisional?: boolean;
}

export const WINDOW_UNITS = ["hours", "days", "workdays", "months"] as const;
export type WindowUnit = (typeof WINDOW_UNITS)[number];

export function writeRule(rule: Rule): string {
  const parts: [string, string | undefined][] = [
    ["from", rule.from],
    ["add", rule.unit === undefined ? undefined : `${rule.amount}${rule.unit}`],
    ["source", rule.source],
    ["legal", rule.legal ? "1" : undefined],
    ["due", rule.due],
    ["moved", rule.moved],
    ["cal", rule.calendar],
    ["provisional", rule.provisional ? "1" : undefined],
  ];
  const written = parts.flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${escape(value)}`]));
  return [rule.kind, ...written].join(";");
}

export function readRule(text: string): Rule | null {
  const [kind, ...parts] = text.split(";");
  if (kind !== "window" && kind !== "point" && kind !== "set") return null;
  const values = new Map<string, string>();
  for (const part of parts) {
    const at = part.indexOf("=");
    if (at < 1) return null;
    values.set(part.slice(0, at), unescape(part.slice(at + 1)));
  }
  const due = values.get("due");
  const source = values.get("source");
  if (due === undefined || source === undefined) return null;
  const add = /^(\d+)([a-z]+)$/.exec(values.get("add") ?? "");
  const unit = WINDOW_UNITS.find((known) => known === add?.[2]);
  if (kind === "window" && unit === undefined) return null;
  const optional = { from: values.get("from"), moved: values.get("moved"), calendar: values.get("cal") };
  return {
    kind,
    source,
    due,
    ...(unit === undefined ? {} : { unit, amount: Number(add?.[1]) }),
    ...(optional.from === undefined ? {} : { from: optional.from }),
    ...(optional.moved === undefined ? {} : { moved: optional.moved }),
    ...(optional.calendar === undefined ? {} : { calendar: optional.calendar }),
    ...(values.has("legal") ? { legal: true } : {}),
    ...(values.has("provisional") ? { provisional: true } : {}),
  };
}

/**
 * One sentence for people. `nameSource` turns the source (a setting's key, a clause id) into
 * words; a text that is no rule is shown as it is.
 */
export function formatRule(
  text: string,
  lang: Lang,
  nameSource = (source: string, _lang: Lang) => source,
): string {
  const rule = readRule(text);
  if (rule === null) return text;
  const source = SOURCE_WORDS[rule.source]?.[lang] ?? nameSource(rule.source, lang);
  return lang === "zh" ? chinese(rule, source) : english(rule, source);
}

const SOURCE_WORDS: Readonly<Record<string, Bilingual>> = {
  agreed: { zh: "双方约定", en: "agreement" },
  request: { zh: "运行监管方要求", en: "the supervisor's request" },
  change: { zh: "重大变更", en: "a major change" },
  incident: { zh: "安全事件", en: "an incident" },
};

const UNIT_WORDS: Record<WindowUnit, { zh: string; en: string }> = {
  hours: { zh: "小时", en: "hour" },
  days: { zh: "天", en: "day" },
  workdays: { zh: "个工作日", en: "working day" },
  months: { zh: "个月", en: "month" },
};

/** '3 个工作日', '1 working day'. */
export function quantity(n: number, unit: WindowUnit, lang: Lang): string {
  const word = UNIT_WORDS[unit][lang];
  return lang === "zh" || n === 1 ? `${n} ${word}` : `${n} ${word}s`;
}

function chinese(rule: Rule, source: string): string {
  const due = moment(rule.due);
  const start =
    rule.unit !== undefined
      ? `自 ${moment(rule.from ?? "")} 起 ${quantity(rule.amount ?? 0, rule.unit, "zh")}，截止 ${due}`
      : rule.kind === "set"
        ? `指定截止 ${due}`
        : `约定截止 ${due}`;
  const tail = [
    rule.legal ? "法定时限，遇节假日不顺延" : "",
    rule.moved === undefined ? "" : `遇节假日顺延至 ${rule.moved}`,
    rule.provisional ? "该年度放假安排尚未公布，暂定" : "",
    `依据：${source}`,
  ];
  return [start, ...tail.filter(Boolean)].join("；");
}

function english(rule: Rule, source: string): string {
  const due = moment(rule.due);
  const start =
    rule.unit !== undefined
      ? `${quantity(rule.amount ?? 0, rule.unit, "en")} from ${moment(rule.from ?? "")}: due ${due}`
      : rule.kind === "set"
        ? `due date set: ${due}`
        : `agreed day: ${due}`;
  const tail = [
    rule.legal ? "set by law, not moved by holidays" : "",
    rule.moved === undefined ? "" : `a day off, moved to ${rule.moved}`,
    rule.provisional ? "provisional, that year's holidays are not announced yet" : "",
    `source: ${source}`,
  ];
  return [start, ...tail.filter(Boolean)].join("; ");
}

/** Instants are shown as Shanghai's clocks show them. */
function moment(value: string): string {
  return value.includes("T") ? minuteOf(new Date(value)) : value;
}

function escape(value: string): string {
  return value.replace(/[%;= \t\r\n]/g, (c) => encodeURIComponent(c));
}

function unescape(value: string): string {
  return value.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
