-- The record of what happened. An entry is written in the transaction of the change it tells of, in its
-- final form: canonical bytes that hold ids and salted commitments, never names or free text. Order is
-- given after commit by one sequencer (platform/ledger), so that no transaction waits for another.

create table record_entry (
  id uuid primary key,
  at timestamptz not null,
  kind text not null,                            -- EventKind of domain/events
  schema_version int not null,
  actor_person uuid,
  actor_org uuid,
  subject_id uuid,
  object_type text not null,
  object_id uuid not null,
  request_id text not null,
  body bytea not null,                           -- canonical JSON (RFC 8785)
  leaf_hash bytea not null                       -- sha256(0x00 || body), RFC 6962
);
-- Ids are UUIDv7 of the same instant as `at`: one key for paging, one index per filter.
create index on record_entry (subject_id, id);
create index on record_entry (actor_person, id);
create index on record_entry (kind, id);

-- Every object an entry tells of: its own, and those its data names (the period of a submission, the
-- obligation of a rectification), so that the history of each is one index range.
create table record_about (
  object_id uuid not null,
  entry_id uuid not null references record_entry (id),
  primary key (object_id, entry_id)
);

-- Salts of the commitments, apart from the entries: destroying one makes the text behind it unprovable
-- and leaves every proof valid.
create table record_salt (
  entry_id uuid not null references record_entry (id),
  field text not null,
  salt bytea not null,
  primary key (entry_id, field)
);

-- Entries not yet ordered.
create table record_pending (entry_id uuid primary key references record_entry (id));

create table record_order (
  position bigint primary key,
  entry_id uuid not null unique references record_entry (id)
);

create table record_checkpoint (
  size bigint primary key,
  root bytea not null,
  frontier bytea[] not null,                     -- roots of the perfect subtrees, to go on from here
  note text not null,                            -- signed, C2SP signed-note
  at timestamptz not null
);

-- Whose record this is: the signed-note name and public key. A process that holds another key may not
-- go on with it.
create table record_log (
  single boolean primary key default true check (single),
  verifier text not null,
  at timestamptz not null
);

-- How far each follower (notices, projections) has come: the position it reads next.
create table event_cursor (
  consumer text primary key,
  position bigint not null,
  updated_at timestamptz not null
);

-- Entries that a follower could not handle: set aside so that the others go on, and tried again.
create table event_failure (
  consumer text not null,
  position bigint not null,
  attempts int not null,
  error text not null,
  first_at timestamptz not null,
  next_at timestamptz not null,
  primary key (consumer, position)
);
create index on event_failure (consumer, next_at);

-- How far what is done by the clock (reminders) has come, by name.
create table clock_cursor (
  name text primary key,
  at timestamptz not null
);

alter table record_entry enable row level security;
create policy tenant on record_entry for select to yunjian_tenant using (subject_id = any ((select yj_ids('cases'))::uuid[]));
create policy tenant_adds on record_entry for insert to yunjian_tenant with check (true);
create policy everything on record_entry to yunjian_all using (true);
grant select, insert on record_entry to yunjian_tenant, yunjian_all;
alter table record_about enable row level security;
create policy tenant on record_about for select to yunjian_tenant
  using (exists (select from record_entry e where e.id = record_about.entry_id));
create policy tenant_adds on record_about for insert to yunjian_tenant with check (true);
create policy everything on record_about to yunjian_all using (true);
grant select, insert on record_about to yunjian_tenant, yunjian_all;
grant insert on record_salt, record_pending to yunjian_tenant, yunjian_all;
grant select, delete on record_salt, record_pending to yunjian_all;
-- Positions, hashes and the key are public; of what waits a tenant sees ids alone.
grant select on record_order, record_checkpoint, record_log, record_pending to yunjian_tenant;
grant select, insert on record_order, record_checkpoint, record_log to yunjian_all;
grant select, insert, update on event_cursor, clock_cursor to yunjian_all;
grant select, insert, update, delete on event_failure to yunjian_all;
