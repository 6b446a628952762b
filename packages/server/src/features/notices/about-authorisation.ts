import { minuteOf } from "@yunjian/domain";
import type { RecordedEvent } from "../../platform/follow/follow.ts";
import type { Tx } from "../../platform/tenancy.ts";
import {
  type AuthorisationMatter,
  authorisationMatterById,
  emergencyRuleMatterById,
} from "../authorisations/read-notices.ts";
import type { Matter } from "./matter.ts";

/** What the customer is told of; everything else goes to those who asked. */
const FOR_CUSTOMER = [
  "authorisation.asked",
  "authorisation.recalled",
  "authorisation.prepared",
  "authorisation.sent-back",
  "authorisation.declared",
  "authorisation.operated",
  "authorisation.finished",
  "authorisation.answered",
];

export async function aboutAuthorisation(tx: Tx, event: RecordedEvent): Promise<Matter[]> {
  const row = await authorisationMatterById(tx, event.object.id);
  if (!row) return [];
  return [authorisationMatter(row, FOR_CUSTOMER.includes(event.kind) ? "customer" : "asker")];
}

export function authorisationMatter(row: AuthorisationMatter, side: "customer" | "asker"): Matter {
  const at = (instant: Date | null) => instant && minuteOf(instant);
  return {
    object: { type: "authorisation", id: row.id },
    subjectId: row.cloudId,
    partyOrgId: side === "customer" ? row.customerOrgId : row.askedOrgId,
    reviewerOrgId: row.supervisorOrgId,
    seenBy: partiesOf(row.customerOrgId, row.askedOrgId, row.supervisorOrgId),
    askers: [row.askedBy],
    params: {
      number: row.number,
      what: row.title,
      system: row.systemName,
      customer: row.customerName,
      org: row.askerName,
      due: minuteOf(row.decideDueAt),
      ends: at(row.endsAt),
      record: at(row.recordDueAt),
      answer: at(row.answerDueAt),
    },
  };
}

export async function aboutEmergencyRule(tx: Tx, event: RecordedEvent): Promise<Matter[]> {
  const row = await emergencyRuleMatterById(tx, event.object.id);
  if (!row) return [];
  return [
    {
      object: { type: "emergency-rule", id: row.id },
      subjectId: row.cloudId,
      partyOrgId: event.kind === "emergency-rule.prepared" ? row.customerOrgId : row.operatorOrgId,
      seenBy: partiesOf(row.customerOrgId, row.operatorOrgId, row.supervisorOrgId),
      params: { system: row.systemName, customer: row.customerName, org: row.operatorName },
    },
  ];
}

function partiesOf(customer: string, asker: string, supervisor: string | null): string[] {
  return supervisor === null ? [customer, asker] : [customer, asker, supervisor];
}
