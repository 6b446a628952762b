import type { Actor, DomainEvent, EventKind } from "@yunjian/domain";
import { appendEntry } from "./ledger/append.ts";
import type { Tx } from "./tenancy.ts";

/** Changes another feature's own state because of an event, in the same transaction. */
export type Handler = (tx: Tx, actor: Actor, now: Date, event: DomainEvent) => Promise<void>;

const handlers = new Map<EventKind, Map<string, Handler>>();

/** Called by a feature's on.ts when it is loaded; the name makes loading it twice harmless. */
export function subscribe(kind: EventKind, name: string, handler: Handler): void {
  const named = handlers.get(kind) ?? new Map<string, Handler>();
  handlers.set(kind, named.set(name, handler));
}

/** Records what happened and lets other features follow, all in the caller's transaction (rule 1). */
export async function emit(tx: Tx, actor: Actor, now: Date, event: DomainEvent): Promise<void> {
  await appendEntry(tx, actor, now, event);
  for (const handler of handlers.get(event.kind)?.values() ?? []) await handler(tx, actor, now, event);
}
