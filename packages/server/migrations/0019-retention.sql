-- Retention, disposal, legal hold, archive marks, erasure (docs/EVIDENCE.md, ADR 0006).

-- A file whose content was destroyed when its retention ended keeps its row: state 'disposed'.
alter table file
  add column disposed_at timestamptz,
  add column disposed_by uuid,                   -- the request: retention_request.id
  add column name_erased boolean not null default false;
create index file_kept on file (uploaded_at, id) where state = 'kept';
create index file_by_content on file (blob_key);

-- A person whose name was taken out everywhere: ADR 0006.
alter table person add column erased_at timestamptz;

-- Salts of what an entry says about a person are sealed with the person's key, which lies in the keys folder.
alter table record_salt add column sealed_for uuid;             -- null: as it is (entries of before, and of things)
create index record_salt_sealed on record_salt (sealed_for) where sealed_for is not null;

-- What one asks and another approves: disposal of files, lifting of a hold, erasure. Kept for good.
create table retention_request (
  id uuid primary key,
  number text not null unique,                   -- 处置〔2026〕3号
  kind text not null,                            -- RETENTION_REQUESTS
  target_id uuid,                                -- hold, organisation or person; null: a disposal's files
  reason text not null,
  state text not null,                           -- RETENTION_REQUEST_STATES
  asked_by uuid not null references person (id),
  asked_at timestamptz not null,
  decided_by uuid references person (id),
  decided_at timestamptz,
  note text not null default '',
  job_id uuid,
  done_at timestamptz,
  complete_at timestamptz,                       -- of an erasure: when the last key backup with the old key is gone
  result jsonb,                                  -- numbers only: destroyed, kept
  version int not null default 1
);
create index retention_request_open on retention_request (id) where state in ('asked', 'approved');
create unique index retention_request_once on retention_request (kind, target_id)
  where state in ('asked', 'approved') and target_id is not null;

create table disposal_file (
  request_id uuid not null references retention_request (id),
  file_id uuid not null references file (id),
  rule text not null,                            -- key of the setting, or 'archive'
  ends_at timestamptz not null,
  outcome text,                                  -- null: not yet; 'destroyed', or a StayReason, or 'gone'
  done_at timestamptz,
  primary key (request_id, file_id)
);
create index on disposal_file (file_id);
create index disposal_file_open on disposal_file (request_id, file_id) where outcome is null;

-- 法定保全: what it covers can neither be disposed of nor erased.
create table legal_hold (
  id uuid primary key,
  number text not null unique,                   -- 保全〔2026〕1号
  target text not null,                          -- HOLD_TARGETS
  target_id uuid not null,
  reason text not null,
  reference text not null,                       -- of the paper that asks for it
  placed_by uuid not null references person (id),
  placed_at timestamptz not null,
  lifted_at timestamptz,
  lifted_by uuid references retention_request (id)
);
create index legal_hold_on on legal_hold (target_id) where lifted_at is null;

-- 归档: what belongs to the archives, under which number and for how long.
create table archive_mark (
  id uuid primary key,
  target text not null,                          -- 'submission' | 'file'
  target_id uuid not null unique,
  number text not null unique,                   -- 档号
  class text not null,                           -- ARCHIVE_CLASSES
  note text not null default '',
  marked_by uuid not null references person (id),
  marked_at timestamptz not null,
  version int not null default 1
);

call yj_protect('retention_request', 'false');
call yj_protect('disposal_file', 'false');
call yj_protect('legal_hold', 'false');
call yj_protect('archive_mark', 'false');

-- What a file was used for and since when its time runs; no row: it was never handed in. Null: the case is open.
create view file_use with (security_invoker = true) as
  select sf.file_id, 'submission' as kind, s.submitted_at as since
  from submission_file sf join submission s on s.id = sf.submission_id where s.submitted_at is not null
  union all
  select rf.file_id, 'rectification', case when r.state in ('closed', 'withdrawn') then coalesce(r.closed_at, st.at) end
  from rectification_file rf join rectification_step st on st.id = rf.step_id
  join rectification r on r.id = st.rectification_id
  union all
  select rq.file_id, 'rectification', q.decided_at
  from rectification_request_file rq join rectification_request q on q.id = rq.request_id
  union all
  select af.file_id, 'authorisation', o.recorded_at
  from authorisation_file af join authorisation_operation o on o.id = af.operation_id;
