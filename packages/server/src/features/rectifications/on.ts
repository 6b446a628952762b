import { type DomainEvent, SEVERITIES, WINDOW_UNITS } from "@yunjian/domain";
import { subscribe } from "../../platform/events.ts";
import { periodsByIds } from "../obligations/read.ts";
import { extend, withdrawForReview } from "./service.ts";
import { issue } from "./service-issue.ts";
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

function text(event: DomainEvent, key: string): string {
  const value = event.data[key];
  if (typeof value !== "string") throw new Error(`${event.kind} without ${key}`);
  return value;
}
