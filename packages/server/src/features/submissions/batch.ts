import { type Actor, fill, Refusal, REFUSALS, type SubmissionState } from "@yunjian/domain";
import type { Blobs } from "../../platform/blobs/blobs.ts";
import { inSavepoint } from "../../platform/savepoint.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { handedInPeriods, periodsByIds } from "../obligations/read.ts";
import { submissionsByIds } from "./read.ts";
import { create, sign } from "./service.ts";

export interface BatchItem {
  readonly id: string;
  readonly submissionId: string | null;
  readonly state: SubmissionState | null;
  readonly problem: {
    readonly name: string;
    readonly title: { readonly zh: string; readonly en: string };
  } | null;
}

/** Nil reports or declarations “unchanged”, one submission per period, so that each is decided by itself. */
export async function handInMany(
  tx: Tx,
  blobs: Blobs,
  actor: Actor,
  now: Date,
  input: { periodIds: readonly string[]; kind: "nil-report" | "unchanged"; statement: string },
): Promise<{ items: BatchItem[] }> {
  const still =
    input.kind === "unchanged" ? await stillHolding(tx, actor, input.periodIds) : new Map<string, string>();
  return await each(
    tx,
    input.periodIds,
    (id) => id,
    async (periodId) => {
      const made = await create(tx, blobs, actor, now, {
        periodIds: [periodId],
        kind: input.kind,
        statement: input.statement,
        unchangedSince: still.get(periodId) ?? null,
        submit: true,
      });
      return { submissionId: made.id, state: made.state };
    },
  );
}

export async function signMany(
  tx: Tx,
  blobs: Blobs,
  actor: Actor,
  now: Date,
  items: readonly { id: string; version: number }[],
): Promise<{ items: BatchItem[] }> {
  return await each(
    tx,
    items,
    (item) => item.id,
    async (item) => {
      const signed = await sign(tx, blobs, actor, now, item);
      return { submissionId: signed.id, state: signed.state };
    },
  );
}

/** What cannot be done says why; the rest is done. */
async function each<I>(
  tx: Tx,
  items: readonly I[],
  idOf: (item: I) => string,
  work: (item: I) => Promise<{ submissionId: string; state: SubmissionState }>,
): Promise<{ items: BatchItem[] }> {
  const results: BatchItem[] = [];
  for (const item of items) {
    const id = idOf(item);
    try {
      results.push({ id, ...(await inSavepoint(tx, () => work(item))), problem: null });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const words = error.fields[0]?.message ?? {
        zh: fill(REFUSALS[error.code].zh, error.params),
        en: fill(REFUSALS[error.code].en, error.params),
      };
      results.push({ id, submissionId: null, state: null, problem: { name: error.code, title: words } });
    }
  }
  return { items: results };
}

/** For each period, the papers last found compliant for its obligation; a declaration leads back to its papers. */
async function stillHolding(
  tx: Tx,
  actor: Actor,
  periodIds: readonly string[],
): Promise<Map<string, string>> {
  const periods = await periodsByIds(tx, periodIds);
  const turns = await handedInPeriods(tx, [...new Set(periods.map((period) => period.obligationId))], 4);
  const submissions = new Map(
    (await submissionsByIds(tx, [...new Set(turns.flatMap((turn) => turn.submissionId ?? []))])).map(
      (row) => [row.id, row],
    ),
  );
  const found = new Map<string, string>();
  for (const period of periods) {
    for (const turn of turns.filter(
      (each) => each.obligationId === period.obligationId && each.state === "compliant",
    )) {
      const submission = submissions.get(turn.submissionId ?? "");
      if (submission?.orgId !== actor.orgId || submission.kind === "nil-report") continue;
      found.set(period.id, submission.unchangedSince ?? submission.id);
      break;
    }
  }
  return found;
}
