import type { Call } from "@yunjian/contract";
import { type Bilingual, dateOf, type Lang, minuteOf, weekday } from "@yunjian/domain";
import { CliError, EXIT, type Target } from "./session.ts";
import type { Output } from "./output.ts";

/** What a command works with. */
export interface Context {
  readonly target: Target;
  readonly call: Call;
  readonly out: Output;
  readonly lang: Lang;
  readonly now: () => Date;
  readonly say: Say;
}

export type Say = (zh: string, en: string) => string;

export function sayIn(lang: Lang): Say {
  return (zh, en) => (lang === "zh" ? zh : en);
}

export function wrongUse(context: Pick<Context, "say">, zh: string, en: string): CliError {
  return new CliError("usage", EXIT.usage, context.say(zh, en));
}

/** Reads pages until there are enough; what is left can be asked for by `next`. */
export async function collect<T>(
  limit: number,
  page: (paging: { limit: number; after?: string }) => Promise<{ items: readonly T[]; next: string | null }>,
): Promise<{ items: T[]; next: string | null }> {
  const items: T[] = [];
  let next: string | null = null;
  do {
    const size = Math.min(limit - items.length, LARGEST_PAGE);
    const read = await page({ limit: size, ...(next !== null && { after: next }) });
    items.push(...read.items);
    next = read.next;
  } while (next !== null && items.length < limit);
  return { items, next };
}

const LARGEST_PAGE = 200;

/** The parts of a query that were given. */
export function given<T extends object>(parts: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as never;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function isId(text: string): boolean {
  return UUID.test(text);
}

/** Ids are checked here, so that a typing mistake is not answered with a list of schema errors. */
export function requireId(context: Pick<Context, "say">, text: string): string {
  if (isId(text)) return text.toLowerCase();
  throw wrongUse(
    context,
    `“${text}”不是有效的编号（形如 019a…-…，可从列表命令的输出中复制）`,
    `“${text}” is not an id (like 019a…-…, as the lists show them)`,
  );
}

// Words for people ------------------------------------------------------------------------------------

const WEEKDAYS: readonly Bilingual[] = ["一", "二", "三", "四", "五", "六", "日"].map((zh, i) => ({
  zh: `周${zh}`,
  en: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][i] ?? "",
}));

/** 2026-11-20（周五） */
export function dayOf(at: string, lang: Lang): string {
  const date = dateOf(new Date(at));
  const day = WEEKDAYS[weekday(date) - 1]?.[lang] ?? "";
  return lang === "zh" ? `${date}（${day}）` : `${date} (${day})`;
}

/** 2026-11-20 18:05, Shanghai. */
export function momentOf(at: string): string {
  return minuteOf(new Date(at));
}

const DAY = 86_400_000;

/** How long is left, in whole days; hours on the last one. */
export function remaining(until: string, now: Date, say: Say): string {
  const left = new Date(until).getTime() - now.getTime();
  const late = left < 0;
  const size = Math.abs(left);
  const days = Math.floor(size / DAY);
  const hours = Math.floor(size / (DAY / 24));
  const zh = days > 0 ? `${days} 天` : `${hours} 小时`;
  const en = days > 0 ? `${days} day(s)` : `${hours} hour(s)`;
  return late ? say(`已逾期 ${zh}`, `${en} late`) : say(`还有 ${zh}`, `${en} left`);
}

export function sizeOf(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB"];
  const step = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), units.length - 1);
  const value = bytes / 1024 ** step;
  return `${step === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[step] ?? ""}`;
}

/** Says that there was more than what was asked for. */
export function remarkMore(context: Context, next: string | null): void {
  if (next !== null) {
    context.out.remark(context.say("还有更多，可用 --limit 调整条数。", "There is more; raise --limit."));
  }
}

export function remarkEmpty(context: Context, items: readonly unknown[], zh: string, en: string): void {
  if (items.length === 0) context.out.remark(context.say(zh, en));
}
