import {
  type Actor,
  askClosing as mayAskClosing,
  closeIncident,
  compareReport,
  Refusal,
  requireState,
  RUNNING,
  type Severity,
  windowEnd,
  windowOf,
  writeReport as mayWriteReport,
} from "@yunjian/domain";
import type { Tx } from "../../platform/tenancy.ts";
import { workCalendar } from "../calendar/read.ts";
import { storedSettings } from "../settings/read.ts";
import { followClocks } from "./clocks.ts";
import { factsOf, held, move, standingOf, tell } from "./facts.ts";
import * as customers from "./queries-customers.ts";
import * as parts from "./queries-parts.ts";

interface Based {
  readonly version: number;
}

/** The six things a closing report says (the reporting regulation's order). */
export const REPORT_PARTS = [
  "cause",
  "measures",
  "harm",
  "accountability",
  "improvement",
  "lessons",
] as const;
export type ReportTexts = Readonly<Record<(typeof REPORT_PARTS)[number], string>>;

export async function writeReport(tx: Tx, actor: Actor, now: Date, id: string, input: Based & ReportTexts) {
  const row = await held(tx, actor, id, input.version);
  mayWriteReport(await standingOf(tx, actor, now, row), factsOf(row));
  const reportVersion = (row.report_version ?? 0) + 1;
  const text = (part: (typeof REPORT_PARTS)[number]) => input[part].trim();
  await parts.insertReport(tx, {
    incident_id: id,
    report_version: reportVersion,
    cause: text("cause"),
    measures: text("measures"),
    harm: text("harm"),
    accountability: text("accountability"),
    improvement: text("improvement"),
    lessons: text("lessons"),
    by_person: actor.personId ?? "",
    by_org: actor.orgId ?? "",
    at: now,
  });
  const { version } = await move(tx, actor, now, row, {
    kind: "incident.report-written",
    set: { report_version: reportVersion, agreed_version: null },
    step: { kind: "final-report", detail: String(reportVersion) },
    data: { reportVersion },
    secret: { text: REPORT_PARTS.map(text).join("\n\n") },
  });
  return { version, reportVersion };
}

export async function askClosing(tx: Tx, actor: Actor, now: Date, id: string, input: Based) {
  const row = await held(tx, actor, id, input.version);
  const state = mayAskClosing(await standingOf(tx, actor, now, row), factsOf(row));
  const due = windowEnd(
    await workCalendar(tx),
    now,
    windowOf(await storedSettings(tx), "incident.compareWithin"),
  );
  const moved = await move(tx, actor, now, row, {
    kind: "incident.closing-asked",
    set: { state, handled_at: now, compare_due_at: due.at },
    step: { kind: "ask-closing" },
    data: { reportVersion: row.report_version, compareDueAt: due.at.toISOString() },
  });
  await followClocks(tx, now, moved.row);
  return { version: moved.version, state };
}

export async function compare(
  tx: Tx,
  actor: Actor,
  now: Date,
  id: string,
  input: Based & { readonly reportVersion: number; readonly agrees: boolean; readonly note: string },
) {
  const row = await held(tx, actor, id, input.version);
  const { state, agreedVersion } = compareReport(await standingOf(tx, actor, now, row), factsOf(row), input);
  await parts.compareReport(tx, id, input.reportVersion, {
    compared_by: actor.personId,
    compared_at: now,
    agrees: input.agrees,
    note: input.note.trim(),
  });
  const moved = await move(tx, actor, now, row, {
    kind: input.agrees ? "incident.compared" : "incident.returned",
    set: {
      state,
      agreed_version: agreedVersion,
      ...(!input.agrees && { handled_at: null, compare_due_at: null }),
    },
    step: {
      kind: input.agrees ? "compare" : "return",
      text: input.note,
      detail: String(input.reportVersion),
    },
    data: { reportVersion: input.reportVersion },
  });
  await followClocks(tx, now, moved.row);
  return { version: moved.version, state };
}

/** Counted while the row is held: nobody adds a customer meanwhile, and acknowledging only brings the end nearer. */
export async function close(tx: Tx, actor: Actor, now: Date, id: string, input: Based) {
  const row = await held(tx, actor, id, input.version);
  const figures = await customers.figures(tx, id, now);
  const unacknowledged = figures.affected - figures.acknowledged - figures.waived - figures.untold;
  const state = closeIncident(await standingOf(tx, actor, now, row), factsOf(row), {
    affected: figures.affected,
    untold: figures.untold,
    unacknowledged,
  });
  const { version } = await move(tx, actor, now, row, {
    kind: "incident.closed",
    set: { state, closed_at: now, closed_by: actor.personId },
    step: { kind: "close" },
    data: {
      reportVersion: row.report_version,
      customers: figures.affected,
      acknowledged: figures.acknowledged,
      waived: figures.waived,
    },
  });
  return { version, state };
}

/** A lesson becomes a rectification of the provider; the rectification itself follows from the event. */
export async function rectify(
  tx: Tx,
  actor: Actor,
  now: Date,
  id: string,
  input: {
    readonly title: string;
    readonly defect: string;
    readonly severity: Severity;
    readonly cloudId: string;
  },
) {
  const row = await held(tx, actor, id);
  if (!(await standingOf(tx, actor, now, row)).supervises) throw new Refusal("not-supervisor-of-subject");
  if (!actor.permissions.has("rectification.issue")) throw new Refusal("forbidden");
  requireState(row.state, ...RUNNING, "closed");
  if (!row.cloud_ids.includes(input.cloudId)) throw new Refusal("not-found");
  const before = new Set((await parts.linksOf(tx, id)).map((link) => link.id));
  await tell(tx, actor, now, row, {
    kind: "incident.rectification-demanded",
    step: { kind: "rectify", text: input.title, detail: input.severity },
    data: { cloudId: input.cloudId, severity: input.severity },
    secret: { title: input.title, defect: input.defect },
  });
  const made = (await parts.linksOf(tx, id)).find(
    (link) => link.type === "rectification" && !before.has(link.id),
  );
  if (!made) throw new Error(`no rectification followed from incident ${id}`);
  return { rectificationId: made.id };
}
