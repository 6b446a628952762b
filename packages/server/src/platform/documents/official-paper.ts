import {
  AlignmentType,
  BorderStyle,
  Document,
  Footer,
  Packer,
  PageNumber,
  Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  VerticalAlign,
  WidthType,
} from "docx";

/** A paper of ours as offices file it: title, number, a table of facts, texts under headings, tables. In Chinese. */
export interface OfficialPaper {
  readonly title: string;
  readonly number: string;
  readonly facts: readonly (readonly [label: string, value: string])[];
  readonly parts: readonly PaperPart[];
  /** Stands at the foot at the right: organisation, person, day. */
  readonly signatures: readonly string[];
  readonly closing: string;
}

export interface PaperPart {
  readonly heading?: string;
  readonly text?: string;
  readonly table?: { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] };
}

export const DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

const SONG = { ascii: "Times New Roman", hAnsi: "Times New Roman", eastAsia: "仿宋" };
const HEI = { ascii: "Arial", hAnsi: "Arial", eastAsia: "黑体" };
const WIDTH = 9070;
const LABEL = 2000;
const LINE = { style: BorderStyle.SINGLE, size: 4, color: "000000" };
const BORDERS = {
  top: LINE,
  bottom: LINE,
  left: LINE,
  right: LINE,
  insideHorizontal: LINE,
  insideVertical: LINE,
};

export async function writePaper(paper: OfficialPaper): Promise<Buffer> {
  const document = new Document({
    creator: "Yunjian",
    title: paper.title,
    styles: { default: { document: { run: { font: SONG, size: 24 } } } },
    sections: [
      {
        properties: {
          page: {
            size: { width: 11906, height: 16838 },
            margin: { top: 1440, bottom: 1440, left: 1418, right: 1418 },
          },
        },
        footers: {
          default: new Footer({
            children: [
              new Paragraph({
                alignment: AlignmentType.CENTER,
                children: [new TextRun({ children: ["— ", PageNumber.CURRENT, " —"], size: 21 })],
              }),
            ],
          }),
        },
        children: [
          centred(paper.title, { font: HEI, size: 44, bold: true }),
          centred(paper.number, {}),
          grid(
            [LABEL, WIDTH - LABEL],
            paper.facts.map(([label, value]) => [cell(label, true), cell(value, false)]),
          ),
          ...paper.parts.flatMap(partOf),
          ...paper.signatures.map(
            (text) =>
              new Paragraph({
                alignment: AlignmentType.RIGHT,
                spacing: { before: 160 },
                children: [new TextRun(printable(text))],
              }),
          ),
          ...lines(paper.closing),
        ],
      },
    ],
  });
  return await Packer.toBuffer(document);
}

function partOf({ heading, text, table }: PaperPart): (Paragraph | Table)[] {
  const columns = table?.head.length ?? 0;
  return [
    ...(heading === undefined
      ? []
      : [
          new Paragraph({
            spacing: { before: 240, after: 120 },
            keepNext: true,
            children: [new TextRun({ text: printable(heading), font: HEI, size: 28 })],
          }),
        ]),
    ...(text === undefined ? [] : lines(text)),
    ...(table
      ? [
          grid(
            Array.from({ length: columns }, () => Math.floor(WIDTH / columns)),
            [
              table.head.map((each) => cell(each, true)),
              ...table.rows.map((row) => row.map((each) => cell(each, false))),
            ],
          ),
        ]
      : []),
  ];
}

function lines(text: string): Paragraph[] {
  return printable(text)
    .split("\n")
    .map(
      (line) =>
        new Paragraph({
          spacing: { line: 420, before: 60 },
          indent: { firstLine: 480 },
          children: [new TextRun(line)],
        }),
    );
}

function grid(widths: readonly number[], rows: readonly (readonly TableCell[])[]): Table {
  return new Table({
    columnWidths: [...widths],
    layout: TableLayoutType.FIXED,
    width: { size: WIDTH, type: WidthType.DXA },
    borders: BORDERS,
    rows: rows.map((children) => new TableRow({ cantSplit: true, children: [...children] })),
  });
}

function centred(text: string, run: { font?: typeof HEI; size?: number; bold?: boolean }): Paragraph {
  return new Paragraph({
    alignment: AlignmentType.CENTER,
    spacing: { after: 200 },
    children: [new TextRun({ text: printable(text), ...run })],
  });
}

function cell(text: string, label: boolean): TableCell {
  return new TableCell({
    verticalAlign: VerticalAlign.CENTER,
    margins: { top: 60, bottom: 60, left: 100, right: 100 },
    ...(label && { shading: { fill: "F2F2F2" } }),
    children: printable(text)
      .split("\n")
      .map(
        (line) =>
          new Paragraph({ children: [new TextRun({ text: line, size: 21, ...(label && { font: HEI }) })] }),
      ),
  });
}

/** Characters that XML cannot hold would make a file that Word refuses to open. */
function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "");
}
