import { loadCatalogue } from "@yunjian/catalogue";
import {
  type Actor,
  checkParameters,
  type FieldProblem,
  invalid,
  type ParameterValues,
  Refusal,
  requireApplicable,
  requireOther,
  requireOwn,
  requirePermission,
  requireReason,
  requireState,
  withoutDuties,
  withParameters,
} from "@yunjian/domain";
import { emit } from "../../platform/events.ts";
import { newId } from "../../platform/ids.ts";
import type { Tx } from "../../platform/tenancy.ts";
import * as queries from "./queries.ts";
import { agreementOfCloud, nextVersion, underSupervision } from "./service.ts";

/** Changes that one asks for and another decides: what does not apply, and the values of parameters. */

export async function askNotApplicable(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: { cloudId: string; dutyIds: readonly string[]; reason: string },
): Promise<string[]> {
  requireReason(input.reason);
  const agreement = await underSupervision(tx, actor, now, input.cloudId);
  requireApplicable(agreement.terms, input.dutyIds);
  const waiting = new Set(
    (await queries.dutiesAsked(tx, input.cloudId, "not-applicable")).map((each) => each.dutyId),
  );
  const twice = input.dutyIds.find((dutyId) => waiting.has(dutyId));
  if (twice) throw new Refusal("already-exists", { what: "待审批的不适用申请", value: twice });
  return await ask(
    tx,
    actor,
    now,
    input.cloudId,
    "not-applicable",
    input.reason,
    input.dutyIds.map((dutyId) => ({ dutyId })),
  );
}

/** The provider states values; an earlier statement of the same duty that nobody confirmed gives way. */
export async function stateParameters(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: { cloudId: string; values: readonly { dutyId: string; values: ParameterValues }[]; note: string },
): Promise<string[]> {
  const { cloud, agreement } = await agreementOfCloud(tx, input.cloudId);
  requireOwn(actor, cloud.providerOrgId);
  const duties = loadCatalogue().duties;
  const applicable = new Set(agreement.terms.filter((term) => term.applicable).map((term) => term.dutyId));
  const problems: FieldProblem[] = input.values.flatMap(({ dutyId, values }, index) => {
    const duty = applicable.has(dutyId) ? duties.get(dutyId) : undefined;
    const at = `/values/${index}`;
    if (!duty) {
      return [
        {
          field: `${at}/dutyId`,
          message: { zh: `${dutyId} 不适用或不存在。`, en: `${dutyId} does not apply.` },
        },
      ];
    }
    if (Object.keys(values).length === 0) {
      return [
        { field: `${at}/values`, message: { zh: "请至少填写一个参数。", en: "State at least one value." } },
      ];
    }
    return checkParameters(duty, values).map((problem) => ({
      ...problem,
      field: `${at}/values${problem.field}`,
    }));
  });
  if (problems.length > 0) throw invalid(...problems);
  const stated = new Set(input.values.map((each) => each.dutyId));
  const superseded = (await queries.dutiesAsked(tx, cloud.id, "parameters")).filter((each) =>
    stated.has(each.dutyId),
  );
  if (superseded.length > 0) {
    await queries.setChangeState(
      tx,
      superseded.map((each) => each.id),
      { state: "withdrawn", by: actor.personId, at: now, note: "" },
    );
  }
  return await ask(tx, actor, now, cloud.id, "parameters", input.note, input.values);
}

async function ask(
  tx: Tx,
  actor: Actor,
  now: Date,
  cloudId: string,
  kind: "not-applicable" | "parameters",
  reason: string,
  items: readonly { readonly dutyId: string; readonly values?: ParameterValues }[],
): Promise<string[]> {
  if (actor.personId === null || actor.orgId === null) throw new Refusal("forbidden");
  const [askedBy, askedOrg] = [actor.personId, actor.orgId];
  const rows = items.map(({ dutyId, values }) => ({
    id: newId(now),
    cloudId,
    dutyId,
    kind,
    payload: values ? { values } : {},
    reason: reason.trim(),
    askedBy,
    askedOrg,
    askedAt: now,
  }));
  await queries.insertChanges(tx, rows);
  await emit(tx, actor, now, {
    kind: "agreement.change-asked",
    object: { type: "agreement", id: cloudId },
    subjectId: cloudId,
    data: { change: kind, changes: rows.map((row) => row.id), duties: rows.map((row) => row.dutyId) },
    secret: { reason },
  });
  return rows.map((row) => row.id);
}

/**
 * Decides several changes at once; each cloud gets one new version. What does not apply is approved by a
 * supervisor's lead other than the one who asked; parameter values are confirmed by any supervisor.
 */
export async function decideChanges(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: { changes: readonly { id: string; version: number }[]; approve: boolean; note: string },
): Promise<number> {
  if (!input.approve) requireReason(input.note);
  const changes = await queries.changesForDecision(
    tx,
    input.changes.map((each) => each.id),
  );
  const versions = new Map(input.changes.map((each) => [each.id, each.version]));
  if (changes.length !== versions.size) throw new Refusal("not-found");
  for (const change of changes) {
    requireState(change.state, "asked");
    if (change.version !== versions.get(change.id)) throw new Refusal("stale-version");
    if (change.kind === "not-applicable") requirePermission(actor, "agreement.approve");
    requireOther(actor, change.asked_by);
  }
  for (const [cloudId, ofCloud] of Map.groupBy(changes, (change) => change.subject_id)) {
    const agreement = await underSupervision(tx, actor, now, cloudId);
    await queries.setChangeState(
      tx,
      ofCloud.map((change) => change.id),
      {
        state: input.approve ? "approved" : "refused",
        by: actor.personId,
        at: now,
        note: input.note.trim(),
      },
    );
    await emit(tx, actor, now, {
      kind: "agreement.change-decided",
      object: { type: "agreement", id: cloudId },
      subjectId: cloudId,
      data: {
        approved: input.approve,
        changes: ofCloud.map((change) => change.id),
        duties: ofCloud.map((change) => change.duty_id),
        askedBy: [...new Set(ofCloud.map((change) => change.asked_by))],
      },
      secret: { note: input.note },
    });
    if (!input.approve) continue;
    const without = new Set(ofCloud.filter((c) => c.kind === "not-applicable").map((c) => c.duty_id));
    const values = new Map(
      ofCloud.flatMap((c) => (c.payload.values ? [[c.duty_id, c.payload.values] as const] : [])),
    );
    const terms = withParameters(withoutDuties(agreement.terms, without), values);
    await nextVersion(tx, actor, now, cloudId, agreement, terms, {
      reason: [...new Set(ofCloud.map((change) => change.reason).filter(Boolean))].join("；") || "确认参数值",
      createdBy: ofCloud[0]?.asked_by ?? null,
      approvedBy: actor.personId,
    });
  }
  return changes.length;
}

export async function withdrawChange(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: { id: string; version: number },
): Promise<number> {
  const [change] = await queries.changesForDecision(tx, [input.id]);
  if (!change) throw new Refusal("not-found");
  requireOwn(actor, change.asked_org);
  requireState(change.state, "asked");
  if (change.version !== input.version) throw new Refusal("stale-version");
  await queries.setChangeState(tx, [change.id], {
    state: "withdrawn",
    by: actor.personId,
    at: now,
    note: "",
  });
  await emit(tx, actor, now, {
    kind: "agreement.change-decided",
    object: { type: "agreement", id: change.subject_id },
    subjectId: change.subject_id,
    data: {
      approved: false,
      withdrawn: true,
      changes: [change.id],
      duties: [change.duty_id],
      askedBy: [change.asked_by],
    },
  });
  return change.version + 1;
}
