import type { Duty } from "./catalogue.ts";
import type { CapabilityLevel, EngagementRole } from "./vocabulary.ts";

/** Why an obligation does not apply: by the cloud's capability level, or because two supervisors agreed. */
export const INAPPLICABLE_REASONS = ["capability-level", "agreed"] as const;
export type InapplicableReason = (typeof INAPPLICABLE_REASONS)[number];

/** Rows marked 增强 are asked of clouds at the enhanced level only; general ones of every cloud. */
export function appliesAtLevel(duty: Pick<Duty, "attribute">, level: CapabilityLevel): boolean {
  return duty.attribute === "general" || level === "enhanced";
}

export interface Parties {
  readonly providerOrgId: string;
  /** The assessment organisation engaged for the cloud, if there is one. */
  readonly assessorOrgId: string | null;
}

/**
 * Who hands a duty in. A row of the assessor falls to the assessor engaged for the cloud; while there is
 * none the provider has to commission one and hands the report in itself.
 */
export function partyOf(
  duty: Pick<Duty, "responsible">,
  parties: Parties,
): { role: EngagementRole; orgId: string } {
  if (duty.responsible === "assessor" && parties.assessorOrgId !== null) {
    return { role: "assessor", orgId: parties.assessorOrgId };
  }
  return { role: "provider", orgId: parties.providerOrgId };
}

/** The provider hands in for a duty that the catalogue gives to an assessor: 由云服务商委托第三方评估机构提交. */
export function isCommissioned(duty: Pick<Duty, "responsible">, partyRole: string): boolean {
  return duty.responsible === "assessor" && partyRole === "provider";
}

export interface SubjectsOfCloud {
  readonly cloudId: string;
  readonly siteIds: readonly string[];
}

/** What a duty is proven for: the cloud once, or each of its data-centre sites. */
export function subjectsOf(duty: Pick<Duty, "per">, of: SubjectsOfCloud): readonly string[] {
  return duty.per === "site" ? of.siteIds : [of.cloudId];
}
