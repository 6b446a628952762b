-- 安全事件: what happened, who must be told by when, whom it affects, and how it ended.

create table incident (
  id uuid primary key,
  number text not null,                          -- 事件〔2026〕17号, of the reporting organisation
  title text not null,
  kind text not null,                            -- INCIDENT_KINDS
  class_id text,                                 -- '2023:DS/leaked' of domain/incident-classes
  source text not null,                          -- INCIDENT_SOURCES
  reported_org_id uuid not null references organisation (id),
  reported_by uuid not null,
  reported_at timestamptz not null,
  reference text not null default '',            -- the reporter's own ticket or alarm: the same one is reported once
  repeat_count int not null default 0,
  repeats_id uuid references incident (id),      -- the same matter as one that was closed before
  merged_into uuid references incident (id),
  state text not null,                           -- INCIDENT_STATES
  crime_since timestamptz,                       -- from when a crime is suspected
  happened_at timestamptz,                       -- null: not known yet
  known_at timestamptz not null,                 -- when the reporter knew
  confirm_due_at timestamptz not null,
  confirmed_at timestamptz,
  handled_at timestamptz,                        -- handling over: closing asked for
  compare_due_at timestamptz,
  closed_at timestamptz,
  closed_by uuid,
  reopened_count int not null default 0,
  -- The levels in force, from the newest incident_grading; each scale for itself.
  level_standard text not null,
  level_regulation text not null,
  level_since timestamptz not null,              -- when what makes it this level became known
  report_version int,
  agreed_version int,
  cloud_ids uuid[] not null,
  system_ids uuid[] not null,                    -- empty: the clouds as a whole
  -- Who handles it: providers, supervisors and managers of the clouds; kept in step with engagements (on.ts).
  provider_org_ids uuid[] not null,
  provider_operators jsonb not null,           -- OPERATOR_KINDS by organisation, where it is not 'other'
  supervisor_org_ids uuid[] not null,
  seen_by uuid[] not null,
  duties_opened boolean not null default false,
  version int not null default 1
);
create index on incident (reported_at desc, id desc);
create index incident_running on incident (reported_at desc, id desc) where state not in ('closed', 'false-alarm', 'merged');
create unique index incident_number on incident (reported_org_id, number);
create unique index incident_reference on incident (reported_org_id, reference)
  where reference <> '' and state not in ('closed', 'false-alarm', 'merged');
create index on incident (reported_org_id, reported_at desc);
create index incident_clouds on incident using gin (cloud_ids);

-- How it was graded, each time anew: inputs, both levels as computed with the reasons, and as a person decided.
create table incident_grading (
  id uuid primary key,
  incident_id uuid not null references incident (id),
  inputs jsonb not null,
  standard_level text not null,
  standard_decided text,
  standard_reasons jsonb not null,
  regulation_level text not null,
  regulation_decided text,
  regulation_reasons jsonb not null,
  reason text not null default '',
  known_at timestamptz not null,
  by_person uuid,
  by_org uuid,
  at timestamptz not null
);
create index on incident_grading (incident_id, at desc, id desc);

-- Facts, one after the other; a correction points at what it corrects, and nothing is overwritten.
create table incident_fact (
  id uuid primary key,
  incident_id uuid not null references incident (id),
  kind text not null,                            -- FACT_KINDS
  text text not null,
  happened_at timestamptz,
  known_at timestamptz not null,
  corrects_id uuid references incident_fact (id),
  corrected boolean not null default false,
  by_person uuid not null,
  by_org uuid not null,
  at timestamptz not null
);
create index on incident_fact (incident_id, known_at, id);

create table incident_step (
  id uuid primary key,
  incident_id uuid not null references incident (id),
  kind text not null,                            -- INCIDENT_STEPS
  text text not null default '',
  detail text,                                   -- a state, level, channel or number
  by_person uuid,
  by_org uuid,
  at timestamptz not null
);
create index on incident_step (incident_id, at, id);

