import { addDays, addMonths, dateOf } from "@yunjian/domain";
import { makeKey } from "../features/identity/keys.ts";
import { startEngagement } from "../features/identity/engagements.ts";
import { ask, decide } from "../features/privileges/service.ts";
import { ask as askLoosening, decide as decideLoosening } from "../features/settings/loosening.ts";
import type { Stage } from "./stage.ts";

/** What the city's people ask of each other's rights, told once: no day of the story pays for it. */

/** On the first day: who reads everything, and a setting two people let go. */
export async function rightsAtFirst(stage: Stage): Promise<void> {
  await stage.act("zhoumin", (tx, actor, now) =>
    startEngagement(tx, actor, now, { orgId: stage.org("wangxin"), role: "observer", subjectId: null }),
  );
  const id = await stage.act("zhaojing", (tx, actor, now) =>
    askLoosening(tx, actor, now, {
      key: "session.idleMinutes",
      value: 60,
      version: 0,
      reason: "监管大厅值班席位需连续查看监管状态，30 分钟退出影响值守。",
    }),
  );
  await stage.act("zhoumin", (tx, actor, now) =>
    decideLoosening(tx, actor, now, {
      id,
      version: 1,
      grant: true,
      note: "仅限值班期间，值班席位已加装门禁；每季度复核。",
    }),
  );
}

/** Five months before the end: a privilege that has long run out by itself. */
export async function expiredPrivilege(stage: Stage): Promise<void> {
  await granted(stage, "chenchen", "zhoumin", {
    post: null,
    permissions: ["extension.decide"],
    subjects: [stage.cloud("dongling-shared")],
    purpose: "主任出差期间，代为审批东岭政务云的延期申请",
    days: 14,
  });
}

/** In the last weeks: one that runs, one that waits for a decision, and a key of a scanner. */
export async function rightsAtLast(stage: Stage): Promise<void> {
  await granted(stage, "huangying", "madong", {
    post: null,
    permissions: ["submission.sign-off"],
    subjects: [stage.cloud("xintong-dedicated")],
    purpose: "安全总监参加攻防演练期间，代为签发专享区材料",
    days: 60,
  });
  await request(stage, "liwei", {
    post: "supervisor-lead",
    permissions: [],
    subjects: null,
    purpose: "年底主任、副主任集中外出检查，申请代行负责人审批事项",
    days: 21,
  });
  await stage.act("madong", (tx, actor, now) =>
    makeKey(tx, actor, now, {
      name: "漏洞扫描平台自动报送",
      expiresOn: addMonths(dateOf(now), 6),
      permissions: ["registry.read", "obligation.read", "submission.read", "submission.prepare"],
      subjects: [stage.cloud("xintong-shared")],
    }),
  );
}

type Asked = Omit<Parameters<typeof ask>[3], "from" | "until"> & { readonly days: number };

async function request(stage: Stage, key: string, { days, ...input }: Asked): Promise<string> {
  return await stage.act(key, (tx, actor, now) =>
    ask(tx, actor, now, { ...input, from: dateOf(now), until: addDays(dateOf(now), days) }),
  );
}

async function granted(stage: Stage, key: string, lead: string, input: Asked): Promise<void> {
  const id = await request(stage, key, input);
  await stage.act(lead, (tx, actor, now) =>
    decide(tx, actor, now, { id, version: 1, grant: true, note: "同意，按用途使用。" }),
  );
}
