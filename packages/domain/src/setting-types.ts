import type { WindowUnit } from "./rule.ts";
import type { Bilingual } from "./vocabulary.ts";

/** Where a number comes from: the clause that sets it, or who decided and why. */
export interface SettingSource {
  readonly clause?: string;
  readonly note: Bilingual;
}

interface Common {
  readonly title: Bilingual;
  readonly help: Bilingual;
  readonly source: SettingSource;
}

export interface IntegerSetting extends Common {
  readonly type: "integer";
  readonly default: number;
  readonly min: number;
  readonly max: number;
  /** For display; 'percent', 'MiB', ... */
  readonly unit?:
    | "days"
    | "minutes"
    | "hours"
    | "months"
    | "years"
    | "characters"
    | "times"
    | "kinds"
    | "percent"
    | "MiB"
    | "hour-of-day";
}

/** Several whole numbers, kept in falling order without repetition. */
export interface IntegersSetting extends Common {
  readonly type: "integers";
  readonly default: readonly number[];
  readonly min: number;
  readonly max: number;
  readonly unit?: "days" | "months";
  /** Exactly so many, where each has a meaning of its own. */
  readonly count?: number;
}

export interface BooleanSetting extends Common {
  readonly type: "boolean";
  readonly default: boolean;
}

export interface TextSetting extends Common {
  readonly type: "text";
  readonly default: string;
  readonly max: number;
}

export interface ChoiceSetting extends Common {
  readonly type: "choice";
  readonly default: string;
  readonly options: readonly string[];
}

/** Any number of the options, none included; kept in their order. */
export interface ChoicesSetting extends Common {
  readonly type: "choices";
  readonly default: readonly string[];
  readonly options: readonly string[];
}

export interface WindowSetting extends Common {
  readonly type: "window";
  readonly default: WindowValue;
  readonly min: number;
  readonly max: number;
  readonly units: readonly WindowUnit[];
}

export interface WindowValue {
  readonly amount: number;
  readonly unit: WindowUnit;
}

export type Setting =
  | IntegerSetting
  | IntegersSetting
  | BooleanSetting
  | TextSetting
  | ChoiceSetting
  | ChoicesSetting
  | WindowSetting;
