import { compareIds, loadCatalogue } from "@yunjian/catalogue";
import type { getPostureMatrix, getPostureTrend, QueryOf } from "@yunjian/contract";
import {
  type Actor,
  addMonths,
  CONTROL_CLASSES,
  dateOf,
  type Duty,
  Refusal,
  settingOf,
  startOfDay,
} from "@yunjian/domain";
import { DEFAULT_LIMIT, decodeKey, pageOf } from "../../platform/paging.ts";
import type { Tx } from "../../platform/tenancy.ts";
import {
  ATTENTION,
  type ObligationStanding,
  obligationStandings,
  type PostureCount,
  postureCounts,
  type PostureTally,
  tally,
} from "../obligations/read-posture.ts";
import { handInFigures } from "../obligations/read-figures.ts";
import { defectFigures } from "../rectifications/read-figures.ts";
import { type CloudHead, cloudHeads } from "../registry/read-clouds.ts";
import { outcomeFigures } from "../reviews/read-figures.ts";
import { storedSettings } from "../settings/read.ts";
import * as queries from "./queries.ts";

/** The class under which a month's picture of a whole cloud is kept. */
const WHOLE = "all";

type CloudFilter = Pick<QueryOf<typeof getPostureMatrix>, "providerOrgId" | "region" | "serviceModel">;

interface Ranked {
  readonly head: CloudHead;
  readonly counts: PostureTally;
  /** Made once per cloud: sorting compares each some ten times. */
  readonly key: RankKey;
}

export async function matrix(tx: Tx, now: Date, query: QueryOf<typeof getPostureMatrix>) {
  const { limit = DEFAULT_LIMIT, after, ...filter } = query;
  const days = await dueSoonDays(tx);
  const all = await cloudHeads(tx);
  const wanted = all.filter((cloud) => meets(cloud, filter));
  const cloudIds = wanted.length < all.length ? wanted.map(({ cloudId }) => cloudId) : undefined;
  const margins = await postureCounts(tx, now, days, { cloudIds }, [["cloud"], ["class"]]);
  const perCloud = Map.groupBy(margins, (row) => row.cloudId);
  const ranked: Ranked[] = wanted
    .map((head) => {
      const counts = tally(perCloud.get(head.cloudId) ?? []);
      return { head, counts, key: keyOf(head.cloudId, counts) };
    })
    .sort((a, b) => compareKeys(a.key, b.key));

  const last = decodeKey(after, ATTENTION.length + 1);
  const rest = last ? ranked.filter(({ key }) => compareKeys(key, last) > 0) : ranked;
  const page = pageOf(
    rest.slice(0, limit + 1),
    limit,
    ({ key }) => key,
    (cloud) => cloud,
  );
  const ids = page.items.map(({ head }) => head.cloudId);
  const cells =
    ids.length === 0 ? [] : await postureCounts(tx, now, days, { cloudIds: ids }, [["cloud", "class"]]);
  const cellsOf = Map.groupBy(cells, (row) => row.cloudId);
  return {
    at: now,
    dueSoonDays: days,
    items: page.items.map(({ head, counts }) => ({
      ...head,
      counts,
      classes: perClass(cellsOf.get(head.cloudId) ?? []),
    })),
    next: page.next,
    totals: {
      clouds: ranked.length,
      counts: tally(margins.filter((row) => row.cloudId !== null)),
      classes: perClass(margins.filter((row) => row.class !== null)),
    },
    choices: {
      providers: [...new Map(all.map((cloud) => [cloud.providerOrgId, cloud.providerName]))]
        .map(([id, name]) => ({ id, name }))
        .sort((a, b) => a.name.localeCompare(b.name, "zh")),
      regions: [...new Set(all.map(({ region }) => region))].sort((a, b) => a.localeCompare(b, "zh")),
    },
  };
}

/** Class, item, obligation: what the customer of a cloud sees too. It holds states and dates, no papers. */
export async function cloud(tx: Tx, now: Date, id: string) {
  const [head] = await cloudHeads(tx, [id]);
  if (!head) throw new Refusal("not-found");
  const { duties } = loadCatalogue();
  const standings = (await obligationStandings(tx, now, await dueSoonDays(tx), { cloudIds: [id] })).sort(
    (a, b) => compareIds(a.dutyId, b.dutyId) || a.subjectName.localeCompare(b.subjectName, "zh"),
  );
  const perClassRows = Map.groupBy(standings, (row) => row.class);
  return {
    at: now,
    ...head,
    counts: countsOf(standings),
    classes: CONTROL_CLASSES.flatMap((name) => {
      const rows = perClassRows.get(name);
      if (!rows) return [];
      const items = Map.groupBy(rows, (row) => duties.get(row.dutyId)?.item.zh ?? row.dutyId);
      return [
        {
          class: name,
          counts: countsOf(rows),
          items: [...items].map(([itemName, under]) => ({
            item: duties.get(under[0]?.dutyId ?? "")?.item ?? { zh: itemName, en: itemName },
            counts: countsOf(under),
            obligations: under.map((row) => obligationView(row, duties.get(row.dutyId))),
          })),
        },
      ];
    }),
  };
}

function obligationView(row: ObligationStanding, duty: Duty | undefined) {
  const { class: _class, cloudId: _cloudId, cloudName: _cloudName, ...shown } = row;
  // An obligation can outlive the edition of the catalogue that knew its duty.
  return {
    ...shown,
    title: duty?.title ?? { zh: row.dutyId, en: row.dutyId },
    kind: duty?.kind ?? "control",
  };
}

