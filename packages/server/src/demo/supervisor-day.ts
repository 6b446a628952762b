import { loadCatalogue } from "@yunjian/catalogue";
import { addDays, type Checklist, dateOf, daysBetween, type IsoDate, type Severity } from "@yunjian/domain";
import { requestPeriods } from "../features/obligations/demand.ts";
import { decideExtension, listExtensions } from "../features/obligations/extensions.ts";
import { obligationsOfSubject } from "../features/obligations/read.ts";
import { reassess } from "../features/rectifications/service.ts";
import { issueByHand } from "../features/rectifications/service-issue.ts";
import { list as listRectifications } from "../features/rectifications/service-page.ts";
import * as requests from "../features/rectifications/service-requests.ts";
import { confirm, decide } from "../features/reviews/service.ts";
import { decideMany, receiveMany } from "../features/reviews/service-batch.ts";
import * as comments from "../features/reviews/service-comments.ts";
import * as disputes from "../features/reviews/service-disputes.ts";
import { queue } from "../features/reviews/service-queue.ts";
import { cloudOf } from "./provider-day.ts";
import type { Stage } from "./stage.ts";

/** What the supervising centre does on a working day: receives, decides, grants, reassesses, asks. */

const REVIEWERS = ["liwei", "chenchen"] as const;
type QueueItem = Awaited<ReturnType<typeof queue>>["items"][number];

export async function supervisorDay(stage: Stage, day: IsoDate): Promise<void> {
  const waiting = await everythingWaiting(stage);
  await receive(stage, waiting, day);
  await examine(stage, waiting, day);
  await grant(stage, day);
  await settleDisputes(stage, day);
  await reassessProofs(stage, day);
  await settleRequests(stage, day);
}

async function everythingWaiting(stage: Stage): Promise<QueueItem[]> {
  const items: QueueItem[] = [];
  let after: string | undefined;
  do {
    const page = await stage.act("liwei", (tx, actor, now) => queue(tx, actor, now, { limit: 200, after }));
    items.push(...page.items);
    after = page.next ?? undefined;
  } while (after !== undefined);
  return items;
}

const reviewerOf = (stage: Stage, item: QueueItem): (typeof REVIEWERS)[number] =>
  stage.pick(REVIEWERS, "reviewer", item.cloud.name, item.duty.id);

async function receive(stage: Stage, waiting: readonly QueueItem[], day: IsoDate): Promise<void> {
  const due = waiting.filter(
    (item) =>
      item.review === null &&
      daysBetween(dateOf(item.submission.submittedAt), day) >=
        (stage.chance("receive", item.duty.id, item.label) < 0.06 ? 6 : 1),
  );
  for (const [reviewer, items] of Map.groupBy(due, (item) => reviewerOf(stage, item))) {
    await stage.act(reviewer, (tx, actor, now) =>
      receiveMany(
        tx,
        actor,
        now,
        items.map((item) => item.periodId),
      ),
    );
  }
}

async function examine(stage: Stage, waiting: readonly QueueItem[], day: IsoDate): Promise<void> {
  const fine = new Map<string, { reviewId: string; version: number }[]>();
  for (const item of waiting) {
    const { review } = item;
    if (!review) continue;
    const age = daysBetween(dateOf(item.submission.submittedAt), day);
    if (review.state === "awaiting-second") {
      const second =
        review.receivedBy?.id === stage.placed.people.get("zhoumin")?.personId ? "zhengguoqiang" : "zhoumin";
      await stage.attempt(second, (tx, actor, now) =>
        confirm(tx, actor, now, review.id, { version: review.version, agree: true, note: "同意。" }),
      );
      continue;
    }
    if (review.state !== "received") continue;
    const words = [item.cloud.name, item.duty.id, item.label];
    const pace = stage.chance("pace", ...words);
    if (age < 3 + Math.floor(pace * 8) + (pace > 0.97 ? 20 : 0)) continue;
    const { temper } = cloudOf(stage, item.cloud.id);
    const draw = review.fresh ? 1 : stage.chance("outcome", ...words, item.submission.number);
    const reviewer = review.fresh ? "zhengguoqiang" : reviewerOf(stage, item);
    const reviewId = { reviewId: review.id, version: review.version };
    if (draw < temper.failing) await fail(stage, item, reviewer, day);
    else if (draw < temper.failing + temper.returned) await sendBack(stage, item, reviewer, day);
    else fine.set(reviewer, [...(fine.get(reviewer) ?? []), reviewId]);
  }
  for (const [reviewer, items] of fine) {
    await stage.act(reviewer, (tx, actor, now) =>
      decideMany(tx, actor, now, { items, note: "材料完整，内容与约定一致。" }),
    );
  }
}

