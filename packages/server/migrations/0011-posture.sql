-- Where every cloud stood at the end of each month, written on the first of the next one, never changed.

create table posture_snapshot (
  cloud_id uuid not null references cloud (id),
  month text not null,                           -- the month that ended: '2026-10'
  class text not null,                           -- ControlClass, or 'all' for the cloud as a whole
  non_compliant int not null,
  overdue int not null,
  stale int not null,
  due_soon int not null,
  current int not null,
  not_started int not null,
  not_applicable int not null,
  taken_at timestamptz not null,
  primary key (cloud_id, month, class)
);
create index on posture_snapshot (class, month);

call yj_protect('posture_snapshot', $$cloud_id = any ((select yj_ids('subjects'))::uuid[])$$);
