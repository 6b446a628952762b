import { minuteOf, outcomeWord } from "@yunjian/domain";
import type { RecordedEvent } from "../../platform/follow/follow.ts";
import type { Tx } from "../../platform/tenancy.ts";
import {
  type ChangeMatter,
  changeMatterById,
  changeOfNotice,
  customersTold,
  type ToldCustomer,
} from "../changes/read-notices.ts";
import type { Matter } from "./matter.ts";

/** What happened to a change: to provider and supervisor about the case, to each customer about what it is told. */
export async function aboutChange(tx: Tx, event: RecordedEvent): Promise<Matter[]> {
  if (event.kind === "change.told") {
    const told = await customersTold(tx, { changeId: event.object.id });
    // Who never heard of it before need not hear that it is off.
    return told.filter((each) => event.data["stage"] !== "off" || each.toldBefore).map(toldMatter);
  }
  if (event.kind === "change.answered") {
    const told = await customersTold(tx, { noticeId: String(event.data["noticeId"]) });
    return told.map(toldMatter);
  }
  const id =
    event.object.type === "change-notice" ? await changeOfNotice(tx, event.object.id) : event.object.id;
  const row = id === undefined ? undefined : await changeMatterById(tx, id);
  if (!row) return [];
  const matter = changeMatter(row);
  return [
    {
      ...matter,
      params: { ...matter.params, outcome: outcomeWord(`change-${String(event.data["opinion"])}`) },
    },
  ];
}

export function changeMatter(row: ChangeMatter): Matter {
  return {
    object: { type: "change", id: row.id },
    subjectId: row.cloudId,
    partyOrgId: row.providerOrgId,
    askers: [row.madeBy],
    params: {
      number: row.number,
      cloud: row.cloudName,
      org: row.providerName,
      planned: row.plannedFrom && minuteOf(row.plannedFrom),
      due: row.dueAt && minuteOf(row.dueAt),
    },
  };
}

export function toldMatter(row: ToldCustomer): Matter {
  return {
    object: { type: "change-notice", id: row.id },
    subjectId: row.cloudId,
    partyOrgId: row.orgId,
    seenBy: [row.orgId],
    params: {
      number: row.number,
      cloud: row.cloudName,
      org: row.providerName,
      planned: row.plannedFrom && minuteOf(row.plannedFrom),
    },
  };
}