grant select on file_use to yunjian_all;

-- Whether a hold covers a file: its own, its organisation's, of a submission that holds it, of a cloud it was
-- handed in for. Asked also for tenants, who see no hold: a purge has to know.
create function yj_file_held(the_file uuid) returns boolean
  language sql stable security definer set search_path = public
as $$
  select exists (
    select from legal_hold h where h.lifted_at is null and h.target_id in (
      select the_file
      union all select org_id from file where id = the_file
      union all select submission_id from submission_file where file_id = the_file
      union all
      select p.cloud_id from submission_file sf join submission_period sp on sp.submission_id = sf.submission_id
        join period p on p.id = sp.period_id where sf.file_id = the_file
      union all
      select r.cloud_id from rectification_file rf join rectification_step st on st.id = rf.step_id
        join rectification r on r.id = st.rectification_id where rf.file_id = the_file
      union all
      select q.cloud_id from rectification_request_file rq join rectification_request q on q.id = rq.request_id
        where rq.file_id = the_file
      union all
      select a.cloud_id from authorisation_file af join authorisation_operation o on o.id = af.operation_id
        join authorisation a on a.id = o.authorisation_id where af.file_id = the_file
    )
  )
$$;

-- The same content is stored once for an organisation and goes once: a purge reaches every file of it, also
-- those the one who approves does not see. Only after one of them was purged.
create function yj_purge_twins(key text, by uuid, at timestamptz) returns setof uuid
  language sql security definer set search_path = public
as $$
  update file set state = 'purged', purged_by = by, purged_at = at, version = version + 1
  where blob_key = key and state <> 'purged'
    and exists (select from file f where f.blob_key = key and f.state = 'purged' and f.purged_at = at)
  returning id
$$;

-- The name of a purged file can itself be what must not be here: it goes with the salts that would prove it.
create function yj_forget_file_name(target uuid, shown text) returns void
  language plpgsql security definer set search_path = public
as $$
begin
  update file set name = shown, name_erased = true where id = target and state = 'purged';
  if not found then return; end if;
  delete from record_salt where field = 'name' and entry_id in (
    select entry_id from record_about where object_id = target);
  update upload set name = shown where file_id = target;
end $$;
revoke execute on function yj_file_held, yj_purge_twins, yj_forget_file_name from public;
grant execute on function yj_file_held, yj_purge_twins, yj_forget_file_name to yunjian_tenant, yunjian_all;

-- Logs are cleared through these alone, in bounded batches. Of the sign-in log nothing goes that is younger than
-- six months before its newest line, whatever the settings say.
create function yj_clear_sign_ins(before timestamptz, most int) returns int
  language plpgsql security definer set search_path = public
as $$
declare
  gone int;
  newest timestamptz;
begin
  select at into newest from sign_in_log order by id desc limit 1;
  with old as (
    select id from sign_in_log where at < least(before, newest - interval '6 months') order by id limit most
  ) delete from sign_in_log l using old where l.id = old.id;
  get diagnostics gone = row_count;
  with old as (
    select id from session where expires_at < least(before, newest - interval '6 months') limit most
  ) delete from session s using old where s.id = old.id;
  return gone;
end $$;
create function yj_clear_mails(before timestamptz, most int) returns int
  language plpgsql security definer set search_path = public
as $$
declare gone int;
begin
  with old as (
    select id from mail where created_at < before and state <> 'waiting' order by id limit most
  ) delete from mail m using old where m.id = old.id;
  get diagnostics gone = row_count;
  return gone;
end $$;
create function yj_clear_notices(before timestamptz, most int) returns int
  language plpgsql security definer set search_path = public
