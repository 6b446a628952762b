import { loadCatalogue } from "@yunjian/catalogue";
import { WORK_SECTIONS, type WorkSection } from "@yunjian/contract";
import {
  type Actor,
  addMonths,
  dateOf,
  POSTURES,
  settingOf,
  type StoredSettings,
  worst,
} from "@yunjian/domain";
import type { Tx } from "../../platform/tenancy.ts";
import type { WorkRow } from "../../platform/work-rows.ts";
import { changesToDecide } from "../agreements/read-work.ts";
import { authorisationsToDo } from "../authorisations/read-work.ts";
import { rostersToFill } from "../duty/read-work.ts";
import { changesToDo } from "../changes/read-work.ts";
import { protectionToDo } from "../protected-periods/read-work.ts";
import { purgesToApprove } from "../files/read-work.ts";
import { supervisedSubjects } from "../identity/read-supervision.ts";
import { incidentsToDo } from "../incidents/read-work.ts";
import { lockedAccounts } from "../sign-in/read-work.ts";
import { ATTENTION, postureCounts, tally, worstFirst } from "../obligations/read-posture.ts";
import { dutiesToHandIn, supervisionToDo } from "../obligations/read-work.ts";
import { rectificationsToDo } from "../rectifications/read-work.ts";
import { cloudHeads } from "../registry/read-clouds.ts";
import { privilegesToDecide } from "../privileges/read-work.ts";
import { certificatesToRenew } from "../registry/read-work.ts";
import { retentionToDecide } from "../retention/read-work.ts";
import { disputesToDecide } from "../reviews/read-work.ts";
import { storedSettings } from "../settings/read.ts";
import { looseningsToDecide } from "../settings/read-work.ts";
import { objectsToRestore } from "../storage/read-work.ts";
import { submissionsToFinish } from "../submissions/read-work.ts";

const HORIZON_DAYS = 30;
const TOP_CLOUDS = 5;
const DAY_MS = 86_400_000;

/** Everything that waits for this person in the posts held now, from every feature that makes people wait. */
export async function work(tx: Tx, actor: Actor, now: Date) {
  const settings = await storedSettings(tx);
  const may = (...permissions: Parameters<Actor["permissions"]["has"]>[0][]) =>
    permissions.some((permission) => actor.permissions.has(permission));
  const supervises = may("review.work");
  const supervised = supervises ? await supervisedSubjects(tx, actor, now) : [];
  const rows: WorkRow[] = [];
  if (may("submission.prepare")) {
    rows.push(...(await dutiesToHandIn(tx, actor, now, new Date(now.getTime() + HORIZON_DAYS * DAY_MS))));
  }
  if (may("submission.prepare", "submission.sign-off"))
    rows.push(...(await submissionsToFinish(tx, actor, now)));
  if (supervises) {
    rows.push(...(await supervisionToDo(tx, actor, now, supervised)));
    rows.push(...(await changesToDecide(tx, actor, now, supervised)));
    rows.push(...(await disputesToDecide(tx, actor, now)));
  }
  if (may("rectification.work", "rectification.reassess")) {
    rows.push(...(await rectificationsToDo(tx, actor, now, supervised)));
  }
  if (may("authorisation.prepare", "authorisation.record")) {
    rows.push(...(await authorisationsToDo(tx, actor, now)));
  }
  if (may("protection.report", "protection.manage")) rows.push(...(await protectionToDo(tx, actor, now)));
  if (may("duty.work")) rows.push(...(await rostersToFill(tx, actor, now, settings, supervised)));
  if (may("change.prepare", "change.advise", "change-notice.respond")) {
    rows.push(...(await changesToDo(tx, actor, now, supervised)));
  }
  if (supervises || may("agreement.state-parameters")) {
    rows.push(...(await certificatesToRenew(tx, actor, now, { supervised, ...renewal(settings, now) })));
  }
  if (may("incident.handle", "incident.supervise", "incident-notice.respond"))
    rows.push(...(await incidentsToDo(tx, actor, now, supervised)));
  if (may("storage.check")) rows.push(...(await objectsToRestore(tx, now)));
  rows.push(...(await purgesToApprove(tx, actor, now)), ...(await lockedAccounts(tx, actor, now)));
  rows.push(...(await retentionToDecide(tx, actor, now)));
  rows.push(...(await privilegesToDecide(tx, actor, now)), ...(await looseningsToDecide(tx, actor, now)));
  return {
    at: now,
    sections: sectionsOf(rows),
    horizonDays: HORIZON_DAYS,
    standing: may("posture.read") ? await standing(tx, now, settings) : null,
  };
}

/** The first reminder of an ending assessment is when it becomes work. */
function renewal(settings: StoredSettings, now: Date) {
  const months = Math.max(...settingOf(settings, "certificate.remindMonths"));
  return {
    horizon: addMonths(dateOf(now), months),
    applyMonthsBefore: settingOf(settings, "certificate.applyMonthsBefore"),
  };
}

function sectionsOf(rows: readonly WorkRow[]) {
  const { duties } = loadCatalogue();
  const sections = [...Map.groupBy(rows, (row) => row.section)].flatMap(([name, items]) => {
    const key = WORK_SECTIONS.find((known) => known === name);
    const [first] = items;
    if (!key || !first) return [];
    const { count, late, worstDueAt } = first;
    return [
      {
        key,
        count,
        late,
        worstDueAt,
        items: items.map(({ id, aboutId, dutyId, title, label, place, party, dueAt }) => {
          const duty = dutyId === null ? undefined : duties.get(dutyId)?.title;
          const words = title ?? dutyId;
          return {
            id,
            aboutId,
            title: duty ?? (words === null ? null : { zh: words, en: words }),
            label,
            place,
            party,
            dueAt,
          };
        }),
      },
    ];
  });
  return sections.sort(
    (a, b) => urgency(a.worstDueAt) - urgency(b.worstDueAt) || order(a.key) - order(b.key),
  );
}

/** What has no limit comes after everything that has one. */
function urgency(at: Date | null): number {
  return at?.getTime() ?? Number.MAX_SAFE_INTEGER;
}

function order(key: WorkSection): number {
  return WORK_SECTIONS.indexOf(key);
}

async function standing(tx: Tx, now: Date, settings: StoredSettings) {
  const counts = await postureCounts(tx, now, settingOf(settings, "posture.dueSoonDays"), {}, [["cloud"]]);
  const perCloud = [...Map.groupBy(counts, (row) => row.cloudId).values()];
  const worstOf = perCloud.map((rows) => worst(rows.map(({ posture }) => posture)));
  const ranked = perCloud
    .map((rows) => ({ cloudId: rows[0]?.cloudId ?? "", counts: tally(rows) }))
    .filter((cloud) => ATTENTION.some((posture) => cloud.counts[posture] > 0))
    .sort((a, b) => worstFirst(a.counts, b.counts))
    .slice(0, TOP_CLOUDS);
  const names =
    perCloud.length > 1 && ranked.length > 0
      ? await cloudHeads(
          tx,
          ranked.map((cloud) => cloud.cloudId),
        )
      : [];
  const nameOf = new Map(names.map((head) => [head.cloudId, head]));
  return {
    clouds: perCloud.length,
    counts: tally(counts),
    worst: POSTURES.map((posture) => ({
      posture,
      clouds: worstOf.filter((each) => each === posture).length,
    })),
    attention: ranked.flatMap((cloud) => {
      const head = nameOf.get(cloud.cloudId);
      return head ? [{ ...cloud, cloudName: head.cloudName, providerName: head.providerName }] : [];
    }),
  };
}
