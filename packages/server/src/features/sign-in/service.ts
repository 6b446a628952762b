import {
  type Actor,
  afterFailure,
  confirmedUntil,
  invalid,
  passwordExpiry,
  pendingStep,
  Refusal,
  requireNotSelf,
  requirePassword,
  requirePermission,
  type SignInReason,
  settingOf,
  type StoredSettings,
} from "@yunjian/domain";
import { emit } from "../../platform/events.ts";
import { newId } from "../../platform/ids.ts";
import { makeOneTimeLink, openLink, spendLink } from "../../platform/links.ts";
import { hashPassword, hashToken, newToken, passwordMatches } from "../../platform/secrets.ts";
import type { Tx } from "../../platform/tenancy.ts";
import type { Vault } from "../../platform/vault.ts";
import { storedSettings } from "../settings/read.ts";
import * as factors from "./factor-queries.ts";
import { logSignIn, type Origin } from "./log.ts";
import { openSession, type SignedIn } from "./opening.ts";
import * as queries from "./queries.ts";

const MINUTE = 60_000;

/** Compared against when there is no password to compare with, so that both answers take the same time. */
let nobodysHash: Promise<string> | undefined;

export interface PasswordSignIn extends Origin {
  readonly email: string;
  readonly password: string;
  readonly orgId?: string;
  /** The cookie of a browser in which somebody signed in before. */
  readonly device: string | undefined;
}

type InTx = <T>(mode: "read" | "write", work: (tx: Tx) => Promise<T>) => Promise<T>;

/**
 * Signs a person in for one organisation. The password is compared between two transactions, so that no
 * connection waits for argon2; the second one looks at everything again. A name that nobody has is counted,
 * locked and answered like an account, with the same work done. A failure is returned after it was counted.
 */
export async function signIn(
  inTx: InTx,
  actor: Actor,
  now: Date,
  vault: Vault,
  input: PasswordSignIn,
): Promise<(SignedIn & { readonly device: string | null }) | Refusal> {
  const name = input.email.trim().toLowerCase();
  const nameHash = vault.mac("sign-in-name", name);
  const look = async (tx: Tx) => {
    const person = await queries.personByEmail(tx, name);
    const device =
      person && input.device ? await queries.deviceOf(tx, person.id, hashToken(input.device)) : undefined;
    const guessed = person ? undefined : await queries.guessedName(tx, nameHash);
    return { person, device, guessed, settings: await storedSettings(tx) };
  };
  type Seen = Awaited<ReturnType<typeof look>>;
  const lockedUntil = ({ person, device, guessed }: Seen): Date | null => {
    const ends = (person ?? guessed)?.locked_until ?? null;
    if (ends === null || ends <= now) return null;
    // Strangers' failures do not lock the browsers a person has used before.
    if (device && !(device.locked_until && device.locked_until > now)) return null;
    return ends;
  };
  const failed = async (tx: Tx, seen: Seen, reason: SignInReason): Promise<Refusal> => {
    const { person, settings } = seen;
    const until = lockedUntil(seen);
    await logSignIn(
      tx,
      actor,
      now,
      settings,
      {
        person: person ? { id: person.id, orgId: person.org_id } : null,
        nameHash: person ? null : nameHash,
        method: "password",
        outcome: until ? "locked" : "failed",
        reason,
      },
      input,
    );
    if (!until) return new Refusal("credentials-wrong");
    return new Refusal("account-locked", {
      minutes: Math.ceil((until.getTime() - now.getTime()) / MINUTE),
    });
  };

  const first = await inTx("read", look);
  if (lockedUntil(first)) return await inTx("write", (tx) => failed(tx, first, "locked"));
  const compared = first.person?.password_hash ?? null;
  nobodysHash ??= hashPassword("nobody");
  const matches =
    (await passwordMatches(input.password, compared ?? (await nobodysHash))) && compared !== null;

  return await inTx("write", async (tx) => {
    if (first.person) await queries.lockPerson(tx, first.person.id);
    const seen = await look(tx);
    const { person, device, settings } = seen;
    if (lockedUntil(seen)) return await failed(tx, seen, "locked");
    if (!matches || !person || person.password_hash !== compared) {
      await countFailure(tx, actor, now, seen, nameHash);
      return await failed(
        tx,
        { ...seen, person: person && { ...person, locked_until: null } },
        person ? (compared === null ? "no-password" : "wrong-password") : "unknown-name",
      );
    }
    const memberships = await queries.membershipsOf(tx, person.id, now);
    const chosen = input.orgId ? memberships.find((m) => m.org_id === input.orgId) : memberships[0];
    if (!chosen) return await failed(tx, seen, "no-post");
    if (person.failed_count > 0 && !person.locked_until) {
      await queries.setFailures(tx, person.id, { failedCount: 0, failedSince: null, lockedUntil: null });
    }
    const known = await rememberDevice(tx, now, person.id, device);
    const session = await openSession(tx, actor, now, settings, {
      person: { id: person.id, orgId: person.org_id, passwordChangedAt: person.password_changed_at },
      orgId: chosen.org_id,
      posts: chosen.posts,
      method: "password",
      strong: false,
      origin: input,
      deviceId: known.id,
    });
    return { ...session, device: known.token };
  });
}

