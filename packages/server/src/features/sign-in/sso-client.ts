import { Refusal } from "@yunjian/domain";
import * as client from "openid-client";
import { type Outgoing, OutgoingRefused } from "../../platform/http/outgoing.ts";

/** What we ask of an identity provider; every request goes through `outgoing`, which judges where it leads. */
export interface ProviderFacts {
  readonly issuer: string;
  readonly clientId: string;
  readonly secret: string | null;
}

/** Reads the provider's description (OpenID Connect Discovery 1.0) and checks that it is who it says. */
export async function discover(outgoing: Outgoing, facts: ProviderFacts): Promise<client.Configuration> {
  const issuer = URL.parse(facts.issuer);
  if (!issuer || issuer.search !== "" || issuer.hash !== "")
    throw new Refusal("sso-issuer", { reason: "地址不正确 / not an address" });
  try {
    const config = await client.discovery(
      issuer,
      facts.clientId,
      {},
      facts.secret === null ? client.None() : client.ClientSecretBasic(facts.secret),
      {
        timeout: 10,
        [client.customFetch]: (url, options) => outgoing(url, options as Parameters<Outgoing>[1]),
        // `outgoing` allows plain http only for hosts the operator named so.
        execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks],
      },
    );
    config[client.customFetch] = (url, options) => outgoing(url, options as Parameters<Outgoing>[1]);
    return config;
  } catch (error) {
    throw new Refusal("sso-issuer", { reason: reasonOf(error) });
  }
}

/** A short word for people who set it up; nothing of what the other side answered. */
export function reasonOf(error: unknown): string {
  for (let each = error; each instanceof Error; each = each.cause as Error) {
    if (each instanceof OutgoingRefused) return `outgoing: ${each.reason}`;
    const code = (each as { code?: unknown }).code;
    if (typeof code === "string" && /^[A-Z_]{3,60}$/.test(code)) return code;
  }
  return "no valid answer";
}

export interface Asked {
  readonly url: string;
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

export async function authorizationUrl(
  config: client.Configuration,
  input: { readonly redirectUri: string; readonly scopes: string; readonly acrValues: readonly string[] },
): Promise<Asked> {
  const verifier = client.randomPKCECodeVerifier();
  const state = client.randomState();
  const nonce = client.randomNonce();
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: input.redirectUri,
    response_type: "code",
    scope: input.scopes,
    state,
    nonce,
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    ...(input.acrValues.length > 0 && { acr_values: input.acrValues.join(" ") }),
  });
  return { url: url.href, state, nonce, verifier };
}

export interface Said {
  readonly issuer: string;
  readonly subject: string;
  /** Null unless the provider says that it verified it. */
  readonly email: string | null;
  readonly name: string | null;
  readonly acr: unknown;
  readonly amr: unknown;
}

/** Exchanges the code and reads the ID token: signature, issuer, audience, nonce and times are checked. */
export async function identify(
  config: client.Configuration,
  input: {
    readonly back: URL;
    readonly state: string;
    readonly nonce: string;
    readonly verifier: string;
    readonly emailClaim: string;
  },
): Promise<Said> {
  const tokens = await client.authorizationCodeGrant(config, input.back, {
    pkceCodeVerifier: input.verifier,
    expectedState: input.state,
    expectedNonce: input.nonce,
    idTokenExpected: true,
  });
  const claims = tokens.claims();
  if (!claims) throw new Error("no ID token");
  const wanted = claims[input.emailClaim];
  const more =
    typeof wanted === "string" || config.serverMetadata().userinfo_endpoint === undefined
      ? {}
      : await client.fetchUserInfo(config, tokens.access_token, claims.sub).catch(() => ({}));
  const all: Record<string, unknown> = { ...more, ...claims };
  const email = all[input.emailClaim];
  const name = all["name"];
  return {
    issuer: claims.iss,
    subject: claims.sub,
    email: typeof email === "string" && all["email_verified"] === true ? email : null,
    name: typeof name === "string" && name.trim() !== "" ? name.trim().slice(0, 50) : null,
    acr: claims["acr"],
    amr: claims["amr"],
  };
}
