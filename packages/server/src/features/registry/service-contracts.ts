import {
  type Actor,
  checkDate,
  dateOf,
  type IsoDate,
  invalid,
  needRole,
  needText,
  Refusal,
  requireFields,
} from "@yunjian/domain";
import { emit } from "../../platform/events.ts";
import { newId } from "../../platform/ids.ts";
import { unique } from "../../platform/postgres/unique.ts";
import { alsoVisible, type Tx } from "../../platform/tenancy.ts";
import { organisationFacts } from "../identity/read.ts";
import * as queries from "./queries.ts";
import { requireKeeper, requireRegistrar } from "./rights.ts";
import { openCloud, requireRunning } from "./service-clouds.ts";

/** Contracts are kept as a reference: who, with whom, for which cloud, from when until when. */
interface ContractFacts {
  readonly number: string;
  readonly title: string;
  readonly signedOn: IsoDate;
  readonly endsOn: IsoDate | null;
}

export async function createContract(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: ContractFacts & {
    readonly customerOrgId: string;
    readonly providerOrgId: string;
    readonly cloudId: string | null;
  },
): Promise<string> {
  requireRegistrar(actor, input.customerOrgId);
  const [customer, provider] = [
    await organisationFacts(tx, input.customerOrgId),
    await organisationFacts(tx, input.providerOrgId),
  ];
  if (!customer || !provider) throw new Refusal("not-found");
  const cloud = input.cloudId === null ? null : await openCloud(tx, input.cloudId);
  requireFields(
    needRole("/customerOrgId", customer, "customer"),
    needRole("/providerOrgId", provider, "provider"),
    ...problems(input),
  );
  if (cloud && cloud.provider_org_id !== provider.id) {
    throw invalid({
      field: "/cloudId",
      message: { zh: `“${cloud.name}”不属于该云服务商。`, en: `“${cloud.name}” is not this provider's.` },
    });
  }
  const id = newId(now);
  await alsoVisible(tx, actor, { subjects: [id] });
  // Not under the cloud: its other customers see the state of the cloud, never each other's contracts.
  await queries.insertSubject(tx, {
    id,
    kind: "contract",
    name: input.title.trim(),
    cloud_id: null,
    owner_org_id: customer.id,
    created_at: now,
  });
  await unique("合同编号", input.number.trim(), () =>
    queries.insertContract(tx, {
      id,
      customer_org_id: customer.id,
      provider_org_id: provider.id,
      cloud_id: cloud?.id ?? null,
      created_at: now,
      ...columnsOf(input),
    }),
  );
  await emit(tx, actor, now, {
    kind: "contract.registered",
    object: { type: "contract", id },
    subjectId: id,
    data: {
      customer: customer.id,
      provider: provider.id,
      cloud: cloud?.id ?? null,
      signedOn: input.signedOn,
      endsOn: input.endsOn,
    },
    secret: { number: input.number, title: input.title },
  });
  return id;
}

export async function changeContract(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: ContractFacts & { readonly id: string; readonly version: number },
): Promise<number> {
  const contract = await keptContract(tx, actor, now, input.id);
  requireFields(...problems(input));
  await unique("合同编号", input.number.trim(), async () => {
    if (!(await queries.change(tx, "contract", contract.id, input.version, columnsOf(input))))
      throw new Refusal("stale-version");
  });
  await queries.changeSubject(tx, contract.id, { name: input.title.trim() });
  await emit(tx, actor, now, {
    kind: "contract.changed",
    object: { type: "contract", id: contract.id },
    subjectId: contract.id,
    data: { signedOn: input.signedOn, endsOn: input.endsOn },
    secret: { number: input.number, title: input.title },
  });
  return input.version + 1;
}

export async function endContract(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: { id: string; version: number; reason: string },
): Promise<number> {
  const contract = await keptContract(tx, actor, now, input.id);
  if (input.reason.trim() === "") throw new Refusal("reason-required");
  if (!(await queries.change(tx, "contract", contract.id, input.version, { ended_at: now })))
    throw new Refusal("stale-version");
  await queries.changeSubject(tx, contract.id, { ended_at: now });
  await emit(tx, actor, now, {
    kind: "contract.ended",
    object: { type: "contract", id: contract.id },
    subjectId: contract.id,
    data: { on: dateOf(now) },
    secret: { reason: input.reason },
  });
  return input.version + 1;
}

async function keptContract(tx: Tx, actor: Actor, now: Date, id: string) {
  const contract = await queries.contractById(tx, id);
  if (!contract) throw new Refusal("not-found");
  requireRunning(contract);
  await requireKeeper(tx, actor, now, [id], [contract.customer_org_id]);
  return contract;
}

function problems(input: ContractFacts) {
  return [
    needText("/number", input.number, { zh: "合同编号", en: "The contract's number" }),
    needText("/title", input.title, { zh: "合同名称", en: "The contract's title" }),
    checkDate("/signedOn", input.signedOn),
    checkDate("/endsOn", input.endsOn) ??
      (input.endsOn !== null && input.endsOn < input.signedOn
        ? {
            field: "/endsOn",
            message: {
              zh: `不能早于签订日期 ${input.signedOn}。`,
              en: `Must not lie before ${input.signedOn}.`,
            },
          }
        : null),
  ];
}

function columnsOf(input: ContractFacts) {
  return {
    number: input.number.trim(),
    title: input.title.trim(),
    signed_on: input.signedOn,
    ends_on: input.endsOn,
  };
}
