/** What a known tool says in its result. */
export interface ToolResult {
  readonly tool: "openscap" | "nmap" | "cyclonedx" | "lynis";
  readonly toolVersion: string;
  /** Figures and names by key; the words for the keys belong to the interface. */
  readonly facts: { key: string; value: string }[];
  readonly columns: string[];
  readonly rows: string[][];
  readonly total: number;
}

/** Findings shown with the summary; the file itself has them all. */
export const MAX_ROWS = 300;

export function fact(key: string, value: string | number | undefined): { key: string; value: string }[] {
  return value === undefined || value === "" ? [] : [{ key, value: String(value).slice(0, 500) }];
}
