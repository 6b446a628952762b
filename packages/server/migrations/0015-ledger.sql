-- The ledger in its public form (docs/LEDGER.md): trees over the ordered entries as tiles of hashes, and
-- their signed checkpoints. The tables of 0004 stay. Tiles of entries that were ordered before are built by
-- the sequencer, batch by batch, from the stored entries: it may be interrupted at any moment.

-- How many entries are ordered. Whoever orders holds this row, and changes it only from the size it read.
create table ledger_head (
  single boolean primary key default true check (single),
  size bigint not null
);
insert into ledger_head (size) select coalesce(max(position) + 1, 0) from record_order;

create table ledger_tree (
  tree text primary key check (tree in ('sha256', 'sm3')),
  origin text not null,
  verifiers text[] not null,                     -- public keys, in the text form of signed notes
  size bigint not null default 0                 -- behind ledger_head while it is built from stored entries
);

-- Up to 256 hashes of 32 bytes: tile n of a level (C2SP tlog-tiles). Those at the right edge grow.
create table ledger_tile (
  tree text not null,
  level int not null,
  n bigint not null,
  hashes bytea not null check (length(hashes) between 32 and 8192 and length(hashes) % 32 = 0),
  primary key (tree, level, n)
);
-- Hashes do not compress; a tile is found without detour.
alter table ledger_tile alter column hashes set storage external;

alter table record_checkpoint
  add column tree text not null default 'sha256',
  add column published_at timestamptz,           -- null: witnesses have not cosigned it yet
  add column renewed_at timestamptz,             -- the tree was found whole again, without new entries
  add column cosigned_at timestamptz;            -- the witnesses were asked last
alter table record_checkpoint alter column tree drop default, alter column frontier drop not null;
update record_checkpoint set published_at = at, renewed_at = at;
alter table record_checkpoint drop constraint record_checkpoint_pkey, add primary key (tree, size);

-- Written by the two statements of platform/ledger alone, from ids they have just written or read, and compared
-- with the entries by every verification: a foreign key check per row is a tenth of what ordering costs.
alter table record_pending drop constraint record_pending_entry_id_fkey;
alter table record_order drop constraint record_order_entry_id_fkey;

-- What each witness said last.
create table ledger_witness (
  verifier text primary key,
  url text not null,
  size bigint,                                   -- newest checkpoint it cosigned
  cosigned_at timestamptz,
  problem text,
  problem_at timestamptz
);

-- When the scrub saw 256 entries, and their tiles, whole for the last time; null: not since it found a problem.
create table ledger_seen (
  n bigint primary key,
  seen_at timestamptz,
  problem text,
  problem_at timestamptz
);
create index on ledger_seen (n) where problem is not null;

-- Keys under which this record was signed before it had to go on under another origin (docs/LEDGER.md).
create table ledger_former (
  verifier text primary key,
  tree text not null,
  last_size bigint not null,                     -- newest checkpoint known to be signed with it
  last_root bytea not null,
  kept_size bigint not null,                     -- entries that this database still has of them
  reason text not null,
  at timestamptz not null
);

grant select, insert, update on ledger_head, ledger_tree, ledger_tile, ledger_witness, ledger_seen, ledger_former to yunjian_all;
grant update on record_checkpoint, record_log to yunjian_all;
-- Sizes, hashes and keys are public.
grant select on ledger_head, ledger_tree, ledger_tile, ledger_witness, ledger_seen, ledger_former to yunjian_tenant;
