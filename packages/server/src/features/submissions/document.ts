import { type Actor, dateOf, formOf, type FormValues, type Sensitivity } from "@yunjian/domain";
import type { Blobs } from "../../platform/blobs/blobs.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { keepDocument } from "../files/read.ts";
import { type DocumentFacts, documentOf } from "../forms/read.ts";
import type { PeriodRow } from "../obligations/read.ts";
import { peopleNames } from "../identity/read.ts";
import * as queries from "./queries.ts";
import { dutyWords, type Stored } from "./views.ts";

const SENSITIVITY_WORDS: Readonly<Record<Sensitivity, string>> = {
  public: "公开",
  internal: "内部",
  sensitive: "敏感",
};
const MAX_NAMED = 30;

interface Standing {
  readonly number: string | null;
  readonly submitted_at: Date | null;
  readonly signed_off_by: string | null;
  readonly periods: readonly PeriodRow[];
}

/** The Word document of a form submission as it stands; a draft says that it is one. */
export async function renderSubmission(
  tx: Tx,
  blobs: Blobs,
  row: Stored,
  standing: Standing,
): Promise<{ bytes: Buffer; templateVersion: number; name: string }> {
  const key = row.form_key ?? "";
  const document = await documentOf(tx, blobs, {
    key,
    values: (row.form_data ?? {}) as FormValues,
    facts: await factsOf(tx, row, standing),
  });
  return { ...document, name: `${row.title || formOf(key).title.zh}.docx` };
}

/** Renders the form by the template in force and puts the document first among the files. */
export async function attachDocument(
  tx: Tx,
  blobs: Blobs,
  actor: Actor,
  now: Date,
  row: Stored,
  standing: Standing,
): Promise<number> {
  const { bytes, templateVersion, name } = await renderSubmission(tx, blobs, row, standing);
  const fileId = await keepDocument(tx, blobs, now, {
    orgId: row.org_id,
    by: actor.personId ?? row.created_by,
    name,
    bytes,
    sensitivity: (row.form_sensitivity ?? "internal") as Sensitivity,
  });
  const others = (await queries.filesOf(tx, row.id)).filter((use) => !use.rendered);
  await queries.setFiles(tx, row.id, [{ fileId, note: "", rendered: true }, ...others]);
  return templateVersion;
}

async function factsOf(
  tx: Tx,
  row: Stored,
  { number, submitted_at: at, signed_off_by: signer, periods }: Standing,
): Promise<DocumentFacts> {
  const names = await peopleNames(tx, [row.created_by, ...(signer === null ? [] : [signer])]);
  const subjects = [
    ...new Set(
      periods.map((period) =>
        period.subjectName === period.cloudName
          ? period.cloudName
          : `${period.cloudName} ${period.subjectName}`,
      ),
    ),
  ];
  return {
    docTitle: formOf(row.form_key ?? "").title.zh,
    docNumber: number ?? "（草稿）",
    docOrganisation: row.org_name,
    docClouds: some(subjects),
    docPeriods: some(periods.map((period) => `${dutyWords(period.dutyId).title.zh}（${period.label}）`)),
    docPreparedBy: names.get(row.created_by) ?? "",
    docSignedBy: signer === null ? "—" : (names.get(signer) ?? ""),
    docDate: at === null ? "—" : dateOf(at),
    docSensitivity:
      row.form_sensitivity === null ? "—" : SENSITIVITY_WORDS[row.form_sensitivity as Sensitivity],
    docStatement: row.statement.trim() === "" ? "—" : row.statement,
  };
}

function some(items: readonly string[]): string {
  const shown = items.slice(0, MAX_NAMED).join("；");
  return items.length > MAX_NAMED ? `${shown} 等 ${items.length} 项` : shown;
}
