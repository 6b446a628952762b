import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import files from "@fastify/static";
import { ApiFailure } from "@yunjian/contract";
import { Refusal } from "@yunjian/domain";
import type { FastifyInstance } from "fastify";
import { nonceOf } from "./security.ts";

const DIST = fileURLToPath(new URL("../../../../web/dist", import.meta.url));
/** What Vite wrote where the nonce of each answer belongs (html.cspNonce). */
export const NONCE_MARK = "__CSP_NONCE__";

/** Serves the built web client: hashed files for a year, index.html fresh with its nonce for every page. */
export async function webClient(app: FastifyInstance): Promise<void> {
  await app.register(files, {
    root: `${DIST}/assets`,
    prefix: "/assets/",
    immutable: true,
    maxAge: "365d",
    index: false,
  });
  let page: string | undefined;
  app.get("/*", async (request, reply) => {
    if (request.url.startsWith("/api/")) throw new Refusal("not-found");
    page ??= await readFile(`${DIST}/index.html`, "utf8").catch(() => {
      throw new ApiFailure("unavailable");
    });
    return reply
      .type("text/html; charset=utf-8")
      .header("cache-control", "no-store")
      .send(page.replaceAll(NONCE_MARK, nonceOf(request)));
  });
}