function checklist(item: QueueItem, wrong: Partial<Checklist>): Checklist {
  const own = (loadCatalogue().duties.get(item.duty.id)?.checks ?? []).map(() => "yes" as const);
  return {
    complete: "yes",
    timely: item.late ? "no" : "yes",
    authentic: "yes",
    compliant: "yes",
    own,
    ...wrong,
  };
}

async function sendBack(stage: Stage, item: QueueItem, reviewer: string, day: IsoDate): Promise<void> {
  const note = stage.pick(
    [
      "检查记录缺少抽样范围和责任人签字，请补充。",
      "附件所属期与本周期不一致，请重新提供本期记录。",
      "仅有汇总结果，缺少原始记录，请补充原始导出文件。",
      "参数取值与约定不一致，请说明原因或按约定执行后重新提交。",
    ],
    "back",
    item.duty.id,
    item.label,
  );
  if (stage.chance("comment", item.duty.id, item.label) < 0.4) {
    await stage.attempt(reviewer, (tx, actor, now) =>
      comments.add(tx, actor, now, { submissionId: item.submission.id, periodId: item.periodId, text: note }),
    );
  }
  const { review } = item;
  if (!review) return;
  await stage.attempt(reviewer, (tx, actor, now) =>
    decide(tx, actor, now, review.id, {
      version: review.version,
      checklist: checklist(item, { complete: "no", compliant: "unclear" }),
      outcome: "supplement-needed",
      note,
      supplementUntil: addDays(day, 12),
    }),
  );
}

async function fail(stage: Stage, item: QueueItem, reviewer: string, _day: IsoDate): Promise<void> {
  const { review } = item;
  if (!review) return;
  const defect = stage.pick(
    [
      ["管理网段存在未登记的开放端口", "抽查发现 2 台管理节点开放 8080 端口，未在基线中登记，也无审批记录。"],
      ["高危漏洞超期未修复", "扫描结果显示 3 个高危漏洞发现已超过约定的响应时间，未见修复或缓解记录。"],
      ["离职人员账号未及时停用", "账号清单中有 2 个账号对应人员已离职，账号仍处于启用状态。"],
      ["备份恢复未按约定验证", "本期备份有效性验证记录缺失，无法证明备份可用。"],
      ["审计记录未按频率审查", "日志审查记录只覆盖两周，未达到约定的审查频率。"],
    ] as const,
    "defect",
    item.duty.id,
    item.label,
  );
  const severity = stage.pick<Severity>(
    ["high", "medium", "medium", "low"],
    "severity",
    item.duty.id,
    item.label,
    item.cloud.name,
  );
  await stage.attempt(reviewer, (tx, actor, now) =>
    decide(tx, actor, now, review.id, {
      version: review.version,
      checklist: checklist(item, { compliant: "no" }),
      outcome: "non-compliant",
      note: defect[1],
      defectTitle: defect[0],
      severity,
    }),
  );
}

async function grant(stage: Stage, day: IsoDate): Promise<void> {
  const { items } = await stage.act("zhoumin", (tx, actor) =>
    listExtensions(tx, actor, { state: "asked", limit: 100 }),
  );
  for (const item of items) {
    if (daysBetween(dateOf(item.askedAt), day) < 1) continue;
    const yes = stage.chance("grant", item.number) < 0.75;
    await stage.attempt("zhoumin", (tx, actor, now) =>
      decideExtension(tx, actor, now, {
        id: item.id,
        version: item.version,
        grant: yes,
        until: null,
        note: yes ? "理由充分，同意延期。" : "理由不充分，请按期提交。",
      }),
    );
  }
}

