import type pg from "pg";
import type { DemoOrganisation } from "../../src/demo/cast.ts";
import type { Sight } from "./model.ts";

/**
 * What belongs to whom, said once more and independently of the row policies: straight from the tables, read
 * by their owner, and from the plain rules below. The walk compares the product with this.
 */

export const KINDS = {
  cloud: "select id, array[id] as clouds, provider_org_id as org, 'state' as may from cloud",
  site: "select id, array[cloud_id] as clouds, null::uuid as org, 'state' as may from site",
  certificate: "select id, array[cloud_id] as clouds, null::uuid as org, 'state' as may from certificate",
  obligation: "select id, array[cloud_id] as clouds, party_org_id as org, 'state' as may from obligation",
  period:
    "select id, array[cloud_id] as clouds, party_org_id as org, 'state' as may from period where opens_at < now()",
  system:
    "select s.id, array(select cloud_id from system_cloud c where c.system_id = s.id) as clouds, org_id as org, 'system' as may from system s",
  resource:
    "select r.id, array[r.cloud_id] as clouds, s.org_id as org, 'system' as may from resource r join system s on s.id = r.system_id",
  contract: "select id, '{}'::uuid[] as clouds, customer_org_id as org, 'own' as may from contract",
  submission: `select s.id, array(select p.cloud_id from submission_period sp join period p on p.id = sp.period_id
     where sp.submission_id = s.id) as clouds, org_id as org, 'case' as may from submission s`,
  file: `select f.id, array(select p.cloud_id from submission_file sf join submission_period sp on sp.submission_id = sf.submission_id
     join period p on p.id = sp.period_id where sf.file_id = f.id) as clouds, org_id as org, 'case' as may from file f
     where not exists (select from authorisation_file af where af.file_id = f.id)
       and not exists (select from change_file cf where cf.file_id = f.id)`,
  review: "select id, array[cloud_id] as clouds, party_org_id as org, 'case' as may from review",
  comment:
    "select c.id, array[p.cloud_id] as clouds, null::uuid as org, 'case' as may from review_comment c join period p on p.id = c.period_id",
  dispute:
    "select d.id, array[p.cloud_id] as clouds, d.raised_org as org, 'case' as may from dispute d join period p on p.id = d.period_id",
  extension:
    "select e.id, array[s.cloud_id] as clouds, e.asked_org as org, 'case' as may from extension e join subject s on s.id = e.subject_id where s.cloud_id is not null",
  agreementChange:
    "select id, array[subject_id] as clouds, asked_org as org, 'case' as may from agreement_change",
  rectification:
    "select id, array[cloud_id] as clouds, party_org_id as org, 'case' as may from rectification r where subject_id in (select id from cloud)",
  request: "select id, '{}'::uuid[] as clouds, asked_org as org, 'own' as may from rectification_request",
  authorisation:
    "select id, array[customer_org_id, asked_org_id] as clouds, null::uuid as org, 'parties' as may from authorisation",
  // A draft is its author's alone; what customers are told is a thing of its own, of the customer alone.
  change:
    "select id, cloud_ids as clouds, provider_org_id as org, 'case' as may from change_case where state <> 'draft'",
  changeNotice: "select id, array[org_id] as clouds, null::uuid as org, 'parties' as may from change_notice",
  // Of who runs, supervises or manages one of its clouds; customers read a notice instead, each its own.
  incident: "select id, cloud_ids as clouds, null::uuid as org, 'incident' as may from incident",
  incidentNotice:
    "select i.id, array(select c.org_id from incident_customer c where c.incident_id = i.id and c.told_at is not null) || i.reported_org_id as clouds, null::uuid as org, 'told' as may from incident i",
  emergencyRule:
    "select id, array[customer_org_id, operator_org_id] as clouds, null::uuid as org, 'parties' as may from emergency_rule",
  shift:
    "select id, array[cloud_id] as clouds, org_id as org, 'state' as may from duty_shift where cloud_id is not null",
  protectedPeriod:
    "select id, cloud_ids as clouds, org_id as org, 'touched' as may from protected_period where state <> 'draft'",
  handOver:
    "select id, array[place_id] as clouds, org_id as org, 'case' as may from duty_hand_over where place_id in (select id from cloud)",
  organisation: "select id, '{}'::uuid[] as clouds, id as org, 'peer' as may from organisation",
  person: "select id, '{}'::uuid[] as clouds, org_id as org, 'peer' as may from person",
  post: "select id, '{}'::uuid[] as clouds, org_id as org, 'peer' as may from membership",
  engagement:
    "select e.id, case when c.id is null then '{}'::uuid[] else array[c.id] end as clouds, e.org_id as org, 'state' as may from engagement e left join cloud c on c.id = e.subject_id where c.id is not null",
  notice: "select id, '{}'::uuid[] as clouds, person_id as org, 'person' as may from notice",
} as const;
export type Kind = keyof typeof KINDS;

