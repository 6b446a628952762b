import { BUILT_IN_CALENDAR, type IsoDate, UNGRADED, workdaysBetween } from "@yunjian/domain";
import * as customerQueries from "../features/incidents/queries-customers.ts";
import * as queries from "../features/incidents/queries.ts";
import * as closing from "../features/incidents/service-close.ts";
import * as customers from "../features/incidents/service-customers.ts";
import * as notices from "../features/incidents/service-notices.ts";
import { type NewIncident, report } from "../features/incidents/service-report.ts";
import * as telling from "../features/incidents/service-tell.ts";
import * as service from "../features/incidents/service.ts";
import type { Stage } from "./stage.ts";

/**
 * 安全事件 in the last weeks of the story: one followed to its end, a false alarm, a customer's report that waits for
 * the provider, and one in the middle of handling with its clocks running.
 */
export async function incidentDay(stage: Stage, day: IsoDate): Promise<void> {
  const act = STORY[workdaysBetween(BUILT_IN_CALENDAR, day, stage.lastDay)];
  if (day < stage.lastDay && act) await act(stage, day);
}

const STORY: Readonly<Record<number, (stage: Stage, day: IsoDate) => Promise<void>>> = {
  15: leakedAndClosed,
  4: falseAlarm,
  1: runningToday,
};

async function made(stage: Stage, who: string, of: NewIncident): Promise<string> {
  return (await stage.act(who, (tx, actor, now) => report(tx, actor, now, of))).id;
}

async function versionOf(stage: Stage, who: string, id: string): Promise<number> {
  return await stage.act(who, async (tx) => (await queries.byId(tx, id))?.version ?? 0);
}

async function customersOf(stage: Stage, id: string): Promise<string[]> {
  return await stage.act("liwei", async (tx, _actor, now) =>
    (await customerQueries.page(tx, id, undefined, now, { after: null, limit: 100 })).map(
      (row) => row.org_id,
    ),
  );
}

async function notify(stage: Stage, who: string, id: string): Promise<void> {
  const version = await versionOf(stage, who, id);
  await stage.act(who, async (tx, actor, now) => {
    const { text } = await telling.draft(tx, actor, now, id, { channel: "customers" });
    return await customers.notify(tx, actor, now, id, { version, text });
  });
}

async function tell(
  stage: Stage,
  who: string,
  id: string,
  channel: "supervisor" | "provincial-cyberspace-office",
) {
  await stage.act(who, async (tx, actor, now) => {
    const { text } = await telling.draft(tx, actor, now, id, { channel });
    return await telling.record(tx, actor, now, id, { channel, kind: "first", text });
  });
}

