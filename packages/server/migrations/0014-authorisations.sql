-- 客户授权: what a customer permitted whom to do on its systems, and what was done under it.

create table authorisation (
  id uuid primary key,
  number text not null,                          -- 授权〔2026〕17号, of the asking organisation
  kind text not null,                            -- AUTHORISATION_KINDS
  subject_id uuid not null references system (id),
  cloud_id uuid not null references cloud (id),  -- where the system ran when it was asked
  customer_org_id uuid not null references organisation (id),
  asked_org_id uuid not null references organisation (id),
  -- The supervisor of the cloud, kept in step with its engagement (features/authorisations/on.ts).
  supervisor_org_id uuid references organisation (id),
  asker_role text not null,                      -- ASKER_ROLES
  rule_id uuid,                                  -- of an emergency: the rule it rests on
  title text not null,
  reason text not null,
  team text not null default '',
  risk text not null default '',
  rollback text not null default '',
  operations text[] not null,                    -- what was asked: OPERATION_KINDS
  touches text[] not null,                       -- TOUCHES
  resource_ids uuid[] not null,                  -- empty: the whole system
  operators text[] not null,                     -- empty: the team
  from_at timestamptz not null,
  to_at timestamptz not null,
  state text not null,                           -- AUTHORISATION_STATES
  asked_by uuid not null,
  asked_at timestamptz not null,
  decide_due_at timestamptz not null,
  decide_rule text not null,
  -- What was granted, never more than what was asked; while prepared, what the first person proposes.
  granted_operations text[],
  granted_touches text[],
  granted_resource_ids uuid[],
  granted_operators text[],
  granted_from_at timestamptz,
  granted_to_at timestamptz,
  narrowed boolean not null default false,
  conditions text not null default '',
  prepared_by uuid,
  prepared_at timestamptz,
  decided_by uuid,
  decided_at timestamptz,
  decision_note text not null default '',
  -- The grant's end, a withdrawal or the asker's word, whichever came first. Nothing but instants ends a grant.
  ends_at timestamptz,
  end_note text not null default '',
  nothing_done boolean not null default false,
  record_due_at timestamptz,                     -- null: no operation can have been carried out
  record_rule text,
  operation_count int not null default 0,
  late_count int not null default 0,
  open_questions int not null default 0,
  answer_due_at timestamptz,                     -- of the oldest open question
  review text,                                   -- of an emergency: EMERGENCY_REVIEWS
  review_due_at timestamptz,
  review_rule text,
  reviewed_by uuid,
  reviewed_at timestamptz,
  review_note text not null default '',
  request_id uuid,                               -- the request for a rectification an objection led to
  version int not null default 1
);
create index on authorisation (customer_org_id, asked_at desc, id desc);
create index on authorisation (asked_org_id, asked_at desc, id desc);
create index on authorisation (supervisor_org_id, asked_at desc, id desc);
create index on authorisation (asked_at desc, id desc);
create index on authorisation (subject_id, asked_at desc, id desc);
create index on authorisation (cloud_id);
create unique index authorisation_number on authorisation (asked_org_id, number);
-- What waits, for the home page and the reminders.
create index authorisation_undecided on authorisation (decide_due_at) where state in ('asked', 'prepared');
create index authorisation_ends on authorisation (ends_at) where state = 'granted';
create index authorisation_unsaid on authorisation (record_due_at)
  where state in ('granted', 'withdrawn') and operation_count = 0 and not nothing_done;
create index authorisation_questioned on authorisation (asked_org_id) where open_questions > 0;
create index authorisation_unreviewed on authorisation (customer_org_id, review_due_at) where review = 'waiting';

-- 操作记录: filed against a grant, never changed.
create table authorisation_operation (
  id uuid primary key,
  authorisation_id uuid not null references authorisation (id),
  operation text not null,
  touches text[] not null,
  resource_ids uuid[] not null,
  operators text[] not null,
  started_at timestamptz not null,
  ended_at timestamptz not null,
  text text not null,
  result text not null,                          -- OPERATION_RESULTS
  reference text not null default '',            -- the asker's own ticket: the same one is recorded once
  late boolean not null,
  recorded_by uuid not null,
  recorded_at timestamptz not null
);
create index on authorisation_operation (authorisation_id, started_at);
create unique index authorisation_operation_reference
  on authorisation_operation (authorisation_id, reference) where reference <> '';

