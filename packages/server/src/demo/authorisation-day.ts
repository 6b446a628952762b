import {
  BUILT_IN_CALENDAR,
  type IsoDate,
  type OperationKind,
  type Touch,
  workdaysBetween,
} from "@yunjian/domain";
import * as asking from "../features/authorisations/service-ask.ts";
import * as records from "../features/authorisations/service-record.ts";
import * as rules from "../features/authorisations/service-rules.ts";
import * as service from "../features/authorisations/service.ts";
import { page } from "../features/authorisations/service-page.ts";
import type { Stage } from "./stage.ts";

/**
 * 客户授权 in the last weeks of the story: one that went as it should, one refused, one withdrawn, one that
 * nobody recorded, an emergency that waits for its review, and what waits for an answer today.
 */
export async function authorisationDay(stage: Stage, day: IsoDate): Promise<void> {
  const act = STORY[workdaysBetween(BUILT_IN_CALENDAR, day, stage.lastDay)];
  if (day < stage.lastDay && act) await act(stage, day);
}

const STORY: Readonly<Record<number, (stage: Stage, day: IsoDate) => Promise<void>>> = {
  12: agreeOnEmergencies,
  9: restartAndExplain,
  7: refusedExport,
  6: routineWork,
  5: nobodyRecorded,
  3: withdrawnRoutine,
  2: ransomware,
  1: waitingToday,
};

interface Wish {
  readonly system: string;
  readonly title: string;
  readonly reason: string;
  readonly operations: readonly OperationKind[];
  readonly touches: readonly Touch[];
  readonly operators: readonly string[];
  readonly hours: number;
  readonly kind?: "once" | "standing";
  readonly risk?: string;
  readonly rollback?: string;
}

async function ask(stage: Stage, who: string, wish: Wish): Promise<string> {
  const { system, hours, kind = "once", ...rest } = wish;
  const { id } = await stage.act(who, (tx, actor, now) =>
    asking.ask(tx, actor, now, {
      ...rest,
      kind,
      systemId: systemOf(stage, system),
      toAt: new Date(now.getTime() + hours * 3_600_000).toISOString(),
    }),
  );
  return id;
}

function systemOf(stage: Stage, name: string): string {
  const id = stage.placed.systems.get(name);
  if (id === undefined) throw new RangeError(`the demo knows no ${name}`);
  return id;
}

/** Grants what was asked, or less of it. */
async function grant(
  stage: Stage,
  who: string,
  id: string,
  less: Partial<service.Grant> = {},
): Promise<void> {
  await stage.act(who, async (tx, actor, now) => {
    const { version, asked } = await page(tx, actor, now, id);
    await service.grant(tx, actor, now, id, {
      version,
      operations: asked.operations,
      touches: asked.touches,
      resourceIds: asked.resources.map((each) => each.id),
      operators: asked.operators,
      fromAt: asked.fromAt.toISOString(),
      toAt: asked.toAt.toISOString(),
      ...less,
    });
  });
}

const versionOf = (stage: Stage, who: string, id: string): Promise<number> =>
  stage.act(who, async (tx, actor, now) => (await page(tx, actor, now, id)).version);

const at = (day: IsoDate, time: string): string => new Date(`${day}T${time}:00+08:00`).toISOString();

async function agreeOnEmergencies(stage: Stage): Promise<void> {
  const validTo = new Date(stage.now.getTime() + 180 * 86_400_000).toISOString();
  for (const [lead, system, operator] of [
    ["jiaoyu.lead", "中小学学籍管理系统", "xintong"],
    ["renshe.lead", "社会保险核心业务系统", "xintong"],
  ] as const) {
    await stage.act(lead, (tx, actor, now) =>
      rules.make(tx, actor, now, {
        systemId: systemOf(stage, system),
        operatorOrgId: stage.org(operator),
        operations: ["diagnose", "restart", "security"],
        touches: ["availability", "configuration"],
        declarers: "anyone",
        reportWithinHours: 2,
        maxHours: 8,
        validTo,
        note: "仅限影响业务运行或安全的突发情况；处置前尽可能先做快照。",
      }),
    );
  }
}

