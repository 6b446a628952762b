import type { OrganisationItem } from "@yunjian/contract";
import {
  type Actor,
  checkCreditCode,
  checkTwoPerson,
  type EngagementRole,
  isTwoPersonStrict,
  needText,
  Refusal,
  requireFields,
} from "@yunjian/domain";
import { emit } from "../../platform/events.ts";
import { historyOf } from "../../platform/ledger/history.ts";
import { DEFAULT_LIMIT, decodeKey, pageOf } from "../../platform/paging.ts";
import { unique } from "../../platform/postgres/unique.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { createOrganisation, type NewOrganisation } from "./founding.ts";
import * as queries from "./organisations-queries.ts";
import { engagedAs } from "./read.ts";

export interface OrganisationFacts {
  readonly name: string;
  readonly shortName: string;
  readonly creditCode: string | null;
  readonly roles: readonly EngagementRole[];
  readonly parentId: string | null;
  readonly region: string;
  readonly contact: string;
  readonly phone: string;
  readonly twoPerson: boolean;
}

export async function listOrganisations(
  tx: Tx,
  query: queries.OrganisationFilter & { sort?: string; limit?: number; after?: string },
) {
  const limit = query.limit ?? DEFAULT_LIMIT;
  const rows = await queries.listOrganisations(tx, query, {
    limit,
    after: decodeKey(query.after, 2) as [string, string] | null,
    down: query.sort === "-name",
  });
  return pageOf(rows, limit, (row) => [row.name, row.id], show);
}

export async function getOrganisation(tx: Tx, actor: Actor, now: Date, id: string) {
  const row = await queries.organisationWithParent(tx, id);
  if (!row) throw new Refusal("not-found");
  return {
    ...show(row),
    children: await queries.childrenOf(tx, id),
    people: await queries.peopleCount(tx, id),
    history: await historyOf(tx, [id]),
    may: row.ended_at ? ("nothing" as const) : await mayChange(tx, actor, now, id),
  };
}

export async function registerOrganisation(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: OrganisationFacts,
): Promise<string> {
  if (!actor.permissions.has("registry.write")) throw new Refusal("forbidden");
  const facts = tidy(input);
  checkFacts(facts);
  await checkParent(tx, null, facts.parentId);
  return await createOrganisation(tx, actor, now, facts satisfies NewOrganisation);
}

export async function changeOrganisation(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: OrganisationFacts & { readonly id: string; readonly version: number },
): Promise<number> {
  const row = await queries.organisationWithParent(tx, input.id);
  if (!row) throw new Refusal("not-found");
  if (row.ended_at) throw new Refusal("wrong-state", { state: "已停用 / ended", allowed: "正常 / running" });
  const may = await mayChange(tx, actor, now, row.id);
  if (may === "nothing") {
    throw new Refusal(
      actor.permissions.has("registry.write") ? "not-supervisor-of-subject" : "not-your-organisation",
    );
  }
  const facts = tidy(input);
  if (may === "contact") requireOnlyContact(row, facts);
  checkFacts(facts);
  if (facts.parentId !== row.parent_id) await checkParent(tx, row.id, facts.parentId);
  const changed = () =>
    queries.changeOrganisation(tx, row.id, input.version, {
      name: facts.name,
      short_name: facts.shortName,
      credit_code: facts.creditCode,
      roles: [...facts.roles],
      parent_id: facts.parentId,
      region: facts.region,
      contact: facts.contact,
      phone: facts.phone,
      two_person: facts.twoPerson,
    });
  await unique("单位", facts.name, async () => {
    if (!(await changed())) throw new Refusal("stale-version");
  });
  await queries.changeSubject(tx, row.id, { name: facts.name });
  await emit(tx, actor, now, {
    kind: "organisation.changed",
    object: { type: "organisation", id: row.id },
    subjectId: row.id,
    data: { roles: [...facts.roles], parent: facts.parentId, twoPerson: facts.twoPerson },
    secret: { name: facts.name, contact: facts.contact, phone: facts.phone },
  });
  return input.version + 1;
}

