import { POSTURES } from "@yunjian/domain";
import { PostureTally } from "./posture.ts";
import { BilingualText, Id, Instant, Nullable, OneOf, route, Type } from "./route.ts";

/** Kinds of things that wait for a person, in the order in which they are shown when equally urgent. */
export const WORK_SECTIONS = [
  "overdue", // to hand in, past its due date
  "returned", // supplement asked for
  "hand-in", // due within the horizon
  "sign-off",
  "draft",
  "rectify-receive",
  "rectify-plan",
  "rectify-prove",
  "authorise", // 客户授权: to decide
  "authorise-confirm",
  "authorise-record",
  "authorise-answer",
  "authorise-review",
  "duty-gap", // 值守空档
  "change-explain", // 未通知变更: the provider explains
  "change-announce",
  "change-analyse",
  "change-revise",
  "change-implement",
  "change-assess",
  "change-answer",
  "change-acknowledge", // 变更告知: the customer has read it
  "change-advise", // 变更意见
  "change-compare", // 变更比对
  "incident", // 安全事件: to verify and handle
  "incident-close", // to compare and close
  "incident-help",
  "incident-notice", // to acknowledge
  "nil-report", // 零报告待报
  "protection-close", // 重保待总结
  "receive", // 受理
  "decide", // 审核
  "second", // 复核
  "reassess",
  "dispute",
  "extension",
  "agreement",
  "request", // 提请整改
  "certificate",
  "purge",
  "storage", // 存储体检: damaged or missing files to restore
  "retention", // 销毁、解除保全、注销待审批
  "locked",
  "privilege", // 临时特权待审批
  "loosening", // 放宽安全参数待审批
] as const;
export type WorkSection = (typeof WORK_SECTIONS)[number];

const Count = Type.Integer({ minimum: 0 });

export const getWork = route({
  method: "GET",
  path: "/api/work",
  access: "signed-in",
  summary: { zh: "我的工作：待办事项与办理时限", en: "What is mine to do, and by when" },
  response: Type.Object({
    at: Instant,
    /** The sections that hold something, the most urgent first. */
    sections: Type.Array(
      Type.Object({
        key: OneOf(WORK_SECTIONS),
        count: Count,
        late: Count,
        worstDueAt: Nullable(Instant),
        /** The five most urgent. */
        items: Type.Array(
          Type.Object({
            id: Id,
            aboutId: Nullable(Id),
            title: Nullable(BilingualText),
            label: Nullable(Type.String()),
            place: Nullable(Type.String()),
            party: Nullable(Type.String()),
            dueAt: Nullable(Instant),
          }),
        ),
      }),
    ),
    /** How far ahead "to hand in" looks. */
    horizonDays: Count,
    /** Where the clouds stand that the caller may see; null for posts without that permission. */
    standing: Nullable(
      Type.Object({
        clouds: Count,
        counts: PostureTally,
        /** Clouds whose worst obligation stands so. */
        worst: Type.Array(Type.Object({ posture: OneOf(POSTURES), clouds: Count })),
        /** The five clouds that need somebody most; empty for who sees one cloud only. */
        attention: Type.Array(
          Type.Object({
            cloudId: Id,
            cloudName: Type.String(),
            providerName: Type.String(),
            counts: PostureTally,
          }),
        ),
      }),
    ),
  }),
});
