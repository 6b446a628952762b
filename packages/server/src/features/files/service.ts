import {
  type Actor,
  askPurge,
  decidePurge,
  type EventData,
  type FileKind,
  type FileState,
  type FileWarning,
  type PurgeFacts,
  Refusal,
  requireContent,
  requireNotInfected,
  type Sensitivity,
} from "@yunjian/domain";
import type { Blobs } from "../../platform/blobs/blobs.ts";
import { emit } from "../../platform/events.ts";
import { DEFAULT_LIMIT, decodeKey, pageOf } from "../../platform/paging.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { shapedHealth } from "../storage/read.ts";
import * as queries from "./queries.ts";

type Row = NonNullable<Awaited<ReturnType<typeof queries.fileById>>>;

export async function fileOf(tx: Tx, id: string): Promise<Row> {
  const file = await queries.fileById(tx, id);
  if (!file) throw new Refusal("not-found");
  return file;
}

/** A file whose content may be opened. Opening a sensitive one is recorded. */
export async function openable(tx: Tx, actor: Actor, now: Date, id: string): Promise<Row> {
  const file = await fileOf(tx, id);
  requireContent({ name: file.name, state: file.state as FileState });
  requireNotInfected({ name: file.name, ...shapedHealth(file.health) });
  if (file.sensitivity === "sensitive") {
    const [subjectId = file.org_id] = await queries.subjectsOfFile(tx, id);
    await emit(tx, actor, now, {
      kind: "file.read",
      object: { type: "file", id },
      subjectId,
      data: { org: file.org_id },
    });
  }
  return file;
}

export async function describe(tx: Tx, actor: Actor, id: string) {
  const file = await fileOf(tx, id);
  return {
    ...info(file),
    orgName: file.org_name,
    version: file.version,
    purge:
      file.purge_asked_by !== null && file.purge_asked_at !== null
        ? {
            askedBy: { id: file.purge_asked_by, name: file.asker },
            askedAt: file.purge_asked_at,
            reason: file.purge_reason ?? "",
            decidedBy: file.purged_by === null ? null : { id: file.purged_by, name: file.purger },
            decidedAt: file.purged_at,
          }
        : null,
    may: {
      ask: file.state === "kept" && actor.permissions.has("file.purge"),
      decide:
        file.state === "purge-asked" &&
        actor.permissions.has("file.purge-approve") &&
        file.purge_asked_by !== actor.personId &&
        file.uploaded_by !== actor.personId,
    },
  };
}

export async function ask(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: { id: string; version: number; reason: string },
) {
  const file = await fileOf(tx, input.id);
  const state = askPurge(actor, await facts(tx, file), input.reason);
  const values = { state, purge_asked_by: actor.personId, purge_asked_at: now, purge_reason: input.reason };
  await change(tx, file, input.version, values);
  await record(tx, actor, now, file, "file.purge-asked", { reason: input.reason });
  return { version: input.version + 1 };
}

/** Approval destroys the content for every entry that has it; the entries stay as tombstones. */
export async function decide(
  tx: Tx,
  blobs: Blobs,
  actor: Actor,
  now: Date,
  input: { id: string; version: number; approve: boolean; note: string; eraseName?: boolean },
) {
  const file = await fileOf(tx, input.id);
  const known = await facts(tx, file);
  const state = decidePurge(actor, known, input);
  if (state === "kept") {
    await change(tx, file, input.version, {
      state,
      purge_asked_by: null,
      purge_asked_at: null,
      purge_reason: null,
    });
    await record(tx, actor, now, file, "file.purge-refused", { note: input.note });
  } else {
    await change(tx, file, input.version, { state, purged_by: actor.personId, purged_at: now });
    const twins = await queries.purgeTwins(tx, file.blob_key, actor.personId, now);
    if (input.eraseName)
      for (const id of [file.id, ...twins]) await queries.forgetName(tx, id, "（文件名已清除）");
    const facts = { held: known.held, nameErased: input.eraseName ?? false, twins: twins.length };
    await record(tx, actor, now, file, "file.purged", { note: input.note }, facts);
    // Before the commit: if it fails nothing is recorded as destroyed that was not.
    await blobs.remove(file.blob_key);
  }
  return { version: input.version + 1 };
}

export async function purges(tx: Tx, actor: Actor, paging: { limit?: number; after?: string }) {
  const limit = paging.limit ?? DEFAULT_LIMIT;
  const [at, id] = decodeKey(paging.after, 2) ?? [];
  const rows = await queries.purgesAsked(
    tx,
    limit + 1,
    typeof at === "string" && typeof id === "string" ? { at, id } : null,
  );
  const held = new Set<string>();
  for (const row of rows) if (await queries.isHeld(tx, row.id)) held.add(row.id);
  return pageOf(
    rows,
    limit,
    (row) => [row.purge_asked_at, row.id],
    (row) => ({
      ...info(row),
      orgName: row.org_name,
      version: row.version,
      askedBy: { id: row.purge_asked_by ?? "", name: row.asker },
      askedAt: row.purge_asked_at ?? new Date(0),
      reason: row.purge_reason ?? "",
      held: held.has(row.id),
      mayDecide:
        actor.permissions.has("file.purge-approve") &&
        ![row.purge_asked_by, row.uploaded_by].includes(actor.personId),
    }),
  );
}

async function change(
  tx: Tx,
  file: Row,
  version: number,
  values: Parameters<typeof queries.setFile>[3],
): Promise<void> {
  if (!(await queries.setFile(tx, file.id, version, values))) throw new Refusal("stale-version");
}

async function record(
  tx: Tx,
  actor: Actor,
  now: Date,
  file: Row,
  kind: "file.purge-asked" | "file.purge-refused" | "file.purged",
  secret: Record<string, string>,
  data: EventData = {},
): Promise<void> {
  const subjects = await queries.subjectsOfFile(tx, file.id);
  for (const subjectId of subjects.length > 0 ? subjects : [file.org_id]) {
    await emit(tx, actor, now, {
      kind,
      object: { type: "file", id: file.id },
      subjectId,
      data: { org: file.org_id, sha256: file.sha256, ...data },
      secret,
    });
  }
}

async function facts(tx: Tx, file: Row): Promise<PurgeFacts> {
  return {
    name: file.name,
    state: file.state as FileState,
    askedBy: file.purge_asked_by,
    uploadedBy: file.uploaded_by,
    held: await queries.isHeld(tx, file.id),
  };
}

function info(file: Row) {
  return {
    id: file.id,
    orgId: file.org_id,
    name: file.name,
    mediaType: file.media_type,
    kind: file.kind as FileKind,
    size: file.size,
    sha256: file.sha256,
    sm3: file.sm3,
    sensitivity: file.sensitivity as Sensitivity,
    warnings: file.warnings as FileWarning[],
    uploadedBy: { id: file.uploaded_by, name: file.uploader },
    uploadedAt: file.uploaded_at,
    state: file.state as FileState,
    ...shapedHealth(file.health),
  };
}
