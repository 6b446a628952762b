import { getSubmission, listSubmissions, type OutputOf } from "@yunjian/contract";
import type { SubmissionKind, SubmissionState } from "@yunjian/domain";
import type { Context } from "./context.ts";
import type { Served } from "./resolve.ts";
import type { LocalFile } from "./upload/local-file.ts";

export interface HandedIn {
  readonly id: string;
  readonly number: string | null;
  readonly state: SubmissionState;
  readonly version: number;
}

type Submission = OutputOf<typeof getSubmission>;

interface WantedSubmission {
  readonly kind: SubmissionKind;
  readonly periods: readonly Served[];
  readonly files: readonly LocalFile[];
  readonly title: string | undefined;
  readonly statement: string | undefined;
}

/** How many of the newest submissions for a period are looked at. */
const LOOKED_AT = 10;
/** A continuous duty is proven again and again: after this the same proof is a new one. */
const SAME_PROOF_WITHIN = 12 * 3_600_000;

/**
 * The submission an earlier run of the same command made, if there is one: the answer may have been lost,
 * or a schedule started twice. Asked of the server, so that it holds on every machine.
 */
export async function earlierOf(
  { call, now }: Context,
  wanted: WantedSubmission,
): Promise<HandedIn | undefined> {
  const [first] = wanted.periods;
  if (!first) return undefined;
  const { items } = await call(listSubmissions, { query: { periodId: first.id, limit: LOOKED_AT } });
  for (const brief of items) {
    const live = brief.state === "submitted" || brief.state === "awaiting-sign-off";
    if (
      !live ||
      brief.kind !== wanted.kind ||
      brief.periods !== wanted.periods.length ||
      brief.files !== wanted.files.length
    )
      continue;
    const submission = await call(getSubmission, { params: { id: brief.id } });
    if (stillCounts(submission, now()) && saysTheSame(submission, wanted)) {
      return {
        id: submission.id,
        number: submission.number,
        state: submission.state,
        version: submission.version,
      };
    }
  }
  return undefined;
}

function stillCounts({ state, submittedAt, periods }: Submission, now: Date): boolean {
  if (state === "awaiting-sign-off") return true;
  const age = now.getTime() - new Date(submittedAt ?? 0).getTime();
  return periods.every((period) =>
    period.kind === "summary" ? age < SAME_PROOF_WITHIN : period.current && period.state !== "returned",
  );
}

function saysTheSame(
  submission: Submission,
  { periods, files, title, statement }: WantedSubmission,
): boolean {
  return (
    sameSet(
      submission.periods.map(({ id }) => id),
      periods.map(({ id }) => id),
    ) &&
    sameSet(
      submission.files.map(({ name, sha256 }) => `${name} ${sha256}`),
      files.map(({ name, sha256 }) => `${name} ${sha256}`),
    ) &&
    (title === undefined || submission.title === title.trim()) &&
    submission.statement === (statement ?? "")
  );
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((each) => b.includes(each));
}
