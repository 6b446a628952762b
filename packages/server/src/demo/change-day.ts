import { addDays, BUILT_IN_CALENDAR, type FormValues, type IsoDate, workdaysBetween } from "@yunjian/domain";
import * as notices from "../features/changes/service-notices.ts";
import * as pages from "../features/changes/service-page.ts";
import * as plans from "../features/changes/service-plan.ts";
import * as service from "../features/changes/service.ts";
import type { Stage } from "./stage.ts";

/**
 * 重大变更 in the last weeks of the story: one that went as it should, one made against the opinion, an emergency,
 * one that nobody announced, one that waits for an opinion while a customer asks, and a draft.
 */
export async function changeDay(stage: Stage, day: IsoDate): Promise<void> {
  const act = STORY[workdaysBetween(BUILT_IN_CALENDAR, day, stage.lastDay)];
  if (day < stage.lastDay && act) await act(stage, day);
}

const STORY: Readonly<Record<number, (stage: Stage, day: IsoDate) => Promise<void>>> = {
  24: storageBegins,
  19: (stage) => advise(stage, STORAGE, "liwei", "implement", "回退方案完整，建议按计划实施。"),
  18: acknowledge,
  15: firewallBegins,
  13: (stage) => advise(stage, FIREWALL, "chenchen", "revise", "缺少主备切换的测试记录，请补充后重新提交。"),
  11: storageMade,
  10: firewallMade,
  8: emergency,
  7: found,
  6: storageAssessed,
  5: explained,
  4: storageCompared,
  3: backupBegins,
  2: customerAsks,
  1: teamDraft,
};

const STORAGE = "对象存储由双副本改为三副本";
const FIREWALL = "替换互联网区边界防火墙";
const FOUND = "新增一条至第三方运维中心的专线";
const BACKUP = "备份系统由每日全量改为永久增量";

const at = (day: IsoDate, time: string): string => new Date(`${day}T${time}:00+08:00`).toISOString();

/** The cases of the story by their names, as the supervisor finds them; undefined: the story began later. */
async function caseOf(stage: Stage, title: string): Promise<string | undefined> {
  return await stage.act("zhoumin", async (tx, actor, now) => {
    const { items } = await pages.list(tx, actor, now, { q: title });
    return items[0]?.id;
  });
}

const versionOf = async (stage: Stage, id: string) =>
  await stage.act("zhoumin", async (tx, actor, now) => {
    const { version, analysisVersion, plannedFrom, plannedTo } = await pages.page(tx, actor, now, id);
    return { version, analysisVersion, plannedFrom, plannedTo };
  });

interface Who {
  readonly member: string;
  readonly lead: string;
}
const XINTONG: Who = { member: "xujie", lead: "madong" };
const DONGLING: Who = { member: "tangwen", lead: "luohao" };

async function announce(stage: Stage, who: Who, plan: plans.Plan, shortReason = ""): Promise<string> {
  const { id, version } = await stage.act(who.member, (tx, actor, now) => plans.draft(tx, actor, now, plan));
  await stage.act(who.lead, (tx, actor, now) => plans.announce(tx, actor, now, id, { version, shortReason }));
  return id;
}

async function analyse(stage: Stage, who: Who, id: string, control: string, effect: string): Promise<void> {
  const { version } = await versionOf(stage, id);
  const data: FormValues = {
    analyst: "安全运维组",
    analysedOn: stage.now.toISOString().slice(0, 10),
    scope: "本次变更涉及的平台组件、网络区域及其承载的客户业务。",
    controls: [
      { control, effect, residual: "low", mitigation: "双轨运行，异常时 30 分钟内回退" },
      {
        control: "JGK-A-21 变更控制",
        effect: "按重大变更流程办理",
        residual: "low",
        mitigation: "双人操作、全程录屏",
      },
    ],
    tests: [
      { test: "功能与性能回归", environment: "预发环境", result: "passed", record: "TST-2231" },
      { test: "故障切换", environment: "预发环境", result: "conditional", record: "TST-2232" },
    ],
    verification: "预发环境连续运行 72 小时，各项指标正常。",
    access: "机房双人在场；经堡垒机操作，全程录屏并留存操作日志。",
    rollback: "保留原配置与快照 30 天，回退步骤已演练。",
    customers: "夜间窗口内可能出现短时变慢，数据不受影响。",
    overall: "acceptable",
    conclusion: "残余风险可接受，建议在夜间窗口实施。",
  };
  await stage.act(who.lead, (tx, actor, now) => service.analyse(tx, actor, now, id, { version, data }));
}

async function advise(
  stage: Stage,
  title: string,
  who: string,
  opinion: "implement" | "revise",
  note: string,
): Promise<void> {
  const id = await caseOf(stage, title);
  if (id === undefined) return;
  const { version, analysisVersion } = await versionOf(stage, id);
  await stage.act(who, (tx, actor, now) =>
    service.advise(tx, actor, now, id, { version, analysisVersion, opinion, note }),
  );
}

