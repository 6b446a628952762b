import { type Actor, dateOf, minuteOf, Refusal } from "@yunjian/domain";
import { writePaper } from "../../platform/documents/official-paper.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { page } from "./service.ts";

/** 重保总结: what was asked, what every cloud did, in figures. Before its end it says that it is an interim one. */
export async function summaryPaper(
  tx: Tx,
  actor: Actor,
  now: Date,
  id: string,
): Promise<{ bytes: Buffer; name: string }> {
  const of = await page(tx, actor, now, id);
  if (of.deployedAt === null)
    throw new Refusal("wrong-state", { state: of.standing, allowed: "running / closed" });
  const title = of.standing === "closed" ? "重保工作总结" : "重保情况（阶段）";
  const { all } = of.figures;
  const asked = [
    of.onSite && "24 小时现场值守",
    `每日 ${of.nilHour}:00 前报送零报告`,
    of.freeze && "变更冻结",
    of.noTests && "禁止侵入性测试",
  ].filter((each) => each !== false);
  const rows = of.board.map((row) => {
    const cells = row.cells ?? [];
    const of = (...standings: string[]) =>
      String(cells.filter((cell) => standings.includes(cell.standing)).length);
    return [
      row.cloud.name,
      row.provider.name,
      row.cells === null ? "—" : of("nil", "events"),
      row.cells === null ? "—" : of("late"),
      row.cells === null ? "—" : of("missing"),
      row.cells === null ? "—" : String(cells.reduce((sum, cell) => sum + (cell.events ?? 0), 0)),
      `${row.coverage}%`,
    ];
  });
  const told = of.board.flatMap((row) =>
    (row.cells ?? []).flatMap((cell) =>
      (cell.events ?? 0) > 0
        ? [`${cell.day} ${row.cloud.name}（${cell.events} 起）：${cell.note ?? ""}`]
        : [],
    ),
  );
  const bytes = await writePaper({
    title,
    number: of.number,
    facts: [
      ["重保名称", of.name],
      ["部署单位", of.organisation.name],
      ["起止时间", `${minuteOf(of.from)} 至 ${minuteOf(of.to)}（北京时间）`],
      ["云平台", `${of.clouds} 个${of.systems.length > 0 ? `；重点系统 ${of.systems.length} 个` : ""}`],
      ["工作要求", asked.join("、")],
      [
        "零报告情况",
        `应报 ${all.expected} 次，按时 ${all.nil + all.events} 次，迟报 ${all.late} 次，未报 ${all.missing} 次`,
      ],
    ],
    parts: [
      { heading: "一、方案要点", text: of.plan },
      {
        heading: "二、各云平台情况",
        table: { head: ["云平台", "云服务商", "按时", "迟报", "未报", "事件数", "值守覆盖"], rows },
      },
      { heading: "三、期间报告的事件", text: told.length > 0 ? told.join("\n") : "未报告安全事件。" },
      { heading: "四、总结", text: of.summary || "（尚未填写总结）" },
    ],
    signatures: [of.organisation.name, of.endedAt === null ? "" : dateOf(of.endedAt)].filter(
      (each) => each !== "",
    ),
    closing: `本总结由平台于 ${minuteOf(now)} 依据存证记录生成。`,
  });
  return { bytes, name: `${of.number} ${title}.docx` };
}
