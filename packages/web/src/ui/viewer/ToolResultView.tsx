import { useText } from "../../lib/language.ts";
import { Facts } from "../Facts.tsx";
import { keyed, type PreviewOf } from "./preview.ts";

type ToolResult = NonNullable<PreviewOf<"text" | "xml">["result"]>;

/** What a scanner said, before its raw output: figures, and its findings as a table. */
export function ToolResultView({ result }: { readonly result: ToolResult }) {
  const text = useText();
  const named = (key: string) => text(`viewer.fact.${key}`);
  return (
    <section className="yj-tool" aria-label={text("viewer.toolResult")}>
      <h3>
        {text(`viewer.tool.${result.tool}`)} <span className="yj-hint">{result.toolVersion}</span>
      </h3>
      <Facts items={result.facts.map(({ key, value }) => ({ label: named(key), value }))} />
      {result.rows.length > 0 && (
        <div className="yj-sheet">
          <table>
            <thead>
              <tr>
                {result.columns.map((column) => (
                  <th key={column}>{named(column)}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {keyed(result.rows, (row) => row.join("|")).map(([key, row]) => (
                <tr key={key}>
                  {row.map((cell, index) => (
                    <td key={`${result.columns[index]}`}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {result.total > result.rows.length && (
        <p className="yj-hint">
          {text("viewer.toolRows", { shown: result.rows.length, total: result.total })}
        </p>
      )}
    </section>
  );
}
