import { randomInt } from "node:crypto";
import {
  type Actor,
  afterFailure,
  confirmedUntil,
  needsFactor,
  passwordExpiry,
  pendingStep,
  plainRecoveryCode,
  RECOVERY_ALPHABET,
  RECOVERY_CODES,
  RECOVERY_LENGTH,
  Refusal,
  requireNotSelf,
  requirePermission,
  requireReason,
  type SignInMethod,
  type SignInReason,
  settingOf,
  shownRecoveryCode,
  type StoredSettings,
} from "@yunjian/domain";
import { generateSecret, generateURI, verify } from "otplib";
import { emit } from "../../platform/events.ts";
import { newId } from "../../platform/ids.ts";
import { passwordMatches } from "../../platform/secrets.ts";
import type { Tx } from "../../platform/tenancy.ts";
import type { Vault } from "../../platform/vault.ts";
import { storedSettings } from "../settings/read.ts";
import * as queries from "./factor-queries.ts";
import { logSignIn, type Origin } from "./log.ts";
import * as people from "./queries.ts";

const STEP = 30;
const MINUTE = 60_000;

/** The session a person confirms in. */
export interface Here extends Origin {
  readonly sessionId: string;
}

const contextOf = (factorId: string): string => `factor ${factorId}`;

export async function mySecurity(tx: Tx, actor: Actor, passkeysPossible: boolean) {
  const personId = actor.personId ?? "";
  const person = await people.personById(tx, personId);
  if (!person) throw new Refusal("not-found");
  const settings = await storedSettings(tx);
  const held = await queries.factorsOf(tx, personId);
  const codes = await queries.recoveryCodes(tx, personId);
  const hasPassword = person.password_hash !== null;
  return {
    factors: held.map((factor) => ({
      id: factor.id,
      kind: factor.kind as "totp" | "passkey",
      name: factor.name,
      createdAt: factor.created_at,
      lastUsedAt: factor.last_used_at,
    })),
    required: needsFactor(actor.posts, settings),
    recoveryCodesLeft: codes.left,
    recoveryCodesAt: codes.at,
    passwordChangedAt: hasPassword ? person.password_changed_at : null,
    passwordExpiresAt: hasPassword ? passwordExpiry(person.password_changed_at, settings) : null,
    passkeysPossible,
    singleSignOn: await people.identitiesOf(tx, personId),
  };
}

// Code generators (RFC 6238) -----------------------------------------------------------------------------

export async function beginTotp(tx: Tx, actor: Actor, now: Date, vault: Vault, name: string) {
  const personId = await mayEnrol(tx, actor, now);
  const person = await people.personById(tx, personId);
  const settings = await storedSettings(tx);
  const secret = generateSecret();
  const id = newId(now);
  await queries.dropBegun(tx, personId, now);
  await queries.insertFactor(tx, {
    id,
    person_id: personId,
    kind: "totp",
    name: name.trim(),
    secret: vault.seal(contextOf(id), secret),
    created_at: now,
  });
  const issuer = settingOf(settings, "platform.name");
  return { id, secret, uri: generateURI({ issuer, label: person?.email ?? "", secret }) };
}

/** A begun enrolment counts once its first code was right; wrong ones are counted and answered. */
export async function finishTotp(
  tx: Tx,
  actor: Actor,
  now: Date,
  vault: Vault,
  input: Here & { readonly id: string; readonly code: string },
): Promise<{ recoveryCodes: string[] | null } | Refusal> {
  const personId = await mayEnrol(tx, actor, now);
  const settings = await storedSettings(tx);
  const locked = await lockedNow(tx, personId, now);
  if (locked) return locked;
  const factor = await queries.begunTotp(tx, personId, input.id);
  if (!factor?.secret) throw new Refusal("not-found");
  const step = await stepOf(vault.open(contextOf(factor.id), factor.secret), input.code, now, settings);
  if (step === null) return await wrong(tx, actor, now, settings, "totp", "wrong-code", input);
  await queries.proveFactor(tx, factor.id, now, step);
  return { recoveryCodes: await enrolled(tx, actor, now, vault, settings, factor.id, "totp", input) };
}

/** The time step whose code this is, within the allowed drift; null: none. */
async function stepOf(
  secret: string,
  code: string,
  now: Date,
  settings: StoredSettings,
): Promise<number | null> {
  const result = await verify({
    secret,
    token: code.replace(/\s/g, ""),
    epoch: Math.floor(now.getTime() / 1000),
    epochTolerance: settingOf(settings, "factor.driftSteps") * STEP,
  });
  return result.valid && "timeStep" in result ? result.timeStep : null;
}

// Enrolling -------------------------------------------------------------------------------------------------

