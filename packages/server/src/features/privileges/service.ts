import {
  type Actor,
  checkDutiesTogether,
  checkPrivilegeRequest,
  extraOf,
  mayEndPrivilege,
  type Permission,
  type Post,
  postsFor,
  type PrivilegeRequest,
  type PrivilegeStanding,
  type PrivilegeState,
  privilegeStanding,
  reasonsOf,
  Refusal,
  requireInPerson,
  requirePrivilegeDecider,
  requireReason,
  requireState,
  settingOf,
  temporaryPermissions,
} from "@yunjian/domain";
import { emit } from "../../platform/events.ts";
import { newId } from "../../platform/ids.ts";
import { historyOf } from "../../platform/ledger/history.ts";
import { DEFAULT_LIMIT, decodeKey, pageOf } from "../../platform/paging.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { dutiesEverywhere, organisationFacts, peopleNames, postsEverywhere } from "../identity/read.ts";
import { requireScope, scopeSubjects, shownScope, type ScopeSubject } from "../identity/read-scope.ts";
import { storedSettings } from "../settings/read.ts";
import * as queries from "./queries.ts";

type Row = queries.PrivilegeRow;

/** One's own; for leads and administrators, those the organisation acted for is in charge of. */
export async function listPrivileges(
  tx: Tx,
  actor: Actor,
  now: Date,
  query: {
    mine?: boolean;
    personId?: string;
    standing?: PrivilegeStanding;
    limit?: number;
    after?: string;
  },
  sessionId: string,
) {
  const limit = query.limit ?? DEFAULT_LIMIT;
  const after = decodeKey(query.after, 1) as [string] | null;
  const own = query.mine === true || !seesOthers(actor);
  const personId = own ? actor.personId : (query.personId ?? null);
  const rows = await queries.listPrivileges(
    tx,
    { personId, standing: query.standing },
    { limit, after: after?.[0] ?? null },
    now,
    sessionId,
  );
  const look = await lookUp(tx, actor, now, rows);
  return pageOf(
    rows,
    limit,
    (row) => [row.id],
    (row) => show(row, look),
  );
}

export async function getPrivilege(tx: Tx, actor: Actor, now: Date, id: string, sessionId: string) {
  const [row] = await queries.listPrivileges(
    tx,
    { personId: seesOthers(actor) ? null : actor.personId, id },
    { limit: 1, after: null },
    now,
    sessionId,
  );
  if (!row) throw new Refusal("not-found");
  return { ...show(row, await lookUp(tx, actor, now, [row])), history: await historyOf(tx, [id], 200) };
}

export async function choices(tx: Tx, actor: Actor) {
  const org = actor.orgId === null ? undefined : await organisationFacts(tx, actor.orgId);
  const roles = org?.roles ?? [];
  return {
    posts: postsFor(roles)
      .filter((post) => !actor.posts.includes(post))
      .map((post) => ({ post, extra: extraOf(post, actor.permissions) }))
      .filter(({ extra }) => extra.length > 0),
    permissions: temporaryPermissions(roles).filter((permission) => !actor.permissions.has(permission)),
    maxMonths: settingOf(await storedSettings(tx), "privilege.maxMonths"),
  };
}

export async function ask(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: PrivilegeRequest & { readonly subjects: readonly string[] | null },
): Promise<string> {
  if (actor.personId === null || actor.orgId === null) throw new Refusal("forbidden");
  const org = await organisationFacts(tx, actor.orgId);
  if (!org) throw new Refusal("not-found");
  // First of all: what cannot be seen is not found, whatever else is wrong with the request.
  await requireScope(tx, input.subjects);
  const terms = checkPrivilegeRequest(actor, input, {
    roles: org.roles,
    now,
    maxMonths: settingOf(await storedSettings(tx), "privilege.maxMonths"),
  });
  // Told to the one who asks already: it would be refused in the end.
  const held = await dutiesEverywhere(tx, actor.personId, now);
  checkDutiesTogether(held.posts, [...held.privileges, terms]);
  const id = newId(now);
  await queries.insertPrivilege(tx, {
    id,
    person_id: actor.personId,
    org_id: actor.orgId,
    post: terms.post,
    permissions: [...terms.permissions],
    subjects: input.subjects && [...new Set(input.subjects)],
    purpose: terms.purpose,
    from_at: terms.from,
    until_at: terms.until,
    asked_at: now,
    state: "asked",
  });
  await emit(tx, actor, now, {
    kind: "privilege.asked",
    object: { type: "privilege", id },
    // Its organisation is the subject: holder and leads read what became of it.
    subjectId: actor.orgId,
    data: {
      org: actor.orgId,
      post: terms.post,
      permissions: [...terms.permissions],
      subjects: input.subjects && [...input.subjects],
      from: terms.from.toISOString(),
      until: terms.until.toISOString(),
    },
    secret: { purpose: terms.purpose },
  });
  return id;
}

