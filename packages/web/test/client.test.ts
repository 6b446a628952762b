import { ApiError, Empty, problem, route, Type } from "@yunjian/contract";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { call, NetworkFailure } from "../src/lib/client.ts";
import { sessionAbandoned, SessionAbandoned, sessionRestored } from "../src/lib/session.ts";

const summary = { zh: "", en: "" };
const change = route({
  method: "POST",
  path: "/api/things",
  access: "signed-in",
  summary,
  body: Type.Object({ name: Type.String() }),
  response: Type.Object({ id: Type.String() }),
});
const read = route({ method: "GET", path: "/api/things", access: "signed-in", summary, response: Empty });

type Answer = "lost" | { status: number; body: unknown };
let answers: Answer[] = [];
let keys: (string | null)[] = [];
const ok: Answer = { status: 200, body: { id: "1" } };
const refusal = (name: Parameters<typeof problem>[0]): Answer => {
  const body = problem(name, {}, [], "zh", "r");
  return { status: body.status, body };
};

beforeEach(() => {
  keys = [];
  vi.useFakeTimers();
  vi.stubGlobal("fetch", async (_: string, init: RequestInit) => {
    keys.push(new Headers(init.headers).get("idempotency-key"));
    const answer = answers.shift();
    if (answer === undefined) throw new Error("asked once too often");
    if (answer === "lost") throw new TypeError("Failed to fetch");
    return new Response(JSON.stringify(answer.body), { status: answer.status });
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** The outcome, after all pauses. */
async function outcome<T>(work: Promise<T>): Promise<T | Error> {
  const settled = work.catch((error: Error) => error);
  await vi.runAllTimersAsync();
  return settled;
}

describe("a change without an answer", () => {
  it("is sent again under the same key", async () => {
    answers = ["lost", refusal("unavailable"), ok];
    expect(await outcome(call(change, { body: { name: "a" } }))).toEqual({ id: "1" });
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
  });
  it("keeps its key when a person sends the same again, and not when it was settled or differs", async () => {
    answers = ["lost", "lost", "lost", ok, ok, ok];
    expect(await outcome(call(change, { body: { name: "b" } }))).toBeInstanceOf(NetworkFailure);
    await outcome(call(change, { body: { name: "other" } }));
    await outcome(call(change, { body: { name: "b" } }));
    await outcome(call(change, { body: { name: "b" } }));
    expect(keys).toHaveLength(6);
    expect(new Set(keys.slice(0, 3)).size).toBe(1);
    expect(keys[3]).not.toBe(keys[0]);
    expect(keys[4]).toBe(keys[0]);
    expect(keys[5]).not.toBe(keys[0]);
  });
  it("is not repeated after a refusal", async () => {
    answers = [refusal("stale-version")];
    expect(await outcome(call(change, { body: { name: "c" } }))).toBeInstanceOf(ApiError);
    expect(keys).toHaveLength(1);
  });
});

describe("a lost session", () => {
  it("waits until the person is back, then goes on with the same key", async () => {
    answers = [refusal("not-signed-in"), ok];
    const work = outcome(call(change, { body: { name: "d" } }));
    await vi.waitFor(() => expect(keys).toHaveLength(1));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(keys).toHaveLength(1);
    sessionRestored();
    expect(await work).toEqual({ id: "1" });
    expect(keys[1]).toBe(keys[0]);
  });
  it("ends what waits when the person leaves", async () => {
    answers = [refusal("not-signed-in")];
    const work = outcome(call(read, {}));
    await vi.waitFor(() => expect(keys).toHaveLength(1));
    await vi.advanceTimersByTimeAsync(0);
    sessionAbandoned();
    expect(await work).toBeInstanceOf(SessionAbandoned);
  });
});
