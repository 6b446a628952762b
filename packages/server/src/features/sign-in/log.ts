import {
  type Actor,
  browserFamily,
  placeOfAddress,
  settingOf,
  type SignInMethod,
  type SignInOutcome,
  type SignInReason,
  type StoredSettings,
} from "@yunjian/domain";
import { emit } from "../../platform/events.ts";
import { newId } from "../../platform/ids.ts";
import { DEFAULT_LIMIT, decodeKey, pageOf } from "../../platform/paging.ts";
import type { Tx } from "../../platform/tenancy.ts";
import * as queries from "./log-queries.ts";

const DAY = 86_400_000;

/** From where a request came. */
export interface Origin {
  readonly address: string;
  readonly agent: string;
}

export interface Attempt {
  /** Null: nobody has that name; then the keyed hash of what was typed. */
  readonly person: { readonly id: string; readonly orgId: string } | null;
  readonly nameHash: Buffer | null;
  /** Whose identity provider it was, where it led to nobody. */
  readonly orgId?: string;
  readonly method: SignInMethod;
  readonly outcome: SignInOutcome;
  readonly reason?: SignInReason;
}

/**
 * Writes the line of the sign-in log. Who comes in from a network and browser not used for long is told of
 * it, and so is the security administrator (异地登录告警); a first sign-in ever has nothing to compare with.
 */
export async function logSignIn(
  tx: Tx,
  actor: Actor,
  now: Date,
  settings: StoredSettings,
  attempt: Attempt,
  origin: Origin,
): Promise<void> {
  const place = placeOfAddress(origin.address);
  const browser = browserFamily(origin.agent);
  let newPlace = false;
  if (attempt.person && attempt.outcome === "signed-in") {
    const since = new Date(now.getTime() - settingOf(settings, "session.newPlaceDays") * DAY);
    const before = await queries.wasHere(tx, { personId: attempt.person.id, place, browser, since });
    newPlace = before.ever && !before.here;
  }
  const id = newId(now);
  await queries.insertSignIn(tx, {
    id,
    at: now,
    person_id: attempt.person?.id ?? null,
    org_id: attempt.person?.orgId ?? attempt.orgId ?? null,
    name_hash: attempt.nameHash,
    method: attempt.method,
    outcome: attempt.outcome,
    reason: attempt.reason ?? null,
    address: origin.address,
    place,
    browser,
    new_place: newPlace,
    request_id: actor.requestId,
  });
  if (newPlace && attempt.person) {
    // In nobody's name: the person is to be told too, and it may not have been the person.
    await emit(tx, { ...actor, personId: null, orgId: null }, now, {
      kind: "person.signed-in-elsewhere",
      object: { type: "person", id: attempt.person.id },
      subjectId: null,
      data: { entry: id },
    });
  }
}

export async function listSignIns(
  tx: Tx,
  query: queries.SignInFilter & { readonly limit?: number; readonly after?: string },
) {
  const limit = query.limit ?? DEFAULT_LIMIT;
  const after = decodeKey(query.after, 1) as [string] | null;
  const rows = await queries.signIns(tx, query, { limit, after: after?.[0] ?? null });
  return pageOf(
    rows,
    limit,
    (row) => [row.id],
    (row) => ({
      id: row.id,
      at: row.at,
      person:
        row.person_id === null
          ? null
          : { id: row.person_id, name: row.person_name ?? "", organisation: row.org_name ?? "" },
      organisation: row.org_name,
      unknownName: row.name_hash?.toString("hex").slice(0, 8) ?? null,
      method: row.method as SignInMethod,
      outcome: row.outcome as SignInOutcome,
      reason: row.reason as SignInReason | null,
      address: row.address,
      browser: row.browser,
      newPlace: row.new_place,
    }),
  );
}
