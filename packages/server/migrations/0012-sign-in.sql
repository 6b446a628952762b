-- Signing in: second factors, known devices, the sign-in log, single sign-on.

-- How far a session is trusted. aal 1: the password (or an identity provider that said no more);
-- aal 2: a second factor. confirmed_at: when its person last proved to be there.
alter table session
  add column aal int not null default 1,
  add column method text not null default 'password',     -- 'password' | 'link' | 'sso'
  add column confirmed_at timestamptz,
  add column device_id uuid,
  add column sso_org_id uuid;                              -- the organisation whose provider vouched: it acts for no other
update session set confirmed_at = created_at;

alter table person
  -- Factors, recovery codes and sessions from before this instant count no more: a reset writes this one
  -- column, so it needs no right over what belongs to the person alone.
  add column factors_reset_at timestamptz,
  -- Wrong codes of somebody who knew the password; passkeys cannot be guessed and go on working.
  add column factor_failed_count int not null default 0,
  add column factor_failed_since timestamptz,
  add column factor_locked_until timestamptz;

create table factor (
  id uuid primary key,
  person_id uuid not null references person (id),
  kind text not null,                            -- 'totp' | 'passkey'
  name text not null,
  secret bytea,                                  -- totp: sealed by the platform's vault
  last_step bigint,                              -- totp: time step of the last code, which is accepted once
  credential_id text unique,                     -- passkey
  public_key bytea,
  counter bigint,
  transports text[],
  created_at timestamptz not null,
  proven_at timestamptz,                         -- null: enrolment was begun and not finished
  last_used_at timestamptz,
  ended_at timestamptz
);
create index factor_of on factor (person_id) where ended_at is null;
call yj_protect('factor', $$person_id = (select yj_person())$$);

create table recovery_code (
  id uuid primary key,
  person_id uuid not null references person (id),
  code_hash bytea not null,                      -- keyed, so that the table alone cannot be searched
  created_at timestamptz not null,
  used_at timestamptz,
  ended_at timestamptz
);
create index recovery_code_of on recovery_code (person_id) where used_at is null and ended_at is null;
call yj_protect('recovery_code', $$person_id = (select yj_person())$$);

-- What a passkey has to sign; one per session and purpose, used once.
create table passkey_challenge (
  session_id uuid not null,
  purpose text not null,                         -- 'enrol' | 'confirm'
  person_id uuid not null references person (id),
  challenge text not null,
  expires_at timestamptz not null,
  primary key (session_id, purpose)
);
call yj_protect('passkey_challenge', $$person_id = (select yj_person())$$);
grant delete on passkey_challenge to yunjian_tenant, yunjian_all;

create table past_password (
  person_id uuid not null references person (id),
  set_at timestamptz not null,
  hash text not null,
  primary key (person_id, set_at)
);
call yj_protect('past_password', $$person_id = (select yj_person())$$);
insert into past_password (person_id, set_at, hash)
  select id, coalesce(password_changed_at, created_at), password_hash from person where password_hash is not null;

-- A browser in which a person has signed in before. Failures there are counted apart from failures of
-- strangers, so nobody is locked out of the own desk from outside.
create table device (
  id uuid primary key,
  person_id uuid not null references person (id),
  token_hash bytea not null unique,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  failed_count int not null default 0,
  failed_since timestamptz,
  locked_until timestamptz,
  ended_at timestamptz
);
create index on device (person_id);
call yj_protect('device', $$person_id = (select yj_person())$$);

-- Names that nobody has: counted like accounts, so that a lock-out tells nothing. Only a keyed hash is kept.
create table guessed_name (
  name_hash bytea primary key,
  failed_count int not null default 0,
  failed_since timestamptz,
  locked_until timestamptz
);
alter table guessed_name enable row level security;
create policy everything on guessed_name to yunjian_all using (true);
grant select, insert, update, delete on guessed_name to yunjian_all;

-- Who tried to sign in, from where, how, and what came of it. Nothing here is deleted or changed.
create table sign_in_log (
  id uuid primary key,
  at timestamptz not null,
  person_id uuid references person (id),
  org_id uuid,                                   -- the person's home organisation
  name_hash bytea,                               -- where nobody has that name
  method text not null,                          -- 'password' | 'totp' | 'passkey' | 'recovery-code' | 'sso' | 'link'
  outcome text not null,                         -- SIGN_IN_OUTCOMES
  reason text,                                   -- SIGN_IN_REASONS
  address text not null,
  place text not null,                           -- network part of the address
  browser text not null,                         -- family of the browser
  new_place boolean not null default false,
  request_id text not null
);
create index sign_in_log_page on sign_in_log (id);
create index sign_in_log_person on sign_in_log (person_id, id);
create index sign_in_log_outcome on sign_in_log (outcome, id);
create index sign_in_log_places on sign_in_log (person_id, place, browser, at) where outcome = 'signed-in';
alter table sign_in_log enable row level security;
create policy tenant on sign_in_log to yunjian_tenant
  using (org_id = any ((select yj_ids('orgs'))::uuid[])) with check (person_id = (select yj_person()));