async function restartAndExplain(stage: Stage, day: IsoDate): Promise<void> {
  const id = await ask(stage, "huangying", {
    system: "云州教育网",
    title: "排查应用服务器内存持续增长",
    reason: "监控显示应用服务器内存 3 天持续增长，预计今晚耗尽，需登录排查并重启（工单 INC-20418）。",
    operations: ["diagnose", "restart", "configure"],
    touches: ["availability", "configuration", "data-read"],
    operators: ["黄颖", "徐杰"],
    hours: 30,
    risk: "重启期间网站中断约 5 分钟。",
    rollback: "操作前做快照，异常时 10 分钟内回退。",
  });
  stage.at(day, "16:20");
  await grant(stage, "jiaoyu.lead", id, {
    operators: ["徐杰"],
    operations: ["diagnose", "restart"],
    touches: ["availability", "data-read"],
    toAt: at(day, "22:00"),
    conditions: "20:00 以后操作；操作前电话通知信息中心值班人员。",
    note: "配置变更请另行申请。",
  });
  stage.at(day, "21:10");
  const log = await stage.upload(
    "xujie",
    "会话日志-INC-20418.txt",
    "text/plain",
    Buffer.from(
      `${day} 20:05 登录 应用服务器-01\n${day} 20:12 jmap -histo\n${day} 20:40 systemctl restart tomcat\n`,
    ),
  );
  const first = await stage.act("xujie", (tx, actor, now) =>
    records.record(tx, actor, now, id, {
      operation: "diagnose",
      touches: ["data-read"],
      operators: ["徐杰"],
      startedAt: at(day, "20:05"),
      endedAt: at(day, "20:35"),
      text: "导出内存对象统计，确认会话缓存未过期导致增长，未导出业务数据。",
      result: "done",
      reference: "INC-20418-1",
      fileIds: [log],
    }),
  );
  await stage.act("xujie", (tx, actor, now) =>
    records.record(tx, actor, now, id, {
      operation: "restart",
      touches: ["availability"],
      operators: ["徐杰"],
      startedAt: at(day, "20:40"),
      endedAt: at(day, "20:44"),
      text: "重启应用服务，网站中断 4 分钟，恢复后内存占用正常。",
      result: "done",
      reference: "INC-20418-2",
    }),
  );
  stage.at(day, "21:30");
  const question = await stage.act("jiaoyu.member", (tx, actor, now) =>
    records.question(tx, actor, now, id, {
      operationId: first.id,
      text: "内存统计文件中是否含学生个人信息？文件存放在哪里？",
    }),
  );
  stage.at(day, "21:45");
  await stage.act("huangying", (tx, actor, now) =>
    records.answer(tx, actor, now, id, {
      questionId: question.id,
      text: "统计文件只有类名和数量，不含字段内容；文件已在服务器上删除，仅保留会话日志。",
    }),
  );
  const version = await versionOf(stage, "huangying", id);
  await stage.act("huangying", (tx, actor, now) =>
    service.finish(tx, actor, now, id, { version, note: "已全部登记，根因修复另行申请。" }),
  );
}

async function refusedExport(stage: Stage, day: IsoDate): Promise<void> {
  const id = await ask(stage, "tangwen", {
    system: "12345 热线工单系统",
    title: "导出工单数据用于性能测试",
    reason: "测试环境数据量不足，申请导出近一年工单数据。",
    operations: ["support"],
    touches: ["data-read", "data-copy", "data-export"],
    operators: ["唐雯"],
    hours: 48,
    risk: "数据量约 40 GB，导出期间数据库负载升高。",
    rollback: "仅读取，无须回退；测试完成后删除副本。",
  });
  stage.at(day, "17:00");
  await stage.act("zhengwu.lead", (tx, actor, now) =>
    service.refuse(tx, actor, now, id, {
      version: 1,
      note: "工单含市民个人信息，不得导出用于测试。请使用脱敏样本或模拟数据。",
    }),
  );
}

/** The standing authorisation that is withdrawn some days later. */
const routines = new WeakMap<Stage, string>();

