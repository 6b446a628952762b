import { ApiError, type Call, createClient } from "@yunjian/contract";

/** What every command needs to know; from options first, then from the environment. */
export interface Target {
  readonly url: string;
  readonly key: string | undefined;
}

export function targetOf(options: { url?: string; key?: string }, env: NodeJS.ProcessEnv): Target {
  return {
    url: (options.url ?? env["YUNJIAN_URL"] ?? "http://localhost:8420").replace(/\/+$/, ""),
    key: options.key ?? env["YUNJIAN_KEY"],
  };
}

export function authorisation(target: Target): Record<string, string> {
  return {
    "accept-language": (process.env["LANG"] ?? "zh").startsWith("en") ? "en" : "zh",
    ...(target.key !== undefined && { authorization: `Bearer ${target.key}` }),
  };
}

export function connect(target: Target): Call {
  return createClient({ baseUrl: target.url, headers: () => authorisation(target) });
}

/** Exit codes, also in docs/CLI.md. */
export const EXIT = {
  done: 0,
  failed: 1, // the server failed, or something unexpected
  usage: 2, // called wrongly
  access: 3, // no key, an expired key, or not allowed
  notFound: 4,
  refused: 5, // the server understood and said no: what was handed in has to change
  unreachable: 6, // no answer, or temporarily unavailable: try again
} as const;

export function exitCodeOf(error: unknown): number {
  if (error instanceof ApiError) {
    const { status } = error.problem;
    if (status === 401 || status === 403) return EXIT.access;
    if (status === 404) return EXIT.notFound;
    if (status === 503 || status === 507 || status === 429) return EXIT.unreachable;
    return status < 500 ? EXIT.refused : EXIT.failed;
  }
  if (error instanceof TypeError && error.cause !== undefined) return EXIT.unreachable; // fetch failed
  return EXIT.failed;
}
