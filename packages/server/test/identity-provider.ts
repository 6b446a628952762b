import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import Provider from "oidc-provider";

/** Who signs in at the provider next, and how well it looked. */
export interface Account {
  readonly sub: string;
  readonly email: string;
  readonly emailVerified: boolean;
  readonly name: string;
  readonly acr?: string;
  readonly amr?: readonly string[];
}

export interface IdentityProvider {
  readonly issuer: string;
  readonly port: number;
  readonly clientId: string;
  readonly clientSecret: string;
  next: Account;
  readonly close: () => Promise<void>;
}

/** A real OpenID provider (oidc-provider) on this machine, which signs in whoever is named as `next`. */
export async function startIdentityProvider(redirectUri: string, first: Account): Promise<IdentityProvider> {
  const accounts = new Map<string, Account>();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const issuer = `http://localhost:${port}`;
  const made: IdentityProvider = {
    issuer,
    port,
    clientId: "yunjian",
    clientSecret: "a-secret-of-the-test-provider-0123456789",
    next: first,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: made.clientId,
        client_secret: made.clientSecret,
        redirect_uris: [redirectUri],
        response_types: ["code"],
        grant_types: ["authorization_code"],
      },
    ],
    acrValues: ["urn:yunzhou:two-factor"],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"], acr: null, amr: null },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    cookies: { keys: ["test"] },
    interactions: { url: (_: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    findAccount: (_: unknown, id: string) => ({
      accountId: id,
      claims: () => {
        const account = accounts.get(id);
        return {
          sub: id,
          email: account?.email,
          email_verified: account?.emailVerified,
          name: account?.name,
        };
      },
    }),
    // Nobody is asked for consent: the organisation has agreed for its people.
    loadExistingGrant: async (ctx: {
      oidc: { client: { clientId: string }; session: { accountId: string } };
    }) => {
      const grant = new provider.Grant({
        clientId: ctx.oidc.client.clientId,
        accountId: ctx.oidc.session.accountId,
      });
      grant.addOIDCScope("openid email profile");
      await grant.save();
      return grant;
    },
  });
  const answer = provider.callback();
  server.on("request", (request, response) => {
    if (!request.url?.startsWith("/interaction/")) return answer(request, response);
    const { sub, acr, amr } = made.next;
    accounts.set(sub, made.next);
    void provider.interactionFinished(request, response, {
      login: { accountId: sub, remember: false, ...(acr && { acr }), ...(amr && { amr: [...amr] }) },
    });
  });
  return made;
}

/** Walks from the provider's address back to ours as a browser does; answers the query it comes back with. */
export async function walkThrough(url: string, redirectUri: string): Promise<string> {
  const jar = new Map<string, string>();
  for (let at = url, hops = 0; hops < 12; hops += 1) {
    if (at.startsWith(redirectUri)) return new URL(at).search;
    const answer = await fetch(at, {
      redirect: "manual",
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join("; ") },
    });
    for (const set of answer.headers.getSetCookie()) {
      const [pair = ""] = set.split(";");
      const cut = pair.indexOf("=");
      jar.set(pair.slice(0, cut), pair.slice(cut + 1));
    }
    const location = answer.headers.get("location");
    if (location === null)
      throw new Error(`${answer.status} at ${at}: ${(await answer.text()).slice(0, 400)}`);
    at = new URL(location, at).href;
  }
  throw new Error("the provider sends the browser round and round");
}
