-- Agreements, obligations, periods.

-- The whole terms of a subject at one version; never changed. `terms` is AgreementTerm[] of domain/agreement.
create table agreement_version (
  id uuid primary key,
  subject_id uuid not null references subject (id),   -- the cloud
  version int not null,
  terms jsonb not null,
  catalogue_digest text not null,
  reason text not null,
  created_by uuid,
  approved_by uuid,
  effective_from timestamptz not null,
  unique (subject_id, version)
);

-- A change somebody asked for and somebody else decides: not applicable, parameter values.
create table agreement_change (
  id uuid primary key,
  subject_id uuid not null references subject (id),
  duty_id text not null,
  kind text not null,                            -- 'not-applicable' | 'applicable-again' | 'parameters'
  payload jsonb not null,
  reason text not null,
  state text not null,                           -- 'asked' | 'approved' | 'refused' | 'withdrawn'
  asked_by uuid not null,
  asked_org uuid not null,
  asked_at timestamptz not null,
  decided_by uuid,
  decided_at timestamptz,
  decision_note text not null default '',
  version int not null default 1
);
create index on agreement_change (subject_id, asked_at desc);
create index on agreement_change (asked_at) where state = 'asked';

-- 监管义务 = duty x subject x responsible party. The standing columns are kept by obligations/queries
-- in the transaction that changes a period, so that posture is a read of one narrow table.
create table obligation (
  id uuid primary key,
  subject_id uuid not null references subject (id),
  cloud_id uuid not null references cloud (id),
  duty_id text not null,
  class text not null,
  attribute text not null,
  party_role text not null,
  party_org_id uuid not null references organisation (id),
  frequency text not null,
  nature text,
  agreement_version int not null,
  catalogue_digest text not null,
  starts_on date not null,
  time_point jsonb,                              -- agreed day inside the span, see domain/schedule
  submit_within jsonb,                           -- Window after the span
  reviewer_org_id uuid references organisation (id),
  second_review boolean not null default false,
  applicable boolean not null,
  inapplicable_reason text,                      -- 'capability-level' | 'agreed'
  max_silence_hours int,                         -- continuous duties
  planned_until date,                            -- periods exist up to here
  -- standing
  next_due_at timestamptz,
  fresh_until timestamptz,
  last_proof_at timestamptz,
  open_defects int not null default 0,
  last_outcome text,
  created_at timestamptz not null,
  ended_at timestamptz,
  version int not null default 1,
  unique (subject_id, duty_id, party_org_id)
);
create index obligation_posture on obligation (cloud_id, class)
  include (applicable, next_due_at, fresh_until, open_defects, starts_on, last_outcome) where ended_at is null;
create index on obligation (subject_id);
create index on obligation (party_org_id);
create index on obligation (duty_id);

create table period (
  id uuid primary key,
  obligation_id uuid not null references obligation (id),
  subject_id uuid not null,
  cloud_id uuid not null,
  party_org_id uuid not null,
  duty_id text not null,
  class text not null,
  label text not null,                           -- '2026-10', '2026Q3', '按需 2026-10-11'
  trigger text,                                  -- what opened an on-demand period
  trigger_ref text,
  span_start date not null,
  span_end date not null,
  opens_at timestamptz not null,
  due_at timestamptz not null,                   -- the effective limit; moved only by a granted extension
  original_due_at timestamptz not null,
  due_rule text not null,
  provisional boolean not null default false,
  agreement_version int not null,
  catalogue_digest text not null,
  state text not null,                           -- PERIOD_STATES
  submission_id uuid,                            -- the one that counts now
  submitted_at timestamptz,                      -- first handed in
  received_at timestamptz,
  receipt_due_at timestamptz,                    -- the supervisor's own limits
  decision_due_at timestamptz,
  decided_at timestamptz,
  returned_due_at timestamptz,                   -- until when the supplement is expected
  rectified_at timestamptz,                      -- a non-compliant one whose rectification closed
  created_at timestamptz not null,
  version int not null default 1
);
create index period_of_obligation on period (obligation_id, span_start desc, id);
create unique index period_once on period (obligation_id, label) where trigger is null and state <> 'cancelled';
-- "my duties": what a party still has to hand in, by due date
create index period_to_hand_in on period (party_org_id, due_at, id) where state in ('open', 'returned');
-- the review queue, by the supervisor's own limit
create index period_to_review on period (decision_due_at, id) where state in ('submitted', 'in-review');
create index period_due on period (due_at, id) where state in ('open', 'returned');
create index on period (cloud_id, due_at);
create index on period (submission_id);

create table extension (
  id uuid primary key,
  number text not null,
  target text not null,                          -- 'period' | 'rectification'
  target_id uuid not null,
  subject_id uuid not null,
  until_at timestamptz not null,
  reason text not null,
  state text not null,                           -- 'asked' | 'granted' | 'refused' | 'withdrawn'
  asked_by uuid not null,
  asked_org uuid not null,
  asked_at timestamptz not null,
  decided_by uuid,
  decided_at timestamptz,
  decision_note text not null default '',
  version int not null default 1
);
create index on extension (target_id);
create index on extension (asked_at) where state = 'asked';

-- Monthly picture per cloud and class for the trend, written by a job on the first of each month.
create table posture_snapshot (
  cloud_id uuid not null references cloud (id),
  class text not null,
  month text not null,                           -- '2026-10'
  counts jsonb not null,
  primary key (cloud_id, month, class)
);

create table work_calendar (
  version int primary key,
  source text not null,
  known_until date not null,
  data jsonb not null,
  imported_by uuid,
  imported_at timestamptz not null
);
grant select, insert on work_calendar to yunjian_tenant, yunjian_all;

-- The document's own text, attached by an operator from a file.
create table catalogue_text (
  entry_id text not null,
  document text not null,
  edition text not null,
  text text not null,
  line int not null,
  file_name text not null,
  file_digest text not null,
  attached_by uuid,
  attached_at timestamptz not null,
  primary key (entry_id, document, edition)
);
grant select, insert, update on catalogue_text to yunjian_tenant, yunjian_all;

call yj_protect('agreement_version', $$subject_id = any ((select yj_ids('cases'))::uuid[])$$);
call yj_protect('agreement_change', $$subject_id = any ((select yj_ids('cases'))::uuid[])$$);
call yj_protect('obligation', $$subject_id = any ((select yj_ids('subjects'))::uuid[])$$);
call yj_protect('period', $$subject_id = any ((select yj_ids('subjects'))::uuid[])$$);
call yj_protect('extension', $$subject_id = any ((select yj_ids('cases'))::uuid[])$$);
call yj_protect('posture_snapshot', $$cloud_id = any ((select yj_ids('subjects'))::uuid[])$$);