async function routineWork(stage: Stage, day: IsoDate): Promise<void> {
  const id = await ask(stage, "huangying", {
    system: "社会保险核心业务系统",
    kind: "standing",
    title: "例行补丁与备份检查",
    reason: "每周三 22:00 至次日 2:00 维护窗口内安装安全补丁、检查备份有效性。",
    operations: ["patch", "backup", "diagnose"],
    touches: ["availability", "configuration"],
    operators: ["黄颖", "徐杰", "马东"],
    hours: 80 * 24,
    risk: "个别补丁需重启节点，双机切换，业务不中断。",
    rollback: "补丁前做快照，异常即回退。",
  });
  const routine = await ask(stage, "pengyu", {
    system: "全市协同办公系统",
    kind: "standing",
    title: "例行巡检与版本升级",
    reason: "每两周一次版本升级和巡检。",
    operations: ["patch", "diagnose"],
    touches: ["availability", "configuration", "data-read"],
    operators: ["彭雨", "方远"],
    hours: 60 * 24,
    risk: "升级期间短时不可用。",
    rollback: "保留上一版本，可在 15 分钟内回退。",
  });
  stage.at(day, "16:40");
  await grant(stage, "renshe.lead", id, { operators: ["黄颖", "徐杰"], conditions: "仅限每周三维护窗口。" });
  await grant(stage, "zhengwu.lead", routine);
  routines.set(stage, routine);
}

async function nobodyRecorded(stage: Stage, day: IsoDate): Promise<void> {
  const id = await ask(stage, "tangwen", {
    system: "云州文旅网",
    title: "更换到期证书",
    reason: "网站证书将于三日后到期，需在服务器上更换。",
    operations: ["configure"],
    touches: ["configuration"],
    operators: ["唐雯"],
    hours: 5,
    risk: "更换时连接短暂中断。",
    rollback: "保留原证书，异常即恢复。",
  });
  stage.at(day, "16:30");
  await grant(stage, "wenlv.lead", id);
}

async function withdrawnRoutine(stage: Stage): Promise<void> {
  const id = routines.get(stage);
  if (id === undefined) return;
  const version = await versionOf(stage, "zhengwu.lead", id);
  await stage.act("zhengwu.lead", (tx, actor, now) =>
    service.withdraw(tx, actor, now, id, {
      version,
      reason: "重要会议保障期间暂停一切变更，会后请重新申请。",
    }),
  );
  await stage.act("pengyu", async (tx, actor, now) => {
    const after = await page(tx, actor, now, id);
    await service.finish(tx, actor, now, id, { version: after.version, note: "撤回前未进行操作。" });
  });
}

async function ransomware(stage: Stage, day: IsoDate): Promise<void> {
  const { items } = await stage.act("xujie", (tx, actor, now) =>
    rules.list(tx, actor, now, { systemId: systemOf(stage, "中小学学籍管理系统"), standing: "in-force" }),
  );
  const [rule] = items;
  if (!rule) return;
  stage.at(day, "16:10");
  const { id } = await stage.act("xujie", (tx, actor, now) =>
    asking.declare(tx, actor, now, {
      ruleId: rule.id,
      title: "隔离疑似被入侵的应用服务器",
      reason: "入侵检测告警应用服务器-02 外联恶意地址，为防止扩散立即隔离网络并保留现场。",
      operations: ["security"],
      touches: ["availability"],
      operators: ["徐杰"],
      startedAt: at(day, "15:40"),
    }),
  );
  stage.at(day, "18:00");
  await stage.act("xujie", (tx, actor, now) =>
    records.record(tx, actor, now, id, {
      operation: "security",
      touches: ["availability"],
      operators: ["徐杰"],
      startedAt: at(day, "15:40"),
      endedAt: at(day, "17:20"),
      text: "调整安全组阻断外联，业务切换至应用服务器-01；制作磁盘镜像留存，未查看业务数据。",
      result: "done",
      reference: "SEC-0917",
    }),
  );
}

async function waitingToday(stage: Stage): Promise<void> {
  await ask(stage, "tangwen", {
    system: "招生考试服务平台",
    title: "扩容数据库存储",
    reason: "报名高峰将至，数据库存储使用率 86%，需在线扩容并调整参数。",
    operations: ["migrate", "configure"],
    touches: ["configuration", "availability"],
    operators: ["唐雯", "罗浩"],
    hours: 140,
    risk: "扩容期间写入延迟升高，极端情况下短时中断。",
    rollback: "扩容失败时挂载原卷。",
  });
  await ask(stage, "xujie", {
    system: "云州政务服务网",
    title: "查看访问日志定位异常请求",
    reason: "防护设备告警大量异常请求，需查看网站访问日志确认来源。",
    operations: ["diagnose"],
    touches: ["data-read"],
    operators: ["徐杰"],
    hours: 100,
  });
}