as $$
declare gone int;
begin
  with old as (select id from notice where created_at < before order by id limit most)
  delete from notice n using old where n.id = old.id;
  get diagnostics gone = row_count;
  return gone;
end $$;
create function yj_clear_jobs(before timestamptz, most int) returns int
  language plpgsql security definer set search_path = public
as $$
declare gone int;
begin
  with old as (select id from job_progress where ended_at < before order by id limit most)
  delete from job_progress j using old where j.id = old.id;
  get diagnostics gone = row_count;
  return gone;
end $$;
create function yj_clear_requests(before timestamptz, most int) returns int
  language plpgsql security definer set search_path = public
as $$
declare gone int;
begin
  with old as (select caller, key from idempotency where created_at < before order by created_at limit most)
  delete from idempotency i using old where i.caller = old.caller and i.key = old.key;
  get diagnostics gone = row_count;
  return gone;
end $$;
revoke execute on function yj_clear_sign_ins, yj_clear_mails, yj_clear_notices, yj_clear_jobs, yj_clear_requests from public;
grant execute on function yj_clear_sign_ins, yj_clear_mails, yj_clear_notices, yj_clear_jobs, yj_clear_requests to yunjian_all;

-- A person's data, taken out of everything the platform itself wrote. Only of who has left; `again`: after a restore
-- of an old backup, in which somebody whose key was destroyed may not have left yet.
create function yj_erase_person(target uuid, shown text, at timestamptz, again boolean) returns boolean
  language plpgsql security definer set search_path = public
as $$
declare
  p person;
  word text;
begin
  select * into p from person where id = target for update;
  if not found or (p.ended_at is null and not again) then return false; end if;
  update person set ended_at = coalesce(ended_at, at), name = shown, email = 'erased-' || target || '@invalid', phone = '', title = '',
    password_hash = null, erased_at = coalesce(erased_at, at), version = version + 1 where id = target;
  delete from factor where person_id = target;
  delete from recovery_code where person_id = target;
  delete from passkey_challenge where person_id = target;
  delete from past_password where person_id = target;
  delete from device where person_id = target;
  delete from sso_identity where person_id = target;
  delete from link where person_id = target;
  delete from session where person_id = target;
  delete from sign_in_log where person_id = target;
  delete from notice where person_id = target;
  delete from mail where person_id = target;
  delete from idempotency where caller = target::text;
  delete from record_salt where entry_id in (
    select id from record_entry where object_type = 'person' and object_id = target);
  -- What was written for others and names the person.
  foreach word in array array[p.name, p.email, p.phone] loop
    continue when word = '' or word = shown or char_length(word) < 2;
    update notice set title = replace(title, word, shown), text = replace(text, word, shown),
      params = replace(params::text, to_jsonb(word)::text, to_jsonb(shown)::text)::jsonb
      where strpos(title, word) > 0 or strpos(text, word) > 0 or strpos(params::text, word) > 0;
    update mail set subject = replace(subject, word, shown), text = replace(text, word, shown)
      where strpos(subject, word) > 0 or strpos(text, word) > 0;
    delete from idempotency where strpos(response::text, word) > 0;
    update import_row set what = replace(what, word, shown), problems = replace(problems::text, word, shown)::jsonb,
      warnings = replace(warnings::text, word, shown)::jsonb
      where strpos(what, word) > 0 or strpos(problems::text, word) > 0 or strpos(warnings::text, word) > 0;
    update organisation set contact = '', version = version + 1 where id = p.org_id and contact = word;
    update organisation set phone = '', version = version + 1 where id = p.org_id and phone = word;
    update authorisation set operators = array_replace(operators, word, shown),
      granted_operators = array_replace(granted_operators, word, shown)
      where word = any (operators) or word = any (granted_operators);
    update authorisation_operation set operators = array_replace(operators, word, shown) where word = any (operators);
  end loop;
  return true;
end $$;
revoke execute on function yj_erase_person from public;
grant execute on function yj_erase_person to yunjian_all;