async function settleDisputes(stage: Stage, day: IsoDate): Promise<void> {
  const { items } = await stage.act("zhoumin", (tx, _actor, now) =>
    disputes.list(tx, now, { state: ["raised"], limit: 100 }),
  );
  for (const item of items) {
    if (daysBetween(dateOf(item.raisedAt), day) < 4) continue;
    const upheld = stage.chance("upheld", item.number) < 0.4;
    const note = upheld
      ? "复核属实，原认定依据不足，由另一名审核人员重新审核。"
      : "经复核，原认定事实清楚，维持原结论。";
    await stage.attempt("zhoumin", (tx, actor, now) =>
      disputes.decide(tx, actor, now, item.id, { version: item.version, upheld, note }),
    );
  }
}

async function reassessProofs(stage: Stage, day: IsoDate): Promise<void> {
  const { items } = await stage.act("liwei", (tx, actor, now) =>
    listRectifications(tx, actor, now, { state: ["proof-filed"], limit: 200 }),
  );
  for (const item of items) {
    if (stage.chance("reassess", item.number, day) < 0.6) continue;
    const accepted = item.reopenedCount > 0 || stage.chance("accepted", item.number) < 0.85;
    await stage.attempt("liwei", (tx, actor, now) =>
      reassess(tx, actor, now, item.id, {
        version: item.version,
        accepted,
        text: accepted
          ? "复测记录真实有效，问题已消除，予以关闭。"
          : "复测仅覆盖部分节点，请补充全部节点的复测结果。",
      }),
    );
  }
}

async function settleRequests(stage: Stage, day: IsoDate): Promise<void> {
  const { items } = await stage.act("zhoumin", (tx) => requests.list(tx, { state: "asked", limit: 50 }));
  for (const item of items) {
    if (daysBetween(dateOf(item.askedAt), day) < 3) continue;
    await stage.attempt("zhoumin", (tx, actor, now) =>
      requests.decide(tx, actor, now, item.id, {
        version: item.version,
        accept: true,
        note: "情况属实，列入整改。",
        severity: "medium",
      }),
    );
  }
}

/** Once in a while: a requirement outside any rhythm, a defect found on site, a customer or assessor asking. */
export async function quarterlyDay(stage: Stage, day: IsoDate, quarter: number): Promise<void> {
  const cloudKey = stage.pick([...stage.placed.clouds.keys()], "quarter", quarter);
  const cloudId = stage.cloud(cloudKey);
  const obligations = await stage.act("liwei", (tx) =>
    obligationsOfSubject(tx, cloudId, ["JGK-A-46", "JGK-A-36", "JGK-A-34"]),
  );
  const [obligation] = obligations;
  if (obligation) {
    await stage.attempt("liwei", (tx, actor, now) =>
      requestPeriods(tx, actor, now, {
        obligationIds: [obligation.id],
        reason: "近期通报的高危漏洞涉及该平台所用组件，请提交专项风险评估。",
        dueOn: addDays(day, 20),
        reference: null,
      }),
    );
  }
  if (quarter % 2 === 0) {
    await stage.attempt("chenchen", (tx, actor, now) =>
      issueByHand(tx, actor, now, {
        subjectId: cloudId,
        title: "现场检查发现机房访客登记不完整",
        defect: "现场检查访客登记簿，4 条记录缺少离开时间和陪同人。",
        severity: "low",
      }),
    );
  }
  if (quarter % 3 === 1) {
    await stage.attempt("jiaoyu.lead", (tx, actor, now) =>
      requests.ask(tx, actor, now, {
        subjectId: stage.cloud(stage.pick(["xintong-shared", "dongling-shared"], "asks", quarter)),
        title: "云平台夜间多次短时不可用",
        defect: "近两周夜间备份时段，我单位系统出现 5 次 1 至 3 分钟的访问中断，请核实云平台原因并整改。",
        severity: "medium",
      }),
    );
  }
  if (quarter % 3 === 2) {
    await stage.attempt("jiangtao", (tx, actor, now) =>
      requests.ask(tx, actor, now, {
        subjectId: stage.cloud("xintong-shared"),
        title: "渗透测试发现管理门户会话未绑定来源",
        defect: "测评发现管理门户会话令牌可在不同来源地址复用，建议限期整改。",
        severity: "high",
      }),
    );
  }
}
