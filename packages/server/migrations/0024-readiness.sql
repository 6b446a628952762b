-- 值守、重保、应急预案与演练: who can be reached when, what is guarded when, and what was rehearsed.

-- A shift of a roster. A cloud's roster is kept by its provider; an organisation may keep one of its own.
create table duty_shift (
  id uuid primary key,
  place_id uuid not null,                        -- the cloud, or the organisation itself
  cloud_id uuid references cloud (id),           -- null: the organisation's own roster
  org_id uuid not null references organisation (id),
  person_id uuid references person (id),         -- null: a contact who has no account
  name text collate zh not null,
  mode text not null,                            -- DUTY_MODES
  role text not null,                            -- DUTY_ROLES
  from_at timestamptz not null,
  to_at timestamptz not null,
  note text not null default '',
  planned_by uuid not null,
  planned_at timestamptz not null,
  withdrawn_at timestamptz,
  withdrawn_by uuid,
  withdraw_reason text not null default '',
  replaced_by uuid,                              -- the shift that took its place
  version int not null default 1,
  check (to_at > from_at)
);
create index duty_shift_at on duty_shift (place_id, from_at, to_at) where withdrawn_at is null;
create index duty_shift_of_org on duty_shift (org_id, to_at) where withdrawn_at is null;

-- Apart from the shift, so that reading a roster never touches it: phones are personal data.
create table duty_phone (
  shift_id uuid primary key references duty_shift (id),
  place_id uuid not null,
  org_id uuid not null,
  phone text not null
);

-- What one shift leaves to the next.
create table duty_hand_over (
  id uuid primary key,
  place_id uuid not null,
  org_id uuid not null references organisation (id),
  text text not null,
  open_items int not null default 0,             -- how many things are still to be done
  written_by uuid not null references person (id),
  written_at timestamptz not null,
  received_by uuid references person (id),
  received_at timestamptz,
  version int not null default 1
);
create index on duty_hand_over (place_id, written_at desc);

-- Who sees a cloud's state may see who watches it, customers included: they are who would call. An organisation's
-- own roster is seen where the organisation is.
call yj_protect('duty_shift', $$place_id = any ((select yj_ids('subjects') || yj_ids('orgs'))::uuid[])$$,
  $$org_id = (select yj_org())$$);
call yj_protect('duty_phone', $$place_id = any ((select yj_ids('subjects') || yj_ids('orgs'))::uuid[])$$,
  $$org_id = (select yj_org())$$);
-- Notes between shifts are for who keeps the roster and who supervises the cloud.
call yj_protect('duty_hand_over', $$place_id = any ((select yj_ids('cases'))::uuid[])$$,
  $$org_id = (select yj_org())$$);
