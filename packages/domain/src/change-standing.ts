import type { Actor } from "./actor.ts";
import type { ChangeFacts, ChangeState } from "./change-facts.ts";
import type { Permission } from "./permissions.ts";
import type { Reviewer } from "./review.ts";

export interface ChangeTurn {
  readonly turn: "provider" | "supervisor" | "none";
  readonly what:
    | "announce"
    | "analyse"
    | "advise"
    | "implement"
    | "revise"
    | "reconsider"
    | "explain"
    | "assess"
    | "compare"
    | "none";
  readonly until: Date | null;
  readonly late: boolean;
}

/** Whose turn it is, for what, until when. */
export function changeTurn(c: ChangeFacts, now: Date): ChangeTurn {
  const run = (
    turn: "provider" | "supervisor",
    what: ChangeTurn["what"],
    until: Date | null,
  ): ChangeTurn => ({ turn, what, until, late: until !== null && now.getTime() > until.getTime() });
  switch (c.state) {
    case "draft":
      return run("provider", "announce", null);
    case "announced":
      return run("provider", "analyse", c.plannedFrom);
    case "analysed":
      return run("supervisor", "advise", c.adviseDueAt);
    case "advised":
      return run("provider", "implement", c.plannedTo);
    case "revise":
      return run("provider", "revise", c.plannedFrom);
    case "risky":
      return run("provider", "reconsider", c.plannedFrom);
    case "found":
      return run("provider", "explain", c.fileDueAt);
    case "implemented":
      // Made before anybody analysed it: the analysis comes first, the assessment is not taken without it.
      return run(
        "provider",
        c.analysisVersion === 0 && c.mode !== "planned" ? "analyse" : "assess",
        c.assessDueAt,
      );
    case "assessed":
      return run("supervisor", "compare", c.compareDueAt);
    case "closed":
    case "withdrawn":
      return { turn: "none", what: "none", until: null, late: false };
  }
}

export const CHANGE_ACTIONS = [
  "edit",
  "announce",
  "reschedule",
  "analyse",
  "withdraw",
  "implement",
  "assess",
  "advise",
  "dismiss",
  "compare",
  "answer",
] as const;
export type ChangeAction = (typeof CHANGE_ACTIONS)[number];

const BEFORE: readonly ChangeState[] = ["announced", "analysed", "advised", "revise", "risky"];
const FROM: Record<ChangeAction, readonly ChangeState[]> = {
  edit: ["draft"],
  announce: ["draft"],
  reschedule: BEFORE,
  analyse: [...BEFORE, "implemented"],
  withdraw: ["draft", ...BEFORE],
  implement: [...BEFORE, "found"],
  assess: ["implemented"],
  advise: ["analysed"],
  dismiss: ["found"],
  compare: ["assessed"],
  answer: [
    "announced",
    "analysed",
    "advised",
    "revise",
    "risky",
    "implemented",
    "assessed",
    "closed",
    "withdrawn",
  ],
};

/** What this person can do with it now: the interface offers exactly that. */
export function changeActions(who: Reviewer, c: ChangeFacts, heard: boolean): ChangeAction[] {
  const { actor, supervises } = who;
  const may = (permission: Permission) => actor.permissions.has(permission);
  const provider = isProvider(actor, c);
  const sends = provider && may("change.send");
  const advises = !provider && supervises && may("change.advise");
  const own = actor.personId !== c.madeBy;
  const able: Record<ChangeAction, boolean> = {
    edit: provider && may("change.prepare"),
    announce: sends,
    reschedule: sends,
    analyse: sends && (c.state !== "implemented" || c.mode !== "planned"),
    withdraw: c.state === "draft" ? provider && may("change.prepare") : sends,
    implement: sends,
    assess: sends && (c.analysisVersion > 0 || c.mode === "planned"),
    advise: advises && !heard,
    dismiss: advises && own,
    compare: advises && (c.mode !== "unannounced" || own),
    answer: provider && may("change.prepare") && c.openQuestions > 0,
  };
  return CHANGE_ACTIONS.filter((action) => able[action] && FROM[action].includes(c.state));
}

function isProvider(actor: Actor, c: ChangeFacts): boolean {
  return actor.orgId === c.providerOrgId;
}
