import {
  type Actor,
  erasureCompleteAt,
  FILE_RETENTIONS,
  LOG_RETENTIONS,
  Refusal,
  requireCustodian,
  requireRequestDecider,
  requireState,
  RETENTION_SETTING,
  type RetentionKind,
  type RetentionRequestKind,
  type RetentionRequestState,
  SETTINGS,
  settingOf,
} from "@yunjian/domain";
import type { Custody } from "../../platform/custody.ts";
import { emit } from "../../platform/events.ts";
import { enqueue } from "../../platform/jobs/queue.ts";
import { historyOf } from "../../platform/ledger/history.ts";
import { DEFAULT_LIMIT, decodeKey, pageOf } from "../../platform/paging.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { lastOfKind } from "../record/read.ts";
import { storedSettings } from "../settings/read.ts";
import type { CarryOut } from "./jobs.ts";
import * as queries from "./queries.ts";
import { countDue } from "./service-disposal.ts";
import * as erasure from "./service-erasure.ts";
import * as holds from "./service-holds.ts";

const COUNT_NO_FURTHER = 500;

/** How long each kind is kept and by which rule, what is due, what waits. */
export async function overview(tx: Tx, actor: Actor, now: Date) {
  const settings = await storedSettings(tx);
  const kinds = ["record", ...LOG_RETENTIONS, ...FILE_RETENTIONS] as const;
  const all = actor.scope === "all";
  const cleared = all ? await lastOfKind(tx, "retention.cleared") : undefined;
  return {
    kinds: kinds.map((kind) => {
      const setting = RETENTION_SETTING[kind];
      const { source } = SETTINGS[setting];
      return {
        kind,
        way: wayOf(kind),
        setting,
        amount: settingOf(settings, setting),
        unit: kind === "request" ? ("days" as const) : ("months" as const),
        clause: "clause" in source ? source.clause : null,
        note: source.note,
      };
    }),
    cleared: cleared
      ? {
          at: cleared.at,
          counts: Object.fromEntries(
            Object.entries(cleared.data).filter(
              (each): each is [string, number] => typeof each[1] === "number",
            ),
          ),
        }
      : null,
    due: all ? await countDue(tx, settings, now, COUNT_NO_FURTHER) : { files: 0, bytes: 0, more: false },
    holds: await queries.countHolds(tx, null),
    openRequests: await queries.countOpenRequests(tx),
    keyBackupDays: settingOf(settings, "retention.keyBackupDays"),
  };
}

function wayOf(kind: RetentionKind): "kept" | "cleared" | "two-persons" {
  if (kind === "record") return "kept";
  return (LOG_RETENTIONS as readonly string[]).includes(kind) ? "cleared" : "two-persons";
}

export async function listRequests(
  tx: Tx,
  query: { kind?: RetentionRequestKind; state?: RetentionRequestState; limit?: number; after?: string },
) {
  const limit = query.limit ?? DEFAULT_LIMIT;
  const after = decodeKey(query.after, 1)?.[0];
  const rows = await queries.listRequests(tx, query, {
    limit: limit + 1,
    after: after == null ? null : String(after),
  });
  return pageOf(rows, limit, (row) => [row.id], show);
}

export async function getRequest(tx: Tx, actor: Actor, now: Date, id: string) {
  const row = await rowOf(tx, id);
  const erasable = erasableOf(row.kind as RetentionRequestKind);
  const open = row.state === "asked";
  const progress = await queries.progressOf(tx, id);
  return {
    ...show(row),
    progress: { total: progress.total, destroyed: progress.destroyed, kept: progress.kept },
    blocks:
      erasable && open && row.target_id !== null
        ? [...(await erasure.preview(tx, actor, now, erasable, row.target_id)).blocks]
        : [],
    may: {
      decide: allows(() => requireRequestDecider(actor, facts(row), { approve: true, note: "" })),
      withdraw: open && row.asked_by === actor.personId && actor.via !== "api-key",
    },
    history: await historyOf(tx, [id], 100),
  };
}

export async function listFiles(tx: Tx, id: string, query: { limit?: number; after?: string }) {
  await rowOf(tx, id);
  const limit = query.limit ?? DEFAULT_LIMIT;
  const after = decodeKey(query.after, 1)?.[0];
  const rows = await queries.disposalFiles(tx, id, {
    limit: limit + 1,
    after: after == null ? null : String(after),
  });
  return pageOf(
    rows,
    limit,
    (row) => [row.file_id],
    (row) => ({
      id: row.file_id,
      name: row.name,
      orgName: row.org_name,
      size: Number(row.size),
      sha256: row.sha256,
      rule: row.rule,
      endsAt: row.ends_at,
      outcome: row.outcome as Outcome | null,
      doneAt: row.done_at,
    }),
  );
}
type Outcome = "destroyed" | "held" | "in-retention" | "archived" | "open-case" | "gone";

