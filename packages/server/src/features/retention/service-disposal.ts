import {
  type Actor,
  type FileRetention,
  Refusal,
  requireRequestAsker,
  RETENTION_SETTING,
  retentionEnd,
  settingOf,
  type StoredSettings,
  stays,
} from "@yunjian/domain";
import type { Blobs } from "../../platform/blobs/blobs.ts";
import { emit } from "../../platform/events.ts";
import { newId } from "../../platform/ids.ts";
import { DEFAULT_LIMIT, decodeKey, pageOf } from "../../platform/paging.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { storedSettings } from "../settings/read.ts";
import {
  dueFileIds,
  type KeptFile,
  keptFilesByIds,
  keptFilesOfContents,
  type RetentionSpans,
} from "./contents-queries.ts";
import * as queries from "./queries.ts";
import { newRequest } from "./requests.ts";

function spansOf(settings: StoredSettings): RetentionSpans {
  const months = (kind: FileRetention) => settingOf(settings, RETENTION_SETTING[kind]);
  return {
    submission: months("submission"),
    rectification: months("rectification"),
    authorisation: months("authorisation"),
    draft: months("draft"),
    long: settingOf(settings, "retention.longYears"),
    short: settingOf(settings, "retention.shortYears"),
  };
}

interface PageQuery {
  readonly limit?: number;
  readonly after?: string;
}

/** 到期待销毁: files whose retention has ended, those a hold keeps among them and named so. */
export async function dueFiles(tx: Tx, actor: Actor, now: Date, query: PageQuery) {
  if (actor.scope !== "all") return { items: [], next: null };
  const settings = await storedSettings(tx);
  const limit = query.limit ?? DEFAULT_LIMIT;
  const [at, id] = decodeKey(query.after, 2) ?? [];
  const found = await dueFileIds(tx, spansOf(settings), now, {
    limit: limit + 1,
    after: typeof at === "string" && typeof id === "string" ? { at, id } : null,
  });
  const ids = found.map((row) => row.id);
  const files = new Map((await keptFilesByIds(tx, ids)).map((file) => [file.id, file]));
  const proposed = await queries.inOpenDisposal(tx, ids);
  const page = pageOf(
    found,
    limit,
    (row) => [row.uploadedAt, row.id],
    (row) => row,
  );
  return {
    next: page.next,
    items: page.items.flatMap(({ id }) => {
      const file = files.get(id);
      const why = file && stays(settings, file, now);
      // The domain decides: what the database found a few hours early is not shown.
      if (!file || (why !== null && why !== "held")) return [];
      return [{ ...shown(settings, file), held: file.held, proposed: proposed.has(id) }];
    }),
  };
}

/** How much is due, counted no further than `most`. */
export async function countDue(tx: Tx, settings: StoredSettings, now: Date, most: number) {
  const found = await dueFileIds(tx, spansOf(settings), now, { limit: most + 1, after: null });
  const files = await keptFilesByIds(
    tx,
    found.slice(0, most).map((row) => row.id),
  );
  const due = files.filter((file) => stays(settings, file, now) === null);
  return {
    files: due.length,
    bytes: due.reduce((sum, file) => sum + file.size, 0),
    more: found.length > most,
  };
}

function shown(settings: StoredSettings, file: KeptFile) {
  const { at, by } = retentionEnd(settings, file);
  return {
    id: file.id,
    name: file.name,
    orgName: file.orgName,
    size: file.size,
    sha256: file.sha256,
    uploadedAt: file.uploadedAt,
    by: by === "open-case" ? ("draft" as const) : by,
    endsAt: at ?? file.uploadedAt,
  };
}

/** One proposes; nothing happens before another approved, and each file is asked once more then. */
export async function proposeDisposal(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: { fileIds: readonly string[]; reason: string },
): Promise<string> {
  requireRequestAsker(actor, "disposal", input.reason);
  const settings = await storedSettings(tx);
  const named = await keptFilesByIds(tx, input.fileIds);
  if (named.length < input.fileIds.length) throw new Refusal("not-found");
  const keys = [...new Set(named.map((file) => file.blobKey))];
  // The same content is stored once and goes once: every file of it is part of the proposal.
  const all = await keptFilesOfContents(tx, keys);
  const listed = new Set(all.map((file) => file.id));
  for (const file of named) if (!listed.has(file.id)) throw mustStay(file, "gone");
  for (const file of all) {
    const why = stays(settings, file, now);
    if (why !== null) throw mustStay(file, why);
  }
  const open = await queries.inOpenDisposal(tx, [...listed]);
  const twice = all.find((file) => open.has(file.id));
  if (twice) throw new Refusal("already-exists", { what: "销毁申请", value: twice.name });
  const id = newId(now);
  const ends = all.map((file) => ({ file, end: retentionEnd(settings, file) }));
  const number = await newRequest(tx, actor, now, {
    id,
    kind: "disposal",
    targetId: null,
    reason: input.reason,
  });
  await queries.insertDisposalFiles(
    tx,
    ends.map(({ file, end }) => ({
      request_id: id,
      file_id: file.id,
      rule: end.by === "archive" || end.by === "open-case" ? "archive" : RETENTION_SETTING[end.by],
      ends_at: end.at ?? now,
    })),
  );
  await emit(tx, actor, now, {
    kind: "retention.asked",
    object: { type: "retention", id },
    subjectId: null,
    data: { request: "disposal", number, files: all.length },
    secret: { reason: input.reason },
  });
  return id;
}

function mustStay(file: KeptFile, why: string): Refusal {
  return new Refusal("must-stay", { name: file.name, why });
}

/**
 * Destroys the content of one file of an approved disposal, if nothing keeps it by now: key and bytes before the
 * commit, the row stays, and the record says which digest, by which rule, under which request.
 */
export async function disposeNext(
  tx: Tx,
  blobs: Blobs,
  actor: Actor,
  now: Date,
  request: { readonly id: string; readonly askedBy: string; readonly decidedBy: string | null },
): Promise<boolean> {
  const next = await queries.nextDisposalFile(tx, request.id);
  if (!next) return false;
  const [before] = await keptFilesByIds(tx, [next.file_id]);
  if (before) await queries.lockContent(tx, before.blobKey);
  const [file] = await keptFilesByIds(tx, [next.file_id]);
  const why = !file || file.state !== "kept" ? "gone" : stays(await storedSettings(tx), file, now);
  if (!file || why !== null) {
    await queries.setOutcome(tx, request.id, [next.file_id], why ?? "gone", now);
    return true;
  }
  const ids = await queries.disposeContent(tx, file.blobKey, request.id, now);
  await queries.setOutcome(tx, request.id, ids, "destroyed", now);
  for (const id of ids) {
    const subjects = await queries.subjectsOf(tx, id);
    for (const subjectId of subjects.length > 0 ? subjects : [file.orgId]) {
      await emit(tx, actor, now, {
        kind: "file.disposed",
        object: { type: "file", id },
        subjectId,
        data: {
          org: file.orgId,
          sha256: file.sha256,
          rule: next.rule,
          request: request.id,
          askedBy: request.askedBy,
          approvedBy: request.decidedBy,
        },
      });
    }
  }
  // Before the commit: if it fails nothing is recorded as destroyed that was not.
  await blobs.remove(file.blobKey);
  return true;
}