async function storageBegins(stage: Stage, day: IsoDate): Promise<void> {
  const on = addDays(day, 16);
  const id = await announce(stage, XINTONG, {
    kind: "storage",
    cloudIds: [stage.cloud("xintong-shared")],
    title: STORAGE,
    what: "将共享区对象存储由双副本改为三副本，分批迁移存量数据，完成后下线旧存储池。",
    why: "双副本在双盘故障时存在数据丢失风险，上年度风险评估要求整改。",
    place: "对象存储集群（共享区），备份服务器",
    reach: "all",
    plain: "夜间 22 点至次日 4 点迁移数据，文件上传和下载可能变慢，数据不受影响，无需您配合操作。",
    dutyIds: ["JGK-A-39", "JGK-A-30", "JGK-A-21"],
    plannedFrom: at(on, "22:00"),
    plannedTo: at(addDays(on, 1), "04:00"),
  });
  await analyse(stage, XINTONG, id, "JGK-A-39 信息系统备份", "备份副本数量与位置改变，恢复流程需更新");
}

async function acknowledge(stage: Stage): Promise<void> {
  for (const who of ["jiaoyu.lead", "renshe.lead"]) {
    await stage.act(who, async (tx, actor, now) => {
      const { items } = await notices.list(tx, actor, { open: true });
      for (const { id, version } of items) await notices.acknowledge(tx, actor, now, id, version);
    });
  }
}

async function storageMade(stage: Stage): Promise<void> {
  const id = await caseOf(stage, STORAGE);
  if (id === undefined) return;
  const { version, plannedFrom, plannedTo } = await versionOf(stage, id);
  if (plannedFrom === null || plannedTo === null || plannedTo > stage.now) return;
  await stage.act("madong", (tx, actor, now) =>
    service.implement(tx, actor, now, id, {
      version,
      startedAt: plannedFrom.toISOString(),
      endedAt: plannedTo.toISOString(),
      result: "as-approved",
      audit: "徐杰、黄颖双人在场，经堡垒机操作，录屏编号 REC-3301，操作日志已归档。",
    }),
  );
}

async function storageAssessed(stage: Stage): Promise<void> {
  const id = await caseOf(stage, STORAGE);
  if (id === undefined) return;
  const fileId = await stage.upload(
    "madong",
    "三副本改造验证记录.txt",
    "text/plain",
    Buffer.from("抽样校验对象 12000 个，校验和一致；模拟单节点、双节点故障，数据可读，恢复时间 9 分钟。\n"),
  );
  const { version } = await versionOf(stage, id);
  await stage.attempt("madong", (tx, actor, now) =>
    service.assess(tx, actor, now, id, {
      version,
      assessor: "中测信安",
      summary: "验证与评估未发现新增风险，数据可靠性提高，残余风险可接受。",
      fileIds: [fileId],
    }),
  );
}

async function storageCompared(stage: Stage): Promise<void> {
  const id = await caseOf(stage, STORAGE);
  if (id === undefined) return;
  const { version } = await versionOf(stage, id);
  await stage.attempt("liwei", (tx, actor, now) =>
    service.compare(tx, actor, now, id, {
      version,
      outcome: "consistent",
      note: "实施时间、范围与申报一致，验证记录完整。",
    }),
  );
}

async function firewallBegins(stage: Stage, day: IsoDate): Promise<void> {
  const on = addDays(day, 5);
  const id = await announce(
    stage,
    DONGLING,
    {
      kind: "product-replacement",
      cloudIds: [stage.cloud("dongling-shared")],
      title: FIREWALL,
      what: "将互联网区边界两台防火墙更换为新型号，策略迁移后切换。",
      why: "原设备停止维护，厂商不再提供规则库更新。",
      place: "互联网区边界，两台防火墙",
      reach: "all",
      plain: "切换时外网访问中断约 5 分钟，请提前告知用户。",
      dutyIds: ["JGK-A-10", "JGK-A-24", "JGK-A-21"],
      plannedFrom: at(on, "23:00"),
      plannedTo: at(addDays(on, 1), "02:00"),
    },
    "原设备规则库将于月底停止更新，无法等满约定的通知时间。",
  );
  await analyse(stage, DONGLING, id, "JGK-A-10 边界保护", "边界策略整体迁移，切换期间策略可能不完整");
}

async function firewallMade(stage: Stage): Promise<void> {
  const id = await caseOf(stage, FIREWALL);
  if (id === undefined) return;
  const { version, plannedFrom, plannedTo } = await versionOf(stage, id);
  if (plannedFrom === null || plannedTo === null || plannedTo > stage.now) return;
  await stage.act("luohao", (tx, actor, now) =>
    service.implement(tx, actor, now, id, {
      version,
      startedAt: plannedFrom.toISOString(),
      endedAt: plannedTo.toISOString(),
      result: "with-deviations",
      deviations: "未等补充测试记录即按原计划切换；切换期间外网访问中断 18 分钟，超出告知的 5 分钟。",
      audit: "两名工程师在场，经堡垒机操作。",
    }),
  );
}