create policy everything on sign_in_log to yunjian_all using (true);
grant select, insert on sign_in_log to yunjian_tenant, yunjian_all;

-- Single sign-on: the identity provider of an organisation.
create table sso_provider (
  id uuid primary key,
  org_id uuid not null unique references organisation (id),
  code text not null unique,                     -- typed on the sign-in page
  domains text[] not null default '{}',          -- e-mail domains by which the page finds it
  issuer text not null,
  client_id text not null,
  client_secret bytea,                           -- sealed; null: a public client
  scopes text not null default 'openid profile email',
  email_claim text not null default 'email',
  strong_acr text[] not null default '{}',       -- values that count as a second factor
  strong_amr text[] not null default '{}',
  first_use boolean not null default true,       -- link by matching verified e-mail
  jit_post text,                                 -- just-in-time members get this post; null: off
  enabled boolean not null default false,
  created_at timestamptz not null,
  version int not null default 1
);
call yj_protect('sso_provider', $$org_id = (select yj_org())$$);

create table sso_identity (
  id uuid primary key,
  provider_id uuid not null references sso_provider (id),
  org_id uuid not null references organisation (id),
  issuer text not null,
  subject text not null,                         -- 'sub': the provider's own name for the person
  person_id uuid not null references person (id),
  linked_by text not null,                       -- 'invitation' | 'first-use' | 'just-in-time'
  created_at timestamptz not null,
  last_used_at timestamptz,
  ended_at timestamptz
);
create unique index sso_identity_once on sso_identity (provider_id, issuer, subject) where ended_at is null;
create index on sso_identity (person_id);
call yj_protect('sso_identity', $$org_id = (select yj_org())$$);

-- One way to the provider and back: bound to the browser that began it, used once.
create table sso_attempt (
  state_hash bytea primary key,
  browser_hash bytea not null,
  provider_id uuid not null references sso_provider (id),
  provider_version int not null,
  nonce text not null,
  verifier text not null,                        -- PKCE
  link_hash bytea,                               -- an invitation to be linked
  session_id uuid,                               -- the session that is to be confirmed
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index on sso_attempt (expires_at);
alter table sso_attempt enable row level security;
create policy everything on sso_attempt to yunjian_all using (true);
grant select, insert, update, delete on sso_attempt to yunjian_all;

-- What a session is worth; asked together with yj_session, before any role is taken.
create function yj_assurance(session uuid) returns table (
  aal int, method text, confirmed_at timestamptz, has_factor boolean, password_changed_at timestamptz, cut boolean
)
  language sql stable security definer set search_path = public
as $$
  select s.aal, s.method, s.confirmed_at,
    exists (select from factor f where f.person_id = s.person_id and f.ended_at is null and f.proven_at is not null
      and f.created_at > coalesce(p.factors_reset_at, '-infinity')),
    p.password_changed_at,
    s.created_at <= coalesce(p.factors_reset_at, '-infinity')
  from session s join person p on p.id = s.person_id where s.id = session
$$;
revoke execute on function yj_assurance from public;
grant execute on function yj_assurance to yunjian_app;

-- The organisations a person can act for, whichever one it acts for now: they may know nothing of each other,
-- but each is the person's own. Asked for oneself, or by the platform.
create function yj_memberships(person uuid, at timestamptz) returns table (
  org_id uuid, org_name text, short_name text, roles text[], posts text[]
)
  language sql stable security definer set search_path = public
as $$
  select m.org_id, o.name, o.short_name, o.roles, array_agg(m.post order by m.post)
  from membership m join organisation o on o.id = m.org_id join person p on p.id = m.person_id
  where m.person_id = person and (person = yj_person() or current_setting('role', true) = 'yunjian_all')
    and m.from_at <= at and (m.to_at is null or m.to_at > at) and o.ended_at is null
  group by m.org_id, o.name, o.short_name, o.roles, p.org_id
  order by m.org_id = p.org_id desc, o.name
$$;
revoke execute on function yj_memberships from public;
grant execute on function yj_memberships to yunjian_tenant, yunjian_all;
