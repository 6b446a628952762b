import {
  type Actor,
  afterFailure,
  invalid,
  Refusal,
  requireNotSelf,
  requirePassword,
  requirePermission,
  settingOf,
  type StoredSettings,
} from "@yunjian/domain";
import { emit } from "../../platform/events.ts";
import { newId } from "../../platform/ids.ts";
import { makeOneTimeLink, openLink, useLinkUp } from "../../platform/links.ts";
import { hashPassword, hashToken, newToken, passwordMatches } from "../../platform/secrets.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { storedSettings } from "../settings/read.ts";
import * as queries from "./queries.ts";

const MINUTE = 60_000;

export interface SignedIn {
  readonly token: string;
  readonly orgId: string;
  readonly expiresAt: Date;
}

/** Compared against when the account does not exist, so that both answers take the same time. */
let nobodysHash: Promise<string> | undefined;

/**
 * Signs a person in for one organisation. A failure is counted and therefore returned, not thrown: the
 * transaction has to commit.
 */
export async function signIn(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: { email: string; password: string; orgId?: string; address: string; agent: string },
): Promise<SignedIn | Refusal> {
  const settings = await storedSettings(tx);
  const person = await queries.personByEmail(tx, input.email);
  if (!person?.password_hash) {
    nobodysHash ??= hashPassword("nobody");
    await passwordMatches(input.password, await nobodysHash);
    return new Refusal("credentials-wrong");
  }
  if (person.locked_until && person.locked_until > now) {
    return new Refusal("account-locked", {
      minutes: Math.ceil((person.locked_until.getTime() - now.getTime()) / MINUTE),
    });
  }
  const about = { object: { type: "person", id: person.id }, subjectId: null } as const;
  if (!(await passwordMatches(input.password, person.password_hash))) {
    const count = afterFailure({ failedCount: person.failed_count, failedSince: person.failed_since }, now, {
      maxFailures: settingOf(settings, "password.maxFailures"),
      lockMinutes: settingOf(settings, "password.lockMinutes"),
    });
    await queries.setFailures(tx, person.id, count);
    await emit(tx, actor, now, {
      kind: count.lockedUntil ? "person.locked" : "person.sign-in-failed",
      ...about,
      data: {},
    });
    return new Refusal("credentials-wrong");
  }
  const memberships = await queries.membershipsOf(tx, person.id, now);
  const chosen = input.orgId ? memberships.find((m) => m.org_id === input.orgId) : memberships[0];
  if (!chosen) return new Refusal("credentials-wrong");
  if (person.failed_count > 0) {
    await queries.setFailures(tx, person.id, { failedCount: 0, failedSince: null, lockedUntil: null });
  }
  const session = await openSession(tx, now, settings, {
    ...input,
    personId: person.id,
    orgId: chosen.org_id,
  });
  await emit(tx, { ...actor, personId: person.id, orgId: chosen.org_id }, now, {
    kind: "person.signed-in",
    ...about,
    data: { session: session.id },
  });
  return session;
}

async function openSession(
  tx: Tx,
  now: Date,
  settings: StoredSettings,
  input: { personId: string; orgId: string; address: string; agent: string },
): Promise<SignedIn & { id: string }> {
  const { token, hash } = newToken();
  const id = newId(now);
  const expiresAt = new Date(now.getTime() + settingOf(settings, "session.absoluteHours") * 60 * MINUTE);
  await queries.insertSession(tx, {
    token_hash: hash,
    id,
    person_id: input.personId,
    org_id: input.orgId,
    created_at: now,
    last_seen_at: now,
    expires_at: expiresAt,
    address: input.address,
    agent: input.agent.slice(0, 300),
  });
  return { id, token, orgId: input.orgId, expiresAt };
}

export async function signOut(tx: Tx, actor: Actor, now: Date, sessionId: string): Promise<void> {
  await queries.endSession(tx, sessionId, now);
  await emit(tx, actor, now, {
    kind: "person.signed-out",
    object: { type: "person", id: actor.personId ?? "" },
    subjectId: null,
    data: { session: sessionId },
  });
}

export async function me(tx: Tx, actor: Actor, now: Date) {
  const personId = actor.personId ?? "";
  const person = await queries.personById(tx, personId);
  const memberships = await queries.membershipsOf(tx, personId, now);
  const current = memberships.find((m) => m.org_id === actor.orgId);
  if (!person || !current) throw new Refusal("not-found");
  return {
    person: { id: person.id, name: person.name, email: person.email, lang: person.lang as "zh" | "en" },
    organisation: {
      id: current.org_id,
      name: current.org_name,
      shortName: current.short_name,
      roles: current.roles,
    },
    posts: [...actor.posts],
    permissions: [...actor.permissions],
    memberships: memberships.map((m) => ({ orgId: m.org_id, orgName: m.org_name, posts: m.posts })),
  };
}

