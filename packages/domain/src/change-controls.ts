import type { ChangeKind } from "./change-facts.ts";

/** Always looked at again: change control, and the renewed assessment of risk (JGK-5.2.5.1-h). */
const ALWAYS = ["JGK-A-21", "JGK-A-46"] as const;

/** Rows of Appendix A that a kind of change usually touches. Judgement, not text: people confirm what holds. */
const USUAL: Readonly<Record<ChangeKind, readonly string[]>> = {
  "identity-access": ["JGK-A-14", "JGK-A-15", "JGK-A-16", "JGK-A-17", "JGK-A-19"],
  storage: ["JGK-A-30", "JGK-A-35", "JGK-A-39"],
  "platform-code": ["JGK-A-05", "JGK-A-06", "JGK-A-27", "JGK-A-28", "JGK-A-29", "JGK-A-30", "JGK-A-47"],
  backup: ["JGK-A-35", "JGK-A-39"],
  "external-connection": ["JGK-A-10", "JGK-A-11", "JGK-A-12", "JGK-A-56"],
  "security-controls": ["JGK-A-10", "JGK-A-13", "JGK-A-40", "JGK-A-41", "JGK-A-48", "JGK-A-52"],
  "product-replacement": ["JGK-A-08", "JGK-A-09", "JGK-A-22", "JGK-A-23", "JGK-A-24", "JGK-A-27"],
  subcontractor: ["JGK-A-02", "JGK-A-09", "JGK-A-62"],
  other: [],
  "provider-event": [],
  "security-team": [],
};

export function usuallyTouched(kind: ChangeKind): readonly string[] {
  return kind === "provider-event" || kind === "security-team" ? [] : [...USUAL[kind], ...ALWAYS];
}
