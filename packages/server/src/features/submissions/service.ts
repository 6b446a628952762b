import {
  type Actor,
  formOf,
  formProblems,
  type FormValues,
  handIn,
  type LateEntry,
  needsSignOff,
  numberYear,
  type OnSite,
  recall,
  Refusal,
  requireAttachable,
  requireComplete,
  requireEditable,
  requireServable,
  sendBack,
  type Sensitivity,
  settingOf,
  signOff,
  type StillHolding,
  type SubmissionContent,
  type SubmissionKind,
  withdraw,
} from "@yunjian/domain";
import type { Blobs } from "../../platform/blobs/blobs.ts";
import { emit } from "../../platform/events.ts";
import { newId } from "../../platform/ids.ts";
import { nextNumber } from "../../platform/numbers.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { filesToAttach } from "../files/read.ts";
import { organisationFacts } from "../identity/read.ts";
import { type PeriodRow, periodsByIds, periodsForHandIn } from "../obligations/read.ts";
import { storedSettings } from "../settings/read.ts";
import { attachDocument } from "./document.ts";
import * as queries from "./queries.ts";
import { submissionById } from "./read.ts";
import { dutyWords, factsOf, served, type Stored, type StoredForm } from "./views.ts";

export interface SubmissionInput {
  readonly periodIds: readonly string[];
  readonly kind: SubmissionKind;
  readonly title: string;
  readonly statement: string;
  readonly files: readonly { readonly fileId: string; readonly note?: string }[];
  readonly form: StoredForm | null;
  readonly unchangedSince: string | null;
  readonly late: LateEntry | null;
  readonly onSite: OnSite | null;
}

export interface NewSubmission
  extends Pick<SubmissionInput, "periodIds" | "kind">,
    Partial<Omit<SubmissionInput, "periodIds" | "kind">> {
  readonly copyOf?: string;
  readonly submit?: boolean;
  readonly source?: "api" | "cli";
}

export interface HandedIn {
  readonly id: string;
  readonly version: number;
  readonly state: "draft" | "awaiting-sign-off" | "submitted" | "withdrawn";
  readonly number: string | null;
}

export async function create(
  tx: Tx,
  blobs: Blobs,
  actor: Actor,
  now: Date,
  input: NewSubmission,
): Promise<HandedIn> {
  const periods = await periodsToServe(tx, actor, now, input.periodIds);
  const copied = input.copyOf === undefined ? undefined : await copyOf(tx, actor, input.copyOf);
  const content: SubmissionInput = {
    statement: "",
    files: [],
    form: null,
    unchangedSince: null,
    late: null,
    onSite: null,
    ...copied,
    ...input,
    title: input.title?.trim() || copied?.title || titleOf(periods),
  };
  if (content.unchangedSince !== null) await load(tx, actor, content.unchangedSince);
  const id = newId(now);
  const before = await queries.lastHandedIn(tx, actor.orgId ?? "", input.periodIds);
  await queries.insertSubmission(tx, {
    id,
    org_id: actor.orgId ?? "",
    ...columnsOf(content),
    previous_id: before?.id ?? null,
    version_no: (before?.version_no ?? 0) + 1,
    state: "draft",
    created_by: actor.personId ?? "",
    created_at: now,
    source: actor.via === "api-key" ? (input.source ?? "api") : "web",
  });
  await attach(tx, actor, id, periods, content);
  await record(tx, actor, now, "submission.drafted", id, {
    periodIds: periods.map((period) => period.id),
    kind: content.kind,
  });
  if (!input.submit) return { id, version: 1, state: "draft", number: null };
  return await handInNow(tx, blobs, actor, now, { id, version: 1 });
}

export async function edit(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: SubmissionInput & { id: string; version: number },
) {
  const row = await load(tx, actor, input.id);
  requireEditable(actor, factsOf(row));
  const periods = await periodsToServe(tx, actor, now, input.periodIds);
  if (input.unchangedSince !== null) await load(tx, actor, input.unchangedSince);
  await change(tx, input, columnsOf({ ...input, title: input.title.trim() || titleOf(periods) }));
  await attach(tx, actor, input.id, periods, input);
  return { version: input.version + 1 };
}

/** Hands in, or sends it to whoever signs. What is wrong is said to who prepared it, not to who signs. */
export async function handInNow(
  tx: Tx,
  blobs: Blobs,
  actor: Actor,
  now: Date,
  input: { id: string; version: number },
): Promise<HandedIn> {
  const row = await lockAndLoad(tx, actor, input.id);
  const state = handIn(actor, factsOf(row), await signOffNeeded(tx, actor));
  const periods = await checked(tx, actor, now, row);
  if (state === "submitted") return await submit(tx, blobs, actor, now, row, input.version, periods);
  await change(tx, input, { state, sent_by: actor.personId, sent_at: now, sent_back_note: "" });
  await record(tx, actor, now, "submission.sent-for-sign-off", row.id, {
    periodIds: periods.map((period) => period.id),
  });
  return { id: row.id, version: input.version + 1, state, number: null };
}

