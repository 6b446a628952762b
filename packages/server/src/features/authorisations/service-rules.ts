import {
  type Actor,
  addMonths,
  confirmEmergencyRule,
  dateOf,
  type EmergencyDeclarer,
  type EmergencyRuleStanding,
  emergencyRuleStanding,
  endEmergencyRule,
  endOfDay,
  invalid,
  makeEmergencyRule,
  type OperationKind,
  Refusal,
  settingOf,
  type Touch,
} from "@yunjian/domain";
import { emit } from "../../platform/events.ts";
import { newId } from "../../platform/ids.ts";
import { decodeKey, DEFAULT_LIMIT, pageOf } from "../../platform/paging.ts";
import { unique } from "../../platform/postgres/unique.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { supervisorOf } from "../identity/read-supervision.ts";
import { systemPlaces } from "../registry/read-systems.ts";
import { storedSettings } from "../settings/read.ts";
import { decidesByTwo, ruleFacts } from "./facts.ts";
import * as queries from "./queries-rules.ts";
import { ruleBrief } from "./service-ask.ts";

/** 应急规则: agreed by the customer beforehand, so that at night nobody has to be woken to ask. */

export async function operators(tx: Tx, now: Date, systemId: string) {
  return {
    items: await queries.operatorsOf(tx, systemId, now),
    maxMonths: settingOf(await storedSettings(tx), "authorisation.ruleMaxMonths"),
  };
}

export interface NewRule {
  readonly systemId: string;
  readonly operatorOrgId: string;
  readonly operations: readonly OperationKind[];
  readonly touches: readonly Touch[];
  readonly declarers: EmergencyDeclarer;
  readonly reportWithinHours: number;
  readonly maxHours: number;
  readonly validTo: string;
  readonly note?: string | undefined;
}

export async function make(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: NewRule,
): Promise<{ id: string; version: number }> {
  const system = await systemPlaces(tx, input.systemId, now);
  if (!system) throw new Refusal("not-found");
  const [cloudId] = system.cloudIds;
  const twoPerson = await decidesByTwo(tx, system.orgId);
  const state = makeEmergencyRule(actor, system.orgId, input.operatorOrgId, twoPerson);
  const operator = (await queries.operatorsOf(tx, system.id, now)).find(
    ({ id }) => id === input.operatorOrgId,
  );
  const validTo = new Date(input.validTo);
  const months = settingOf(await storedSettings(tx), "authorisation.ruleMaxMonths");
  const longest = endOfDay(addMonths(dateOf(now), months));
  if (!operator || cloudId === undefined || system.ended) {
    throw invalid({
      field: "/operatorOrgId",
      message: {
        zh: "应为承载该系统的云服务商、其合作者，或本单位的供应链服务商、评估机构。",
        en: "Must be a provider of the system's cloud, its partner, or one of your suppliers or assessors.",
      },
    });
  }
  if (input.declarers === "lead" && operator.role !== "provider") {
    throw invalid({
      field: "/declarers",
      message: {
        zh: "该单位不设负责人岗位，请选择“任一人员”。",
        en: "This organisation has no leads; choose anyone.",
      },
    });
  }
  if (validTo.getTime() <= now.getTime() || validTo.getTime() > longest.getTime()) {
    throw invalid({
      field: "/validTo",
      message: {
        zh: `有效期应晚于今天，最长到 ${dateOf(longest)}（${months} 个月）。`,
        en: `Later than today and not after ${dateOf(longest)} (${months} months).`,
      },
    });
  }
  await queries.endExpired(tx, system.id, input.operatorOrgId, now);
  const id = newId(now);
  await unique("应急规则", operator.name, () =>
    supervisorOf(tx, cloudId, now).then((supervisor) =>
      queries.insertRule(tx, {
        id,
        subject_id: system.id,
        cloud_id: cloudId,
        customer_org_id: system.orgId,
        operator_org_id: input.operatorOrgId,
        supervisor_org_id: supervisor?.id ?? null,
        operations: [...input.operations],
        touches: [...input.touches],
        declarers: input.declarers,
        report_within_hours: input.reportWithinHours,
        max_hours: input.maxHours,
        note: input.note?.trim() ?? "",
        valid_to: validTo,
        state,
        prepared_by: actor.personId ?? "",
        prepared_at: now,
        ...(state === "in-force" && { confirmed_by: actor.personId, confirmed_at: now }),
      }),
    ),
  );
  await emit(tx, actor, now, {
    kind: state === "in-force" ? "emergency-rule.agreed" : "emergency-rule.prepared",
    object: { type: "emergency-rule", id },
    subjectId: system.orgId,
    data: {
      systemId: system.id,
      operatorOrg: input.operatorOrgId,
      operations: [...input.operations],
      touches: [...input.touches],
      declarers: input.declarers,
      reportWithinHours: input.reportWithinHours,
      maxHours: input.maxHours,
      validTo: validTo.toISOString(),
    },
    secret: { note: input.note ?? "" },
  });
  return { id, version: 1 };
}

