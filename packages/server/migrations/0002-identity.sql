-- Organisations, people, posts, sessions, keys.

create table organisation (
  id uuid primary key,
  name text collate zh not null,
  short_name text collate zh not null,
  credit_code text unique,                       -- 统一社会信用代码
  roles text[] not null,                         -- EngagementRole: one may hold several
  parent_id uuid references organisation (id),   -- districts below a city
  region text not null,
  contact text not null default '',
  phone text not null default '',
  two_person boolean not null,                   -- sign-off by a second person
  created_at timestamptz not null,
  ended_at timestamptz,
  version int not null default 1
);
create unique index organisation_name on organisation (name) where ended_at is null;
create index on organisation (name, id);

create table person (
  id uuid primary key,
  org_id uuid not null references organisation (id),   -- home organisation
  name text collate zh not null,
  email text not null,
  phone text not null default '',
  title text not null default '',
  lang text not null default 'zh',
  password_hash text,
  password_changed_at timestamptz,
  failed_count int not null default 0,
  failed_since timestamptz,
  locked_until timestamptz,
  created_at timestamptz not null,
  ended_at timestamptz,
  version int not null default 1
);
create unique index person_email on person (lower(email));
create index on person (org_id, name, id);
create index on person (name, id);

create table membership (
  id uuid primary key,
  person_id uuid not null references person (id),
  org_id uuid not null references organisation (id),
  post text not null,
  from_at timestamptz not null,
  to_at timestamptz,
  created_by uuid
);
create unique index membership_once on membership (person_id, org_id, post) where to_at is null;
create index on membership (org_id);

create table session (
  token_hash bytea primary key,                  -- sha256 of the cookie; the cookie itself is nowhere
  id uuid not null unique,
  person_id uuid not null references person (id),
  org_id uuid not null references organisation (id),
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  address text not null,
  agent text not null
);
create index on session (person_id);

