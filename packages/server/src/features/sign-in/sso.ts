import { type Actor, isStrong, type Post, Refusal, type SignInReason } from "@yunjian/domain";
import { emit } from "../../platform/events.ts";
import type { Outgoing } from "../../platform/http/outgoing.ts";
import { newId } from "../../platform/ids.ts";
import { openLink, spendLink } from "../../platform/links.ts";
import { hashToken, newToken } from "../../platform/secrets.ts";
import type { Tx } from "../../platform/tenancy.ts";
import type { Vault } from "../../platform/vault.ts";
import { storedSettings } from "../settings/read.ts";
import { logSignIn, type Origin } from "./log.ts";
import { openSession, type SignedIn } from "./opening.ts";
import * as people from "./queries.ts";
import { authorizationUrl, discover, identify, reasonOf, type Said } from "./sso-client.ts";
import * as queries from "./sso-queries.ts";

/** What single sign-on stands on; composed in routes.ts. */
export interface SsoDeps {
  readonly vault: Vault;
  readonly outgoing: Outgoing;
  readonly publicUrl: string;
  /** Makes a just-in-time member; identity/founding.ts. */
  readonly addMember: (
    tx: Tx,
    actor: Actor,
    now: Date,
    member: { readonly orgId: string; readonly name: string; readonly email: string; readonly post: Post },
  ) => Promise<string>;
}

export type InTx = <T>(mode: "read" | "write", work: (tx: Tx) => Promise<T>) => Promise<T>;

const ATTEMPT_WITHIN = 10 * 60_000;

export const redirectUri = (publicUrl: string): string => new URL("/sign-in/sso", publicUrl).href;
export const secretContext = (providerId: string): string => `sso ${providerId}`;

export function factsOf(deps: Pick<SsoDeps, "vault">, row: queries.ProviderRow) {
  return {
    issuer: row.issuer,
    clientId: row.client_id,
    secret: row.client_secret && deps.vault.open(secretContext(row.id), row.client_secret),
  };
}

/** Begins at the provider. State, nonce and PKCE verifier stay here, bound to this browser by a cookie. */
export async function start(
  inTx: InTx,
  actor: Actor,
  now: Date,
  deps: SsoDeps,
  input: Origin & { readonly code: string; readonly link?: string },
): Promise<{ url: string; browser: string }> {
  const linkHash = input.link === undefined ? null : hashToken(input.link);
  const provider = await inTx("read", async (tx) => {
    const row = await queries.providerByCode(tx, input.code);
    if (!row) throw new Refusal("sso-unknown");
    if (linkHash) {
      const link = await openLink(tx, linkHash, now, "look");
      if (!link?.person_id || link.org_id !== row.org_id) throw new Refusal("link-expired");
    }
    return row;
  });
  const config = await reach(inTx, actor, now, deps, provider, input);
  const asked = await authorizationUrl(config, {
    redirectUri: redirectUri(deps.publicUrl),
    scopes: provider.scopes,
    acrValues: provider.strong_acr,
  });
  const browser = newToken();
  await inTx("write", (tx) =>
    queries.keepAttempt(tx, now, {
      state_hash: hashToken(asked.state),
      browser_hash: browser.hash,
      provider_id: provider.id,
      provider_version: provider.version,
      nonce: asked.nonce,
      verifier: asked.verifier,
      link_hash: linkHash,
      created_at: now,
      expires_at: new Date(now.getTime() + ATTEMPT_WITHIN),
    }),
  );
  return { url: asked.url, browser: browser.token };
}

/** Ends at the provider: who came back is found, linked or refused, and the session is opened. */
export async function finish(
  inTx: InTx,
  actor: Actor,
  now: Date,
  deps: SsoDeps,
  input: Origin & { readonly search: string; readonly browser: string | undefined },
): Promise<SignedIn> {
  const back = new URL(redirectUri(deps.publicUrl));
  back.search = input.search;
  const state = back.searchParams.get("state") ?? "";
  const begun = await inTx("write", async (tx) => {
    const attempt = await queries.takeAttempt(tx, hashToken(state), hashToken(input.browser ?? ""), now);
    const provider = attempt && (await queries.providerById(tx, attempt.provider_id));
    // A provider that was changed meanwhile is another one.
    return provider?.enabled && provider.version === attempt?.provider_version ? { attempt, provider } : null;
  });
  if (!begun) {
    await inTx("write", (tx) => refused(tx, actor, now, input, "sso-late"));
    throw new Refusal("sso-failed", { step: "state" });
  }
  const { attempt, provider } = begun;
  const config = await reach(inTx, actor, now, deps, provider, input);
  let said: Said;
  try {
    said = await identify(config, {
      back,
      state,
      nonce: attempt.nonce,
      verifier: attempt.verifier,
      emailClaim: provider.email_claim,
    });
  } catch (error) {
    await inTx("write", (tx) => refused(tx, actor, now, input, "sso-refused", { orgId: provider.org_id }));
    throw new Refusal("sso-failed", { step: reasonOf(error) });
  }
  const result = await inTx("write", (tx) =>
    open(tx, actor, now, deps, { provider, said, linkHash: attempt.link_hash, origin: input }),
  );
  if (result instanceof Refusal) throw result;
  return result;
}