async function emergency(stage: Stage, day: IsoDate): Promise<void> {
  await stage.act("fangyuan", (tx, actor, now) =>
    plans.declare(tx, actor, now, {
      kind: "platform-code",
      cloudIds: [stage.cloud("qiming-saas")],
      title: "紧急修补协同办公组件远程执行漏洞",
      what: "将文档转换组件升级到修补版本并重启服务。",
      why: "该组件公开了可远程利用的漏洞，监测到扫描行为，不宜等待通知时间。",
      place: "文档转换服务 6 个实例",
      reach: "all",
      plain: "今天中午在线预览中断约 10 分钟，现已恢复，数据不受影响。",
      dutyIds: ["JGK-A-27", "JGK-A-47", "JGK-A-21"],
      startedAt: at(day, "12:10"),
      endedAt: at(day, "12:40"),
      result: "as-approved",
      audit: "彭雨操作、方远复核，全程录屏。",
    }),
  );
}

async function found(stage: Stage, day: IsoDate): Promise<void> {
  await stage.act("chenchen", (tx, actor, now) =>
    plans.find(tx, actor, now, {
      cloudId: stage.cloud("xintong-dedicated"),
      kind: "external-connection",
      title: FOUND,
      how: "抽查网络拓扑时，发现核心交换机多出一条至第三方运维中心的专线，未见变更通知。",
      noticedAt: at(day, "10:20"),
    }),
  );
}

async function explained(stage: Stage, day: IsoDate): Promise<void> {
  const id = await caseOf(stage, FOUND);
  if (id === undefined) return;
  const { version } = await versionOf(stage, id);
  await stage.act("madong", (tx, actor, now) =>
    service.implement(tx, actor, now, id, {
      version,
      startedAt: at(addDays(day, -12), "14:00"),
      endedAt: at(addDays(day, -12), "17:00"),
      result: "as-approved",
      audit: "未走变更审批，由网络组单人操作；已补登操作日志。",
      explained: {
        what: "开通至第三方运维中心的专线，用于硬件监控。",
        why: "供应商要求远程监控硬件状态；网络组误认为属例行变更。",
        reach: "none",
        plain: "仅接入带外管理网，不经过客户业务网络。",
        dutyIds: ["JGK-A-10", "JGK-A-21"],
      },
    }),
  );
}

async function backupBegins(stage: Stage, day: IsoDate): Promise<void> {
  const on = addDays(day, 25);
  const id = await announce(stage, DONGLING, {
    kind: "backup",
    cloudIds: [stage.cloud("dongling-shared")],
    title: BACKUP,
    what: "备份策略由每日全量改为永久增量加每周合成全量，保留期不变。",
    why: "备份窗口不足，部分系统备份延续到上班时间。",
    place: "备份服务器与介质服务器",
    reach: "all",
    plain: "备份方式改变，备份时间缩短；恢复流程不变，无需您配合。",
    dutyIds: ["JGK-A-39", "JGK-A-35", "JGK-A-21"],
    plannedFrom: at(on, "21:00"),
    plannedTo: at(addDays(on, 1), "03:00"),
  });
  await analyse(stage, DONGLING, id, "JGK-A-39 信息系统备份", "备份方式改变，恢复点与恢复时间需重新验证");
}

/** Whoever of the customers was told first asks; the answer is still to come. */
async function customerAsks(stage: Stage): Promise<void> {
  for (const who of [
    "shengtai.lead",
    "ziran.lead",
    "weijian.lead",
    "zhengwu.lead",
    "jiaoyu.lead",
    "renshe.lead",
  ]) {
    if (!stage.placed.people.has(who)) continue;
    const asked = await stage.act(who, async (tx, actor, now) => {
      const { items } = await notices.list(tx, actor, { open: true });
      const notice = items.find(({ title }) => title === BACKUP);
      if (!notice) return false;
      await notices.ask(tx, actor, now, notice.id, {
        objection: false,
        text: "变更后最近 7 天的备份还能按天恢复吗？恢复时间是否变长？",
      });
      return true;
    });
    if (asked) return;
  }
}

async function teamDraft(stage: Stage, day: IsoDate): Promise<void> {
  const on = addDays(day, 40);
  await stage.act("huangying", (tx, actor, now) =>
    plans.draft(tx, actor, now, {
      kind: "security-team",
      cloudIds: [stage.cloud("xintong-shared"), stage.cloud("xintong-dedicated")],
      title: "安全管理团队成员变动",
      what: "安全运维岗一名成员离岗，由新录用人员接替，已完成背景审查。",
      why: "人员正常流动。",
      reach: "all",
      plain: "安全运维联系人将变更，新的联系方式另行告知。",
      dutyIds: [],
      plannedFrom: at(on, "09:00"),
      plannedTo: at(on, "18:00"),
    }),
  );
}
