import type { Lang } from "@yunjian/domain";
import type { FastifyRequest } from "fastify";

/** Chinese unless the caller asks for English first. */
export function langOf(request: FastifyRequest): Lang {
  return /^\s*en\b/i.test(request.headers["accept-language"] ?? "") ? "en" : "zh";
}
