import {
  type Actor,
  invalid,
  limitsAtIssue,
  rectificationWindow,
  type RectificationSource,
  Refusal,
  requireDemander,
  type Severity,
  type Window,
} from "@yunjian/domain";
import { loadCatalogue } from "@yunjian/catalogue";
import { emit } from "../../platform/events.ts";
import { newId } from "../../platform/ids.ts";
import { nextNumber } from "../../platform/numbers.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { workCalendar } from "../calendar/read.ts";
import { filesToAttach } from "../files/read.ts";
import { engagedWith } from "../identity/read.ts";
import { obligationsByIds } from "../obligations/read.ts";
import { agreedRectificationTime } from "../obligations/read-review.ts";
import { type SubjectFacts, subjectFacts } from "../registry/read-subjects.ts";
import { storedSettings } from "../settings/read.ts";
import { demander } from "./facts.ts";
import * as queries from "./queries.ts";

export interface NewRectification {
  readonly source: RectificationSource;
  readonly subjectId: string;
  readonly cloudId: string;
  readonly partyOrgId: string;
  readonly title: string;
  readonly defect: string;
  readonly severity: Severity;
  readonly window: Window;
  readonly reviewId?: string | null;
  readonly requestId?: string | null;
  readonly changeId?: string | null;
  readonly incidentId?: string | null;
  readonly periodId?: string | null;
  readonly obligationId?: string | null;
  readonly dutyId?: string | null;
  readonly clauseId?: string | null;
  readonly fileIds?: readonly string[];
}

/** Every rectification begins here, whatever led to it. */
export async function issue(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: NewRectification,
): Promise<{ id: string; number: string }> {
  const limits = limitsAtIssue(await workCalendar(tx), await storedSettings(tx), input.window, now);
  const id = newId(now);
  const number = await nextNumber(tx, actor.orgId ?? "", "整改", now);
  await queries.insertRectification(tx, {
    id,
    number,
    subject_id: input.subjectId,
    cloud_id: input.cloudId,
    source: input.source,
    review_id: input.reviewId ?? null,
    request_id: input.requestId ?? null,
    change_id: input.changeId ?? null,
    period_id: input.periodId ?? null,
    obligation_id: input.obligationId ?? null,
    duty_id: input.dutyId ?? null,
    clause_id: input.clauseId ?? null,
    title: input.title.trim(),
    defect: input.defect.trim(),
    severity: input.severity,
    party_org_id: input.partyOrgId,
    window_amount: input.window.amount,
    window_unit: input.window.unit,
    window_source: input.window.source,
    state: "issued",
    issued_by: actor.personId ?? "",
    issued_org: actor.orgId ?? "",
    issued_at: now,
    receipt_due_at: limits.receiptDueAt,
    due_at: limits.dueAt,
    original_due_at: limits.dueAt,
    due_rule: limits.rule,
  });
  await queries.insertStep(
    tx,
    {
      id: newId(now),
      rectification_id: id,
      subject_id: input.subjectId,
      kind: "issue",
      text: input.defect.trim(),
      by_person: actor.personId,
      by_org: actor.orgId,
      at: now,
    },
    input.fileIds ?? [],
  );
  await emit(tx, actor, now, {
    kind: "rectification.issued",
    object: { type: "rectification", id },
    subjectId: input.subjectId,
    data: {
      number,
      source: input.source,
      reviewId: input.reviewId ?? null,
      requestId: input.requestId ?? null,
      ...(input.changeId && { changeId: input.changeId }),
      ...(input.incidentId && { incidentId: input.incidentId }),
      periodId: input.periodId ?? null,
      obligationId: input.obligationId ?? null,
      partyOrgId: input.partyOrgId,
      severity: input.severity,
      receiptDueAt: limits.receiptDueAt.toISOString(),
      dueAt: limits.dueAt.toISOString(),
    },
    secret: { title: input.title, defect: input.defect },
  });
  return { id, number };
}

