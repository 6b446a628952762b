import { loadCatalogue, search } from "@yunjian/catalogue";
import { type Actor, type ControlClass, Refusal, type SubmissionKind, wasLate } from "@yunjian/domain";
import { decodeKey, DEFAULT_LIMIT, encodeKey } from "../../platform/paging.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { supervisedSubjects } from "../identity/read-supervision.ts";
import { periodsByIds } from "../obligations/read.ts";
import {
  type QueuePlace,
  type ReviewQueueFilter,
  reviewQueue,
  type ReviewStep,
  reviewWaiting,
} from "../obligations/read-review.ts";
import { submissionBriefs } from "../submissions/read-review.ts";
import { dutyRef } from "./matter.ts";
import * as queries from "./queries.ts";
import { openDisputes } from "./queries-disputes.ts";

const RECENT_DAYS = 90;

export interface QueueQuery {
  readonly cloudId?: string | undefined;
  readonly partyOrgId?: string | undefined;
  readonly class?: readonly ControlClass[] | undefined;
  readonly step?: ReviewStep | undefined;
  readonly kind?: SubmissionKind | undefined;
  readonly overdue?: boolean | undefined;
  readonly q?: string | undefined;
  readonly after?: string | undefined;
  readonly limit?: number | undefined;
}

export async function queue(tx: Tx, actor: Actor, now: Date, query: QueueQuery) {
  const limit = query.limit ?? DEFAULT_LIMIT;
  const key = decodeKey(query.after, 2);
  const after = key ? { until: new Date(String(key[0])), id: String(key[1]) } : undefined;
  const rows = await reviewQueue(tx, await filterOf(tx, actor, now, query), { after, limit: limit + 1 });
  const shown = rows.slice(0, limit);
  const submissions = await submissionBriefs(tx, [
    ...new Set(shown.flatMap((row) => row.submissionId ?? [])),
  ]);
  const reviews = await queries.reviewsOf(
    tx,
    shown.map((row) => row.id),
  );
  const standing = new Map(
    reviews
      .filter((review) => review.state !== "superseded")
      .map((review) => [`${review.periodId} ${review.submissionId}`, review]),
  );
  const last = shown.at(-1);
  return {
    items: shown.flatMap((row) => {
      const submission = row.submissionId === null ? undefined : submissions.get(row.submissionId);
      if (!submission) return [];
      const review = standing.get(`${row.id} ${submission.id}`);
      return [
        {
          periodId: row.id,
          label: row.label,
          kind: row.kind,
          state: row.state,
          duty: dutyRef(row.dutyId),
          subject: { id: row.subjectId, name: row.subjectName },
          cloud: { id: row.cloudId, name: row.cloudName },
          party: { id: row.partyOrgId, name: row.partyName },
          submission: {
            id: submission.id,
            number: submission.number,
            kind: submission.kind,
            title: submission.title,
            submittedAt: submission.submittedAt,
            periods: submission.periods,
          },
          late: wasLate({ dueAt: row.dueAt }, row.submittedAt ?? submission.submittedAt),
          until: row.reviewDueAt,
          overdue: row.reviewDueAt < now,
          review: review
            ? {
                id: review.id,
                version: review.version,
                state: review.state,
                receivedBy: person(review.receivedBy, review.receivedByName),
                fresh: review.freshOf !== null,
              }
            : null,
          own: row.partyOrgId === actor.orgId,
        },
      ];
    }),
    next: rows.length > limit && last ? encodeKey([last.reviewDueAt, last.id]) : null,
  };
}

export async function figures(tx: Tx, actor: Actor, now: Date) {
  const orgId = actor.orgId ?? "";
  const mine = { supervised: await supervisedSubjects(tx, actor, now), reviewerOrgId: orgId };
  const waiting = await reviewWaiting(tx, mine, now);
  const disputes = await openDisputes(tx, orgId, now);
  const recent = await queries.recentFigures(tx, orgId, new Date(now.getTime() - RECENT_DAYS * 86_400_000));
  return {
    waiting: { ...waiting, disputes: disputes.open, disputesOverdue: disputes.overdue },
    recent: {
      ...recent,
      medianDays: recent.medianDays === null ? null : Math.round(recent.medianDays * 10) / 10,
    },
  };
}

/** The period before and after one in the queue, so that a reviewer goes on without returning to the list. */
export async function neighbours(tx: Tx, actor: Actor, now: Date, periodId: string, query: QueueQuery) {
  const [period] = await periodsByIds(tx, [periodId]);
  if (!period) throw new Refusal("not-found");
  const filter = await filterOf(tx, actor, now, query);
  const until = period.state === "submitted" ? period.receiptDueAt : period.decisionDueAt;
  if (until === null) {
    const [first] = await reviewQueue(tx, filter, { limit: 1 });
    return { previous: null, next: first?.id ?? null };
  }
  const place: QueuePlace = { until, id: periodId };
  const [next] = await reviewQueue(tx, filter, { after: place, limit: 1 });
  const [previous] = await reviewQueue(tx, filter, { after: place, limit: 1, backwards: true });
  return { previous: previous?.id ?? null, next: next?.id ?? null };
}

async function filterOf(tx: Tx, actor: Actor, now: Date, query: QueueQuery): Promise<ReviewQueueFilter> {
  const text = query.q?.trim() ?? "";
  return {
    supervised: await supervisedSubjects(tx, actor, now),
    reviewerOrgId: actor.orgId ?? "",
    cloudId: query.cloudId,
    partyOrgId: query.partyOrgId,
    classes: query.class,
    dutyIds: text === "" ? undefined : dutiesFound(text),
    step: query.step,
    submissionKind: query.kind,
    lateAt: query.overdue ? now : undefined,
  };
}

function dutiesFound(text: string): string[] {
  return search(loadCatalogue(), { text }).flatMap((hit) => (hit.kind === "clause" ? [] : [hit.entry.id]));
}

export function person(id: string | null, name: string | null): { id: string; name: string } | null {
  return id === null ? null : { id, name: name ?? "" };
}
