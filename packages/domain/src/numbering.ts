import { dateOf } from "./dates.ts";

/** What carries a number of its own per organisation and year. */
export const NUMBER_KINDS = [
  "提交",
  "整改",
  "延期",
  "异议",
  "授权",
  "证据包",
  "变更",
  "事件",
  "处置",
  "保全",
  "重保",
] as const;
export type NumberKind = (typeof NUMBER_KINDS)[number];

export interface DocumentNumber {
  readonly kind: NumberKind;
  readonly year: number;
  readonly n: number;
}

/** 整改〔2026〕17号: six-angle brackets and no leading zeros, as official papers are numbered. */
export function formatNumber(kind: NumberKind, year: number, n: number): string {
  if (!Number.isSafeInteger(year) || year < 1900 || year > 9999) throw new RangeError(`not a year: ${year}`);
  if (!Number.isSafeInteger(n) || n < 1) throw new RangeError(`not a number: ${n}`);
  return `${kind}〔${year}〕${n}号`;
}

const NUMBER = new RegExp(`^(${NUMBER_KINDS.join("|")})[〔\\[［(（](\\d{4})[〕\\]］)）]0*([1-9]\\d*)号?$`);

/** Reads a number as people type it: other brackets, blanks, a missing 号. */
export function parseNumber(text: string): DocumentNumber | null {
  const found = NUMBER.exec(text.replace(/\s+/g, ""));
  if (found === null) return null;
  const kind = NUMBER_KINDS.find((known) => known === found[1]);
  const [year, n] = [Number(found[2]), Number(found[3])];
  if (kind === undefined || year < 1900 || !Number.isSafeInteger(n)) return null;
  return { kind, year, n };
}

/** The year whose numbers an instant belongs to: the one on the wall in Shanghai. */
export function numberYear(now: Date): number {
  return Number(dateOf(now).slice(0, 4));
}