async function leakedAndClosed(stage: Stage, day: IsoDate): Promise<void> {
  stage.at(day, "16:05");
  const id = await made(stage, "xujie", {
    title: "对象存储访问密钥泄露",
    what: "巡检发现一组对象存储访问密钥出现在公开代码仓库，已被外部地址使用",
    kind: "unauthorised-access",
    systemIds: [systemOf(stage, "云州教育网"), systemOf(stage, "中小学学籍管理系统")],
    happenedAt: new Date(stage.now.getTime() - 3 * 3_600_000).toISOString(),
    knownAt: new Date(stage.now.getTime() - 10 * 60_000).toISOString(),
    measure: "已吊销密钥，暂停外部访问",
    classId: "2023:DS/leaked",
  });
  stage.at(day, "16:20");
  await notify(stage, "xujie", id);
  await tell(stage, "xujie", id, "supervisor");
  stage.at(day, "16:40");
  const based = async (who: string) => await versionOf(stage, who, id);
  const graded = await based("huangying");
  await stage.act("huangying", (tx, actor, now) =>
    service.gradeOf(tx, actor, now, id, {
      version: graded,
      inputs: { ...UNGRADED, importance: "important", loss: "larger", measures: { personalInfo: 1_060_000 } },
    }),
  );
  stage.at(day, "18:10");
  await tell(stage, "huangying", id, "provincial-cyberspace-office");
  for (const orgId of await customersOf(stage, id)) {
    const who = orgId === stage.org("jiaoyu") ? "jiaoyu.member" : null;
    if (who)
      await stage.act(who, (tx, actor, now) =>
        notices.acknowledge(tx, actor, now, id, { note: "已核查访问日志，未发现异常下载" }),
      );
    else
      await stage.act("xujie", (tx, actor, now) =>
        customers.call(
          tx,
          actor,
          now,
          { id, orgId },
          { result: "reached", spokeTo: "值班员", text: "已说明情况" },
        ),
      );
  }
  for (const phase of ["containment", "eradication", "recovery"] as const) {
    const version = await based("xujie");
    await stage.act("xujie", (tx, actor, now) =>
      service.phase(tx, actor, now, id, { version, phase, text: "" }),
    );
  }
  const written = await based("huangying");
  await stage.act("huangying", (tx, actor, now) =>
    closing.writeReport(tx, actor, now, id, {
      version: written,
      cause: "外包人员将含密钥的配置文件提交到公开代码仓库。",
      measures: "吊销密钥，封禁来源地址，核查访问日志，通知受影响客户。",
      harm: "约 106 万条报名信息存在被访问的可能，未发现扩散。",
      accountability: "对外包单位约谈并扣减服务费，对管理责任人通报批评。",
      improvement: "上线代码仓库密钥扫描，访问密钥改为短时凭证。",
      lessons: "外包人员的代码管理未纳入安全检查范围。",
    }),
  );
  const asked = await based("huangying");
  await stage.act("huangying", (tx, actor, now) =>
    closing.askClosing(tx, actor, now, id, { version: asked }),
  );
  stage.at(day, "18:40");
  const compared = await based("liwei");
  await stage.act("liwei", (tx, actor, now) =>
    closing.compare(tx, actor, now, id, {
      version: compared,
      reportVersion: 1,
      agrees: true,
      note: "与记录一致",
    }),
  );
  const closed = await based("liwei");
  await stage.act("liwei", (tx, actor, now) => closing.close(tx, actor, now, id, { version: closed }));
}

async function falseAlarm(stage: Stage, day: IsoDate): Promise<void> {
  stage.at(day, "16:05");
  const id = await made(stage, "jiaoyu.member", {
    title: "网站疑似被植入暗链",
    what: "巡检提示首页出现可疑外部链接",
    kind: "malicious-code",
    systemIds: [systemOf(stage, "云州教育网")],
  });
  stage.at(day, "16:40");
  const version = await versionOf(stage, "liwei", id);
  await stage.act("liwei", (tx, actor, now) =>
    service.dismiss(tx, actor, now, id, { version, reason: "经云服务商核查，为正常的友情链接" }),
  );
}

async function runningToday(stage: Stage, day: IsoDate): Promise<void> {
  stage.at(day, "16:05");
  const id = await made(stage, "pengyu", {
    title: "工单接口遭受拒绝服务攻击",
    what: "工单提交接口收到大量异常请求，响应明显变慢",
    kind: "denial-of-service",
    cloudIds: [stage.cloud("qiming-saas")],
    happenedAt: new Date(stage.now.getTime() - 40 * 60_000).toISOString(),
    impact: "部分单位工单提交失败",
  });
  stage.at(day, "16:15");
  await notify(stage, "pengyu", id);
  await tell(stage, "pengyu", id, "supervisor");
  const version = await versionOf(stage, "pengyu", id);
  await stage.act("pengyu", (tx, actor, now) =>
    service.phase(tx, actor, now, id, { version, phase: "containment", text: "已接入流量清洗" }),
  );
  await stage.act("pengyu", (tx, actor, now) =>
    telling.askHelp(tx, actor, now, id, "请协调运营商封堵攻击来源地址段"),
  );
  await stage.act("pengyu", (tx, actor, now) =>
    telling.setTask(tx, actor, now, id, { title: "核对清洗策略误伤情况", owner: "彭雨" }),
  );
  stage.at(day, "17:10");
  await made(stage, "jiaoyu.member", {
    title: "学籍系统出现异常登录",
    what: "管理员账号在凌晨从外地登录，本人未操作",
    kind: "unauthorised-access",
    systemIds: [systemOf(stage, "中小学学籍管理系统")],
  });
}

function systemOf(stage: Stage, name: string): string {
  const id = stage.placed.systems.get(name);
  if (id === undefined) throw new RangeError(`the demo knows no ${name}`);
  return id;
}
