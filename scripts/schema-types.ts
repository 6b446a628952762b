/**
 * Writes packages/server/src/platform/schema.ts from a migrated database, so that the types of every
 * query are those of the tables. Run after adding a migration: `npm run schema`. A test compares.
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { connect } from "../packages/server/src/platform/postgres/pool.ts";
import { cloneDatabase, startTestServer } from "../packages/server/src/platform/postgres/testing.ts";

const TYPES: Record<string, string> = {
  uuid: "string",
  text: "string",
  date: "string",
  timestamptz: "Date",
  int4: "number",
  int8: "number",
  float8: "number",
  bool: "boolean",
  bytea: "Buffer",
  jsonb: "Json",
  xid8: "string",
  _text: "string[]",
  _uuid: "string[]",
  _int4: "number[]",
  _bytea: "Buffer[]",
};

interface Column {
  table_name: string;
  column_name: string;
  udt_name: string;
  is_nullable: "YES" | "NO";
  column_default: string | null;
  is_identity: "YES" | "NO";
}

export async function schemaTypes(adminUrl: string): Promise<string> {
  const client = await connect(adminUrl);
  try {
    const { rows } = await client.query<Column>(
      `select table_name, column_name, udt_name, is_nullable, column_default, is_identity
       from information_schema.columns
       where table_schema = 'public' and table_name not like 'kysely%'
       order by table_name collate "C", ordinal_position`,
    );
    const tables = Map.groupBy(rows, (row) => row.table_name);
    const bodies = [...tables].map(([table, columns]) => {
      const lines = columns.map((column) => {
        const base = TYPES[column.udt_name];
        if (!base) throw new Error(`${table}.${column.column_name}: no type for ${column.udt_name}`);
        const type = column.is_nullable === "YES" ? `${base} | null` : base;
        const given = column.column_default !== null || column.is_identity === "YES";
        return `  ${column.column_name}: ${given ? `Generated<${type}>` : type};`;
      });
      return `export interface ${pascal(table)}Table {\n${lines.join("\n")}\n}`;
    });
    const index = [...tables.keys()].map((table) => `  ${table}: ${pascal(table)}Table;`);
    return [
      "// Written by scripts/schema-types.ts from the migrations; do not edit.",
      'import type { ColumnType, Generated } from "kysely";',
      "",
      "/** Read as the parsed value, written as JSON text. */",
      "// oxlint-disable-next-line typescript/no-explicit-any -- what a column holds is said where it is read",
      "export type Json = ColumnType<any, string, string>;",
      "",
      ...bodies.flatMap((body) => [body, ""]),
      `export interface Database {\n${index.join("\n")}\n}`,
      "",
    ].join("\n");
  } finally {
    await client.end();
  }
}

function pascal(name: string): string {
  return name.replace(/(^|_)(\w)/g, (_, __, letter: string) => letter.toUpperCase());
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { server, stop } = await startTestServer();
  try {
    const database = await cloneDatabase(server);
    writeFileSync(
      new URL("../packages/server/src/platform/schema.ts", import.meta.url),
      await schemaTypes(database.urls.admin),
    );
  } finally {
    await stop();
  }
}
