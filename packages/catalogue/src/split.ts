/** A piece of a document's own text with the number under which it stands. */
export interface TextPart {
  /** '5.2.5.1', or 'A' for an appendix; empty for text outside every numbered section. */
  readonly section: string;
  /** As printed: 'a', 'f-1', 'p1' for the first paragraph, 'row-3' for a table row; null for a heading or caption. */
  readonly item: string | null;
  readonly text: string;
  /** First line, counted from 1. */
  readonly line: number;
  /** 1-based place among the lettered items of the section: helps where the source letters wrongly. */
  readonly position?: number;
  /** Cells of a table row. */
  readonly cells?: readonly string[];
}

const APPENDIX = /^(?:#{1,6}\s*)?附\s*录\s*([A-Z])(?:\s|$|[（(])/u;
const APPENDIX_SECTION = /^(?:#{1,6}\s*)?([A-Z](?:\.\d+)+)(?:\s+(\S.*))?$/u;
const MARKED_HEADING = /^#{1,6}\s*(\d+(?:\.\d+)*)\.?(?:\s+(\S.*))?$/u;
const PLAIN_HEADING = /^(\d+(?:\.\d+)*)\s+(\S.{0,40})$/u;
const UNNUMBERED = /^(?:#{1,6}\s*)?(?:前\s*言|引\s*言|目\s*[次录]|参\s*考\s*文\s*献|索\s*引)\s*$/u;
const LETTERED = /^(?:[-*•]\s*)?([a-z])[)）]\s*(.*)$/u;
const NUMBERED = /^(?:[-*•]\s*)?(\d{1,2})[)）]\s*(.*)$/u;
const CAPTION = /^[图表]\s*(?:[A-Z]\.)?\d+/u;
const ENDED = /[。；;：:．.！!？?…]\s*$/u;
const SENTENCE = /[。；;：:，,]\s*$/u;

interface Draft {
  section: string;
  item: string | null;
  text: string;
  line: number;
  position?: number;
  cells?: readonly string[];
}

/**
 * Splits the plain text of a standard (txt, md, or text taken from docx) by clause number. It never
 * drops text: what stands under no number comes back with an empty section.
 */
export function splitByClause(text: string): TextPart[] {
  const parts: Draft[] = [];
  let section = "";
  let paragraphs = 0;
  let letters = 0;
  let rows = 0;
  let letter: string | undefined;
  let open: Draft | undefined;
  let latest = "";
  let blank = true;

  const enter = (name: string, title: string, line: number): void => {
    section = name;
    paragraphs = letters = rows = 0;
    letter = undefined;
    open = undefined;
    parts.push({ section, item: null, text: title, line });
  };
  const start = (part: Omit<Draft, "section">): void => {
    open = { section, ...part };
    latest = part.text;
    parts.push(open);
  };

  text.split(/\r\n|\r|\n/u).forEach((raw, index) => {
    const line = index + 1;
    const words = raw.trim();
    if (words === "" || words === "-") {
      blank = true;
      return;
    }
    const afterBlank = blank;
    blank = false;

    const heading = headingOf(raw, section);
    if (heading) {
      enter(heading.section, heading.title, line);
      return;
    }
    const cells = cellsOf(raw);
    if (cells && section !== "") {
      rows += 1;
      start({ item: `row-${rows}`, text: words, line, cells });
      return;
    }
    const lettered = LETTERED.exec(words);
    if (lettered && section !== "") {
      letters += 1;
      letter = lettered[1] ?? "";
      start({ item: letter, text: lettered[2] ?? "", line, position: letters });
      return;
    }
    const numbered = NUMBERED.exec(words);
    if (numbered && section !== "") {
      const number = numbered[1] ?? "";
      start({ item: letter === undefined ? number : `${letter}-${number}`, text: numbered[2] ?? "", line });
      return;
    }
    if (CAPTION.test(words) && words.length < 60) {
      parts.push({ section, item: null, text: words, line });
      return;
    }
    // A page break can cut an item in two, so an unfinished one goes on even after an empty line.
    if (open && !ENDED.test(latest) && open.cells === undefined && (!afterBlank || isItem(open))) {
      open.text += words;
      latest = words;
      return;
    }
    paragraphs += 1;
    start({ item: `p${paragraphs}`, text: words, line });
  });
  return parts;
}

/** A table row: cells between tabs (text taken from Word) or between bars (Markdown). */
function cellsOf(raw: string): string[] | undefined {
  const bars = /^\s*\|(.*)\|\s*$/u.exec(raw)?.[1];
  if (bars === undefined && !raw.includes("\t")) return undefined;
  return (bars?.split("|") ?? raw.split("\t")).map((cell) => cell.trim());
}

function isItem(part: Draft): boolean {
  return part.item !== null && !part.item.startsWith("p");
}

function headingOf(raw: string, section: string): { section: string; title: string } | undefined {
  const words = raw.trim();
  if (raw.includes("\t")) return undefined;
  if (UNNUMBERED.test(words)) return { section: "", title: bare(words) };
  const appendix = APPENDIX.exec(words);
  if (appendix) return { section: appendix[1] ?? "", title: bare(words) };
  const inAppendix = /^[A-Z]/u.test(section) ? APPENDIX_SECTION.exec(words) : null;
  if (inAppendix) return { section: inAppendix[1] ?? "", title: inAppendix[2] ?? "" };
  const marked = MARKED_HEADING.exec(words);
  if (marked) return { section: marked[1] ?? "", title: marked[2] ?? "" };
  const plain = PLAIN_HEADING.exec(words);
  if (plain && !SENTENCE.test(words) && follows(plain[1] ?? "", section)) {
    return { section: plain[1] ?? "", title: plain[2] ?? "" };
  }
  return undefined;
}

/** Without heading marks, "5 台服务器" in a sentence must not open chapter 5: the numbers must go on. */
function follows(number: string, section: string): boolean {
  const parts = number.split(".").map(Number);
  if (parts.length > 1) return true;
  const chapter = Number(section.split(".")[0] ?? "");
  const next = parts[0] ?? 0;
  return section === "" ? next >= 1 && next <= 20 : Number.isInteger(chapter) && next === chapter + 1;
}

function bare(words: string): string {
  return words.replace(/^#+\s*/u, "");
}
