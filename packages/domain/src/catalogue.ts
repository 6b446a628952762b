import type {
  Bilingual,
  CapabilityLevel,
  ControlClass,
  EngagementRole,
  Frequency,
  RealtimeNature,
  ServiceModel,
  SubjectKind,
  Trigger,
} from "./vocabulary.ts";

/** Where a clause stands in its document; the words themselves are ours. */
export interface Reference {
  readonly document: string; // 'GB/T 37972-2019 (draft)'
  readonly edition: string;
  readonly section: string;
  readonly item?: string;
}

/** One clause of one document, in our own words. */
export interface Clause {
  readonly id: string;
  readonly ref: Reference;
  readonly title: Bilingual;
  readonly statement: Bilingual;
  readonly obliged: readonly EngagementRole[];
  readonly phase: "planning" | "selection" | "deployment" | "operation" | "exit";
  readonly layer: "management" | "physical" | "platform" | "network" | "data" | "application" | "all";
  readonly serviceModel: readonly ServiceModel[];
  readonly modality: "shall" | "should" | "may";
  readonly proof: "automated" | "evidence" | "attestation";
  /** Ids of control rows or clauses (of any document) that ask the same or carry this out. */
  readonly maps: readonly string[];
  /** What a person who must meet it should do in Yunjian. */
  readonly note?: Bilingual;
}

/** A value the control leaves to the provider: [赋值：…] or [选择：…]. */
export interface ParameterSpec {
  readonly key: string; // stable inside the duty, e.g. 'frequency', 'scope'
  readonly kind: "assign" | "select";
  readonly label: Bilingual;
  /** For select. */
  readonly options?: readonly { readonly key: string; readonly label: Bilingual }[];
  readonly multiple?: boolean;
  /** 'duration' values are written as ISO 8601 durations, e.g. P30D. */
  readonly type: "text" | "duration" | "list";
  /** The response time the vulnerability rectification windows come from, by severity. */
  readonly drives?: "rectification-window";
}

/**
 * Something that can be asked of a party again and again: a row of Appendix A, or a policy or plan
 * that a clause demands. Obligation = duty x subject x responsible party.
 */
export interface Duty {
  readonly id: string; // 'JGK-A-47' or the clause id of a policy
  readonly kind: "control" | "policy";
  readonly ref: Reference;
  readonly class: ControlClass;
  /** 安全控制项 of Appendix A, or the name of the policy. */
  readonly item: Bilingual;
  readonly title: Bilingual;
  readonly statement: Bilingual;
  readonly attribute: CapabilityLevel;
  readonly frequency: Frequency;
  /** Only for frequency 'realtime'. */
  readonly nature?: RealtimeNature;
  /** Only for frequency 'on-demand' (and for rows that an event opens once more besides their rhythm). */
  readonly triggers?: readonly Trigger[];
  readonly responsible: EngagementRole;
  readonly deliverable: "evidence" | "report";
  /** Key of the structured form that fits, if any. */
  readonly form?: string;
  /** What the duty is proven for: once per cloud, or once per data-centre site. */
  readonly per: Extract<SubjectKind, "cloud" | "site">;
  readonly gbt31168?: {
    readonly edition: string;
    readonly section: string;
    readonly items: readonly string[];
  };
  readonly parameters: readonly ParameterSpec[];
  /** Typical proofs, so that a provider knows what to attach. */
  readonly proofHints: readonly Bilingual[];
  /** What a reviewer looks at, beside the four general questions. */
  readonly checks: readonly Bilingual[];
  /** Clauses of the document that lead to this duty. */
  readonly clauses: readonly string[];
  /** What is odd about the source, and how we read it. */
  readonly note?: Bilingual;
}
