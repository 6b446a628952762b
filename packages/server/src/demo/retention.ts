import { askLift, markArchived, placeHold } from "../features/retention/service-holds.ts";
import { list as listSubmissions } from "../features/submissions/lists.ts";
import type { Stage } from "./stage.ts";

/** What is kept and for how long, told in a few steps; no day of the story pays for it. */

/** On the first day: files somebody uploaded and never handed in. A year later they are due for disposal. */
export async function neverHandedIn(stage: Stage): Promise<void> {
  for (const name of ["试运行巡检记录（未提交）.txt", "接口联调说明（未提交）.txt"])
    await stage.upload(
      "huangying",
      name,
      "text/plain",
      Buffer.from(`${name}\n首日联调时上传，未随任何材料提交。\n`),
    );
}

/** In the last weeks: a hold, one that somebody asks to lift, and what belongs to the archives. */
export async function retentionAtLast(stage: Stage): Promise<void> {
  await stage.act("zhaojing", (tx, actor, now) =>
    placeHold(tx, actor, now, {
      target: "cloud",
      targetId: stage.cloud("dongling-shared"),
      reason: "配合市审计局政务云采购专项审计，涉及材料原样保存。",
      reference: "云审函〔2026〕31号",
    }),
  );
  const hold = await stage.act("zhengguoqiang", (tx, actor, now) =>
    placeHold(tx, actor, now, {
      target: "organisation",
      targetId: stage.org("qiming"),
      reason: "合同履约争议调解期间保存证据。",
      reference: "云调字〔2026〕7号",
    }),
  );
  await stage.act("zhengguoqiang", (tx, actor, now) =>
    askLift(tx, actor, now, { id: hold, reason: "双方已达成调解协议，争议终结。" }),
  );
  const handedIn = await stage.act("huangying", (tx, actor) => listSubmissions(tx, actor, { limit: 50 }));
  const submitted = handedIn.items.filter(({ state }) => state === "submitted").slice(-3);
  for (const [index, { id }] of submitted.entries()) {
    await stage.act("liwei", (tx, actor, now) =>
      markArchived(tx, actor, now, {
        target: "submission",
        targetId: id,
        number: `YZ-ZWY-${stage.now.getUTCFullYear()}-${String(index + 1).padStart(4, "0")}`,
        class: index === 0 ? "permanent" : "long",
        note: index === 0 ? "首份年度材料，随项目档案移交" : "",
      }),
    );
  }
}
