-- What an organisation sees, computed once per request: so far 'state' and 'case' were two walks over the same
-- engagements, and the planner wrote the first of them out twice. Same answers, another way.

-- Which clouds, with their sites, an organisation's own systems run on: what 'state' adds to 'case'.
create function yj_hosting(org uuid, at timestamptz) returns uuid[]
  language sql stable security definer set search_path = public
as $$
  select coalesce(array_agg(distinct s.id), '{}') from engagement e
  join system_cloud sc on sc.system_id = e.subject_id and sc.from_at <= at and (sc.to_at is null or sc.to_at > at)
  join subject s on s.cloud_id = sc.cloud_id
  where e.org_id = org and e.role = 'customer' and e.from_at <= at and (e.to_at is null or e.to_at > at)
$$;
revoke execute on function yj_hosting from public;

create or replace function yj_caller_of(person uuid, org uuid, session_id uuid, last_seen timestamptz, at timestamptz)
  returns yj_caller language plpgsql stable security definer set search_path = public
as $$
declare
  c yj_caller;
  hosting uuid[];
begin
  select p.lang into c.lang from person p join organisation o on o.id = org and o.ended_at is null
    where p.id = person and p.ended_at is null;
  if not found then return null; end if;
  select array_agg(post order by post) into c.posts from membership
    where person_id = person and org_id = org and from_at <= at and (to_at is null or to_at > at);
  if c.posts is null then return null; end if;
  c.person_id := person;
  c.org_id := org;
  c.session_id := session_id;
  c.last_seen_at := last_seen;
  c.scope := yj_scope(org, at);
  if c.scope = 'all' then
    c.subjects := '{}';
    c.cases := '{}';
    c.orgs := '{}';
    return c;
  end if;
  c.cases := yj_visible(org, at, 'case');
  hosting := yj_hosting(org, at);
  c.subjects := case when hosting = '{}' then c.cases else array(select unnest(c.cases) union select unnest(hosting)) end;
  c.orgs := yj_visible_orgs(org, c.subjects, at);
  return c;
end $$;

-- A contract's number is the customer's own: that somebody else has one like it with the same provider is none
-- of its business.
drop index contract_number;
create unique index contract_number on contract (number, provider_org_id, customer_org_id) where ended_at is null;
