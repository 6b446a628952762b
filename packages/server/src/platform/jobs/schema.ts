import { getConstructionPlans, getMigrationPlans } from "pg-boss";
import pg from "pg";
import { ROLES } from "../postgres/roles.ts";

export const JOB_SCHEMA = "pgboss";
/** Any number that nothing else locks. */
const LOCK = 7_204_311;
const VERSION = /INSERT INTO pgboss\.version\(version\)[^;]*?(\d+)/i;

/**
 * Lays or updates the tables of the job queue with the migrating login (as the owner), so that the server's own login never
 * needs to create anything. The roles of a transaction may put jobs in; the login itself takes them out.
 */
export async function prepareJobSchema(connection: pg.Pool | pg.Client): Promise<void> {
  const pooled = connection instanceof pg.Pool ? await connection.connect() : undefined;
  const client = pooled ?? (connection as pg.Client);
  // Two processes that start at once: the second waits and finds it done. The plans are a transaction of
  // their own, so the lock has to outlive one.
  try {
    await client.query("select pg_advisory_lock($1)", [LOCK]);
    await layJobSchema(client);
  } finally {
    await client.query("select pg_advisory_unlock($1)", [LOCK]);
    pooled?.release();
  }
}

async function layJobSchema(pool: pg.ClientBase): Promise<void> {
  const { rows } = await pool.query<{ found: string | null }>(
    `select to_regclass('${JOB_SCHEMA}.version')::text as found`,
  );
  if (rows[0]?.found == null) await pool.query(getConstructionPlans(JOB_SCHEMA));
  else {
    const { rows: versions } = await pool.query<{ version: number }>(
      `select version from ${JOB_SCHEMA}.version`,
    );
    const installed = versions[0]?.version;
    const wanted = Number(VERSION.exec(getConstructionPlans(JOB_SCHEMA))?.[1] ?? Number.NaN);
    if (installed !== undefined && wanted > installed)
      await pool.query(getMigrationPlans(JOB_SCHEMA, installed));
  }
  const roles = [ROLES.app, ROLES.tenant, ROLES.all].join(", ");
  await pool.query(`
    grant usage on schema ${JOB_SCHEMA} to ${roles};
    grant select, insert, update, delete on all tables in schema ${JOB_SCHEMA} to ${roles};
    grant usage, select on all sequences in schema ${JOB_SCHEMA} to ${roles};
    grant execute on all functions in schema ${JOB_SCHEMA} to ${roles};
  `);
}
