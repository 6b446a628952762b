import { type Actor, requireOther, requirePermission, requireState } from "./actor.ts";
import { Refusal } from "./refusal.ts";
import { requireInPerson } from "./setting-rights.ts";

/** How a file can be shown, by what it really is. */
export const FILE_KINDS = [
  "text",
  "csv",
  "json",
  "xml",
  "html",
  "pdf",
  "image",
  "docx",
  "xlsx",
  "archive",
  "office-old", // doc, xls, ppt: download only
  "ofd", // 版式文件: download only
  "other",
] as const;
export type FileKind = (typeof FILE_KINDS)[number];

/** What a reviewer should know before opening a file. None of them keeps it out. */
export const FILE_WARNINGS = [
  "macros", // an Office file that carries macros
  "active-content", // a PDF that starts something by itself
  "encrypted", // nobody can look inside, neither can the checks
  "programs-inside", // an archive with programs
  "not-inspected", // a format the checks cannot look into
] as const;
export type FileWarning = (typeof FILE_WARNINGS)[number];

/** 'disposed': its content was destroyed when its retention ended, or with its organisation's keys. */
export const FILE_STATES = ["kept", "purge-asked", "purged", "disposed"] as const;
export type FileState = (typeof FILE_STATES)[number];

const LEVEL = "(?:绝[ \\t\\u3000]?密|机[ \\t\\u3000]?密|秘[ \\t\\u3000]?密)";
const STAR = "[★☆✩✭✮⭐\\u{1F7CA}]";
const AMOUNT = "(?:[0-9０-９]{1,3}|[一二三四五六七八九十百两]{1,4})";
const TERM = `(?:${AMOUNT}\\s?(?:年|个月|月|天|日)|长期|(?:启封|启用|公布|公开|发布|解密|开标|考试结束|活动结束)前)`;
// Trade and work secrets are other things than state secrets, and are marked alike.
const NOT_STATE = "(?<!商业|工作|技术|个人|核心商|普通商)";

const MARKED = new RegExp(
  `${NOT_STATE}${LEVEL}[ \\t\\u3000]*(?:${STAR}[ \\t\\u3000]*(?:${TERM}|(?=[ \\t\\u3000]*$)|(?=[，。；、）)】〕]))|\\*[ \\t\\u3000]*${TERM})`,
  "mu",
);
/** “密级：机密” filled in; a form that only lists the choices has a box or a slash beside them. */
const FIELD = new RegExp(
  `密\\s?级[ \\t\\u3000]*[:：][ \\t\\u3000]*${LEVEL}(?:级)?(?=[\\s，。；）)】〕]|$)(?![ \\t\\u3000]*[/、□☐○|或])`,
  "mu",
);
const ALONE = new RegExp(
  `^[ \\t\\u3000【〔\\[(（]*${LEVEL}(?:级|文件|件)?[ \\t\\u3000】〕\\])）]*${STAR}?$`,
  "u",
);
const NAME = new RegExp(
  `(?:^[ \\t【〔\\[(（]*${LEVEL}(?:级|件)?(?:[】〕\\])）_\\-—.·\\s★☆]|$))|(?:[【〔\\[(（_\\-—.·]${LEVEL}(?:级|件)?[】〕\\])）_\\-—.·])`,
  "u",
);
/** A mark stands at the head of a paper: the first lines, before title and text. */
const HEAD_LINES = 5;

/**
 * A 涉密 mark in a text, as GB/T 9704 has it (“机密★10年”) or as older papers do (“机密” alone at the head);
 * undefined when there is none. Words such as 保密协议, 机密性 or 商业秘密 are no marks.
 */
export function classifiedMark(text: string): string | undefined {
  const found = MARKED.exec(text) ?? FIELD.exec(text);
  if (found) return tidy(found[0]);
  const head = text.split(/\r?\n/, 40).filter((line) => line.trim() !== "");
  return head
    .slice(0, HEAD_LINES)
    .find((line) => ALONE.test(line.trim()))
    ?.trim();
}

/** The same in a file's name, its extension apart: “【机密】方案.docx”, “秘密-2026 预案.pdf”. */
export function classifiedName(name: string): string | undefined {
  const base = name.replace(/^.*[/\\]/, "").replace(/\.[A-Za-z0-9]{1,8}$/, "");
  const found = MARKED.exec(base) ?? NAME.exec(base);
  return found ? tidy(found[0]) : undefined;
}

