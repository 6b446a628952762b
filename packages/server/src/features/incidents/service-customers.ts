import {
  type Actor,
  callCustomer,
  type CallResult,
  customerStanding,
  notifyCustomers,
  Refusal,
  requireHandler,
  requireState,
  RUNNING,
  settingOf,
  waiveCustomer,
} from "@yunjian/domain";
import { emit } from "../../platform/events.ts";
import { newId } from "../../platform/ids.ts";
import { DEFAULT_LIMIT, decodeKey, pageOf } from "../../platform/paging.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { storedSettings } from "../settings/read.ts";
import { followClocks } from "./clocks.ts";
import { factsOf, handles, held, move, standingOf, tell } from "./facts.ts";
import * as queries from "./queries.ts";
import * as customers from "./queries-customers.ts";
import * as parts from "./queries-parts.ts";

export async function list(
  tx: Tx,
  actor: Actor,
  now: Date,
  id: string,
  query: { readonly standing?: customers.CustomerFilter; readonly limit?: number; readonly after?: string },
) {
  const incident = await queries.byId(tx, id);
  if (!incident || !handles(actor, incident)) throw new Refusal("not-found");
  const limit = query.limit ?? DEFAULT_LIMIT;
  const after = decodeKey(query.after, 1)?.[0];
  const rows = await customers.page(tx, id, query.standing, now, {
    after: after == null ? null : String(after),
    limit: limit + 1,
  });
  const lost = await customers.unreachable(
    tx,
    id,
    rows.filter(isOpen).map((row) => row.org_id),
    now,
  );
  const { silent, ...figures } = await customers.figures(tx, id, now);
  const lostBefore = await customers.unreachable(tx, id, await customers.waiting(tx, id, now), now);
  return {
    ...pageOf(
      rows,
      limit,
      (row) => [row.org_id],
      (row) => {
        const unreachable = lost.has(row.org_id);
        return {
          organisation: { id: row.org_id, name: row.orgName },
          contact: row.contact,
          phone: row.phone,
          standing: customerStanding(
            { ...stateOf(row), readAt: row.read_at, phoneAt: row.phone_at, unreachable },
            now,
          ),
          systems: row.system_ids.length,
          origin: row.origin,
          toldAt: row.told_at,
          readAt: row.read_at,
          acknowledgedAt: row.acknowledged_at,
          acknowledgedHow: row.acknowledged_how,
          phoneAt: row.phone_at,
          note: row.note,
          waivedAt: row.waived_at,
          waivedReason: row.waived_reason,
          unreachable,
          calls: row.calls,
        };
      },
    ),
    figures: { ...figures, toCall: silent + lostBefore.size },
  };
}

function isOpen(row: customers.CustomerRow): boolean {
  return row.acknowledged_at === null && row.waived_at === null;
}

function stateOf(row: customers.CustomerRow) {
  return { toldAt: row.told_at, acknowledgedAt: row.acknowledged_at, waivedAt: row.waived_at };
}

/** An entry of the record names so many customers at most; notices are written batch by batch behind it. */
const BATCH = 200;

/** 告知受影响客户: all that were not told yet, at once; each finds its own notice. */
export async function notify(
  tx: Tx,
  actor: Actor,
  now: Date,
  id: string,
  input: { readonly version: number; readonly text: string; readonly followUp?: boolean | undefined },
) {
  const row = await held(tx, actor, id, input.version);
  notifyCustomers(await standingOf(tx, actor, now, row), factsOf(row), input.text);
  const settings = await storedSettings(tx);
  const after = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
  const told = await customers.markTold(tx, id, input.followUp === true, {
    now,
    remindAt: after(settingOf(settings, "incident.remindCustomers")),
    phoneAt: after(settingOf(settings, "incident.phoneCustomers")),
  });
  const noticeId = newId(now);
  await parts.insertNotice(tx, {
    id: noticeId,
    incident_id: id,
    text: input.text.trim(),
    follow_up: input.followUp === true,
    sent_by: actor.personId ?? "",
    sent_org: actor.orgId ?? "",
    sent_at: now,
    recipients: told.length,
  });
  // A provider has told its customers when none of its own is left; others' customers it does not see.
  const left = await customers.figures(tx, id, now);
  if (left.untold === 0) await parts.meetClocks(tx, id, actor.orgId ?? "", "customers", ["contract"], now);
  const moved = await move(tx, actor, now, row, {
    kind: "incident.customers-told",
    set: {},
    step: { kind: "notify", text: input.text, detail: String(told.length) },
    data: { noticeId, followUp: input.followUp === true, count: told.length, orgs: [] },
    secret: { text: input.text },
  });
  for (let i = 0; i < told.length; i += BATCH) {
    await emit(tx, actor, now, {
      kind: "incident.customers-told",
      object: { type: "incident", id },
      subjectId: row.cloud_ids[0] ?? null,
      data: {
        number: row.number,
        noticeId,
        followUp: input.followUp === true,
        orgs: told.slice(i, i + BATCH).map((each) => each.orgId),
      },
    });
  }
  await followClocks(tx, now, moved.row);
  return { version: moved.version, told: told.length };
}

