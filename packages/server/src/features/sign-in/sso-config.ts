import {
  type Actor,
  checkJustInTimePost,
  justInTimePosts,
  type Post,
  Refusal,
  requireFields,
  requirePerson,
  requirePermission,
} from "@yunjian/domain";
import { emit } from "../../platform/events.ts";
import { newId } from "../../platform/ids.ts";
import { unique } from "../../platform/postgres/unique.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { type OrganisationFacts, organisationFacts } from "../identity/read.ts";
import { factsOf, type InTx, redirectUri, secretContext, type SsoDeps } from "./sso.ts";
import { discover } from "./sso-client.ts";
import * as queries from "./sso-queries.ts";

export interface SsoInput {
  readonly code: string;
  readonly domains: readonly string[];
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret?: string;
  readonly scopes: string;
  readonly emailClaim: string;
  readonly strongAcr: readonly string[];
  readonly strongAmr: readonly string[];
  readonly firstUse: boolean;
  readonly jitPost: Post | null;
  readonly enabled: boolean;
  readonly version: number;
}

/** Whoever manages everybody sets up any organisation's provider, a lead the own one's. */
async function organisation(tx: Tx, actor: Actor, orgId: string): Promise<OrganisationFacts> {
  requirePermission(actor, "sso.manage");
  const org = await organisationFacts(tx, orgId);
  if (!org) throw new Refusal("not-found");
  const every = actor.permissions.has("people.manage") && actor.scope === "all";
  if (!every && actor.orgId !== orgId) throw new Refusal("not-your-organisation");
  return org;
}

export async function getSso(tx: Tx, actor: Actor, publicUrl: string, orgId: string) {
  const org = await organisation(tx, actor, orgId);
  const row = await queries.providerOf(tx, orgId);
  const identities = row ? await queries.identitiesOfProvider(tx, row.id) : [];
  return {
    organisation: { id: org.id, name: org.name },
    code: row?.code ?? "",
    domains: row?.domains ?? [],
    issuer: row?.issuer ?? "",
    clientId: row?.client_id ?? "",
    scopes: row?.scopes ?? "openid profile email",
    emailClaim: row?.email_claim ?? "email",
    strongAcr: row?.strong_acr ?? [],
    strongAmr: row?.strong_amr ?? [],
    firstUse: row?.first_use ?? true,
    jitPost: (row?.jit_post ?? null) as Post | null,
    enabled: row?.enabled ?? false,
    hasSecret: row?.client_secret != null,
    redirectUri: redirectUri(publicUrl),
    jitPosts: justInTimePosts(org.roles),
    identities: identities.map((each) => ({
      id: each.id,
      person: { id: each.person_id, name: each.name },
      linkedBy: each.linked_by as "invitation" | "first-use" | "just-in-time",
      createdAt: each.created_at,
      lastUsedAt: each.last_used_at,
    })),
    version: row?.version ?? 0,
  };
}

/**
 * Keeps the configuration once the provider has answered: a typing error shows now, not on the morning
 * when nobody gets in. What is not switched on is kept without asking.
 */
export async function saveSso(
  inTx: InTx,
  actor: Actor,
  now: Date,
  deps: SsoDeps,
  orgId: string,
  input: SsoInput,
): Promise<number> {
  requirePerson(actor);
  const before = await inTx("read", async (tx) => {
    const org = await organisation(tx, actor, orgId);
    requireFields(checkJustInTimePost("/jitPost", input.jitPost, org.roles));
    return await queries.providerOf(tx, orgId);
  });
  if ((before?.version ?? 0) !== input.version) throw new Refusal("stale-version");
  const id = before?.id ?? newId(now);
  const secret =
    input.clientSecret === undefined
      ? (before && factsOf(deps, before).secret) || null
      : input.clientSecret || null;
  if (input.enabled)
    await discover(deps.outgoing, { issuer: input.issuer, clientId: input.clientId, secret });
  const values = {
    code: input.code,
    domains: [...input.domains],
    issuer: input.issuer,
    client_id: input.clientId,
    client_secret: secret === null ? null : deps.vault.seal(secretContext(id), secret),
    scopes: input.scopes,
    email_claim: input.emailClaim,
    strong_acr: [...input.strongAcr],
    strong_amr: [...input.strongAmr],
    first_use: input.firstUse,
    jit_post: input.jitPost,
    enabled: input.enabled,
  };
  return await inTx("write", async (tx) => {
    await unique("单位代码", input.code, async () => {
      if (!before) await queries.insertProvider(tx, { id, org_id: orgId, ...values, created_at: now });
      else if (!(await queries.changeProvider(tx, id, input.version, values)))
        throw new Refusal("stale-version");
    });
    await emit(tx, actor, now, {
      kind: "sso.configured",
      object: { type: "sso", id },
      subjectId: null,
      data: {
        org: orgId,
        enabled: input.enabled,
        justInTime: input.jitPost ?? null,
        firstUse: input.firstUse,
        version: input.version + 1,
      },
      secret: { issuer: input.issuer, clientId: input.clientId },
    });
    return input.version + 1;
  });
}

export async function unlink(tx: Tx, actor: Actor, now: Date, id: string): Promise<void> {
  requirePerson(actor);
  const identity = await queries.identityById(tx, id);
  if (!identity) throw new Refusal("not-found");
  await organisation(tx, actor, identity.org_id);
  await queries.endIdentity(tx, id, now);
  await emit(tx, actor, now, {
    kind: "sso.unlinked",
    object: { type: "person", id: identity.person_id },
    subjectId: null,
    data: { identity: id, org: identity.org_id },
  });
}