export async function sign(
  tx: Tx,
  blobs: Blobs,
  actor: Actor,
  now: Date,
  input: { id: string; version: number },
): Promise<HandedIn> {
  const row = await lockAndLoad(tx, actor, input.id);
  signOff(actor, factsOf(row));
  return await submit(tx, blobs, actor, now, row, input.version, await checked(tx, actor, now, row));
}

export async function back(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: { id: string; version: number; note: string },
) {
  const row = await lockAndLoad(tx, actor, input.id);
  const state = sendBack(actor, factsOf(row), input.note);
  await change(tx, input, { state, sent_back_note: input.note });
  await record(tx, actor, now, "submission.sent-back", row.id, {}, { note: input.note });
  return { version: input.version + 1 };
}

export async function recallNow(tx: Tx, actor: Actor, now: Date, input: { id: string; version: number }) {
  const row = await lockAndLoad(tx, actor, input.id);
  const state = recall(actor, factsOf(row));
  await change(tx, input, { state });
  await record(tx, actor, now, "submission.recalled", row.id, {});
  return { version: input.version + 1 };
}

export async function withdrawNow(
  tx: Tx,
  actor: Actor,
  now: Date,
  input: { id: string; version: number; note?: string },
) {
  const row = await lockAndLoad(tx, actor, input.id);
  const periods = await periodsForHandIn(tx, await queries.periodIdsOf(tx, row.id));
  const state = withdraw(actor, factsOf(row), served(periods, row.id));
  await change(tx, input, { state });
  const secret = input.note ? { note: input.note } : undefined;
  if (row.state === "draft") await record(tx, actor, now, "submission.discarded", row.id, {}, secret);
  else await recordPerSubject(tx, actor, now, "submission.withdrawn", row, periods, {}, secret);
  return { version: input.version + 1 };
}

async function submit(
  tx: Tx,
  blobs: Blobs,
  actor: Actor,
  now: Date,
  row: Stored,
  version: number,
  periods: readonly PeriodRow[],
): Promise<HandedIn> {
  const number = row.number ?? (await nextNumber(tx, row.org_id, "提交", now));
  const signed = row.state === "awaiting-sign-off";
  const values = {
    state: "submitted",
    number,
    submitted_at: now,
    submitted_by: signed ? (row.sent_by ?? actor.personId) : actor.personId,
    signed_off_by: signed ? actor.personId : null,
  } as const;
  const templateVersion =
    row.form_key === null ? null : await attachDocument(tx, blobs, actor, now, row, { ...values, periods });
  await change(
    tx,
    { id: row.id, version },
    { ...values, ...(templateVersion !== null && { form_template_version: templateVersion }) },
  );
  const files = (await submissionById(tx, row.id))?.files ?? [];
  await recordPerSubject(tx, actor, now, "submission.submitted", row, periods, {
    number,
    year: numberYear(now),
    versionNo: row.version_no,
    sha256: files.map((file) => file.sha256),
    ...(row.unchanged_since !== null && { unchangedSince: row.unchanged_since }),
  });
  return { id: row.id, version: version + 1, state: "submitted", number };
}

/** Everything that must hold when it leaves the preparer's hands; the periods stay locked until then. */
async function checked(tx: Tx, actor: Actor, now: Date, row: Stored): Promise<PeriodRow[]> {
  const periods = await periodsForHandIn(tx, await queries.periodIdsOf(tx, row.id));
  requireServable(actor, periods, now);
  const uses = (await queries.filesOf(tx, row.id)).filter((use) => !use.rendered);
  const files = await filesToAttach(
    tx,
    row.org_id,
    uses.map((use) => use.fileId),
  );
  requireAttachable(actor, files, settingOf(await storedSettings(tx), "upload.allowUnscanned"));
  const content = contentOf(row);
  requireComplete(content, {
    periods,
    files: files.length,
    formProblems: content.form ? formProblems(formOf(content.form.key), content.form.data, "complete") : [],
    still: row.unchanged_since === null ? null : await stillHolding(tx, actor, row.unchanged_since),
    now,
  });
  return periods;
}

/** For which obligations an earlier submission of ours was found compliant. */
async function stillHolding(tx: Tx, actor: Actor, id: string): Promise<StillHolding | null> {
  const still = await submissionById(tx, id);
  if (!still || still.orgId !== actor.orgId) return null;
  const accepted = still.periods.filter(
    (period) => period.state === "compliant" && period.submissionId === id,
  );
  return { orgId: still.orgId, acceptedFor: accepted.map((period) => period.obligationId) };
}

/** Whether the actor's organisation has everything signed by a second person. */
export async function signOffNeeded(tx: Tx, actor: Actor): Promise<boolean> {
  const organisation = await organisationFacts(tx, actor.orgId ?? "");
  const machineWithoutSignOff = settingOf(await storedSettings(tx), "submission.machineWithoutSignOff");
  return needsSignOff(actor, { twoPerson: organisation?.twoPerson ?? true, machineWithoutSignOff });
}