/** Counts a failure: for the browser the person has used before, or for all strangers together. */
async function countFailure(
  tx: Tx,
  actor: Actor,
  now: Date,
  seen: {
    readonly person: queries.PersonRow | undefined;
    readonly device: queries.DeviceRow | undefined;
    readonly guessed: queries.GuessedRow | undefined;
    readonly settings: StoredSettings;
  },
  nameHash: Buffer,
): Promise<void> {
  const { person, device, guessed, settings } = seen;
  const limits = {
    maxFailures: settingOf(settings, "password.maxFailures"),
    lockMinutes: settingOf(settings, "password.lockMinutes"),
  };
  const before = device ?? person ?? guessed;
  const count = afterFailure(
    { failedCount: before?.failed_count ?? 0, failedSince: before?.failed_since ?? null },
    now,
    limits,
  );
  if (device && person) {
    await queries.setDeviceFailures(tx, device.id, count);
    // Seen by who may unlock it; a lock of strangers alone leaves this browser working.
    if (count.lockedUntil) await queries.setFailures(tx, person.id, count);
  } else if (person) await queries.setFailures(tx, person.id, count);
  else await queries.setGuessed(tx, nameHash, count);
  await emit(tx, actor, now, {
    kind: count.lockedUntil && person ? "person.locked" : "person.sign-in-failed",
    object: person ? { type: "person", id: person.id } : { type: "platform", id: newId(now) },
    subjectId: null,
    data: { known: device !== undefined },
  });
}

async function rememberDevice(
  tx: Tx,
  now: Date,
  personId: string,
  device: queries.DeviceRow | undefined,
): Promise<{ id: string; token: string | null }> {
  if (device) {
    await queries.deviceSeen(tx, device.id, now);
    return { id: device.id, token: null };
  }
  const { token, hash } = newToken();
  const id = newId(now);
  await queries.insertDevice(tx, {
    id,
    person_id: personId,
    token_hash: hash,
    created_at: now,
    last_seen_at: now,
  });
  return { id, token };
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
    assurance: actor.assurance ? await assuranceView(tx, actor, now, person) : null,
  };
}

