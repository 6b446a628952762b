-- The documents' own text, attached by an operator from a file. Attaching again replaces what is shown and
-- keeps what was there: who attached which file when stays visible.

create table catalogue_attachment (
  id uuid primary key,
  document text not null,                        -- short name, 'JGK'
  edition text not null,
  file_name text not null,
  file_digest text not null,                     -- sha256
  matched int not null,                          -- entries for which the file holds text
  total int not null,
  report jsonb not null,                         -- { unmatchedParts, entriesWithoutText }
  attached_by uuid,
  attached_at timestamptz not null,
  replaced_at timestamptz
);
create unique index catalogue_attachment_current on catalogue_attachment (document, edition) where replaced_at is null;

create table catalogue_text (
  attachment_id uuid not null references catalogue_attachment (id),
  entry_id text not null,                        -- a clause and the policy duty of the same id share it
  text text not null,
  line int not null,
  primary key (attachment_id, entry_id)
);

-- Readable by everybody who is signed in, like the catalogue itself.
grant select, insert, update (replaced_at) on catalogue_attachment to yunjian_tenant, yunjian_all;
grant select, insert on catalogue_text to yunjian_tenant, yunjian_all;
