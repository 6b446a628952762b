import { type Actor, quorumOf, NO_TERMS, Refusal, windowOf } from "@yunjian/domain";
import { emit } from "../../platform/events.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { seesCase } from "../../platform/tenancy.ts";
import { storedSettings } from "../settings/read.ts";
import { adviser, termsOf } from "./facts.ts";
import * as parts from "./queries-parts.ts";

/** What was agreed about a cloud's changes; what was not follows the settings. */
export async function get(tx: Tx, actor: Actor, now: Date, cloudId: string) {
  await requireCloud(tx, actor, cloudId);
  const settings = await storedSettings(tx);
  const [terms = NO_TERMS] = await termsOf(tx, [cloudId]);
  const [row] = await parts.termsRows(tx, [cloudId]);
  const { supervises } = await adviser(tx, actor, now, [cloudId]);
  return {
    version: row?.version ?? 0,
    notice: terms.noticeWithin ?? windowOf(settings, "change.noticeWithin"),
    assess: terms.assessWithin ?? windowOf(settings, "change.assessWithin"),
    quorum: { value: quorumOf(terms, settings), source: terms.quorum === null ? "change.quorum" : "agreed" },
    reason: row?.reason ?? "",
    changedAt: row?.changed_at ?? null,
    changedBy: row ? { id: row.changed_by, name: row.changer } : null,
    mayChange: supervises && actor.permissions.has("change.advise"),
  };
}

async function requireCloud(tx: Tx, actor: Actor, cloudId: string): Promise<parts.CloudFacts> {
  const [cloud] = await parts.clouds(tx, [cloudId]);
  if (!cloud || !seesCase(actor, cloudId)) throw new Refusal("not-found");
  return cloud;
}

interface Agreed {
  readonly amount: number;
  readonly unit: "workdays" | "days";
}

export async function agree(
  tx: Tx,
  actor: Actor,
  now: Date,
  cloudId: string,
  input: {
    readonly version: number;
    readonly notice: Agreed | null;
    readonly assess: Agreed | null;
    readonly quorum: number | null;
    readonly reason: string;
  },
) {
  await requireCloud(tx, actor, cloudId);
  if (!(await adviser(tx, actor, now, [cloudId])).supervises) throw new Refusal("not-supervisor-of-subject");
  const version = await parts.storeTerms(tx, input.version, {
    cloud_id: cloudId,
    notice_amount: input.notice?.amount ?? null,
    notice_unit: input.notice?.unit ?? null,
    assess_amount: input.assess?.amount ?? null,
    assess_unit: input.assess?.unit ?? null,
    quorum: input.quorum,
    reason: input.reason.trim(),
    changed_by: actor.personId ?? "",
    changed_at: now,
  });
  if (version === undefined) throw new Refusal("stale-version");
  const words = (agreed: Agreed | null) => (agreed === null ? null : `${agreed.amount} ${agreed.unit}`);
  await emit(tx, actor, now, {
    kind: "change-terms.agreed",
    object: { type: "cloud", id: cloudId },
    subjectId: cloudId,
    data: { version, notice: words(input.notice), assess: words(input.assess), quorum: input.quorum },
    secret: { reason: input.reason },
  });
  return { version };
}
