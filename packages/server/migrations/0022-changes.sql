-- 重大变更: cases of a provider's clouds, what customers are told of them, and the controlled configuration.

create table change_case (
  id uuid primary key,
  number text not null,                          -- 变更〔2026〕17号, of the provider
  kind text not null,                            -- CHANGE_KINDS
  mode text not null,                            -- CHANGE_MODES
  state text not null,                           -- CHANGE_STATES
  provider_org_id uuid not null references organisation (id),
  cloud_ids uuid[] not null,                     -- the first one names it
  title text not null,
  what text not null default '',
  why text not null default '',
  place text not null default '',                -- systems and resources in words
  reach text not null,                           -- CHANGE_REACHES
  system_ids uuid[] not null default '{}',
  plain text not null default '',                -- for customers, in their words
  duty_ids text[] not null default '{}',         -- control items it touches, confirmed by a person
  planned_from timestamptz,
  planned_to timestamptz,
  made_by uuid not null,                         -- who wrote it, or found it
  made_org uuid not null references organisation (id),
  made_at timestamptz not null,
  announced_at timestamptz,
  announced_by uuid,
  notice_earliest date,                          -- first day with full notice
  notice_rule text,
  notice_short boolean not null default false,
  short_reason text not null default '',
  analysis_version int not null default 0,
  analysis jsonb,                                -- the form in force: change-impact-analysis
  analysed_at timestamptz,
  analysed_by uuid,
  advise_due_at timestamptz,
  advise_rule text,
  advised_at timestamptz,
  advised_by uuid,                               -- who gave the opinion that made it
  advised_org uuid,
  advised_version int,
  opinion text,                                  -- CHANGE_OPINIONS, the last one formed
  opinion_note text not null default '',
  times_revised int not null default 0,          -- opinions other than "implement"
  file_due_at timestamptz,                       -- emergency: filed by; found: explained by
  file_rule text,
  filed_late boolean not null default false,
  found_how text not null default '',
  implemented_at timestamptz,                    -- when it was reported
  implemented_by uuid,
  started_at timestamptz,
  ended_at timestamptz,
  result text,                                   -- CHANGE_RESULTS
  deviations text not null default '',
  audit text not null default '',                -- who had access, how the work was audited
  against text,                                  -- CHANGE_AGAINST
  assess_due_at timestamptz,
  assess_rule text,
  assessed_at timestamptz,
  assessed_by uuid,
  assessor text not null default '',
  assessment text not null default '',
  compare_due_at timestamptz,
  compare_rule text,
  comparison text,                               -- CHANGE_COMPARISONS, the last one
  comparison_note text not null default '',
  compared_by uuid,
  closed_at timestamptz,
  customers int not null default 0,
  acknowledged_before int not null default 0,
  acknowledged_after int not null default 0,
  open_questions int not null default 0,
  objections int not null default 0,
  version int not null default 1
);
create unique index change_number on change_case (provider_org_id, number);
create index on change_case (made_at desc, id desc);
create index on change_case (provider_org_id, made_at desc, id desc);
create index on change_case using gin (cloud_ids);
create index on change_case (planned_from) where state not in ('draft', 'withdrawn');
-- What waits, for the home page and the reminders.
create index change_open on change_case (state, id) where state not in ('closed', 'withdrawn');

create table change_step (
  id uuid primary key,
  change_id uuid not null references change_case (id),
  kind text not null,                            -- CHANGE_STEPS
  text text not null default '',
  until_at timestamptz,
  by_person uuid,
  by_org uuid,
  at timestamptz not null
);
create index on change_step (change_id, at);

create table change_file (
  step_id uuid not null references change_step (id),
  file_id uuid not null references file (id),
  change_id uuid not null references change_case (id),
  primary key (step_id, file_id)
);
create index on change_file (file_id);

-- Every version of the analysis that was handed in; never changed.
create table change_analysis (
  change_id uuid not null references change_case (id),
  n int not null,
  data jsonb not null,
  by_person uuid not null,
  at timestamptz not null,
  primary key (change_id, n)
);

-- One person's opinion on one version of it.
create table change_opinion (
  change_id uuid not null references change_case (id),
  analysis_version int not null,
  person_id uuid not null,
  org_id uuid not null,
  opinion text not null,
  note text not null default '',
  at timestamptz not null,
  primary key (change_id, analysis_version, person_id)
);