export interface Thing {
  readonly id: string;
  readonly clouds: readonly string[];
  readonly org: string | null;
  /** Which rule decides: see `belongs`. */
  readonly may:
    | "state"
    | "case"
    | "system"
    | "own"
    | "peer"
    | "person"
    | "parties"
    | "incident"
    | "told"
    | "touched";
}

export interface Persona {
  readonly personId: string;
  readonly orgId: string;
  readonly org: DemoOrganisation;
  /** Clouds the organisation is engaged with as supervisor, manager, provider or assessor. */
  readonly engaged: ReadonlySet<string>;
  /** Clouds on which the organisation's own systems run. */
  readonly hosting: ReadonlySet<string>;
  readonly sight: Sight;
}

export async function things(owner: pg.Client): Promise<Map<Kind, Thing[]>> {
  const found = new Map<Kind, Thing[]>();
  for (const [kind, query] of Object.entries(KINDS) as [Kind, string][]) {
    const { rows } = await owner.query<Thing>(`select * from (${query}) t order by id limit 3000`);
    found.set(kind, rows);
  }
  return found;
}

/** True: must be seen. False: must not. Null: the walk has no opinion (names of partners, for one). */
export function belongs(persona: Persona, thing: Thing): boolean | null {
  if (thing.may === "person") return thing.org === persona.personId;
  // Engaged for everything: the city's supervisor, and observers of the whole.
  if (persona.org.roles.includes("supervisor") || persona.sight.all) return true;
  const onEngaged = thing.clouds.length > 0 && thing.clouds.every((cloud) => persona.engaged.has(cloud));
  const touches = thing.clouds.some((cloud) => persona.engaged.has(cloud));
  const own = thing.org === persona.orgId;
  switch (thing.may) {
    case "state":
      return onEngaged || thing.clouds.some((cloud) => persona.hosting.has(cloud));
    // Of several clouds: whoever stands on one of them, or runs a system there.
    case "touched":
      return touches || thing.clouds.some((cloud) => persona.hosting.has(cloud));
    case "case":
      return onEngaged || own ? true : touches ? null : false;
    case "system":
      return own || (touches && !persona.org.roles.includes("assessor"));
    // Of the customer and of who asked; their ids stand in the place of the clouds.
    case "parties":
      return thing.clouds.includes(persona.orgId);
    case "incident":
      // Others have no way to the case; their notice of it bears the same id, and its own rule.
      return persona.org.roles.some((role) => ["provider", "manager"].includes(role)) ? touches : null;
    case "told":
      return thing.clouds.includes(persona.orgId)
        ? true
        : persona.org.roles.includes("customer")
          ? false
          : null;
    case "own":
      return own ? true : persona.org.roles.includes("customer") ? false : null;
    case "peer":
      // Partners' names may be shown; those of one's own kind are nobody's business.
      return own || persona.sight.org(thing.org ?? "");
  }
}