create table authorisation_file (
  operation_id uuid not null references authorisation_operation (id),
  file_id uuid not null references file (id),
  authorisation_id uuid not null references authorisation (id),
  primary key (operation_id, file_id)
);
create index on authorisation_file (file_id);

-- 质询: the customer asks about a record, the asking organisation answers.
create table authorisation_question (
  id uuid primary key,
  authorisation_id uuid not null references authorisation (id),
  operation_id uuid not null references authorisation_operation (id),
  text text not null,
  asked_by uuid not null,
  asked_at timestamptz not null,
  answer_due_at timestamptz not null,
  answer_rule text not null,
  answer text not null default '',
  answered_by uuid,
  answered_at timestamptz
);
create index on authorisation_question (authorisation_id, asked_at);

create table authorisation_step (
  id uuid primary key,
  authorisation_id uuid not null references authorisation (id),
  kind text not null,                            -- AUTHORISATION_STEPS
  text text not null default '',
  until_at timestamptz,
  by_person uuid,
  by_org uuid,
  at timestamptz not null
);
create index on authorisation_step (authorisation_id, at);

-- 应急规则: what the customer agreed to beforehand, for one system and one organisation.
create table emergency_rule (
  id uuid primary key,
  subject_id uuid not null references system (id),
  cloud_id uuid not null references cloud (id),
  customer_org_id uuid not null references organisation (id),
  operator_org_id uuid not null references organisation (id),
  supervisor_org_id uuid references organisation (id),
  operations text[] not null,
  touches text[] not null,
  declarers text not null,                       -- EMERGENCY_DECLARERS
  report_within_hours int not null,
  max_hours int not null,
  note text not null default '',
  valid_to timestamptz not null,
  state text not null,                           -- EMERGENCY_RULE_STATES
  prepared_by uuid not null,
  prepared_at timestamptz not null,
  confirmed_by uuid,
  confirmed_at timestamptz,
  ended_by uuid,
  ended_at timestamptz,
  end_reason text not null default '',
  version int not null default 1
);
create index on emergency_rule (customer_org_id, id desc);
create index on emergency_rule (operator_org_id, id desc);
create index on emergency_rule (supervisor_org_id, id desc);
create index on emergency_rule (subject_id);
create unique index emergency_rule_once on emergency_rule (subject_id, operator_org_id) where state <> 'ended';

-- Seen by the customer, by who asked, and by who supervises the cloud: not by the provider that hosts the
-- system when somebody else asks, and not by others who work on it. The parts follow their case.
call yj_protect('authorisation',
  $$(select yj_org()) = any (array[customer_org_id, asked_org_id, supervisor_org_id])$$);
call yj_protect('emergency_rule',
  $$(select yj_org()) = any (array[customer_org_id, operator_org_id, supervisor_org_id])$$);
call yj_protect('authorisation_operation',
  $$exists (select from authorisation a where a.id = authorisation_operation.authorisation_id)$$);
call yj_protect('authorisation_file',
  $$exists (select from authorisation a where a.id = authorisation_file.authorisation_id)$$);
call yj_protect('authorisation_question',
  $$exists (select from authorisation a where a.id = authorisation_question.authorisation_id)$$);
call yj_protect('authorisation_step',
  $$exists (select from authorisation a where a.id = authorisation_step.authorisation_id)$$);

-- A session log or screenshot is seen by whoever sees the operation it was filed for. A policy of its own:
-- policies of one table are joined by OR, and files are always read by id.
create policy authorisation on file for select to yunjian_tenant
  using (exists (select from authorisation_file af where af.file_id = file.id));

-- The names on a paper: a customer may not see a supplier's people otherwise, nor a supplier the cloud. Given
-- only for cases the caller is part of, for as long as they are kept.
create function yj_authorisation_names(cases uuid[]) returns table (id uuid, name text)
  language sql stable security definer set search_path = public
