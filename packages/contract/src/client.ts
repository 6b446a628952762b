import type { Problem } from "./errors.ts";
import type { InputOf, OutputOf, RouteSpec } from "./route.ts";

/** The answer of an endpoint that said no. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.title);
    this.problem = problem;
  }
}

export interface ClientOptions {
  readonly baseUrl: string;
  readonly fetch?: typeof fetch;
  readonly headers?: () => Record<string, string>;
}

export type Call = <R extends RouteSpec>(
  route: R,
  input: InputOf<R>,
  options?: { readonly signal?: AbortSignal; readonly idempotencyKey?: string },
) => Promise<OutputOf<R>>;

/**
 * The one client of web, command line and tests. Every POST, PUT and DELETE carries an idempotency key;
 * a caller that retries passes the same one.
 */
export function createClient({ baseUrl, fetch: send = fetch, headers = () => ({}) }: ClientOptions): Call {
  return async (route, input, options = {}) => {
    const parts = input as {
      params?: Record<string, string>;
      query?: Record<string, unknown>;
      body?: unknown;
    };
    const path = route.path.replace(/:(\w+)/g, (_, key: string) =>
      encodeURIComponent(parts.params?.[key] ?? ""),
    );
    const query = new URLSearchParams();
    for (const [key, value] of Object.entries(parts.query ?? {})) {
      if (value === undefined || value === null || value === "") continue;
      for (const one of Array.isArray(value) ? value : [value]) query.append(key, String(one));
    }
    const search = query.size > 0 ? `?${query}` : "";
    const answer = await send(`${baseUrl}${path}${search}`, {
      method: route.method,
      headers: {
        accept: "application/json",
        ...(parts.body !== undefined && { "content-type": "application/json" }),
        ...(route.method !== "GET" && { "idempotency-key": options.idempotencyKey ?? crypto.randomUUID() }),
        ...headers(),
      },
      ...(parts.body !== undefined && { body: JSON.stringify(parts.body) }),
      ...(options.signal && { signal: options.signal }),
      credentials: "same-origin",
    });
    const text = await answer.text();
    if (!answer.ok) throw new ApiError(asProblem(text, answer.status));
    return JSON.parse(text);
  };
}

function asProblem(text: string, status: number): Problem {
  try {
    const parsed = JSON.parse(text) as Problem;
    if (typeof parsed.name === "string") return parsed;
  } catch {
    // Something between us and the server answered: fall through to a plain problem.
  }
  const name = status === 503 || status === 502 ? "unavailable" : "internal";
  return { type: `urn:yunjian:error:${name}`, name, status, title: `HTTP ${status}`, requestId: "" };
}
