import { type FieldProblem, invalid } from "./refusal.ts";
import { quantity } from "./rule.ts";
import type {
  BooleanSetting,
  ChoiceSetting,
  ChoicesSetting,
  IntegerSetting,
  IntegersSetting,
  Setting,
  TextSetting,
  WindowSetting,
  WindowValue,
} from "./setting-types.ts";
import { SETTINGS } from "./settings.ts";
import type { Bilingual, Frequency, Lang, Severity } from "./vocabulary.ts";
import { isWindowUnit, type Window } from "./window.ts";

export type SettingKey = keyof typeof SETTINGS;
export type SettingValue<K extends SettingKey = SettingKey> = ValueOf<(typeof SETTINGS)[K]>;
type ValueOf<S> = S extends { type: "integer" }
  ? number
  : S extends { type: "integers" }
    ? readonly number[]
    : S extends { type: "boolean" }
      ? boolean
      : S extends { type: "text" }
        ? string
        : S extends { type: "choice"; options: readonly (infer Option)[] }
          ? Option
          : S extends { type: "choices"; options: readonly (infer Option)[] }
            ? readonly Option[]
            : WindowValue;

/** What the source asks: the clause's figure, or our default where no document sets one. Loosening is told by it. */
export function settingLine(key: SettingKey): SettingValue {
  return SETTINGS[key].default;
}

export type WindowSettingKey = {
  [K in SettingKey]: (typeof SETTINGS)[K] extends { type: "window" } ? K : never;
}[SettingKey];

export const SETTING_KEYS = Object.keys(SETTINGS).filter(isSettingKey);

export function isSettingKey(key: string): key is SettingKey {
  return Object.hasOwn(SETTINGS, key);
}

/** What an administrator has set, as stored; a key that is absent has its default. */
export type StoredSettings = Readonly<Partial<Record<string, unknown>>>;

/**
 * Checks a value for a setting and brings it to its stored form. Throws `invalid-input` that says what
 * would be right. Numbers may come as text, as forms and spreadsheets send them.
 */
export function parseSetting<K extends SettingKey>(key: K, value: unknown): SettingValue<K>;
export function parseSetting(key: SettingKey, value: unknown): SettingValue {
  const setting: Setting = SETTINGS[key];
  const parsed = parseAs(setting, value);
  if (parsed === null) throw invalid(problem(key, setting));
  return parsed;
}

/**
 * The value in force. What is stored was checked when it was stored; if a later edition narrowed the limits,
 * the default stands in rather than stopping the platform.
 */
export function settingOf<K extends SettingKey>(stored: StoredSettings, key: K): SettingValue<K>;
export function settingOf(stored: StoredSettings, key: SettingKey): SettingValue {
  const value = Object.hasOwn(stored, key) ? stored[key] : undefined;
  const setting: Setting = SETTINGS[key];
  return (value === undefined ? null : parseAs(setting, value)) ?? (setting.default as SettingValue);
}

/** A window setting as a time limit that names the setting as its source. */
export function windowOf(stored: StoredSettings, key: WindowSettingKey): Window {
  return { ...settingOf(stored, key), source: key };
}

export function submitWithinOf(stored: StoredSettings, frequency: Frequency): Window {
  return windowOf(stored, `period.submitWithin.${frequency}`);
}

const SEVERITY_KEYS = {
  critical: "rectification.windowCritical",
  high: "rectification.windowHigh",
  medium: "rectification.windowMedium",
  low: "rectification.windowLow",
} as const satisfies Record<Severity, WindowSettingKey>;

export function rectificationWindowOf(stored: StoredSettings, severity: Severity): Window {
  return windowOf(stored, SEVERITY_KEYS[severity]);
}

/** Names the source of a rule or window for people: a setting by its title, anything else as it is. */
export function sourceName(source: string, lang: Lang): string {
  return isSettingKey(source) ? SETTINGS[source].title[lang] : source;
}

function parseAs(setting: Setting, value: unknown): SettingValue | null {
  switch (setting.type) {
    case "integer":
      return parseInteger(setting, value);
    case "integers":
      return parseIntegers(setting, value);
    case "boolean":
      return parseBoolean(setting, value);
    case "text":
      return parseText(setting, value);
    case "choice":
      return parseChoice(setting, value);
    case "choices":
      return parseChoices(setting, value);
    case "window":
      return parseWindow(setting, value);
  }
}

