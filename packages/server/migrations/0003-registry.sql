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

-- One row per import, with what happened to every line of the file.
create table import_run (
  id uuid primary key,
  org_id uuid not null references organisation (id),
  kind text not null,
  file_name text not null,
  created_by uuid not null,
  created_at timestamptz not null,
  total int not null,
  taken int not null,
  report jsonb not null
);
create index on import_run (org_id, created_at desc);

call yj_protect('cloud', $$id = any ((select yj_ids('subjects'))::uuid[])$$);
call yj_protect('certificate', $$cloud_id = any ((select yj_ids('subjects'))::uuid[])$$);
call yj_protect('site', $$id = any ((select yj_ids('subjects'))::uuid[])$$);
call yj_protect('resource', $$system_id = any ((select yj_ids('subjects'))::uuid[])$$);
call yj_protect('contract', $$id = any ((select yj_ids('subjects'))::uuid[])$$);
call yj_protect('import_run', $$org_id = (select yj_org())$$);
