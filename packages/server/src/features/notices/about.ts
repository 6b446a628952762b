import { loadCatalogue } from "@yunjian/catalogue";
import { type Bilingual, dateOf, type EventData, outcomeWord } from "@yunjian/domain";
import type { RecordedEvent } from "../../platform/follow/follow.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { aboutAuthorisation, aboutEmergencyRule } from "./about-authorisation.ts";
import { aboutChange } from "./about-change.ts";
import { aboutIncident } from "./about-incident.ts";
import { aboutKey, aboutLoosening, aboutPrivilege, aboutRetention } from "./about-rights.ts";
import { aboutProtectedPeriod } from "./about-readiness.ts";
import type { Matter } from "./matter.ts";
import { fileOwner } from "../files/read-notices.ts";
import { nameOfPerson } from "../identity/read-notices.ts";
import { extensionById } from "../obligations/read-notices.ts";
import { type PeriodRow, periodsByIds } from "../obligations/read.ts";
import {
  type RectificationRow,
  rectificationById,
  rectificationRequestById,
} from "../rectifications/read-notices.ts";
import { lastWhoDid } from "../record/read.ts";
import { subjectNames } from "../registry/read-notices.ts";
import { disputeById, reviewerById } from "../reviews/read-notices.ts";
import { submissionAuthor, usesOfFile } from "../submissions/read-notices.ts";

/** Reads what an event is about. An event about something that is gone or of no concern to anybody gives nothing. */
export async function aboutEvent(tx: Tx, event: RecordedEvent): Promise<Matter[]> {
  const [area] = event.kind.split(".");
  switch (area) {
    case "period":
    case "review":
      return await aboutPeriods(tx, event);
    case "submission":
      return await aboutSubmission(tx, event);
    case "dispute":
      return await aboutDispute(tx, event);
    case "extension":
      return await aboutExtension(tx, event);
    case "rectification":
      return await aboutRectification(tx, event);
    case "authorisation":
      return await aboutAuthorisation(tx, event);
    case "incident":
      return await aboutIncident(tx, event);
    case "emergency-rule":
      return await aboutEmergencyRule(tx, event);
    case "change":
      return await aboutChange(tx, event);
    case "protected-period":
      return await aboutProtectedPeriod(tx, event);
    case "agreement":
      return await aboutAgreement(tx, event);
    case "certificate":
      return await aboutCertificate(tx, event);
    case "file":
      return await (SCANNED.has(event.kind) ? aboutScan(tx, event) : aboutFile(tx, event));
    case "storage":
    case "scanner":
      return aboutStorage(event);
    case "person":
    case "factor":
      return await aboutPerson(tx, event);
    case "privilege":
      return await aboutPrivilege(tx, event);
    case "retention":
      return await aboutRetention(tx, event);
    case "loosening":
      return await aboutLoosening(tx, event);
    case "key":
      return await aboutKey(tx, event);
    default:
      return [];
  }
}

export function periodMatter(period: PeriodRow, due: Date | null = period.partyDueAt): Matter {
  return {
    object: { type: "period", id: period.id },
    subjectId: period.subjectId,
    partyOrgId: period.partyOrgId,
    reviewerOrgId: period.reviewerOrgId,
    params: {
      what: dutyTitle(period.dutyId),
      label: period.label,
      cloud: placeOf(period),
      org: period.partyName,
      due: due && dateOf(due),
    },
  };
}

export function rectificationMatter(row: RectificationRow, due: Date | null = row.dueAt): Matter {
  return {
    object: { type: "rectification", id: row.id },
    subjectId: row.subjectId,
    partyOrgId: row.partyOrgId,
    askers: [row.issuedBy],
    params: { number: row.number, cloud: row.cloudName, due: due && dateOf(due) },
  };
}

