import {
  type FileKind,
  type FileState,
  type FileWarning,
  Refusal,
  requireContent,
  requireNotInfected,
  type Sensitivity,
} from "@yunjian/domain";
import { type SqlBool, sql } from "kysely";
import type { Blobs } from "../../platform/blobs/blobs.ts";
import { newId } from "../../platform/ids.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { type FileHealth, healthOf, shapedHealth } from "../storage/read.ts";

/** A stored file with the names people see. */
export interface FileRow extends FileHealth {
  readonly id: string;
  readonly orgId: string;
  readonly name: string;
  readonly mediaType: string;
  readonly kind: FileKind;
  readonly size: number;
  readonly sha256: string;
  readonly sm3: string | null;
  readonly sensitivity: Sensitivity;
  readonly warnings: readonly FileWarning[];
  readonly uploadedBy: { readonly id: string; readonly name: string };
  readonly uploadedAt: Date;
  /** 'purge-asked' and 'purged' files keep their place; their content cannot be opened. */
  readonly state: FileState;
}

/** Files by id, in the order asked for; those the actor may not see are left out. */
export async function filesByIds(tx: Tx, ids: readonly string[]): Promise<FileRow[]> {
  if (ids.length === 0) return [];
  const rows = await fileRows(tx)
    .where(sql<SqlBool>`f.id = any(${[...ids]}::uuid[])`)
    .execute();
  const byId = new Map(rows.map((row) => [row.id, shaped(row)]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** The files an organisation wants to attach to something: its own, and still there. */
export async function filesToAttach(
  tx: Tx,
  orgId: string | null,
  ids: readonly string[],
): Promise<FileRow[]> {
  const files = await filesByIds(tx, ids);
  if (files.length < ids.length || files.some((file) => file.orgId !== orgId)) throw new Refusal("not-found");
  for (const { name, state } of files) {
    if (state !== "kept") throw new Refusal("file-gone", { name });
  }
  for (const file of files) requireNotInfected(file);
  return files;
}

/** The whole content of a small file, for features that work on it. */
export async function contentOf(tx: Tx, blobs: Blobs, id: string): Promise<Buffer> {
  const file = await tx
    .selectFrom("file")
    .select(["blob_key", "state", "name", healthOf(sql`file.blob_key`).as("health")])
    .where("id", "=", id)
    .executeTakeFirst();
  if (!file) throw new Refusal("not-found");
  requireContent({ name: file.name, state: file.state as FileState });
  requireNotInfected({ name: file.name, ...shapedHealth(file.health) });
  const chunks: Buffer[] = [];
  for await (const chunk of await blobs.get(file.blob_key)) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Keeps a document we made ourselves as a file of an organisation. */
export async function keepDocument(
  tx: Tx,
  blobs: Blobs,
  now: Date,
  document: {
    readonly orgId: string;
    readonly by: string;
    readonly name: string;
    readonly bytes: Buffer;
    readonly sensitivity: Sensitivity;
  },
): Promise<string> {
  const stored = await blobs.put(document.orgId, document.bytes);
  const id = newId(now);
  await tx
    .insertInto("file")
    .values({
      id,
      org_id: document.orgId,
      name: document.name,
      media_type: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
      kind: "docx",
      size: stored.size,
      sha256: stored.sha256,
      sm3: stored.sm3,
      blob_key: stored.key,
      sensitivity: document.sensitivity,
      warnings: [],
      uploaded_by: document.by,
      uploaded_at: now,
    })
    .execute();
  return id;
}

function fileRows(tx: Tx) {
  return tx
    .selectFrom("file as f")
    .leftJoin("person as p", "p.id", "f.uploaded_by")
    .select([
      "f.id",
      "f.org_id",
      "f.name",
      "f.media_type",
      sql<FileKind>`f.kind`.as("kind"),
      "f.size",
      "f.sha256",
      "f.sm3",
      sql<Sensitivity>`f.sensitivity`.as("sensitivity"),
      sql<FileWarning[]>`f.warnings`.as("warnings"),
      "f.uploaded_by",
      sql<string>`coalesce(p.name, '')`.as("uploader"),
      "f.uploaded_at",
      sql<FileState>`f.state`.as("state"),
      healthOf(sql`f.blob_key`).as("health"),
    ]);
}

type Raw = Awaited<ReturnType<ReturnType<typeof fileRows>["executeTakeFirstOrThrow"]>>;

function shaped(row: Raw): FileRow {
  return {
    id: row.id,
    orgId: row.org_id,
    name: row.name,
    mediaType: row.media_type,
    kind: row.kind,
    size: row.size,
    sha256: row.sha256,
    sm3: row.sm3,
    sensitivity: row.sensitivity,
    warnings: row.warnings,
    uploadedBy: { id: row.uploaded_by, name: row.uploader },
    uploadedAt: row.uploaded_at,
    state: row.state,
    ...shapedHealth(row.health),
  };
}
