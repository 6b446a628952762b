import {
  decidePeriod,
  type DomainEvent,
  extendPeriod,
  handInPeriod,
  type PeriodChange,
  receivePeriod,
  rectifiedPeriod,
  Refusal,
  REVIEW_OUTCOMES,
  reviewAfreshPeriod,
  windowEnd,
  windowOf,
  withdrawPeriod,
} from "@yunjian/domain";
import type { Tx } from "../../platform/tenancy.ts";
import { lockPeriods, type StoredPeriod, storeChanges } from "./period-queries.ts";
import { type PlanningRules, planningRules } from "./rules.ts";
import { countDefect, refreshStanding } from "./standing-queries.ts";
import { silenceHours } from "./sync.ts";

/** What other features' events do to periods, in the transaction of the event. */

type Step = (tx: Tx, now: Date, event: DomainEvent) => Promise<void>;

export const onSubmitted: Step = (tx, now, event) =>
  step(tx, now, texts(event, "periodIds"), (period, rules) => {
    const receipt = windowEnd(rules.calendar, now, windowOf(rules.settings, "review.receiptWithin"));
    // Counted on from the last moment of receipt; the receipt itself sets the limit anew.
    const decision = windowEnd(rules.calendar, receipt.at, windowOf(rules.settings, "review.decisionWithin"));
    return handInPeriod(period, now, event.object.id, {
      receiptDueAt: receipt.at,
      decisionDueAt: decision.at,
    });
  });

export const onWithdrawn: Step = (tx, now, event) =>
  step(tx, now, texts(event, "periodIds"), (period) => withdrawPeriod(period, event.object.id));

export const onReceived: Step = (tx, now, event) =>
  step(tx, now, [text(event, "periodId")], (period, rules) =>
    receivePeriod(period, now, decisionLimit(rules, now)),
  );

export const onDecided: Step = (tx, now, event) => {
  const outcome = REVIEW_OUTCOMES.find((known) => known === event.data["outcome"]);
  if (outcome === undefined) throw new Error(`review.decided without an outcome: ${event.object.id}`);
  const supplement = event.data["supplementDueAt"];
  const supplementDueAt = typeof supplement === "string" ? new Date(supplement) : null;
  return step(tx, now, [text(event, "periodId")], (period) =>
    decidePeriod(period, now, { outcome, supplementDueAt }),
  );
};

export const onDisputeDecided: Step = async (tx, now, event) => {
  if (event.data["upheld"] !== true) return;
  await step(tx, now, [text(event, "periodId")], (period, rules) =>
    reviewAfreshPeriod(period, decisionLimit(rules, now)),
  );
};

export const onRectificationIssued: Step = async (tx, _now, event) => {
  const obligationId = optional(event, "obligationId");
  if (obligationId !== null) await countDefect(tx, obligationId, 1);
};

export const onRectificationClosed: Step = async (tx, now, event) => {
  await forgetDefect(tx, event);
  const periodId = optional(event, "periodId");
  if (periodId !== null) await step(tx, now, [periodId], (period) => rectifiedPeriod(period, now));
};

/** Withdrawn, because it should not have been issued: nothing was put right. */
export const onRectificationWithdrawn: Step = async (tx, _now, event) => forgetDefect(tx, event);

export const onExtensionDecided: Step = async (tx, now, event) => {
  if (event.data["target"] !== "period" || event.data["granted"] !== true) return;
  const until = new Date(text(event, "until"));
  await step(tx, now, [text(event, "targetId")], (period) => extendPeriod(period, until));
};

async function forgetDefect(tx: Tx, event: DomainEvent): Promise<void> {
  const obligationId = optional(event, "obligationId");
  if (obligationId !== null) await countDefect(tx, obligationId, -1);
}

function decisionLimit(rules: PlanningRules, now: Date): Date {
  return windowEnd(rules.calendar, now, windowOf(rules.settings, "review.decisionWithin")).at;
}

async function step(
  tx: Tx,
  now: Date,
  ids: readonly string[],
  change: (period: StoredPeriod, rules: PlanningRules) => PeriodChange,
): Promise<void> {
  const periods = await lockPeriods(tx, ids);
  if (periods.length !== new Set(ids).size) throw new Refusal("not-found");
  const rules = await planningRules(tx, now);
  await storeChanges(
    tx,
    periods.map((period) => ({ period, change: change(period, rules) })),
  );
  await refreshStanding(
    tx,
    periods.map((period) => period.obligationId),
    silenceHours(rules),
  );
}

function text(event: DomainEvent, key: string): string {
  const value = event.data[key];
  if (typeof value !== "string") throw new Error(`${event.kind} without ${key}`);
  return value;
}

function optional(event: DomainEvent, key: string): string | null {
  const value = event.data[key];
  return typeof value === "string" ? value : null;
}

function texts(event: DomainEvent, key: string): string[] {
  const value = event.data[key];
  if (!Array.isArray(value)) throw new Error(`${event.kind} without ${key}`);
  return value.map(String);
}
