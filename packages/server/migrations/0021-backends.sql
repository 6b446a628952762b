-- SM3 of large files is computed after they arrived (features/files/sm3.ts): what is left of that is found at once.
create index file_without_sm3 on file (id) where sm3 is null;
