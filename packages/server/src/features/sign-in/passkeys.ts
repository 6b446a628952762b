import { type Actor, confirmedUntil, Refusal } from "@yunjian/domain";
import {
  type AuthenticationResponseJSON,
  type AuthenticatorTransport,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import { newId } from "../../platform/ids.ts";
import { unique } from "../../platform/postgres/unique.ts";
import type { Tx } from "../../platform/tenancy.ts";
import type { Vault } from "../../platform/vault.ts";
import { storedSettings } from "../settings/read.ts";
import * as queries from "./factor-queries.ts";
import { cameThrough, enrolled, type Here, mayEnrol, wrong } from "./factors.ts";
import * as people from "./queries.ts";

/** Passkeys (WebAuthn level 3). They belong to the address people see: PUBLIC_URL. */
export interface RelyingParty {
  readonly id: string;
  readonly origin: string;
}

const ANSWER_WITHIN = 5 * 60_000;

/** Browsers give passkeys to https and to localhost only; undefined: not here. */
export function relyingParty(publicUrl: string): RelyingParty | undefined {
  const url = new URL(publicUrl);
  const possible = url.protocol === "https:" || url.hostname === "localhost";
  return possible ? { id: url.hostname, origin: url.origin } : undefined;
}

function need(party: RelyingParty | undefined): RelyingParty {
  if (!party) throw new Refusal("passkey-impossible");
  return party;
}

export async function enrolOptions(
  tx: Tx,
  actor: Actor,
  now: Date,
  party: RelyingParty | undefined,
  sessionId: string,
) {
  const { id } = need(party);
  const personId = await mayEnrol(tx, actor, now);
  const person = await people.personById(tx, personId);
  const held = await queries.factorsOf(tx, personId);
  const options = await generateRegistrationOptions({
    rpID: id,
    rpName: "Yunjian",
    userID: new Uint8Array(Buffer.from(personId)),
    userName: person?.email ?? "",
    userDisplayName: person?.name ?? "",
    attestationType: "none",
    excludeCredentials: held.flatMap((factor) =>
      factor.credential_id === null ? [] : [{ id: factor.credential_id }],
    ),
    authenticatorSelection: { residentKey: "preferred", userVerification: "required" },
    timeout: ANSWER_WITHIN,
  });
  await keep(tx, now, sessionId, "enrol", personId, options.challenge);
  return { options: { ...options } as Record<string, unknown> };
}

export async function enrol(
  tx: Tx,
  actor: Actor,
  now: Date,
  vault: Vault,
  party: RelyingParty | undefined,
  input: Here & { readonly name: string; readonly credential: Record<string, unknown> },
): Promise<{ recoveryCodes: string[] | null }> {
  const { id: rpId, origin } = need(party);
  const personId = await mayEnrol(tx, actor, now);
  const challenge = await queries.takeChallenge(tx, input.sessionId, "enrol", now);
  const made =
    challenge &&
    (await verifyRegistrationResponse({
      response: input.credential as unknown as RegistrationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: rpId,
      requireUserVerification: true,
    }).catch(() => undefined));
  if (!made || !made.verified) throw new Refusal("confirmation-wrong");
  const { credential } = made.registrationInfo;
  const id = newId(now);
  await unique("通行密钥", input.name, () =>
    queries.insertFactor(tx, {
      id,
      person_id: personId,
      kind: "passkey",
      name: input.name.trim(),
      credential_id: credential.id,
      public_key: Buffer.from(credential.publicKey),
      counter: credential.counter,
      transports: credential.transports ?? [],
      created_at: now,
      proven_at: now,
      last_used_at: now,
    }),
  );
  const settings = await storedSettings(tx);
  return { recoveryCodes: await enrolled(tx, actor, now, vault, settings, id, "passkey", input) };
}

export async function confirmOptions(
  tx: Tx,
  actor: Actor,
  now: Date,
  party: RelyingParty | undefined,
  sessionId: string,
) {
  const { id } = need(party);
  const personId = actor.personId ?? "";
  const keys = (await queries.factorsOf(tx, personId)).filter((factor) => factor.kind === "passkey");
  if (actor.via !== "session" || keys.length === 0)
    throw new Refusal("wrong-state", { state: "未绑定 / no passkey", allowed: "已绑定 / passkey set up" });
  const options = await generateAuthenticationOptions({
    rpID: id,
    userVerification: "required",
    timeout: ANSWER_WITHIN,
    allowCredentials: keys.map((factor) => ({
      id: factor.credential_id ?? "",
      transports: (factor.transports ?? []) as AuthenticatorTransport[],
    })),
  });
  await keep(tx, now, sessionId, "confirm", personId, options.challenge);
  return { options: { ...options } as Record<string, unknown> };
}

export async function confirmByPasskey(
  tx: Tx,
  actor: Actor,
  now: Date,
  party: RelyingParty | undefined,
  input: Here & { readonly credential: Record<string, unknown> },
): Promise<{ confirmedUntil: Date } | Refusal> {
  const { id: rpId, origin } = need(party);
  const personId = actor.personId ?? "";
  if (actor.via !== "session" || !actor.assurance) throw new Refusal("forbidden");
  const settings = await storedSettings(tx);
  const challenge = await queries.takeChallenge(tx, input.sessionId, "confirm", now);
  const factor = (await queries.factorsOf(tx, personId)).find(
    (each) => each.credential_id !== null && each.credential_id === input.credential["id"],
  );
  const result =
    challenge &&
    factor?.public_key &&
    (await verifyAuthenticationResponse({
      response: input.credential as unknown as AuthenticationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: rpId,
      requireUserVerification: true,
      credential: {
        id: factor.credential_id ?? "",
        publicKey: new Uint8Array(factor.public_key),
        counter: Number(factor.counter ?? 0),
        transports: factor.transports ?? [],
      },
    }).catch(() => undefined));
  if (!result || !result.verified || !factor)
    return await wrong(tx, actor, now, settings, "passkey", "wrong-passkey", input);
  await queries.factorUsed(tx, factor.id, now, { counter: result.authenticationInfo.newCounter });
  await cameThrough(tx, actor, now, settings, "passkey", input);
  return { confirmedUntil: confirmedUntil({ ...actor.assurance, confirmedAt: now }, settings) ?? now };
}

async function keep(
  tx: Tx,
  now: Date,
  sessionId: string,
  purpose: "enrol" | "confirm",
  personId: string,
  challenge: string,
): Promise<void> {
  await queries.keepChallenge(tx, {
    session_id: sessionId,
    purpose,
    person_id: personId,
    challenge,
    expires_at: new Date(now.getTime() + ANSWER_WITHIN),
  });
}
