-- Reviews, comments, disputes.

-- The organisation that supervises a subject at an instant: engaged for it, else for its cloud, else for
-- everything. A customer or provider cannot see an engagement for everything, yet must know whom to address.
create function yj_supervisor_of(target uuid, at timestamptz) returns uuid
  language sql stable security definer set search_path = public
as $$
  select e.org_id from engagement e
  where e.role = 'supervisor' and e.from_at <= at and (e.to_at is null or e.to_at > at)
    and (e.subject_id is null or e.subject_id = target
      or e.subject_id = (select s.cloud_id from subject s where s.id = target))
  order by case when e.subject_id = target then 0 when e.subject_id is not null then 1 else 2 end, e.from_at
  limit 1
$$;
revoke execute on function yj_supervisor_of from public;
grant execute on function yj_supervisor_of to yunjian_tenant, yunjian_all;

-- One examination of one submission for one period. A disputed outcome that was wrong makes it
-- 'superseded' and another row, by another person, takes its place.
create table review (
  id uuid primary key,
  submission_id uuid not null references submission (id),
  period_id uuid not null references period (id),
  obligation_id uuid not null references obligation (id),
  subject_id uuid not null,
  cloud_id uuid not null,
  party_org_id uuid not null references organisation (id),   -- who handed in
  state text not null,                           -- REVIEW_STATES
  received_by uuid not null,
  received_org uuid not null references organisation (id),
  received_at timestamptz not null,
  receipt_due_at timestamptz,                    -- the supervisor's own limits, kept for an honest account
  decision_due_at timestamptz not null,
  fresh_of uuid references review (id),          -- the disputed review in whose place this one stands
  checklist jsonb,                               -- Checklist of domain/review
  outcome text,                                  -- REVIEW_OUTCOMES; proposed while awaiting the second reviewer
  note text not null default '',                 -- to the party: reason, what is missing, or the defect
  defect_title text,
  supplement_due_at timestamptz,
  severity text,                                 -- of the defect, when non-compliant
  window_amount int,                             -- rectification window, when non-compliant
  window_unit text,
  window_source text,                            -- 'agreed-parameter' | 'decision' | key of a setting
  decided_by uuid,                               -- who decided; with a second reviewer, who proposed
  proposed_at timestamptz,
  decided_at timestamptz,
  second_by uuid,
  second_at timestamptz,
  second_note text not null default '',
  version int not null default 1
);
create unique index review_once on review (submission_id, period_id) where state <> 'superseded';
create index on review (period_id);
create index on review (cloud_id, decided_at) where decided_at is not null;
create index on review (decided_at) where decided_at is not null;
create index on review (proposed_at) where state = 'awaiting-second';

create table review_comment (
  id uuid primary key,
  submission_id uuid not null references submission (id),
  period_id uuid not null references period (id),
  subject_id uuid not null,
  cloud_id uuid not null,
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
  period_id uuid not null references period (id),
  subject_id uuid not null,
  cloud_id uuid not null,
  decider_org uuid not null references organisation (id),    -- the supervisor whose outcome is disputed
  due_at timestamptz not null,                   -- the supervisor's own limit for its answer
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
create index dispute_open on dispute (due_at, id) where state = 'raised';
create index on dispute (raised_at desc, id);

call yj_protect('review', $$subject_id = any ((select yj_ids('cases'))::uuid[])$$);
call yj_protect('review_comment', $$subject_id = any ((select yj_ids('cases'))::uuid[])$$);
call yj_protect('dispute', $$subject_id = any ((select yj_ids('cases'))::uuid[])$$);