as $$
  with seen as (
    select a.* from authorisation a
    where a.id = any (cases)
      and (current_setting('role', true) = 'yunjian_all'
        or yj_org() = any (array[a.customer_org_id, a.asked_org_id, a.supervisor_org_id]))
  ), orgs as (
    select customer_org_id as id from seen union select asked_org_id from seen
  ), people as (
    select asked_by as id from seen union select prepared_by from seen union select decided_by from seen
    union select reviewed_by from seen
    union select s.by_person from authorisation_step s join seen on seen.id = s.authorisation_id
  )
  select o.id, o.short_name from organisation o join orgs using (id)
  union all
  select p.id, p.name from person p join people using (id)
  union all
  select s.id, s.name from subject s join (select subject_id as id from seen union select cloud_id from seen) i using (id)
  union all
  select r.id, r.name from resource r
  join (
    select unnest(resource_ids) as id from seen union select unnest(granted_resource_ids) from seen
    union select unnest(op.resource_ids) from authorisation_operation op join seen on seen.id = op.authorisation_id
  ) i using (id)
$$;
revoke execute on function yj_authorisation_names from public;
grant execute on function yj_authorisation_names to yunjian_tenant, yunjian_all;

create function yj_emergency_rule_names(rules uuid[]) returns table (id uuid, name text)
  language sql stable security definer set search_path = public
as $$
  with seen as (
    select r.* from emergency_rule r
    where r.id = any (rules)
      and (current_setting('role', true) = 'yunjian_all'
        or yj_org() = any (array[r.customer_org_id, r.operator_org_id, r.supervisor_org_id]))
  )
  select o.id, o.short_name from organisation o
  join (select customer_org_id as id from seen union select operator_org_id from seen) i using (id)
  union all
  select p.id, p.name from person p
  join (select prepared_by as id from seen union select confirmed_by from seen union select ended_by from seen) i using (id)
  union all
  select s.id, s.name from subject s join (select subject_id as id from seen union select cloud_id from seen) i using (id)
$$;
revoke execute on function yj_emergency_rule_names from public;
grant execute on function yj_emergency_rule_names to yunjian_tenant, yunjian_all;

-- Who may operate on a system at an instant and so may be named in an emergency rule of its customer, who
-- cannot see suppliers otherwise. Empty for systems of others.
create function yj_operators_of(target uuid, at timestamptz) returns table (id uuid, name text, role text)
  language sql stable security definer set search_path = public
as $$
  select o.id, o.short_name,
    (array_agg(e.role order by array_position(array['provider', 'partner', 'supplier', 'assessor'], e.role)))[1]
  from subject s
  join engagement e on e.role in ('provider', 'partner', 'supplier', 'assessor')
    and e.from_at <= at and (e.to_at is null or e.to_at > at)
    and (e.subject_id = s.id or e.subject_id in (
      select sc.cloud_id from system_cloud sc
      where sc.system_id = s.id and sc.from_at <= at and (sc.to_at is null or sc.to_at > at)))
  join organisation o on o.id = e.org_id and o.ended_at is null and o.id <> s.owner_org_id
  where s.id = target and s.kind = 'system' and s.owner_org_id = yj_org()
  group by o.id, o.short_name
$$;
revoke execute on function yj_operators_of from public;
grant execute on function yj_operators_of to yunjian_tenant, yunjian_all;

-- Supervision of a cloud passes on, and its cases with it. The one who changes the engagement need not see them.
create function yj_authorisations_follow(cloud uuid, at timestamptz) returns void
  language sql security definer set search_path = public
as $$
  update authorisation set supervisor_org_id = yj_supervisor_of(cloud, at)
    where cloud_id = cloud and supervisor_org_id is distinct from yj_supervisor_of(cloud, at);
  update emergency_rule set supervisor_org_id = yj_supervisor_of(cloud, at)
    where cloud_id = cloud and supervisor_org_id is distinct from yj_supervisor_of(cloud, at);
$$;
revoke execute on function yj_authorisations_follow from public;
grant execute on function yj_authorisations_follow to yunjian_tenant, yunjian_all;
