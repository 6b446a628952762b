import { strToU8, zipSync } from "fflate";
import { Document, LevelFormat, Packer, Paragraph, Tab, Table, TableCell, TableRow, TextRun } from "docx";
import { describe, expect, it } from "vitest";
import { docxText, UnreadableDocx } from "../../src/platform/documents/docx-text.ts";

const cell = (...lines: string[]) => new TableCell({ children: lines.map((text) => new Paragraph(text)) });

async function write(children: (Paragraph | Table)[]): Promise<Uint8Array> {
  const level = (at: number, format: (typeof LevelFormat)[keyof typeof LevelFormat], text: string) => ({
    level: at,
    format,
    text,
  });
  const document = new Document({
    numbering: {
      config: [
        {
          reference: "chapters",
          levels: [level(0, LevelFormat.DECIMAL, "%1"), level(1, LevelFormat.DECIMAL, "%1.%2")],
        },
        { reference: "items", levels: [level(0, LevelFormat.LOWER_LETTER, "%1)")] },
        { reference: "bullets", levels: [level(0, LevelFormat.BULLET, "•")] },
      ],
    },
    sections: [{ children }],
  });
  return new Uint8Array(await Packer.toBuffer(document));
}

describe("text of a Word file", () => {
  it("counts the numbers that Word prints, and puts tabs between table cells only", async () => {
    const numbered = (text: string, reference: string, level = 0, instance = 0) =>
      new Paragraph({ text, numbering: { reference, level, instance } });
    const bytes = await write([
      new Paragraph({ children: [new TextRun("水族馆"), new TextRun({ children: [new Tab(), "守则"] })] }),
      numbered("范围", "chapters"),
      numbered("喂养", "chapters"),
      numbered("谁来喂", "chapters", 1),
      numbered("早上喂一次；", "items"),
      numbered("晚上不喂。", "items"),
      numbered("何时停喂", "chapters", 1),
      numbered("水浑；", "items", 0, 1),
      numbered("见附表", "bullets"),
      new Table({
        rows: [
          new TableRow({ children: [cell("鱼缸"), cell("每周", "换水"), cell("")] }),
          new TableRow({ children: [cell("滤网"), cell("每月"), cell("刷洗")] }),
        ],
      }),
      new Paragraph("完"),
    ]);
    expect(docxText(bytes).split("\n")).toEqual([
      "水族馆 守则",
      "1 范围",
      "2 喂养",
      "2.1 谁来喂",
      "a) 早上喂一次；",
      "b) 晚上不喂。",
      "2.2 何时停喂",
      "a) 水浑；",
      "见附表",
      "鱼缸\t每周 换水\t",
      "滤网\t每月\t刷洗",
      "完",
    ]);
  });

  it("leaves out what was deleted in tracked changes and the second copy of text boxes", () => {
    const xml = `<?xml version="1.0"?><w:document xmlns:w="http://w" xmlns:mc="http://mc"><w:body>
      <w:p><w:r><w:t>甲</w:t></w:r><w:del><w:r><w:delText>乙</w:delText></w:r></w:del><w:ins><w:r><w:t>丙</w:t></w:r></w:ins></w:p>
      <w:p><w:r><mc:AlternateContent><mc:Choice><w:p><w:r><w:t>框</w:t></w:r></w:p></mc:Choice>
        <mc:Fallback><w:p><w:r><w:t>框</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent></w:r></w:p>
    </w:body></w:document>`;
    expect(
      docxText(zipSync({ "word/document.xml": strToU8(xml) }))
        .trim()
        .split("\n"),
    ).toEqual(["甲丙", "框"]);
  });

  it("says no to what is not a Word file", () => {
    expect(() => docxText(strToU8("plain words"))).toThrow(UnreadableDocx);
    expect(() => docxText(zipSync({ "xl/workbook.xml": strToU8("<x/>") }))).toThrow(UnreadableDocx);
    expect(() => docxText(zipSync({ "word/document.xml": strToU8("<w:p>") }))).toThrow(UnreadableDocx);
    const bomb = zipSync({ "word/document.xml": new Uint8Array(70 * 1024 * 1024) });
    expect(() => docxText(bomb)).toThrow(/64 MB/);
  });
});
