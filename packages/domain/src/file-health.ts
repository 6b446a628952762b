import { Refusal } from "./refusal.ts";
import type { StoredSettings } from "./setting-values.ts";
import { settingOf } from "./setting-values.ts";
import type { ReviewOutcome } from "./vocabulary.ts";

/** What is known of a stored content besides itself: what the malware scanner said, and when it was last whole. */

/** What a scan ends with; kept with the engine and the signatures it was made with. */
export const SCAN_RESULTS = ["clean", "infected", "failed"] as const;
export type ScanResult = (typeof SCAN_RESULTS)[number];

/** What people see: without a scanner 'unscanned', with one 'waiting' until it was its turn. */
export const SCAN_STATES = ["unscanned", "waiting", ...SCAN_RESULTS] as const;
export type ScanState = (typeof SCAN_STATES)[number];

/** Why a content could not be scanned. None of them means clean. */
export const SCAN_OBSTACLES = [
  "too-large", // beyond what the scanner looks into
  "too-complex", // nested deeper, or more members, than it unpacks
  "encrypted",
  "unreadable", // the object itself is damaged or its key is missing
  "scanner-error", // the scanner failed at it again and again
] as const;
export type ScanObstacle = (typeof SCAN_OBSTACLES)[number];

/** What may be wrong with a stored object. */
export const OBJECT_FAULTS = [
  "missing",
  "unreadable", // the disk or its permissions
  "not-sealed",
  "version-unknown",
  "wrong-space",
  "key-missing",
  "key-erased", // destroyed on purpose: nothing to mend
  "header-damaged",
  "chunk-damaged",
  "truncated",
  "digest-differs",
] as const;
export type ObjectFault = (typeof OBJECT_FAULTS)[number];

/** Destroying a key is a decision, not damage. */
export function isDamage(fault: ObjectFault | null): boolean {
  return fault !== null && fault !== "key-erased";
}

export interface ScannedFile {
  readonly name: string;
  readonly scan: { readonly state: ScanState; readonly found: string };
}

/** Nobody opens what was found infected: it stays named, its content stays shut. */
export function requireNotInfected({ name, scan }: ScannedFile): void {
  if (scan.state === "infected") throw new Refusal("file-infected", { name, signature: scan.found });
}

/**
 * Whether the files of a submission stand in the way of a decision. While one waits for the scanner nothing is
 * decided; with one that is infected or could not be scanned it can be sent back or found wanting, not compliant.
 */
export function requireScannedFirst(
  files: readonly ScannedFile[],
  settings: StoredSettings,
  outcome: ReviewOutcome,
): void {
  const rule = settingOf(settings, "review.scanFirst");
  if (rule === "never") return;
  const waiting = files.filter(
    ({ scan }) => scan.state === "waiting" || (rule === "always" && scan.state === "unscanned"),
  );
  const [first] = waiting;
  if (first) throw new Refusal("scan-waiting", { name: first.name, count: waiting.length });
  if (outcome !== "compliant") return;
  for (const file of files) {
    requireNotInfected(file);
    if (file.scan.state === "failed") throw new Refusal("scan-impossible", { name: file.name });
  }
}

const MINUTE = 60_000;
/** So often the scanner may fail at one content before that is what is known of it. */
export const SCAN_TRIES = 6;

/** When a content at which the scanner failed has its next turn: after 1, 2, 4, ... minutes, at most an hour. */
export function scanAgainAt(tries: number, now: Date): Date {
  return new Date(now.getTime() + Math.min(60, 2 ** Math.max(0, tries - 1)) * MINUTE);
}

/** What changed between two scans, as it is told; null where a rescan only said the same again. */
export function scanNews(
  before: ScanResult | null,
  after: ScanResult,
): "file.scanned" | "file.infected" | "file.cleared" | null {
  if (before === after) return null;
  if (after === "infected") return "file.infected";
  return before === "infected" && after === "clean" ? "file.cleared" : "file.scanned";
}
