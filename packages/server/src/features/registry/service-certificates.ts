import {
  type Actor,
  certificateValidUntil,
  checkDate,
  checkDateNotAfter,
  dateOf,
  type IsoDate,
  needText,
  Refusal,
  requireFields,
} from "@yunjian/domain";
import { emit } from "../../platform/events.ts";
import { newId } from "../../platform/ids.ts";
import { unique } from "../../platform/postgres/unique.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { storedSettings } from "../settings/read.ts";
import * as queries from "./queries.ts";
import { requireKeeper } from "./rights.ts";
import { openCloud } from "./service-clouds.ts";

const TODAY = { zh: "今天", en: "today" };

/** Enters a security assessment certificate; it holds for three years from its publication unless it says otherwise. */
export async function createCertificate(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: { cloudId: string; number: string; issuedOn: IsoDate; validUntil?: IsoDate | null },
): Promise<string> {
  const cloud = await openCloud(tx, input.cloudId);
  await requireKeeper(tx, actor, now, [cloud.id], [cloud.provider_org_id]);
  requireFields(
    needText("/number", input.number, { zh: "评估结果编号", en: "The certificate's number" }),
    checkDate("/issuedOn", input.issuedOn) ??
      checkDateNotAfter("/issuedOn", input.issuedOn, dateOf(now), TODAY),
    checkDate("/validUntil", input.validUntil ?? null) ??
      (input.validUntil != null &&
        input.validUntil <= input.issuedOn && {
          field: "/validUntil",
          message: { zh: `应晚于发布日期 ${input.issuedOn}。`, en: `Must lie after ${input.issuedOn}.` },
        }),
  );
  const validUntil = input.validUntil ?? certificateValidUntil(input.issuedOn, await storedSettings(tx));
  const id = newId(now);
  await unique("评估结果编号", input.number.trim(), () =>
    queries.insertCertificate(tx, {
      id,
      cloud_id: cloud.id,
      number: input.number.trim(),
      issued_on: input.issuedOn,
      valid_until: validUntil,
      created_at: now,
    }),
  );
  await emit(tx, actor, now, {
    kind: "certificate.registered",
    object: { type: "certificate", id },
    subjectId: cloud.id,
    data: { issuedOn: input.issuedOn, validUntil },
    secret: { number: input.number },
  });
  return id;
}

/** The re-assessment has been applied for. */
export async function applyCertificate(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: { id: string; version: number; appliedOn: IsoDate },
): Promise<number> {
  const { certificate, cloud } = await openCertificate(tx, input.id);
  await requireKeeper(tx, actor, now, [cloud.id], [cloud.provider_org_id]);
  requireFields(
    checkDate("/appliedOn", input.appliedOn) ??
      checkDateNotAfter("/appliedOn", input.appliedOn, dateOf(now), TODAY) ??
      (input.appliedOn < certificate.issued_on && {
        field: "/appliedOn",
        message: {
          zh: `不能早于发布日期 ${certificate.issued_on}。`,
          en: `Must not lie before ${certificate.issued_on}.`,
        },
      }),
  );
  if (
    !(await queries.change(tx, "certificate", certificate.id, input.version, { applied_on: input.appliedOn }))
  ) {
    throw new Refusal("stale-version");
  }
  await emit(tx, actor, now, {
    kind: "certificate.applied",
    object: { type: "certificate", id: certificate.id },
    subjectId: cloud.id,
    data: { appliedOn: input.appliedOn },
  });
  return input.version + 1;
}

/** A change of control, or whatever else ends the trust, voids the certificate; only the supervising side says so. */
export async function voidCertificate(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: { id: string; version: number; reason: string },
): Promise<number> {
  const { certificate, cloud } = await openCertificate(tx, input.id);
  await requireKeeper(tx, actor, now, [cloud.id], []);
  if (input.reason.trim() === "") throw new Refusal("reason-required");
  const values = { voided_at: now, void_reason: input.reason.trim() };
  if (!(await queries.change(tx, "certificate", certificate.id, input.version, values)))
    throw new Refusal("stale-version");
  await emit(tx, actor, now, {
    kind: "certificate.voided",
    object: { type: "certificate", id: certificate.id },
    subjectId: cloud.id,
    data: { on: dateOf(now) },
    secret: { reason: input.reason },
  });
  return input.version + 1;
}

async function openCertificate(tx: Tx, id: string) {
  const certificate = await queries.certificateById(tx, id);
  if (!certificate) throw new Refusal("not-found");
  if (certificate.voided_at !== null)
    throw new Refusal("wrong-state", { state: "已失效 / void", allowed: "有效 / valid" });
  return { certificate, cloud: await openCloud(tx, certificate.cloud_id) };
}
