import {
  ApiError,
  type Call,
  createClient,
  type InputOf,
  type OutputOf,
  type RouteSpec,
} from "@yunjian/contract";
import { learnClock } from "./clock.ts";
import { confirmationAsked, tellPending } from "./confirmation.ts";
import { randomKey } from "./key.ts";
import { currentLanguage } from "./language.ts";
import { sessionLost } from "./session.ts";

/** No answer came: whether the request arrived is unknown. */
export class NetworkFailure extends Error {
  override readonly name = "NetworkFailure";
}

export const acceptLanguage = (): string => (currentLanguage() === "zh" ? "zh-CN" : "en");

/** The contract's client as it is: neither repeats nor waits for a session. */
export const callOnce: Call = createClient({
  baseUrl: "",
  headers: () => ({ "accept-language": acceptLanguage() }),
  fetch: async (url, init) => {
    const sentAt = Date.now();
    const answer = await fetch(url, init).catch((error: unknown) => {
      if (error instanceof DOMException && error.name === "AbortError") throw error;
      throw new NetworkFailure("no answer", { cause: error });
    });
    learnClock(answer.headers.get("date"), sentAt, Date.now());
    return answer;
  },
});

/** The session owes something first; who is signed in is asked again, and the page for it appears. */
const PENDING: readonly string[] = ["second-factor-needed", "second-factor-missing", "password-expired"];

/** Pauses before a change is sent again after no answer came. */
const PAUSES = [600, 2000];

/** Keys of changes whose outcome is unknown: the same change sent by hand again is the same change. */
const unsettled = new Map<string, string>();

/**
 * Calls the server. A change that got no answer is sent again under the same idempotency key, so it happens
 * once; a lost session waits until the person has signed in again.
 */
export async function call<R extends RouteSpec>(
  route: R,
  input: InputOf<R>,
  options: { readonly signal?: AbortSignal } = {},
): Promise<OutputOf<R>> {
  const isChange = route.method !== "GET";
  const same = isChange ? `${route.method} ${route.path} ${JSON.stringify(input)}` : "";
  const idempotencyKey = unsettled.get(same) ?? randomKey();
  for (let attempt = 0; ; ) {
    try {
      const output = await callOnce(route, input, { ...options, idempotencyKey });
      unsettled.delete(same);
      return output;
    } catch (error) {
      if (error instanceof ApiError && error.problem.name === "not-signed-in" && route.access !== "public") {
        await sessionLost();
        continue;
      }
      if (error instanceof ApiError && error.problem.name === "confirmation-needed") {
        await confirmationAsked();
        continue;
      }
      if (error instanceof ApiError && PENDING.includes(error.problem.name)) tellPending();
      if (!isUnsure(error)) {
        unsettled.delete(same);
        throw error;
      }
      if (isChange) unsettled.set(same, idempotencyKey);
      const pause = isChange ? PAUSES[attempt++] : undefined;
      if (pause === undefined) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

/** Sending it again can help. */
export function isUnsure(error: unknown): boolean {
  return (
    error instanceof NetworkFailure || (error instanceof ApiError && error.problem.name === "unavailable")
  );
}
