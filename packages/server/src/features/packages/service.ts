import { loadCatalogue } from "@yunjian/catalogue";
import {
  type Actor,
  mayOpenPackage,
  type PackageProblem,
  type PackageScope,
  type PackageState,
  Refusal,
  requirePackageAsk,
} from "@yunjian/domain";
import { emit } from "../../platform/events.ts";
import { newId } from "../../platform/ids.ts";
import type { JobDefinition } from "../../platform/jobs/define.ts";
import { requestCancel } from "../../platform/jobs/progress.ts";
import { enqueue } from "../../platform/jobs/queue.ts";
import { nextNumber } from "../../platform/numbers.ts";
import { DEFAULT_LIMIT, decodeKey, pageOf } from "../../platform/paging.ts";
import { seesCase, type Tx } from "../../platform/tenancy.ts";
import { periodsByIds } from "../obligations/read.ts";
import { rectificationForPackage } from "../rectifications/read-package.ts";
import { cloudForPackage } from "../registry/read-package.ts";
import type { packageJob } from "./jobs.ts";
import * as queries from "./queries.ts";

type MakeJob = ReturnType<typeof packageJob> extends JobDefinition<infer S> ? JobDefinition<S> : never;

interface Ask {
  readonly type: PackageScope;
  readonly id: string;
  readonly from?: string | null;
  readonly to?: string | null;
}

/** Starts the making; the answer comes at once, the package when its job is done. */
export async function make(tx: Tx, actor: Actor, now: Date, job: MakeJob, ask: Ask) {
  requirePackageAsk(actor, ask, now);
  const { orgId, personId } = actor;
  if (orgId === null || personId === null) throw new Refusal("forbidden");
  const scope = await scopeOf(tx, ask);
  // A customer knows where a cloud stands, not its papers: for it there is no such package.
  if (!scope || !seesCase(actor, scope.subjectId)) throw new Refusal("not-found");
  await queries.clearStuck(tx, personId);
  const id = newId(now);
  const number = await nextNumber(tx, orgId, "证据包", now);
  const jobId = await enqueue(tx, actor, now, job, { packageId: id });
  const from = ask.from ?? null;
  const to = ask.to ?? null;
  const row = {
    id,
    number,
    scope_type: ask.type,
    scope_id: ask.id,
    scope_name: scope.name,
    subject_id: scope.subjectId,
    from_day: from,
    to_day: to,
    org_id: orgId,
    asked_by: personId,
    asked_at: now,
    job_id: jobId,
    state: "making",
  };
  if (!(await queries.insertPackage(tx, row)))
    throw new Refusal("already-exists", { what: "正在生成的证据包", value: scope.name });
  await emit(tx, actor, now, {
    kind: "package.asked",
    object: { type: "package", id },
    subjectId: null,
    data: { scope: ask.type, about: ask.id, from, to },
  });
  return { id, version: 1 };
}

async function scopeOf(tx: Tx, ask: Ask): Promise<{ name: string; subjectId: string } | undefined> {
  if (ask.type === "cloud") {
    const [cloud] = (await cloudForPackage(tx, ask.id))?.objects ?? [];
    return cloud && { name: cloud.title, subjectId: cloud.id };
  }
  if (ask.type === "rectification") return await rectificationForPackage(tx, ask.id);
  const [period] = await periodsByIds(tx, [ask.id]);
  if (!period) return undefined;
  const duty = loadCatalogue().duties.get(period.dutyId)?.title.zh ?? period.dutyId;
  return { name: `${period.label} ${duty}（${period.subjectName}）`, subjectId: period.subjectId };
}

export async function list(tx: Tx, actor: Actor, now: Date, query: { limit?: number; after?: string }) {
  const limit = query.limit ?? DEFAULT_LIMIT;
  const after = decodeKey(query.after, 1)?.[0];
  const rows = await queries.packagesOf(
    tx,
    { personId: actor.personId ?? "", orgId: actor.orgId ?? "" },
    { after: after == null ? null : String(after), limit: limit + 1 },
  );
  return pageOf(
    rows,
    limit,
    (row) => [row.id],
    (row) => view(actor, now, row),
  );
}

export async function get(tx: Tx, actor: Actor, now: Date, id: string) {
  return view(actor, now, await own(tx, actor, id));
}

export async function cancel(tx: Tx, actor: Actor, now: Date, id: string) {
  const row = await own(tx, actor, id);
  const state = stateOf(row);
  if (state !== "making") throw new Refusal("wrong-state", { state, allowed: "making" });
  await queries.setPackage(tx, id, "making", { state: "cancelled" });
  if (row.job_state === "queued" || row.job_state === "running")
    await requestCancel(tx, actor, now, row.job_id);
  return {};
}

/** Whether it may be opened now; absent, foreign and expired are all the same answer. */
export async function openable(tx: Tx, actor: Actor, now: Date, id: string) {
  const row = await own(tx, actor, id);
  if (row.blob_key === null || !opens(actor, now, row)) throw new Refusal("not-found");
  return { ...row, key: row.blob_key };
}

/** The same, and recorded: the content leaves the platform. */
export async function open(tx: Tx, actor: Actor, now: Date, id: string) {
  const row = await openable(tx, actor, now, id);
  await emit(tx, actor, now, {
    kind: "package.opened",
    object: { type: "package", id },
    subjectId: null,
    data: { scope: row.scope_type, about: row.scope_id, sha256: row.sha256 ?? "" },
  });
  return row;
}

/** Row policies leave those who see everything; a package is the asker's alone all the same. */
async function own(tx: Tx, actor: Actor, id: string): Promise<queries.PackageRow> {
  const row = await queries.packageById(tx, id);
  if (!row || row.asked_by !== actor.personId || row.org_id !== actor.orgId) throw new Refusal("not-found");
  return row;
}

/** What became of its job is what became of it, where the job could not say so itself. */
function stateOf(row: queries.PackageRow): PackageState {
  if (row.state !== "making") return row.state as PackageState;
  if (row.job_state === "cancelled") return "cancelled";
  return row.job_state === "failed" ? "failed" : "making";
}

function opens(actor: Actor, now: Date, row: queries.PackageRow): boolean {
  return mayOpenPackage(
    actor,
    { state: stateOf(row), askedBy: row.asked_by, orgId: row.org_id, expiresAt: row.expires_at },
    seesCase(actor, row.subject_id),
    now,
  );
}

function view(actor: Actor, now: Date, row: queries.PackageRow) {
  const state = stateOf(row);
  const ended = row.expires_at !== null && row.expires_at <= now;
  return {
    id: row.id,
    number: row.number,
    scope: {
      type: row.scope_type as PackageScope,
      id: row.scope_id,
      name: row.scope_name,
      from: row.from_day,
      to: row.to_day,
    },
    state: state === "ready" && ended ? ("expired" as const) : state,
    askedAt: row.asked_at,
    jobId: row.job_id,
    progress: state === "making" ? { done: row.done ?? 0, total: row.total } : null,
    problem: state === "failed" ? ((row.problem ?? "system-error") as PackageProblem) : null,
    size: row.size,
    sha256: row.sha256,
    entries: row.entries,
    files: row.files,
    missing: row.missing,
    madeAt: row.made_at,
    expiresAt: row.expires_at,
    may: { open: opens(actor, now, row), cancel: state === "making" },
  };
}