/**
 * Another person decides. Lifting a hold and erasing a person are done at once; a disposal, and the objects of an
 * erased organisation, go by a job that can be interrupted and goes on.
 */
export async function decide(
  tx: Tx,
  deps: { readonly custody: Custody; readonly carryOut: CarryOut },
  actor: Actor,
  now: Date,
  input: { id: string; version: number; approve: boolean; note: string },
): Promise<number> {
  const row = await queries.requestForChange(tx, input.id);
  if (!row) throw new Refusal("not-found");
  const kind = row.kind as RetentionRequestKind;
  requireRequestDecider(actor, facts(row), input);
  const { personId } = actor;
  if (personId === null) throw new Refusal("forbidden");
  const erasable = erasableOf(kind);
  const targetId = row.target_id ?? "";
  // Asked once more: months may have passed, and a hold may have come.
  if (input.approve && erasable)
    erasure.requireNoBlocks(await erasure.preview(tx, actor, now, erasable, targetId));
  const byJob = kind === "disposal" || kind === "erase-organisation";
  const state = !input.approve ? "refused" : byJob ? "approved" : "done";
  const jobId =
    input.approve && byJob ? await enqueue(tx, actor, now, deps.carryOut, { requestId: row.id }) : null;
  const stored = await queries.changeRequest(tx, row.id, input.version, {
    state,
    decided_by: personId,
    decided_at: now,
    note: input.note.trim(),
    job_id: jobId,
    ...(state === "done" && { done_at: now }),
    ...(input.approve && erasable && { complete_at: erasureCompleteAt(await storedSettings(tx), now) }),
  });
  if (!stored) throw new Refusal("stale-version");
  await emit(tx, actor, now, {
    kind: "retention.decided",
    object: { type: "retention", id: row.id },
    subjectId: null,
    data: { request: kind, number: row.number, approved: input.approve, askedBy: row.asked_by },
    secret: { note: input.note },
  });
  if (!input.approve) return input.version + 1;
  const request = { id: row.id, targetId, reason: row.reason, askedBy: row.asked_by, decidedBy: personId };
  if (kind === "hold-lift") await holds.lift(tx, actor, now, targetId, row.id);
  if (kind === "erase-person") await erasure.erasePerson(tx, deps.custody, actor, now, request);
  if (kind === "erase-organisation") await erasure.eraseOrganisation(tx, deps.custody, actor, now, request);
  return input.version + 1;
}

export async function withdraw(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: { id: string; version: number },
): Promise<number> {
  requireCustodian(actor);
  const row = await queries.requestForChange(tx, input.id);
  if (!row) throw new Refusal("not-found");
  if (row.asked_by !== actor.personId) throw new Refusal("forbidden");
  requireState(row.state as RetentionRequestState, "asked");
  if (!(await queries.changeRequest(tx, row.id, input.version, { state: "withdrawn", decided_at: now })))
    throw new Refusal("stale-version");
  await emit(tx, actor, now, {
    kind: "retention.withdrawn",
    object: { type: "retention", id: row.id },
    subjectId: null,
    data: { request: row.kind, number: row.number },
  });
  return input.version + 1;
}

async function rowOf(tx: Tx, id: string): Promise<queries.RequestRow> {
  const [row] = await queries.listRequests(tx, { id }, { limit: 1, after: null });
  if (!row) throw new Refusal("not-found");
  return row;
}

function facts(row: { kind: string; state: string; asked_by: string; target_id: string | null }) {
  return {
    kind: row.kind as RetentionRequestKind,
    state: row.state as RetentionRequestState,
    askedBy: row.asked_by,
    targetId: row.target_id,
  };
}

function erasableOf(kind: RetentionRequestKind): erasure.Erasable | null {
  if (kind === "erase-organisation") return "organisation";
  return kind === "erase-person" ? "person" : null;
}

function show(row: queries.RequestRow) {
  return {
    id: row.id,
    number: row.number,
    kind: row.kind as RetentionRequestKind,
    state: row.state as RetentionRequestState,
    target: { id: row.target_id, name: row.target_name ?? "", files: row.files },
    reason: row.reason,
    askedBy: row.asked_by_name ?? "",
    askedAt: row.asked_at,
    decidedBy: row.decided_by_name,
    decidedAt: row.decided_at,
    note: row.note,
    doneAt: row.done_at,
    completeAt: row.complete_at,
    version: row.version,
  };
}

function allows(check: () => void): boolean {
  try {
    check();
    return true;
  } catch {
    return false;
  }
}
