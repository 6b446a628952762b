import {
  type Actor,
  fileName,
  invalid,
  Refusal,
  type RefusalName,
  type RefusalParams,
  SENSITIVITIES,
  settingOf,
} from "@yunjian/domain";
import type { Blobs } from "../../platform/blobs/blobs.ts";
import { emit } from "../../platform/events.ts";
import { newId } from "../../platform/ids.ts";
import { enqueue } from "../../platform/jobs/index.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { storedSettings } from "../settings/read.ts";
import { type Inspected, inspect } from "./inspect/inspect.ts";
import type { InTx } from "./lease.ts";
import * as queries from "./queries.ts";
import { SM3 } from "./sm3.ts";

const MEBIBYTE = 1024 * 1024;
const DAY = 86_400_000;

export interface Announced {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly sensitivity: string;
  readonly size: number;
}

/** Announces an upload: nothing is taken that could not be kept in the end. */
export async function beginUpload(tx: Tx, actor: Actor, now: Date, upload: Announced): Promise<void> {
  const settings = await storedSettings(tx);
  const limit = settingOf(settings, "upload.maxMebibytes");
  const name = fileName(upload.name);
  if (name === "") throw missing("/name", "请提供文件名。", "Give the file a name.");
  if (!(SENSITIVITIES as readonly string[]).includes(upload.sensitivity)) {
    throw missing(
      "/sensitivity",
      `请先为文件“${name}”选择敏感程度：公开、内部或敏感。涉密文件不得上传。`,
      `Declare how sensitive “${name}” is: public, internal or sensitive. State secrets must not be uploaded.`,
    );
  }
  if (upload.size === 0) throw new Refusal("file-empty", { name });
  if (upload.size > limit * MEBIBYTE) throw new Refusal("too-large", { what: name, limit: `${limit} MiB` });
  await queries.insertUpload(tx, {
    id: upload.id,
    org_id: actor.orgId ?? "",
    person_id: actor.personId ?? "",
    name,
    claimed_type: upload.type.slice(0, 200),
    size: upload.size,
    sensitivity: upload.sensitivity,
    created_at: now,
    expires_at: new Date(now.getTime() + settingOf(settings, "upload.keepDays") * DAY),
  });
}

function missing(field: string, zh: string, en: string): Refusal {
  return invalid({ field, message: { zh, en } });
}

/**
 * Turns an upload that arrived whole into a file, or refuses it and destroys the content. May be called again
 * at any time: after a crash whoever asks next finishes it, and gets the same answer.
 */
export async function finishUpload(
  inTx: InTx,
  blobs: Blobs,
  actor: Actor,
  now: Date,
  id: string,
): Promise<string> {
  const before = await inTx("read", (tx) => queries.uploadById(tx, id));
  const known = before && outcomeOf(before);
  if (!before) throw new Refusal("not-found");
  if (known !== undefined) return known;
  if ((await blobs.parts.size(id)) !== before.size) throw new Refusal("not-found");

  const found = await inspected(blobs, id, before.name);
  if (found instanceof Refusal) return await refuse(inTx, blobs, actor, now, id, found);

  const stored = await blobs.adopt(before.org_id, id, await blobs.parts.sha256(id));
  const fileId = await inTx("write", async (tx) => {
    const upload = await queries.uploadToFinish(tx, id);
    if (!upload) throw new Refusal("not-found");
    const done = outcomeOf(upload);
    if (done !== undefined) return done;
    const file = {
      id: newId(now),
      org_id: upload.org_id,
      name: upload.name,
      media_type: found.mediaType,
      kind: found.kind,
      size: stored.size,
      sha256: stored.sha256,
      sm3: stored.sm3,
      blob_key: stored.key,
      sensitivity: upload.sensitivity,
      warnings: [...found.warnings],
      uploaded_by: upload.person_id,
      uploaded_at: now,
    };
    await queries.insertFile(tx, file);
    await queries.setUpload(tx, id, { file_id: file.id });
    if (file.sm3 === null) await enqueue(tx, actor, now, SM3, {});
    await emit(tx, actor, now, {
      kind: "file.uploaded",
      object: { type: "file", id: file.id },
      subjectId: file.org_id,
      data: {
        org: file.org_id,
        sha256: file.sha256,
        sm3: file.sm3,
        size: file.size,
        sensitivity: file.sensitivity,
        kind: file.kind,
      },
      secret: { name: file.name },
    });
    return file.id;
  });
  await blobs.parts.remove(id);
  return fileId;
}

