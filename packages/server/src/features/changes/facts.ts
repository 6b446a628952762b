import {
  type Actor,
  type ChangeFacts,
  type ChangeState,
  type ChangeStep,
  type ChangeTerms,
  type DomainEvent,
  type EventKind,
  isWindowUnit,
  NO_TERMS,
  Refusal,
  type Reviewer,
  type Window,
} from "@yunjian/domain";
import type { Updateable } from "kysely";
import { emit } from "../../platform/events.ts";
import { newId } from "../../platform/ids.ts";
import type { Database } from "../../platform/schema.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { filesToAttach } from "../files/read.ts";
import { engagedAs } from "../identity/read.ts";
import * as queries from "./queries.ts";
import * as parts from "./queries-parts.ts";

/** What the rules need of a row. */
export function factsOf(row: queries.ChangeRow): ChangeFacts {
  return {
    mode: row.mode,
    state: row.state,
    providerOrgId: row.provider_org_id,
    madeBy: row.made_by,
    plannedFrom: row.planned_from,
    plannedTo: row.planned_to,
    analysisVersion: row.analysis_version,
    adviseDueAt: row.advise_due_at,
    fileDueAt: row.file_due_at,
    assessDueAt: row.assess_due_at,
    compareDueAt: row.compare_due_at,
    openQuestions: row.open_questions,
  };
}

/** The row, held until the transaction ends, at the version the change was based on. */
export async function held(tx: Tx, id: string, version?: number): Promise<queries.ChangeRow> {
  const row = await queries.locked(tx, id);
  if (!row) throw new Refusal("not-found");
  if (version !== undefined && row.version !== version) throw new Refusal("stale-version");
  return row;
}

/** Whether the actor's organisation supervises one of the clouds the case is about. */
export async function adviser(
  tx: Tx,
  actor: Actor,
  now: Date,
  cloudIds: readonly string[],
): Promise<Reviewer> {
  const [first, ...rest] = cloudIds;
  if (first === undefined) return { actor, supervises: false };
  return { actor, supervises: await engagedAs(tx, actor, now, ["supervisor"], [first, ...rest]) };
}

export async function termsOf(tx: Tx, cloudIds: readonly string[]): Promise<ChangeTerms[]> {
  const rows = new Map((await parts.termsRows(tx, cloudIds)).map((row) => [row.cloud_id, row]));
  return cloudIds.map((id) => {
    const row = rows.get(id);
    if (!row) return NO_TERMS;
    return {
      noticeWithin: agreed(row.notice_amount, row.notice_unit),
      assessWithin: agreed(row.assess_amount, row.assess_unit),
      quorum: row.quorum,
    };
  });
}

function agreed(amount: number | null, unit: string | null): Window | null {
  return amount !== null && isWindowUnit(unit) ? { amount, unit, source: "agreed" } : null;
}

export interface Move {
  readonly kind: EventKind;
  readonly set: Updateable<Database["change_case"]>;
  readonly step?: { readonly kind: ChangeStep; readonly text?: string; readonly until?: Date | null };
  readonly data?: DomainEvent["data"];
  readonly secret?: DomainEvent["secret"];
  readonly fileIds?: readonly string[] | undefined;
}

/** Stores a step: the row, its line in the history with the files, and the record. */
export async function move(
  tx: Tx,
  actor: Actor,
  now: Date,
  row: queries.ChangeRow,
  step: Move,
): Promise<{ version: number; state: ChangeState }> {
  const version = await queries.update(tx, row.id, row.version, step.set);
  if (version === undefined) throw new Refusal("stale-version");
  const state = (step.set.state ?? row.state) as ChangeState;
  await tell(tx, actor, now, { ...row, state }, step);
  return { version, state };
}

export async function tell(
  tx: Tx,
  actor: Actor,
  now: Date,
  row: Pick<queries.ChangeRow, "id" | "number" | "state" | "kind" | "mode" | "cloud_ids" | "provider_org_id">,
  { kind, step, data, secret, fileIds }: Omit<Move, "set">,
): Promise<void> {
  const files = await filesToAttach(tx, actor.orgId, fileIds ?? []);
  const text = step?.text?.trim() ?? "";
  if (step) {
    const line = {
      id: newId(now),
      change_id: row.id,
      kind: step.kind,
      text,
      until_at: step.until ?? null,
      by_person: actor.personId,
      by_org: actor.orgId,
      at: now,
    };
    await parts.insertStep(
      tx,
      line,
      files.map((file) => file.id),
    );
  }
  await emit(tx, actor, now, {
    kind,
    object: { type: "change", id: row.id },
    subjectId: row.cloud_ids[0] ?? null,
    data: {
      number: row.number,
      state: row.state,
      type: row.kind,
      mode: row.mode,
      clouds: row.cloud_ids,
      providerOrg: row.provider_org_id,
      files: files.map((file) => file.id),
      ...data,
    },
    ...(secret !== undefined ? { secret } : text !== "" ? { secret: { text } } : {}),
  });
}