async function held(tx: Tx, id: string, version: number): Promise<queries.RuleRow> {
  const row = await queries.ruleLocked(tx, id);
  if (!row) throw new Refusal("not-found");
  if (row.version !== version) throw new Refusal("stale-version");
  return row;
}

export async function confirm(tx: Tx, actor: Actor, now: Date, id: string, version: number) {
  const row = await held(tx, id, version);
  const state = confirmEmergencyRule(actor, ruleFacts(row));
  const set = { state, confirmed_by: actor.personId, confirmed_at: now };
  return await store(tx, actor, now, row, set, "emergency-rule.agreed", undefined);
}

export async function end(
  tx: Tx,
  actor: Actor,
  now: Date,
  id: string,
  input: { readonly version: number; readonly reason: string },
) {
  const row = await held(tx, id, input.version);
  const state = endEmergencyRule(actor, ruleFacts(row), input.reason);
  const set = { state, ended_by: actor.personId, ended_at: now, end_reason: input.reason.trim() };
  return await store(tx, actor, now, row, set, "emergency-rule.ended", input.reason);
}

async function store(
  tx: Tx,
  actor: Actor,
  now: Date,
  row: queries.RuleRow,
  set: Parameters<typeof queries.updateRule>[3],
  kind: "emergency-rule.agreed" | "emergency-rule.ended",
  reason: string | undefined,
): Promise<{ version: number }> {
  const version = await queries.updateRule(tx, row.id, row.version, set);
  if (version === undefined) throw new Refusal("stale-version");
  await emit(tx, actor, now, {
    kind,
    object: { type: "emergency-rule", id: row.id },
    subjectId: row.customer_org_id,
    data: { systemId: row.subject_id, operatorOrg: row.operator_org_id },
    ...(reason !== undefined && { secret: { reason } }),
  });
  return { version };
}

export async function list(
  tx: Tx,
  actor: Actor,
  now: Date,
  query: {
    readonly systemId?: string | undefined;
    readonly standing?: EmergencyRuleStanding | undefined;
    readonly after?: string | undefined;
    readonly limit?: number | undefined;
  },
) {
  const limit = query.limit ?? DEFAULT_LIMIT;
  const after = decodeKey(query.after, 1)?.[0];
  const rows = await queries.rulesPage(tx, query, now, {
    after: after == null ? null : String(after),
    limit: limit + 1,
  });
  const names = await queries.ruleNames(
    tx,
    rows.slice(0, limit).map((row) => row.id),
  );
  return pageOf(
    rows,
    limit,
    (row) => [row.id],
    (row) => view(actor, row, names, now),
  );
}

function view(actor: Actor, row: queries.RuleRow, names: ReadonlyMap<string, string>, now: Date) {
  const named = (id: string) => ({ id, name: names.get(id) ?? "" });
  const someone = (id: string | null) => (id === null ? null : named(id));
  const standing = emergencyRuleStanding(ruleFacts(row), now);
  const brief = ruleBrief(actor, row, now);
  const decides = actor.orgId === row.customer_org_id && actor.permissions.has("authorisation.decide");
  const actions: ("confirm" | "end" | "declare")[] = [];
  if (standing === "prepared" && decides && actor.personId !== row.prepared_by) actions.push("confirm");
  if ((standing === "prepared" || standing === "in-force") && decides) actions.push("end");
  if (brief.mine) actions.push("declare");
  return {
    ...brief,
    version: row.version,
    standing,
    system: named(row.subject_id),
    cloud: named(row.cloud_id),
    customer: named(row.customer_org_id),
    operator: named(row.operator_org_id),
    declarers: row.declarers,
    note: row.note,
    preparedBy: named(row.prepared_by),
    preparedAt: row.prepared_at,
    confirmedBy: someone(row.confirmed_by),
    confirmedAt: row.confirmed_at,
    endedBy: someone(row.ended_by),
    endedAt: row.ended_at,
    endReason: row.end_reason,
    actions,
  };
}