export async function decide(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: { id: string; version: number; grant: boolean; note: string },
): Promise<number> {
  const row = await queries.privilegeForChange(tx, input.id);
  if (!row) throw new Refusal("not-found");
  const held = { post: row.post as Post | null, permissions: row.permissions as Permission[] };
  const mine = actor.personId === null ? [] : await postsEverywhere(tx, actor.personId, now);
  requirePrivilegeDecider(actor, { ...held, personId: row.person_id, orgId: row.org_id }, mine);
  requireStanding(row, now, "asked");
  if (input.grant) {
    const duties = await dutiesEverywhere(tx, row.person_id, now);
    checkDutiesTogether(duties.posts, [...duties.privileges, held]);
  } else {
    requireReason(input.note);
  }
  const changed = await queries.changePrivilege(tx, row.id, input.version, {
    state: input.grant ? "granted" : "refused",
    decided_by: actor.personId,
    decided_at: now,
    decision_note: input.note.trim(),
  });
  if (!changed) throw new Refusal("stale-version");
  await emit(tx, actor, now, {
    kind: "privilege.decided",
    object: { type: "privilege", id: row.id },
    subjectId: row.org_id,
    data: {
      granted: input.grant,
      person: row.person_id,
      org: row.org_id,
      permissions: row.permissions,
      from: row.from_at.toISOString(),
      until: row.until_at.toISOString(),
    },
    secret: { note: input.note },
  });
  return input.version + 1;
}

export async function withdraw(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: { id: string; version: number },
): Promise<number> {
  requireInPerson(actor);
  const row = await queries.privilegeForChange(tx, input.id);
  if (!row || row.person_id !== actor.personId) throw new Refusal("not-found");
  requireStanding(row, now, "asked");
  if (!(await queries.changePrivilege(tx, row.id, input.version, { state: "withdrawn", ended_at: now })))
    throw new Refusal("stale-version");
  await emit(tx, actor, now, {
    kind: "privilege.withdrawn",
    object: { type: "privilege", id: row.id },
    subjectId: row.org_id,
    data: {},
  });
  return input.version + 1;
}

/** Ends what is granted before its time: by the holder, who granted it, a lead, the security administrator. */
export async function end(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: { id: string; version: number; reason: string },
): Promise<number> {
  const row = await queries.privilegeForChange(tx, input.id);
  if (!row || !(seesOthers(actor) || row.person_id === actor.personId)) throw new Refusal("not-found");
  if (!mayEndPrivilege(actor, { personId: row.person_id, orgId: row.org_id, decidedBy: row.decided_by }))
    throw new Refusal("forbidden");
  requireStanding(row, now, "planned", "active");
  requireReason(input.reason);
  await ended(tx, actor, now, { ...row, version: input.version }, input.reason);
  return input.version + 1;
}

/** Who leaves takes nothing along: what runs ends, what was asked falls. */
export async function endAllOf(tx: Tx, actor: Actor, now: Date, personId: string): Promise<void> {
  for (const row of await queries.openOf(tx, personId, now)) {
    if (row.state === "granted") await ended(tx, actor, now, row, "离任 / left");
    else await queries.changePrivilege(tx, row.id, row.version, { state: "withdrawn", ended_at: now });
  }
}

async function ended(
  tx: Tx,
  actor: Actor,
  now: Date,
  row: { readonly id: string; readonly version: number; readonly org_id: string },
  reason: string,
): Promise<void> {
  const changed = await queries.changePrivilege(tx, row.id, row.version, {
    state: "ended",
    ended_by: actor.personId,
    ended_at: now,
    end_reason: reason.trim(),
  });
  if (!changed) throw new Refusal("stale-version");
  await emit(tx, actor, now, {
    kind: "privilege.ended",
    object: { type: "privilege", id: row.id },
    subjectId: row.org_id,
    data: { org: row.org_id },
    secret: { reason },
  });
}

/** From here on this session acts under the privilege; everything it does names it. */
export async function takeUp(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: { id: string; sessionId: string },
): Promise<void> {
  if (actor.via !== "session" || actor.personId === null) throw new Refusal("forbidden");
  const row = await queries.privilegeForChange(tx, input.id);
  if (!row || row.person_id !== actor.personId || row.org_id !== actor.orgId) throw new Refusal("not-found");
  requireStanding(row, now, "active");
  // A new post may have come since: what would be joined is asked at every use.
  const { posts } = await dutiesEverywhere(tx, actor.personId, now);
  checkDutiesTogether(posts, [
    { post: row.post as Post | null, permissions: row.permissions as Permission[] },
  ]);
  await queries.setUse(tx, {
    sessionId: input.sessionId,
    personId: actor.personId,
    privilegeId: row.id,
    now,
  });
  await emit(tx, { ...actor, privilegeId: row.id }, now, {
    kind: "privilege.taken-up",
    object: { type: "privilege", id: row.id },
    subjectId: row.org_id,
    data: {},
  });
}

