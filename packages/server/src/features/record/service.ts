import { MOST_EXPORTED } from "@yunjian/contract";
import {
  type Actor,
  addDays,
  HISTORY_NEEDS,
  invalid,
  type ObjectType,
  Refusal,
  requirePermission,
  startOfDay,
} from "@yunjian/domain";
import { TILE_WIDTH, type TreeName } from "@yunjian/ledger";
import { emit } from "../../platform/events.ts";
import { DEFAULT_LIMIT, decodeKey, pageOf } from "../../platform/paging.ts";
import { proveEntry } from "../../platform/ledger/proof.ts";
import type { Tx } from "../../platform/tenancy.ts";
import * as queries from "./queries.ts";

const COUNT_NO_FURTHER = 1000;

interface PageQuery {
  readonly limit?: number;
  readonly after?: string;
}

export async function objectHistory(
  tx: Tx,
  actor: Actor,
  object: { readonly type: ObjectType; readonly id: string },
  query: PageQuery,
) {
  requirePermission(actor, HISTORY_NEEDS[object.type]);
  return await page(tx, { objectId: object.id }, query);
}

interface Search {
  readonly personId?: string;
  readonly person?: string;
  readonly objectId?: string;
  readonly subjectId?: string;
  readonly kind?: readonly string[];
  readonly from?: string;
  readonly to?: string;
}

export async function listRecord(tx: Tx, query: PageQuery & Search) {
  return await page(tx, await filterOf(tx, query), query);
}

/** All of a search's result for taking away; more than a table should hold is refused, not cut. */
export async function forExport(tx: Tx, actor: Actor, now: Date, query: Search) {
  const rows = await queries.entries(tx, await filterOf(tx, query), {
    after: null,
    limit: MOST_EXPORTED + 1,
  });
  if (rows.length > MOST_EXPORTED)
    throw invalid({
      field: "from",
      message: {
        zh: `结果超过 ${MOST_EXPORTED} 条，请缩小查询范围`,
        en: `more than ${MOST_EXPORTED} entries; narrow the search`,
      },
    });
  await emit(tx, actor, now, {
    kind: "record.exported",
    object: { type: "platform", id: actor.orgId ?? "" },
    subjectId: null,
    data: {
      rows: rows.length,
      personId: query.personId ?? null,
      objectId: query.objectId ?? null,
      subjectId: query.subjectId ?? null,
      kinds: query.kind ?? [],
      from: query.from ?? null,
      to: query.to ?? null,
    },
    ...(query.person && { secret: { person: query.person } }),
  });
  return rows.map(show);
}

async function filterOf(tx: Tx, query: Search): Promise<queries.RecordFilter> {
  const words = query.person?.trim();
  const personIds = query.personId
    ? [query.personId]
    : words
      ? await queries.peopleNamed(tx, words)
      : undefined;
  const { objectId, subjectId, kind: kinds } = query;
  const from = query.from === undefined ? undefined : startOfDay(query.from);
  const to = query.to === undefined ? undefined : startOfDay(addDays(query.to, 1));
  return { personIds, objectId, subjectId, kinds, from, to };
}

async function page(tx: Tx, filter: queries.RecordFilter, query: PageQuery) {
  const limit = query.limit ?? DEFAULT_LIMIT;
  const after = decodeKey(query.after, 1)?.[0];
  const rows = await queries.entries(tx, filter, {
    after: after == null ? null : String(after),
    limit: limit + 1,
  });
  return pageOf(rows, limit, (row) => [row.id], show);
}

function show(row: Awaited<ReturnType<typeof queries.entries>>[number]) {
  const body = JSON.parse(row.body.toString("utf8")) as {
    data?: Record<string, unknown>;
    commitments?: Record<string, string>;
  };
  return {
    id: row.id,
    at: row.at,
    kind: row.kind,
    person: row.actor_person === null ? null : { id: row.actor_person, name: row.person_name ?? "" },
    organisation: row.actor_org === null ? null : { id: row.actor_org, name: row.org_name ?? "" },
    object: { type: row.object_type, id: row.object_id },
    subject: row.subject_id === null ? null : { id: row.subject_id, name: row.subject_name ?? "" },
    data: body.data ?? {},
    commitments: Object.keys(body.commitments ?? {}),
    position: row.position === null ? null : Number(row.position),
    requestId: row.request_id,
  };
}

export async function recordState(tx: Tx) {
  const latest = await queries.latestCheckpoint(tx);
  const { count, oldest } = await queries.pending(tx, COUNT_NO_FURTHER);
  const size = Number(latest?.size ?? 0);
  return {
    size,
    root: latest?.root.toString("hex") ?? null,
    checkpointAt: latest?.at ?? null,
    verifier: await queries.verifier(tx),
    pending: count,
    oldestPendingAt: oldest,
    ...(await ledgerState(tx, size)),
  };
}

async function ledgerState(tx: Tx, size: number) {
  const { trees, witnesses, seen, problems } = await queries.ledgerHealth(tx);
  return {
    trees: trees.map(({ tree, ...rest }) => ({ tree: tree as TreeName, ...rest })),
    witnesses: witnesses.map((row) => ({
      name: row.verifier.split("+")[0] ?? "",
      size: row.size,
      cosignedAt: row.cosigned_at,
      problem: row.problem,
      problemAt: row.problem_at,
    })),
    scrub: {
      bundles: Math.floor(size / TILE_WIDTH),
      seen: seen.seen,
      oldestSeenAt: seen.oldest,
      problems: problems.map(({ n, problem, problem_at }) => ({
        firstPosition: n * TILE_WIDTH,
        problem: problem ?? "",
        at: problem_at,
      })),
    },
  };
}

export async function listCheckpoints(tx: Tx, query: PageQuery) {
  const limit = query.limit ?? DEFAULT_LIMIT;
  const after = decodeKey(query.after, 1)?.[0];
  const rows = await queries.checkpoints(tx, {
    after: after == null ? null : Number(after),
    limit: limit + 1,
  });
  return pageOf(
    rows,
    limit,
    (row) => [Number(row.size)],
    (row) => ({ size: Number(row.size), root: row.root.toString("hex"), at: row.at, note: row.note }),
  );
}

/** Whoever sees what happened to an object may take the proof of it away. */
export async function entryProof(tx: Tx, actor: Actor, id: string) {
  const entry = await queries.entryBytes(tx, id);
  if (!entry) throw new Refusal("not-found");
  requirePermission(actor, HISTORY_NEEDS[entry.object_type as ObjectType]);
  const position = entry.position === null ? null : Number(entry.position);
  const proofs = position === null ? [] : await proveEntry(tx, position, entry.body);
  return {
    id,
    position,
    trees: proofs.map(({ checkpoint, ...rest }) => ({
      ...rest,
      checkpoint: { ...checkpoint, root: checkpoint.root.toString("hex") },
    })),
  };
}