/** Who owes a factor presents it before adding another; who has none may make the first. */
export async function mayEnrol(tx: Tx, actor: Actor, now: Date): Promise<string> {
  if (actor.via !== "session" || actor.personId === null || !actor.assurance) throw new Refusal("forbidden");
  const step = pendingStep(actor.assurance, actor.posts, await storedSettings(tx), now);
  if (step === "factor") throw new Refusal("second-factor-needed");
  if (step === "password") throw new Refusal("password-expired");
  return actor.personId;
}

/** A factor was proven: this session is worth it at once. The first one brings the recovery codes along. */
export async function enrolled(
  tx: Tx,
  actor: Actor,
  now: Date,
  vault: Vault,
  settings: StoredSettings,
  factorId: string,
  kind: "totp" | "passkey",
  here: Here,
): Promise<string[] | null> {
  const personId = actor.personId ?? "";
  await emit(tx, actor, now, {
    kind: "factor.enrolled",
    object: { type: "person", id: personId },
    subjectId: null,
    data: { factor: factorId, kind },
  });
  await cameThrough(tx, actor, now, settings, kind, here);
  const codes = await queries.recoveryCodes(tx, personId);
  return codes.at === null ? await makeRecoveryCodes(tx, actor, now, vault) : null;
}

export async function removeFactor(tx: Tx, actor: Actor, now: Date, id: string): Promise<void> {
  const personId = actor.personId ?? "";
  const held = await queries.factorsOf(tx, personId);
  const factor = held.find((each) => each.id === id);
  if (!factor) throw new Refusal("not-found");
  if (held.length === 1 && needsFactor(actor.posts, await storedSettings(tx)))
    throw new Refusal("factor-last");
  await queries.endFactor(tx, id, now);
  await emit(tx, actor, now, {
    kind: "factor.removed",
    object: { type: "person", id: personId },
    subjectId: null,
    data: { factor: id, kind: factor.kind },
  });
}

export async function renewRecoveryCodes(tx: Tx, actor: Actor, now: Date, vault: Vault): Promise<string[]> {
  if ((await queries.factorsOf(tx, actor.personId ?? "")).length === 0)
    throw new Refusal("wrong-state", { state: "未绑定 / no factor", allowed: "已绑定 / factor set up" });
  return await makeRecoveryCodes(tx, actor, now, vault);
}

/** Sixty bits each: a keyed hash is enough, nobody searches them. */
async function makeRecoveryCodes(tx: Tx, actor: Actor, now: Date, vault: Vault): Promise<string[]> {
  const personId = actor.personId ?? "";
  const codes = Array.from({ length: RECOVERY_CODES }, () =>
    Array.from(
      { length: RECOVERY_LENGTH },
      () => RECOVERY_ALPHABET[randomInt(RECOVERY_ALPHABET.length)],
    ).join(""),
  );
  await queries.replaceRecoveryCodes(
    tx,
    personId,
    now,
    codes.map((code) => ({
      id: newId(now),
      person_id: personId,
      code_hash: vault.mac(`recovery ${personId}`, code),
      created_at: now,
    })),
  );
  await emit(tx, actor, now, {
    kind: "recovery-codes.made",
    object: { type: "person", id: personId },
    subjectId: null,
    data: { count: codes.length },
  });
  return codes.map(shownRecoveryCode);
}

// Confirming ------------------------------------------------------------------------------------------------

/**
 * The person proves to be there: at the second step of signing in, and again before steps that matter. The
 * password counts only for who has no second factor. What was wrong is counted and returned.
 */
export async function confirm(
  tx: Tx,
  actor: Actor,
  now: Date,
  vault: Vault,
  input: Here & { readonly by: "totp" | "recovery-code" | "password"; readonly secret: string },
): Promise<{ confirmedUntil: Date; recoveryCodesLeft: number } | Refusal> {
  const { personId, assurance } = actor;
  if (actor.via !== "session" || personId === null || !assurance) throw new Refusal("forbidden");
  const settings = await storedSettings(tx);
  await people.lockPerson(tx, personId);
  const locked = await lockedNow(tx, personId, now);
  if (locked) return locked;
  if (input.by === "totp") {
    let reason: SignInReason = "wrong-code";
    let right = false;
    for (const factor of await queries.totpToCheck(tx, personId)) {
      if (!factor.secret) continue;
      const step = await stepOf(vault.open(contextOf(factor.id), factor.secret), input.secret, now, settings);
      if (step === null) continue;
      if (step <= Number(factor.last_step ?? 0)) {
        reason = "code-used";
        continue;
      }
      await queries.factorUsed(tx, factor.id, now, { last_step: step });
      right = true;
      break;
    }
    if (!right) return await wrong(tx, actor, now, settings, "totp", reason, input);
  } else if (input.by === "recovery-code") {
    const code = plainRecoveryCode(input.secret);
    if (!(await queries.useRecoveryCode(tx, personId, vault.mac(`recovery ${personId}`, code), now)))
      return await wrong(tx, actor, now, settings, "recovery-code", "wrong-recovery-code", input);
    await emit(tx, actor, now, {
      kind: "recovery-code.used",
      object: { type: "person", id: personId },
      subjectId: null,
      data: { left: (await queries.recoveryCodes(tx, personId)).left },
    });
  } else {
    const person = await people.personById(tx, personId);
    const matches =
      person?.password_hash != null && (await passwordMatches(input.secret, person.password_hash));
    if (assurance.hasFactor || !matches)
      return await wrong(tx, actor, now, settings, "password", "wrong-password", input);
  }
  await cameThrough(tx, actor, now, settings, input.by, input);
  return {
    confirmedUntil: confirmedUntil({ ...assurance, confirmedAt: now }, settings) ?? now,
    recoveryCodesLeft: (await queries.recoveryCodes(tx, personId)).left,
  };
}

