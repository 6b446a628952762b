/** How far a session is trusted; domain/sign-in.ts decides what follows from it. */
export interface Assurance {
  /** 1: password or the like; 2: a second factor. */
  readonly aal: 1 | 2;
  readonly method: "password" | "link" | "sso";
  /** The last time this session's person proved to be there. */
  readonly confirmedAt: Date | null;
  readonly hasFactor: boolean;
  readonly passwordChangedAt: Date | null;
}
