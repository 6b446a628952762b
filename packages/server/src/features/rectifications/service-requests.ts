import {
  type Actor,
  decideRectificationRequest,
  type RectificationRequestState,
  type RectificationSource,
  rectificationWindow,
  Refusal,
  SEVERITIES,
  type Severity,
} from "@yunjian/domain";
import { emit } from "../../platform/events.ts";
import { newId } from "../../platform/ids.ts";
import { decodeKey, DEFAULT_LIMIT, pageOf } from "../../platform/paging.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { filesByIds, filesToAttach } from "../files/read.ts";
import { supervises, supervisorOf } from "../identity/read-supervision.ts";
import { storedSettings } from "../settings/read.ts";
import { subjectFacts } from "../registry/read-subjects.ts";
import * as queries from "./queries-requests.ts";
import { checkClause, issue, liveSubject, usualParty } from "./service-issue.ts";

export interface Ask {
  readonly subjectId: string;
  readonly title: string;
  readonly defect: string;
  readonly severity: Severity;
  readonly clauseId?: string | undefined;
  readonly fileIds?: readonly string[] | undefined;
  /** The emergency operation a customer objects to. */
  readonly authorisationId?: string | undefined;
}

/** 提请整改: goes to the organisation that supervises the subject. */
export async function ask(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: Ask,
): Promise<{ id: string; version: number }> {
  const subject = await liveSubject(tx, input.subjectId, now);
  checkClause(input.clauseId);
  const decider = await supervisorOf(tx, subject.id, now);
  if (!decider) throw new Refusal("not-found");
  const files = await filesToAttach(tx, actor.orgId, input.fileIds ?? []);
  const source = sourceOf(actor);
  const id = newId(now);
  await queries.insertRequest(
    tx,
    {
      id,
      subject_id: subject.id,
      cloud_id: subject.cloudId,
      source,
      title: input.title.trim(),
      defect: input.defect.trim(),
      severity: input.severity,
      clause_id: input.clauseId ?? null,
      state: "asked",
      asked_by: actor.personId ?? "",
      asked_org: actor.orgId ?? "",
      asked_at: now,
      decider_org: decider.id,
    },
    files.map((file) => file.id),
  );
  await emit(tx, actor, now, {
    kind: "rectification.asked",
    object: { type: "rectification", id },
    // Not under the subject's cases: the provider learns of it when the supervisor takes it up.
    subjectId: null,
    data: {
      subjectId: subject.id,
      cloudId: subject.cloudId,
      source,
      severity: input.severity,
      deciderOrg: decider.id,
      ...(input.authorisationId !== undefined && { authorisationId: input.authorisationId }),
    },
    secret: { title: input.title, defect: input.defect },
  });
  return { id, version: 1 };
}

function sourceOf(actor: Actor): RectificationSource {
  if (actor.posts.includes("assessor-member")) return "assessment";
  return actor.posts.includes("manager-member") ? "manager" : "customer";
}

export interface RequestDecision {
  readonly version: number;
  readonly accept: boolean;
  readonly note: string;
  readonly severity?: Severity | undefined;
  readonly windowDays?: number | undefined;
}

