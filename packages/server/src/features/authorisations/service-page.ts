import {
  type Actor,
  authorisationActions,
  type AuthorisationKind,
  type AuthorisationScope,
  type AuthorisationStanding,
  authorisationStanding,
  authorisationTurn,
  type EmergencyReview,
  Refusal,
} from "@yunjian/domain";
import { decodeKey, DEFAULT_LIMIT, pageOf } from "../../platform/paging.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { filesByIds } from "../files/read.ts";
import { askedScope, decidesByTwo, factsOf, grantedScope } from "./facts.ts";
import * as queries from "./queries.ts";
import * as parts from "./queries-parts.ts";
import { ruleById } from "./queries-rules.ts";
import { ruleBrief } from "./service-ask.ts";

type Names = ReadonlyMap<string, string>;

export interface ListQuery {
  readonly side?: "customer" | "asker" | undefined;
  readonly standing?: readonly AuthorisationStanding[] | undefined;
  readonly kind?: AuthorisationKind | undefined;
  readonly review?: EmergencyReview | undefined;
  readonly systemId?: string | undefined;
  readonly cloudId?: string | undefined;
  readonly mine?: boolean | undefined;
  readonly questioned?: boolean | undefined;
  readonly q?: string | undefined;
  readonly after?: string | undefined;
  readonly limit?: number | undefined;
}

export async function list(tx: Tx, actor: Actor, now: Date, query: ListQuery) {
  const limit = query.limit ?? DEFAULT_LIMIT;
  const key = decodeKey(query.after, 2);
  const after = key && { at: new Date(String(key[0])), id: String(key[1]) };
  const own = actor.orgId ?? "";
  const rows = await queries.page(
    tx,
    {
      customerOrgId: query.side === "customer" ? own : undefined,
      askedOrgId: query.side === "asker" ? own : undefined,
      standings: query.standing,
      kind: query.kind,
      review: query.review,
      systemId: query.systemId,
      cloudId: query.cloudId,
      turnOf: query.mine ? own : undefined,
      questioned: query.questioned,
      words: query.q?.trim(),
    },
    now,
    { after, limit: limit + 1 },
  );
  const names = await queries.namesOf(
    tx,
    rows.slice(0, limit).map((row) => row.id),
  );
  return pageOf(
    rows,
    limit,
    (row) => [row.asked_at, row.id],
    (row) => summary(row, names, now),
  );
}

export async function figures(
  tx: Tx,
  now: Date,
  filter: { readonly cloudId?: string | undefined; readonly systemId?: string | undefined },
) {
  return await queries.figures(tx, now, filter);
}

export async function page(tx: Tx, actor: Actor, now: Date, id: string) {
  const row = await queries.byId(tx, id);
  if (!row) throw new Refusal("not-found");
  const names = await queries.namesOf(tx, [id]);
  const operations = await parts.operationsOf(tx, id);
  const questions = operations.length > 0 ? await parts.questionsOf(tx, id) : [];
  const steps = await parts.stepsOf(tx, id);
  const files = new Map(
    (await filesByIds(tx, [...new Set(operations.flatMap((each) => each.file_ids))])).map((file) => [
      file.id,
      file,
    ]),
  );
  const rule = row.rule_id === null ? undefined : await ruleById(tx, row.rule_id);
  const twoPerson = await decidesByTwo(tx, row.customer_org_id);
  const named = namer(names);
  const someone = (of: string | null) => (of === null ? null : named(of));
  const granted = grantedScope(row);
  return {
    ...summary(row, names, now),
    reason: row.reason,
    team: row.team,
    risk: row.risk,
    rollback: row.rollback,
    asked: scopeView(askedScope(row), names),
    granted: granted && scopeView(granted, names),
    conditions: row.conditions,
    askedBy: named(row.asked_by),
    preparedBy: someone(row.prepared_by),
    decidedBy: someone(row.decided_by),
    decidedAt: row.decided_at,
    decisionNote: row.decision_note,
    decideDueAt: row.decide_due_at,
    decideRule: row.decide_rule,
    endsAt: row.ends_at,
    endNote: row.end_note,
    nothingDone: row.nothing_done,
    recordDueAt: row.record_due_at,
    recordRule: row.record_rule,
    rule: rule ? ruleBrief(actor, rule, now) : null,
    reviewDueAt: row.review_due_at,
    reviewedBy: someone(row.reviewed_by),
    reviewedAt: row.reviewed_at,
    reviewNote: row.review_note,
    requestId: actor.orgId === row.asked_org_id ? null : row.request_id,
    twoPerson,
    records: operations.map((each) => ({
      id: each.id,
      operation: each.operation,
      touches: each.touches,
      resources: each.resource_ids.map((of) => names.get(of) ?? ""),
      operators: each.operators,
      startedAt: each.started_at,
      endedAt: each.ended_at,
      text: each.text,
      result: each.result,
      reference: each.reference,
      late: each.late,
      recordedAt: each.recorded_at,
      files: each.file_ids.flatMap((fileId) => {
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
      questions: questions
        .filter((question) => question.operation_id === each.id)
        .map((question) => ({
          id: question.id,
          text: question.text,
          by: named(question.asked_by),
          at: question.asked_at,
          answerDueAt: question.answer_due_at,
          answer:
            question.answered_at === null
              ? null
              : { text: question.answer, by: named(question.answered_by ?? ""), at: question.answered_at },
        })),
    })),
    steps: steps.map((step) => ({
      id: step.id,
      kind: step.kind,
      text: step.text,
      until: step.until_at,
      by: someone(step.by_person),
      org: someone(step.by_org),
      at: step.at,
    })),
    actions: authorisationActions(actor, factsOf(row), twoPerson, now),
  };
}

function namer(names: Names) {
  return (id: string) => ({ id, name: names.get(id) ?? "" });
}

function scopeView(scope: AuthorisationScope, names: Names) {
  const { operations, touches, operators, fromAt, toAt } = scope;
  return { operations, touches, resources: scope.resourceIds.map(namer(names)), operators, fromAt, toAt };
}

function summary(row: queries.AuthorisationRow, names: Names, now: Date) {
  const facts = factsOf(row);
  const named = namer(names);
  const shown = facts.granted ?? facts.asked;
  return {
    id: row.id,
    number: row.number,
    version: row.version,
    kind: row.kind,
    state: row.state,
    standing: authorisationStanding(facts, now),
    title: row.title,
    system: named(row.subject_id),
    cloud: named(row.cloud_id),
    customer: named(row.customer_org_id),
    asker: named(row.asked_org_id),
    askerRole: row.asker_role,
    askedAt: row.asked_at,
    operations: shown.operations,
    fromAt: shown.fromAt,
    toAt: row.ends_at ?? shown.toAt,
    narrowed: row.narrowed,
    ...authorisationTurn(facts, now),
    recorded: row.operation_count,
    recordedLate: row.late_count,
    openQuestions: row.open_questions,
    review: row.review,
  };
}