-- Time limits as they were set, each an instant with the setting that gave it. Near and expired are computed.
create table incident_clock (
  id uuid primary key,
  incident_id uuid not null references incident (id),
  org_id uuid not null references organisation (id),
  side text not null,
  kind text not null,                            -- CLOCK_KINDS
  channel text not null,                         -- TELLING_CHANNELS
  round int not null,
  legal boolean not null,
  source text not null,
  from_at timestamptz not null,
  warn_at timestamptz not null,
  climb_at timestamptz not null,
  due_at timestamptz not null,
  done_at timestamptz,
  stopped_at timestamptz,
  seen_by uuid[] not null,
  created_at timestamptz not null
);
create unique index incident_clock_once on incident_clock (incident_id, org_id, kind, channel, round) where stopped_at is null;
create index incident_clock_due on incident_clock (due_at) where done_at is null and stopped_at is null;
create index incident_clock_warn on incident_clock (warn_at) where done_at is null and stopped_at is null;
create index incident_clock_climb on incident_clock (climb_at) where done_at is null and stopped_at is null;

-- Who told whom, with the text as it was sent.
create table incident_telling (
  id uuid primary key,
  incident_id uuid not null references incident (id),
  org_id uuid not null references organisation (id),
  channel text not null,
  kind text not null,                            -- 'first' | 'progress' | 'closing'
  text text not null,
  reference text not null default '',            -- receipt of the authority
  told_at timestamptz not null,
  out_of_order boolean not null default false,   -- the supervisor before the customers
  reason text not null default '',
  by_person uuid not null,
  at timestamptz not null,
  seen_by uuid[] not null
);
create index on incident_telling (incident_id, told_at);

-- What affected customers are told, the same words for all; each sees its own systems beside them.
create table incident_notice (
  id uuid primary key,
  incident_id uuid not null references incident (id),
  text text not null,
  follow_up boolean not null,
  sent_by uuid not null,
  sent_org uuid not null,
  sent_at timestamptz not null,
  recipients int not null
);
create index on incident_notice (incident_id, sent_at);

-- One affected customer. Seen by itself, by the providers on whose clouds it is affected, and by the supervisors.
create table incident_customer (
  incident_id uuid not null references incident (id),
  org_id uuid not null references organisation (id),
  cloud_ids uuid[] not null,
  system_ids uuid[] not null,
  origin text not null,                          -- 'computed' | 'added' | 'reporter'
  added_at timestamptz not null,
  operator text not null default 'other',        -- OPERATOR_KINDS, as the customer says
  told_at timestamptz,
  remind_at timestamptz,
  phone_at timestamptz,
  read_at timestamptz,
  acknowledged_at timestamptz,
  acknowledged_by uuid,
  acknowledged_how text,                         -- 'in-app' | 'phone'
  note text not null default '',                 -- what the customer answered
  waived_at timestamptz,
  waived_by uuid,
  waived_reason text not null default '',
  seen_by uuid[] not null,
  version int not null default 1,
  primary key (incident_id, org_id)
);
create index on incident_customer (org_id, told_at desc);
create index incident_customer_open on incident_customer (incident_id) where acknowledged_at is null and waived_at is null;
create index incident_customer_remind on incident_customer (remind_at) where acknowledged_at is null and waived_at is null;
create index incident_customer_phone on incident_customer (phone_at) where acknowledged_at is null and waived_at is null;

create table incident_call (
  id uuid primary key,
  incident_id uuid not null,
  org_id uuid not null,
  result text not null,                          -- CALL_RESULTS
  spoke_to text not null default '',
  text text not null default '',
  by_person uuid not null,
  by_org uuid not null,
  at timestamptz not null,
  foreign key (incident_id, org_id) references incident_customer (incident_id, org_id)
);
create index on incident_call (incident_id, org_id, at);

-- Help asked of the supervisor, and what came of it (JGK-6.4.3-c).
create table incident_help (
  id uuid primary key,
  incident_id uuid not null references incident (id),
  text text not null,
  asked_by uuid not null,
  asked_org uuid not null,
  asked_at timestamptz not null,
  answer text not null default '',
  answered_by uuid,
  answered_org uuid,
  answered_at timestamptz
);
create index on incident_help (incident_id, asked_at);

