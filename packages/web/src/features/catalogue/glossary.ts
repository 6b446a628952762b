import {
  PERIOD_STATES,
  RECTIFICATION_STATES,
  REVIEW_OUTCOMES,
  SENSITIVITIES,
  SEVERITIES,
  STANDINGS,
  SUBMISSION_STATES,
} from "@yunjian/domain";

/** The terms in the order in which they build on each other. */
export const GLOSSARY_TERMS = [
  "clause",
  "control",
  "duty",
  "cloud",
  "site",
  "system",
  "resource",
  "subject",
  "engagement",
  "agreement",
  "obligation",
  "period",
  "window",
  "deliverable",
  "submission",
  "review",
  "verification",
  "dispute",
  "extension",
  "rectification",
  "change",
  "incident",
  "dispatch",
  "campaign",
  "ledger",
  "digest",
] as const;

/** Every list of states with its definitions, beside the postures. */
export const GLOSSARY_STATES = [
  { kind: "standing", states: STANDINGS, note: true },
  { kind: "period", states: PERIOD_STATES, note: true },
  { kind: "submission", states: SUBMISSION_STATES, note: false },
  { kind: "review", states: REVIEW_OUTCOMES, note: false },
  { kind: "rectification", states: RECTIFICATION_STATES, note: false },
  { kind: "severity", states: SEVERITIES, note: false },
  { kind: "sensitivity", states: SENSITIVITIES, note: false },
] as const;
