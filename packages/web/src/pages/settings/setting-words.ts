import type { listSettings } from "@yunjian/contract";
import type { RowOf } from "../../lib/api.ts";
import { formatNumber } from "../../lib/format.ts";
import { useText } from "../../lib/language.ts";

/** A setting as the list shows it. */
export type SettingRow = RowOf<typeof listSettings>;
export type SettingValue = SettingRow["value"];

/** 3 个工作日, 7, 3, 1 天, 是. */
export function useSettingWords(): (
  setting: Pick<SettingRow, "key" | "type" | "unit">,
  value: SettingValue,
) => string {
  const text = useText();
  const unitOf = (unit: string | null) => (unit === null ? "" : ` ${text(`settings.unit.${unit}`)}`);
  return (setting, value) => {
    if (typeof value === "boolean") return text(value ? "settings.yes" : "settings.no");
    if (typeof value === "number") return `${formatNumber(value)}${unitOf(setting.unit)}`;
    if (setting.type === "choices" && Array.isArray(value)) {
      if (value.length === 0) return text("settings.noneChosen");
      return value.map((each) => text(`words.post.${each}`)).join(text("shell.listComma"));
    }
    if (Array.isArray(value)) return `${value.join(", ")}${unitOf(setting.unit)}`;
    if (typeof value === "object") return `${value.amount}${unitOf(value.unit)}`;
    return setting.type === "choice" ? choiceWord(text, setting.key, value) : value;
  };
}

/** Where the words for the options of a choice stand; the others are frequencies. */
const CHOICES: Readonly<Record<string, string>> = {
  "review.scanFirst": "settings.scanFirst",
  "incident.reportFrom": "state.incidentLevel",
  "incident.dutiesFrom": "state.incidentLevel",
};

/** The word for an option of a choice. */
export function choiceWord(text: (key: string) => string, key: string, value: string): string {
  return text(`${CHOICES[key] ?? "words.frequency"}.${value}`);
}
