import { ApiFailure } from "@yunjian/contract";
import { randomBytes } from "node:crypto";
import type { FastifyInstance, FastifyRequest } from "fastify";

const nonces = new WeakMap<FastifyRequest, string>();

/** The nonce of this answer's styles; index.html carries it to the components that need one. */
export function nonceOf(request: FastifyRequest): string {
  let nonce = nonces.get(request);
  if (nonce === undefined) {
    nonce = randomBytes(16).toString("base64");
    nonces.set(request, nonce);
  }
  return nonce;
}

/**
 * Headers of every answer: no script but ours, no style without the nonce, no other origin at all. A change
 * that comes from a browser must come from our own pages.
 */
export function securityHeaders(app: FastifyInstance, { publicUrl }: { readonly publicUrl: string }): void {
  const secure = publicUrl.startsWith("https:");
  app.addHook("onRequest", async (request) => {
    if (["GET", "HEAD", "OPTIONS"].includes(request.method)) return;
    const { origin, "sec-fetch-site": site } = request.headers;
    if (origin !== undefined && origin !== publicUrl && hostOf(origin) !== request.host) {
      throw new ApiFailure("origin-refused");
    }
    // Browsers say it themselves, also where they leave the origin out.
    if (site === "cross-site" || site === "same-site") throw new ApiFailure("origin-refused");
  });
  app.addHook("onSend", async (request, reply) => {
    if (!reply.hasHeader("content-security-policy")) {
      reply.header(
        "content-security-policy",
        `default-src 'self'; script-src 'self'; style-src 'self' 'nonce-${nonceOf(request)}'; img-src 'self' data: blob:; ` +
          "font-src 'self'; connect-src 'self'; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
      );
    }
    reply.header("x-content-type-options", "nosniff");
    reply.header("x-frame-options", "DENY");
    reply.header("referrer-policy", "no-referrer");
    reply.header("cross-origin-opener-policy", "same-origin");
    reply.header("cross-origin-resource-policy", "same-origin");
    reply.header("x-request-id", request.id);
    reply.header("permissions-policy", PERMISSIONS);
    if (secure) reply.header("strict-transport-security", "max-age=31536000; includeSubDomains");
    if (request.url.startsWith("/api/")) reply.header("cache-control", "no-store");
  });
}

/** What no page of ours uses; passkeys stay with our own pages. */
const PERMISSIONS =
  "camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), display-capture=(), " +
  "publickey-credentials-get=(self), publickey-credentials-create=(self)";

function hostOf(origin: string): string | undefined {
  return URL.parse(origin)?.host;
}
