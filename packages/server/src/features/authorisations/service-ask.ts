import {
  type Actor,
  ASKER_ROLES,
  type AskerRole,
  checkAsk,
  cleanNames,
  decideDue,
  declareEmergency,
  emergencyRecordDue,
  invalid,
  mayDeclare,
  type OperationKind,
  recallAuthorisation,
  Refusal,
  requireAsker,
  reviewDue,
  SCOPE_LIMITS,
  settingOf,
  type Touch,
} from "@yunjian/domain";
import { newId } from "../../platform/ids.ts";
import { nextNumber } from "../../platform/numbers.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { workCalendar } from "../calendar/read.ts";
import { rolesTowards } from "../identity/read-operators.ts";
import { supervisorOf } from "../identity/read-supervision.ts";
import { countLiveResources, liveResources, systemPlaces } from "../registry/read-systems.ts";
import { storedSettings } from "../settings/read.ts";
import { columnsOfGrant, factsOf, held, move, ruleFacts, tell } from "./facts.ts";
import * as queries from "./queries.ts";
import { type RuleRow, ruleById, rulesFor } from "./queries-rules.ts";

interface Place {
  readonly system: { readonly id: string; readonly name: string; readonly orgId: string };
  readonly cloudId: string;
  readonly role: AskerRole;
}

/**
 * The system one wants to work on, and in which role: as the provider of a cloud it runs on, as that
 * provider's partner, as the customer's supplier, as an assessor. Anybody else has nothing to ask for.
 */
async function placeOf(tx: Tx, actor: Actor, now: Date, systemId: string): Promise<Place> {
  const system = await systemPlaces(tx, systemId, now);
  if (!system) throw new Refusal("not-found");
  const [first] = system.cloudIds;
  if (system.ended || first === undefined) {
    throw invalid({
      field: "/systemId",
      message: {
        zh: "该业务系统已终止或未部署在云平台上。",
        en: "The system has ended or runs on no cloud.",
      },
    });
  }
  const stands = await rolesTowards(tx, actor.orgId ?? "", ASKER_ROLES, [system.id, ...system.cloudIds], now);
  const found = ASKER_ROLES.find((each) => stands.some(({ role }) => role === each)) ?? null;
  const role = requireAsker(actor, system.orgId, found);
  const cloudId = system.cloudIds.find((id) => stands.some((each) => each.subjectId === id)) ?? first;
  return { system, cloudId, role };
}

/** What the form needs to know before anything is asked. */
export async function prepare(tx: Tx, actor: Actor, now: Date, systemId: string) {
  const { system, cloudId, role } = await placeOf(tx, actor, now, systemId);
  const settings = await storedSettings(tx);
  const rules = await rulesFor(tx, system.id, actor.orgId ?? "", now);
  const names = await queries.placeNames(tx, system.orgId, cloudId);
  return {
    system: { id: system.id, name: system.name },
    cloud: { id: cloudId, name: names.cloud },
    customer: { id: system.orgId, name: names.customer },
    role,
    onceMaxDays: settingOf(settings, "authorisation.onceMaxDays"),
    standingMaxMonths: settingOf(settings, "authorisation.standingMaxMonths"),
    resources: await liveResources(tx, system.id, SCOPE_LIMITS.resources),
    rules: rules.map((rule) => ruleBrief(actor, rule, now)),
    operators: await queries.lastOperators(tx, system.id, actor.orgId ?? ""),
  };
}

export function ruleBrief(actor: Actor, rule: RuleRow, now: Date) {
  return {
    id: rule.id,
    operations: rule.operations,
    touches: rule.touches,
    reportWithinHours: rule.report_within_hours,
    maxHours: rule.max_hours,
    validTo: rule.valid_to,
    mine: mayDeclare(actor, ruleFacts(rule), now),
  };
}

export interface NewAsk {
  readonly systemId: string;
  readonly kind: "once" | "standing";
  readonly title: string;
  readonly reason: string;
  readonly operations: readonly OperationKind[];
  readonly touches: readonly Touch[];
  readonly resourceIds?: readonly string[] | undefined;
  readonly operators?: readonly string[] | undefined;
  readonly team?: string | undefined;
  readonly risk?: string | undefined;
  readonly rollback?: string | undefined;
  readonly fromAt?: string | undefined;
  readonly toAt: string;
}

/** A clock some minutes ahead or a form filled in slowly: what should have begun just now begins now. */
const SLOWNESS_MS = 15 * 60_000;

