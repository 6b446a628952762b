import pg from "pg";
import type { SequencePart } from "./format.ts";

export type Table = { schema: string; table: string; columns: string[] };

const SYSTEM = "('pg_catalog', 'information_schema', 'pg_toast')";

/** Kysely's own tables are written by the migrations of the restore. */
const OWN = "('kysely_migration', 'kysely_migration_lock')";

export function quoted(table: { schema: string; table: string }): string {
  return `${pg.escapeIdentifier(table.schema)}.${pg.escapeIdentifier(table.table)}`;
}

export function columnList(table: Table): string {
  return table.columns.map((column) => pg.escapeIdentifier(column)).join(", ");
}

/** Every table that holds rows, partitions included, with the columns that can be written. */
export async function listTables(client: pg.Client): Promise<Table[]> {
  const { rows } = await client.query<Table>(
    `select n.nspname as schema, c.relname as table,
            coalesce(array_agg(a.attname::text order by a.attnum) filter (where a.attname is not null), '{}') as columns
       from pg_class c
       join pg_namespace n on n.oid = c.relnamespace
       left join pg_attribute a
              on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
      where c.relkind = 'r' and c.relpersistence <> 't' and n.nspname not in ${SYSTEM} and c.relname not in ${OWN}
      group by n.nspname, c.relname order by 1, 2`,
  );
  return rows;
}

export async function listSequences(client: pg.Client): Promise<SequencePart[]> {
  const { rows } = await client.query<{ schema: string; sequence: string }>(
    `select n.nspname as schema, c.relname as sequence
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'S' and n.nspname not in ${SYSTEM} order by 1, 2`,
  );
  const sequences: SequencePart[] = [];
  for (const { schema, sequence } of rows) {
    const state = await client.query<{ lastValue: string; isCalled: boolean }>(
      `select last_value::text as "lastValue", is_called as "isCalled"
         from ${quoted({ schema, table: sequence })}`,
    );
    const [row] = state.rows;
    if (row) sequences.push({ schema, sequence, ...row });
  }
  return sequences;
}

/** By pg_trigger.tgenabled. */
const ENABLING: Record<string, string> = { O: "enable", R: "enable replica", A: "enable always" };

export type Loadable = { finish(): Promise<void> };

/**
 * Makes the tables loadable in any order by their owner, without superuser: foreign keys are dropped,
 * triggers turned off; `finish` brings all of it back and so checks every key.
 */
export async function makeLoadable(client: pg.Client): Promise<Loadable> {
  const undo: string[] = [];
  const change = async (now: string, later: string): Promise<void> => {
    await client.query(now);
    undo.push(later);
  };
  const keys = await client.query<{ schema: string; table: string; name: string; definition: string }>(
    `select n.nspname as schema, r.relname as table, c.conname as name, pg_get_constraintdef(c.oid) as definition
       from pg_constraint c join pg_class r on r.oid = c.conrelid join pg_namespace n on n.oid = r.relnamespace
      where c.contype = 'f' and c.conparentid = 0 and n.nspname not in ${SYSTEM} order by c.oid`,
  );
  for (const { name, definition, ...table } of keys.rows) {
    const constraint = pg.escapeIdentifier(name);
    await change(
      `alter table ${quoted(table)} drop constraint ${constraint}`,
      `alter table ${quoted(table)} add constraint ${constraint} ${definition}`,
    );
  }
  const triggers = await client.query<{ schema: string; table: string; name: string; enabled: string }>(
    `select n.nspname as schema, c.relname as table, t.tgname as name, t.tgenabled as enabled
       from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
      where not t.tgisinternal and t.tgparentid = 0 and t.tgenabled <> 'D' and n.nspname not in ${SYSTEM}`,
  );
  for (const { name, enabled, ...table } of triggers.rows) {
    const trigger = pg.escapeIdentifier(name);
    await change(
      `alter table ${quoted(table)} disable trigger ${trigger}`,
      `alter table ${quoted(table)} ${ENABLING[enabled] ?? "enable"} trigger ${trigger}`,
    );
  }
  return {
    finish: async () => {
      for (const statement of undo.reverse()) await client.query(statement);
    },
  };
}
