import type {
  CapabilityLevel,
  Clause,
  ControlClass,
  Duty,
  EngagementRole,
  Frequency,
  ParameterSpec,
  RealtimeNature,
  ServiceModel,
  Trigger,
} from "@yunjian/domain";

/**
 * The word lists of the domain as values. The catalogue may import only types of the domain, so each
 * list is written as a Record: the compiler refuses a word that is missing here or unknown there.
 */
type Words<W extends string> = Readonly<Record<W, true>>;

export const ROLES: Words<EngagementRole> = {
  supervisor: true,
  manager: true,
  provider: true,
  customer: true,
  supplier: true,
  partner: true,
  assessor: true,
};

export const FREQUENCY_WORDS: Words<Frequency> = {
  realtime: true,
  daily: true,
  weekly: true,
  monthly: true,
  quarterly: true,
  "half-yearly": true,
  yearly: true,
  "two-yearly": true,
  "three-yearly": true,
  "five-yearly": true,
  "on-demand": true,
};

export const NATURES: Words<RealtimeNature> = { continuous: true, "event-driven": true };

export const LEVELS: Words<CapabilityLevel> = { general: true, enhanced: true };

export const MODELS: Words<ServiceModel> = { IaaS: true, PaaS: true, SaaS: true };

export const TRIGGER_WORDS: Words<Trigger> = { request: true, change: true, incident: true };

export const CLASSES: Words<ControlClass> = {
  "development-supply-chain": true,
  "system-communication": true,
  "access-control": true,
  configuration: true,
  maintenance: true,
  emergency: true,
  audit: true,
  "risk-monitoring": true,
  "organisation-personnel": true,
  "physical-environment": true,
  policy: true,
};

export const PHASES: Words<Clause["phase"]> = {
  planning: true,
  selection: true,
  deployment: true,
  operation: true,
  exit: true,
};

export const LAYERS: Words<Clause["layer"]> = {
  management: true,
  physical: true,
  platform: true,
  network: true,
  data: true,
  application: true,
  all: true,
};

export const MODALITIES: Words<Clause["modality"]> = { shall: true, should: true, may: true };
export const PROOFS: Words<Clause["proof"]> = { automated: true, evidence: true, attestation: true };
export const DUTY_KINDS: Words<Duty["kind"]> = { control: true, policy: true };
export const DELIVERABLES: Words<Duty["deliverable"]> = { evidence: true, report: true };
export const DUTY_SUBJECTS: Words<Duty["per"]> = { cloud: true, site: true };
export const PARAMETER_KINDS: Words<ParameterSpec["kind"]> = { assign: true, select: true };
export const PARAMETER_TYPES: Words<ParameterSpec["type"]> = { text: true, duration: true, list: true };
export const DRIVES: Words<NonNullable<ParameterSpec["drives"]>> = { "rectification-window": true };

/** Structured forms a deliverable can be written in. */
export const FORM_KEYS = {
  "system-security-plan": true,
  "risk-improvement": true,
  "control-assessment-report": true,
  "penetration-test-report": true,
  "vulnerability-scan-report": true,
  "security-assessment-plan": true,
  "security-assessment-report": true,
} as const;
export type FormKey = keyof typeof FORM_KEYS;
