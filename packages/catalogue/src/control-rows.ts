import type { CapabilityLevel, Duty, EngagementRole, Frequency } from "@yunjian/domain";
import type { TextPart } from "./split.ts";

/**
 * The table of control items. Its cells shift with merged cells and page breaks, so a row is known by
 * what stands in its cells (item, attribute, frequency, party, kind of deliverable), not by their column.
 */

const ATTRIBUTES: readonly (readonly [string, CapabilityLevel])[] = [
  ["一般", "general"],
  ["增强", "enhanced"],
];

const FREQUENCIES: Readonly<Record<string, Frequency>> = {
  实时: "realtime",
  每天: "daily",
  每日: "daily",
  每周: "weekly",
  每月: "monthly",
  每季度: "quarterly",
  每季: "quarterly",
  每半年: "half-yearly",
  每年: "yearly",
  每两年: "two-yearly",
  每三年: "three-yearly",
  每五年: "five-yearly",
  根据需要: "on-demand",
};

const DELIVERABLES: Readonly<Record<string, Duty["deliverable"]>> = { 证据: "evidence", 报告: "report" };

interface Row {
  readonly parts: TextPart[];
  /** Named in the row, or carried down from the row that names it. */
  item: string | undefined;
  readonly carried: boolean;
  /** The name one row lower, where a row that carries its item may really belong. */
  below: string | undefined;
  attribute: CapabilityLevel | undefined;
  frequency: Frequency;
  party: EngagementRole | undefined;
  deliverable: Duty["deliverable"] | undefined;
  content: string;
}

export interface RowMatch {
  readonly matched: ReadonlyMap<string, { readonly text: string; readonly line: number }>;
  readonly used: ReadonlySet<TextPart>;
}

export function matchControlRows(duties: readonly Duty[], parts: readonly TextPart[]): RowMatch {
  const sections = new Set(duties.map((duty) => duty.ref.section));
  const items = new Set(duties.map((duty) => squeeze(duty.item.zh)));
  const rows = readRows(
    parts.filter((part) => part.cells !== undefined && sections.has(part.section)),
    items,
  );
  const matched = new Map<string, { text: string; line: number }>();
  const used = new Set<TextPart>();
  const free = new Set(duties);
  // Rows that state everything choose first; a row with a lost cell takes what they left.
  const open = new Set([...rows].sort((a, b) => missing(a) - missing(b)));
  for (const itemOf of [(row: Row) => row.item, (row: Row) => row.below]) {
    for (const row of open) {
      const duty = [...free].find((candidate) => fits(row, itemOf(row), candidate));
      if (!duty) continue;
      open.delete(row);
      free.delete(duty);
      matched.set(duty.id, { text: row.content, line: row.parts[0]?.line ?? 0 });
      for (const part of row.parts) used.add(part);
    }
  }
  return { matched, used };
}

function readRows(parts: readonly TextPart[], items: ReadonlySet<string>): Row[] {
  const rows: Row[] = [];
  let item: string | undefined;
  let attribute: CapabilityLevel | undefined;
  for (const part of parts) {
    const cells = (part.cells ?? []).map(plain).filter((cell) => cell !== "");
    const named = cells.find((cell) => items.has(squeeze(cell)));
    const level = cells.map(attributeOf).find((found) => found !== undefined);
    const frequency = cells.map((cell) => FREQUENCIES[squeeze(cell)]).find((found) => found !== undefined);
    const { content, foreign } = wordsOf(cells, items);
    const before = rows.at(-1);
    if (named !== undefined) {
      item = squeeze(named);
      attribute = undefined;
      // A merged item cell may be printed in the middle of its rows, below one that belongs to it.
      if (before?.carried && before.item !== item) before.below = item;
    }
    // A name that no duty bears begins rows that are none of ours.
    if (named === undefined && foreign && frequency !== undefined) item = undefined;
    if (level !== undefined) attribute = level;
    if (frequency === undefined) {
      // The rest of a row that a page break cut: it belongs to the row before.
      if (before && named === undefined && level === undefined) {
        before.parts.push(part);
        before.content += content;
        before.party ??= partyOf(cells);
      }
      continue;
    }
    const broken = before && named === undefined && content !== "" && !/[。；;]$/u.test(before.content);
    if (broken) before.content += content;
    rows.push({
      parts: [part],
      item,
      carried: named === undefined && !foreign,
      below: undefined,
      attribute,
      frequency,
      party: partyOf(cells),
      deliverable: cells.map((cell) => DELIVERABLES[squeeze(cell)]).find((found) => found !== undefined),
      // A merged content cell is printed once, or cut by a page, and stands for the lines below it too.
      content: broken || content === "" ? (before?.content ?? "") : content,
    });
  }
  return rows;
}

function fits(row: Row, item: string | undefined, duty: Duty): boolean {
  return (
    item === squeeze(duty.item.zh) &&
    row.frequency === duty.frequency &&
    (row.attribute === undefined || row.attribute === duty.attribute) &&
    (row.party === undefined || row.party === duty.responsible) &&
    (row.deliverable === undefined || row.deliverable === duty.deliverable)
  );
}

function missing(row: Row): number {
  return [row.attribute, row.party, row.deliverable].filter((value) => value === undefined).length;
}

function attributeOf(cell: string): CapabilityLevel | undefined {
  const words = squeeze(cell);
  return words.length <= 4 ? ATTRIBUTES.find(([word]) => words.startsWith(word))?.[1] : undefined;
}

/** Narrow columns break the name of the party (云服 / 务商): its beginning is enough. */
function partyOf(cells: readonly string[]): EngagementRole | undefined {
  for (const cell of cells.map(squeeze)) {
    if (cell.length >= 2 && "云服务商".startsWith(cell)) return "provider";
    if (cell.length >= 2 && "第三方评估机构".startsWith(cell)) return "assessor";
  }
  return undefined;
}

/** What is left of a row once the facts are taken out: its content, and names that no duty bears. */
function wordsOf(
  cells: readonly string[],
  items: ReadonlySet<string>,
): { content: string; foreign: boolean } {
  const rest = cells.filter((cell) => {
    const words = squeeze(cell);
    return (
      !items.has(words) &&
      attributeOf(cell) === undefined &&
      FREQUENCIES[words] === undefined &&
      DELIVERABLES[words] === undefined &&
      partyOf([cell]) === undefined &&
      !/^\d+(?:\.\d+)*$/u.test(words)
    );
  });
  const contents = rest.filter((cell) => /[。；;：:，,\]]|.{15}/u.test(squeeze(cell)));
  return {
    content: contents.reduce((longest, cell) => (cell.length > longest.length ? cell : longest), ""),
    foreign: contents.length < rest.length,
  };
}

function plain(cell: string): string {
  return cell
    .replace(/<\/?p>/gu, " ")
    .replace(/\s+/gu, " ")
    .trim();
}

function squeeze(cell: string): string {
  return cell.replace(/\s+/gu, "");
}
