import type { Actor } from "./actor.ts";
import type { AuthorisationFacts, AuthorisationStanding } from "./authorisation-facts.ts";
import type { Permission } from "./permissions.ts";

/** Once something was recorded, or could have been. */
export function isReviewable(a: AuthorisationFacts, now: Date): boolean {
  if (a.review !== "waiting") return false;
  return (
    a.operations > 0 ||
    a.state !== "granted" ||
    (a.recordDueAt !== null && now.getTime() > a.recordDueAt.getTime())
  );
}

export function authorisationStanding(a: AuthorisationFacts, now: Date): AuthorisationStanding {
  if (isUnrecorded(a, now)) return "unrecorded";
  switch (a.state) {
    case "asked":
    case "prepared":
      return a.asked.toAt.getTime() <= now.getTime() ? "lapsed" : a.state;
    case "granted":
      if (a.granted !== null && now.getTime() < a.granted.fromAt.getTime()) return "upcoming";
      return a.endsAt !== null && now.getTime() <= a.endsAt.getTime() ? "valid" : "ended";
    default:
      return a.state;
  }
}

/** Operations could have been carried out, the limit for recording is over, and there is no word of any. */
export function isUnrecorded(a: AuthorisationFacts, now: Date): boolean {
  return (
    (a.state === "granted" || a.state === "withdrawn") &&
    a.operations === 0 &&
    !a.nothingDone &&
    a.recordDueAt !== null &&
    now.getTime() > a.recordDueAt.getTime()
  );
}

export interface AuthorisationTurn {
  readonly turn: "customer" | "asker" | "none";
  readonly what: "decide" | "confirm" | "operate" | "record" | "answer" | "review" | "none";
  readonly until: Date | null;
  readonly late: boolean;
}

/** Whose turn it is, for what, until when. */
export function authorisationTurn(a: AuthorisationFacts, now: Date): AuthorisationTurn {
  const run = (
    turn: "customer" | "asker",
    what: AuthorisationTurn["what"],
    until: Date | null,
  ): AuthorisationTurn => ({ turn, what, until, late: until !== null && now.getTime() > until.getTime() });
  const standing = authorisationStanding(a, now);
  if (standing === "asked") return run("customer", "decide", a.decideDueAt);
  if (standing === "prepared") return run("customer", "confirm", a.decideDueAt);
  if (a.openQuestions > 0) return run("asker", "answer", a.answerDueAt);
  if (isReviewable(a, now)) return run("customer", "review", a.reviewDueAt);
  if (standing === "valid" || standing === "upcoming") return run("asker", "operate", a.endsAt);
  const unsaid = a.operations === 0 && !a.nothingDone && a.recordDueAt !== null;
  if ((standing === "ended" || standing === "withdrawn") && unsaid)
    return run("asker", "record", a.recordDueAt);
  return { turn: "none", what: "none", until: null, late: false };
}

export const AUTHORISATION_ACTIONS = [
  "recall",
  "grant",
  "confirm",
  "refuse",
  "withdraw",
  "record",
  "finish",
  "question",
  "answer",
  "review",
] as const;
export type AuthorisationAction = (typeof AUTHORISATION_ACTIONS)[number];

/** What this person can do with it now: the interface offers exactly that. */
export function authorisationActions(
  actor: Actor,
  a: AuthorisationFacts,
  twoPerson: boolean,
  now: Date,
): AuthorisationAction[] {
  const standing = authorisationStanding(a, now);
  const may = (permission: Permission) => actor.permissions.has(permission);
  const asker = actor.orgId === a.askedOrgId;
  const customer = actor.orgId === a.customerOrgId && !asker && actor.personId !== a.askedBy;
  const decides = customer && may("authorisation.decide");
  const open = standing === "asked" || standing === "prepared";
  const recordable =
    a.recordDueAt !== null && now.getTime() <= a.recordDueAt.getTime() && standing !== "upcoming";
  const able: Record<AuthorisationAction, boolean> = {
    recall: asker && may("authorisation.ask") && (a.state === "asked" || a.state === "prepared"),
    grant: standing === "asked" && (twoPerson ? customer && may("authorisation.prepare") : decides),
    confirm: standing === "prepared" && decides && actor.personId !== a.preparedBy,
    refuse: open && decides,
    withdraw: decides && (standing === "upcoming" || standing === "valid"),
    record:
      asker &&
      may("authorisation.record") &&
      recordable &&
      (a.state === "granted" || (a.state === "withdrawn" && !a.nothingDone)),
    finish:
      asker &&
      may("authorisation.record") &&
      a.recordDueAt !== null &&
      now.getTime() <= a.recordDueAt.getTime() &&
      (a.state === "granted" || (a.state === "withdrawn" && a.operations === 0 && !a.nothingDone)),
    question: customer && may("authorisation.prepare") && a.operations > 0,
    answer: asker && may("authorisation.record") && a.openQuestions > 0,
    review: decides && isReviewable(a, now),
  };
  return AUTHORISATION_ACTIONS.filter((action) => able[action]);
}