-- 变更告知: what one customer is told. It carries all that the customer may see, because the case itself holds
-- the provider's papers; the provider and the supervisor keep it in step.
create table change_notice (
  id uuid primary key,
  change_id uuid not null references change_case (id),
  org_id uuid not null references organisation (id),
  provider_org_id uuid not null references organisation (id),
  supervisor_org_id uuid references organisation (id),
  cloud_id uuid not null references cloud (id),
  system_ids uuid[] not null,
  number text not null,
  title text not null,
  kind text not null,
  mode text not null,
  state text not null,                           -- CHANGE_STATES, as far as a customer is concerned
  plain text not null,
  planned_from timestamptz,
  planned_to timestamptz,
  started_at timestamptz,
  ended_at timestamptz,
  result text,
  outcome text not null default '',              -- told afterwards
  told_before_at timestamptz,
  acknowledged_before_at timestamptz,
  acknowledged_before_by uuid,
  told_after_at timestamptz,
  acknowledged_after_at timestamptz,
  acknowledged_after_by uuid,
  open_questions int not null default 0,
  version int not null default 1,
  unique (change_id, org_id)
);
create index on change_notice (org_id, id desc);
create index on change_notice (cloud_id);

create table change_question (
  id uuid primary key,
  notice_id uuid not null references change_notice (id),
  change_id uuid not null references change_case (id),
  objection boolean not null,
  text text not null,
  asked_by uuid not null,
  asked_at timestamptz not null,
  answer text not null default '',
  answered_by uuid,
  answered_at timestamptz
);
create index on change_question (notice_id, asked_at);

-- What was agreed for a cloud about its changes; what is null follows the settings.
create table change_terms (
  cloud_id uuid primary key references cloud (id),
  notice_amount int,
  notice_unit text,
  assess_amount int,
  assess_unit text,
  quorum int,
  reason text not null,
  changed_by uuid not null,
  changed_at timestamptz not null,
  version int not null default 1
);

-- What followed from a change made against the opinion, or that was not made as it was filed.
alter table rectification add column change_id uuid references change_case (id);
create index on rectification (change_id) where change_id is not null;

-- A case is seen by who may read the papers of one of its clouds; a draft by its author's organisation alone.
call yj_protect('change_case', $$(provider_org_id = (select yj_org()) or state <> 'draft')
  and cloud_ids && (select yj_ids('cases'))::uuid[]$$);
call yj_protect('change_step',
  $$exists (select from change_case c where c.id = change_step.change_id)$$);
call yj_protect('change_file',
  $$exists (select from change_case c where c.id = change_file.change_id)$$);
call yj_protect('change_analysis',
  $$exists (select from change_case c where c.id = change_analysis.change_id)$$);
call yj_protect('change_opinion',
  $$exists (select from change_case c where c.id = change_opinion.change_id)$$);
call yj_protect('change_notice',
  $$(select yj_org()) = any (array[org_id, provider_org_id, supervisor_org_id])$$);
call yj_protect('change_question',
  $$exists (select from change_notice n where n.id = change_question.notice_id)$$);
call yj_protect('change_terms', $$cloud_id = any ((select yj_ids('cases'))::uuid[])$$);

create policy change on file for select to yunjian_tenant
  using (exists (select from change_file cf where cf.file_id = file.id));

-- Whose systems run on these clouds at an instant, all or those named, by customer. A provider sees the systems
-- on its clouds anyway; the supervisor of the cloud is kept with the notice, as with authorisations.
create function yj_change_reach(clouds uuid[], systems uuid[], at timestamptz)
  returns table (org_id uuid, cloud_id uuid, system_ids uuid[], supervisor_org_id uuid)
  language sql stable security definer set search_path = public
as $$
  select s.org_id, (array_agg(sc.cloud_id order by array_position(clouds, sc.cloud_id)))[1], array_agg(distinct s.id),
    yj_supervisor_of((array_agg(sc.cloud_id order by array_position(clouds, sc.cloud_id)))[1], at)
  from system_cloud sc join system s on s.id = sc.system_id and s.ended_at is null
  join organisation o on o.id = s.org_id and o.ended_at is null
  where sc.cloud_id = any (clouds) and sc.from_at <= at and (sc.to_at is null or sc.to_at > at)
    and (systems is null or s.id = any (systems))
    and exists (select from cloud c where c.id = sc.cloud_id and c.provider_org_id = yj_org())
  group by s.org_id
$$;
revoke execute on function yj_change_reach from public;
grant execute on function yj_change_reach to yunjian_tenant, yunjian_all;

-- A customer's acknowledgement or question counts in the case, which the customer itself may not see.
create function yj_change_counts(target uuid) returns void
  language sql security definer set search_path = public
