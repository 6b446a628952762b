import { loadCatalogue } from "@yunjian/catalogue";
import { addDays, dateOf, daysBetween, type IsoDate, type StructuredForm } from "@yunjian/domain";
import { askExtension } from "../features/obligations/extensions.ts";
import { openPeriodsOfParty, type PeriodRow } from "../features/obligations/read.ts";
import * as rectifications from "../features/rectifications/service.ts";
import {
  list as listRectifications,
  page as rectificationPage,
} from "../features/rectifications/service-page.ts";
import { raise as raiseDispute } from "../features/reviews/service-disputes.ts";
import { handInMany } from "../features/submissions/batch.ts";
import { create, sign } from "../features/submissions/service.ts";
import { CLOUDS, type DemoCloud, ORGANISATIONS } from "./cast.ts";
import { checkTable, filled, minutes, type Paper, portScan } from "./papers.ts";
import type { Stage } from "./stage.ts";

/** What a provider (or the assessor) does on a working day: hands in, signs, extends, disputes, rectifies. */

interface Crew {
  readonly org: string;
  readonly member: string;
  readonly lead: string;
}

export const CREWS: readonly Crew[] = [
  { org: "xintong", member: "huangying", lead: "madong" },
  { org: "dongling", member: "tangwen", lead: "luohao" },
  { org: "qiming", member: "pengyu", lead: "fangyuan" },
  { org: "assessor", member: "dingning", lead: "jiangtao" },
];

export async function providerDay(stage: Stage, crew: Crew, day: IsoDate, handsIn: boolean): Promise<void> {
  const open = await stage.act(crew.member, (tx, _actor, now) =>
    openPeriodsOfParty(tx, stage.org(crew.org), now, 1000),
  );
  // On the days for it, what would be wanted before the next of these days comes along as well.
  const soon = addDays(day, 2);
  const ready = handsIn
    ? open.filter(
        (period) =>
          handInDay(stage, period) <= soon &&
          dateOf(period.opensAt) <= day &&
          (period.kind !== "summary" || period.spanEnd < day),
      )
    : [];
  await extend(
    stage,
    crew,
    open.filter((period) => !ready.includes(period)),
    day,
  );
  const byCloud = Map.groupBy(ready, (period) => period.cloudId);
  for (const [cloudId, periods] of byCloud) await handIn(stage, crew, cloudOf(stage, cloudId), periods, day);
  await rectify(stage, crew, day);
}

/** Two months: longer than the agreed silence of a continuous duty, so that stale is seen as well. */
const NEGLECTED_DAYS = 60;
const NEVER = "9999-12-31";

/** The day on which this story hands a period in: some days before it is due, or late, or not yet. */
function handInDay(stage: Stage, period: PeriodRow): IsoDate {
  const cloud = cloudOf(stage, period.cloudId);
  const due = dateOf(period.partyDueAt ?? period.dueAt);
  const opens = dateOf(period.opensAt);
  if (
    cloud.neglected?.includes(period.dutyId) &&
    dateOf(period.opensAt) > addDays(stage.lastDay, -NEGLECTED_DAYS)
  )
    return NEVER;
  const words = [cloud.key, period.dutyId, period.subjectName, period.label, period.state];
  if (period.kind === "summary")
    return addDays(period.spanEnd, 1 + Math.floor(stage.chance("summary", ...words) * 2));
  const late = stage.chance("late", ...words) < cloud.temper.late;
  const draw = stage.chance("days", ...words);
  if (period.state === "returned") return addDays(due, late ? 3 : -Math.floor(draw * 7));
  const shift = late ? 1 + Math.floor(draw ** 2 * 24) : -Math.floor(draw * 5);
  // A report on a month cannot come before the month is over.
  return max(addDays(due, shift), period.kind === "on-demand" ? opens : max(opens, min(period.spanEnd, due)));
}

async function handIn(
  stage: Stage,
  crew: Crew,
  cloud: DemoCloud,
  periods: readonly PeriodRow[],
  day: IsoDate,
): Promise<void> {
  const duties = loadCatalogue().duties;
  const rest: PeriodRow[] = [];
  const nil: PeriodRow[] = [];
  const unchanged: PeriodRow[] = [];
  for (const period of periods) {
    const duty = duties.get(period.dutyId);
    if (period.kind === "nil-report") nil.push(period);
    else if (duty?.form) await form(stage, crew, cloud, period, duty.form as StructuredForm, day);
    else if (
      period.state === "open" &&
      period.spanStart > addDays(stage.firstDay, 300) &&
      stage.chance("unchanged", period.dutyId, period.label, cloud.key) < 0.12
    )
      unchanged.push(period);
    else rest.push(period);
  }
  if (nil.length > 0) await batch(stage, crew, nil, "nil-report", "本期未发生需报告的事件。");
  if (unchanged.length > 0) {
    const refused = await batch(
      stage,
      crew,
      unchanged,
      "unchanged",
      "制度文件和实施情况与上期一致，无变化。",
    );
    rest.push(...unchanged.filter((period) => refused.has(period.id)));
  }
  for (const same of Map.groupBy(
    rest,
    (period) => `${period.class} ${period.state} ${period.label.length}`,
  ).values()) {
    for (let i = 0; i < same.length; i += 6) await papers(stage, crew, cloud, same.slice(i, i + 6), day);
  }
}

