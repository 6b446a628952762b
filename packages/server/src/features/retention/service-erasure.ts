import {
  type Actor,
  erasedName,
  type ErasureBlock,
  erasureCompleteAt,
  nameNeededUntil,
  organisationErasureBlocks,
  personErasureBlocks,
  Refusal,
  requireRequestAsker,
  stays,
} from "@yunjian/domain";
import type { Blobs } from "../../platform/blobs/blobs.ts";
import type { Custody } from "../../platform/custody.ts";
import { emit } from "../../platform/events.ts";
import { newId } from "../../platform/ids.ts";
import { PLATFORM } from "../../platform/ledger/mended.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { storedSettings } from "../settings/read.ts";
import { keptFilesOfOrg } from "./contents-queries.ts";
import * as erasing from "./erasure-queries.ts";
import * as queries from "./queries.ts";
import { newRequest } from "./requests.ts";

export type Erasable = "organisation" | "person";

/** What an erasure would destroy, and what it runs into now. */
export async function preview(tx: Tx, actor: Actor, now: Date, kind: Erasable, id: string) {
  if (actor.scope !== "all") throw new Refusal("not-found");
  const settings = await storedSettings(tx);
  const completeAt = erasureCompleteAt(settings, now);
  if (kind === "person") {
    const person = await erasing.personForErasure(tx, id);
    if (!person || person.erasedAt !== null) throw new Refusal("not-found");
    return {
      id,
      name: person.name,
      blocks: personErasureBlocks(settings, person, now),
      files: 0,
      holds: person.holds,
      openDuties: person.openDuties,
      filesInRetention: 0,
      filesArchived: 0,
      endedAt: person.endedAt,
      nameNeededUntil: person.endedAt && nameNeededUntil(settings, person.endedAt),
      completeAt,
    };
  }
  const org = await erasing.organisationForErasure(tx, id);
  if (!org) throw new Refusal("not-found");
  const kept = await keptFilesOfOrg(tx, id);
  const reasons = kept.map((file) => stays(settings, { ...file, held: false }, now));
  const filesInRetention = reasons.filter((why) => why === "in-retention" || why === "open-case").length;
  const filesArchived = reasons.filter((why) => why === "archived").length;
  return {
    id,
    name: org.name,
    blocks: organisationErasureBlocks({ ...org, filesInRetention, filesArchived }),
    files: org.files,
    holds: org.holds,
    openDuties: org.openDuties,
    filesInRetention,
    filesArchived,
    endedAt: org.endedAt,
    nameNeededUntil: null,
    completeAt,
  };
}

export async function askErasure(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: { kind: Erasable; targetId: string; reason: string },
): Promise<string> {
  const kind = `erase-${input.kind}` as const;
  requireRequestAsker(actor, kind, input.reason);
  const found = await preview(tx, actor, now, input.kind, input.targetId);
  requireNoBlocks(found);
  const id = newId(now);
  const number = await newRequest(tx, actor, now, {
    id,
    kind,
    targetId: input.targetId,
    reason: input.reason,
  });
  await emit(tx, actor, now, {
    kind: "retention.asked",
    object: { type: "retention", id },
    subjectId: null,
    data: { request: kind, number, targetId: input.targetId },
    secret: { reason: input.reason },
  });
  return id;
}

export function requireNoBlocks(found: {
  readonly name: string;
  readonly blocks: readonly ErasureBlock[];
}): void {
  if (found.blocks.length > 0)
    throw new Refusal("erasure-blocked", { name: found.name, why: found.blocks.join(" / ") });
}

/** Entries, row and key of a person: the row and what names it in this transaction, the key before it commits. */
export async function erasePerson(
  tx: Tx,
  custody: Custody,
  actor: Actor,
  now: Date,
  request: { readonly id: string; readonly targetId: string },
): Promise<void> {
  const shown = erasedName(request.targetId);
  if (!(await erasing.erasePerson(tx, { id: request.targetId, shown, again: false }, now)))
    throw new Refusal("erasure-blocked", { name: shown, why: "active" });
  await emit(tx, actor, now, {
    kind: "person.erased",
    object: { type: "person", id: request.targetId },
    subjectId: null,
    data: { request: request.id, again: false },
  });
  // Last: if it fails nothing is recorded as destroyed that was not.
  await custody.persons.destroy(request.targetId, now);
}

/** An organisation's keys: from here on none of its files opens, here and in every backup of the objects. */
export async function eraseOrganisation(
  tx: Tx,
  custody: Custody,
  actor: Actor,
  now: Date,
  request: {
    readonly id: string;
    readonly targetId: string;
    readonly reason: string;
    readonly askedBy: string;
    readonly decidedBy: string;
  },
): Promise<void> {
  await emit(tx, actor, now, {
    kind: "evidence.keys-destroyed",
    object: { type: "platform", id: PLATFORM },
    subjectId: null,
    data: {
      org: request.targetId,
      request: request.id,
      askedBy: request.askedBy,
      approvedBy: request.decidedBy,
    },
    secret: { reason: request.reason },
  });
  await custody.destroySpace(request.targetId, {
    at: now.toISOString(),
    by: [request.askedBy, request.decidedBy],
    reason: request.id,
  });
}

/** What is left of an erased organisation's objects, some at a time; false when nothing is. */
export async function removeErased(
  tx: Tx,
  blobs: Blobs,
  now: Date,
  request: { readonly id: string; readonly targetId: string },
  most: number,
): Promise<number> {
  const keys = await queries.contentsOf(tx, request.targetId, most);
  for (const key of keys) {
    await queries.lockContent(tx, key);
    await queries.disposeContent(tx, key, request.id, now);
    await blobs.remove(key);
  }
  return keys.length;
}
