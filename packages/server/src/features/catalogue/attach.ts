import { createHash } from "node:crypto";
import { type CatalogueDocument, loadCatalogue, matchClauses, splitByClause } from "@yunjian/catalogue";
import { type Actor, invalid, Refusal } from "@yunjian/domain";
import { decodeWhole } from "../../platform/documents/text-encoding.ts";
import { docxText, UnreadableDocx } from "../../platform/documents/docx-text.ts";
import { emit } from "../../platform/events.ts";
import { newId } from "../../platform/ids.ts";
import type { Tx } from "../../platform/tenancy.ts";
import * as queries from "./queries.ts";

/** Below this share of found clauses the file is most likely another document. */
const LOW_MATCH = 0.5;

interface AttachInput {
  readonly document: string;
  readonly edition: string;
  readonly fileName: string;
  readonly bytes: Uint8Array;
  readonly anyway?: boolean | undefined;
}

/**
 * Lays a document's own text beside our words. What stood there before stays on record as replaced. A file
 * in which few clauses are found is reported and not stored unless the operator insists.
 */
export async function attachText(tx: Tx, actor: Actor, now: Date, input: AttachInput) {
  const catalogue = loadCatalogue();
  const document = catalogue.documents.find(
    ({ id, edition }) => id === input.document && edition === input.edition,
  );
  if (!document) throw new Refusal("not-found");
  const match = matchClauses(catalogue, splitByClause(plainText(input)), {
    document: document.standard,
    edition: document.edition,
  });
  const total = match.matched.size + match.entriesWithoutText.length;
  const stored: queries.StoredReport = {
    unmatchedParts: match.unmatchedParts.map(({ section, item, line, text }) => ({
      section,
      item,
      line,
      text,
    })),
    entriesWithoutText: [...match.entriesWithoutText],
  };
  const report = { matched: match.matched.size, total, ...stored };
  const before = await queries.currentAttachment(tx, document);
  const replaced = before ? shown(before) : null;
  if (match.matched.size === 0 || (match.matched.size < total * LOW_MATCH && input.anyway !== true)) {
    return { attached: false, report, replaced };
  }

  const id = newId(now);
  const fileDigest = createHash("sha256").update(input.bytes).digest("hex");
  if (before && !(await queries.replaceAttachment(tx, before.id, now))) throw new Refusal("stale-version");
  const inserted = await queries.insertAttachment(tx, {
    id,
    document: document.id,
    edition: document.edition,
    file_name: input.fileName,
    file_digest: fileDigest,
    matched: match.matched.size,
    total,
    report: JSON.stringify(stored),
    attached_by: actor.personId,
    attached_at: now,
  });
  if (!inserted) throw new Refusal("stale-version");
  await queries.insertTexts(
    tx,
    [...match.matched].map(([entryId, { text, line }]) => ({
      attachment_id: id,
      entry_id: entryId,
      text,
      line,
    })),
  );
  await emit(tx, actor, now, {
    kind: "catalogue.attached",
    object: { type: "catalogue", id },
    subjectId: null,
    data: {
      document: document.id,
      edition: document.edition,
      fileDigest,
      matched: match.matched.size,
      total,
      replaced: before?.id ?? null,
    },
    secret: { fileName: input.fileName },
  });
  return { attached: true, report, replaced };
}

function shown(row: NonNullable<Awaited<ReturnType<typeof queries.currentAttachment>>>) {
  const { document: _document, edition: _edition, ...view } = row;
  return view;
}

/** The only document there is, when the operator names none. */
export function onlyDocument(): CatalogueDocument {
  const [document, another] = loadCatalogue().documents;
  if (!document || another) throw new Refusal("not-found");
  return document;
}

function plainText({ fileName, bytes }: AttachInput): string {
  const kind = /\.(txt|md|docx)$/iu.exec(fileName)?.[1]?.toLowerCase();
  if (kind === undefined) {
    throw invalid({
      field: "/fileName",
      message: { zh: "请选择 txt、md 或 docx 文件。", en: "Choose a txt, md or docx file." },
    });
  }
  try {
    const text = kind === "docx" ? docxText(bytes) : decodeWhole(bytes).text;
    if (text.trim() !== "") return text;
  } catch (error) {
    if (!(error instanceof UnreadableDocx)) throw error;
  }
  throw invalid({
    field: "/content",
    message: {
      zh: "文件中没有可读取的文字：可能已损坏、为空，或只有扫描图片。请换一份带文字的文件。",
      en: "No readable text in this file: damaged, empty, or scanned pictures only. Use a file that holds text.",
    },
  });
}