async function batch(
  stage: Stage,
  crew: Crew,
  periods: readonly PeriodRow[],
  kind: "nil-report" | "unchanged",
  statement: string,
): Promise<Set<string>> {
  const made = await stage.act(crew.member, (tx, actor, now) =>
    handInMany(tx, stage.blobs, actor, now, {
      periodIds: periods.map((period) => period.id),
      kind,
      statement,
    }),
  );
  for (const { submissionId, state } of made.items) {
    if (submissionId && state === "awaiting-sign-off") await signOff(stage, crew, submissionId);
  }
  return new Set(made.items.filter((item) => item.submissionId === null).map((item) => item.id));
}

async function papers(
  stage: Stage,
  crew: Crew,
  cloud: DemoCloud,
  periods: readonly PeriodRow[],
  day: IsoDate,
): Promise<void> {
  const duties = loadCatalogue().duties;
  const [first] = periods;
  if (!first) return;
  const items = periods.map((period) => duties.get(period.dutyId)?.item.zh ?? period.dutyId);
  const title = [...new Set(items)].slice(0, 3).join("、");
  const month = day.slice(0, 7);
  const vary = (line: number) => stage.chance("paper", cloud.key, first.class, month, line);
  const files: Paper[] = [checkTable(`${title.replaceAll("/", "-")}检查记录`, month, items, vary)];
  if (stage.chance("minutes", cloud.key, first.class, first.label) < 0.5) {
    files.push(
      minutes(
        `${first.subjectName}${items[0] ?? ""}情况说明`,
        month,
        nameOf(crew.member),
        nameOf(crew.lead),
        [
          `检查范围：${cloud.name}全部管理节点与业务节点。`,
          `检查方式：登录核查与日志抽样，样本不少于 ${20 + Math.floor(vary(7) * 60)} 条。`,
          "发现的问题均已建立台账并指定责任人。",
        ],
      ),
    );
  }
  if (periods.some((period) => ["JGK-A-47", "JGK-A-22", "JGK-A-49"].includes(period.dutyId)))
    files.push(portScan(month, vary));
  const late =
    first.partyDueAt !== null &&
    dateOf(first.partyDueAt) < day &&
    stage.chance("entry", cloud.key, first.dutyId, first.label) < 0.2;
  const onSite =
    first.class === "organisation-personnel" && stage.chance("on-site", cloud.key, first.label) < 0.25;
  const fileIds: string[] = [];
  if (!onSite) {
    for (const paper of files)
      fileIds.push(
        await stage.upload(
          crew.member,
          paper.name,
          paper.type,
          paper.content,
          first.class === "organisation-personnel" ? "sensitive" : "internal",
        ),
      );
  }
  const made = await stage.act(crew.member, (tx, actor, now) =>
    create(tx, stage.blobs, actor, now, {
      periodIds: periods.map((period) => period.id),
      kind: onSite ? "on-site" : late ? "late-entry" : "files",
      title: `${cloud.name}：${title}证明材料`,
      statement:
        first.state === "returned"
          ? "已按审核意见补充材料，详见附件。"
          : `${title}按约定执行，检查记录见附件。`,
      files: fileIds.map((fileId) => ({ fileId })),
      ...(onSite && {
        onSite: {
          place: `${cloud.sites[0]?.address ?? ""} 二楼档案室`,
          contact: `${nameOf(crew.member)} 0571-88001234`,
          availableFrom: addDays(day, 2),
          availableTo: addDays(day, 14),
          description: "人员背景审查材料与保密协议原件，不便复制，请现场查阅。",
        },
      }),
      ...(late &&
        !onSite && {
          late: {
            realDate: addDays(day, -6),
            approver: nameOf(crew.lead),
            archiveNumber: `DA-${day.replaceAll("-", "")}-${first.dutyId.slice(-2)}`,
          },
        }),
      submit: true,
    }),
  );
  if (made.state === "awaiting-sign-off") await signOff(stage, crew, made.id);
}

async function form(
  stage: Stage,
  crew: Crew,
  cloud: DemoCloud,
  period: PeriodRow,
  key: StructuredForm,
  day: IsoDate,
): Promise<void> {
  const made = await stage.act(crew.member, (tx, actor, now) =>
    create(tx, stage.blobs, actor, now, {
      periodIds: [period.id],
      kind: "form",
      form: {
        key,
        data: filled(key, {
          cloud: cloud.name,
          day,
          people: [nameOf(crew.member), nameOf(crew.lead)],
          vary: (field) => stage.chance("form", cloud.key, period.label, key, field),
        }),
        sensitivity: "internal",
      },
      submit: true,
    }),
  );
  if (made.state === "awaiting-sign-off") await signOff(stage, crew, made.id);
}