/** What it is, or why it is not taken. */
async function inspected(blobs: Blobs, id: string, name: string): Promise<Inspected | Refusal> {
  const source = await blobs.parts.open(id);
  try {
    return await inspect(source, name);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  } finally {
    await source.close();
  }
}

/** The content goes first: whatever happens next, it is not kept. */
async function refuse(
  inTx: InTx,
  blobs: Blobs,
  actor: Actor,
  now: Date,
  id: string,
  refusal: Refusal,
): Promise<never> {
  await blobs.parts.remove(id);
  await inTx("write", async (tx) => {
    const upload = await queries.uploadToFinish(tx, id);
    if (!upload || outcomeOf(upload) !== undefined) return;
    await queries.setUpload(tx, id, {
      refusal: JSON.stringify({ code: refusal.code, params: refusal.params }),
    });
    await emit(tx, actor, now, {
      kind: "file.refused",
      object: { type: "file", id },
      subjectId: upload.org_id,
      data: { org: upload.org_id, reason: refusal.code, size: upload.size },
      secret: { name: upload.name },
    });
  });
  throw refusal;
}

/** The file it became; throws what it was refused for; undefined while it is neither. */
function outcomeOf(upload: { file_id: string | null; refusal: unknown }): string | undefined {
  if (upload.refusal !== null) {
    const { code, params } = upload.refusal as { code: RefusalName; params: RefusalParams };
    throw new Refusal(code, params);
  }
  return upload.file_id ?? undefined;
}

/** An upload its sender comes back to; gone when it expired or its part is not here. */
export async function uploadToContinue(
  inTx: InTx,
  blobs: Blobs,
  now: Date,
  id: string,
): Promise<{ size: number; offset: number }> {
  if (!/^[0-9a-f-]{36}$/.test(id)) throw new Refusal("not-found");
  const upload = await inTx("read", (tx) => queries.uploadById(tx, id));
  if (!upload) throw new Refusal("not-found");
  if (outcomeOf(upload) !== undefined) return { size: upload.size, offset: upload.size };
  const offset = await blobs.parts.size(id);
  if (offset === null || upload.expires_at <= now) throw new Refusal("not-found");
  return { size: upload.size, offset };
}

/** How far it is. What arrived whole and was not finished, because somebody died, is finished now. */
export async function uploadState(inTx: InTx, blobs: Blobs, actor: Actor, now: Date, id: string) {
  const upload = await inTx("read", (tx) => queries.uploadById(tx, id));
  if (!upload) throw new Refusal("not-found");
  const arrived = await blobs.parts.size(id);
  const whole = upload.file_id !== null || upload.refusal !== null || arrived === upload.size;
  if (arrived === null && !whole) throw new Refusal("not-found");
  return {
    id,
    name: upload.name,
    size: upload.size,
    offset: whole ? upload.size : (arrived ?? 0),
    expiresAt: upload.expires_at,
    fileId: whole ? await finishUpload(inTx, blobs, actor, now, id) : null,
  };
}

/** Clears away what nobody came back for, and parts whose file exists already. Returns how many went. */
export async function clearUploads(inTx: InTx, blobs: Blobs, now: Date): Promise<number> {
  const parts = await blobs.parts.list();
  const known = new Map(
    (
      await inTx("read", (tx) =>
        queries.uploadsByIds(
          tx,
          parts.map((part) => part.id),
        ),
      )
    ).map((row) => [row.id, row]),
  );
  const gone = parts.filter(({ id, changedAt }) => {
    const upload = known.get(id);
    if (!upload) return now.getTime() - changedAt.getTime() > DAY;
    return upload.file_id !== null || upload.refusal !== null || upload.expires_at <= now;
  });
  for (const { id } of gone) await blobs.parts.remove(id);
  return gone.length;
}
