import type { ObjectFault, ScanState } from "@yunjian/domain";
import { type RawBuilder, sql } from "kysely";

/** What is known of a file's content besides itself, as other features show it. */
export interface FileHealth {
  readonly scan: {
    readonly state: ScanState;
    /** The signature that matched, or why it could not be scanned. */
    readonly found: string;
    readonly engine: string;
    readonly signatures: string;
    readonly at: Date | null;
  };
  readonly seenAt: Date | null;
  readonly fault: ObjectFault | null;
}

export interface StoredHealth {
  readonly state: ScanState;
  readonly found: string;
  readonly engine: string;
  readonly signatures: string;
  readonly at: string | null;
  readonly seenAt: string | null;
  readonly fault: ObjectFault | null;
}

/** Of a content that no scanner looked at: does it wait for one? */
export const scanState = sql<ScanState>`coalesce(so.scan_state,
  case when (select configured from file_scanner) then 'waiting' else 'unscanned' end)`;

/** A column for queries of files: what is known of the content that `blobKey` names. */
export function healthOf(blobKey: RawBuilder<unknown>): RawBuilder<StoredHealth> {
  return sql<StoredHealth>`(select jsonb_build_object('state', ${scanState},
      'found', coalesce(so.scan_found, ''), 'engine', coalesce(so.scan_engine, ''),
      'signatures', coalesce(so.scan_signatures, ''), 'at', so.scanned_at, 'seenAt', so.seen_at, 'fault', so.fault)
    from (select) one left join stored_object so on so.key = ${blobKey})`;
}

export function shapedHealth({ seenAt, fault, at, ...scan }: StoredHealth): FileHealth {
  return { scan: { ...scan, at: instant(at) }, seenAt: instant(seenAt), fault };
}

function instant(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}