async function aboutPeriods(tx: Tx, event: RecordedEvent): Promise<Matter[]> {
  const ids =
    event.object.type === "period"
      ? [event.object.id]
      : [...idsIn(event.data, "period"), ...listIn(event.data, "periods")];
  const found = await periodsByIds(tx, ids);
  // Nobody was told that a period planned for later would open.
  const periods =
    event.kind === "period.cancelled" ? found.filter((period) => period.opensAt <= event.at) : found;
  const outcome = outcomeWord(String(event.data["outcome"]));
  const returned = event.data["outcome"] === "supplement-needed";
  const submission = typeof event.data["submissionId"] === "string" ? event.data["submissionId"] : null;
  const author = submission === null ? undefined : await submissionAuthor(tx, submission);
  const reviewer = event.object.type === "review" ? await reviewerById(tx, event.object.id) : undefined;
  return periods.map((period) => {
    const matter = periodMatter(
      period,
      returned ? (period.partyDueAt ?? period.returnedDueAt) : period.partyDueAt,
    );
    return {
      ...matter,
      askers: reviewer === undefined ? [] : [reviewer],
      params: { ...matter.params, outcome, number: author?.number ?? null },
    };
  });
}

/** One submission serves many periods: told once to each supervisor concerned, named after the first. */
async function aboutSubmission(tx: Tx, event: RecordedEvent): Promise<Matter[]> {
  const submission = await submissionAuthor(tx, event.object.id);
  if (!submission) return [];
  const named = idsIn(event.data, "period");
  const periods = await periodsByIds(tx, named.length > 0 ? named : submission.periodIds);
  const [first] = periods;
  if (!first) return [];
  const title = dutyTitle(first.dutyId);
  const what =
    periods.length === 1
      ? title
      : { zh: `${title.zh}等 ${periods.length} 项`, en: `${title.en} and ${periods.length - 1} more` };
  const places = new Map(
    periods.map((period) => [`${period.subjectId} ${period.reviewerOrgId ?? ""}`, period]),
  );
  return [...places.values()].map((period) => ({
    object: { type: "submission", id: event.object.id },
    subjectId: period.subjectId,
    partyOrgId: submission.orgId,
    reviewerOrgId: period.reviewerOrgId,
    askers: [submission.preparedBy],
    params: { number: submission.number, what, cloud: placeOf(period), org: submission.orgName },
  }));
}

async function aboutDispute(tx: Tx, event: RecordedEvent): Promise<Matter[]> {
  const dispute = await disputeById(tx, event.object.id);
  const [period] = await periodsByIds(tx, dispute ? [dispute.periodId] : []);
  if (!dispute || !period) return [];
  const matter = periodMatter(period);
  const outcome = outcomeWord(event.data["upheld"] === true ? "upheld" : "rejected");
  return [
    {
      ...matter,
      object: { type: "dispute", id: event.object.id },
      askers: [dispute.raisedBy],
      params: { ...matter.params, number: dispute.number, outcome },
    },
  ];
}

async function aboutExtension(tx: Tx, event: RecordedEvent): Promise<Matter[]> {
  const extension = await extensionById(tx, event.object.id);
  if (!extension) return [];
  const matter = await (extension.target === "period"
    ? periodsByIds(tx, [extension.targetId]).then(([period]) => period && periodMatter(period))
    : rectificationById(tx, extension.targetId).then((row) => row && rectificationMatter(row)));
  if (!matter) return [];
  const outcome = outcomeWord(event.data["granted"] === true ? "granted" : "refused");
  const { what = matter.params["number"] ?? null } = matter.params;
  return [
    {
      ...matter,
      object: { type: "extension", id: event.object.id },
      partyOrgId: extension.askedOrg,
      askers: [extension.askedBy],
      params: { ...matter.params, what, number: extension.number, due: dateOf(extension.until), outcome },
    },
  ];
}

async function aboutRectification(tx: Tx, event: RecordedEvent): Promise<Matter[]> {
  if (event.kind === "rectification.asked" || event.kind === "rectification.refused") {
    const request = await rectificationRequestById(tx, event.object.id);
    if (!request) return [];
    const { subjectId, cloudName: cloud, askedBy, askedOrg, askedOrgName: org } = request;
    return [
      { object: event.object, subjectId, ownerOrgId: askedOrg, askers: [askedBy], params: { cloud, org } },
    ];
  }
  const row = await rectificationById(tx, event.object.id);
  return row
    ? [rectificationMatter(row, event.kind === "rectification.issued" ? row.receiptDueAt : row.dueAt)]
    : [];
}