async function signOff(stage: Stage, crew: Crew, id: string): Promise<void> {
  await stage.act(crew.lead, (tx, actor, now) => sign(tx, stage.blobs, actor, now, { id, version: 2 }));
}

/** Some of those who would be late ask for more time the day before. */
async function extend(stage: Stage, crew: Crew, waiting: readonly PeriodRow[], day: IsoDate): Promise<void> {
  for (const period of waiting) {
    const due = period.partyDueAt && dateOf(period.partyDueAt);
    if (!due || period.kind === "summary" || daysBetween(day, due) !== 1 || handInDay(stage, period) <= due)
      continue;
    if (stage.chance("extend", period.dutyId, period.label, crew.org) > 0.35) continue;
    await stage.attempt(crew.member, (tx, actor, now) =>
      askExtension(tx, actor, now, {
        target: "period",
        targetId: period.id,
        until: addDays(due, 10),
        reason: "检测窗口与客户业务高峰冲突，检测顺延，申请延期提交。",
      }),
    );
  }
}

async function rectify(stage: Stage, crew: Crew, day: IsoDate): Promise<void> {
  const { items } = await stage.act(crew.lead, (tx, actor, now) =>
    listRectifications(tx, actor, now, { mine: true, limit: 200 }),
  );
  for (const item of items) {
    const age = daysBetween(dateOf(item.issuedAt), day);
    const slow = stage.chance("slow", item.title, item.number) < 0.25;
    const { id, version } = item;
    const { lead, member } = crew;
    if (item.state === "issued" && age >= (slow ? 4 : 1)) {
      if (item.source === "review" && (await maybeDispute(stage, crew, id, item.number))) continue;
      await stage.attempt(lead, (tx, actor, now) => rectifications.receive(tx, actor, now, id, version));
    } else if (item.state === "received" && age >= (slow ? 8 : 4)) {
      await stage.attempt(member, (tx, actor, now) =>
        rectifications.plan(tx, actor, now, id, {
          version,
          text: "成立整改小组，先完成临时加固，再更新基线并复测。",
          plannedOn: addDays(day, 10),
        }),
      );
    } else if (item.state === "in-progress") {
      const left = daysBetween(day, dateOf(item.dueAt));
      const proveAt = slow ? -6 : 2 + Math.floor(stage.chance("prove", item.number) * 8);
      if (left <= proveAt) {
        const paper = checkTable(
          `整改复测记录-${item.number.replaceAll(/[〔〕]/g, "")}`,
          day.slice(0, 7),
          ["整改项复测"],
          (line) => stage.chance("retest", item.number, line) * 0.9,
        );
        const fileId = await stage.upload(member, paper.name, paper.type, paper.content);
        await stage.attempt(member, (tx, actor, now) =>
          rectifications.prove(tx, actor, now, id, {
            version,
            text: "整改措施已全部落实，复测通过，记录见附件。",
            fileIds: [fileId],
          }),
        );
      } else if (left === proveAt + 5) {
        await stage.attempt(member, (tx, actor, now) =>
          rectifications.progress(tx, actor, now, id, { version, text: "已完成全部节点的加固，正在复测。" }),
        );
        if (slow) {
          await stage.attempt(member, (tx, actor, now) =>
            askExtension(tx, actor, now, {
              target: "rectification",
              targetId: id,
              until: addDays(dateOf(item.dueAt), 15),
              reason: "厂商补丁尚在验证，申请延长整改时限。",
            }),
          );
        }
      }
    }
  }
}

async function maybeDispute(
  stage: Stage,
  crew: Crew,
  rectificationId: string,
  number: string,
): Promise<boolean> {
  if (stage.chance("dispute", number) > 0.3) return false;
  const { reviewId } = await stage.act(crew.lead, (tx, actor, now) =>
    rectificationPage(tx, actor, now, rectificationId),
  );
  if (!reviewId) return false;
  const raised = await stage.attempt(crew.lead, (tx, actor, now) =>
    raiseDispute(
      tx,
      actor,
      now,
      reviewId,
      "所列端口为运维专用通道，已限制来源地址并在方案中说明，不应认定为不符合。",
    ),
  );
  return raised !== undefined;
}

export function cloudOf(stage: Stage, cloudId: string): DemoCloud {
  const key = [...stage.placed.clouds].find(([, id]) => id === cloudId)?.[0];
  const cloud = CLOUDS.find((each) => each.key === key);
  if (!cloud) throw new RangeError(`no cloud ${cloudId}`);
  return cloud;
}

export function nameOf(key: string): string {
  return ORGANISATIONS.flatMap((org) => org.people).find((person) => person.key === key)?.name ?? key;
}

function max(a: IsoDate, b: IsoDate): IsoDate {
  return a > b ? a : b;
}
function min(a: IsoDate, b: IsoDate): IsoDate {
  return a < b ? a : b;
}
