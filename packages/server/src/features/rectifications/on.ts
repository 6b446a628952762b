import { type Actor, type DomainEvent, rectificationWindow, SEVERITIES, WINDOW_UNITS } from "@yunjian/domain";
import { subscribe } from "../../platform/events.ts";
import { platformActor, type Tx } from "../../platform/tenancy.ts";
import { periodsByIds } from "../obligations/read.ts";
import { storedSettings } from "../settings/read.ts";
import { cloudForDuties } from "../registry/read.ts";
import { extend, withdrawForReview } from "./service.ts";
import { issue, type NewRectification } from "./service-issue.ts";
import { ask } from "./service-requests.ts";

/** Rectifications follow what reviewers and deciders do, in the same transaction. */

subscribe("review.decided", "rectifications", async (tx, actor, now, event) => {
  if (event.data["outcome"] !== "non-compliant") return;
  const [period] = await periodsByIds(tx, [text(event, "periodId")]);
  const severity = SEVERITIES.find((known) => known === event.data["severity"]);
  const unit = WINDOW_UNITS.find((known) => known === event.data["windowUnit"]);
  const amount = event.data["windowAmount"];
  if (!period || !severity || !unit || typeof amount !== "number") {
    throw new Error(`a non-compliant review that does not say what to rectify: ${event.object.id}`);
  }
  await issue(tx, actor, now, {
    source: "review",
    reviewId: event.object.id,
    periodId: period.id,
    obligationId: period.obligationId,
    dutyId: period.dutyId,
    subjectId: period.subjectId,
    cloudId: period.cloudId,
    partyOrgId: period.partyOrgId,
    title: event.secret?.["title"] ?? "",
    defect: event.secret?.["note"] ?? "",
    severity,
    window: { amount, unit, source: text(event, "windowSource") },
  });
});

subscribe("dispute.decided", "rectifications", async (tx, actor, now, event) => {
  if (event.data["upheld"] === true)
    await withdrawForReview(tx, actor, now, text(event, "reviewId"), text(event, "number"));
});

subscribe("extension.decided", "rectifications", async (tx, actor, now, event) => {
  if (event.data["target"] !== "rectification" || event.data["granted"] !== true) return;
  await extend(tx, actor, now, text(event, "targetId"), new Date(text(event, "until")));
});

/** A customer objects to an emergency operation its provider answers for: it asks for a rectification of the cloud. */
subscribe("authorisation.reviewed", "rectifications", async (tx, actor, now, event) => {
  if (event.data["asksRectification"] !== true) return;
  await ask(tx, actor, now, {
    subjectId: text(event, "cloudId"),
    title: `应急操作异议：${event.secret?.["title"] ?? ""}`,
    defect: `${text(event, "number")}：${event.secret?.["note"] ?? ""}`,
    severity: "medium",
    authorisationId: event.object.id,
  });
});

/**
 * A change made against the supervisor's opinion: demanded at once in the name of who gave it, because the opinion
 * said what would follow. One whose papers do not agree with what was done: demanded by who compared them.
 */
subscribe("change.implemented", "rectifications", async (tx, actor, now, event) => {
  const adviser = event.data["adviser"];
  if (event.data["against"] !== "opinion" || typeof adviser !== "string") return;
  const issuer: Actor = {
    ...platformActor(actor.requestId),
    personId: adviser,
    orgId: text(event, "adviserOrg"),
  };
  await issueForChange(tx, issuer, now, event, {
    title: `未按变更意见实施：${event.secret?.["title"] ?? ""}`,
    defect: `${text(event, "number")} 未按运行监管方意见实施。意见：${event.secret?.["opinionNote"] ?? ""}`,
    severity: "high",
    clauseId: "JGK-6.3.3-f",
  });
});

subscribe("change.closed", "rectifications", async (tx, actor, now, event) => {
  if (event.data["outcome"] !== "inconsistent") return;
  await issueForChange(tx, actor, now, event, {
    title: `变更实施与申报不一致：${event.secret?.["title"] ?? ""}`,
    defect: `${text(event, "number")}：${event.secret?.["note"] ?? ""}`,
    severity: "medium",
    clauseId: "JGK-6.3.3-h",
  });
});

async function issueForChange(
  tx: Tx,
  actor: Actor,
  now: Date,
  event: DomainEvent,
  defect: Pick<NewRectification, "title" | "defect" | "severity" | "clauseId">,
): Promise<void> {
  const cloudId = event.subjectId ?? "";
  await issue(tx, actor, now, {
    ...defect,
    source: "change",
    changeId: event.object.id,
    subjectId: cloudId,
    cloudId,
    partyOrgId: text(event, "providerOrg"),
    window: rectificationWindow(await storedSettings(tx), defect.severity, {}),
  });
}

/** A lesson of an incident becomes a rectification of whoever runs the cloud. */
subscribe("incident.rectification-demanded", "rectifications", async (tx, actor, now, event) => {
  const cloud = await cloudForDuties(tx, text(event, "cloudId"));
  const severity = SEVERITIES.find((known) => known === event.data["severity"]);
  if (!cloud || !severity)
    throw new Error(`an incident that does not say what to rectify: ${event.object.id}`);
  await issue(tx, actor, now, {
    source: "incident",
    incidentId: event.object.id,
    subjectId: cloud.id,
    cloudId: cloud.id,
    partyOrgId: cloud.providerOrgId,
    title: event.secret?.["title"] ?? "",
    defect: event.secret?.["defect"] ?? "",
    severity,
    window: rectificationWindow(await storedSettings(tx), severity, {}),
  });
});

function text(event: DomainEvent, key: string): string {
  const value = event.data[key];
  if (typeof value !== "string") throw new Error(`${event.kind} without ${key}`);
  return value;
}