create table incident_task (
  id uuid primary key,
  incident_id uuid not null references incident (id),
  title text not null,
  owner_org uuid not null references organisation (id),
  owner text not null,                           -- a name, as crisis teams work
  due_at timestamptz,
  done_at timestamptz,
  done_by uuid,
  result text not null default '',
  set_by uuid not null,
  set_org uuid not null,
  set_at timestamptz not null
);
create index on incident_task (incident_id, set_at);

-- 总结报告, each version kept.
create table incident_report (
  incident_id uuid not null references incident (id),
  report_version int not null,
  cause text not null,
  measures text not null,
  harm text not null,
  accountability text not null,
  improvement text not null,
  lessons text not null,
  by_person uuid not null,
  by_org uuid not null,
  at timestamptz not null,
  compared_by uuid,
  compared_at timestamptz,
  agrees boolean,
  note text not null default '',
  primary key (incident_id, report_version)
);

-- What it led to elsewhere: rectifications, periods of duties.
create table incident_link (
  incident_id uuid not null references incident (id),
  type text not null,                            -- ObjectType
  object_id uuid not null,
  label text not null,
  at timestamptz not null,
  primary key (incident_id, object_id)
);

-- What contracts say for a cloud instead of the settings.
create table incident_terms (
  cloud_id uuid primary key references cloud (id),
  customers_within int,                          -- minutes
  supervisor_within int,
  note text not null default '',                 -- where it is agreed
  changed_by uuid not null,
  changed_at timestamptz not null,
  version int not null default 1
);
call yj_protect('incident_terms', 'true', $$cloud_id = any ((select yj_ids('cases'))::uuid[])$$);

-- Who reported it may write it and see its own row; the parts are for those who handle it.
call yj_protect('incident', $$(select yj_org()) = any (seen_by || reported_org_id)$$);
create procedure yj_protect_incident_part(target regclass) language plpgsql as $$
begin
  execute format('call yj_protect(%L, %L, %L)', target::text,
    format('exists (select from incident i where i.id = %s.incident_id and (select yj_org()) = any (i.seen_by))', target),
    format('exists (select from incident i where i.id = %s.incident_id)', target));
end $$;
call yj_protect_incident_part('incident_grading');
call yj_protect_incident_part('incident_fact');
call yj_protect_incident_part('incident_step');
call yj_protect_incident_part('incident_notice');
call yj_protect_incident_part('incident_help');
call yj_protect_incident_part('incident_task');
call yj_protect_incident_part('incident_report');
call yj_protect_incident_part('incident_link');
drop procedure yj_protect_incident_part;
call yj_protect('incident_clock', $$(select yj_org()) = any (seen_by)$$, 'true');
call yj_protect('incident_telling', $$(select yj_org()) = any (seen_by)$$);
call yj_protect('incident_customer', $$(select yj_org()) = any (seen_by)$$, 'true');
call yj_protect('incident_call', $$exists (select from incident_customer c
  where c.incident_id = incident_call.incident_id and c.org_id = incident_call.org_id)$$);

-- Providers, supervisors and managers of these clouds at an instant.
create function yj_incident_sides(clouds uuid[], at timestamptz)
  returns table (providers uuid[], supervisors uuid[], managers uuid[])
  language sql stable security definer set search_path = public
as $$
  select
    array(select distinct c.provider_org_id from cloud c where c.id = any (clouds)),
    array(select distinct s from unnest(clouds) c cross join lateral yj_supervisor_of(c, at) s where s is not null),
    array(select distinct e.org_id from engagement e where e.role = 'manager'
      and (e.subject_id = any (clouds) or e.subject_id is null)
      and e.from_at <= at and (e.to_at is null or e.to_at > at))
$$;

-- Since when a cloud has been there: supervised or registered, whichever came first.
create function yj_incident_clouds_since(clouds uuid[]) returns timestamptz
  language sql stable security definer set search_path = public
as $$
  select min(least(c.created_at, c.supervised_from::timestamp at time zone 'Asia/Shanghai')) from cloud c where c.id = any (clouds)
