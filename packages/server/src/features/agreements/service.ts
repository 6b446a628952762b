import { loadCatalogue } from "@yunjian/catalogue";
import {
  type Actor,
  type AgreementTerm,
  applyLevel,
  changeTerms,
  compareTerms,
  dateOf,
  dutiesFor,
  Refusal,
  requireDifference,
  requireReason,
  type TermChange,
} from "@yunjian/domain";
import { emit } from "../../platform/events.ts";
import { newId } from "../../platform/ids.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { engagedAs } from "../identity/read.ts";
import { type CloudDuties, cloudForDuties } from "../registry/read.ts";
import * as queries from "./queries.ts";
import { type AgreementInForce, agreementInForce } from "./read.ts";

/** Version 1 of a cloud's agreement: what the catalogue asks, before anybody agreed on anything else. */
export async function makeAgreement(tx: Tx, actor: Actor, now: Date, cloudId: string): Promise<void> {
  const cloud = await cloudForDuties(tx, cloudId);
  if (!cloud || (await agreementInForce(tx, cloudId))) return;
  const catalogue = loadCatalogue();
  const terms = dutiesFor(catalogue.duties.values(), cloud);
  const made = await queries.insertVersion(tx, {
    id: newId(now),
    cloudId,
    version: 1,
    terms,
    catalogueDigest: catalogue.digest,
    reason: "按条款目录的默认要求建立",
    createdBy: actor.personId,
    approvedBy: null,
    effectiveFrom: now,
  });
  if (!made) throw new Refusal("stale-version");
  await emit(tx, actor, now, {
    kind: "agreement.made",
    object: { type: "agreement", id: cloudId },
    subjectId: cloudId,
    data: { version: 1, duties: terms.length, applicable: terms.filter((term) => term.applicable).length },
  });
}

/** A cloud's capability level or the day its supervision starts was changed in the register. */
export async function followCloud(
  tx: Tx,
  actor: Actor,
  now: Date,
  cloudId: string,
  before: { readonly supervisedFrom: string },
): Promise<void> {
  const [cloud, agreement] = [await cloudForDuties(tx, cloudId), await agreementInForce(tx, cloudId)];
  if (!cloud || !agreement) return;
  const moved = agreement.terms.map((term) =>
    term.startsOn === before.supervisedFrom ? { ...term, startsOn: cloud.supervisedFrom } : term,
  );
  const from = cloud.supervisedFrom > dateOf(now) ? cloud.supervisedFrom : dateOf(now);
  const terms = applyLevel(moved, loadCatalogue().duties.values(), cloud.capabilityLevel, from);
  if (compareTerms(agreement.terms, terms).length === 0) return;
  await nextVersion(tx, actor, now, cloudId, agreement, terms, {
    reason: "云平台登记信息变更（能力等级或监管起始日）",
    createdBy: actor.personId,
    approvedBy: null,
  });
}

/** What a supervisor changes by itself: tighter frequency, time point, start, reviewer. */
export async function changeAgreement(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: { cloudId: string; version: number; reason: string; changes: readonly TermChange[] },
): Promise<number> {
  requireReason(input.reason);
  const agreement = await underSupervision(tx, actor, now, input.cloudId);
  if (agreement.version !== input.version) throw new Refusal("stale-version");
  const terms = changeTerms(agreement.terms, loadCatalogue().duties, input.changes, dateOf(now));
  requireDifference(agreement.terms, terms);
  return await nextVersion(tx, actor, now, input.cloudId, agreement, terms, {
    reason: input.reason.trim(),
    createdBy: actor.personId,
    approvedBy: null,
  });
}

/** Stores the next version and lets the obligations follow. */
export async function nextVersion(
  tx: Tx,
  actor: Actor,
  now: Date,
  cloudId: string,
  before: AgreementInForce,
  terms: readonly AgreementTerm[],
  why: { readonly reason: string; readonly createdBy: string | null; readonly approvedBy: string | null },
): Promise<number> {
  const version = before.version + 1;
  const made = await queries.insertVersion(tx, {
    id: newId(now),
    cloudId,
    version,
    terms,
    catalogueDigest: loadCatalogue().digest,
    effectiveFrom: now,
    ...why,
  });
  if (!made) throw new Refusal("stale-version");
  await emit(tx, actor, now, {
    kind: "agreement.changed",
    object: { type: "agreement", id: cloudId },
    subjectId: cloudId,
    data: {
      version,
      duties: [...new Set(compareTerms(before.terms, terms).map((difference) => difference.dutyId))],
      createdBy: why.createdBy,
      approvedBy: why.approvedBy,
    },
    secret: { reason: why.reason },
  });
  return version;
}

/** The agreement of a cloud that the actor's organisation supervises; refuses everything else. */
export async function underSupervision(
  tx: Tx,
  actor: Actor,
  now: Date,
  cloudId: string,
): Promise<AgreementInForce> {
  const { agreement } = await agreementOfCloud(tx, cloudId);
  if (!(await engagedAs(tx, actor, now, ["supervisor"], [cloudId])))
    throw new Refusal("not-supervisor-of-subject");
  return agreement;
}

export async function agreementOfCloud(
  tx: Tx,
  cloudId: string,
): Promise<{ cloud: CloudDuties; agreement: AgreementInForce }> {
  const cloud = await cloudForDuties(tx, cloudId);
  const agreement = cloud && (await agreementInForce(tx, cloudId));
  if (!cloud || !agreement) throw new Refusal("not-found");
  return { cloud, agreement };
}
