import { type Actor, Refusal, type ResourceKind } from "@yunjian/domain";
import { emit } from "../../platform/events.ts";
import { newId } from "../../platform/ids.ts";
import type { Cells, Words } from "../../platform/tables/cells.ts";
import type { Taken } from "../../platform/tables/kinds.ts";
import type { Tx } from "../../platform/tenancy.ts";
import * as queries from "./queries.ts";
import { mayKeep } from "./rights.ts";

/** Resource lists run to tens of thousands of lines, so they are taken by the hundred: a handful of statements each time. */

const KINDS: Words<ResourceKind> = {
  vm: ["云主机", "虚拟机", "云服务器", "ECS"],
  volume: ["云硬盘", "存储卷", "存储"],
  network: ["网络", "虚拟网络", "负载均衡"],
  database: ["数据库", "云数据库"],
  other: ["其他", "其它"],
};

type System = Awaited<ReturnType<typeof queries.systemsNamed>>[number];

export async function takeResource(tx: Tx, actor: Actor, now: Date, cells: Cells): Promise<Taken> {
  const [taken] = await takeResources(tx, actor, now, [cells]);
  return taken ?? { outcome: "unchanged", warnings: [] };
}

/** null for a line whose cells have problems. */
export async function takeResources(
  tx: Tx,
  actor: Actor,
  now: Date,
  lines: readonly Cells[],
): Promise<(Taken | null)[]> {
  const names = [...new Set(lines.map((cells) => cells.raw("systemId")).filter((name) => name !== ""))];
  const systems = Map.groupBy(await queries.systemsNamed(tx, names), (row) => row.name);
  const rights = new Map<string, Promise<boolean>>();
  const rows: { line: number; id: string; row: Parameters<typeof queries.insertResources>[1][number] }[] = [];
  const seen = new Set<string>();
  for (const [line, cells] of lines.entries()) {
    const kind = cells.word("kind", KINDS, "other");
    const facts = {
      name: cells.need("name", 100),
      specification: cells.text("specification", 200),
      address: cells.text("address", 200),
    };
    const place = placeOf(cells, systems);
    if (!place?.cloud_id || cells.problems.length > 0) continue;
    const pair = `${place.id} ${place.cloud_id}`;
    const allowed = rights.get(pair) ?? mayEnter(tx, actor, now, place);
    rights.set(pair, allowed);
    if (!(await allowed)) {
      cells.problem("systemId", "您不能为该系统登记资源。", "You may not enter resources of this system.");
      continue;
    }
    const once = `${pair} ${kind} ${facts.name}`;
    if (seen.has(once)) continue;
    seen.add(once);
    const id = newId(now);
    rows.push({
      line,
      id,
      row: { id, system_id: place.id, cloud_id: place.cloud_id, kind, created_at: now, ...facts },
    });
  }
  const made = await queries.insertResources(
    tx,
    rows.map(({ row }) => row),
  );
  await record(
    tx,
    actor,
    now,
    rows.filter(({ id }) => made.has(id)).map(({ row }) => row),
  );
  const taken = new Set(rows.filter(({ id }) => made.has(id)).map(({ line }) => line));
  return lines.map((cells, line) => {
    if (cells.problems.length > 0) return null;
    return { outcome: taken.has(line) ? "taken" : "unchanged", warnings: [] };
  });
}

/** The one system and cloud that a line means; says at its cells when there is none or more than one. */
function placeOf(cells: Cells, systems: ReadonlyMap<string, System[]>): System | undefined {
  const [name, org, cloud] = [cells.need("systemId", 100), cells.raw("orgId"), cells.raw("cloudId")];
  if (name === "") return undefined;
  const named = systems.get(name) ?? [];
  if (named.length === 0) {
    cells.problem(
      "systemId",
      `没有找到业务系统“${name}”，请先登记，或核对名称。`,
      `There is no system “${name}”.`,
    );
    return undefined;
  }
  const owned = org === "" ? named : named.filter((row) => row.org_name === org || row.org_short === org);
  if (owned.length === 0) {
    cells.problem("orgId", `“${org}”没有名为“${name}”的系统。`, `“${org}” has no system “${name}”.`);
    return undefined;
  }
  if (new Set(owned.map((row) => row.id)).size > 1) {
    cells.problem(
      "orgId",
      `有多个单位登记了“${name}”，请填写客户单位。`,
      `Several organisations have a system “${name}”; name the customer.`,
    );
    return undefined;
  }
  const placed = owned.filter((row) => row.cloud_id !== null && (cloud === "" || row.cloud_name === cloud));
  if (placed.length === 1) return placed[0];
  if (placed.length > 1)
    cells.problem(
      "cloudId",
      "该系统在多个云平台上，请填写云平台。",
      "The system runs on several clouds; name one.",
    );
  else
    cells.problem(
      "cloudId",
      cloud === "" ? "该系统尚未登记上云。" : `该系统未登记在“${cloud}”上。`,
      "The system is not registered on that cloud.",
    );
  return undefined;
}

async function mayEnter(tx: Tx, actor: Actor, now: Date, place: System): Promise<boolean> {
  if (place.cloud_id === null) throw new Refusal("not-found");
  const owners = [place.org_id, ...(place.provider_org_id ? [place.provider_org_id] : [])];
  return (await mayKeep(tx, actor, now, [place.id, place.cloud_id], owners)) !== "nothing";
}

/** One entry per system: how many resources it got. */
async function record(
  tx: Tx,
  actor: Actor,
  now: Date,
  rows: readonly { id: string; system_id: string; cloud_id: string }[],
): Promise<void> {
  for (const [systemId, made] of Map.groupBy(rows, (row) => row.system_id)) {
    const [first] = made;
    if (!first) continue;
    await emit(tx, actor, now, {
      kind: "resource.registered",
      object: { type: "system", id: systemId },
      subjectId: systemId,
      data: { count: made.length, clouds: [...new Set(made.map((row) => row.cloud_id))] },
    });
  }
}
