-- Clouds, data-centre sites, resources, contracts, certificates.

create table cloud (
  id uuid primary key references subject (id),
  name text collate zh not null,
  provider_org_id uuid not null references organisation (id),
  service_models text[] not null,
  deployment text not null,
  zones text[] not null,
  region text not null,
  carriers text[] not null,
  capability_level text not null,
  mlps_level int,
  supervised_from date not null,                 -- obligations start here
  created_at timestamptz not null,
  ended_at timestamptz,
  version int not null default 1
);
create index on cloud (name, id);
create index on cloud (provider_org_id);
create unique index cloud_name on cloud (name) where ended_at is null;

-- Cloud service security assessment (云计算服务安全评估): valid three years, voided by a change of control.
create table certificate (
  id uuid primary key,
  cloud_id uuid not null references cloud (id),
  number text not null,
  issued_on date not null,
  valid_until date not null,
  applied_on date,                               -- re-assessment applied for
  voided_at timestamptz,
  void_reason text,
  created_at timestamptz not null,
  version int not null default 1
);
create unique index certificate_number on certificate (cloud_id, number);

create table site (
  id uuid primary key references subject (id),
  cloud_id uuid not null references cloud (id),
  name text collate zh not null,
  address text not null,
  purpose text not null default '',
  created_at timestamptz not null,
  ended_at timestamptz,
  version int not null default 1
);
create index on site (cloud_id);
create unique index site_name on site (cloud_id, name) where ended_at is null;

create table resource (
  id uuid primary key,
  system_id uuid not null references system (id),
  cloud_id uuid not null references cloud (id),
  kind text not null,                            -- 'vm' | 'volume' | 'network' | 'database' | 'other'
  name text collate zh not null,
  specification text not null default '',
  address text not null default '',
  created_at timestamptz not null,
  ended_at timestamptz,
  version int not null default 1
);
create index on resource (system_id, name, id);
create index on resource (cloud_id);
create unique index resource_name on resource (system_id, cloud_id, kind, name) where ended_at is null;

create table contract (
  id uuid primary key references subject (id),
  number text collate zh not null,
  title text collate zh not null,
  customer_org_id uuid not null references organisation (id),
  provider_org_id uuid not null references organisation (id),
  cloud_id uuid references cloud (id),
  signed_on date not null,
  ends_on date,
  created_at timestamptz not null,
  ended_at timestamptz,
  version int not null default 1
);
create index on contract (cloud_id);
create index on contract (number, id);
create unique index contract_number on contract (number, provider_org_id) where ended_at is null;

-- One row per import, with the file until it is worked through, and one row per line of the file.
create table import_run (
  id uuid primary key,
  org_id uuid not null references organisation (id),
  kind text not null,
  file_name text not null,
  file_digest text not null,                     -- sha256, so that the record says which file it was
  dry_run boolean not null,
  state text not null,                           -- 'waiting' | 'running' | 'finished' | 'cancelled' | 'failed'
  created_by uuid not null references person (id),
  created_at timestamptz not null,
  job_id uuid,                                   -- its progress, where it is too large for one request
  finished_at timestamptz,
  total int not null,
  done int not null default 0,
  taken int not null default 0,
  unchanged int not null default 0,
  refused int not null default 0,
  notes jsonb not null,
  content bytea
);
create index on import_run (org_id, id desc);

create table import_row (
  run_id uuid not null references import_run (id),
  line int not null,
  org_id uuid not null,
  outcome text not null,                         -- 'taken' | 'unchanged' | 'refused'
  what text not null,
  problems jsonb not null,
  warnings jsonb not null,
  warned boolean not null,
  primary key (run_id, line)
);

call yj_protect('cloud', $$id = any ((select yj_ids('subjects'))::uuid[])$$);
call yj_protect('certificate', $$cloud_id = any ((select yj_ids('subjects'))::uuid[])$$);
call yj_protect('site', $$id = any ((select yj_ids('subjects'))::uuid[])$$);
call yj_protect('resource', $$system_id = any ((select yj_ids('subjects'))::uuid[])$$);
call yj_protect('contract', $$id = any ((select yj_ids('subjects'))::uuid[])$$);
call yj_protect('import_run', $$org_id = (select yj_org())$$);
call yj_protect('import_row', $$org_id = (select yj_org())$$);