export async function decide(
  tx: Tx,
  actor: Actor,
  now: Date,
  id: string,
  input: RequestDecision,
): Promise<{ version: number; rectificationId: string | null }> {
  const request = await queries.requestById(tx, id);
  if (!request) throw new Refusal("not-found");
  const subject = await liveSubject(tx, request.subjectId, now);
  const partyOrgId = usualParty(subject);
  const who = { actor, supervises: await supervises(tx, actor, now, request) };
  const state = decideRectificationRequest(who, { ...request, partyOrgId }, input.accept, input.note);
  const decided = { state, decided_by: actor.personId, decided_at: now, decision_note: input.note.trim() };
  if (state !== "accepted") {
    const version = await store(tx, id, input.version, decided);
    await emit(tx, actor, now, {
      kind: "rectification.refused",
      object: { type: "rectification", id },
      subjectId: null,
      data: { subjectId: subject.id, cloudId: subject.cloudId, askedOrg: request.askedOrg },
      secret: { note: input.note },
    });
    return { version, rectificationId: null };
  }
  const severity = input.severity ?? request.severity;
  const window = rectificationWindow(await storedSettings(tx), severity, { decidedDays: input.windowDays });
  const made = await issue(tx, actor, now, {
    source: request.source,
    requestId: id,
    subjectId: subject.id,
    cloudId: subject.cloudId,
    partyOrgId,
    title: request.title,
    defect: request.defect,
    severity,
    window,
    clauseId: request.clauseId,
    fileIds: request.fileIds,
  });
  const version = await store(tx, id, input.version, {
    ...decided,
    rectification_id: made.id,
    rectification_number: made.number,
    rectification_state: "issued",
  });
  return { version, rectificationId: made.id };
}

async function store(
  tx: Tx,
  id: string,
  version: number,
  set: Parameters<typeof queries.updateRequest>[3],
): Promise<number> {
  const next = await queries.updateRequest(tx, id, version, set);
  if (next === undefined) throw new Refusal("stale-version");
  return next;
}

// Pages ------------------------------------------------------------------------------------------------

export async function list(
  tx: Tx,
  query: {
    readonly state?: RectificationRequestState | undefined;
    readonly cloudId?: string | undefined;
    readonly after?: string | undefined;
    readonly limit?: number | undefined;
  },
) {
  const limit = query.limit ?? DEFAULT_LIMIT;
  const key = decodeKey(query.after, 2);
  const after = key && { at: new Date(String(key[0])), id: String(key[1]) };
  const rows = await queries.requestsPage(
    tx,
    { state: query.state, cloudId: query.cloudId },
    { after, limit: limit + 1 },
  );
  return pageOf(rows, limit, (row) => [row.askedAt, row.id], summary);
}

export async function page(tx: Tx, actor: Actor, now: Date, id: string) {
  const row = await queries.requestById(tx, id);
  if (!row) throw new Refusal("not-found");
  const settings = await storedSettings(tx);
  const subject = await subjectFacts(tx, row.subjectId, now);
  const party = subject ? usualParty(subject) : null;
  const deciding =
    row.state === "asked" &&
    actor.permissions.has("rectification.issue") &&
    row.askedBy !== actor.personId &&
    actor.orgId !== party &&
    (await supervises(tx, actor, now, row));
  return {
    ...summary(row),
    defect: row.defect,
    clauseId: row.clauseId,
    askedBy: { id: row.askedBy, name: row.askedByName },
    decider: { id: row.deciderOrg, name: row.deciderName },
    decidedBy: row.decidedBy === null ? null : { id: row.decidedBy, name: row.decidedByName },
    decisionNote: row.decisionNote,
    files: (await filesByIds(tx, row.fileIds)).map((file) => ({
      id: file.id,
      name: file.name,
      kind: file.kind,
      size: file.size,
      state: file.state,
      scan: file.scan,
    })),
    windows: SEVERITIES.map((severity) => {
      const { amount, unit, source } = rectificationWindow(settings, severity, {});
      return { severity, amount, unit, source };
    }),
    actions: deciding ? (["decide"] as const) : [],
  };
}

function summary(row: queries.RequestRow) {
  return {
    id: row.id,
    version: row.version,
    title: row.title,
    state: row.state,
    source: row.source,
    severity: row.severity,
    subject: { id: row.subjectId, name: row.subjectName },
    cloud: { id: row.cloudId, name: row.cloudName },
    asker: { id: row.askedOrg, name: row.askerName },
    askedAt: row.askedAt,
    decidedAt: row.decidedAt,
    rectification:
      row.rectificationNumber !== null && row.rectificationState !== null
        ? { id: row.rectificationId, number: row.rectificationNumber, state: row.rectificationState }
        : null,
  };
}
