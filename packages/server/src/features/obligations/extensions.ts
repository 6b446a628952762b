import {
  type Actor,
  type Bilingual,
  dueOf,
  type ExtensionState,
  type ExtensionTarget,
  fallsDue,
  type IsoDate,
  Refusal,
  requireExtendable,
  requireGrant,
  requireOther,
  requireOwn,
  requireReason,
  requireState,
} from "@yunjian/domain";
import { emit } from "../../platform/events.ts";
import { newId } from "../../platform/ids.ts";
import { nextNumber } from "../../platform/numbers.ts";
import { DEFAULT_LIMIT, decodeKey, type Page, pageOf } from "../../platform/paging.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { workCalendar } from "../calendar/read.ts";
import { engagedAs } from "../identity/read.ts";
import { rectificationsForExtension } from "../rectifications/read.ts";
import * as queries from "./extension-queries.ts";
import { periodsByIds } from "./read.ts";
import { dutyWords } from "./views.ts";

/** What more time is asked for: a period, or a rectification of another feature. */
interface Target {
  readonly id: string;
  readonly subjectId: string;
  readonly subjectName: string;
  readonly cloudId: string;
  readonly cloudName: string;
  readonly partyOrgId: string;
  /** Null when it is not the party's turn. */
  readonly dueAt: Date | null;
  readonly title: Bilingual;
  readonly label: string;
}

export async function askExtension(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: { target: ExtensionTarget; targetId: string; until: IsoDate; reason: string },
): Promise<{ id: string; version: number }> {
  requireReason(input.reason);
  const target = (await targets(tx, [input])).get(input.targetId);
  if (!target) throw new Refusal("not-found");
  requireOwn(actor, target.partyOrgId);
  const untilAt = await agreedDay(tx, input.until);
  requireExtendable(target.dueAt, untilAt, now);
  if (actor.personId === null || target.dueAt === null) throw new Refusal("forbidden");
  const id = newId(now);
  const number = await nextNumber(tx, target.partyOrgId, "延期", now);
  const made = await queries.insertExtension(tx, {
    id,
    number,
    target: input.target,
    target_id: target.id,
    subject_id: target.subjectId,
    due_at: target.dueAt,
    until_at: untilAt,
    reason: input.reason.trim(),
    state: "asked",
    asked_by: actor.personId,
    asked_org: target.partyOrgId,
    asked_at: now,
  });
  if (!made) throw new Refusal("already-exists", { what: "待审批的延期申请", value: target.label });
  await emit(tx, actor, now, {
    kind: "extension.asked",
    object: { type: "extension", id },
    subjectId: target.subjectId,
    data: { target: input.target, targetId: target.id, until: untilAt.toISOString(), number },
    secret: { reason: input.reason },
  });
  return { id, version: 1 };
}

/** Decided by a lead of the supervising organisation who did not ask; less may be granted than was asked. */
export async function decideExtension(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: { id: string; version: number; grant: boolean; until: IsoDate | null; note: string },
): Promise<number> {
  const extension = await queries.lockExtension(tx, input.id);
  if (!extension) throw new Refusal("not-found");
  const target = (
    await targets(tx, [{ target: extension.target as ExtensionTarget, targetId: extension.target_id }])
  ).get(extension.target_id);
  if (!target) throw new Refusal("not-found");
  if (!(await engagedAs(tx, actor, now, ["supervisor"], [target.cloudId])))
    throw new Refusal("not-supervisor-of-subject");
  requireOther(actor, extension.asked_by);
  if (actor.orgId === extension.asked_org) throw new Refusal("same-organisation");
  requireState(extension.state as ExtensionState, "asked");
  if (extension.version !== input.version) throw new Refusal("stale-version");
  if (!input.grant) requireReason(input.note);
  const until = input.until === null ? extension.until_at : await agreedDay(tx, input.until);
  if (input.grant) requireGrant(target.dueAt ?? extension.due_at, until);
  await queries.decideExtension(tx, input.id, {
    state: input.grant ? "granted" : "refused",
    granted_until: input.grant ? until : null,
    decided_by: actor.personId,
    decided_at: now,
    decision_note: input.note.trim(),
  });
  await emit(tx, actor, now, {
    kind: "extension.decided",
    object: { type: "extension", id: extension.id },
    subjectId: extension.subject_id,
    data: {
      target: extension.target,
      targetId: extension.target_id,
      granted: input.grant,
      until: until.toISOString(),
      number: extension.number,
      party: extension.asked_org,
    },
    secret: { note: input.note },
  });
  return input.version + 1;
}

