-- How many obligations of a subject stand where, kept so that the matrix of a whole city is not counted from
-- every obligation at each look. It is a memory of the expression of obligations/read-posture, never another
-- truth: what was touched since, or what time alone has changed, is counted live (docs/adr/0003).

create table posture_count (
  subject_id uuid not null references subject (id),
  class text not null,                           -- ControlClass, or 'all' for the subject as a whole
  cloud_id uuid not null,
  non_compliant int not null,
  overdue int not null,
  stale int not null,
  not_started int not null,
  due_soon int not null,
  current int not null,
  not_applicable int not null,
  primary key (class, subject_id)
);

-- A subject's counts hold from taken_at until the next moment at which time moves one of its obligations.
create table posture_memory (
  subject_id uuid primary key references subject (id),
  due_soon_days int not null,
  taken_at timestamptz not null,
  holds_until timestamptz not null
);

-- Every statement that changes obligations leaves a row here, always: looking whether one is there already would
-- rely on a row that the next count may be deleting. Who counts deletes what it saw.
create table posture_touched (
  id bigint generated always as identity primary key,
  subject_id uuid not null
);

create function yj_posture_touched() returns trigger language plpgsql security definer set search_path = public as $$
begin
  insert into posture_touched (subject_id) select distinct subject_id from changed;
  return null;
end $$;
revoke execute on function yj_posture_touched from public;
create trigger posture_touched_by_insert after insert on obligation referencing new table as changed
  for each statement execute function yj_posture_touched();
create trigger posture_touched_by_update after update on obligation referencing new table as changed
  for each statement execute function yj_posture_touched();

insert into posture_touched (subject_id) select distinct subject_id from obligation;

call yj_protect('posture_count', $$subject_id = any ((select yj_ids('subjects'))::uuid[])$$, 'false');
call yj_protect('posture_memory', $$subject_id = any ((select yj_ids('subjects'))::uuid[])$$, 'false');
call yj_protect('posture_touched', $$subject_id = any ((select yj_ids('subjects'))::uuid[])$$, 'false');
grant delete on posture_count, posture_memory, posture_touched to yunjian_all;
