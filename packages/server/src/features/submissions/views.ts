import { loadCatalogue } from "@yunjian/catalogue";
import {
  type Actor,
  type Bilingual,
  type FormValues,
  type LateEntry,
  type OnSite,
  type ServedPeriod,
  stepsFor,
  type StructuredForm,
  type SubmissionFacts,
  type SubmissionKind,
  type SubmissionState,
  type Sensitivity,
} from "@yunjian/domain";
import type { Tx } from "../../platform/tenancy.ts";
import { filesByIds } from "../files/read.ts";
import { type PeriodRow, periodsByIds } from "../obligations/read.ts";
import * as queries from "./queries.ts";

export type Stored = NonNullable<Awaited<ReturnType<typeof queries.submissionById>>>;

export function dutyWords(dutyId: string): { id: string; item: Bilingual; title: Bilingual } {
  const duty = loadCatalogue().duties.get(dutyId);
  const unknown = { zh: dutyId, en: dutyId };
  return { id: dutyId, item: duty?.item ?? unknown, title: duty?.title ?? unknown };
}

export function factsOf(row: Stored): SubmissionFacts {
  return {
    orgId: row.org_id,
    state: row.state as SubmissionState,
    createdBy: row.created_by,
    sentBy: row.sent_by,
  };
}

/** How the periods stand towards one submission. */
export function served(periods: readonly PeriodRow[], submissionId: string): ServedPeriod[] {
  return periods.map((period) => {
    const current = period.submissionId === submissionId;
    return {
      received: current && period.receivedAt !== null,
      superseded: !current && period.kind !== "summary",
    };
  });
}

export function periodView(period: PeriodRow, submissionId: string | null) {
  return {
    id: period.id,
    obligationId: period.obligationId,
    duty: dutyWords(period.dutyId),
    class: period.class,
    kind: period.kind,
    label: period.label,
    state: period.state,
    subject: { id: period.subjectId, name: period.subjectName },
    cloud: { id: period.cloudId, name: period.cloudName },
    dueAt: period.dueAt,
    partyDueAt: period.partyDueAt,
    receivedAt: period.receivedAt,
    current: submissionId !== null && period.submissionId === submissionId,
  };
}

export async function submissionView(tx: Tx, actor: Actor, row: Stored, signOff: boolean) {
  const periods = await periodsByIds(tx, await queries.periodIdsOf(tx, row.id));
  const uses = await queries.filesOf(tx, row.id);
  const files = await filesByIds(
    tx,
    uses.map((use) => use.fileId),
  );
  const byId = new Map(uses.map((use) => [use.fileId, use]));
  const person = (id: string | null, name: string) => (id === null ? null : { id, name });
  return {
    id: row.id,
    number: row.number,
    org: { id: row.org_id, name: row.org_name },
    kind: row.kind as SubmissionKind,
    title: row.title,
    statement: row.statement,
    form:
      row.form_key === null
        ? null
        : {
            key: row.form_key as StructuredForm,
            data: (row.form_data ?? {}) as Record<string, string | Record<string, string>[]>,
            sensitivity: row.form_sensitivity as Sensitivity | null,
            templateVersion: row.form_template_version,
          },
    unchangedSince:
      row.unchanged_since === null
        ? null
        : {
            id: row.unchanged_since,
            number: row.still_number,
            title: row.still_title ?? "",
            submittedAt: row.still_at,
          },
    late: row.late as LateEntry | null,
    onSite: row.on_site as OnSite | null,
    state: row.state as SubmissionState,
    versionNo: row.version_no,
    previousId: row.previous_id,
    createdBy: { id: row.created_by, name: row.maker },
    createdAt: row.created_at,
    sentBy: person(row.sent_by, row.sender),
    sentAt: row.sent_at,
    sentBackNote: row.sent_back_note,
    signedOffBy: person(row.signed_off_by, row.signer),
    submittedBy: person(row.submitted_by, row.submitter),
    submittedAt: row.submitted_at,
    source: row.source as "web" | "api" | "cli",
    version: row.version,
    periods: periods.map((period) => periodView(period, row.id)),
    files: files.map((file) => ({
      ...file,
      warnings: [...file.warnings],
      note: byId.get(file.id)?.note ?? "",
      rendered: byId.get(file.id)?.rendered ?? false,
    })),
    versions: (await queries.versionsOf(tx, row.id)).map((each) => ({
      id: each.id,
      number: each.number,
      versionNo: each.version_no,
      state: each.state,
      submittedAt: each.submitted_at,
    })),
    steps: stepsFor(actor, factsOf(row), served(periods, row.id)),
    signOff,
  };
}

/** Rows of a list, each with one of its periods so that it says what it is about. */
export async function briefViews<R extends queries.BriefRow>(tx: Tx, rows: readonly R[]) {
  const periods = new Map(
    (await periodsByIds(tx, [...new Set(rows.flatMap((row) => row.a_period ?? []))])).map((row) => [
      row.id,
      row,
    ]),
  );
  return rows.map((row) => {
    const period = row.a_period === null ? undefined : periods.get(row.a_period);
    return {
      id: row.id,
      number: row.number,
      kind: row.kind,
      title: row.title,
      state: row.state,
      versionNo: row.version_no,
      org: { id: row.org_id, name: row.org_name },
      createdBy: { id: row.created_by, name: row.maker },
      createdAt: row.created_at,
      sentAt: row.sent_at,
      submittedAt: row.submitted_at,
      periods: row.periods ?? 0,
      files: row.files ?? 0,
      about: period
        ? { duty: dutyWords(period.dutyId).title, cloud: period.cloudName, label: period.label }
        : null,
      version: row.version,
    };
  });
}

export type StoredForm = {
  readonly key: StructuredForm;
  readonly data: FormValues;
  readonly sensitivity: Sensitivity | null;
};
