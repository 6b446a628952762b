import type { OutputOf, previewFile } from "@yunjian/contract";
import type { FileKind } from "@yunjian/domain";
import type { Source } from "../../../platform/blobs/blobs.ts";
import { openZip, UnreadableZip } from "../../../platform/documents/zip.ts";
import type { TextEncoding } from "../../../platform/documents/text-encoding.ts";
import { csvTable } from "./csv.ts";
import { docxBlocks } from "./docx.ts";
import { textLines, xmlLines } from "./lines.ts";
import { encodingOf, textPieces, type Window } from "./pieces.ts";
import { cyclonedxResult } from "./results/cyclonedx.ts";
import { lynisResult } from "./results/lynis.ts";
import { nmapResult } from "./results/nmap.ts";
import { openscapResult } from "./results/openscap.ts";
import type { ToolResult } from "./results/result.ts";
import { sheetsOf, sheetTable } from "./xlsx.ts";
import { NotWellFormed } from "./xml-stream.ts";

export type Preview = OutputOf<typeof previewFile>;

export interface PreviewOf {
  readonly id: string;
  readonly kind: FileKind;
  readonly mediaType: string;
}

const MAX_JSON = 64 * 1024 * 1024;
/** Images that browsers show; a TIFF is downloaded. */
const NATIVE = new Set(["image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp"]);

export async function preview(
  file: PreviewOf,
  source: Source,
  at: Window & { readonly sheet: number },
): Promise<Preview> {
  try {
    return await previewAs(file, source, at);
  } catch (error) {
    if (error instanceof UnreadableZip)
      return { kind: "none", reason: error.message === "encrypted" ? "encrypted" : "damaged" };
    if (error instanceof NotWellFormed || isCsvError(error)) return { kind: "none", reason: "damaged" };
    throw error;
  }
}

async function previewAs(
  file: PreviewOf,
  source: Source,
  at: Window & { readonly sheet: number },
): Promise<Preview> {
  const { from } = at;
  switch (file.kind) {
    case "text":
    case "json":
    case "html": {
      const encoding = await encodingOf(source);
      const result =
        from > 0
          ? null
          : file.kind === "json"
            ? await sbomOf(source, encoding)
            : await reportOf(source, encoding);
      return { kind: "text", encoding, from, ...(await textLines(textPieces(source, encoding), at)), result };
    }
    case "xml":
      return await xmlPreview(source, at);
    case "csv": {
      const encoding = await encodingOf(source);
      return {
        kind: "table",
        encoding,
        sheets: [],
        sheet: 0,
        from,
        ...(await csvTable(textPieces(source, encoding), at)),
      };
    }
    case "xlsx": {
      const zip = await openZip(source);
      const sheets = await sheetsOf(zip);
      const sheet = sheets[at.sheet] ?? sheets[0];
      if (!sheet) return { kind: "none", reason: "damaged" };
      return {
        kind: "table",
        encoding: null,
        sheets: sheets.map(({ name }) => name),
        sheet: sheets.indexOf(sheet),
        from,
        ...(await sheetTable(zip, sheet.member, at)),
      };
    }
    case "docx":
      return { kind: "docx", from, ...(await docxBlocks(await openZip(source), at)) };
    case "archive": {
      const zip = await openZip(source);
      const entries = zip.entries
        .slice(from, from + at.count)
        .map(({ name, size, folder, encrypted, modified }) => ({ name, size, folder, encrypted, modified }));
      return { kind: "archive", from, entries, total: zip.total, more: from + at.count < zip.entries.length };
    }
    case "pdf":
      return { kind: "pdf", url: `/api/files/${file.id}/show` };
    case "image":
      return NATIVE.has(file.mediaType)
        ? { kind: "image", url: `/api/files/${file.id}/show` }
        : { kind: "none", reason: "other" };
    case "office-old":
    case "ofd":
    case "other":
      return { kind: "none", reason: file.kind };
  }
}

async function xmlPreview(source: Source, at: Window): Promise<Preview> {
  const encoding = await encodingOf(source);
  const pieces = () => textPieces(source, encoding);
  try {
    const lines = await xmlLines(pieces(), at);
    return {
      kind: "xml",
      encoding,
      from: at.from,
      ...lines,
      result: at.from > 0 ? null : await scanOf(source, pieces),
    };
  } catch (error) {
    if (!(error instanceof NotWellFormed)) throw error;
    const lines = await textLines(pieces(), at);
    return {
      kind: "text",
      encoding,
      from: at.from,
      ...lines,
      notes: [...lines.notes, "not-well-formed"],
      result: null,
    };
  }
}

async function scanOf(source: Source, pieces: () => AsyncIterable<string>): Promise<ToolResult | null> {
  const head = (await source.read(0, 16 * 1024)).toString("utf8");
  if (/<nmaprun\b/.test(head)) return await ignoringDamage(nmapResult(pieces()));
  if (/<(\w+:)?(TestResult|Benchmark|asset-report-collection)\b/.test(head))
    return await ignoringDamage(openscapResult(pieces()));
  return null;
}

/** The lines above are shown all the same when the end of a scan is cut off. */
async function ignoringDamage(result: Promise<ToolResult | null>): Promise<ToolResult | null> {
  return await result.catch((error: unknown) => {
    if (error instanceof NotWellFormed) return null;
    throw error;
  });
}

async function reportOf(source: Source, encoding: TextEncoding): Promise<ToolResult | null> {
  const head = (await source.read(0, 4096)).toString("utf8");
  return /^(report_version_major|lynis_version|# Lynis Report)/m.test(head)
    ? await lynisResult(textPieces(source, encoding))
    : null;
}

async function sbomOf(source: Source, encoding: TextEncoding): Promise<ToolResult | null> {
  if (source.size > MAX_JSON) return null;
  let text = "";
  for await (const piece of textPieces(source, encoding)) text += piece;
  return cyclonedxResult(text);
}

function isCsvError(error: unknown): boolean {
  return String((error as { code?: unknown }).code ?? "").startsWith("CSV_");
}
