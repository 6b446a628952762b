import { type Bilingual, isIsoDate } from "@yunjian/domain";

interface ColumnProblem {
  readonly column: string; // key of the column
  readonly message: Bilingual;
}

/** A closed list as people write it in a table: each value with every word that means it. */
export type Words<V extends string> = Readonly<Record<V, readonly string[]>>;

/**
 * Reads the cells of one line and gathers what is wrong with them, so that people see everything at once.
 * What could not be read comes back as an empty value; ask `problems` before using it.
 */
export class Cells {
  readonly problems: ColumnProblem[] = [];
  readonly #values: Readonly<Record<string, string>>;

  constructor(values: Readonly<Record<string, string>>) {
    this.#values = values;
  }

  raw(key: string): string {
    return this.#values[key] ?? "";
  }

  problem(column: string, zh: string, en: string): void {
    this.problems.push({ column, message: { zh, en } });
  }

  text(key: string, max: number): string {
    const value = this.raw(key);
    if (value.length <= max) return value;
    this.problem(
      key,
      `最多 ${max} 个字，现为 ${value.length} 个。`,
      `At most ${max} characters; these are ${value.length}.`,
    );
    return value.slice(0, max);
  }

  need(key: string, max: number): string {
    if (this.raw(key) === "") this.problem(key, "此项必填。", "This is required.");
    return this.text(key, max);
  }

  word<V extends string>(key: string, words: Words<V>, fallback: V): V {
    const value = this.raw(key);
    if (value === "") {
      this.problem(key, "此项必填。", "This is required.");
      return fallback;
    }
    return this.#wordOf(key, value, words) ?? fallback;
  }

  /** Several, separated by 、 , ; / or a line break. */
  some<V extends string>(key: string, words: Words<V>): V[] {
    const found = this.list(key).map((value) => this.#wordOf(key, value, words));
    if (found.length === 0) this.problem(key, "此项必填。", "This is required.");
    return [...new Set(found.filter((value) => value !== null))];
  }

  list(key: string): string[] {
    return [
      ...new Set(
        this.raw(key)
          .split(/[、,，;；/\n]+/)
          .map((part) => part.trim())
          .filter((part) => part !== ""),
      ),
    ];
  }

  yes(key: string, fallback: boolean): boolean {
    const value = this.raw(key).toLowerCase();
    if (value === "") return fallback;
    if (["是", "有", "√", "y", "yes", "true", "1"].includes(value)) return true;
    if (["否", "无", "×", "n", "no", "false", "0"].includes(value)) return false;
    this.problem(key, "应填“是”或“否”。", "Must be 是 (yes) or 否 (no).");
    return fallback;
  }

  /** A date however spreadsheets write it: 2026-11-20, 2026/11/20, 2026.11.20, 20261120, 2026年11月20日. */
  date(key: string): string | null {
    const value = this.raw(key);
    if (value === "") return null;
    const parts = /^(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?(?:[ T].*)?$/.exec(value);
    const day = parts ? `${parts[1]}-${parts[2]?.padStart(2, "0")}-${parts[3]?.padStart(2, "0")}` : "";
    if (isIsoDate(day)) return day;
    this.problem(key, "应为日期，如 2026-11-20。", "Must be a date such as 2026-11-20.");
    return null;
  }

  needDate(key: string): string {
    if (this.raw(key) === "") this.problem(key, "此项必填。", "This is required.");
    return this.date(key) ?? "";
  }

  /** 3, 三级, 等保三级. */
  level(key: string): number | null {
    const value = this.raw(key);
    if (value === "" || value === "未定级") return null;
    const sign = /^(?:等保)?(?:第)?([1-5一二三四五])(?:级)?$/.exec(value)?.[1];
    if (sign !== undefined) return Number(sign) || "一二三四五".indexOf(sign) + 1;
    this.problem(key, "应填 1 至 5，或“三级”这样的写法。", "Must be 1 to 5.");
    return null;
  }

  #wordOf<V extends string>(key: string, value: string, words: Words<V>): V | null {
    const tidy = (text: string) => text.replace(/\s+/g, "").toLowerCase();
    for (const [known, names] of Object.entries<readonly string[]>(words)) {
      if (tidy(known) === tidy(value) || names.some((name) => tidy(name) === tidy(value))) return known as V;
    }
    const right = Object.values<readonly string[]>(words)
      .map((names) => names[0])
      .join("、");
    this.problem(
      key,
      `“${value}”不在可填范围内，应为：${right}。`,
      `“${value}” is unknown; use one of ${right}.`,
    );
    return null;
  }
}
