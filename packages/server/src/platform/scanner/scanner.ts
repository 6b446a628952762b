import type { Readable } from "node:stream";

/** Why a scanner could not say of a content that it is clean. */
export type ScanObstacle =
  | "too-large" // beyond what the scanner looks into
  | "too-complex" // nested deeper, or more members, than it unpacks
  | "encrypted" // it cannot look inside
  | "unreadable" // the object itself is damaged or its key is missing
  | "scanner-error"; // it failed at this content again and again

export type ScanAnswer =
  | { readonly verdict: "clean" }
  | { readonly verdict: "infected"; readonly signature: string }
  | { readonly verdict: "failed"; readonly obstacle: ScanObstacle };

/** What the scanner says of itself. */
export interface ScannerVersion {
  readonly engine: string;
  /** Edition of the signatures; empty when the scanner has only signatures of the operator's own. */
  readonly signatures: string;
  /** When those signatures were made; null when it does not say. */
  readonly signaturesAt: Date | null;
  /** Whether it tells when it left something out, instead of calling the rest clean. */
  readonly tellsLimits: boolean;
}

export interface Scanner {
  /** For people: where it is. */
  readonly address: string;
  /** Asks whether it is there and finds what it must find; throws `ScannerAway` when not. */
  check(): Promise<ScannerVersion>;
  /** Scans a content of a known size as it streams. Throws `ScannerAway`, or the stream's own error. */
  scan(content: () => Promise<Readable>, size: number): Promise<ScanAnswer>;
}

/** The scanner could not be reached or broke off: nothing was learned about the content. */
export class ScannerAway extends Error {
  override readonly name = "ScannerAway";
}
