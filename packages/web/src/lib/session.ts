import { useSyncExternalStore } from "react";
import { keep, kept } from "./store.ts";

/**
 * Whether the session still holds. When it is lost, the page stays as it is: requests wait here until the
 * person has signed in again (`restored`) or left (`abandoned`).
 */
export type SessionState =
  | { readonly kind: "held" }
  | { readonly kind: "lost" }
  /** Another tab acts for another organisation or as somebody else: what is shown here no longer fits. */
  | { readonly kind: "changed"; readonly organisation: string };

export class SessionAbandoned extends Error {
  override readonly name = "SessionAbandoned";
}

interface Note {
  readonly kind: "signed-out" | "signed-in" | "acting";
  readonly organisation?: string;
}

let state: SessionState = { kind: "held" };
let waiting: { resolve: () => void; reject: (reason: Error) => void }[] = [];
const listeners = new Set<() => void>();
const channel = typeof BroadcastChannel === "undefined" ? undefined : new BroadcastChannel("yunjian-session");

function set(next: SessionState): void {
  state = next;
  for (const listener of listeners) listener();
}

/** Waits for the session to come back. */
export function sessionLost(): Promise<void> {
  if (state.kind === "held") set({ kind: "lost" });
  return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
}

/** The same person is back, here or in another tab. */
export function sessionRestored(): void {
  if (state.kind === "held") return;
  const all = waiting;
  waiting = [];
  set({ kind: "held" });
  for (const one of all) one.resolve();
}

/** The person leaves instead: what waits ends. */
export function sessionAbandoned(): void {
  const all = waiting;
  waiting = [];
  set({ kind: "held" });
  for (const one of all) one.reject(new SessionAbandoned());
}

export function sessionChanged(organisation: string): void {
  set({ kind: "changed", organisation });
}

export function tellOtherTabs(note: Note): void {
  channel?.postMessage(note);
}

export function listenToOtherTabs(on: (note: Note) => void): () => void {
  const listener = (event: MessageEvent<Note>) => on(event.data);
  channel?.addEventListener("message", listener);
  return () => channel?.removeEventListener("message", listener);
}

export function markLost(): void {
  if (state.kind === "held") set({ kind: "lost" });
}

export function useSession(): SessionState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
  );
}

const LAST_EMAIL = "last-email";
export const lastEmail = (): string | undefined => kept<string>(LAST_EMAIL);
export const rememberEmail = (email: string): void => keep(LAST_EMAIL, email);
