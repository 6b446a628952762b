-- Files, uploads, submissions.

-- One stored file of an organisation. Content is addressed by sha256 in the blob store; the same content
-- is stored once per organisation and never shared across (no cross-tenant oracle). Its row policy stands
-- where the last of its uses is made (0008).
create table file (
  id uuid primary key,
  org_id uuid not null references organisation (id),
  name text not null,
  media_type text not null,                      -- sniffed, not claimed
  kind text not null,                            -- FILE_KINDS of domain/sensitivity: how it can be shown
  size bigint not null,
  sha256 text not null,
  blob_key text not null,
  sensitivity text not null,
  warnings text[] not null default '{}',         -- FILE_WARNINGS, e.g. 'macros'
  uploaded_by uuid not null,
  uploaded_at timestamptz not null,
  state text not null default 'kept',            -- FILE_STATES: 'purge-asked' hides the content at once
  purge_asked_by uuid,
  purge_asked_at timestamptz,
  purge_reason text,
  purged_by uuid,
  purged_at timestamptz,
  version int not null default 1
);
create index on file (org_id, sha256);
create index on file (purge_asked_at) where state = 'purge-asked';

-- A resumable upload on its way (tus); a finished one turns into a file. The bytes lie in the blob store's
-- folder for unfinished ones; how many arrived is the size of that part.
create table upload (
  id uuid primary key,
  org_id uuid not null references organisation (id),
  person_id uuid not null references person (id),
  name text not null,
  claimed_type text not null default '',
  size bigint not null,
  sensitivity text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  file_id uuid references file (id),
  refusal jsonb                                  -- { code, params }: arrived whole and was refused
);
create index on upload (expires_at);

-- Who writes to an upload now: a lease, so that a process that dies gives it back by itself, and so that
-- no database connection is held while gigabytes arrive. Wall clock of the database, for all processes.
create table upload_lease (
  upload_id uuid primary key,
  holder uuid not null,
  until_at timestamptz not null,
  wanted boolean not null default false          -- somebody waits: the holder gives way
);
grant select, insert, update, delete on upload_lease to yunjian_tenant, yunjian_all;

-- 提交: one version of a deliverable; it may serve several periods, also of several clouds.
create table submission (
  id uuid primary key,
  number text,                                   -- 提交〔2026〕17号, given when handed in
  org_id uuid not null references organisation (id),
  kind text not null,                            -- SUBMISSION_KINDS
  title text not null,
  statement text not null default '',
  form_key text,
  form_template_version int,
  form_data jsonb,
  form_sensitivity text,                         -- of the document made from the form
  unchanged_since uuid references submission (id),
  late jsonb,                                    -- 补录: { realDate, approver, archiveNumber }
  on_site jsonb,                                 -- 现场查阅: { place, contact, availableFrom, availableTo, description }
  previous_id uuid references submission (id),   -- the version this one follows
  version_no int not null default 1,
  state text not null,                           -- SUBMISSION_STATES
  created_by uuid not null,
  created_at timestamptz not null,
  sent_by uuid,                                  -- for sign-off
  sent_at timestamptz,
  sent_back_note text not null default '',       -- why it came back from sign-off
  signed_off_by uuid,
  submitted_at timestamptz,
  submitted_by uuid,
  source text not null default 'web',            -- 'web' | 'api' | 'cli'
  version int not null default 1
);
create index submission_of_org on submission (org_id, created_at desc, id desc);
create index submission_to_sign on submission (org_id, sent_at, id) where state = 'awaiting-sign-off';
create index on submission (previous_id) where previous_id is not null;

create table submission_period (
  submission_id uuid not null references submission (id),
  period_id uuid not null references period (id),
  subject_id uuid not null,
  primary key (submission_id, period_id)
);
create index on submission_period (period_id);

create table submission_file (
  submission_id uuid not null references submission (id),
  file_id uuid not null references file (id),
  position int not null,
  note text not null default '',
  rendered boolean not null default false,       -- made by us from the form
  primary key (submission_id, file_id)
);
create index on submission_file (file_id);

-- Structured deliverables: the supervisor's docx templates, versioned.
create table form_template (
  key text not null,
  version int not null,
  name text not null,
  blob_key text not null,
  sha256 text not null,
  uploaded_by uuid,
  uploaded_at timestamptz not null,
  note text not null default '',
  primary key (key, version)
);
grant select, insert on form_template to yunjian_tenant, yunjian_all;

call yj_protect('submission_period', $$subject_id = any ((select yj_ids('cases'))::uuid[])$$);
grant delete on submission_period to yunjian_tenant, yunjian_all;   -- a draft may drop a period
-- Visible through a period it serves (a submission always serves at least one), and before it was handed in
-- only to those who prepare it. The row itself is written before the periods are linked, so writing asks for
-- the own organisation.
call yj_protect('submission', $$(org_id = (select yj_org()) or submitted_at is not null)
  and exists (select from submission_period sp where sp.submission_id = submission.id)$$,
  $$org_id = (select yj_org())$$);
call yj_protect('submission_file', $$exists (select from submission s where s.id = submission_file.submission_id)$$);
grant delete on submission_file to yunjian_tenant, yunjian_all;     -- a draft may drop a file
call yj_protect('upload', $$org_id = (select yj_org())$$);