/** The session is confirmed, and by a factor it is of level 2 from here on. */
export async function cameThrough(
  tx: Tx,
  actor: Actor,
  now: Date,
  settings: StoredSettings,
  method: SignInMethod,
  here: Here,
): Promise<void> {
  const { assurance } = actor;
  const personId = actor.personId ?? "";
  const aal = method === "password" ? (assurance?.aal ?? 1) : 2;
  const owed = assurance ? pendingStep(assurance, actor.posts, settings, now) : null;
  await queries.confirmSession(tx, here.sessionId, now, aal);
  await queries.setFactorFailures(tx, personId, { failedCount: 0, failedSince: null, lockedUntil: null });
  await emit(tx, actor, now, {
    kind: "person.confirmed",
    object: { type: "person", id: personId },
    subjectId: null,
    data: { session: here.sessionId, method },
  });
  const person = await people.personById(tx, personId);
  await logSignIn(
    tx,
    actor,
    now,
    settings,
    {
      person: { id: personId, orgId: person?.org_id ?? "" },
      nameHash: null,
      method,
      outcome: aal === 2 && (owed === "factor" || owed === "enrol") ? "signed-in" : "confirmed",
    },
    here,
  );
}

/** Counts a wrong answer; too many lock codes for a while and end this session. Returned, so that it counts. */
export async function wrong(
  tx: Tx,
  actor: Actor,
  now: Date,
  settings: StoredSettings,
  method: SignInMethod,
  reason: SignInReason,
  here: Here,
): Promise<Refusal> {
  const personId = actor.personId ?? "";
  const person = await people.personById(tx, personId);
  const count = afterFailure(
    { failedCount: person?.factor_failed_count ?? 0, failedSince: person?.factor_failed_since ?? null },
    now,
    {
      maxFailures: settingOf(settings, "password.maxFailures"),
      lockMinutes: settingOf(settings, "password.lockMinutes"),
    },
  );
  if (method !== "passkey") {
    await queries.setFactorFailures(tx, personId, count);
    // Seen by who may unlock it, and strangers who know the password start over.
    if (count.lockedUntil) await people.setFailures(tx, personId, count);
  }
  await emit(tx, actor, now, {
    kind: count.lockedUntil && method !== "passkey" ? "person.locked" : "person.sign-in-failed",
    object: { type: "person", id: personId },
    subjectId: null,
    data: { method },
  });
  await logSignIn(
    tx,
    actor,
    now,
    settings,
    {
      person: { id: personId, orgId: person?.org_id ?? "" },
      nameHash: null,
      method,
      outcome: count.lockedUntil ? "locked" : "failed",
      reason,
    },
    here,
  );
  return new Refusal(reason === "code-used" ? "code-used" : "confirmation-wrong");
}

async function lockedNow(tx: Tx, personId: string, now: Date): Promise<Refusal | null> {
  const until = (await people.personById(tx, personId))?.factor_locked_until ?? null;
  if (until === null || until <= now) return null;
  return new Refusal("confirmation-locked", {
    minutes: Math.ceil((until.getTime() - now.getTime()) / MINUTE),
  });
}

// The way out ---------------------------------------------------------------------------------------------

/**
 * Somebody lost the second factor: the security administrator voids what there is, recovery codes and
 * sessions included; the password stays, and the next sign-in enrols anew. Never the own ones.
 */
export async function resetFactors(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: { readonly personId: string; readonly reason: string },
): Promise<void> {
  requirePermission(actor, "people.unlock");
  const person = await people.personById(tx, input.personId);
  if (!person) throw new Refusal("not-found");
  requireNotSelf(actor, input.personId);
  requireReason(input.reason);
  if (person.ended_at)
    throw new Refusal("wrong-state", { state: "已离任 / ended", allowed: "在任 / active" });
  await queries.resetFactors(tx, input.personId, now);
  await emit(tx, actor, now, {
    kind: "factor.reset",
    object: { type: "person", id: input.personId },
    subjectId: null,
    data: { org: person.org_id },
    secret: { reason: input.reason },
  });
}
