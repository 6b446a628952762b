import type { OutputOf, getPostureMatrix } from "@yunjian/contract";
import { type Cell, cellOf, POSTURES, type Posture } from "@yunjian/domain";

export type Matrix = OutputOf<typeof getPostureMatrix>;
export type Tally = Matrix["totals"]["counts"];

/** Worse than current: somebody has to do something. */
export const ATTENTION: readonly Posture[] = POSTURES.slice(0, POSTURES.indexOf("current"));

/** What a cell of the matrix shows; null where the class holds nothing for that cloud. */
export function cellIn(
  classes: readonly { readonly class: string; readonly counts: Tally }[],
  name: string,
): Cell | null {
  const found = classes.find((each) => each.class === name);
  return found ? cellOf(found.counts) : null;
}

export function needsAttention(posture: Posture): boolean {
  return ATTENTION.includes(posture);
}
