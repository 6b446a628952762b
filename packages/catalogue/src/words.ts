import type { Clause, Duty, ParameterSpec } from "@yunjian/domain";

/**
 * The words of the entries' own fields as values: the domain names them as types only. Written as a
 * Record, so that the compiler refuses a word that is missing here or unknown there.
 */
function wordsOf<W extends string>(words: Readonly<Record<W, true>>): readonly W[] {
  return Object.keys(words) as W[];
}

export const PHASES = wordsOf<Clause["phase"]>({
  planning: true,
  selection: true,
  deployment: true,
  operation: true,
  exit: true,
});

export const LAYERS = wordsOf<Clause["layer"]>({
  management: true,
  physical: true,
  platform: true,
  network: true,
  data: true,
  application: true,
  all: true,
});

export const MODALITIES = wordsOf<Clause["modality"]>({ shall: true, should: true, may: true });
export const PROOFS = wordsOf<Clause["proof"]>({ automated: true, evidence: true, attestation: true });
export const DUTY_KINDS = wordsOf<Duty["kind"]>({ control: true, policy: true });
export const DELIVERABLES = wordsOf<Duty["deliverable"]>({ evidence: true, report: true });
export const DUTY_SUBJECTS = wordsOf<Duty["per"]>({ cloud: true, site: true });
export const PARAMETER_KINDS = wordsOf<ParameterSpec["kind"]>({ assign: true, select: true });
export const PARAMETER_TYPES = wordsOf<ParameterSpec["type"]>({ text: true, duration: true, list: true });
export const DRIVES = wordsOf<NonNullable<ParameterSpec["drives"]>>({ "rectification-window": true });

/** Structured forms a deliverable can be written in. */
export const FORM_KEYS = [
  "system-security-plan",
  "risk-improvement",
  "control-assessment-report",
  "penetration-test-report",
  "vulnerability-scan-report",
  "security-assessment-plan",
  "security-assessment-report",
] as const;
export type FormKey = (typeof FORM_KEYS)[number];