export async function ask(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: NewAsk,
): Promise<{ id: string; version: number; number: string }> {
  const { system, cloudId, role } = await placeOf(tx, actor, now, input.systemId);
  const settings = await storedSettings(tx);
  const scope = {
    operations: input.operations,
    touches: input.touches,
    resourceIds: input.resourceIds ?? [],
    operators: cleanNames(input.operators ?? []),
    fromAt: startOf(input.fromAt, now),
    toAt: new Date(input.toAt),
  };
  const words = {
    team: input.team?.trim() ?? "",
    risk: input.risk?.trim() ?? "",
    rollback: input.rollback?.trim() ?? "",
  };
  if ((await countLiveResources(tx, system.id, scope.resourceIds)) < scope.resourceIds.length)
    throw new Refusal("not-found");
  checkAsk({ kind: input.kind, scope, ...words }, settings, now);
  const due = decideDue(await workCalendar(tx), settings, scope, now);
  const id = newId(now);
  const number = await nextNumber(tx, actor.orgId ?? "", "授权", now);
  const row = {
    id,
    number,
    kind: input.kind,
    subject_id: system.id,
    cloud_id: cloudId,
    customer_org_id: system.orgId,
    asked_org_id: actor.orgId ?? "",
    state: "asked",
  } as const;
  await queries.insert(tx, {
    ...row,
    supervisor_org_id: (await supervisorOf(tx, cloudId, now))?.id ?? null,
    asker_role: role,
    title: input.title.trim(),
    reason: input.reason.trim(),
    ...words,
    operations: [...scope.operations],
    touches: [...scope.touches],
    resource_ids: [...scope.resourceIds],
    operators: scope.operators,
    from_at: scope.fromAt,
    to_at: scope.toAt,
    asked_by: actor.personId ?? "",
    asked_at: now,
    decide_due_at: due.at,
    decide_rule: due.rule,
  });
  await tell(tx, actor, now, row, {
    kind: "authorisation.asked",
    step: { kind: "ask", text: input.reason, until: due.at },
    data: {
      role,
      operations: [...scope.operations],
      touches: [...scope.touches],
      resources: [...scope.resourceIds],
      fromAt: scope.fromAt.toISOString(),
      toAt: scope.toAt.toISOString(),
      decideDueAt: due.at.toISOString(),
    },
    secret: {
      title: input.title,
      reason: input.reason,
      operators: scope.operators.join("\n"),
      ...words,
    },
  });
  return { id, version: 1, number };
}

function startOf(fromAt: string | undefined, now: Date): Date {
  if (fromAt === undefined) return now;
  const from = new Date(fromAt);
  if (from.getTime() >= now.getTime()) return from;
  if (from.getTime() >= now.getTime() - SLOWNESS_MS) return now;
  throw invalid({
    field: "/fromAt",
    message: {
      zh: "开始时间已过：授权须在操作之前取得，不能补办。",
      en: "That is past: an authorisation comes before the work and is not given afterwards.",
    },
  });
}

export async function recall(
  tx: Tx,
  actor: Actor,
  now: Date,
  id: string,
  input: { readonly version: number; readonly reason: string },
) {
  const row = await held(tx, id, input.version);
  const state = recallAuthorisation(actor, factsOf(row));
  return await move(tx, actor, now, row, {
    kind: "authorisation.recalled",
    set: { state, ...columnsOfGrant(null) },
    step: { kind: "recall", text: input.reason },
  });
}

export interface Emergency {
  readonly ruleId: string;
  readonly title: string;
  readonly reason: string;
  readonly operations: readonly OperationKind[];
  readonly touches: readonly Touch[];
  readonly operators: readonly string[];
  readonly startedAt: string;
}

/** 应急操作: holds at once by the customer's earlier word; the customer is told at once and reviews it afterwards. */
export async function declare(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: Emergency,
): Promise<{ id: string; version: number; number: string }> {
  const rule = await ruleById(tx, input.ruleId);
  if (!rule) throw new Refusal("not-found");
  const facts = ruleFacts(rule);
  const startedAt = new Date(input.startedAt);
  const { endsAt, review } = declareEmergency(actor, facts, { ...input, startedAt }, now);
  const { role, cloudId } = await placeOf(tx, actor, now, rule.subject_id);
  const operators = cleanNames(input.operators);
  const scope = { ...input, operators, resourceIds: [], fromAt: startedAt, toAt: endsAt };
  const calendar = await workCalendar(tx);
  const record = emergencyRecordDue(calendar, facts, endsAt);
  const reviewed = reviewDue(calendar, await storedSettings(tx), endsAt);
  const id = newId(now);
  const number = await nextNumber(tx, actor.orgId ?? "", "授权", now);
  const row = {
    id,
    number,
    kind: "emergency",
    subject_id: rule.subject_id,
    cloud_id: cloudId,
    customer_org_id: rule.customer_org_id,
    asked_org_id: actor.orgId ?? "",
    state: "granted",
  } as const;
  await queries.insert(tx, {
    ...row,
    supervisor_org_id: (await supervisorOf(tx, cloudId, now))?.id ?? null,
    asker_role: role,
    rule_id: rule.id,
    title: input.title.trim(),
    reason: input.reason.trim(),
    operations: [...input.operations],
    touches: [...input.touches],
    resource_ids: [],
    operators,
    from_at: startedAt,
    to_at: endsAt,
    asked_by: actor.personId ?? "",
    asked_at: now,
    decide_due_at: now,
    decide_rule: "",
    ...columnsOfGrant(scope),
    decided_at: now,
    ends_at: endsAt,
    record_due_at: record.at,
    record_rule: record.rule,
    review,
    review_due_at: reviewed.at,
    review_rule: reviewed.rule,
  });
  await tell(tx, actor, now, row, {
    kind: "authorisation.declared",
    step: { kind: "declare", text: input.reason, until: record.at },
    data: {
      role,
      ruleId: rule.id,
      operations: [...input.operations],
      touches: [...input.touches],
      startedAt: startedAt.toISOString(),
      endsAt: endsAt.toISOString(),
      recordDueAt: record.at.toISOString(),
      reviewDueAt: reviewed.at.toISOString(),
    },
    secret: { title: input.title, reason: input.reason, operators: operators.join("\n") },
  });
  return { id, version: 1, number };
}
