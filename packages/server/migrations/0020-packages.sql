-- Evidence packages: what somebody took out of the platform to prove it elsewhere (docs/EVIDENCE.md). The archive
-- lies in the evidence store under the asker's organisation until it expires; the row stays.
create table evidence_package (
  id uuid primary key,
  number text not null,                          -- 证据包〔2026〕3号
  scope_type text not null,                      -- PACKAGE_SCOPES
  scope_id uuid not null,
  scope_name text not null,
  subject_id uuid not null,                      -- whose papers they are: seen as long as these may be read
  from_day date,
  to_day date,
  org_id uuid not null references organisation (id),
  asked_by uuid not null references person (id),
  asked_at timestamptz not null,
  job_id uuid not null,
  state text not null,                           -- PACKAGE_STATES
  problem text,                                  -- PACKAGE_PROBLEMS
  size bigint,
  sha256 text,
  entries int,
  files int,
  missing int,
  blob_key text,                                 -- null: not made, or destroyed
  made_at timestamptz,
  expires_at timestamptz,
  version int not null default 1
);
create index on evidence_package (asked_by, id desc);
create unique index evidence_package_once on evidence_package (asked_by, scope_id) where state = 'making';
create index on evidence_package (expires_at) where blob_key is not null;
call yj_protect('evidence_package', $$asked_by = (select yj_person())$$);
