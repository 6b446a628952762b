import { type Actor, dateOf, minuteOf, type OperationKind, Refusal, type Touch } from "@yunjian/domain";
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
import type { Tx } from "../../platform/tenancy.ts";
import { page } from "./service-page.ts";

/** 授权书: the grant as it stands, in the form in which offices file and stamp it. In Chinese, like every paper. */

const SONG = { ascii: "Times New Roman", hAnsi: "Times New Roman", eastAsia: "仿宋" };
const HEI = { ascii: "Arial", hAnsi: "Arial", eastAsia: "黑体" };
const WIDTH = 9070;
const LINE = { style: BorderStyle.SINGLE, size: 4, color: "000000" };
const BORDERS = {
  top: LINE,
  bottom: LINE,
  left: LINE,
  right: LINE,
  insideHorizontal: LINE,
  insideVertical: LINE,
};

const OPERATION_WORDS: Readonly<Record<OperationKind, string>> = {
  diagnose: "故障诊断",
  support: "技术支持",
  configure: "配置变更",
  patch: "补丁与升级",
  restart: "启停与重启",
  backup: "备份与快照",
  restore: "恢复",
  migrate: "迁移与扩容",
  security: "安全处置",
  dispose: "数据删除与介质处置",
  other: "其他",
};
const TOUCH_WORDS: Readonly<Record<Touch, string>> = {
  configuration: "系统或应用配置",
  availability: "业务可用性",
  "data-read": "查看数据",
  "data-copy": "复制数据",
  "data-change": "修改数据",
  "data-export": "导出数据",
  "data-delete": "删除数据",
};

type Case = Awaited<ReturnType<typeof page>>;

/** Throws `wrong-state` for what was never granted: a paper of a wish is no paper. */
export async function paperOf(
  tx: Tx,
  actor: Actor,
  now: Date,
  id: string,
): Promise<{ bytes: Buffer; name: string }> {
  const of = await page(tx, actor, now, id);
  if (of.granted === null || of.decidedAt === null || of.state === "prepared") {
    throw new Refusal("wrong-state", { state: of.state, allowed: "granted / withdrawn / finished" });
  }
  return { bytes: await write(of, of.granted, now), name: `${of.number} 客户授权书.docx` };
}

async function write(of: Case, granted: NonNullable<Case["granted"]>, now: Date): Promise<Buffer> {
  const list = (items: readonly string[], none: string) => (items.length > 0 ? items.join("、") : none);
  const emergency = of.kind === "emergency";
  const rows: [string, string][] = [
    ["授权单位", of.customer.name],
    ["被授权单位", of.asker.name],
    ["业务系统", `${of.system.name}${of.cloud.name === "" ? "" : `（${of.cloud.name}）`}`],
    ["事项", of.title],
    ["事由", of.reason],
    [
      "操作类型",
      list(
        granted.operations.map((each) => OPERATION_WORDS[each]),
        "—",
      ),
    ],
    [
      "触及内容",
      list(
        granted.touches.map((each) => TOUCH_WORDS[each]),
        "—",
      ),
    ],
    [
      "资源范围",
      list(
        granted.resources.map(({ name }) => name),
        "整个业务系统",
      ),
    ],
    ["操作人员", list(granted.operators, of.team === "" ? "—" : of.team)],
    ["有效期", `自 ${minuteOf(granted.fromAt)} 至 ${minuteOf(granted.toAt)}（北京时间）`],
    ["风险说明", of.risk || "—"],
    ["回退办法", of.rollback || "—"],
    ["授权条件", of.conditions || "无"],
    ["说明", of.decisionNote || "—"],
  ];
  const ended =
    of.endsAt !== null && new Date(of.endsAt).getTime() < new Date(granted.toAt).getTime()
      ? `本授权已于 ${minuteOf(new Date(of.endsAt))} ${of.state === "withdrawn" ? "由授权单位撤回" : "由被授权单位办结"}，自该时刻起失效。`
      : "";
  const text = (words: string) =>
    new Paragraph({
      spacing: { line: 420, before: 120 },
      indent: { firstLine: 480 },
      children: [new TextRun(words)],
    });
  const document = new Document({
    creator: "Yunjian",
    title: "客户授权书",
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
          centred("客户授权书", { font: HEI, size: 44, bold: true }),
          centred(of.number, {}),
          new Table({
            columnWidths: [1800, WIDTH - 1800],
            layout: TableLayoutType.FIXED,
            width: { size: WIDTH, type: WidthType.DXA },
            borders: BORDERS,
            rows: rows.map(
              ([label, value]) =>
                new TableRow({ cantSplit: true, children: [cell(label, true), cell(value, false)] }),
            ),
          }),
          text(
            emergency
              ? "本次操作依据授权单位事先约定的应急规则开展，事后由授权单位审阅。"
              : "被授权单位仅可在上述范围和有效期内操作，操作完成后应及时登记；有效期届满或授权撤回后，本授权即行失效。",
          ),
          ...(ended === "" ? [] : [text(ended)]),
          signature(of.customer.name),
          signature(emergency ? "" : `批准人：${of.decidedBy?.name ?? ""}`),
          signature(of.decidedAt === null ? "" : dateOf(new Date(of.decidedAt))),
          text(`本文书由平台于 ${minuteOf(now)} 依据存证记录生成，以平台记录为准。`),
        ],
      },
    ],
  });
  return await Packer.toBuffer(document);
}

function centred(text: string, run: { font?: typeof HEI; size?: number; bold?: boolean }): Paragraph {
  return new Paragraph({
    alignment: AlignmentType.CENTER,
    spacing: { after: 200 },
    children: [new TextRun({ text, ...run })],
  });
}

function signature(text: string): Paragraph {
  return new Paragraph({
    alignment: AlignmentType.RIGHT,
    spacing: { before: 160 },
    children: [new TextRun(printable(text))],
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
