-- Reviews, comments, disputes.

create table review (
  id uuid primary key,
  submission_id uuid not null references submission (id),
  period_id uuid not null references period (id),
  subject_id uuid not null,
  cloud_id uuid not null,
  state text not null,                           -- 'received' | 'awaiting-second' | 'decided' | 'superseded'
  received_by uuid not null,
  received_org uuid not null,
  received_at timestamptz not null,
  checklist jsonb,                               -- { complete, timely, authentic, compliant }: 'yes' | 'no' | 'unclear'
  outcome text,                                  -- REVIEW_OUTCOMES
  note text not null default '',
  supplement_due_at timestamptz,
  severity text,                                 -- of the defect, when non-compliant
  window_days int,                               -- rectification window, when non-compliant
  decided_by uuid,
  decided_at timestamptz,
  second_by uuid,
  second_at timestamptz,
  second_note text not null default '',
  version int not null default 1
);
create unique index review_once on review (submission_id, period_id) where state <> 'superseded';
create index on review (period_id);
create index on review (received_at) where state = 'awaiting-second';

create table review_comment (
  id uuid primary key,
  submission_id uuid not null references submission (id),
  subject_id uuid not null,
  file_id uuid references file (id),
  anchor jsonb,                                  -- { page?, line?, x?, y?, quote? }
  text text not null,
  author_id uuid not null,
  author_org uuid not null,
  created_at timestamptz not null,
  resolved_at timestamptz,
  resolved_by uuid,
  version int not null default 1
);
create index on review_comment (submission_id, created_at);

create table dispute (
  id uuid primary key,
  number text not null,                          -- 异议〔2026〕3号
  review_id uuid not null references review (id),
  period_id uuid not null,
  subject_id uuid not null,
  reason text not null,
  state text not null,                           -- 'raised' | 'upheld' | 'rejected' | 'withdrawn'
  raised_by uuid not null,
  raised_org uuid not null,
  raised_at timestamptz not null,
  decided_by uuid,
  decided_at timestamptz,
  decision_note text not null default '',
  version int not null default 1
);
create unique index dispute_once on dispute (review_id) where state <> 'withdrawn';
create index on dispute (raised_at) where state = 'raised';

call yj_protect('review', $$subject_id = any ((select yj_ids('cases'))::uuid[])$$);
call yj_protect('review_comment', $$subject_id = any ((select yj_ids('cases'))::uuid[])$$);
call yj_protect('dispute', $$subject_id = any ((select yj_ids('cases'))::uuid[])$$);
