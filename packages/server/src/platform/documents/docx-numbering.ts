import { readXml } from "./docx-xml.ts";

/** One level of a list: where it starts, how it counts, and the text it prints ("%1.%2", "%1)"). */
interface Level {
  start: number;
  format: string;
  text: string;
}

interface Style {
  basedOn: string | undefined;
  num: string | undefined;
  level: number | undefined;
}

export interface ParagraphNumbering {
  readonly style?: string | undefined;
  readonly num?: string | undefined;
  readonly level?: number | undefined;
}

/**
 * Word keeps the numbers of headings and lists apart from the text and counts them when it prints. Who
 * wants to find clause 5.2.1 a) in a file has to count along.
 */
export class Numbering {
  readonly #levels = new Map<string, Map<number, Level>>();
  readonly #lists = new Map<string, { list: string; restarts: Map<number, number>; used: boolean }>();
  readonly #styles: ReadonlyMap<string, Style>;
  readonly #counts = new Map<string, number[]>();

  constructor(numberingXml: string | undefined, stylesXml: string | undefined) {
    if (numberingXml !== undefined) this.#readNumbering(numberingXml);
    this.#styles = readStyles(stylesXml);
  }

  /** What Word prints before the paragraph; empty for a paragraph without number and for bullets. */
  next(paragraph: ParagraphNumbering): string {
    const { num, level } = this.#resolve(paragraph);
    const entry = num === undefined ? undefined : this.#lists.get(num);
    if (!entry) return "";
    const levels = this.#levels.get(entry.list);
    const own = levels?.get(level);
    if (!levels || !own) return "";
    const counts = this.#counts.get(entry.list) ?? [];
    if (!entry.used) {
      for (const [at, start] of entry.restarts) counts[at] = start - 1;
      entry.used = true;
    }
    counts[level] = (counts[level] ?? own.start - 1) + 1;
    for (let above = 0; above < level; above += 1) counts[above] ??= levels.get(above)?.start ?? 1;
    counts.length = level + 1;
    this.#counts.set(entry.list, counts);
    if (own.format === "bullet" || own.format === "none") return "";
    return own.text.replace(/%(\d)/gu, (_, digit: string) => {
      const at = Number(digit) - 1;
      return shown(counts[at] ?? 1, levels.get(at)?.format ?? "decimal");
    });
  }

  #resolve({ style, num, level }: ParagraphNumbering): { num: string | undefined; level: number } {
    let name = style;
    const seen = new Set<string>();
    while ((num === undefined || level === undefined) && name !== undefined && !seen.has(name)) {
      seen.add(name);
      const known = this.#styles.get(name);
      num ??= known?.num;
      level ??= known?.level;
      name = known?.basedOn;
    }
    return { num, level: level ?? 0 };
  }

  #readNumbering(xml: string): void {
    let list: string | undefined;
    let num: string | undefined;
    let at: number | undefined;
    const level = (): Level | undefined => {
      const levels = list === undefined ? undefined : this.#levels.get(list);
      return at === undefined ? undefined : levels?.get(at);
    };
    readXml(xml, {
      open: (name, attribute) => {
        const value = attribute("val") ?? "";
        if (name === "abstractNum") {
          list = attribute("abstractNumId") ?? "";
          this.#levels.set(list, new Map());
        } else if (name === "num") num = attribute("numId") ?? "";
        else if (name === "abstractNumId" && num !== undefined) {
          this.#lists.set(num, { list: value, restarts: new Map(), used: false });
        } else if (name === "lvl" || name === "lvlOverride") {
          at = Number(attribute("ilvl") ?? "0");
          if (name === "lvl" && list !== undefined && num === undefined) {
            this.#levels.get(list)?.set(at, { start: 1, format: "decimal", text: "" });
          }
        } else if (name === "startOverride" && num !== undefined && at !== undefined) {
          this.#lists.get(num)?.restarts.set(at, Number(value));
        } else if (num === undefined) {
          const own = level();
          if (own && name === "start") own.start = Number(value);
          if (own && name === "numFmt") own.format = value;
          if (own && name === "lvlText") own.text = value;
        }
      },
      close: (name) => {
        if (name === "abstractNum") list = undefined;
        if (name === "num") num = undefined;
        if (name === "lvl" || name === "lvlOverride") at = undefined;
      },
    });
  }
}

function readStyles(xml: string | undefined): ReadonlyMap<string, Style> {
  const styles = new Map<string, Style>();
  if (xml === undefined) return styles;
  let current: Style | undefined;
  readXml(xml, {
    open: (name, attribute) => {
      if (name === "style") {
        current = { basedOn: undefined, num: undefined, level: undefined };
        styles.set(attribute("styleId") ?? "", current);
      } else if (current && name === "basedOn") current.basedOn = attribute("val");
      else if (current && name === "numId") current.num = attribute("val");
      else if (current && name === "ilvl") current.level = Number(attribute("val") ?? "0");
    },
    close: (name) => {
      if (name === "style") current = undefined;
    },
  });
  return styles;
}

function shown(value: number, format: string): string {
  switch (format) {
    case "lowerLetter":
      return letter(value);
    case "upperLetter":
      return letter(value).toUpperCase();
    case "lowerRoman":
      return roman(value).toLowerCase();
    case "upperRoman":
      return roman(value);
    case "chineseCounting":
    case "chineseCountingThousand":
    case "ideographDigital":
    case "japaneseCounting":
      return chinese(value);
    default:
      return String(value);
  }
}

/** Word goes on with aa, bb, cc after z. */
function letter(value: number): string {
  const index = (value - 1) % 26;
  return String.fromCharCode(97 + index).repeat(Math.floor((value - 1) / 26) + 1);
}

const ROMAN: readonly (readonly [number, string])[] = [
  [100, "C"],
  [90, "XC"],
  [50, "L"],
  [40, "XL"],
  [10, "X"],
  [9, "IX"],
  [5, "V"],
  [4, "IV"],
  [1, "I"],
];

function roman(value: number): string {
  let rest = value;
  let written = "";
  for (const [worth, sign] of ROMAN) {
    while (rest >= worth) {
      written += sign;
      rest -= worth;
    }
  }
  return written;
}

const DIGITS = "〇一二三四五六七八九";

function chinese(value: number): string {
  if (value >= 100) return String(value);
  const tens = Math.floor(value / 10);
  const ones = value % 10;
  if (tens === 0) return DIGITS[ones] ?? "";
  return `${tens > 1 ? DIGITS[tens] : ""}十${ones > 0 ? DIGITS[ones] : ""}`;
}
