-- What is known of each stored object besides its content: what the malware scanner said of it, and when it was
-- last read whole. One row per content of an organisation, however many files have it (file.blob_key).
create table stored_object (
  key text primary key,                          -- blob_key: <space>/<sha256>
  size bigint,                                   -- null until it was read once (templates)
  stored_at timestamptz not null,
  scan_state text,                               -- SCAN_RESULTS of domain/file-health; null: never scanned
  scan_found text not null default '',           -- the signature that matched, or the obstacle
  scan_engine text not null default '',
  scan_signatures text not null default '',      -- edition of the signatures it was scanned with
  scanned_at timestamptz,
  scan_tries int not null default 0,
  scan_due_at timestamptz,                       -- not before; null: nothing to do
  scan_until timestamptz,                        -- somebody is at it; wall clock of the database
  check_from timestamptz not null default '-infinity',   -- what was looked at longest ago comes first
  check_asked_at timestamptz,                    -- somebody wants it looked at before all others
  seen_at timestamptz,                           -- last read whole
  fault text,                                    -- OBJECT_FAULTS; null: whole, as far as known
  fault_at timestamptz,
  fault_told boolean not null default false      -- reported; without a fault: that it is whole again is not yet
);
create index stored_object_scan on stored_object (scan_due_at) where scan_due_at is not null;
create index stored_object_check on stored_object (check_from, key);
create index stored_object_fault on stored_object (fault_at desc, key) where fault is not null;
create index stored_object_mended on stored_object (key) where fault is null and fault_told;
create index stored_object_found on stored_object (scan_state, scanned_at desc, key) where scan_state in ('infected', 'failed');
create index stored_object_old on stored_object (scanned_at) where scanned_at is not null;
-- Seen by whoever sees a file that has this content; file_by_content of the next migration is its index.
call yj_protect('stored_object', $$exists (select from file where file.blob_key = stored_object.key)$$);
grant delete on stored_object to yunjian_all;

-- An object is known from the moment something refers to it, whoever wrote that, in the same transaction.
create function yj_object_known() returns trigger language plpgsql security definer set search_path = public as $$
begin
  insert into stored_object (key, size, stored_at, scan_due_at)
    values (new.blob_key, (to_jsonb(new)->>'size')::bigint, new.uploaded_at, new.uploaded_at)
    on conflict (key) do nothing;
  return new;
end $$;
create trigger object_known after insert on file for each row execute function yj_object_known();
create trigger object_known after insert on form_template for each row execute function yj_object_known();
-- What is destroyed, by a purge or at the end of its retention, is looked after no longer.
create function yj_object_gone() returns trigger language plpgsql security definer set search_path = public as $$
begin
  delete from stored_object where key = new.blob_key
    and not exists (select from file where blob_key = new.blob_key and state not in ('purged', 'disposed'));
  return new;
end $$;
create trigger object_gone after update of state on file for each row
  when (new.state in ('purged', 'disposed') and old.state not in ('purged', 'disposed')) execute function yj_object_gone();

insert into stored_object (key, size, stored_at, scan_due_at)
  select blob_key, max(size), min(uploaded_at), min(uploaded_at) from file where state not in ('purged', 'disposed') group by blob_key;
insert into stored_object (key, stored_at, scan_due_at)
  select blob_key, min(uploaded_at), min(uploaded_at) from form_template group by blob_key
  on conflict (key) do nothing;
-- It stood on every file, because no scanner could be connected; whether one was scanned is its object's now.
update file set warnings = array_remove(warnings, 'unscanned') where 'unscanned' = any (warnings);

-- The malware scanner, as the last server that looked saw it. One row.
create table file_scanner (
  id boolean primary key default true check (id),
  configured boolean not null default false,
  address text not null default '',
  engine text not null default '',
  signatures text not null default '',
  signatures_at timestamptz,
  tells_limits boolean not null default false,
  reached_at timestamptz,
  asked_at timestamptz,
  problem text not null default '',              -- why it was not reached at asked_at
  away_since timestamptz,
  away_told boolean not null default false,
  told_at timestamptz                            -- a server with a scanner wrote here; wall clock
);
insert into file_scanner default values;
grant select on file_scanner to yunjian_tenant;
grant select, update on file_scanner to yunjian_all;

-- Who does a task that only one server does at a time: a lease, so that whoever dies gives it back by itself.
create table storage_duty (
  name text primary key,
  holder uuid not null,
  until_at timestamptz not null,
  told_at timestamptz                            -- damage was last reported
);
grant select, insert, update on storage_duty to yunjian_all;

-- What was done day by day (Shanghai).
create table storage_day (
  day date primary key,
  checked bigint not null default 0,
  checked_bytes bigint not null default 0,
  damaged bigint not null default 0,
  mended bigint not null default 0,
  scanned bigint not null default 0,
  scanned_bytes bigint not null default 0,
  infected bigint not null default 0,
  unscannable bigint not null default 0
);
grant select, insert, update on storage_day to yunjian_all;
