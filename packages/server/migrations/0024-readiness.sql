-- 值守、重保、应急预案与演练: who can be reached when, what is guarded when, and what was rehearsed.

-- A shift of a roster. A cloud's roster is kept by its provider; an organisation may keep one of its own.
create table duty_shift (
  id uuid primary key,
  place_id uuid not null,                        -- the cloud, or the organisation itself
  cloud_id uuid references cloud (id),           -- null: the organisation's own roster
  org_id uuid not null references organisation (id),
  person_id uuid references person (id),         -- null: a contact who has no account
  name text collate zh not null,
  mode text not null,                            -- DUTY_MODES
  role text not null,                            -- DUTY_ROLES
  from_at timestamptz not null,
  to_at timestamptz not null,
  note text not null default '',
  planned_by uuid not null,
  planned_at timestamptz not null,
  withdrawn_at timestamptz,
  withdrawn_by uuid,
  withdraw_reason text not null default '',
  replaced_by uuid,                              -- the shift that took its place
  version int not null default 1,
  check (to_at > from_at)
);
create index duty_shift_at on duty_shift (place_id, from_at, to_at) where withdrawn_at is null;
create index duty_shift_of_org on duty_shift (org_id, to_at) where withdrawn_at is null;

-- Apart from the shift, so that reading a roster never touches it: phones are personal data.
create table duty_phone (
  shift_id uuid primary key references duty_shift (id),
  place_id uuid not null,
  org_id uuid not null,
  phone text not null
);

-- What one shift leaves to the next.
create table duty_hand_over (
  id uuid primary key,
  place_id uuid not null,
  org_id uuid not null references organisation (id),
  text text not null,
  open_items int not null default 0,             -- how many things are still to be done
  written_by uuid not null references person (id),
  written_at timestamptz not null,
  received_by uuid references person (id),
  received_at timestamptz,
  version int not null default 1
);
create index on duty_hand_over (place_id, written_at desc);

-- Who sees a cloud's state may see who watches it, customers included: they are who would call. An organisation's
-- own roster is seen where the organisation is.
call yj_protect('duty_shift', $$place_id = any ((select yj_ids('subjects') || yj_ids('orgs'))::uuid[])$$,
  $$org_id = (select yj_org())$$);
call yj_protect('duty_phone', $$place_id = any ((select yj_ids('subjects') || yj_ids('orgs'))::uuid[])$$,
  $$org_id = (select yj_org())$$);
-- Notes between shifts are for who keeps the roster and who supervises the cloud.
call yj_protect('duty_hand_over', $$place_id = any ((select yj_ids('cases'))::uuid[])$$,
  $$org_id = (select yj_org())$$);

-- 重保: a protected period, and the daily word of every cloud while it lasts.
create table protected_period (
  id uuid primary key,
  number text not null,                          -- 重保〔2026〕3号
  org_id uuid not null references organisation (id),
  name text collate zh not null,
  plan text not null,
  from_at timestamptz not null,
  to_at timestamptz not null,                    -- as it stands now
  planned_to_at timestamptz not null,            -- as it was deployed
  nil_hour int not null,
  on_site boolean not null,
  change_freeze boolean not null,
  no_tests boolean not null,
  state text not null,                           -- PROTECTED_PERIOD_STATES
  cloud_ids uuid[] not null,
  system_ids uuid[] not null,                    -- systems in focus, of those clouds
  made_by uuid not null,
  made_at timestamptz not null,
  deployed_by uuid,
  deployed_at timestamptz,
  ended_by uuid,                                 -- closed or withdrawn
  ended_at timestamptz,
  summary text not null default '',
  reason text not null default '',               -- of the last change of its end, or of its withdrawal
  version int not null default 1,
  check (to_at > from_at)
);
create unique index protected_period_number on protected_period (org_id, number);
create index on protected_period (from_at desc, id desc);
create index protected_period_live on protected_period (to_at) where state = 'deployed';

-- Whom it concerns; written when it is deployed, so that nobody sees a draft before.
create table protected_subject (
  period_id uuid not null references protected_period (id),
  subject_id uuid not null references subject (id),
  cloud_id uuid not null references cloud (id),
  primary key (period_id, subject_id)
);
create index on protected_subject (cloud_id);

create table nil_report (
  id uuid primary key,
  period_id uuid not null references protected_period (id),
  cloud_id uuid not null references cloud (id),
  org_id uuid not null references organisation (id),
  day date not null,
  events int not null,                           -- 0: nothing happened
  note text not null default '',
  due_at timestamptz not null,
  filed_by uuid not null references person (id),
  filed_at timestamptz not null,
  superseded_at timestamptz                      -- a later report of the same day took its place
);
create unique index nil_report_once on nil_report (period_id, cloud_id, day) where superseded_at is null;

call yj_protect('protected_subject', $$subject_id = any ((select yj_ids('subjects'))::uuid[])$$);
-- Few rows: seen by whom it concerns, and by whose it is.
call yj_protect('protected_period',
  $$exists (select from protected_subject ps where ps.period_id = protected_period.id)$$,
  $$org_id = (select yj_org())$$);
create policy own on protected_period to yunjian_tenant using (org_id = (select yj_org()));
-- What a provider reports is a paper: not for the customers of the cloud.
call yj_protect('nil_report', $$cloud_id = any ((select yj_ids('cases'))::uuid[])$$, $$org_id = (select yj_org())$$);
