import { Readable } from "node:stream";
import { parse } from "csv-parse";
import { CUT_COLUMNS, type Table } from "./table.ts";
import type { Window } from "./pieces.ts";

const MAX_RECORD = 1024 * 1024;

/** A window of a table's rows, read as far as needed; rows may be uneven, as exports are. */
export async function csvTable(pieces: AsyncGenerator<string>, { from, count }: Window): Promise<Table> {
  const first = await pieces.next();
  const head = first.done ? "" : first.value;
  const parser = parse({
    delimiter: delimiterOf(head),
    bom: true,
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: MAX_RECORD,
    from: from + 1,
  });
  const source = Readable.from(prepend(head, pieces));
  source.on("error", (error) => parser.destroy(error));
  source.pipe(parser);
  const rows: string[][] = [];
  let more = false;
  for await (const row of parser) {
    if (rows.length === count) {
      more = true;
      break;
    }
    rows.push(row as string[]);
  }
  source.destroy();
  const widest = Math.max(0, ...rows.map((row) => row.length));
  return {
    rows: rows.map((row) => row.slice(0, CUT_COLUMNS)),
    merges: [],
    more,
    notes: [
      ...(rows.some((row) => row.length !== widest) ? (["uneven-rows"] as const) : []),
      ...(widest > CUT_COLUMNS ? (["columns-cut"] as const) : []),
    ],
  };
}

async function* prepend(head: string, rest: AsyncIterable<string>): AsyncGenerator<string> {
  yield head;
  yield* rest;
}

/** The separator that occurs most in the first lines outside quotes. */
function delimiterOf(head: string): string {
  const plain = head.slice(0, 20_000).replace(/"[^"]*"/g, "");
  const counts = [",", ";", "\t", "|"].map((mark) => [mark, plain.split(mark).length] as const);
  return counts.reduce((best, each) => (each[1] > best[1] ? each : best))[0];
}
