import { type Actor, FORMS, formOf, invalid, Refusal, STRUCTURED_FORMS } from "@yunjian/domain";
import type { Blobs } from "../../platform/blobs/blobs.ts";
import { emit } from "../../platform/events.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { contentOf, filesToAttach } from "../files/read.ts";
import * as queries from "./queries.ts";
import { BUILT_IN } from "./read.ts";
import { MAX_TEMPLATE, templateProblems } from "./render.ts";
import { tagsOf } from "./tags.ts";

/** Templates belong to the platform, not to the organisation of whoever uploaded one. */
const SPACE = "templates";

type Row = Awaited<ReturnType<typeof queries.templates>>[number];

export async function forms(tx: Tx) {
  const rows = await queries.templates(tx);
  return {
    items: STRUCTURED_FORMS.map((key) => {
      const own = rows.filter((row) => row.key === key);
      const { title, purpose } = FORMS[key];
      return { key, title, purpose, current: view(key, own[0]), versions: own.length + 1 };
    }),
  };
}

export async function versions(tx: Tx, key: string) {
  const rows = await queries.templates(tx, key);
  return {
    versions: [...rows.map((row) => view(key, row)), view(key, undefined)],
    tags: tagsOf(formOf(key)),
  };
}

/** A new version from an uploaded file. The file stays with who uploaded it; the template is kept apart. */
export async function addTemplate(
  tx: Tx,
  blobs: Blobs,
  actor: Actor,
  now: Date,
  input: { key: string; fileId: string; note: string },
) {
  const form = formOf(input.key);
  const [file] = await filesToAttach(tx, actor.orgId, [input.fileId]);
  if (!file) throw new Refusal("not-found");
  if (file.size > MAX_TEMPLATE) {
    throw invalid({
      field: "/fileId",
      message: {
        zh: "模板不能超过 5 MiB，请压缩其中的图片。",
        en: "A template may be at most 5 MiB; make its pictures smaller.",
      },
    });
  }
  const bytes = await contentOf(tx, blobs, file.id);
  const problems = await templateProblems(bytes, form);
  if (problems.length > 0) throw invalid(...problems);
  const stored = await blobs.put(SPACE, bytes);
  const [latest] = await queries.templates(tx, input.key);
  const version = (latest?.version ?? BUILT_IN) + 1;
  const made = await queries.insertTemplate(tx, {
    key: input.key,
    version,
    name: file.name,
    blob_key: stored.key,
    sha256: stored.sha256,
    uploaded_by: actor.personId,
    uploaded_at: now,
    note: input.note,
  });
  if (!made) throw new Refusal("stale-version");
  await emit(tx, actor, now, {
    kind: "template.changed",
    object: { type: "template", id: file.id },
    subjectId: null,
    data: { key: input.key, version, sha256: stored.sha256 },
    ...(input.note !== "" && { secret: { note: input.note } }),
  });
  return { version };
}

function view(key: string, row: Row | undefined) {
  if (!row) {
    return {
      version: BUILT_IN,
      name: `${formOf(key).title.zh}.docx`,
      sha256: "",
      uploadedBy: null,
      uploadedAt: null,
      note: "",
    };
  }
  return {
    version: row.version,
    name: row.name,
    sha256: row.sha256,
    uploadedBy: row.uploaded_by === null ? null : { id: row.uploaded_by, name: row.uploader },
    uploadedAt: row.uploaded_at,
    note: row.note,
  };
}