async function periodsToServe(tx: Tx, actor: Actor, now: Date, ids: readonly string[]): Promise<PeriodRow[]> {
  const periods = await periodsByIds(tx, ids);
  if (periods.length < new Set(ids).size) throw new Refusal("not-found");
  requireServable(actor, periods, now);
  return periods;
}

async function attach(
  tx: Tx,
  actor: Actor,
  id: string,
  periods: readonly PeriodRow[],
  content: SubmissionInput,
): Promise<void> {
  await queries.setPeriods(tx, id, periods);
  const ids = [...new Set(content.files.map((file) => file.fileId))];
  requireAttachable(
    actor,
    await filesToAttach(tx, actor.orgId, ids),
    settingOf(await storedSettings(tx), "upload.allowUnscanned"),
  );
  const notes = new Map(content.files.map((file) => [file.fileId, file.note ?? ""]));
  await queries.setFiles(
    tx,
    id,
    ids.map((fileId) => ({ fileId, note: notes.get(fileId) ?? "", rendered: false })),
  );
}

async function copyOf(
  tx: Tx,
  actor: Actor,
  id: string,
): Promise<Partial<SubmissionInput> & { title: string }> {
  const from = await submissionById(tx, id);
  if (!from || from.orgId !== actor.orgId) throw new Refusal("not-found");
  const row = await queries.submissionById(tx, id);
  return {
    title: from.title,
    statement: from.statement,
    files: from.files
      .filter((file) => file.state === "kept" && !file.rendered)
      .map((file) => ({ fileId: file.id, note: file.note })),
    form: row ? (contentOf(row).form as StoredForm | null) : null,
    onSite: from.onSite,
  };
}

async function load(tx: Tx, actor: Actor, id: string): Promise<Stored> {
  const row = await queries.submissionById(tx, id);
  if (!row || (row.org_id !== actor.orgId && row.submitted_at === null)) throw new Refusal("not-found");
  return row;
}
export { load as visibleSubmission };

async function lockAndLoad(tx: Tx, actor: Actor, id: string): Promise<Stored> {
  await queries.lockSubmission(tx, id);
  return await load(tx, actor, id);
}

async function change(
  tx: Tx,
  at: { id: string; version: number },
  values: Parameters<typeof queries.setSubmission>[3],
): Promise<void> {
  if (!(await queries.setSubmission(tx, at.id, at.version, values))) throw new Refusal("stale-version");
}

function columnsOf(content: SubmissionInput) {
  return {
    kind: content.kind,
    title: content.title,
    statement: content.statement,
    form_key: content.form?.key ?? null,
    form_data: content.form ? JSON.stringify(content.form.data) : null,
    form_sensitivity: content.form?.sensitivity ?? null,
    unchanged_since: content.unchangedSince,
    late: content.late ? JSON.stringify(content.late) : null,
    on_site: content.onSite ? JSON.stringify(content.onSite) : null,
  };
}

function contentOf(row: Stored): SubmissionContent {
  return {
    kind: row.kind as SubmissionKind,
    title: row.title,
    statement: row.statement,
    form:
      row.form_key === null
        ? null
        : {
            key: row.form_key,
            data: (row.form_data ?? {}) as FormValues,
            sensitivity: row.form_sensitivity as Sensitivity | null,
          },
    unchangedSince: row.unchanged_since,
    late: row.late as LateEntry | null,
    onSite: row.on_site as OnSite | null,
  };
}

function titleOf(periods: readonly PeriodRow[]): string {
  const [first] = periods;
  if (!first) return "";
  const title = `${dutyWords(first.dutyId).title.zh} ${first.label}`.slice(0, 180);
  return periods.length > 1 ? `${title} 等 ${periods.length} 项` : title;
}

/** Before it is handed in it is nobody's business but the own organisation's: that is its subject. */
async function record(
  tx: Tx,
  actor: Actor,
  now: Date,
  kind:
    | "submission.drafted"
    | "submission.sent-for-sign-off"
    | "submission.sent-back"
    | "submission.recalled"
    | "submission.discarded",
  id: string,
  data: Record<string, string | readonly string[]>,
  secret?: Record<string, string>,
): Promise<void> {
  await emit(tx, actor, now, {
    kind,
    object: { type: "submission", id },
    subjectId: actor.orgId,
    data: { orgId: actor.orgId, ...data },
    ...(secret && { secret }),
  });
}

/** One entry per subject it serves: who sees one cloud learns nothing of another. */
async function recordPerSubject(
  tx: Tx,
  actor: Actor,
  now: Date,
  kind: "submission.submitted" | "submission.withdrawn",
  row: Stored,
  periods: readonly PeriodRow[],
  data: Record<string, string | number | readonly string[]>,
  secret?: Record<string, string>,
): Promise<void> {
  for (const [subjectId, own] of Map.groupBy(periods, (period) => period.subjectId)) {
    await emit(tx, actor, now, {
      kind,
      object: { type: "submission", id: row.id },
      subjectId,
      data: { ...data, orgId: row.org_id, kind: row.kind, periodIds: own.map((period) => period.id) },
      ...(secret && { secret }),
    });
  }
}
