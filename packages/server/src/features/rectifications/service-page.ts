import { loadCatalogue } from "@yunjian/catalogue";
import {
  type Actor,
  isOverdueRectification,
  rectificationActions,
  type RectificationState,
  rectificationTurn,
  Refusal,
  SEVERITIES,
  type Severity,
} from "@yunjian/domain";
import { decodeKey, DEFAULT_LIMIT, pageOf } from "../../platform/paging.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { filesByIds } from "../files/read.ts";
import { periodsByIds } from "../obligations/read.ts";
import { demander, factsOf } from "./facts.ts";
import * as queries from "./queries.ts";

export interface ListQuery {
  readonly view?: "open" | "all" | undefined;
  readonly state?: readonly RectificationState[] | undefined;
  readonly severity?: readonly Severity[] | undefined;
  readonly partyOrgId?: string | undefined;
  readonly cloudId?: string | undefined;
  readonly obligationId?: string | undefined;
  readonly overdue?: boolean | undefined;
  readonly mine?: boolean | undefined;
  readonly q?: string | undefined;
  readonly after?: string | undefined;
  readonly limit?: number | undefined;
}

export async function list(tx: Tx, actor: Actor, now: Date, query: ListQuery) {
  const limit = query.limit ?? DEFAULT_LIMIT;
  const sort = query.view === "all" ? "newest" : "due";
  const key = decodeKey(query.after, 2);
  const after = key && { at: new Date(String(key[0])), id: String(key[1]) };
  const filter: queries.ListFilter = {
    states: query.state,
    severities: query.severity,
    partyOrgId: query.partyOrgId,
    cloudId: query.cloudId,
    obligationId: query.obligationId,
    words: query.q?.trim(),
    overdueAt: query.overdue ? now : undefined,
    turnOf: query.mine ? (actor.orgId ?? "") : undefined,
  };
  const rows = await queries.rectificationsPage(tx, sort, filter, { after, limit: limit + 1 });
  return pageOf(
    rows,
    limit,
    (row) => [sort === "due" ? row.dueAt : row.issuedAt, row.id],
    (row) => summary(row, now),
  );
}

export async function figures(tx: Tx, now: Date, cloudId: string | undefined) {
  const rows = await queries.openFigures(tx, now, cloudId);
  const sum = (of: (row: queries.OpenFigure) => number) => rows.reduce((total, row) => total + of(row), 0);
  return {
    open: sum((row) => row.open),
    overdue: sum((row) => row.overdue),
    awaitingReceipt: sum((row) => row.awaitingReceipt),
    awaitingReassessment: sum((row) => row.awaitingReassessment),
    reassessmentOverdue: sum((row) => row.reassessmentOverdue),
    bySeverity: SEVERITIES.map((severity) => {
      const row = rows.find((each) => each.severity === severity);
      return { severity, open: row?.open ?? 0, overdue: row?.overdue ?? 0 };
    }),
  };
}

export async function page(tx: Tx, actor: Actor, now: Date, id: string) {
  const row = await queries.rectificationById(tx, id);
  if (!row) throw new Refusal("not-found");
  const steps = await queries.stepsOf(tx, id);
  const files = new Map(
    (await filesByIds(tx, [...new Set(steps.flatMap((step) => step.file_ids))])).map((file) => [
      file.id,
      file,
    ]),
  );
  const [period] = row.periodId === null ? [] : await periodsByIds(tx, [row.periodId]);
  return {
    ...summary(row, now),
    defect: row.defect,
    clauseId: row.clauseId,
    obligationId: row.obligationId,
    periodId: row.periodId,
    periodLabel: period?.label ?? null,
    reviewId: row.reviewId,
    requestId: row.requestId,
    window: { amount: row.windowAmount, unit: row.windowUnit, source: row.windowSource },
    dueRule: row.dueRule,
    originalDueAt: row.originalDueAt,
    receiptDueAt: row.receiptDueAt,
    receivedAt: row.receivedAt,
    planDueAt: row.planDueAt,
    plannedOn: row.plannedOn,
    proofFiledAt: row.proofFiledAt,
    reassessDueAt: row.reassessDueAt,
    closedAt: row.closedAt,
    issuer: { id: row.issuedOrg, name: row.issuerName },
    steps: steps.map((step) => ({
      id: step.id,
      kind: step.kind,
      text: step.text,
      plannedOn: step.planned_on,
      rung: step.rung,
      until: step.until_at,
      by: step.by_person === null ? null : { id: step.by_person, name: step.person_name },
      org: step.by_org === null ? null : { id: step.by_org, name: step.org_name },
      at: step.at,
      files: step.file_ids.flatMap((fileId) => {
        const file = files.get(fileId);
        return file
          ? [
              {
                id: file.id,
                name: file.name,
                kind: file.kind,
                size: file.size,
                state: file.state,
                scan: file.scan,
              },
            ]
          : [];
      }),
    })),
    actions: rectificationActions(await demander(tx, actor, now, row), factsOf(row), now),
  };
}

function summary(row: queries.RectificationRow, now: Date) {
  const { turn, until, late } = rectificationTurn(factsOf(row), now);
  const duty = row.dutyId === null ? undefined : loadCatalogue().duties.get(row.dutyId);
  return {
    id: row.id,
    number: row.number,
    version: row.version,
    title: row.title,
    state: row.state,
    severity: row.severity,
    source: row.source,
    subject: { id: row.subjectId, name: row.subjectName },
    cloud: { id: row.cloudId, name: row.cloudName },
    party: { id: row.partyOrgId, name: row.partyName },
    duty: duty ? { id: duty.id, title: duty.title } : null,
    issuedAt: row.issuedAt,
    dueAt: row.dueAt,
    turn,
    until,
    late,
    overdue: isOverdueRectification(row, now),
    reopenedCount: row.reopenedCount,
    escalatedTo: row.escalatedTo,
  };
}
