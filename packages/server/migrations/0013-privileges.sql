-- Rights administration: temporary privileges, loosening with a second person, keys that are limited to
-- permissions and subjects, observers who read, and the review of who holds which post.

-- A person's rights beyond the posts, for a purpose and a time (CQZ-7.5.3.5). Whether one runs is told by
-- from_at, until_at and state at the moment of asking: nothing has to be set when it runs out.
create table temporary_privilege (
  id uuid primary key,
  person_id uuid not null references person (id),
  org_id uuid not null references organisation (id),
  post text,                                     -- whose extra permissions were asked for; null: single ones
  permissions text[] not null,
  subjects uuid[],                               -- null: whatever the organisation sees
  purpose text not null,
  from_at timestamptz not null,
  until_at timestamptz not null,
  asked_at timestamptz not null,
  state text not null,                           -- PRIVILEGE_STATES
  decided_by uuid references person (id),
  decided_at timestamptz,
  decision_note text not null default '',
  ended_by uuid references person (id),
  ended_at timestamptz,
  end_reason text not null default '',
  version int not null default 1,
  check (until_at > from_at)
);
create index temporary_privilege_of on temporary_privilege (person_id, org_id) where state in ('asked', 'granted');
create index temporary_privilege_by_org on temporary_privilege (org_id, id);
create index temporary_privilege_asked on temporary_privilege (asked_at) where state = 'asked';
call yj_protect('temporary_privilege', $$org_id = (select yj_org())$$);

-- The privilege a session acts under now: taken up and laid down by its holder, one at a time.
create table privilege_use (
  session_id uuid primary key,
  person_id uuid not null references person (id),
  privilege_id uuid references temporary_privilege (id),   -- null: none
  since timestamptz not null
);
call yj_protect('privilege_use', $$person_id = (select yj_person())$$);

-- A security setting below what its source asks: asked by one, decided by another (CQZ-7.5.3.5, 7.5.3.6).
create table setting_loosening (
  id uuid primary key,
  key text not null,
  from_value jsonb not null,
  value jsonb not null,
  based_on int not null,                         -- version of the setting; another change supersedes this
  reason text not null,
  state text not null,                           -- LOOSENING_STATES
  asked_by uuid not null references person (id),
  asked_at timestamptz not null,
  decided_by uuid references person (id),
  decided_at timestamptz,
  note text not null default '',
  version int not null default 1
);
create unique index setting_loosening_open on setting_loosening (key) where state = 'asked';
create index on setting_loosening (key, id);
grant select, insert, update on setting_loosening to yunjian_tenant, yunjian_all;
-- By whom a value in force was approved.
alter table setting_change add column approved_by uuid;

-- Keys: limited to permissions and subjects; two secrets for a while after a rotation.
alter table api_key
  add column permissions text[],                 -- null: all its maker may (keys of the first edition)
  add column subjects uuid[],                    -- null: whatever the organisation sees
  add column last_used_address text,
  add column previous_hash bytea unique,
  add column previous_until timestamptz,
  add column rotated_at timestamptz;
create index api_key_expires on api_key (expires_at) where revoked_at is null;

-- Who confirmed when that a post is still needed (JGK-A-16).
alter table membership
  add column confirmed_at timestamptz,
  add column confirmed_by uuid references person (id);
create index membership_unconfirmed on membership ((coalesce(confirmed_at, from_at))) where to_at is null;

-- Who took over from somebody who left: notices meant for the one who left go there.
alter table person add column handed_to uuid references person (id);

-- Those who answer for others act by two people, also where an earlier edition left it off.
update organisation set two_person = true, version = version + 1
  where not two_person and roles && '{supervisor,manager,provider,assessor}';

-- As in 0002, with observers: they see what assessors see of a cloud, and the systems on it.
create or replace function yj_visible(org uuid, at timestamptz, may text) returns uuid[]
  language sql stable security definer set search_path = public
as $$
  with engaged as (
    select e.subject_id as id, e.role from engagement e
    where e.org_id = org and e.subject_id is not null and e.from_at <= at and (e.to_at is null or e.to_at > at)
  ), wide as (       -- roles that see all of a cloud: its sites, and the systems on it
    select s.id from engaged e join subject s on s.cloud_id = e.id
    where e.role in ('supervisor', 'manager', 'provider', 'assessor', 'observer')
    union all
    select sc.system_id from engaged e join system_cloud sc on sc.cloud_id = e.id
    where e.role in ('supervisor', 'manager', 'provider', 'observer') and sc.from_at <= at and (sc.to_at is null or sc.to_at > at)
  ), hosting as (    -- the clouds, with their sites, on which the own systems run
    select s.id from engaged e
    join system_cloud sc on sc.system_id = e.id and sc.from_at <= at and (sc.to_at is null or sc.to_at > at)
    join subject s on s.cloud_id = sc.cloud_id
    where e.role = 'customer' and may = 'state'
  )
  select coalesce(array_agg(distinct id), '{}') from (
    select id from engaged
    union all select id from wide
    union all select id from hosting
    union all select org
  ) seen
