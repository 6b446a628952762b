-- 整改: a defect on its way to its end.

create table rectification (
  id uuid primary key,
  number text not null,                          -- 整改〔2026〕17号
  subject_id uuid not null references subject (id),
  cloud_id uuid not null references cloud (id),
  source text not null,                          -- RECTIFICATION_SOURCES
  review_id uuid references review (id),
  request_id uuid,                               -- the request that led to it
  period_id uuid references period (id),
  obligation_id uuid references obligation (id),
  duty_id text,
  clause_id text,
  title text not null,
  defect text not null,
  severity text not null,
  party_org_id uuid not null references organisation (id),
  window_amount int not null,                    -- runs from receipt
  window_unit text not null,
  window_source text not null,                   -- 'agreed-parameter' | 'decision' | key of a setting
  state text not null,                           -- RECTIFICATION_STATES
  issued_by uuid not null,
  issued_org uuid not null,
  issued_at timestamptz not null,
  receipt_due_at timestamptz not null,
  received_by uuid,
  received_at timestamptz,
  -- Never null: until somebody signs for it, the end of the window counted from the last day for signing.
  -- Silence gains no time, and no signature is invented (domain/rectification).
  due_at timestamptz not null,                   -- moved by a granted extension
  original_due_at timestamptz not null,
  due_rule text not null,
  plan_due_at timestamptz,
  plan_filed_at timestamptz,
  planned_on date,                               -- when the party means to be done
  proof_filed_at timestamptz,
  reassess_due_at timestamptz,                   -- the supervisor's own limit
  closed_by uuid,
  closed_at timestamptz,
  reopened_count int not null default 0,
  escalated_to text,                             -- last rung climbed of this window: ESCALATION_RUNGS
  version int not null default 1
);
create index rectification_by_party on rectification (party_org_id, due_at, id) where state not in ('closed', 'withdrawn');
create index rectification_open on rectification (due_at, id) where state not in ('closed', 'withdrawn');
create index on rectification (cloud_id, issued_at desc);
create index on rectification (issued_at desc, id);
create index on rectification (obligation_id);
create index on rectification (review_id);
create index on rectification (period_id);

-- What happened to it: plan, progress, proof, reassessment; each with its files. Never changed.
create table rectification_step (
  id uuid primary key,
  rectification_id uuid not null references rectification (id),
  subject_id uuid not null,
  kind text not null,                            -- RECTIFICATION_STEPS
  text text not null,
  planned_on date,
  rung text,                                     -- of an escalation
  until_at timestamptz,                          -- of an extension or a reopening
  by_person uuid,                                -- null: the platform, which escalates
  by_org uuid,
  at timestamptz not null
);
create index on rectification_step (rectification_id, at);

create table rectification_file (
  step_id uuid not null references rectification_step (id),
  file_id uuid not null references file (id),
  subject_id uuid not null,
  primary key (step_id, file_id)
);
create index on rectification_file (file_id);

-- 提请整改: a customer, manager or assessor asks the supervisor for a rectification.
create table rectification_request (
  id uuid primary key,
  subject_id uuid not null references subject (id),
  cloud_id uuid not null references cloud (id),
  source text not null,                          -- 'assessment' | 'customer' | 'manager'
  title text not null,
  defect text not null,
  severity text not null,                        -- as the asker sees it; the supervisor decides
  clause_id text,
  state text not null,                           -- 'asked' | 'accepted' | 'refused'
  asked_by uuid not null,
  asked_org uuid not null references organisation (id),
  asked_at timestamptz not null,
  decider_org uuid not null references organisation (id),    -- the supervisor asked
  decided_by uuid,
  decided_at timestamptz,
  decision_note text not null default '',
  rectification_id uuid references rectification (id),
  -- What became of it, for an asker who may not see the rectification itself (a customer sees the state of
  -- its clouds, never the provider's papers).
  rectification_number text,
  rectification_state text,
  version int not null default 1
);
create index on rectification_request (asked_org, asked_at desc, id);
create index on rectification_request (asked_at desc, id);
create index on rectification_request (rectification_id);

create table rectification_request_file (
  request_id uuid not null references rectification_request (id),
  file_id uuid not null references file (id),
  primary key (request_id, file_id)
);
create index on rectification_request_file (file_id);

call yj_protect('rectification', $$subject_id = any ((select yj_ids('cases'))::uuid[])$$);
call yj_protect('rectification_step', $$subject_id = any ((select yj_ids('cases'))::uuid[])$$);
-- Seen by who asked and who is asked; requests are few.
call yj_protect('rectification_request', $$(select yj_org()) = any (array[asked_org, decider_org])$$);
call yj_protect('rectification_request_file',
  $$exists (select from rectification_request r where r.id = rectification_request_file.request_id)$$);
call yj_protect('rectification_file', $$subject_id = any ((select yj_ids('cases'))::uuid[])$$);

-- The asker follows what became of its request although the party, which changes the rectification, may not
-- see the request: so the step is taken for both here.
create function yj_request_follows(target uuid, to_state text) returns void
  language sql security definer set search_path = public
as $$
  update rectification_request set rectification_state = to_state where rectification_id = target
$$;
revoke execute on function yj_request_follows from public;
grant execute on function yj_request_follows to yunjian_tenant, yunjian_all;

-- A file is seen by its organisation and by whoever sees what it was handed in for. Files are always read
-- by id, so the OR costs nothing here. Whoever sees one may also write its row: a supervisor approves purges.
call yj_protect('file', $$org_id = (select yj_org())
  or exists (select from submission_file sf where sf.file_id = file.id)
  or exists (select from rectification_file rf where rf.file_id = file.id)
  or exists (select from rectification_request_file rq where rq.file_id = file.id)$$);