interface Arrival {
  readonly provider: queries.ProviderRow;
  readonly said: Said;
  readonly linkHash: Buffer | null;
  readonly origin: Origin;
}

async function open(
  tx: Tx,
  actor: Actor,
  now: Date,
  deps: SsoDeps,
  arrival: Arrival,
): Promise<SignedIn | Refusal> {
  const { provider, said, origin } = arrival;
  const personId = await personOf(tx, actor, now, deps, arrival);
  const person = personId === null ? undefined : await people.personById(tx, personId);
  const membership =
    person && !person.ended_at
      ? (await people.membershipsOf(tx, person.id, now)).find((each) => each.org_id === provider.org_id)
      : undefined;
  if (!person || !membership) {
    await refused(tx, actor, now, origin, "sso-nobody", {
      orgId: provider.org_id,
      ...(person && { person: { id: person.id, orgId: person.org_id } }),
    });
    return new Refusal("sso-nobody");
  }
  return await openSession(tx, actor, now, await storedSettings(tx), {
    person: { id: person.id, orgId: person.org_id, passwordChangedAt: person.password_changed_at },
    orgId: provider.org_id,
    posts: membership.posts,
    method: "sso",
    strong: isStrong(said, { strongAcr: provider.strong_acr, strongAmr: provider.strong_amr }),
    origin,
    deviceId: null,
  });
}

/**
 * Who this is: linked before; or invited, and the invitation is used up; or the one person of this
 * organisation with the e-mail the provider verified; or, where the organisation wants it, a new member.
 */
async function personOf(
  tx: Tx,
  actor: Actor,
  now: Date,
  deps: SsoDeps,
  { provider, said, linkHash }: Arrival,
): Promise<string | null> {
  const known = await queries.identityOf(tx, provider.id, said.issuer, said.subject);
  if (known) {
    await queries.identityUsed(tx, known.id, now);
    return known.person_id;
  }
  const link = async (personId: string, by: "invitation" | "first-use" | "just-in-time"): Promise<string> => {
    const id = newId(now);
    await queries.insertIdentity(tx, {
      id,
      provider_id: provider.id,
      org_id: provider.org_id,
      issuer: said.issuer,
      subject: said.subject,
      person_id: personId,
      linked_by: by,
      created_at: now,
      last_used_at: now,
    });
    await emit(tx, { ...actor, personId, orgId: provider.org_id }, now, {
      kind: "sso.linked",
      object: { type: "person", id: personId },
      subjectId: null,
      data: { identity: id, org: provider.org_id, by },
    });
    return personId;
  };
  if (linkHash) {
    const invitation = await openLink(tx, linkHash, now, "use");
    if (!invitation?.person_id || invitation.org_id !== provider.org_id) return null;
    await spendLink(tx, linkHash, now);
    return await link(invitation.person_id, "invitation");
  }
  if (said.email === null) return null;
  const match = await people.personByEmail(tx, said.email);
  if (match) {
    // Only people of this organisation: its provider says nothing about anybody else's.
    if (!provider.first_use || match.org_id !== provider.org_id) return null;
    return await link(match.id, "first-use");
  }
  if (provider.jit_post === null) return null;
  const personId = await deps.addMember(tx, actor, now, {
    orgId: provider.org_id,
    name: said.name ?? said.email.split("@")[0] ?? said.email,
    email: said.email,
    post: provider.jit_post as Post,
  });
  return await link(personId, "just-in-time");
}

/** The provider's description; that it cannot be had is a failed sign-in, which security administrators see. */
async function reach(
  inTx: InTx,
  actor: Actor,
  now: Date,
  deps: SsoDeps,
  provider: queries.ProviderRow,
  origin: Origin,
) {
  try {
    return await discover(deps.outgoing, factsOf(deps, provider));
  } catch (error) {
    await inTx("write", (tx) =>
      refused(tx, actor, now, origin, "sso-unreachable", { orgId: provider.org_id }),
    );
    throw error;
  }
}

async function refused(
  tx: Tx,
  actor: Actor,
  now: Date,
  origin: Origin,
  reason: SignInReason,
  whose: { readonly person?: { readonly id: string; readonly orgId: string }; readonly orgId?: string } = {},
): Promise<void> {
  await logSignIn(
    tx,
    actor,
    now,
    await storedSettings(tx),
    { person: null, ...whose, nameHash: null, method: "sso", outcome: "failed", reason },
    origin,
  );
}

export async function findDoors(tx: Tx, word: string) {
  const typed = word.trim().toLowerCase();
  return { items: await queries.doors(tx, typed.includes("@") ? (typed.split("@").at(-1) ?? "") : typed) };
}