/** Eleven ends of months and today. */
export async function trend(tx: Tx, now: Date, query: QueryOf<typeof getPostureTrend>) {
  const { cloudId, class: ofClass, ...filter } = query;
  // Unfiltered, clouds that ended since belong to the past months too.
  const cloudIds =
    cloudId !== undefined
      ? [cloudId]
      : Object.keys(filter).length > 0
        ? await cloudsThatMeet(tx, filter)
        : undefined;
  const today = dateOf(now);
  const from = addMonths(`${today.slice(0, 7)}-01`, -11).slice(0, 7);
  const past = await queries.monthlyCounts(tx, { from, cloudIds, class: ofClass ?? WHOLE });
  const current = await postureCounts(tx, now, await dueSoonDays(tx), { cloudIds, class: ofClass }, [
    ["class"],
  ]);
  return {
    points: [
      ...past.map((point) => ({ ...point, now: false })),
      { month: today.slice(0, 7), now: true, counts: tally(current) },
    ],
  };
}

async function cloudsThatMeet(tx: Tx, filter: CloudFilter): Promise<string[]> {
  return (await cloudHeads(tx)).filter((head) => meets(head, filter)).map((head) => head.cloudId);
}

/** Who may compare sees every provider; a provider sees itself; nobody else has anything to compare. */
export async function providers(tx: Tx, actor: Actor, now: Date) {
  const heads = await cloudHeads(tx);
  const shown = actor.permissions.has("posture.compare")
    ? heads
    : heads.filter((head) => head.providerOrgId === actor.orgId);
  if (shown.length === 0 && !actor.permissions.has("posture.compare")) throw new Refusal("forbidden");
  const from = startOfDay(addMonths(dateOf(now), -12));
  const cloudIds = shown.map((head) => head.cloudId);
  const standing = Map.groupBy(
    await postureCounts(tx, now, await dueSoonDays(tx), { cloudIds }, [["cloud"]]),
    (row) => row.cloudId,
  );
  const handedIn = await handInFigures(tx, from, now);
  const outcomes = new Map((await outcomeFigures(tx, from, now)).map((row) => [row.partyOrgId, row]));
  const defects = new Map((await defectFigures(tx, from, now)).map((row) => [row.partyOrgId, row]));
  return {
    from,
    to: now,
    items: [...Map.groupBy(shown, (head) => head.providerOrgId)].map(([providerOrgId, clouds]) => {
      const own = handedIn.filter((row) => row.partyOrgId === providerOrgId);
      const fellDue = sum(own.map((row) => row.fellDue));
      const reviewed = outcomes.get(providerOrgId);
      const found = defects.get(providerOrgId);
      return {
        providerOrgId,
        providerName: clouds[0]?.providerName ?? "",
        clouds: clouds.length,
        counts: tally(clouds.flatMap((head) => standing.get(head.cloudId) ?? [])),
        fellDue,
        onTime: share(sum(own.map((row) => row.onTime)), fellDue),
        decided: reviewed?.decided ?? 0,
        returned: share(reviewed?.returned ?? 0, reviewed?.decided ?? 0),
        nonCompliant: share(reviewed?.nonCompliant ?? 0, reviewed?.decided ?? 0),
        openDefects: found?.open ?? 0,
        overdueDefects: found?.overdue ?? 0,
        closedDefects: found?.closed ?? 0,
        daysToClose: found?.daysToClose ?? null,
      };
    }),
  };
}

/** Keeps how every cloud stood when the month ended; run on the first, and harmless when run again. */
export async function snapshot(tx: Tx, now: Date): Promise<void> {
  const month = addMonths(`${dateOf(now).slice(0, 7)}-01`, -1).slice(0, 7);
  const counts = await postureCounts(tx, now, await dueSoonDays(tx), {}, [["cloud", "class"], ["cloud"]]);
  // Besides a row per class one for the cloud as a whole, which is what the trend asks for most.
  const cells = Map.groupBy(counts, (row) => `${row.cloudId} ${row.class}`);
  await queries.keepMonth(
    tx,
    month,
    now,
    [...cells.values()].flatMap((rows) => {
      const [first] = rows;
      if (!first?.cloudId) return [];
      return [{ cloudId: first.cloudId, class: first.class ?? WHOLE, counts: tally(rows) }];
    }),
  );
}

function perClass(rows: readonly PostureCount[]) {
  const cells = Map.groupBy(rows, (row) => row.class);
  return CONTROL_CLASSES.flatMap((name) => {
    const counts = cells.get(name);
    return counts ? [{ class: name, counts: tally(counts) }] : [];
  });
}

function countsOf(rows: readonly ObligationStanding[]): PostureTally {
  return tally(rows.map(({ posture }) => ({ posture, count: 1 })));
}

function meets(cloud: CloudHead, filter: CloudFilter): boolean {
  return (
    (filter.providerOrgId === undefined || cloud.providerOrgId === filter.providerOrgId) &&
    (filter.region === undefined || cloud.region === filter.region) &&
    (filter.serviceModel === undefined || cloud.serviceModels.includes(filter.serviceModel))
  );
}

type RankKey = readonly (string | number | null)[];

function keyOf(cloudId: string, counts: PostureTally): RankKey {
  return [...ATTENTION.map((posture) => -counts[posture]), cloudId];
}

function compareKeys(a: RankKey, b: RankKey): number {
  for (const [at, part] of a.entries()) {
    const other = b[at] ?? "";
    if (part === other || part === null) continue;
    return part < other ? -1 : 1;
  }
  return 0;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

async function dueSoonDays(tx: Tx): Promise<number> {
  return settingOf(await storedSettings(tx), "posture.dueSoonDays");
}
