import { type ArchiveClass, type FileRetention, type FileUse, type KeptContent } from "@yunjian/domain";
import { type SqlBool, sql } from "kysely";
import type { Tx } from "../../platform/tenancy.ts";

/** A file with everything that decides about its content. */
export interface KeptFile extends KeptContent {
  readonly id: string;
  readonly name: string;
  readonly orgId: string;
  readonly orgName: string;
  readonly size: number;
  readonly sha256: string;
  readonly blobKey: string;
  readonly uploadedAt: Date;
  readonly state: string;
}

interface Row {
  id: string;
  name: string;
  org_id: string;
  org_name: string;
  size: string | number;
  sha256: string;
  blob_key: string;
  uploaded_at: Date;
  state: string;
  uses: { kind: FileRetention; since: string | null }[];
  archives: { class: ArchiveClass; at: string }[];
  held: boolean;
}

/**
 * Files with the uses, archive marks and holds of every file of the same content: it is stored once, so one of them
 * in its retention keeps it for all. Those that are gone already count no more.
 */
async function keptFiles(tx: Tx, where: ReturnType<typeof sql<SqlBool>>): Promise<KeptFile[]> {
  const { rows } = await sql<Row>`
    select f.id, f.name, f.org_id, coalesce(o.short_name, '') as org_name, f.size, f.sha256, f.blob_key, f.uploaded_at, f.state,
      w.uses, w.archives, w.held
    from file f left join organisation o on o.id = f.org_id
    cross join lateral (
      select
        (select coalesce(jsonb_agg(e), '[]') from (
          select jsonb_build_object('kind', fu.kind, 'since', fu.since) as e
          from file t join file_use fu on fu.file_id = t.id
          where t.blob_key = f.blob_key and t.state in ('kept', 'purge-asked')
          union all
          select jsonb_build_object('kind', 'draft', 'since', t.uploaded_at) from file t
          where t.blob_key = f.blob_key and t.state in ('kept', 'purge-asked')
            and not exists (select from file_use fu where fu.file_id = t.id)
        ) each) as uses,
        (select coalesce(jsonb_agg(jsonb_build_object('class', m.class, 'at', m.marked_at)), '[]')
          from archive_mark m where m.target_id in (
            select t.id from file t where t.blob_key = f.blob_key
            union all select sf.submission_id from file t join submission_file sf on sf.file_id = t.id
              where t.blob_key = f.blob_key)) as archives,
        (select bool_or(yj_file_held(t.id)) from file t
          where t.blob_key = f.blob_key and t.state in ('kept', 'purge-asked')) as held
    ) w
    where ${where}
    order by f.uploaded_at, f.id`.execute(tx);
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    orgId: row.org_id,
    orgName: row.org_name,
    size: Number(row.size),
    sha256: row.sha256,
    blobKey: row.blob_key,
    uploadedAt: row.uploaded_at,
    state: row.state,
    uses: row.uses.map(
      ({ kind, since }): FileUse => ({ kind, since: since === null ? null : new Date(since) }),
    ),
    archives: row.archives.map((mark) => ({ class: mark.class, at: new Date(mark.at) })),
    held: row.held ?? false,
  }));
}

export async function keptFilesByIds(tx: Tx, ids: readonly string[]): Promise<KeptFile[]> {
  return await keptFiles(tx, sql<SqlBool>`f.id = any(${[...ids]}::uuid[])`);
}

/** All that are kept of the same contents, which are stored once and go once. */
export async function keptFilesOfContents(tx: Tx, blobKeys: readonly string[]): Promise<KeptFile[]> {
  return await keptFiles(tx, sql<SqlBool>`f.blob_key = any(${[...blobKeys]}::text[]) and f.state = 'kept'`);
}

/** All an organisation has, what is asked to be purged included. */
export async function keptFilesOfOrg(tx: Tx, orgId: string): Promise<KeptFile[]> {
  return await keptFiles(tx, sql<SqlBool>`f.org_id = ${orgId}::uuid and f.state in ('kept', 'purge-asked')`);
}

/** Months and years of the rules, for what the database finds before the domain decides. */
export interface RetentionSpans {
  readonly submission: number;
  readonly rectification: number;
  readonly authorisation: number;
  readonly draft: number;
  readonly long: number;
  readonly short: number;
}

/**
 * Ids of kept files whose content's retention has run out, the oldest upload first. The same rule as domain's
 * retentionEnd but for the turn of days: asked once more there before anything is shown or done.
 */
export async function dueFileIds(
  tx: Tx,
  spans: RetentionSpans,
  now: Date,
  page: { readonly limit: number; readonly after: { readonly at: string; readonly id: string } | null },
  orgId: string | null = null,
): Promise<{ id: string; uploadedAt: Date }[]> {
  const shortest = Math.min(spans.submission, spans.rectification, spans.authorisation, spans.draft);
  const { rows } = await sql<{ id: string; uploaded_at: Date }>`
    select f.id, f.uploaded_at from file f
    where f.state = 'kept' and f.uploaded_at <= ${now}::timestamptz - make_interval(months => ${shortest}) + interval '1 day'
      and (${page.after === null} or (f.uploaded_at, f.id) > (${page.after?.at ?? null}::timestamptz, ${page.after?.id ?? null}::uuid))
      and (${orgId === null} or f.org_id = ${orgId}::uuid)
      and not exists (
        select from file t
        left join lateral (
          select bool_or(u.since is null) as open, max(u.since + make_interval(months => case u.kind
            when 'submission' then ${spans.submission}::int when 'rectification' then ${spans.rectification}::int
            else ${spans.authorisation}::int end)) as ends
          from file_use u where u.file_id = t.id
        ) used on true
        where t.blob_key = f.blob_key and t.state in ('kept', 'purge-asked') and (
          coalesce(used.open, false)
          or coalesce(used.ends, t.uploaded_at + make_interval(months => ${spans.draft}::int)) > ${now}::timestamptz + interval '1 day'
          or exists (
            select from archive_mark m where (m.target_id = t.id
                or m.target_id in (select sf.submission_id from submission_file sf where sf.file_id = t.id))
              and (m.class = 'permanent' or m.marked_at + make_interval(years => case m.class
                when 'long' then ${spans.long}::int else ${spans.short}::int end) > ${now}::timestamptz + interval '1 day'))
        ))
    order by f.uploaded_at, f.id
    limit ${page.limit}`.execute(tx);
  return rows.map((row) => ({ id: row.id, uploadedAt: row.uploaded_at }));
}