export interface ByHand {
  readonly subjectId: string;
  readonly obligationId?: string | undefined;
  readonly clauseId?: string | undefined;
  readonly partyOrgId?: string | undefined;
  readonly title: string;
  readonly defect: string;
  readonly severity: Severity;
  readonly windowDays?: number | undefined;
  readonly fileIds?: readonly string[] | undefined;
}

export async function issueByHand(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: ByHand,
): Promise<{ id: string; version: number; number: string }> {
  const subject = await liveSubject(tx, input.subjectId, now);
  const obligation = await obligationOf(tx, subject, input.obligationId);
  checkClause(input.clauseId);
  const party = input.partyOrgId ?? obligation?.partyOrgId ?? usualParty(subject);
  requireDemander(
    await demander(tx, actor, now, { subjectId: subject.id, cloudId: subject.cloudId }),
    party,
    "rectification.issue",
  );
  if (party !== obligation?.partyOrgId && party !== usualParty(subject))
    await requireInvolved(tx, subject, party, now);
  const files = await filesToAttach(tx, actor.orgId, input.fileIds ?? []);
  const agreed = obligation ? await agreedRectificationTime(tx, subject.cloudId, obligation.dutyId) : null;
  const window = rectificationWindow(await storedSettings(tx), input.severity, {
    decidedDays: input.windowDays,
    agreed,
  });
  const made = await issue(tx, actor, now, {
    source: "manual",
    subjectId: subject.id,
    cloudId: subject.cloudId,
    partyOrgId: party,
    title: input.title,
    defect: input.defect,
    severity: input.severity,
    window,
    obligationId: obligation?.id ?? null,
    dutyId: obligation?.dutyId ?? null,
    clauseId: input.clauseId ?? null,
    fileIds: files.map((file) => file.id),
  });
  return { ...made, version: 1 };
}

export type LiveSubject = SubjectFacts & { readonly cloudId: string };

/** What a defect can be found on: a cloud, one of its sites, or a system that runs on one. */
export async function liveSubject(tx: Tx, id: string, now: Date): Promise<LiveSubject> {
  const subject = await subjectFacts(tx, id, now);
  if (!subject) throw new Refusal("not-found");
  const { cloudId } = subject;
  if (subject.ended || cloudId === null) {
    throw invalid({
      field: "/subjectId",
      message: {
        zh: "整改对象应为在用的云平台、机房，或部署在云平台上的业务系统。",
        en: "Must be a live cloud, one of its sites, or a system that runs on a cloud.",
      },
    });
  }
  return { ...subject, cloudId };
}

/** Who repairs what, unless somebody else is named: the provider its cloud, the owner its system. */
export function usualParty(subject: SubjectFacts): string {
  const providers = subject.kind === "cloud" || subject.kind === "site";
  return providers && subject.providerOrgId !== null ? subject.providerOrgId : subject.ownerOrgId;
}

export function checkClause(id: string | undefined): void {
  if (id === undefined) return;
  const { clauses, duties } = loadCatalogue();
  if (clauses.has(id) || duties.has(id)) return;
  throw invalid({
    field: "/clauseId",
    message: { zh: `目录中没有条款“${id}”。`, en: `The catalogue has no clause “${id}”.` },
  });
}

async function obligationOf(tx: Tx, subject: SubjectFacts, id: string | undefined) {
  if (id === undefined) return undefined;
  const [obligation] = await obligationsByIds(tx, [id]);
  if (!obligation) throw new Refusal("not-found");
  if (obligation.subjectId !== subject.id) {
    throw invalid({
      field: "/obligationId",
      message: { zh: "该监管义务不属于所选整改对象。", en: "This obligation belongs to another subject." },
    });
  }
  return obligation;
}

async function requireInvolved(tx: Tx, subject: LiveSubject, party: string, now: Date): Promise<void> {
  const roles = ["provider", "customer", "assessor"] as const;
  const involved = await engagedWith(tx, subject.id, roles, now);
  if (!involved.includes(party)) {
    throw invalid({
      field: "/partyOrgId",
      message: {
        zh: "责任单位应为该对象的云服务商、云服务客户或测评机构。",
        en: "Must be the provider, a customer or the assessor of this subject.",
      },
    });
  }
}