function tidy(mark: string): string {
  return mark.replace(/^[\s【〔[(（_\-—.·]+|[\s】〕\])）_\-—.·]+$/g, "");
}

/** What the inspection of a file found out about it. */
export interface FileFacts {
  readonly name: string;
  readonly size: number;
  readonly kind: FileKind;
  /** Words for the real type, e.g. 'PDF'. */
  readonly type: string;
  /** The extension promises another type than the content has. */
  readonly differs: boolean;
  readonly damaged: boolean;
  readonly program: boolean;
  readonly malware: boolean;
  readonly archive?: {
    readonly entries: number;
    readonly unpacked: number;
    readonly packed: number;
    /** A member that would leave the folder it is unpacked into. */
    readonly escaping?: string;
  };
  /** 涉密 mark, wherever it was found. */
  readonly mark?: string;
}

export const ARCHIVE_LIMITS = {
  entries: 20_000,
  unpacked: 20 * 1024 ** 3,
  ratio: 200,
  ratioFrom: 256 * 1024 ** 2,
} as const;

/** Says no to what must not be kept here; the caller destroys the content. */
export function requireAcceptable(file: FileFacts): void {
  const { name } = file;
  if (file.mark !== undefined) throw new Refusal("file-classified", { name, mark: file.mark });
  if (file.size === 0) throw new Refusal("file-empty", { name });
  if (file.malware) throw new Refusal("file-malware", { name });
  if (file.program) throw new Refusal("file-program", { name, type: file.type });
  if (file.differs)
    throw new Refusal("file-type-differs", { name, extension: extensionOf(name), type: file.type });
  if (file.damaged) throw new Refusal("file-damaged", { name, type: file.type });
  if (!file.archive) return;
  const { entries, unpacked, packed, escaping } = file.archive;
  if (escaping !== undefined) throw new Refusal("file-archive-path", { name, member: escaping });
  const bomb = unpacked > ARCHIVE_LIMITS.ratioFrom && unpacked > packed * ARCHIVE_LIMITS.ratio;
  if (bomb || entries > ARCHIVE_LIMITS.entries || unpacked > ARCHIVE_LIMITS.unpacked) {
    throw new Refusal("file-archive-bomb", { name, entries, mebibytes: Math.ceil(unpacked / 1024 ** 2) });
  }
}

export function extensionOf(name: string): string {
  return /\.([A-Za-z0-9]{1,8})$/.exec(name)?.[1]?.toLowerCase() ?? "";
}

/** A member's path that climbs out of its folder, or names a drive or the root. */
export function escapes(path: string): boolean {
  const parts = path.split(/[/\\]/);
  return parts.includes("..") || /^([/\\]|[A-Za-z]:)/.test(path) || path.includes("\0");
}

/** A file's own name without the path some browsers and archives put before it. */
export function fileName(claimed: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
  const name = claimed
    .replace(/^.*[/\\]/, "")
    .replace(/[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g, "")
    .trim();
  return name.length <= 200 ? name : `${name.slice(0, 190)}${name.slice(name.lastIndexOf(".")).slice(0, 9)}`;
}

/** What the rules of a purge need to know of a file. */
export interface PurgeFacts {
  readonly name: string;
  readonly state: FileState;
  readonly askedBy: string | null;
  readonly uploadedBy: string;
  /** Under a legal hold: the purge of a file that must not be here goes on all the same, with the reason on record. */
  readonly held: boolean;
}

/** Anyone who sees a file that must not be here says so, with the reason; its content is locked at once. */
export function askPurge(actor: Actor, file: PurgeFacts, reason: string): FileState {
  requirePermission(actor, "file.purge");
  requireState(file.state, "kept");
  if (reason.trim() === "") throw new Refusal("reason-required");
  return "purge-asked";
}

/**
 * Another person decides, who is neither the one that asked nor the one that uploaded it, in a session: the
 * content is destroyed, or opened again.
 */
export function decidePurge(
  actor: Actor,
  file: PurgeFacts,
  decision: { approve: boolean; note: string },
): FileState {
  requirePermission(actor, "file.purge-approve");
  requireState(file.state, "purge-asked");
  requireInPerson(actor);
  requireOther(actor, file.askedBy);
  requireOther(actor, file.uploadedBy);
  if ((!decision.approve || file.held) && decision.note.trim() === "") throw new Refusal("reason-required");
  return decision.approve ? "purged" : "kept";
}

export function requireContent(file: { readonly name: string; readonly state: FileState }): void {
  if (file.state !== "kept") throw new Refusal("file-gone", { name: file.name });
}
