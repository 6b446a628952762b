import {
  type Actor,
  addDays,
  HISTORY_NEEDS,
  MOST_PACKAGE_ENTRIES,
  type ObjectType,
  type PackageScope,
  startOfDay,
} from "@yunjian/domain";
import type { Tx } from "../../platform/tenancy.ts";
import { filesForPackage, type PackedFile } from "../files/read-package.ts";
import { periodIdsBetween, periodsForPackage } from "../obligations/read-package.ts";
import {
  rectificationForPackage,
  rectificationIds,
  rectificationsForPackage,
} from "../rectifications/read-package.ts";
import { cloudForPackage } from "../registry/read-package.ts";
import { reviewsForPackage } from "../reviews/read-package.ts";
import { submissionsForPackage } from "../submissions/read-package.ts";
import * as queries from "./queries.ts";
import type { PackageObject } from "./read-types.ts";

export interface GatherScope {
  readonly type: PackageScope;
  readonly id: string;
  readonly from: string | null;
  readonly to: string | null;
}

export interface Gathered {
  readonly objects: readonly PackageObject[];
  readonly files: readonly PackedFile[];
  readonly entries: readonly queries.EntryRow[];
  /** Of every person and organisation that is named. */
  readonly names: ReadonlyMap<string, string>;
  /** There is more than a package may hold. */
  readonly tooMuch: boolean;
}

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** Where a rectification came from a review, what was reviewed is part of its story. */
async function periodOf(tx: Tx, scope: GatherScope): Promise<string[]> {
  if (scope.type !== "rectification") return [];
  const periodId = (await rectificationForPackage(tx, scope.id))?.periodId;
  return periodId == null ? [] : [periodId];
}

/** Everything of the scope that this actor may see, read in its own transaction: row policies decide. */
export async function gather(tx: Tx, actor: Actor, scope: GatherScope): Promise<Gathered> {
  const most = MOST_PACKAGE_ENTRIES;
  const range =
    scope.from !== null && scope.to !== null
      ? { from: startOfDay(scope.from), to: startOfDay(addDays(scope.to, 1)) }
      : undefined;
  const cloud = scope.type === "cloud" ? await cloudForPackage(tx, scope.id) : undefined;
  const between = cloud && range ? { id: scope.id, ...range } : undefined;
  const periodIds = between
    ? await periodIdsBetween(tx, scope.id, between, most)
    : scope.type === "period"
      ? [scope.id]
      : await periodOf(tx, scope);
  const rectifications =
    scope.type === "rectification"
      ? [scope.id]
      : await rectificationIds(tx, { periodIds, ...(between && { cloud: between }) }, most);
  const objects = [
    ...(cloud?.objects ?? []),
    ...(await periodsForPackage(tx, periodIds, rectifications)),
    ...(await submissionsForPackage(tx, periodIds)),
    ...(await reviewsForPackage(tx, periodIds)),
    ...(await rectificationsForPackage(tx, rectifications)),
  ];
  const fileIds = [...new Set(objects.flatMap((object) => object.fileIds))];
  const files = await filesForPackage(tx, fileIds);
  const found = await queries.entriesFor(
    tx,
    {
      // The cloud's own history is that of the dates; of what was handed in and decided, all of it.
      objectIds: [
        ...objects.filter(({ type }) => type !== "cloud" && type !== "site").map(({ id }) => id),
        ...fileIds,
      ],
      ...(cloud && range && { subjects: { ids: cloud.subjectIds, ...range } }),
    },
    most + 1,
  );
  const entries = found.filter(({ objectType }) =>
    actor.permissions.has(HISTORY_NEEDS[objectType as ObjectType] ?? "record.read"),
  );
  const named = new Set<string>();
  for (const text of [
    ...objects.map(({ fields }) => JSON.stringify(fields)),
    ...entries.map(({ body }) => body.toString("utf8")),
  ])
    for (const id of text.match(UUID) ?? []) named.add(id);
  return {
    objects,
    files,
    entries,
    names: await queries.namesOf(tx, [...named]),
    tooMuch: found.length > most,
  };
}