$$;

-- The clouds a system runs on, for whoever reports it and may not see them: a supplier, a machine of a customer.
create function yj_incident_places(systems uuid[], at timestamptz) returns uuid[]
  language sql stable security definer set search_path = public
as $$
  select coalesce(array_agg(distinct sc.cloud_id), '{}') from system_cloud sc
  where sc.system_id = any (systems) and sc.from_at <= at and (sc.to_at is null or sc.to_at > at)
$$;

-- Customers whose systems were on what was touched at any time since it happened, and those with a contract for a
-- cloud touched as a whole. Who is there already keeps what was said to it. Gives the ids of the new ones.
create function yj_incident_affect(target uuid, at timestamptz) returns uuid[]
  language plpgsql security definer set search_path = public
as $$
declare
  i incident;
  added uuid[];
begin
  select * into i from incident where id = target;
  if not found or not (current_setting('role', true) = 'yunjian_all'
      or yj_org() = any (i.seen_by || i.reported_org_id)) then
    return '{}';
  end if;
  with hit as (
    select s.org_id, sc.cloud_id, sc.system_id
    from system_cloud sc join system s on s.id = sc.system_id
    where sc.cloud_id = any (i.cloud_ids) and (i.system_ids = '{}' or sc.system_id = any (i.system_ids))
      and sc.from_at <= at and (sc.to_at is null or sc.to_at > coalesce(i.happened_at, i.known_at))
    union all
    select c.customer_org_id, c.cloud_id, null from contract c
    where i.system_ids = '{}' and c.cloud_id = any (i.cloud_ids)
      and c.created_at <= at and (c.ended_at is null or c.ended_at > coalesce(i.happened_at, i.known_at))
  ), one as (
    select org_id, array_agg(distinct cloud_id) as clouds,
      coalesce(array_agg(distinct system_id) filter (where system_id is not null), '{}') as systems
    from hit group by org_id
  ), sees as (
    select one.*, array(select c.provider_org_id from cloud c where c.id = any (one.clouds)) || i.supervisor_org_ids || one.org_id as seen
    from one
  ), kept as (
    insert into incident_customer (incident_id, org_id, cloud_ids, system_ids, origin, added_at, seen_by)
    select i.id, org_id, clouds, systems, 'computed', at, seen from sees
    on conflict (incident_id, org_id) do update
      set cloud_ids = excluded.cloud_ids, system_ids = excluded.system_ids, seen_by = excluded.seen_by
    returning org_id, (xmax = 0) as fresh
  )
  select coalesce(array_agg(org_id) filter (where fresh), '{}') into added from kept;
  return added;
end $$;

-- What a customer, or whoever reported it without handling it, may know of an incident: its course and what was said
-- to all. Never who else is affected, never the handlers' facts.
create function yj_incident_briefs(org uuid, only_id uuid default null) returns table (
    id uuid, number text, title text, kind text, state text, happened_at timestamptz, known_at timestamptz,
    reported_at timestamptz, closed_at timestamptz, mine boolean, clouds text[], sender text)
  language sql stable security definer set search_path = public
as $$
  select i.id, i.number, i.title, i.kind, i.state, i.happened_at, i.known_at, i.reported_at, i.closed_at,
    i.reported_org_id = yj_org(),
    array(select cl.name::text from cloud cl where cl.id = any (coalesce(c.cloud_ids, '{}')) order by cl.name),
    coalesce((select o.short_name::text from incident_notice n join organisation o on o.id = n.sent_org
      where n.incident_id = i.id order by n.sent_at limit 1), '')
  from incident i
  left join incident_customer c on c.incident_id = i.id and c.org_id = yj_org() and c.told_at is not null
  where yj_org() = org and (only_id is null or i.id = only_id)
    and (i.reported_org_id = yj_org() or c.org_id is not null)
$$;

create function yj_incident_notices(target uuid) returns table (id uuid, text text, follow_up boolean, sender text, sent_at timestamptz)
  language sql stable security definer set search_path = public
