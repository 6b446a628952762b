/**
 * Who is who in the database. `yunjian_owner` owns the schema, `yunjian_app` signs in and owns nothing,
 * and for the length of a transaction becomes `yunjian_tenant` (row policies apply) or `yunjian_all`
 * (whose policies are `true`). None of them can step around row-level security.
 */
import pg from "pg";
import { OperationError, sqlState } from "./errors.ts";

export const ROLES = {
  owner: "yunjian_owner",
  app: "yunjian_app",
  tenant: "yunjian_tenant",
  all: "yunjian_all",
} as const;

const quote = pg.escapeIdentifier;

const MADE: Record<string, string> = {
  [ROLES.owner]: "nologin nosuperuser nocreatedb nocreaterole nobypassrls",
  // Without inheritance the login itself sees nothing through the two roles it can become.
  [ROLES.app]: "nologin nosuperuser nocreatedb nocreaterole nobypassrls noinherit",
  [ROLES.tenant]: "nologin nosuperuser nobypassrls",
  [ROLES.all]: "nologin nosuperuser nobypassrls",
};

export type RoleOptions = {
  /** The login of DATABASE_URL. */
  appLogin: string;
  /** Sets passwords and lets the two roles sign in: only where the database server is ours. */
  passwords?: { owner: string; app: string };
};

/** Idempotent. `client`: an admin connection to the database that will hold the schema. */
export async function prepareRoles(client: pg.Client, options: RoleOptions): Promise<void> {
  const present = await client.query<{ rolname: string }>(
    "select rolname from pg_roles where rolname = any($1)",
    [Object.keys(MADE)],
  );
  const missing = Object.keys(MADE).filter((name) => !present.rows.some((row) => row.rolname === name));
  const statements = missing.map((name) => `create role ${quote(name)} ${MADE[name]}`);
  if (!(await isMember(client, ROLES.app, ROLES.tenant)) || !(await isMember(client, ROLES.app, ROLES.all))) {
    statements.push(`grant ${ROLES.tenant}, ${ROLES.all} to ${ROLES.app}`);
  }
  if (options.appLogin !== ROLES.app && !(await isMember(client, options.appLogin, ROLES.app))) {
    statements.push(`grant ${ROLES.app} to ${quote(options.appLogin)}`);
  }
  const { rows } = await client.query<{ me: string; db: string; mine: boolean }>(
    `select current_user as me, current_database() as db,
            pg_has_role(current_user, d.datdba, 'usage') as mine
       from pg_database d where d.datname = current_database()`,
  );
  const { me = "", db = "" } = rows[0] ?? {};
  if (me !== ROLES.owner && !(await isMember(client, me, ROLES.owner))) {
    statements.push(`grant ${ROLES.owner} to ${quote(me)}`);
  }
  if (!(await mayCreate(client, db))) {
    statements.push(
      `grant create, connect on database ${quote(db)} to ${ROLES.owner}`,
      `grant create, usage on schema public to ${ROLES.owner}`,
    );
  }
  for (const [role, password] of [
    [ROLES.owner, options.passwords?.owner],
    [ROLES.app, options.passwords?.app],
  ] as const) {
    if (password !== undefined)
      statements.push(`alter role ${role} login password ${pg.escapeLiteral(password)}`);
  }
  await run(client, statements);
}

async function run(client: pg.Client, statements: readonly string[]): Promise<void> {
  for (const [index, statement] of statements.entries()) {
    try {
      await client.query(statement);
    } catch (cause) {
      // Another process of ours was faster.
      if (sqlState(cause) === "42710" || sqlState(cause) === "23505") continue;
      if (sqlState(cause) !== "42501") throw cause;
      const rest = statements.slice(index).filter((each) => !each.startsWith("alter role"));
      const script = rest.map((each) => `  ${each};`).join("\n");
      throw new OperationError(
        `DATABASE_ADMIN_URL 的账号没有权限准备数据库角色。请由数据库管理员执行：\n${script}`,
        `The login of DATABASE_ADMIN_URL may not prepare the database roles. Have the administrator run the statements above.`,
        { cause },
      );
    }
  }
}

async function isMember(client: pg.Client, member: string, role: string): Promise<boolean> {
  const { rows } = await client.query<{ yes: boolean }>(
    `select coalesce(bool_or(pg_has_role(m.oid, r.oid, 'member')), false) as yes
       from pg_roles m, pg_roles r where m.rolname = $1 and r.rolname = $2`,
    [member, role],
  );
  return rows[0]?.yes ?? false;
}

async function mayCreate(client: pg.Client, db: string): Promise<boolean> {
  const { rows } = await client.query<{ yes: boolean }>(
    `select coalesce(bool_or(has_database_privilege(r.oid, $2, 'create')
                         and has_schema_privilege(r.oid, 'public', 'create')), false) as yes
       from pg_roles r where r.rolname = $1`,
    [ROLES.owner, db],
  );
  return rows[0]?.yes ?? false;
}

/** Refuses a login that row-level security would not hold. `client`: as the server will connect. */
export async function checkAppLogin(client: pg.Client | pg.Pool): Promise<void> {
  const { rows } = await client.query<{
    me: string;
    superior: string | null;
    owner: boolean;
    inherits: boolean;
  }>(
    `select current_user as me,
            (select string_agg(r.rolname, ', ') from pg_roles r
              where (r.rolsuper or r.rolbypassrls) and pg_has_role(current_user, r.oid, 'member')) as superior,
            coalesce((select pg_has_role(current_user, r.oid, 'member') from pg_roles r
                       where r.rolname = '${ROLES.owner}'), false) as owner,
            coalesce((select bool_or(pg_has_role(current_user, r.oid, 'usage')) from pg_roles r
                       where r.rolname in ('${ROLES.tenant}', '${ROLES.all}')), false) as inherits`,
  );
  const { me = "", superior, owner = false, inherits = false } = rows[0] ?? {};
  if (superior) {
    throw new OperationError(
      `DATABASE_URL 的账号 ${me} 是（或可成为）能绕过行级安全的角色 ${superior}。请改用普通账号：不是超级用户，没有 BYPASSRLS。`,
      `The login ${me} of DATABASE_URL is, or can become, ${superior}, which bypasses row-level security. Use a login that is neither superuser nor BYPASSRLS.`,
    );
  }
  if (owner) {
    throw new OperationError(
      `DATABASE_URL 的账号 ${me} 属于 ${ROLES.owner}，不受行级安全约束。请改用单独的应用账号，如 ${ROLES.app}。`,
      `The login ${me} of DATABASE_URL is a member of ${ROLES.owner}, which row-level security does not hold. Use a separate application login such as ${ROLES.app}.`,
    );
  }
  if (inherits) {
    throw new OperationError(
      `数据库角色 ${ROLES.app} 继承了 ${ROLES.tenant} 或 ${ROLES.all} 的权限。请执行：alter role ${ROLES.app} noinherit，并在 PostgreSQL 16 及以上重新授予这两个角色（with inherit false）。`,
      `The database role ${ROLES.app} inherits from ${ROLES.tenant} or ${ROLES.all}. Run: alter role ${ROLES.app} noinherit; on PostgreSQL 16 or newer grant both roles again with inherit false.`,
    );
  }
}
