import { loadCatalogue, search } from "@yunjian/catalogue";
import {
  type Actor,
  type Bilingual,
  type CapabilityLevel,
  type ControlClass,
  type Duty,
  effectiveDue,
  type Frequency,
  type InapplicableReason,
  isCommissioned,
  type RealtimeNature,
  standingOf,
} from "@yunjian/domain";
import { seesCase } from "../../platform/tenancy.ts";
import type { ObligationListRow, PeriodListRow } from "./list-queries.ts";

/** Rows as the contract shows them. */

/** A duty that left the catalogue is still shown: by its id. */
export function dutyWords(dutyId: string): { id: string; item: Bilingual; title: Bilingual } {
  const duty: Duty | undefined = loadCatalogue().duties.get(dutyId);
  const plain = { zh: dutyId, en: dutyId };
  return { id: dutyId, item: duty?.item ?? plain, title: duty?.title ?? plain };
}

/** Duties whose words hold the text; undefined when nothing was searched. */
export function dutiesFound(text: string | undefined): string[] | undefined {
  if (text === undefined || text.trim() === "") return undefined;
  return search(loadCatalogue(), { text })
    .filter((hit) => hit.kind !== "clause")
    .map((hit) => hit.entry.id);
}

export function periodView(row: PeriodListRow, actor: Actor, now: Date, dueSoonDays: number) {
  return {
    id: row.id,
    obligationId: row.obligationId,
    duty: dutyWords(row.dutyId),
    class: row.class,
    attribute: row.attribute,
    frequency: row.frequency,
    kind: row.kind,
    label: row.label,
    state: row.state,
    standing: standingOf({ ...row, supplementDueAt: row.returnedDueAt }, now, dueSoonDays),
    subject: { id: row.subjectId, name: row.subjectName },
    cloud: { id: row.cloudId, name: row.cloudName },
    party: { id: row.partyOrgId, name: row.partyName },
    commissioned: commissioned(row.dutyId, row.partyRole),
    trigger: row.trigger,
    triggerRef: row.triggerRef,
    spanStart: row.spanStart,
    spanEnd: row.spanEnd,
    opensAt: row.opensAt,
    dueAt: effectiveDue(row),
    originalDueAt: row.originalDueAt,
    provisional: row.provisional,
    // Who sees only the state of a subject is not told of papers, not even by their id.
    submissionId: seesCase(actor, row.subjectId) ? row.submissionId : null,
    submittedAt: row.submittedAt,
    decidedAt: row.decidedAt,
    rectifiedAt: row.rectifiedAt,
    version: row.version,
  };
}

export function obligationView(row: ObligationListRow) {
  return {
    id: row.id,
    duty: dutyWords(row.duty_id),
    class: row.class as ControlClass,
    attribute: row.attribute as CapabilityLevel,
    subject: { id: row.subject_id, name: row.subject_name },
    cloud: { id: row.cloud_id, name: row.cloud_name },
    party: { id: row.party_org_id, name: row.party_name ?? "" },
    commissioned: commissioned(row.duty_id, row.party_role),
    frequency: row.frequency as Frequency,
    nature: row.nature as RealtimeNature | null,
    applicable: row.applicable,
    inapplicable: row.inapplicable_reason as InapplicableReason | null,
    posture: row.posture,
    nextDueAt: row.next_due_at,
    freshUntil: row.fresh_until,
    lastProofAt: row.last_proof_at,
    openDefects: row.open_defects,
    lastOutcome: row.last_outcome,
    ended: row.ended_at !== null,
  };
}

function commissioned(dutyId: string, partyRole: string): boolean {
  const duty = loadCatalogue().duties.get(dutyId);
  return duty !== undefined && isCommissioned(duty, partyRole);
}