as $$
  select n.id, n.text, n.follow_up, coalesce(o.short_name, ''), n.sent_at
  from incident_notice n left join organisation o on o.id = n.sent_org
  where n.incident_id = target and exists (select from incident_customer c
    where c.incident_id = target and c.org_id = yj_org() and c.told_at is not null)
  order by n.sent_at, n.id
$$;

-- The names on a case, for those who handle it, for as long as it is kept.
create function yj_incident_names(cases uuid[]) returns table (id uuid, name text)
  language sql stable security definer set search_path = public
as $$
  with seen as (
    select i.* from incident i where i.id = any (cases)
      and (current_setting('role', true) = 'yunjian_all' or yj_org() = any (i.seen_by || i.reported_org_id))
  ), orgs as (
    select reported_org_id as id from seen union select unnest(provider_org_ids) from seen
    union select unnest(supervisor_org_ids) from seen
    union select by_org from incident_step s join seen on seen.id = s.incident_id
    union select by_org from incident_fact f join seen on seen.id = f.incident_id
  ), people as (
    select reported_by as id from seen union select closed_by from seen
    union select by_person from incident_step s join seen on seen.id = s.incident_id
    union select by_person from incident_fact f join seen on seen.id = f.incident_id
  )
  select o.id, o.short_name from organisation o join orgs using (id)
  union all select p.id, p.name from person p join people using (id)
  union all select c.id, c.name from cloud c join (select unnest(cloud_ids) as id from seen) s using (id)
  union all select y.id, y.name from system y join (select unnest(system_ids) as id from seen) s using (id)
$$;

-- Customers whose newest mail about this incident was given up, or who have nobody to be told: they are called.
create function yj_incident_unreachable(target uuid, orgs uuid[], at timestamptz) returns uuid[]
  language sql stable security definer set search_path = public
as $$
  select coalesce(array_agg(c.org_id), '{}') from incident_customer c
  where c.incident_id = target and c.org_id = any (orgs) and c.told_at is not null
    and (current_setting('role', true) = 'yunjian_all' or yj_org() = any (c.seen_by))
    and (
      exists (select from organisation o where o.id = c.org_id and o.ended_at is not null)
      or not exists (select from membership m join person p on p.id = m.person_id and p.ended_at is null
        where m.org_id = c.org_id and m.post in ('customer-lead', 'customer-member')
          and m.from_at <= at and (m.to_at is null or m.to_at > at))
      or (exists (select from notice n join mail l on l.id = n.mail_id
            where n.object_id = target and n.org_id = c.org_id and l.state = 'failed')
        and not exists (select from notice n join mail l on l.id = n.mail_id
            where n.object_id = target and n.org_id = c.org_id and l.state in ('sent', 'waiting')))
    )
$$;

-- Supervision or provision of a cloud passes on, and its running cases with it.
create function yj_incidents_follow(cloud uuid, at timestamptz) returns void
  language sql security definer set search_path = public
as $$
  update incident i set provider_org_ids = s.providers, supervisor_org_ids = s.supervisors,
    seen_by = i.seen_by || s.providers || s.supervisors || s.managers
  from incident j cross join lateral yj_incident_sides(j.cloud_ids, at) s
  where j.id = i.id and i.cloud_ids @> array[cloud] and i.state not in ('closed', 'false-alarm', 'merged')
    and not (i.seen_by @> (s.providers || s.supervisors || s.managers) and i.supervisor_org_ids = s.supervisors);
$$;

do $$
declare f text;
begin
  foreach f in array array['yj_incident_sides(uuid[], timestamptz)', 'yj_incident_clouds_since(uuid[])',
    'yj_incident_places(uuid[], timestamptz)', 'yj_incident_affect(uuid, timestamptz)', 'yj_incident_briefs(uuid, uuid)',
    'yj_incident_notices(uuid)', 'yj_incident_names(uuid[])',
    'yj_incident_unreachable(uuid, uuid[], timestamptz)', 'yj_incidents_follow(uuid, timestamptz)']
  loop
    execute format('revoke execute on function %s from public', f);
    execute format('grant execute on function %s to yunjian_tenant, yunjian_all', f);
  end loop;
end $$;
