/** 重大变更: kinds, states and what the rules need to know of a case. */

/** The eight kinds of JGK-6.3.2, anything else, and what a provider tells of itself beside them. */
export const CHANGE_KINDS = [
  "identity-access", // 鉴别与访问控制
  "storage",
  "platform-code",
  "backup",
  "external-connection",
  "security-controls",
  "product-replacement",
  "subcontractor",
  "other",
  "provider-event", // 收购、重大技术或组织调整、关键人员 (GWZ-8.2.2-a)
  "security-team", // 安全管理团队人员变动 (CQZ-8.3.3)
] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** How it came to be known: announced beforehand, made first in an emergency, or found by somebody else. */
export const CHANGE_MODES = ["planned", "emergency", "unannounced"] as const;
export type ChangeMode = (typeof CHANGE_MODES)[number];

export const CHANGE_STATES = [
  "draft", // the provider's own, nobody else sees it
  "announced", // 已通知: waits for the impact analysis
  "analysed", // 待出具意见: the analysis is in, the supervisor's turn
  "advised", // 建议实施
  "revise", // 建议更改并重报
  "risky", // 建议撤销
  "found", // 未通知的变更: the provider explains
  "implemented", // 已实施: verification and reassessment are due
  "assessed", // 待比对: the supervisor compares what was filed with what was done
  "closed",
  "withdrawn",
] as const;
export type ChangeState = (typeof CHANGE_STATES)[number];

/** The document's three words (JGK-6.3.3-f), mildest first. An opinion, not a permit. */
export const CHANGE_OPINIONS = ["implement", "revise", "withdraw"] as const;
export type ChangeOpinion = (typeof CHANGE_OPINIONS)[number];

export const CHANGE_RESULTS = ["as-approved", "with-deviations", "rolled-back"] as const;
export type ChangeResult = (typeof CHANGE_RESULTS)[number];

/** How what was done stands to the opinion; null where it agrees with it, or none was asked (emergency, unannounced). */
export const CHANGE_AGAINST = ["opinion", "silence"] as const;
export type ChangeAgainst = (typeof CHANGE_AGAINST)[number];

/** What comparing filed with done comes to: it agrees, the papers go back, or it does not agree. */
export const CHANGE_COMPARISONS = ["consistent", "returned", "inconsistent"] as const;
export type ChangeComparison = (typeof CHANGE_COMPARISONS)[number];

/** Whom it reaches among customers. */
export const CHANGE_REACHES = ["all", "systems", "none"] as const;
export type ChangeReach = (typeof CHANGE_REACHES)[number];

export const CHANGE_STEPS = [
  "announce",
  "reschedule",
  "analyse",
  "opinion", // one person's, where several are asked
  "advise", // the opinion of the supervisor
  "withdraw",
  "declare", // an emergency, filed after the fact
  "find",
  "dismiss",
  "implement",
  "assess",
  "return",
  "inconsistent",
  "close",
  "acknowledge",
  "ask",
  "object",
  "answer",
] as const;
export type ChangeStep = (typeof CHANGE_STEPS)[number];

export interface ChangeFacts {
  readonly mode: ChangeMode;
  readonly state: ChangeState;
  readonly providerOrgId: string;
  /** Who wrote it, or who found it. */
  readonly madeBy: string;
  readonly plannedFrom: Date | null;
  readonly plannedTo: Date | null;
  /** Version of the analysis in hand; 0: none yet. */
  readonly analysisVersion: number;
  readonly adviseDueAt: Date | null;
  readonly fileDueAt: Date | null;
  readonly assessDueAt: Date | null;
  readonly compareDueAt: Date | null;
  readonly openQuestions: number;
}

/** One person's opinion on one version of the analysis. */
export interface OpinionFacts {
  readonly personId: string;
  readonly analysisVersion: number;
  readonly opinion: ChangeOpinion;
}