export async function withdrawExtension(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: { id: string; version: number },
): Promise<number> {
  const extension = await queries.lockExtension(tx, input.id);
  if (!extension) throw new Refusal("not-found");
  requireOwn(actor, extension.asked_org);
  requireState(extension.state as ExtensionState, "asked");
  if (extension.version !== input.version) throw new Refusal("stale-version");
  await queries.decideExtension(tx, input.id, {
    state: "withdrawn",
    granted_until: null,
    decided_by: actor.personId,
    decided_at: now,
    decision_note: "",
  });
  await emit(tx, actor, now, {
    kind: "extension.withdrawn",
    object: { type: "extension", id: extension.id },
    subjectId: extension.subject_id,
    data: { target: extension.target, targetId: extension.target_id, number: extension.number },
  });
  return input.version + 1;
}

export type ExtensionView = ReturnType<typeof view>;

/** Every extension ever asked for these periods or rectifications, newest first. */
export async function extensionsOf(
  tx: Tx,
  actor: Actor,
  targetIds: readonly string[],
): Promise<ExtensionView[]> {
  return await shown(tx, actor, await queries.extensionsOfTargets(tx, targetIds));
}

export async function listExtensions(
  tx: Tx,
  actor: Actor,
  query: {
    readonly limit?: number;
    readonly after?: string;
    readonly state?: ExtensionState;
    readonly targetId?: string;
  },
): Promise<Page<ExtensionView>> {
  const limit = query.limit ?? DEFAULT_LIMIT;
  const rows = await queries.listExtensions(tx, {
    state: query.state,
    targetId: query.targetId,
    after: decodeKey(query.after, 2) as readonly [string, string] | null,
    limit: limit + 1,
  });
  const page = pageOf(
    rows,
    limit,
    (row) => [row.asked_at, row.id],
    (row) => row,
  );
  return { items: await shown(tx, actor, page.items), next: page.next };
}

async function shown(tx: Tx, actor: Actor, rows: readonly queries.ExtensionRow[]): Promise<ExtensionView[]> {
  const about = await targets(
    tx,
    rows.map((row) => ({ target: row.target as ExtensionTarget, targetId: row.target_id })),
  );
  return rows.flatMap((row) => {
    const target = about.get(row.target_id);
    return target ? [view(row, target, actor)] : [];
  });
}

function view(row: queries.ExtensionRow, target: Target, actor: Actor) {
  return {
    id: row.id,
    number: row.number,
    target: row.target as ExtensionTarget,
    targetId: row.target_id,
    title: target.title,
    label: target.label,
    subject: { id: target.subjectId, name: target.subjectName },
    cloud: { id: target.cloudId, name: target.cloudName },
    askedOrg: { id: row.asked_org, name: row.asked_org_name ?? "" },
    dueAt: row.due_at,
    untilAt: row.until_at,
    grantedUntil: row.granted_until,
    reason: row.reason,
    state: row.state as ExtensionState,
    askedBy: row.asked_by_name ?? "",
    askedByMe: row.asked_by === actor.personId,
    askedAt: row.asked_at,
    decidedBy: row.decided_by_name,
    decidedAt: row.decided_at,
    decisionNote: row.decision_note,
    version: row.version,
  };
}

async function targets(
  tx: Tx,
  of: readonly { readonly target: ExtensionTarget; readonly targetId: string }[],
): Promise<Map<string, Target>> {
  const ids = (target: ExtensionTarget) =>
    of.filter((each) => each.target === target).map((each) => each.targetId);
  const periods = await periodsByIds(tx, ids("period"));
  const rectifications = await rectificationsForExtension(tx, ids("rectification"));
  return new Map<string, Target>([
    // A summary never falls due, so there is nothing to move.
    ...periods.map((p) => {
      const dueAt = fallsDue(p.kind) ? p.partyDueAt : null;
      return [p.id, { ...p, dueAt, title: dutyWords(p.dutyId).title }] as const;
    }),
    ...rectifications.map(
      (r) => [r.id, { ...r, title: { zh: r.title, en: r.title }, label: r.number }] as const,
    ),
  ]);
}

/** A day that people name, moved off a holiday like every agreed day. */
async function agreedDay(tx: Tx, until: IsoDate): Promise<Date> {
  return dueOf(await workCalendar(tx), until, { legal: false }).at;
}
