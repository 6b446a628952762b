import { useSyncExternalStore } from "react";
import { SessionAbandoned } from "./session.ts";

/**
 * Steps that matter ask who sits here. The call waits while the dialog is open, and is then sent again by
 * itself under the same idempotency key; who cancels takes the step back.
 */
export class ConfirmationDeclined extends SessionAbandoned {}

let waiting: { resolve: () => void; reject: (reason: Error) => void }[] = [];
const listeners = new Set<() => void>();
const tell = (): void => {
  for (const listener of listeners) listener();
};

/** Waits until the person has confirmed. */
export function confirmationAsked(): Promise<void> {
  return new Promise((resolve, reject) => {
    waiting = [...waiting, { resolve, reject }];
    tell();
  });
}

export function confirmationGiven(): void {
  const all = waiting;
  waiting = [];
  tell();
  for (const one of all) one.resolve();
}

export function confirmationDeclined(): void {
  const all = waiting;
  waiting = [];
  tell();
  for (const one of all) one.reject(new ConfirmationDeclined());
}

export function useConfirmation(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => waiting.length > 0,
  );
}

/** Since the page was opened the session has come to owe something: a factor was reset, a setting changed. */
let onPending: (() => void) | undefined;
export function tellPending(): void {
  onPending?.();
}
export function listenToPending(listener: () => void): () => void {
  onPending = listener;
  return () => {
    if (onPending === listener) onPending = undefined;
  };
}