function parseInteger(setting: Pick<IntegerSetting, "min" | "max">, value: unknown): number | null {
  const text = typeof value === "string" ? value.trim() : "";
  const number = /^-?\d{1,15}$/.test(text) ? Number(text) : value;
  if (typeof number !== "number" || !Number.isSafeInteger(number)) return null;
  return number >= setting.min && number <= setting.max ? number : null;
}

function parseIntegers(setting: IntegersSetting, value: unknown): number[] | null {
  const items: unknown = typeof value === "string" ? value.split(/[,，、/\s]+/).filter(Boolean) : value;
  if (!Array.isArray(items) || items.length === 0 || items.length > 10) return null;
  const numbers = items.map((item: unknown) => parseInteger(setting, item));
  if (numbers.includes(null)) return null;
  const distinct = [...new Set(numbers.filter((n) => n !== null))].sort((a, b) => b - a);
  return setting.count === undefined || distinct.length === setting.count ? distinct : null;
}

function parseBoolean(_: BooleanSetting, value: unknown): boolean | null {
  if (value === true || value === "true") return true;
  return value === false || value === "false" ? false : null;
}

function parseText(setting: TextSetting, value: unknown): string | null {
  if (typeof value !== "string") return null;
  const text = value.trim();
  return text !== "" && text.length <= setting.max ? text : null;
}

function parseChoice(setting: ChoiceSetting, value: unknown): SettingValue | null {
  return (setting.options.find((option) => option === value) as SettingValue | undefined) ?? null;
}

function parseChoices(setting: ChoicesSetting, value: unknown): SettingValue | null {
  const items: unknown = typeof value === "string" ? value.split(/[,，、\s]+/).filter(Boolean) : value;
  if (!Array.isArray(items) || items.some((item) => !setting.options.includes(String(item)))) return null;
  return setting.options.filter((option) => items.includes(option)) as unknown as SettingValue;
}

function parseWindow(setting: WindowSetting, value: unknown): WindowValue | null {
  if (typeof value !== "object" || value === null || !("amount" in value) || !("unit" in value)) return null;
  const { unit } = value;
  const amount = parseInteger(setting, value.amount);
  return amount !== null && isWindowUnit(unit) && setting.units.includes(unit) ? { amount, unit } : null;
}

function problem(key: SettingKey, setting: Setting): FieldProblem {
  const { title } = setting;
  const right = expected(setting);
  return {
    field: `/${key}`,
    message: { zh: `“${title.zh}”应为${right.zh}。`, en: `“${title.en}” must be ${right.en}.` },
  };
}

function expected(setting: Setting): Bilingual {
  switch (setting.type) {
    case "integer":
      return {
        zh: ` ${setting.min} 至 ${setting.max} 之间的整数`,
        en: `a whole number from ${setting.min} to ${setting.max}`,
      };
    case "integers":
      if (setting.count !== undefined) {
        return {
          zh: ` ${setting.count} 个不同的整数（${setting.min} 至 ${setting.max}），用逗号分隔`,
          en: `${setting.count} different whole numbers from ${setting.min} to ${setting.max}, separated by commas`,
        };
      }
      return {
        zh: `若干个 ${setting.min} 至 ${setting.max} 之间的整数，用逗号分隔`,
        en: `whole numbers from ${setting.min} to ${setting.max}, separated by commas`,
      };
    case "boolean":
      return { zh: "“是”或“否”", en: "yes or no" };
    case "text":
      return { zh: `不超过 ${setting.max} 个字的文字`, en: `a text of at most ${setting.max} characters` };
    case "choice":
      return { zh: `以下之一：${setting.options.join("、")}`, en: `one of ${setting.options.join(", ")}` };
    case "choices":
      return {
        zh: `以下各项中的若干项，可以为空：${setting.options.join("、")}`,
        en: `any of ${setting.options.join(", ")}, or none`,
      };
    case "window": {
      const { min, max, units } = setting;
      const spell = (lang: Lang) => units.map((unit) => quantity(max, unit, lang));
      return { zh: `${min} 至 ${spell("zh").join("或 ")}`, en: `from ${min} to ${spell("en").join(" or ")}` };
    }
  }
}