$$;

-- As in 0002: who reads a subject's papers is named to those whose papers they are.
create or replace function yj_visible_orgs(org uuid, subjects uuid[], at timestamptz) returns uuid[]
  language sql stable security definer set search_path = public
as $$
  select coalesce(array_agg(distinct id), '{}') from (
    select org as id
    union all select parent_id from organisation where id = org and parent_id is not null
    union all select owner_org_id from subject where id = any (subjects)
    union all
    select e.org_id from engagement e
    where (e.subject_id = any (subjects) or e.subject_id is null)
      and e.role in ('supervisor', 'manager', 'provider', 'assessor', 'observer')
      and e.from_at <= at and (e.to_at is null or e.to_at > at)
  ) seen
$$;

-- A caller who acts within some subjects only: a limited key, a privilege for one cloud. A cloud brings its
-- sites and the systems on it along; the own organisation stays. Never more than the caller saw before.
create function yj_narrowed(caller yj_caller, only_subjects uuid[], at timestamptz) returns yj_caller
  language plpgsql stable security definer set search_path = public
as $$
declare
  wanted uuid[];
begin
  if only_subjects is null or caller.person_id is null then
    return caller;
  end if;
  select array_agg(distinct id) into wanted from (
    select unnest(only_subjects) as id
    union all select s.id from subject s where s.cloud_id = any (only_subjects)
    union all
    select sc.system_id from system_cloud sc
    where sc.cloud_id = any (only_subjects) and sc.from_at <= at and (sc.to_at is null or sc.to_at > at)
    union all select caller.org_id
  ) w;
  if caller.scope = 'all' then
    caller.scope := 'tenant';
    caller.subjects := wanted;
    caller.cases := wanted;
  else
    caller.subjects := array(select unnest(caller.subjects) intersect select unnest(wanted));
    caller.cases := array(select unnest(caller.cases) intersect select unnest(wanted));
  end if;
  caller.orgs := yj_visible_orgs(caller.org_id, caller.subjects, at);
  return caller;
end $$;
revoke execute on function yj_narrowed from public;
grant execute on function yj_narrowed to yunjian_app;

-- The privilege a session acts under, if it runs at this instant. Two index look-ups.
create function yj_privilege_in_use(session uuid, person uuid, org uuid, at timestamptz)
  returns table (privilege_id uuid, permissions text[], subjects uuid[])
  language sql stable security definer set search_path = public
as $$
  select p.id, p.permissions, p.subjects from privilege_use u
  join temporary_privilege p on p.id = u.privilege_id
  where u.session_id = session and p.person_id = person and p.org_id = org
    and p.state = 'granted' and p.from_at <= at and p.until_at > at
$$;
revoke execute on function yj_privilege_in_use from public;
grant execute on function yj_privilege_in_use to yunjian_app;

-- As in 0002, asking yj_caller_of once instead of once per column, and nobody for who holds no post any more.
create or replace function yj_session(hash bytea, at timestamptz, idle interval) returns setof yj_caller
  language sql stable security definer set search_path = public
as $$
  select c.* from session s
  cross join lateral yj_caller_of(s.person_id, s.org_id, s.id, s.last_seen_at, at) c
  where s.token_hash = hash and s.ended_at is null and s.expires_at > at and s.last_seen_at > at - idle
    and c.person_id is not null
$$;

-- As in 0002, with the secret before the last rotation for as long as it is left.
create or replace function yj_api_key(hash bytea, at timestamptz) returns setof yj_caller
  language sql stable security definer set search_path = public
as $$
  select n.* from (
    select * from api_key where secret_hash = hash
    union all
    select * from api_key where previous_hash = hash and previous_until > at
  ) k
  cross join lateral yj_caller_of(k.person_id, k.org_id, k.id, k.last_used_at, at) c
  cross join lateral yj_narrowed(c, k.subjects, at) n
  where n.person_id is not null and k.revoked_at is null and k.expires_at > at
$$;

-- To which permissions a key is limited; null: to none in particular.
create function yj_key_permissions(key uuid) returns text[]
  language sql stable security definer set search_path = public
  return (select permissions from api_key where id = key);
revoke execute on function yj_key_permissions from public;
grant execute on function yj_key_permissions to yunjian_app;

-- All a person stands for, over every organisation whoever asks: so that two of the three administrators are
-- never joined in one person where the one who gives a right sees but a part.
create function yj_posts_of(person uuid, at timestamptz) returns text[]
  language sql stable security definer set search_path = public
  return (
    select coalesce(array_agg(distinct post), '{}') from membership
    where person_id = person and (to_at is null or to_at > at)
  );

create function yj_privileges_of(person uuid, at timestamptz) returns table (id uuid, post text, permissions text[])
  language sql stable security definer set search_path = public
as $$
  select id, post, permissions from temporary_privilege
  where person_id = person and state = 'granted' and until_at > at
$$;
revoke execute on function yj_posts_of, yj_privileges_of from public;
grant execute on function yj_posts_of, yj_privileges_of to yunjian_tenant, yunjian_all;