async function aboutAgreement(tx: Tx, event: RecordedEvent): Promise<Matter[]> {
  const cloud = (await subjectNames(tx, [event.object.id])).get(event.object.id);
  if (!cloud) return [];
  const duties = listIn(event.data, "duties");
  const title = dutyTitle(duties[0] ?? "");
  const what =
    duties.length < 2
      ? title
      : { zh: `${title.zh}等 ${duties.length} 项`, en: `${title.en} and ${duties.length - 1} more` };
  const outcome = outcomeWord(
    event.data["withdrawn"] === true ? "withdrawn" : event.data["approved"] === true ? "approved" : "refused",
  );
  return [
    {
      object: event.object,
      subjectId: event.subjectId,
      partyOrgId: cloud.ownerOrgId,
      askers: listIn(event.data, "askedBy"),
      params: { cloud: cloud.name, what, outcome },
    },
  ];
}

async function aboutCertificate(tx: Tx, event: RecordedEvent): Promise<Matter[]> {
  const cloud =
    event.subjectId === null ? undefined : (await subjectNames(tx, [event.subjectId])).get(event.subjectId);
  if (!cloud) return [];
  return [
    {
      object: { type: "cloud", id: cloud.id },
      subjectId: cloud.id,
      partyOrgId: cloud.ownerOrgId,
      params: { cloud: cloud.name },
    },
  ];
}

async function aboutFile(tx: Tx, event: RecordedEvent): Promise<Matter[]> {
  const file = await fileOwner(tx, event.object.id);
  if (!file) return [];
  const askedBy = await lastWhoDid(tx, "file.purge-asked", event.object.id);
  return [
    {
      object: event.object,
      subjectId: null,
      ownerOrgId: file.orgId,
      partyOrgId: file.orgId,
      askers: askedBy === null ? [] : [askedBy],
      // A file that was handed in for several subjects has an entry under each: one step all the same.
      step: event.at.toISOString(),
      params: { org: file.orgName },
    },
  ];
}

const SCANNED: ReadonlySet<string> = new Set(["file.scanned", "file.infected", "file.cleared"]);

/** What the malware scanner found in a file, told where the file is used. */
async function aboutScan(tx: Tx, event: RecordedEvent): Promise<Matter[]> {
  const file = await fileOwner(tx, event.object.id);
  if (!file) return [];
  const used = await usesOfFile(tx, event.object.id);
  const cloud =
    event.subjectId === null ? undefined : (await subjectNames(tx, [event.subjectId])).get(event.subjectId);
  return [
    {
      object: used ? { type: "submission", id: used.submissionId } : event.object,
      subjectId: event.subjectId === file.orgId ? null : event.subjectId,
      partyOrgId: file.orgId,
      ownerOrgId: file.orgId,
      askers: [file.uploadedBy],
      step: event.at.toISOString(),
      params: { org: file.orgName, file: file.name, cloud: cloud?.name ?? "" },
    },
  ];
}

function aboutStorage(event: RecordedEvent): Matter[] {
  return [
    {
      object: event.object,
      subjectId: null,
      params: { count: typeof event.data["count"] === "number" ? event.data["count"] : 0 },
    },
  ];
}

async function aboutPerson(tx: Tx, event: RecordedEvent): Promise<Matter[]> {
  const person = await nameOfPerson(tx, event.object.id);
  if (!person) return [];
  return [
    {
      object: event.object,
      subjectId: null,
      // What happens to an account is told to whose it is.
      askers: [event.object.id],
      ownerOrgId: person.orgId,
      params: { person: person.name, org: person.orgName },
    },
  ];
}

function dutyTitle(dutyId: string): Bilingual {
  return loadCatalogue().duties.get(dutyId)?.title ?? { zh: dutyId, en: dutyId };
}

function placeOf(period: PeriodRow): string {
  return period.subjectId === period.cloudId ? period.cloudName : `${period.cloudName} ${period.subjectName}`;
}

function idsIn(data: EventData, name: string): string[] {
  return [data[`${name}Id`], data[`${name}Ids`]].flat().filter((each) => typeof each === "string");
}

function listIn(data: EventData, name: string): string[] {
  return [data[name]].flat().filter((each) => typeof each === "string");
}
