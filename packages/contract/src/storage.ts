import { OBJECT_FAULTS, SCAN_STATES } from "@yunjian/domain";
import { Id, Instant, Nullable, OneOf, Page, Paging, route, Type } from "./route.ts";

const strict = { additionalProperties: false } as const;

/** The health of the evidence store: malware scan and the reading again of what is stored (docs/EVIDENCE.md). */

const Count = Type.Integer({ minimum: 0 });

export const ScannerState = Type.Object({
  /** Whether a server was started with CLAMD_URL. */
  configured: Type.Boolean(),
  /** Whether it answered and found what it must find when it was asked last. */
  reached: Type.Boolean(),
  address: Type.String(),
  engine: Type.String(),
  /** Edition of the signatures; empty when it has only the operator's own. */
  signatures: Type.String(),
  signaturesAt: Nullable(Instant),
  /** False: of an archive it may leave out what is beyond its limits without saying so. */
  tellsLimits: Type.Boolean(),
  askedAt: Nullable(Instant),
  awaySince: Nullable(Instant),
  /** Why it was not reached; empty when it was. */
  problem: Type.String(),
});

export const StorageDay = Type.Object({
  /** ISO date, Shanghai. */
  day: Type.String(),
  checked: Count,
  checkedBytes: Count,
  damaged: Count,
  mended: Count,
  scanned: Count,
  scannedBytes: Count,
  infected: Count,
  unscannable: Count,
});

export const getStorage = route({
  method: "GET",
  path: "/api/storage",
  access: "storage.read",
  summary: { zh: "存储体检：总量、扫描、巡检", en: "The health of the stored files: totals, scan, scrub" },
  response: Type.Object({
    objects: Count,
    bytes: Count,
    /** Objects by what the scanner said of them. */
    scan: Type.Object({
      unscanned: Count,
      waiting: Count,
      clean: Count,
      infected: Count,
      failed: Count,
    }),
    scanner: ScannerState,
    scrub: Type.Object({
      /** Read whole at least once. */
      seen: Count,
      /** Not read again within the time that the setting says. */
      overdue: Count,
      /** What was seen longest ago; null when nothing was seen yet. */
      oldestSeenAt: Nullable(Instant),
      newestSeenAt: Nullable(Instant),
      damaged: Count,
      /** Unreadable because a key was destroyed on purpose. */
      erased: Count,
      seenDays: Type.Integer(),
      readMebibytes: Type.Integer(),
    }),
    /** When a key was made or rotated last: a backup of the keys must be younger. Null where there is none. */
    keysChangedAt: Nullable(Instant),
    days: Type.Array(StorageDay),
    may: Type.Object({ check: Type.Boolean() }),
  }),
});

export const STORED_OBJECT_LISTS = ["damaged", "infected", "failed"] as const;

export const StoredObject = Type.Object({
  /** `<space>/<SHA-256>`: the organisation's id, or `templates`. */
  key: Type.String(),
  org: Nullable(Type.Object({ id: Id, name: Type.String() })),
  size: Nullable(Type.Integer()),
  storedAt: Instant,
  scan: OneOf(SCAN_STATES),
  found: Type.String(),
  scannedAt: Nullable(Instant),
  seenAt: Nullable(Instant),
  fault: Nullable(OneOf(OBJECT_FAULTS)),
  faultAt: Nullable(Instant),
  /** Files that have this content. */
  files: Count,
  /** Waits for the check that somebody asked for. */
  asked: Type.Boolean(),
});

export const listStoredObjects = route({
  method: "GET",
  path: "/api/storage/objects",
  access: "storage.read",
  summary: {
    zh: "异常文件清单：损坏或缺失、含恶意代码、无法扫描",
    en: "Stored objects that are damaged, infected or could not be scanned, the latest first",
  },
  query: Type.Object({ list: OneOf(STORED_OBJECT_LISTS), ...Paging }, strict),
  response: Page(StoredObject),
});

export const checkStoredObject = route({
  method: "POST",
  path: "/api/storage/checks",
  access: "storage.check",
  summary: {
    zh: "立即复查一个已存文件（核对摘要并重新扫描）",
    en: "Have one stored object read and scanned again before all others",
  },
  body: Type.Object({ key: Type.String({ minLength: 66, maxLength: 200 }) }, strict),
  response: Type.Object({ key: Type.String() }),
  errors: ["not-found"],
});
