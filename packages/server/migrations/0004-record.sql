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
create index on record_entry (object_id, at);
create index on record_entry (subject_id, at);
create index on record_entry (actor_person, at);
create index on record_entry (at, id);

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

-- How far each follower (notices, projections) has come.
create table event_cursor (
  consumer text primary key,
  position bigint not null,
  updated_at timestamptz not null
);

alter table record_entry enable row level security;
create policy tenant on record_entry for select to yunjian_tenant using (subject_id = any ((select yj_ids('cases'))::uuid[]));
create policy tenant_adds on record_entry for insert to yunjian_tenant with check (true);
create policy everything on record_entry to yunjian_all using (true);
grant select, insert on record_entry to yunjian_tenant, yunjian_all;
grant insert on record_salt, record_pending to yunjian_tenant, yunjian_all;
grant select, delete on record_salt, record_pending to yunjian_all;
grant select, insert on record_order, record_checkpoint to yunjian_all;
grant select, insert, update on event_cursor to yunjian_all;