/** A customer the computation did not find; one that is gone or never was there is no customer of it. */
export async function add(
  tx: Tx,
  actor: Actor,
  now: Date,
  id: string,
  input: { readonly version: number; readonly orgId: string; readonly reason: string },
) {
  const row = await held(tx, actor, id, input.version);
  requireHandler(await standingOf(tx, actor, now, row));
  requireState(row.state, ...RUNNING);
  const since = row.happened_at ?? row.known_at;
  const found = await customers.candidate(tx, input.orgId, row.cloud_ids, since);
  if (!found) throw new Refusal("not-found");
  const gone = found.endedAt !== null;
  if (gone || found.cloudIds.length === 0) {
    throw new Refusal("incident-customer-gone", {
      name: found.name,
      why: gone ? "已注销" : "在事件发生时不在所涉云平台上",
      whyEn: gone ? "it has ended" : "it was on none of the clouds when it happened",
    });
  }
  const sides = await queries.sidesOf(tx, found.cloudIds, now);
  const done = await customers.insert(tx, {
    incident_id: id,
    org_id: input.orgId,
    cloud_ids: found.cloudIds,
    system_ids: found.systemIds,
    origin: "added",
    added_at: now,
    seen_by: [...new Set([...sides.providers, ...row.supervisor_org_ids, input.orgId])],
  });
  if (!done) throw new Refusal("already-exists", { what: "受影响客户", value: found.name });
  const { version } = await move(tx, actor, now, row, {
    kind: "incident.customers-added",
    set: {},
    step: { kind: "customers", text: input.reason, detail: found.name },
    data: { orgs: [input.orgId] },
    secret: { reason: input.reason },
  });
  return { version };
}

async function customerOf(tx: Tx, id: string, orgId: string): Promise<customers.CustomerRow> {
  const found = await customers.customer(tx, id, orgId);
  if (!found) throw new Refusal("not-found");
  return found;
}

export async function waive(
  tx: Tx,
  actor: Actor,
  now: Date,
  at: { readonly id: string; readonly orgId: string },
  reason: string,
) {
  const row = await held(tx, actor, at.id);
  const found = await customerOf(tx, at.id, at.orgId);
  waiveCustomer(await standingOf(tx, actor, now, row), factsOf(row), stateOf(found), reason);
  await customers.update(tx, at.id, at.orgId, {
    waived_at: now,
    waived_by: actor.personId,
    waived_reason: reason.trim(),
  });
  await tell(tx, actor, now, row, {
    kind: "incident.customer-waived",
    step: { kind: "waive", text: reason, detail: found.orgName },
    data: { orgId: at.orgId },
    secret: { reason },
  });
  return {};
}

export async function call(
  tx: Tx,
  actor: Actor,
  now: Date,
  at: { readonly id: string; readonly orgId: string },
  input: { readonly result: CallResult; readonly spokeTo: string; readonly text: string },
) {
  const row = await held(tx, actor, at.id);
  const found = await customerOf(tx, at.id, at.orgId);
  const { acknowledges } = callCustomer(
    await standingOf(tx, actor, now, row),
    factsOf(row),
    stateOf(found),
    input,
  );
  await customers.insertCall(tx, {
    id: newId(now),
    incident_id: at.id,
    org_id: at.orgId,
    result: input.result,
    spoke_to: input.spokeTo.trim(),
    text: input.text.trim(),
    by_person: actor.personId ?? "",
    by_org: actor.orgId ?? "",
    at: now,
  });
  if (acknowledges) {
    await customers.update(tx, at.id, at.orgId, {
      told_at: found.told_at ?? now,
      acknowledged_at: now,
      acknowledged_by: actor.personId,
      acknowledged_how: "phone",
      note: input.spokeTo.trim(),
    });
  }
  await tell(tx, actor, now, row, {
    kind: "incident.customer-called",
    step: { kind: "call", text: input.text, detail: found.orgName },
    data: { orgId: at.orgId, result: input.result, acknowledged: acknowledges },
    secret: { spokeTo: input.spokeTo, text: input.text },
  });
  if (acknowledges) {
    await followClocks(tx, now, row);
    if ((await customers.figures(tx, at.id, now)).untold === 0)
      await parts.meetClocks(tx, at.id, actor.orgId ?? "", "customers", ["contract"], now);
  }
  return {};
}
