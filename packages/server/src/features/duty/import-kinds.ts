import { addDays, type DutyMode, type DutyRole, startOfDay } from "@yunjian/domain";
import type { Cells, Words } from "../../platform/tables/cells.ts";
import { registerImport } from "../../platform/tables/kinds.ts";
import { organisationByWord } from "../identity/read.ts";
import { peopleOfOrganisation } from "../identity/read-duty.ts";
import { cloudHeads } from "../registry/read-clouds.ts";
import * as queries from "./queries.ts";
import { plan } from "./service.ts";

/** How a month's roster, as offices keep it in a spreadsheet, becomes shifts. */

const MODES: Words<DutyMode> = {
  "on-site": ["现场", "现场值守", "驻场"],
  phone: ["电话", "电话值守"],
  online: ["网上", "网上值守", "线上", "远程"],
};
const ROLES: Words<DutyRole> = {
  lead: ["带班", "带班领导", "值班领导"],
  watch: ["值班", "值守", "值班员"],
};
const NOTHING = { outcome: "unchanged", warnings: [] } as const;

registerImport({
  kind: "shifts",
  title: "值守排班",
  shows: ["place", "fromDay", "name"],
  columns: [
    {
      key: "place",
      heading: "值守点",
      also: ["云平台", "云平台名称", "单位"],
      required: true,
      width: 30,
      fields: ["/placeId"],
      note: "本单位云平台的名称；本单位自身的值守填单位名称",
      example: "云州市电子政务云（二期）",
    },
    {
      key: "fromDay",
      heading: "日期",
      also: ["开始日期", "值班日期"],
      required: true,
      width: 14,
      note: "班次开始的日期",
      example: "2026-11-20",
    },
    {
      key: "fromTime",
      heading: "开始时间",
      required: true,
      width: 12,
      fields: ["/from"],
      note: "如 17:00",
      example: "17:00",
    },
    { key: "toDay", heading: "结束日期", width: 14, note: "不填则按时间推算，跨夜的算到次日", example: "" },
    {
      key: "toTime",
      heading: "结束时间",
      required: true,
      width: 12,
      fields: ["/to"],
      note: "如 09:00；24:00 为当日结束",
      example: "09:00",
    },
    {
      key: "name",
      heading: "姓名",
      also: ["值班人员", "值守人员"],
      required: true,
      width: 14,
      note: "与本单位人员同名的自动关联账号",
      example: "徐杰",
    },
    {
      key: "phone",
      heading: "值守电话",
      also: ["电话", "联系电话", "手机"],
      required: true,
      width: 18,
      note: "值守期间能打通的电话",
      example: "0571-88001234",
    },
    {
      key: "mode",
      heading: "值守方式",
      also: ["方式"],
      required: true,
      width: 12,
      note: "现场 / 电话 / 网上",
      example: "电话",
    },
    {
      key: "role",
      heading: "岗位",
      also: ["角色"],
      width: 10,
      note: "带班 / 值班，不填为值班",
      example: "值班",
    },
    { key: "note", heading: "备注", width: 24, note: "不超过 200 字", example: "" },
  ],
  async take(tx, actor, now, cells) {
    const word = cells.need("place", 100);
    const fromDay = cells.needDate("fromDay");
    const fromTime = timeOf(cells, "fromTime");
    const toDay = cells.date("toDay");
    const toTime = timeOf(cells, "toTime");
    const input = {
      name: cells.need("name", 50),
      phone: cells.need("phone", 30),
      mode: cells.word("mode", MODES, "phone"),
      role: cells.raw("role") === "" ? ("watch" as const) : cells.word("role", ROLES, "watch"),
      note: cells.text("note", 200),
    };
    const cloud = (await cloudHeads(tx)).find(({ cloudName }) => cloudName === word);
    const org = cloud || word === "" ? undefined : await organisationByWord(tx, word);
    const place = cloud
      ? { id: cloud.cloudId, orgId: cloud.providerOrgId }
      : org && { id: org.id, orgId: org.id };
    if (word !== "" && !place)
      cells.problem(
        "place",
        `没有找到云平台或单位“${word}”，请核对名称。`,
        `There is no cloud or organisation “${word}”.`,
      );
    if (!place || fromTime === null || toTime === null || cells.problems.length > 0) return NOTHING;
    const overnight = toTime <= fromTime ? 1 : 0;
    const from = instant(fromDay, fromTime);
    const to = instant(toDay ?? addDays(fromDay, overnight), toTime);
    const same = await queries.overlapping(tx, place.id, { name: input.name, from, to, except: null });
    if (same && same.from.getTime() === from.getTime() && same.to.getTime() === to.getTime())
      return { outcome: "unchanged", warnings: [] };
    const people = (await peopleOfOrganisation(tx, place.orgId, now)).filter(
      ({ name }) => name === input.name,
    );
    await plan(tx, actor, now, {
      ...input,
      placeId: place.id,
      // Two of one name: which of them is meant cannot be known.
      personId: people.length === 1 ? (people[0]?.id ?? null) : null,
      from: from.toISOString(),
      to: to.toISOString(),
    });
    return { outcome: "taken", warnings: [] };
  },
});

/** Minutes of the day, however a spreadsheet writes a time: 17:00, 17：00, 17:00:00, 17点, 0.7083. */
function timeOf(cells: Cells, key: string): number | null {
  const value = cells.raw(key).trim();
  if (value === "") {
    cells.problem(key, "此项必填。", "This is required.");
    return null;
  }
  const parts = /^(?:\d{4}-\d{2}-\d{2}[ T])?(\d{1,2})(?:[:：时点](\d{1,2})?分?(?::\d{2})?)?$/.exec(value);
  const share = /^0?\.\d+$/.test(value) ? Math.round(Number(value) * 1440) : null;
  const minutes = share ?? (parts ? Number(parts[1]) * 60 + Number(parts[2] ?? 0) : Number.NaN);
  if (minutes >= 0 && minutes <= 1440 && Number(parts?.[2] ?? 0) < 60) return minutes;
  cells.problem(key, "应为时间，如 17:00。", "Must be a time such as 17:00.");
  return null;
}

function instant(day: string, minutes: number): Date {
  return new Date(startOfDay(day).getTime() + minutes * 60_000);
}
