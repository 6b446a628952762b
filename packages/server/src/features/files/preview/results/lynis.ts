import { fact, MAX_ROWS, type ToolResult } from "./result.ts";

/** Warnings and suggestions of a lynis report (lynis-report.dat: key=value lines, `key[]` repeated). */
export async function lynisResult(pieces: AsyncIterable<string>): Promise<ToolResult | null> {
  const values = new Map<string, string>();
  const rows: string[][] = [];
  const counts = { warning: 0, suggestion: 0 };
  let rest = "";
  const line = (text: string) => {
    const found = /^(\w+)(\[\])?=(.*)$/.exec(text.trim());
    if (!found) return;
    const [, key = "", list, value = ""] = found;
    if (list === undefined) values.set(key, value);
    else if (key === "warning" || key === "suggestion") {
      counts[key] += 1;
      const [test = "", words = "", details = "", solution = ""] = value.split("|");
      const said = [details, solution].filter((each) => each !== "" && each !== "-").join("; ");
      rows.push([key, test, words, said]);
    }
  };
  for await (const piece of pieces) {
    const lines = (rest + piece).split("\n");
    rest = (lines.pop() ?? "").slice(0, 10_000);
    lines.forEach(line);
  }
  line(rest);
  if (!values.has("lynis_version") && !values.has("hardening_index")) return null;
  rows.sort((a, b) => (b[0] ?? "").localeCompare(a[0] ?? ""));
  return {
    tool: "lynis",
    toolVersion: values.get("lynis_version") ?? "",
    facts: [
      ...fact("target", values.get("hostname")),
      ...fact(
        "system",
        [values.get("os_fullname") ?? values.get("os_name"), values.get("os_kernel_version_full")]
          .filter(Boolean)
          .join(", "),
      ),
      ...fact("started", values.get("report_datetime_start")),
      ...fact("hardening-index", values.get("hardening_index")),
      ...fact("tests", values.get("lynis_tests_done")),
      ...fact("warnings", counts.warning),
      ...fact("suggestions", counts.suggestion),
    ],
    columns: ["kind", "test", "finding", "remedy"],
    rows: rows.slice(0, MAX_ROWS),
    total: rows.length,
  };
}