export async function layDown(tx: Tx, actor: Actor, now: Date, sessionId: string): Promise<void> {
  if (actor.via !== "session" || actor.personId === null || actor.privilegeId == null) return;
  await queries.setUse(tx, { sessionId, personId: actor.personId, privilegeId: null, now });
  await emit(tx, actor, now, {
    kind: "privilege.laid-down",
    object: { type: "privilege", id: actor.privilegeId },
    subjectId: actor.orgId,
    data: {},
  });
}

export async function mine(tx: Tx, actor: Actor, now: Date) {
  if (actor.via !== "session" || actor.personId === null || actor.orgId === null)
    return { inUse: null, available: [] };
  const rows = await queries.privilegesOf(tx, actor.personId, actor.orgId, now);
  const shown = rows.map((row) => ({ id: row.id, purpose: row.purpose, until: row.until_at }));
  return {
    inUse: shown.find((row) => row.id === actor.privilegeId) ?? null,
    available: shown.filter((row) => row.id !== actor.privilegeId),
  };
}

/** What a person may do, in every organisation the reader sees, and by which posts and privileges. */
export async function rightsOf(tx: Tx, actor: Actor, now: Date, personId: string) {
  const names = await peopleNames(tx, [personId]);
  if (!names.has(personId)) throw new Refusal("not-found");
  const memberships = await queries.membershipsNow(tx, personId, now);
  const items = [];
  for (const [orgId, held] of Map.groupBy(memberships, (row) => row.org_id)) {
    const privileges =
      seesOthers(actor) || personId === actor.personId
        ? await queries.privilegesOf(tx, personId, orgId, now)
        : [];
    const reasons = reasonsOf(
      held.map((row) => row.post as Post),
      privileges.map((row) => ({ id: row.id, permissions: row.permissions as Permission[] })),
    );
    const organisation = { id: orgId, name: held[0]?.org_name ?? "" };
    for (const { permission, posts, privileges: by } of reasons)
      items.push({ organisation, permission, posts: [...posts], privileges: [...by] });
  }
  return { items };
}

// ---------------------------------------------------------------------------------------------------

/** Leads see those of their organisation, the security and the audit administrator all. */
function seesOthers(actor: Actor): boolean {
  return (["privilege.decide", "privilege.oversee", "record.read"] as const).some((permission) =>
    actor.permissions.has(permission),
  );
}

function requireStanding(
  row: { state: string; from_at: Date; until_at: Date },
  now: Date,
  ...allowed: readonly PrivilegeStanding[]
): void {
  requireState(standingOf(row, now), ...allowed);
}

function standingOf(row: { state: string; from_at: Date; until_at: Date }, now: Date): PrivilegeStanding {
  return privilegeStanding(
    { state: row.state as PrivilegeState, from: row.from_at, until: row.until_at },
    now,
  );
}

interface Look {
  readonly actor: Actor;
  readonly now: Date;
  readonly posts: readonly Post[];
  readonly subjects: ReadonlyMap<string, ScopeSubject>;
  readonly uses: ReadonlyMap<string, number>;
}

async function lookUp(tx: Tx, actor: Actor, now: Date, rows: readonly Row[]): Promise<Look> {
  return {
    actor,
    now,
    posts: actor.personId === null ? [] : await postsEverywhere(tx, actor.personId, now),
    subjects: await scopeSubjects(
      tx,
      rows.flatMap((row) => row.subjects ?? []),
    ),
    uses: await queries.usesOf(
      tx,
      rows.map((row) => row.id),
    ),
  };
}

function show(row: Row, { actor, now, posts, subjects, uses }: Look) {
  const standing = standingOf(row, now);
  const permissions = row.permissions as Permission[];
  const held = { post: row.post as Post | null, permissions };
  const own = row.person_id === actor.personId;
  const inPerson = actor.via === "session" && actor.privilegeId == null;
  return {
    id: row.id,
    person: { id: row.person_id, name: row.person_name },
    organisation: { id: row.org_id, name: row.org_name },
    standing,
    ...held,
    subjects: shownScope(row.subjects, subjects),
    purpose: row.purpose,
    from: row.from_at,
    until: row.until_at,
    askedAt: row.asked_at,
    decidedBy: row.decided_by_name,
    decidedAt: row.decided_at,
    decisionNote: row.decision_note,
    endedBy: row.ended_by_name,
    endedAt: row.ended_at,
    endReason: row.end_reason,
    uses: uses.get(row.id) ?? 0,
    inUse: row.in_use,
    may: {
      decide:
        standing === "asked" &&
        allows(() =>
          requirePrivilegeDecider(actor, { ...held, personId: row.person_id, orgId: row.org_id }, posts),
        ),
      end:
        (standing === "planned" || standing === "active") &&
        mayEndPrivilege(actor, { personId: row.person_id, orgId: row.org_id, decidedBy: row.decided_by }),
      withdraw: standing === "asked" && own && inPerson,
      use:
        standing === "active" && own && row.org_id === actor.orgId && actor.via === "session" && !row.in_use,
    },
    version: row.version,
  };
}

function allows(check: () => void): boolean {
  try {
    check();
    return true;
  } catch {
    return false;
  }
}
