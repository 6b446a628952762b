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
  kind text not null,                            -- AGREEMENT_CHANGE_KINDS
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
  rhythm text,                                   -- realtime: how often it is summarised or reports nil
  agreement_version int not null,
  catalogue_digest text not null,
  starts_on date not null,
  terms_from date not null,                      -- from which the terms in force run: the schedule counts from it
  terms_key text not null,                       -- what the schedule rests on; another key means planning anew
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
create index obligation_of_party on obligation (party_org_id, duty_id, id);
create index obligation_of_cloud on obligation (cloud_id, duty_id, id);
create index obligation_of_duty on obligation (duty_id, id);
create index obligation_defective on obligation (duty_id, id) where open_defects > 0;

create table period (
  id uuid primary key,
  obligation_id uuid not null references obligation (id),
  subject_id uuid not null,
  cloud_id uuid not null,
  party_org_id uuid not null,
  duty_id text not null,
  class text not null,
  kind text not null,                            -- PERIOD_KINDS
  label text not null,                           -- '2026-10', '2026Q3', '2026-10-11 REQ-7'
  trigger text,                                  -- what opened an on-demand period
  trigger_ref text,
  trigger_id uuid,                               -- the change or incident
  request_reason text,                           -- of who asked for it
  requested_by uuid,
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
  returned_due_at timestamptz,                   -- until when the supplement is expected; stays set after it came
  rectified_at timestamptz,                      -- a non-compliant one whose rectification closed
  proof_at timestamptz,                          -- last handed in, also into a period already decided (summaries)
  earlier_proof_at timestamptz,                  -- the one before: a withdrawal falls back to it
  -- Until when it is the party's turn; null when it is not. domain/posture partyDue says the same.
  party_due_at timestamptz generated always as (case state
    when 'open' then due_at
    when 'returned' then greatest(due_at, returned_due_at)
  end) stored,
  -- The supervisor's own limit, while it is the supervisor's turn.
  review_due_at timestamptz generated always as (case state
    when 'submitted' then receipt_due_at
    when 'in-review' then decision_due_at
  end) stored,
  created_at timestamptz not null,
  version int not null default 1
);
create index period_of_obligation on period (obligation_id, span_start desc, id);
create unique index period_once on period (obligation_id, span_start) where trigger is null and state <> 'cancelled';
-- "my duties": what a party has to hand in, by due date. Periods planned for later are in it too; the
-- included columns let the page skip them without reading the table.
create index period_to_hand_in on period (party_org_id, party_due_at, id)
  include (opens_at, subject_id, cloud_id, duty_id, kind) where party_due_at is not null;
create index period_due on period (party_due_at, id)
  include (opens_at, subject_id, cloud_id, duty_id, kind) where party_due_at is not null;
-- the review queue, by the supervisor's own limit
create index period_to_review on period (review_due_at, id) where review_due_at is not null;
create index period_of_cloud on period (cloud_id, due_at, id);
-- what was decided, latest first; the few that were found wanting have an index of their own
create index period_decided on period (decided_at, id) where decided_at is not null;
create index period_non_compliant on period (decided_at, id) where state = 'non-compliant';
create index on period (submission_id) where submission_id is not null;
create index on period (trigger_id) where trigger_id is not null;

create table extension (
  id uuid primary key,
  number text not null,
  target text not null,                          -- 'period' | 'rectification'
  target_id uuid not null,
  subject_id uuid not null,
  due_at timestamptz not null,                   -- the limit when it was asked
  until_at timestamptz not null,                 -- what was asked
  granted_until timestamptz,                     -- what was granted
  reason text not null,
  state text not null,                           -- EXTENSION_STATES
  asked_by uuid not null,
  asked_org uuid not null,
  asked_at timestamptz not null,
  decided_by uuid,
  decided_at timestamptz,
  decision_note text not null default '',
  version int not null default 1
);
create unique index extension_once on extension (target_id) where state = 'asked';
create index on extension (target_id, asked_at desc);
create index on extension (asked_at, id) where state = 'asked';
create index on extension (asked_at, id);
create index on extension (asked_org, asked_at desc, id);

create table work_calendar (
  version int primary key,
  source text not null,
  known_until date not null,
  data jsonb not null,
  imported_by uuid,
  imported_at timestamptz not null
);
grant select, insert on work_calendar to yunjian_tenant, yunjian_all;

call yj_protect('agreement_version', $$subject_id = any ((select yj_ids('cases'))::uuid[])$$);
call yj_protect('agreement_change', $$subject_id = any ((select yj_ids('cases'))::uuid[])$$);
call yj_protect('obligation', $$subject_id = any ((select yj_ids('subjects'))::uuid[])$$);
call yj_protect('period', $$subject_id = any ((select yj_ids('subjects'))::uuid[])$$);
call yj_protect('extension', $$subject_id = any ((select yj_ids('cases'))::uuid[])$$);

-- What a person waits for runs as a job and shows how far it is.
create table job_progress (
  id uuid primary key,
  job text not null,                             -- name of the job
  org_id uuid not null,                          -- who may look at it and stop it
  started_by uuid,
  state text not null,                           -- JOB_STATES
  done int not null default 0,
  total int,
  message_key text,
  result jsonb,
  cancel_requested boolean not null default false,
  created_at timestamptz not null,
  started_at timestamptz,
  ended_at timestamptz
);
create index on job_progress (org_id, created_at desc);
call yj_protect('job_progress', $$org_id = (select yj_org())$$);
