import {
  type Actor,
  dateOf,
  incidentClass,
  KIND_WORDS,
  LEVEL_WORDS,
  minuteOf,
  Refusal,
  STANDARD_NAMES,
} from "@yunjian/domain";
import { AlignmentType, Document, HeadingLevel, Packer, Paragraph, TextRun } from "docx";
import type { Tx } from "../../platform/tenancy.ts";
import { page } from "./service-page.ts";

/** 总结报告: the version in force with the course of handling, as offices file it. In Chinese, like every paper. */

const SONG = { ascii: "Times New Roman", hAnsi: "Times New Roman", eastAsia: "仿宋" };
const HEI = { ascii: "Arial", hAnsi: "Arial", eastAsia: "黑体" };

export async function paperOf(
  tx: Tx,
  actor: Actor,
  now: Date,
  id: string,
): Promise<{ bytes: Buffer; name: string }> {
  const of = await page(tx, actor, now, id);
  if (of.report === null) throw new Refusal("incident-report-missing");
  const { report } = of;
  const sort = incidentClass(of.classId ?? "");
  const { affected, untold, unacknowledged } = of.customers;
  const lines = (text: string) => text.split("\n").map(body);
  const document = new Document({
    creator: "Yunjian",
    title: "安全事件处置总结报告",
    styles: { default: { document: { run: { font: SONG, size: 28 } } } },
    sections: [
      {
        properties: { page: { size: { width: 11906, height: 16838 } } },
        children: [
          new Paragraph({
            alignment: AlignmentType.CENTER,
            heading: HeadingLevel.TITLE,
            children: [new TextRun({ text: "安全事件处置总结报告", font: HEI, size: 44, bold: true })],
          }),
          new Paragraph({
            alignment: AlignmentType.CENTER,
            children: [new TextRun(`${of.number}　第 ${report.version} 版`)],
          }),
          heading("一、基本情况"),
          body(
            `事件名称：${of.title}。类型：${KIND_WORDS[of.kind]}${sort ? `（${STANDARD_NAMES[sort.standard]}：${sort.category.zh}—${sort.name.zh}）` : ""}。`,
          ),
          body(
            `涉及云平台：${of.clouds.map((each) => each.name).join("、")}。受影响客户 ${affected} 家，已告知 ${affected - untold} 家，未确认 ${unacknowledged} 家。`,
          ),
          body(
            `发生时间：${of.happenedAt ? minuteOf(of.happenedAt) : "未能查明"}；获知时间：${minuteOf(of.knownAt)}；登记时间：${minuteOf(of.reportedAt)}。`,
          ),
          body(
            `级别：按 GB/Z 20986 为“${LEVEL_WORDS[of.levelStandard].zh}”，按报告管理办法为“${LEVEL_WORDS[of.levelRegulation].zh}”。${of.grading.reason}`,
          ),
          ...[...of.grading.standard.reasons, ...of.grading.regulation.reasons].map((each) => body(each.zh)),
          heading("二、发生原因"),
          ...lines(report.cause),
          heading("三、应急处置措施"),
          ...lines(report.measures),
          heading("四、造成的危害"),
          ...lines(report.harm),
          heading("五、责任追究"),
          ...lines(report.accountability),
          heading("六、完善整改情况"),
          ...lines(report.improvement),
          ...of.links
            .filter((link) => link.type === "rectification")
            .map((link) => body(`已下发整改：${link.label}。`)),
          heading("七、教训"),
          ...lines(report.lessons),
          heading("附：事实与报告时间"),
          ...of.facts
            .filter((fact) => !fact.corrected)
            .map((fact) =>
              body(`${minuteOf(fact.happenedAt ?? fact.knownAt)}　${fact.text}（${fact.org?.name ?? ""}）`),
            ),
          ...of.tellings.map((each) =>
            body(
              `${minuteOf(each.toldAt)}　${each.organisation.name}报告${each.reference === "" ? "" : `，回执 ${each.reference}`}`,
            ),
          ),
          right(of.providers.map((each) => each.name).join("、")),
          right(dateOf(report.at)),
          body(`本文书由平台于 ${minuteOf(now)} 依据处置记录生成，以平台记录为准。`),
        ],
      },
    ],
  });
  return { bytes: await Packer.toBuffer(document), name: `${of.number} 总结报告.docx` };
}

function heading(text: string): Paragraph {
  return new Paragraph({
    heading: HeadingLevel.HEADING_1,
    spacing: { before: 240, after: 120 },
    children: [new TextRun({ text, font: HEI, size: 30, color: "000000" })],
  });
}

function body(text: string): Paragraph {
  return new Paragraph({
    spacing: { line: 420 },
    indent: { firstLine: 560 },
    children: [new TextRun(printable(text))],
  });
}

function right(text: string): Paragraph {
  return new Paragraph({
    alignment: AlignmentType.RIGHT,
    spacing: { before: 160 },
    children: [new TextRun(printable(text))],
  });
}

/** Characters that XML cannot hold would make a file that Word refuses to open. */
function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "");
}
