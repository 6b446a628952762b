import { type Actor, requirePermission } from "./actor.ts";
import { dateOf, isIsoDate } from "./dates.ts";
import type { Permission } from "./permissions.ts";

import { type FieldProblem, invalid } from "./refusal.ts";

/** What an evidence package can be made of: a cloud between two dates, a turn of an obligation, a rectification. */
export const PACKAGE_SCOPES = ["period", "cloud", "rectification"] as const;
export type PackageScope = (typeof PACKAGE_SCOPES)[number];

/** 'expired': its content was destroyed when its time was over; another one can be made. */
export const PACKAGE_STATES = ["making", "ready", "failed", "cancelled", "expired"] as const;
export type PackageState = (typeof PACKAGE_STATES)[number];

export const PACKAGE_PROBLEMS = {
  "too-large": {
    zh: "存证条目过多，请缩短起止日期后重新生成。",
    en: "Too many entries of the record; choose a shorter time.",
  },
  "nothing-recorded": {
    zh: "您可查看的范围内没有存证条目，无法生成。",
    en: "The record holds nothing of it that you may see.",
  },
  "not-published": {
    zh: "存证检查点暂未公布（可能在等待见证），请稍后重新生成。",
    en: "No checkpoint was published in time, perhaps for want of witnesses; try again later.",
  },
  "rights-lost": {
    zh: "生成期间您的查看权限已变化，请重新发起。",
    en: "Your rights changed while it was made; ask again.",
  },
  "system-error": {
    zh: "生成时出错，请重试；仍不成功请联系系统管理员。",
    en: "It failed; try again, or tell your administrator.",
  },
} as const;
export type PackageProblem = keyof typeof PACKAGE_PROBLEMS;

/**
 * Entries of one package at most: what fits into memory while proofs are made, and into a verifier. A technical
 * bound, not a rule, so no setting.
 */
export const MOST_PACKAGE_ENTRIES = 20_000;

/** A package holds files, decisions and what the record says about them, so all of these may be read by its maker. */
export const PACKAGE_NEEDS: readonly Permission[] = [
  "obligation.read",
  "submission.read",
  "rectification.read",
];

export interface PackageAsk {
  readonly type: PackageScope;
  readonly from?: string | null | undefined;
  readonly to?: string | null | undefined;
}

/** Throws when this person may not ask, or the dates are not what the scope needs. */
export function requirePackageAsk(actor: Actor, ask: PackageAsk, now: Date): void {
  for (const permission of PACKAGE_NEEDS) requirePermission(actor, permission);
  const wrong: FieldProblem[] = [];
  const say = (field: string, zh: string, en: string): void =>
    void wrong.push({ field, message: { zh, en } });
  const { from, to } = ask;
  if (ask.type !== "cloud") {
    if (from != null || to != null) say("from", "周期和整改不填起止日期", "only a cloud's package has dates");
  } else if (from == null || to == null || !isIsoDate(from) || !isIsoDate(to)) {
    say("from", "请填写起止日期", "give the first and the last day");
  } else {
    if (from > to) say("to", "截止日期不能早于起始日期", "the last day is before the first");
    if (from > dateOf(now)) say("from", "起始日期不能晚于今天", "the first day is not over yet");
  }
  if (wrong.length > 0) throw invalid(...wrong);
}

export interface PackageFacts {
  readonly state: PackageState;
  readonly askedBy: string;
  readonly orgId: string;
  readonly expiresAt: Date | null;
}

/**
 * Only who asked for a package opens it, from the same organisation, while it lasts and while the rights last under
 * which it was made.
 */
export function mayOpenPackage(actor: Actor, facts: PackageFacts, stillSees: boolean, now: Date): boolean {
  return (
    facts.state === "ready" &&
    facts.askedBy === actor.personId &&
    facts.orgId === actor.orgId &&
    facts.expiresAt !== null &&
    facts.expiresAt > now &&
    stillSees &&
    PACKAGE_NEEDS.every((permission) => actor.permissions.has(permission))
  );
}