as $$
  update change_case c set
    acknowledged_before = n.before, acknowledged_after = n.after, open_questions = n.open, objections = q.objections
  from (
    select count(acknowledged_before_at)::int as before, count(acknowledged_after_at)::int as after,
      coalesce(sum(open_questions), 0)::int as open
    from change_notice where change_id = target
  ) n, (select count(*) filter (where objection)::int as objections from change_question where change_id = target) q
  where c.id = target and exists (
    select from change_notice m where m.change_id = target
      and yj_org() = any (array[m.org_id, m.provider_org_id, m.supervisor_org_id]))
$$;
revoke execute on function yj_change_counts from public;
grant execute on function yj_change_counts to yunjian_tenant, yunjian_all;

-- The step of a customer in the history of a case it may not see.
create function yj_change_step(notice uuid, step uuid, step_kind text, words text, at timestamptz) returns void
  language sql security definer set search_path = public
as $$
  insert into change_step (id, change_id, kind, text, by_person, by_org, at)
  select step, n.change_id, step_kind, words, yj_person(), yj_org(), at
  from change_notice n where n.id = notice and n.org_id = yj_org()
$$;
revoke execute on function yj_change_step from public;
grant execute on function yj_change_step to yunjian_tenant, yunjian_all;

-- Names on a case for who may see it: people of the other organisations, customers, systems, clouds.
create function yj_change_names(cases uuid[]) returns table (id uuid, name text)
  language sql stable security definer set search_path = public
as $$
  with seen as (
    select c.* from change_case c
    where c.id = any (cases)
      and (current_setting('role', true) = 'yunjian_all' 
        or ((c.state <> 'draft' or c.provider_org_id = yj_org()) and c.cloud_ids && yj_ids('cases')))
  ), notices as (select n.* from change_notice n join seen on seen.id = n.change_id)
  select o.id, o.short_name from organisation o join (
    select provider_org_id as id from seen union select made_org from seen union select advised_org from seen
    union select s.by_org from change_step s join seen on seen.id = s.change_id
    union select org_id from notices) i using (id)
  union all
  select p.id, p.name from person p join (
    select s.by_person as id from change_step s join seen on seen.id = s.change_id
    union select made_by from seen union select announced_by from seen union select advised_by from seen
    union select implemented_by from seen union select assessed_by from seen union select compared_by from seen
    union select a.by_person from change_analysis a join seen on seen.id = a.change_id
    union select o.person_id from change_opinion o join seen on seen.id = o.change_id
    union select q.asked_by from change_question q join notices n on n.id = q.notice_id
    union select q.answered_by from change_question q join notices n on n.id = q.notice_id
    union select acknowledged_before_by from notices union select acknowledged_after_by from notices) i using (id)
  union all
  select s.id, s.name from subject s join (
    select unnest(cloud_ids) as id from seen union select unnest(system_ids) from seen
    union select unnest(system_ids) from notices) i using (id)
$$;
revoke execute on function yj_change_names from public;
grant execute on function yj_change_names to yunjian_tenant, yunjian_all;

-- And on what a customer was told.
create function yj_change_notice_names(notices uuid[]) returns table (id uuid, name text)
  language sql stable security definer set search_path = public
as $$
  with seen as (
    select n.* from change_notice n
    where n.id = any (notices)
      and (current_setting('role', true) = 'yunjian_all'
        or yj_org() = any (array[n.org_id, n.provider_org_id, n.supervisor_org_id]))
  )
  select o.id, o.short_name from organisation o
  join (select org_id as id from seen union select provider_org_id from seen) i using (id)
  union all
  select p.id, p.name from person p join (
    select acknowledged_before_by as id from seen union select acknowledged_after_by from seen
    union select q.asked_by from change_question q join seen on seen.id = q.notice_id
    union select q.answered_by from change_question q join seen on seen.id = q.notice_id) i using (id)
  union all
  select s.id, s.name from subject s
  join (select cloud_id as id from seen union select unnest(system_ids) from seen) i using (id)
$$;
revoke execute on function yj_change_notice_names from public;
grant execute on function yj_change_notice_names to yunjian_tenant, yunjian_all;

-- Supervision of a cloud passes on, and with it what customers were told.
create function yj_changes_follow(cloud uuid, at timestamptz) returns void
  language sql security definer set search_path = public
as $$
  update change_notice set supervisor_org_id = yj_supervisor_of(cloud, at)
    where cloud_id = cloud and supervisor_org_id is distinct from yj_supervisor_of(cloud, at);
$$;
revoke execute on function yj_changes_follow from public;
grant execute on function yj_changes_follow to yunjian_tenant, yunjian_all;