export async function endOrganisation(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: { id: string; version: number; reason: string },
): Promise<number> {
  const row = await queries.organisationWithParent(tx, input.id);
  if (!row) throw new Refusal("not-found");
  if (row.ended_at) throw new Refusal("wrong-state", { state: "已停用 / ended", allowed: "正常 / running" });
  if ((await mayChange(tx, actor, now, row.id)) !== "all") throw new Refusal("not-supervisor-of-subject");
  if (row.id === actor.orgId) throw new Refusal("in-use", { by: row.short_name });
  if (input.reason.trim() === "") throw new Refusal("reason-required");
  const running = [
    ...(await queries.runningSubjectsOf(tx, row.id, 4)),
    ...(await queries.childrenOf(tx, row.id)).map((child) => child.name),
  ];
  if (running.length > 0)
    throw new Refusal("in-use", { by: running.slice(0, 4).join("、") + (running.length > 4 ? "……" : "") });
  if (!(await queries.changeOrganisation(tx, row.id, input.version, { ended_at: now })))
    throw new Refusal("stale-version");
  await queries.changeSubject(tx, row.id, { ended_at: now });
  await emit(tx, actor, now, {
    kind: "organisation.ended",
    object: { type: "organisation", id: row.id },
    subjectId: row.id,
    data: {},
    secret: { reason: input.reason },
  });
  return input.version + 1;
}

// ---------------------------------------------------------------------------------------------------

async function mayChange(
  tx: Tx,
  actor: Actor,
  now: Date,
  id: string,
): Promise<"all" | "contact" | "nothing"> {
  if (
    actor.permissions.has("registry.write") &&
    (await engagedAs(tx, actor, now, ["supervisor", "manager"], [id]))
  )
    return "all";
  return actor.permissions.has("registry.own") && actor.orgId === id ? "contact" : "nothing";
}

function tidy(input: OrganisationFacts): OrganisationFacts {
  const code = input.creditCode?.replace(/\s+/g, "").toUpperCase() ?? "";
  return {
    name: input.name.trim(),
    shortName: input.shortName.trim(),
    creditCode: code === "" ? null : code,
    roles: [...new Set(input.roles)],
    parentId: input.parentId,
    region: input.region.trim(),
    contact: input.contact.trim(),
    phone: input.phone.trim(),
    twoPerson: input.twoPerson,
  };
}

function checkFacts(facts: OrganisationFacts): void {
  requireFields(
    needText("/name", facts.name, { zh: "单位名称", en: "The name" }),
    needText("/shortName", facts.shortName, { zh: "单位简称", en: "The short name" }),
    needText("/region", facts.region, { zh: "所在地区", en: "The region" }),
    facts.roles.length === 0 && {
      field: "/roles",
      message: { zh: "请至少选择一个角色。", en: "Choose at least one role." },
    },
    checkCreditCode("/creditCode", facts.creditCode),
    checkTwoPerson("/twoPerson", facts.roles, facts.twoPerson),
  );
}

async function checkParent(tx: Tx, id: string | null, parentId: string | null): Promise<void> {
  if (parentId === null) return;
  const line = await queries.lineOf(tx, parentId);
  requireFields(
    line.length === 0 && {
      field: "/parentId",
      message: { zh: "没有找到该上级单位。", en: "There is no such parent organisation." },
    },
    id !== null &&
      line.includes(id) && {
        field: "/parentId",
        message: { zh: "不能以本单位或其下级单位为上级。", en: "An organisation cannot stand below itself." },
      },
  );
}

/** The organisation's own people keep contact and phone; what it is called and what it may do is the register's. */
function requireOnlyContact(row: queries.OrganisationRow, facts: OrganisationFacts): void {
  const same: Record<string, boolean> = {
    "/name": facts.name === row.name,
    "/shortName": facts.shortName === row.short_name,
    "/creditCode": facts.creditCode === row.credit_code,
    "/roles": [...facts.roles].sort().join() === [...row.roles].sort().join(),
    "/parentId": facts.parentId === row.parent_id,
    "/region": facts.region === row.region,
    "/twoPerson": facts.twoPerson === row.two_person,
  };
  requireFields(
    ...Object.entries(same).map(
      ([field, unchanged]) =>
        !unchanged && {
          field,
          message: {
            zh: "此项由运行监管方或管理单位变更。",
            en: "This is changed by the supervisor or manager.",
          },
        },
    ),
  );
}

function show(row: queries.OrganisationRow) {
  return {
    id: row.id,
    name: row.name,
    shortName: row.short_name,
    creditCode: row.credit_code,
    roles: row.roles as OrganisationItem["roles"],
    // A parent that may not be seen is not named.
    parent: row.parent_id && row.parent_name ? { id: row.parent_id, name: row.parent_name } : null,
    region: row.region,
    contact: row.contact,
    phone: row.phone,
    twoPerson: row.two_person,
    twoPersonStrict: isTwoPersonStrict(row.roles),
    createdAt: row.created_at,
    endedAt: row.ended_at,
    version: row.version,
  };
}
