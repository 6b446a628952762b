import type { FormDefinition, FormField, TableField } from "@yunjian/domain";
import {
  AlignmentType,
  BorderStyle,
  Document,
  Footer,
  HeadingLevel,
  PageNumber,
  Packer,
  Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  VerticalAlign,
  WidthType,
} from "docx";

const SONG = { ascii: "Times New Roman", hAnsi: "Times New Roman", eastAsia: "仿宋" };
const HEI = { ascii: "Arial", hAnsi: "Arial", eastAsia: "黑体" };
const BODY = 24; // half points: 小四
const WIDTH = 9070; // twips between the margins of an A4 page
const LINE = { style: BorderStyle.SINGLE, size: 4, color: "000000" };
const BORDERS = {
  top: LINE,
  bottom: LINE,
  left: LINE,
  right: LINE,
  insideHorizontal: LINE,
  insideVertical: LINE,
};

/**
 * The template a form starts with: an official-looking paper with title, number, a table of facts and one
 * section per section of the form. The supervisor downloads it, changes it in Word and uploads the next version.
 */
export async function defaultTemplate(form: FormDefinition): Promise<Buffer> {
  const document = new Document({
    creator: "Yunjian",
    title: form.title.zh,
    styles: {
      default: {
        document: { run: { font: SONG, size: BODY } },
        title: {
          run: { font: HEI, size: 44, bold: true },
          paragraph: { alignment: AlignmentType.CENTER, spacing: { before: 240, after: 120 } },
        },
        heading1: { run: { font: HEI, size: 32 }, paragraph: { spacing: { before: 320, after: 160 } } },
        heading2: { run: { font: HEI, size: BODY }, paragraph: { spacing: { before: 160, after: 80 } } },
      },
    },
    sections: [
      {
        properties: {
          page: {
            size: { width: 11906, height: 16838 },
            margin: { top: 1440, bottom: 1440, left: 1418, right: 1418 },
          },
        },
        footers: { default: new Footer({ children: [pageNumber()] }) },
        children: [
          new Paragraph({ heading: HeadingLevel.TITLE, children: [new TextRun("{docTitle}")] }),
          new Paragraph({
            alignment: AlignmentType.CENTER,
            spacing: { after: 240 },
            children: [new TextRun("{docNumber}")],
          }),
          facts(),
          ...form.sections.flatMap((section) => [
            new Paragraph({ heading: HeadingLevel.HEADING_1, children: [new TextRun(section.title.zh)] }),
            ...section.fields.flatMap(fieldBlock),
          ]),
          ...signature(),
        ],
      },
    ],
  });
  return await Packer.toBuffer(document);
}

function facts(): Table {
  const rows = [
    ["编制单位", "{docOrganisation}", "提交日期", "{docDate}"],
    ["编制人", "{docPreparedBy}", "敏感程度", "{docSensitivity}"],
  ];
  return grid(
    [1600, 3200, 1600, 2670],
    [
      ...rows.map(
        (cells) => new TableRow({ children: cells.map((text, i) => cell(text, { label: i % 2 === 0 })) }),
      ),
      new TableRow({ children: [cell("监管对象", { label: true }), cell("{docClouds}", { span: 3 })] }),
      new TableRow({
        children: [cell("监管事项与周期", { label: true }), cell("{docPeriods}", { span: 3 })],
      }),
      new TableRow({ children: [cell("说明", { label: true }), cell("{docStatement}", { span: 3 })] }),
    ],
  );
}

function fieldBlock(field: FormField): (Paragraph | Table)[] {
  if (field.type === "table") return [label(field.label.zh), rowsOf(field)];
  if (field.type === "long")
    return [
      label(field.label.zh),
      new Paragraph({
        spacing: { line: 420 },
        indent: { firstLine: 480 },
        children: [new TextRun(`{${field.key}}`)],
      }),
    ];
  return [
    grid(
      [2600, WIDTH - 2600],
      [new TableRow({ children: [cell(field.label.zh, { label: true }), cell(`{${field.key}}`)] })],
    ),
  ];
}

/** One row that repeats: it opens the loop in its first cell and closes it in its last. */
function rowsOf(field: TableField): Table {
  const width = Math.floor((WIDTH - 700) / field.columns.length);
  const last = field.columns.length - 1;
  return grid(
    [700, ...field.columns.map(() => width)],
    [
      new TableRow({
        tableHeader: true,
        children: [
          cell("序号", { label: true }),
          ...field.columns.map((column) => cell(column.label.zh, { label: true })),
        ],
      }),
      new TableRow({
        children: [
          cell(`{#${field.key}}{no}`),
          ...field.columns.map((column, i) => cell(`{${column.key}}${i === last ? `{/${field.key}}` : ""}`)),
        ],
      }),
    ],
  );
}

function grid(widths: readonly number[], rows: TableRow[]): Table {
  return new Table({
    rows,
    columnWidths: [...widths],
    layout: TableLayoutType.FIXED,
    width: { size: WIDTH, type: WidthType.DXA },
    borders: BORDERS,
  });
}

function cell(text: string, options: { label?: boolean; span?: number } = {}): TableCell {
  return new TableCell({
    verticalAlign: VerticalAlign.CENTER,
    margins: { top: 60, bottom: 60, left: 100, right: 100 },
    ...(options.span !== undefined && { columnSpan: options.span }),
    ...(options.label && { shading: { fill: "F2F2F2" } }),
    children: [
      new Paragraph({ children: [new TextRun({ text, size: 21, ...(options.label && { font: HEI }) })] }),
    ],
  });
}

function label(text: string): Paragraph {
  return new Paragraph({ heading: HeadingLevel.HEADING_2, children: [new TextRun(text)] });
}

function signature(): Paragraph[] {
  return ["编制人：{docPreparedBy}", "签发人：{docSignedBy}", "{docOrganisation}", "{docDate}"].map(
    (text, i) =>
      new Paragraph({
        alignment: AlignmentType.RIGHT,
        spacing: { before: i === 0 ? 600 : 80 },
        children: [new TextRun(text)],
      }),
  );
}

function pageNumber(): Paragraph {
  return new Paragraph({
    alignment: AlignmentType.CENTER,
    children: [new TextRun({ children: ["— ", PageNumber.CURRENT, " —"], size: 21 })],
  });
}
