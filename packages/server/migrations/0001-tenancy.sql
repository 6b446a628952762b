-- Tenancy (DESIGN rule 2). Roles yunjian_owner, yunjian_app, yunjian_tenant and yunjian_all exist before
-- this runs (platform/postgres). Everything is owned by yunjian_owner; the server logs in as yunjian_app,
-- which holds no privilege on any table and takes one of the other two roles inside each transaction:
--   yunjian_tenant  row policies of the form key = ANY(visible ids)
--   yunjian_all     policy true: organisations that supervise or audit everything, and jobs
-- The visible ids are computed once per transaction by platform/tenancy and kept in settings that end
-- with the transaction. A setting that is missing means: nothing is visible.

create collation zh (provider = icu, locale = 'zh-u-co-pinyin-kn-true');

create function yj_ids(setting text) returns uuid[]
  language sql stable parallel safe
  return coalesce(nullif(current_setting('yunjian.' || setting, true), ''), '{}')::uuid[];

create function yj_person() returns uuid
  language sql stable parallel safe
  return nullif(current_setting('yunjian.person', true), '')::uuid;

create function yj_org() returns uuid
  language sql stable parallel safe
  return nullif(current_setting('yunjian.org', true), '')::uuid;

-- Lays row-level security on a table: `visible` says which rows a tenant reads, `writable` which it may
-- write (the same unless given); yunjian_all reads and writes everything. No deletes: rule 5.
-- The scalar subquery around yj_ids() makes PostgreSQL read the setting once per statement.
create procedure yj_protect(target regclass, visible text, writable text default null) language plpgsql as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format('create policy tenant on %s to yunjian_tenant using (%s) with check (%s)',
    target, visible, coalesce(writable, visible));
  execute format('create policy everything on %s to yunjian_all using (true)', target);
  execute format('grant select, insert, update on %s to yunjian_tenant, yunjian_all', target);
end $$;

-- Numbers people see: 整改〔2026〕17号, per organisation, kind and year.
create table number_sequence (
  org_id uuid not null,
  kind text not null,
  year int not null,
  last int not null,
  primary key (org_id, kind, year)
);
grant select, insert, update on number_sequence to yunjian_tenant, yunjian_all;

-- Answers of requests already carried out, by the caller's idempotency key (rule 9).
create table idempotency (
  caller text not null,
  key text not null,
  route text not null,
  request_hash text not null,
  response jsonb not null,
  created_at timestamptz not null,
  primary key (caller, key)
);
create index on idempotency (created_at);
grant select, insert, update, delete on idempotency to yunjian_tenant, yunjian_all;

create table setting (
  key text primary key,
  value jsonb not null,
  version int not null default 1,
  changed_by uuid,
  changed_at timestamptz not null
);
grant select, insert, update on setting to yunjian_tenant, yunjian_all;

-- Every change of a setting with its reason; never changed.
create table setting_change (
  key text not null,
  version int not null,
  value jsonb not null,
  reason text not null,
  changed_by uuid,
  changed_at timestamptz not null,
  primary key (key, version)
);
grant select, insert on setting_change to yunjian_tenant, yunjian_all;
