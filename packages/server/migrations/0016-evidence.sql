-- The evidence store. Content stays addressed by sha256; beside it stands what domestic cryptography asks for.
-- Keys are in no table: docs/EVIDENCE.md says where, and why.
alter table file add column sm3 text;            -- null: stored before this version