-- One-time links: first administrator, invitation, password reset.
create table link (
  token_hash bytea primary key,
  purpose text not null,                         -- 'setup' | 'invitation' | 'reset'
  person_id uuid references person (id),
  org_id uuid,                                   -- the person's home organisation, whose leads may invite
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index on link (person_id);

create table api_key (
  id uuid primary key,
  org_id uuid not null references organisation (id),
  person_id uuid not null references person (id),   -- acts in this person's posts
  name text not null,
  prefix text not null,                          -- shown, so that people can tell keys apart
  secret_hash bytea not null unique,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz,
  version int not null default 1
);
create index on api_key (org_id);

-- What duties are about. Clouds, sites, systems and contracts extend it; an organisation is its own subject.
create table subject (
  id uuid primary key,
  kind text not null,
  name text collate zh not null,
  cloud_id uuid,                                 -- the cloud it belongs to, itself for a cloud
  owner_org_id uuid not null references organisation (id),
  created_at timestamptz not null,
  ended_at timestamptz
);
create index on subject (cloud_id);
create index on subject (owner_org_id);

-- 委托关系: the one source of who may see and do what. subject_id null: everything (a city's supervisor, audit).
create table engagement (
  id uuid primary key,
  org_id uuid not null references organisation (id),
  role text not null,
  subject_id uuid references subject (id),
  from_at timestamptz not null,
  to_at timestamptz,
  created_by uuid,
  version int not null default 1
);
create unique index engagement_once on engagement (org_id, role, subject_id) nulls not distinct where to_at is null;
create index on engagement (subject_id, role);

create table system (
  id uuid primary key references subject (id),
  org_id uuid not null references organisation (id),
  name text collate zh not null,
  mlps_level int,
  website boolean not null default false,
  domains text[] not null default '{}',
  description text not null default '',
  created_at timestamptz not null,
  ended_at timestamptz,
  version int not null default 1
);
create index on system (org_id);
create index on system (name, id);
create unique index system_name on system (org_id, name) where ended_at is null;

create table system_cloud (
  system_id uuid not null references system (id),
  cloud_id uuid not null references subject (id),
  zone text not null,
  from_at timestamptz not null,
  to_at timestamptz,
  primary key (system_id, cloud_id, from_at)
);
create index on system_cloud (cloud_id);

-- Everything an organisation may see at an instant. `may` is 'state' (where a subject stands) or 'case'
-- (what was handed in, reviewed and demanded): a customer sees the state of the clouds its systems run on,
-- never the provider's papers.
create function yj_visible(org uuid, at timestamptz, may text) returns uuid[]
  language sql stable security definer set search_path = public
as $$
  with engaged as (
    select e.subject_id as id, e.role from engagement e
    where e.org_id = org and e.subject_id is not null and e.from_at <= at and (e.to_at is null or e.to_at > at)
  ), wide as (       -- roles that see all of a cloud: its sites, and the systems on it
    select s.id from engaged e join subject s on s.cloud_id = e.id
    where e.role in ('supervisor', 'manager', 'provider', 'assessor')
    union all
    select sc.system_id from engaged e join system_cloud sc on sc.cloud_id = e.id
    where e.role in ('supervisor', 'manager', 'provider') and sc.from_at <= at and (sc.to_at is null or sc.to_at > at)
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

-- The organisations whose names may be shown: the own, those above it, those engaged with what is visible.
create function yj_visible_orgs(org uuid, subjects uuid[], at timestamptz) returns uuid[]
  language sql stable security definer set search_path = public
as $$
  select coalesce(array_agg(distinct id), '{}') from (
    select org as id
    union all select parent_id from organisation where id = org and parent_id is not null
    union all select owner_org_id from subject where id = any (subjects)
    union all
    select e.org_id from engagement e
    where (e.subject_id = any (subjects) or e.subject_id is null)
      and e.role in ('supervisor', 'manager', 'provider', 'assessor')
      and e.from_at <= at and (e.to_at is null or e.to_at > at)
  ) seen
$$;

-- 'all' when the organisation is engaged for everything at that instant, else 'tenant'.
create function yj_scope(org uuid, at timestamptz) returns text
  language sql stable security definer set search_path = public
as $$
  select case when exists (
    select from engagement where org_id = org and subject_id is null and from_at <= at and (to_at is null or to_at > at)
  ) then 'all' else 'tenant' end
$$;
grant execute on function yj_visible, yj_visible_orgs, yj_scope to yunjian_app;
revoke execute on function yj_visible, yj_visible_orgs, yj_scope from public;

call yj_protect('organisation', $$id = any ((select yj_ids('orgs'))::uuid[])$$);
call yj_protect('person', $$org_id = any ((select yj_ids('orgs'))::uuid[])$$);
call yj_protect('membership', $$org_id = any ((select yj_ids('orgs'))::uuid[])$$);
call yj_protect('session', $$person_id = (select yj_person())$$);
call yj_protect('api_key', $$org_id = (select yj_org())$$);
call yj_protect('subject', $$id = any ((select yj_ids('subjects'))::uuid[])$$);
call yj_protect('engagement', $$subject_id = any ((select yj_ids('subjects'))::uuid[])$$);
call yj_protect('system', $$id = any ((select yj_ids('subjects'))::uuid[])$$);
call yj_protect('system_cloud', $$system_id = any ((select yj_ids('subjects'))::uuid[])$$);

-- Links are followed by people who are nobody yet (yunjian_all) and made by those who manage the person.
call yj_protect('link', $$org_id = (select yj_org())$$);

-- Who a session or key stands for, and everything that organisation may see, in one question. The server's
-- login has no other way to these tables before it knows who asks. Ended people, posts, organisations and
-- keys stop working at once: every request asks.
create type yj_caller as (
  person_id uuid, org_id uuid, session_id uuid, posts text[], scope text, lang text, last_seen_at timestamptz,
  subjects uuid[], cases uuid[], orgs uuid[]
);

create function yj_caller_of(person uuid, org uuid, session_id uuid, last_seen timestamptz, at timestamptz) returns yj_caller
  language sql stable security definer set search_path = public
as $$
  select p.id, org, session_id, m.posts, s.scope, p.lang, last_seen,
    case when s.scope = 'all' then '{}' else v.ids end,
    case when s.scope = 'all' then '{}' else yj_visible(org, at, 'case') end,
    case when s.scope = 'all' then '{}' else yj_visible_orgs(org, v.ids, at) end
  from person p
  join organisation o on o.id = org and o.ended_at is null
  cross join lateral (
    select array_agg(post order by post) as posts from membership
    where person_id = p.id and org_id = org and from_at <= at and (to_at is null or to_at > at)
  ) m
  cross join lateral (select yj_scope(org, at) as scope) s
  cross join lateral (select case when s.scope = 'all' then null else yj_visible(org, at, 'state') end as ids) v
  where p.id = person and p.ended_at is null and m.posts is not null
$$;

create function yj_session(hash bytea, at timestamptz, idle interval) returns setof yj_caller
  language sql stable security definer set search_path = public
as $$
  select (yj_caller_of(s.person_id, s.org_id, s.id, s.last_seen_at, at)).* from session s
  where s.token_hash = hash and s.ended_at is null and s.expires_at > at and s.last_seen_at > at - idle
$$;

create function yj_api_key(hash bytea, at timestamptz) returns setof yj_caller
  language sql stable security definer set search_path = public
as $$
  select (yj_caller_of(k.person_id, k.org_id, k.id, k.last_used_at, at)).* from api_key k
  where k.secret_hash = hash and k.revoked_at is null and k.expires_at > at
$$;
revoke execute on function yj_caller_of, yj_session, yj_api_key from public;
grant execute on function yj_session, yj_api_key to yunjian_app;
