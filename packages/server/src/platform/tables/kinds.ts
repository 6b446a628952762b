import type { Actor, Bilingual, ImportKind } from "@yunjian/domain";
import type { Tx } from "../tenancy.ts";
import type { Cells } from "./cells.ts";

/** A column of a table that can be imported. */
export interface ImportColumn {
  readonly key: string;
  readonly heading: string;
  /** Other headings under which the same is found. */
  readonly also?: readonly string[];
  readonly required?: boolean;
  readonly width?: number;
  /** How to fill it in, for the template. */
  readonly note: string;
  readonly example: string;
  /** Parts of the service's input that this column feeds: where a refusal about them is shown. */
  readonly fields?: readonly string[];
}

export interface Taken {
  readonly outcome: "taken" | "unchanged";
  readonly warnings: readonly Bilingual[];
}

/**
 * How one kind of table becomes entries. Each feature registers its own; the rows are taken one by one in
 * savepoints through the very services that pages use, so that every right and rule holds here as well.
 */
export interface ImportSpec {
  readonly kind: ImportKind;
  readonly title: string;
  readonly columns: readonly ImportColumn[];
  /** Columns that say what a line is about in the report. */
  readonly shows: readonly string[];
  take(tx: Tx, actor: Actor, now: Date, cells: Cells): Promise<Taken>;
  /** Many lines at once where the kind can be large: answers per line, in order; a string refuses that line. */
  takeMany?(tx: Tx, actor: Actor, now: Date, lines: readonly Cells[]): Promise<readonly (Taken | null)[]>;
}

const specs = new Map<ImportKind, ImportSpec>();

export function registerImport(spec: ImportSpec): void {
  specs.set(spec.kind, spec);
}

export function importSpec(kind: ImportKind): ImportSpec {
  const spec = specs.get(kind);
  if (!spec) throw new Error(`nobody imports ${kind}`);
  return spec;
}

/** What is registered already and differs from the file: told, never overwritten. */
export function differences(
  stored: Readonly<Record<string, readonly [file: string, stored: string]>>,
): Bilingual[] {
  const differing = Object.entries(stored).filter(([, [file, now]]) => file !== "" && file !== now);
  if (differing.length === 0) return [];
  const list = (sign: string) =>
    differing.map(([heading, [file, now]]) => `${heading}（${now || "空"} → ${file}）`).join(sign);
  return [
    {
      zh: `已登记，以下内容与文件不同，导入不覆盖，请在页面上变更：${list("、")}。`,
      en: `Registered already; these differ from the file and were not overwritten: ${list(", ")}.`,
    },
  ];
}
