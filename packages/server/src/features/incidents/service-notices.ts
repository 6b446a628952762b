import {
  acknowledgeIncident,
  type Actor,
  type IncidentKind,
  type IncidentState,
  invalid,
  type OperatorKind,
  Refusal,
} from "@yunjian/domain";
import { emit } from "../../platform/events.ts";
import { decodeKey, DEFAULT_LIMIT, pageOf } from "../../platform/paging.ts";
import type { Tx } from "../../platform/tenancy.ts";
import * as customers from "./queries-customers.ts";
import * as parts from "./queries-parts.ts";
import { clockView } from "./service-page.ts";
import { storeTelling, type Telling } from "./service-tell.ts";

/** What a customer is told of incidents, and what it answers. It never sees the case itself. */

type BriefRow = Awaited<ReturnType<typeof customers.briefs>>[number];

export async function list(
  tx: Tx,
  actor: Actor,
  query: { readonly open?: boolean; readonly limit?: number; readonly after?: string },
) {
  const limit = query.limit ?? DEFAULT_LIMIT;
  const key = decodeKey(query.after, 2);
  const after = key ? { at: new Date(String(key[0])), id: String(key[1]) } : null;
  const rows = await customers.briefs(
    tx,
    actor.orgId ?? "",
    { open: query.open === true },
    { after, limit: limit + 1 },
  );
  return pageOf(rows, limit, (row) => [row.reported_at, row.id], summary);
}

function summary(row: BriefRow) {
  return {
    id: row.id,
    number: row.number,
    title: row.title,
    kind: row.kind as IncidentKind,
    state: row.state as IncidentState,
    sender: row.sender,
    happenedAt: row.happened_at,
    reportedAt: row.reported_at,
    mine: row.mine,
    toldAt: row.told_at,
    readAt: row.read_at,
    acknowledgedAt: row.acknowledged_at,
    closedAt: row.closed_at,
  };
}

async function briefOf(tx: Tx, actor: Actor, id: string): Promise<BriefRow> {
  const [row] = await customers.briefs(tx, actor.orgId ?? "", { id }, { after: null, limit: 1 });
  if (!row) throw new Refusal("not-found");
  return row;
}

export async function page(tx: Tx, actor: Actor, now: Date, id: string) {
  const brief = await briefOf(tx, actor, id);
  const orgId = actor.orgId ?? "";
  const own = brief.told_at === null ? undefined : await customers.customerSeen(tx, id, orgId);
  const clocks = await parts.clocksOf(tx, id, "customer", orgId);
  const tellings = (await parts.tellingsOf(tx, id)).filter((each) => each.org_id === orgId);
  const may = actor.permissions.has("incident-notice.respond") && own !== undefined;
  return {
    ...summary(brief),
    clouds: brief.clouds,
    systems: await customers.ownSystems(tx, own?.system_ids ?? []),
    notices: (await customers.noticesTo(tx, id)).map((each) => ({
      id: each.id,
      text: each.text,
      followUp: each.follow_up,
      sender: each.sender,
      sentAt: each.sent_at,
    })),
    note: own?.note ?? "",
    operator: own?.operator ?? ("other" as const),
    clocks: clocks.map((clock) => clockView(clock, now)),
    tellings: tellings.map((each) => ({
      id: each.id,
      channel: each.channel,
      kind: each.kind,
      toldAt: each.told_at,
    })),
    actions: [
      ...(may && own.acknowledged_at === null ? (["acknowledge"] as const) : []),
      ...(may && clocks.length > 0 ? (["telling"] as const) : []),
    ],
  };
}

export async function read(tx: Tx, actor: Actor, now: Date, id: string) {
  const brief = await briefOf(tx, actor, id);
  if (brief.told_at !== null) await customers.markRead(tx, id, actor.orgId ?? "", now);
  return {};
}

export async function acknowledge(
  tx: Tx,
  actor: Actor,
  now: Date,
  id: string,
  input: { readonly note: string; readonly operator?: OperatorKind | undefined },
) {
  const orgId = actor.orgId ?? "";
  const own = await customers.customer(tx, id, orgId);
  if (!own) throw new Refusal("not-found");
  acknowledgeIncident(actor, {
    toldAt: own.told_at,
    acknowledgedAt: own.acknowledged_at,
    waivedAt: own.waived_at,
  });
  const done = await customers.acknowledge(tx, id, orgId, {
    acknowledged_at: now,
    acknowledged_by: actor.personId,
    acknowledged_how: "in-app",
    read_at: own.read_at ?? now,
    note: input.note.trim(),
    ...(input.operator !== undefined && { operator: input.operator }),
  });
  if (!done) throw new Refusal("wrong-state", { state: "acknowledged", allowed: "told" });
  await emit(tx, actor, now, {
    kind: "incident.acknowledged",
    object: { type: "incident-notice", id },
    subjectId: orgId,
    data: { orgId, how: "in-app" },
    ...(input.note.trim() !== "" && { secret: { note: input.note } }),
  });
  return { acknowledgedAt: now };
}

/** The customer told its own authority; that meets its own clocks and nobody else's. */
export async function tell(tx: Tx, actor: Actor, now: Date, id: string, input: Omit<Telling, "reason">) {
  const orgId = actor.orgId ?? "";
  const own = await customers.customer(tx, id, orgId);
  if (!own || own.told_at === null) throw new Refusal("not-found");
  const toldAt = input.toldAt === undefined ? now : new Date(input.toldAt);
  if (toldAt.getTime() > now.getTime() + 5 * 60_000 || toldAt.getTime() < own.added_at.getTime()) {
    throw invalid({
      field: "/toldAt",
      message: {
        zh: "报告时间应在事件登记之后，且不晚于现在。",
        en: "After the incident was registered, and not in the future.",
      },
    });
  }
  const tellingId = await storeTelling(tx, actor, now, id, [...own.seen_by], {
    ...input,
    toldAt,
    outOfOrder: false,
    reason: "",
  });
  await emit(tx, actor, now, {
    kind: "incident.told",
    object: { type: "incident-notice", id },
    subjectId: orgId,
    data: { orgId, tellingId, channel: input.channel, stage: input.kind, toldAt: toldAt.toISOString() },
    secret: { text: input.text, reference: input.reference ?? "" },
  });
  return { id: tellingId };
}
