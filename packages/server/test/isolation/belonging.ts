import type pg from "pg";
import { type Facts, factsOf, sightOf } from "../walk/model.ts";
import { MARKS } from "./world.ts";

/** Which rule decides over a row, and what it needs to know of it. */
interface Thing {
  readonly id: string;
  readonly table: string;
  readonly rule: "state" | "papers" | "org" | "submission" | "file" | "everything";
  readonly subjects: readonly string[];
  readonly org: string | null;
  readonly handedIn: boolean;
  readonly text: string;
}

const none = "'{}'::uuid[]";
/** Every table whose ids or words could stand in an answer: rule, subjects, organisation, words with marks. */
const TABLES: readonly string[] = [
  `select id, 'state', array[id], null::uuid, name from cloud`,
  `select id, 'state', array[id], null, name || address from site`,
  `select id, 'state', array[id], null, name || array_to_string(domains, ' ') from system`,
  `select id, 'state', array[system_id], null, name from resource`,
  `select id, 'state', array[subject_id], null, '' from obligation`,
  `select id, 'state', array[subject_id], null, '' from period`,
  `select id, case when subject_id is null then 'everything' else 'state' end, array[subject_id], null, '' from engagement`,
  `select id, 'org', ${none}, id, name || short_name || contact from organisation`,
  `select id, 'org', ${none}, org_id, name || email from person`,
  `select id, 'org', ${none}, org_id, '' from membership`,
  `select id, 'papers', array[subject_id], null, number || title || defect from rectification`,
];

export interface Belonging {
  readonly things: ReadonlyMap<string, Thing>;
  readonly words: ReadonlyMap<string, Thing>;
  readonly facts: Facts;
}

export async function belongings(owner: pg.Client): Promise<Belonging> {
  const { rows } = await owner.query(
    `${TABLES.map((each) => `select id, '${each.split(" ").at(-1)}' as "table", rule, subjects, org::uuid, true as "handedIn", text from (${each}) t(id, rule, subjects, org, text)`).join(" union all ")}
     union all
     select s.id, 'submission', 'submission', array(select subject_id from submission_period p where p.submission_id = s.id), s.org_id,
       s.submitted_at is not null, coalesce(number, '') || title || statement from submission s
     union all
     select f.id, 'file', 'file', array(select p.subject_id from submission_file x join submission_period p on p.submission_id = x.submission_id
         join submission s on s.id = x.submission_id where x.file_id = f.id and s.submitted_at is not null), f.org_id, true, f.name from file f`,
  );
  const words = new Map<string, Thing>();
  for (const row of rows as Thing[])
    for (const word of row.text.toUpperCase().match(MARKS) ?? []) words.set(word, row);
  return {
    things: new Map((rows as Thing[]).map((row) => [row.id, row])),
    words,
    facts: await factsOf(owner),
  };
}

export type May = (thing: Thing) => boolean;

/** What this organisation may see at that instant. */
export function mayOf({ facts }: Belonging, org: string, now: Date): May {
  const sight = sightOf(facts, org, now);
  return ({ rule, subjects, org: of, handedIn }) => {
    switch (rule) {
      case "everything":
        return sight.all;
      case "org":
        return sight.org(of ?? "");
      case "state":
        return subjects.some((each) => sight.state(each));
      case "papers":
        return subjects.some((each) => sight.papers(each));
      case "submission":
        return (of === org || handedIn) && subjects.some((each) => sight.papers(each));
      case "file":
        return of === org || subjects.some((each) => sight.papers(each));
    }
  };
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** Ids and words in an answer that are none of the caller's business. */
export function slipped({ things, words }: Belonging, may: May, text: string): string[] {
  const found = [
    ...[...new Set(text.match(UUID))].map((id) => [id, things.get(id)] as const),
    ...[...new Set(text.toUpperCase().match(MARKS))].map((word) => [word, words.get(word)] as const),
  ];
  return found.flatMap(([what, thing]) => (thing && !may(thing) ? [`${what} (${thing.rule})`] : []));
}