/** One person in several organisations acts for one at a time. */
export async function actFor(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: { sessionId: string; orgId: string },
): Promise<void> {
  const memberships = await queries.membershipsOf(tx, actor.personId ?? "", now);
  if (!memberships.some((m) => m.org_id === input.orgId)) throw new Refusal("not-found");
  await queries.moveSession(tx, input.sessionId, input.orgId);
}

export async function setLanguage(tx: Tx, actor: Actor, lang: "zh" | "en"): Promise<void> {
  await queries.setLang(tx, actor.personId ?? "", lang);
}

export async function changePassword(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: { current: string; next: string; sessionId: string },
): Promise<void> {
  const person = await queries.personById(tx, actor.personId ?? "");
  if (!person?.password_hash || !(await passwordMatches(input.current, person.password_hash))) {
    throw invalid({
      field: "/current",
      message: { zh: "当前口令不正确。", en: "The current password is wrong." },
    });
  }
  await setOwnPassword(tx, actor, now, person, input.next);
  await queries.endSessionsOf(tx, person.id, now, input.sessionId);
}

async function setOwnPassword(
  tx: Tx,
  actor: Actor,
  now: Date,
  person: { id: string; name: string; email: string },
  password: string,
): Promise<void> {
  const settings = await storedSettings(tx);
  requirePassword(password, settingOf(settings, "password.minLength"), [
    person.name,
    person.email.split("@")[0] ?? "",
  ]);
  await queries.setPassword(tx, person.id, await hashPassword(password), now);
  await emit(tx, { ...actor, personId: person.id }, now, {
    kind: "person.password-set",
    object: { type: "person", id: person.id },
    subjectId: null,
    data: {},
  });
}

/** The set-up link of the first start: a new one on every start until somebody used one. */
export async function makeSetUpLink(tx: Tx, now: Date): Promise<string | undefined> {
  if (await queries.anyPerson(tx)) return undefined;
  return (await makeOneTimeLink(tx, now, { purpose: "setup", personId: null, orgId: null })).token;
}

export async function describeLink(tx: Tx, now: Date, token: string) {
  const link = await openLink(tx, hashToken(token), now, "look");
  if (!link) throw new Refusal("link-expired");
  return { purpose: link.purpose as "setup" | "invitation" | "reset", name: link.name, email: link.email };
}

/** What the first start makes; who composes the features passes it in (identity/founding.ts). */
export type Found = (
  tx: Tx,
  actor: Actor,
  now: Date,
  input: { organisation: string; shortName: string; region: string; name: string; email: string },
) => Promise<{ orgId: string; personId: string }>;

/** Founds the platform: the supervising organisation, engaged for everything, and its system administrator. */
export async function setUp(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: Parameters<Found>[3] & { token: string; password: string; address: string; agent: string },
  found: Found,
): Promise<SignedIn> {
  const link = await openLink(tx, hashToken(input.token), now, "use");
  if (!link || link.purpose !== "setup" || (await queries.anyPerson(tx))) throw new Refusal("link-expired");
  await useLinkUp(tx, hashToken(input.token), now);
  const { orgId, personId } = await found(tx, actor, now, input);
  await setOwnPassword(
    tx,
    actor,
    now,
    { id: personId, name: input.name, email: input.email },
    input.password,
  );
  return await openSession(tx, now, await storedSettings(tx), { ...input, personId, orgId });
}

export async function followLink(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: { token: string; password: string; address: string; agent: string },
): Promise<SignedIn> {
  const hash = hashToken(input.token);
  const link = await openLink(tx, hash, now, "use");
  if (!link?.person_id || !link.name || !link.email) throw new Refusal("link-expired");
  await setOwnPassword(
    tx,
    actor,
    now,
    { id: link.person_id, name: link.name, email: link.email },
    input.password,
  );
  await useLinkUp(tx, hash, now);
  await queries.endSessionsOf(tx, link.person_id, now, null);
  const [home] = await queries.membershipsOf(tx, link.person_id, now);
  if (!home) throw new Refusal("link-expired");
  return await openSession(tx, now, await storedSettings(tx), {
    ...input,
    personId: link.person_id,
    orgId: home.org_id,
  });
}

export async function unlockPerson(tx: Tx, actor: Actor, now: Date, personId: string): Promise<void> {
  requirePermission(actor, "people.unlock");
  const person = await queries.personById(tx, personId);
  if (!person) throw new Refusal("not-found");
  requireNotSelf(actor, personId);
  if (person.ended_at)
    throw new Refusal("wrong-state", { state: "已离任 / ended", allowed: "在任 / active" });
  if (person.locked_until === null || person.locked_until <= now)
    throw new Refusal("wrong-state", { state: "未锁定 / not locked", allowed: "已锁定 / locked" });
  await queries.setFailures(tx, personId, { failedCount: 0, failedSince: null, lockedUntil: null });
  await emit(tx, actor, now, {
    kind: "person.unlocked",
    object: { type: "person", id: personId },
    subjectId: null,
    data: {},
  });
}
