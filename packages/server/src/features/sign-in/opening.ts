import {
  type Actor,
  pendingStep,
  type PendingStep,
  type Post,
  type SignInMethod,
  settingOf,
  type StoredSettings,
} from "@yunjian/domain";
import { emit } from "../../platform/events.ts";
import { newId } from "../../platform/ids.ts";
import { newToken } from "../../platform/secrets.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { factorsOf } from "./factor-queries.ts";
import { logSignIn, type Origin } from "./log.ts";
import * as queries from "./queries.ts";

const HOUR = 3_600_000;

export interface SignedIn {
  readonly token: string;
  readonly orgId: string;
  readonly expiresAt: Date;
  readonly pending: PendingStep | null;
}

export interface Opening {
  readonly person: { readonly id: string; readonly orgId: string; readonly passwordChangedAt: Date | null };
  readonly orgId: string;
  readonly posts: readonly Post[];
  readonly method: "password" | "link" | "sso";
  /** An identity provider vouched for a second factor. */
  readonly strong: boolean;
  readonly origin: Origin;
  readonly deviceId: string | null;
}

/**
 * Opens a session, whichever way the person came. Who has no second factor has confirmed with the password
 * just now; who has one has still to present it, unless the organisation's provider vouched for one.
 */
export async function openSession(
  tx: Tx,
  actor: Actor,
  now: Date,
  settings: StoredSettings,
  opening: Opening,
): Promise<SignedIn> {
  const { person, orgId, posts, method, strong, origin } = opening;
  const hasFactor = (await factorsOf(tx, person.id)).length > 0;
  const aal = strong ? 2 : 1;
  const confirmedAt = strong || !hasFactor ? now : null;
  const { token, hash } = newToken();
  const id = newId(now);
  const expiresAt = new Date(now.getTime() + settingOf(settings, "session.absoluteHours") * HOUR);
  await queries.insertSession(tx, {
    token_hash: hash,
    id,
    person_id: person.id,
    org_id: orgId,
    created_at: now,
    last_seen_at: now,
    expires_at: expiresAt,
    address: origin.address,
    agent: origin.agent.slice(0, 300),
    aal,
    method,
    confirmed_at: confirmedAt,
    device_id: opening.deviceId,
    sso_org_id: method === "sso" ? orgId : null,
  });
  const pending = pendingStep(
    { aal, method, confirmedAt, hasFactor, passwordChangedAt: person.passwordChangedAt },
    posts,
    settings,
    now,
  );
  await emit(tx, { ...actor, personId: person.id, orgId }, now, {
    kind: "person.signed-in",
    object: { type: "person", id: person.id },
    subjectId: null,
    data: { session: id, aal, method },
  });
  await logSignIn(
    tx,
    actor,
    now,
    settings,
    {
      person: { id: person.id, orgId: person.orgId },
      nameHash: null,
      method: method satisfies SignInMethod,
      outcome: pending === "factor" || pending === "enrol" ? "half-way" : "signed-in",
    },
    origin,
  );
  return { token, orgId, expiresAt, pending };
}
