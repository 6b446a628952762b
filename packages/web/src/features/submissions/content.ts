import type { editSubmission, getSubmission, InputOf, OutputOf } from "@yunjian/contract";
import type {
  FormValues,
  LateEntry,
  OnSite,
  Sensitivity,
  StructuredForm,
  SubmissionKind,
} from "@yunjian/domain";

export type Submission = OutputOf<typeof getSubmission>;
export type StoredFile = Submission["files"][number];
export type DraftBody = InputOf<typeof editSubmission>["body"];

export interface FilledForm {
  readonly key: StructuredForm;
  readonly data: FormValues;
  readonly sensitivity: Sensitivity | null;
}

/** What is being prepared. The parts of the kinds not chosen are kept, so that changing one's mind loses nothing. */
export interface Content {
  readonly kind: SubmissionKind;
  readonly title: string;
  readonly statement: string;
  readonly files: readonly AttachedFile[];
  readonly form: FilledForm | null;
  readonly unchangedSince: string | null;
  readonly late: LateEntry;
  readonly onSite: OnSite;
}

export type AttachedFile = Pick<
  StoredFile,
  "id" | "name" | "size" | "sensitivity" | "warnings" | "state" | "scan"
> & {
  readonly note: string;
};

const NO_LATE: LateEntry = { realDate: "", approver: "", archiveNumber: "" };
const NO_ON_SITE: OnSite = { place: "", contact: "", availableFrom: "", availableTo: "", description: "" };

export function emptyContent(kind: SubmissionKind, form: StructuredForm | null): Content {
  return {
    kind,
    title: "",
    statement: "",
    files: [],
    form: form && { key: form, data: {}, sensitivity: null },
    unchangedSince: null,
    late: NO_LATE,
    onSite: NO_ON_SITE,
  };
}

export function contentOf(submission: Submission, form: StructuredForm | null): Content {
  const { kind, title, statement, files, unchangedSince, late, onSite } = submission;
  return {
    kind,
    title,
    statement,
    files: files.filter((file) => !file.rendered),
    form: submission.form ?? (form && { key: form, data: {}, sensitivity: null }),
    unchangedSince: unchangedSince?.id ?? null,
    late: late ?? NO_LATE,
    onSite: onSite ?? NO_ON_SITE,
  };
}

/** As it is stored: the parts of other kinds are left out, files that went are too. */
export function bodyOf(content: Content, periodIds: readonly string[], version: number): DraftBody {
  const { kind, form } = content;
  return {
    version,
    periodIds: [...periodIds],
    kind,
    title: content.title,
    statement: content.statement,
    files: content.files
      .filter((file) => file.state === "kept")
      .map((file) => ({ fileId: file.id, ...(file.note !== "" && { note: file.note }) })),
    form:
      kind === "form" && form
        ? { key: form.key, data: mutable(form.data), sensitivity: form.sensitivity }
        : null,
    unchangedSince: kind === "unchanged" ? content.unchangedSince : null,
    late: kind === "late-entry" ? content.late : null,
    onSite: kind === "on-site" ? content.onSite : null,
  };
}

function mutable(data: FormValues): Record<string, string | Record<string, string>[]> {
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [
      key,
      typeof value === "string" ? value : value.map((row) => ({ ...row })),
    ]),
  );
}