async function assuranceView(tx: Tx, actor: Actor, now: Date, person: queries.PersonRow) {
  const { assurance } = actor;
  if (!assurance) return null;
  const settings = await storedSettings(tx);
  const held = await factors.factorsOf(tx, person.id);
  return {
    aal: assurance.aal,
    method: assurance.method,
    pending: pendingStep(assurance, actor.posts, settings, now),
    confirmedUntil: confirmedUntil(assurance, settings),
    factors: {
      totp: held.some((factor) => factor.kind === "totp"),
      passkey: held.some((factor) => factor.kind === "passkey"),
      recoveryCodes: (await factors.recoveryCodes(tx, person.id)).left,
      password: person.password_hash !== null,
    },
    passwordExpiresAt:
      person.password_hash === null ? null : passwordExpiry(person.password_changed_at, settings),
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
  // The provider of one organisation vouches for that one alone.
  const session = await factors.sessionById(tx, input.sessionId);
  if (session?.sso_org_id && session.sso_org_id !== input.orgId) throw new Refusal("sso-other-organisation");
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
  // Who owes the second factor is not yet known well enough to change the first.
  const settings = await storedSettings(tx);
  if (actor.assurance && pendingStep(actor.assurance, actor.posts, settings, now) === "factor")
    throw new Refusal("second-factor-needed");
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
  const rules = {
    minLength: settingOf(settings, "password.minLength"),
    kinds: settingOf(settings, "password.kinds"),
  };
  requirePassword(password, rules, [person.name, person.email.split("@")[0] ?? ""]);
  const recent = await queries.recentPasswords(tx, person.id, settingOf(settings, "password.history"));
  for (const hash of recent) {
    if (await passwordMatches(password, hash)) requirePassword(password, rules, [], true);
  }
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
  input: Parameters<Found>[3] & Origin & { readonly token: string; readonly password: string },
  found: Found,
): Promise<SignedIn> {
  const link = await openLink(tx, hashToken(input.token), now, "use");
  if (!link || link.purpose !== "setup" || (await queries.anyPerson(tx))) throw new Refusal("link-expired");
  await spendLink(tx, hashToken(input.token), now);
  const { personId } = await found(tx, actor, now, input);
  const person = { id: personId, name: input.name, email: input.email };
  await setOwnPassword(tx, actor, now, person, input.password);
  return await openByLink(tx, actor, now, personId, input);
}

/** A new password by invitation or reset link. Whoever has a second factor has still to present it. */
export async function followLink(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: Origin & { readonly token: string; readonly password: string },
): Promise<SignedIn> {
  const hash = hashToken(input.token);
  const link = await openLink(tx, hash, now, "use");
  if (!link?.person_id || !link.name || !link.email) throw new Refusal("link-expired");
  const person = { id: link.person_id, name: link.name, email: link.email };
  await setOwnPassword(tx, actor, now, person, input.password);
  await spendLink(tx, hash, now);
  await queries.endSessionsOf(tx, link.person_id, now, null);
  await queries.forgetDevices(tx, link.person_id, now);
  return await openByLink(tx, actor, now, link.person_id, input);
}

async function openByLink(
  tx: Tx,
  actor: Actor,
  now: Date,
  personId: string,
  origin: Origin,
): Promise<SignedIn> {
  const person = await queries.personById(tx, personId);
  const [home] = await queries.membershipsOf(tx, personId, now);
  if (!person || !home || person.ended_at) throw new Refusal("link-expired");
  return await openSession(tx, actor, now, await storedSettings(tx), {
    person: { id: person.id, orgId: person.org_id, passwordChangedAt: person.password_changed_at },
    orgId: home.org_id,
    posts: home.posts,
    method: "link",
    strong: false,
    origin,
    deviceId: null,
  });
}

export async function unlockPerson(tx: Tx, actor: Actor, now: Date, personId: string): Promise<void> {
  requirePermission(actor, "people.unlock");
  const person = await queries.personById(tx, personId);
  if (!person) throw new Refusal("not-found");
  requireNotSelf(actor, personId);
  if (person.ended_at)
    throw new Refusal("wrong-state", { state: "已离任 / ended", allowed: "在任 / active" });
  const locked = [person.locked_until, person.factor_locked_until].some(
    (until) => until !== null && until > now,
  );
  if (!locked) throw new Refusal("wrong-state", { state: "未锁定 / not locked", allowed: "已锁定 / locked" });
  const free = { failedCount: 0, failedSince: null, lockedUntil: null };
  await queries.setFailures(tx, personId, free);
  await factors.setFactorFailures(tx, personId, free);
  await emit(tx, actor, now, {
    kind: "person.unlocked",
    object: { type: "person", id: personId },
    subjectId: null,
    data: {},
  });
}
