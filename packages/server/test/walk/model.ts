import type pg from "pg";

/**
 * Who may see what, said once more and independently of the database's functions and policies: from the plain
 * rows of the registry, as the rules are told to people (docs/ARCHITECTURE.md, "Who sees what").
 */
export interface Facts {
  readonly engagements: readonly {
    org: string;
    role: string;
    subject: string | null;
    from: Date;
    to: Date | null;
  }[];
  readonly subjects: ReadonlyMap<string, { kind: string; cloud: string | null; owner: string }>;
  readonly placements: readonly { system: string; cloud: string; from: Date; to: Date | null }[];
  readonly orgs: ReadonlyMap<string, { parent: string | null }>;
}

export async function factsOf(owner: pg.Client): Promise<Facts> {
  const engagements = await owner.query(
    `select org_id as org, role, subject_id as subject, from_at as "from", to_at as "to" from engagement`,
  );
  const subjects = await owner.query(
    "select id, kind, cloud_id as cloud, owner_org_id as owner from subject",
  );
  const placements = await owner.query(
    `select system_id as system, cloud_id as cloud, from_at as "from", to_at as "to" from system_cloud`,
  );
  const orgs = await owner.query("select id, parent_id as parent from organisation");
  return {
    engagements: engagements.rows,
    subjects: new Map(subjects.rows.map((row) => [row.id, row])),
    placements: placements.rows,
    orgs: new Map(orgs.rows.map((row) => [row.id, row])),
  };
}

const at = (now: Date) => (span: { from: Date; to: Date | null }) =>
  span.from <= now && (span.to === null || span.to > now);

/** Roles to which a cloud opens with all that is in it; those of them that also see the systems on it. */
const WIDE = ["supervisor", "manager", "provider", "assessor", "observer"];
const SYSTEMS = ["supervisor", "manager", "provider", "observer"];

export interface Sight {
  /** Engaged for everything. */
  readonly all: boolean;
  /** Where it stands may be known. */
  state(subject: string): boolean;
  /** Its papers may be read. */
  papers(subject: string): boolean;
  /** The organisation may be named. */
  org(id: string): boolean;
}

export function sightOf(facts: Facts, org: string, now: Date): Sight {
  const mine = facts.engagements.filter((each) => each.org === org && at(now)(each));
  const all = mine.some(({ subject }) => subject === null);
  const placed = facts.placements.filter(at(now));
  const engagedAs = (subject: string, roles: readonly string[]) =>
    mine.some((each) => each.subject === subject && roles.includes(each.role));
  const papers = (id: string): boolean => {
    if (all || id === org || mine.some(({ subject }) => subject === id)) return true;
    const cloud = facts.subjects.get(id)?.cloud;
    if (cloud && engagedAs(cloud, WIDE)) return true;
    return placed.some((each) => each.system === id && engagedAs(each.cloud, SYSTEMS));
  };
  const state = (id: string): boolean => {
    if (papers(id)) return true;
    const cloud = facts.subjects.get(id)?.cloud;
    return placed.some((each) => each.cloud === cloud && engagedAs(each.system, ["customer"]));
  };
  let named: Set<string> | undefined;
  const names = (): Set<string> => {
    const found = new Set([org]);
    const parent = facts.orgs.get(org)?.parent;
    if (parent) found.add(parent);
    for (const [id, { owner }] of facts.subjects) if (state(id)) found.add(owner);
    for (const each of facts.engagements)
      if (at(now)(each) && WIDE.includes(each.role) && (each.subject === null || state(each.subject)))
        found.add(each.org);
    return found;
  };
  return { all, papers, state, org: (id) => all || (named ??= names()).has(id) };
}
