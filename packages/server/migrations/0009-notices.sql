-- Notices to people, and the mail that carries them.

-- What the supervisor changed about a rule of domain/notice; a rule without a row has its defaults.
create table notice_rule (
  key text primary key,
  enabled boolean not null,
  mail text not null,                            -- NOTICE_MAILS
  days int[] not null,
  version int not null default 1,
  changed_by uuid not null,
  changed_at timestamptz not null
);
grant select, insert, update on notice_rule to yunjian_tenant, yunjian_all;

-- Key, parameters and the text that was sent. Belongs to one person acting for one organisation.
create table notice (
  id uuid primary key,
  person_id uuid not null references person (id),
  org_id uuid not null references organisation (id),
  rule text not null,
  object_type text not null,
  object_id uuid not null,
  step text not null,                            -- entry id of the event, or the day a reminder is for
  subject_id uuid,
  params jsonb not null,
  lang text not null,
  title text not null,
  text text not null,
  path text not null,
  created_at timestamptz not null,
  read_at timestamptz,
  mail text not null,                            -- NOTICE_MAILS at the time
  mail_id uuid
);
-- Each notice once, whoever repeats the work that leads to it.
create unique index notice_once on notice (object_id, rule, step, person_id, org_id);
create index notice_inbox on notice (person_id, org_id, (read_at is null), id);
create index notice_digest on notice (person_id, id) where mail = 'digest' and mail_id is null and read_at is null;

-- Mail on its way out. Written in the transaction of what it tells of.
create table mail (
  id uuid primary key,
  message_id text unique,                        -- given at the first attempt, kept over every retry
  person_id uuid references person (id),
  to_address text not null,
  to_name text not null,
  subject text not null,
  text text not null,                            -- {link} stands before every path
  confidential boolean not null default false,   -- carries a one-time link: wiped once it is sent
  state text not null,                           -- MAIL_STATES
  attempts int not null default 0,
  next_at timestamptz not null,
  claimed_until timestamptz,
  error text,
  created_at timestamptz not null,
  sent_at timestamptz,
  until_at timestamptz,                          -- worth nothing after this
  version int not null default 1
);
create index mail_outdated on mail (until_at) where state = 'waiting' and until_at is not null;
create index mail_waiting on mail (next_at, id) where state = 'waiting';
create index mail_by_state on mail (state, id);

-- How the mail server answers, as the last process that asked it saw it.
create table mail_server (
  single boolean primary key default true check (single),
  configured boolean not null,
  failing_since timestamptz,
  failures int not null default 0,
  error text,
  next_at timestamptz not null,
  ok_at timestamptz
);

call yj_protect('notice', $$person_id = (select yj_person()) and org_id = (select yj_org())$$);
call yj_protect('mail', 'false', 'true');
call yj_protect('mail_server', 'false');

-- Whether an organisation sees the cases of a subject: the one source of visibility, asked for a person
-- who is to be told something.
create function yj_sees(org uuid, subject uuid, at timestamptz) returns boolean
  language sql stable security definer set search_path = public
as $$
  select yj_scope(org, at) = 'all' or subject = any (yj_visible(org, at, 'case'))
$$;
revoke execute on function yj_sees from public;
grant execute on function yj_sees to yunjian_all;

-- What the clock asks for (features/notices/remind), each along an index.
create index rectification_unreceived on rectification (receipt_due_at) where state = 'issued';
create index certificate_ends on certificate (valid_until) where voided_at is null and applied_on is null;
