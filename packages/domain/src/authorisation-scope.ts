import { type FieldProblem, invalid } from "./refusal.ts";

/** 操作类型: what is done to a customer's VM or data. */
export const OPERATION_KINDS = [
  "diagnose", // 故障诊断
  "support", // 技术支持
  "configure", // 配置变更
  "patch", // 补丁与升级
  "restart", // 启停与重启
  "backup", // 备份与快照
  "restore", // 恢复
  "migrate", // 迁移与扩容
  "security", // 安全处置: scans, malware, hardening
  "dispose", // 数据删除与介质处置 (GWZ-9.3.5-a asks for the customer's written word)
  "other",
] as const;
export type OperationKind = (typeof OPERATION_KINDS)[number];

/** 触及内容: what of the customer's is touched by it. */
export const TOUCHES = [
  "configuration", // 系统或应用配置
  "availability", // 业务可用性: restarts, interruptions
  "data-read", // 查看数据
  "data-copy", // 复制数据
  "data-change", // 修改数据
  "data-export", // 导出数据: leaves the customer's environment
  "data-delete", // 删除数据
] as const;
export type Touch = (typeof TOUCHES)[number];

/** What may be done, on what, by whom, from when to when. Both instants belong to it. */
export interface AuthorisationScope {
  readonly operations: readonly OperationKind[];
  readonly touches: readonly Touch[];
  /** Empty: the whole system. */
  readonly resourceIds: readonly string[];
  /** Names of those who do it. Empty: the team named, whoever of it. */
  readonly operators: readonly string[];
  readonly fromAt: Date;
  readonly toAt: Date;
}

export const SCOPE_LIMITS = { operators: 20, resources: 100, name: 40 } as const;

/** Reading shows; everything else can do harm that somebody has to be able to undo. */
export function changesSomething(touches: readonly Touch[]): boolean {
  return touches.some((touch) => touch !== "data-read");
}

/** Names as they are compared: without the blanks people type around and inside them. */
export function cleanNames(names: readonly string[]): string[] {
  return [...new Set(names.map((name) => name.trim().replace(/\s+/g, " ")).filter((name) => name !== ""))];
}

/** Whether nothing lies in `inner` that does not lie in `outer`. */
export function isWithin(inner: AuthorisationScope, outer: AuthorisationScope): boolean {
  return scopeProblems(inner, outer).length === 0;
}

/** Where a grant goes beyond what was asked: a customer narrows, it never widens. */
export function scopeProblems(inner: AuthorisationScope, outer: AuthorisationScope): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const wrong = (field: string, zh: string, en: string) => problems.push({ field, message: { zh, en } });
  if (inner.operations.length === 0 || !isSubset(inner.operations, outer.operations))
    wrong(
      "/operations",
      "操作类型应从申请的范围内选择，至少一项。",
      "Choose from those asked for, at least one.",
    );
  if (inner.touches.length === 0 || !isSubset(inner.touches, outer.touches))
    wrong(
      "/touches",
      "触及内容应从申请的范围内选择，至少一项。",
      "Choose from those asked for, at least one.",
    );
  const wider = outer.resourceIds.length > 0 && inner.resourceIds.length === 0;
  if (wider || (outer.resourceIds.length > 0 && !isSubset(inner.resourceIds, outer.resourceIds)))
    wrong("/resourceIds", "资源应从申请的范围内选择。", "Choose from the resources asked for.");
  const anybody = outer.operators.length > 0 && inner.operators.length === 0;
  if (anybody || !isSubset(inner.operators, outer.operators))
    wrong("/operators", "操作人员应从申请的名单内选择。", "Choose from the people asked for.");
  if (inner.fromAt.getTime() < outer.fromAt.getTime())
    wrong("/fromAt", "开始时间不能早于申请的开始时间。", "Not before the time asked for.");
  if (inner.toAt.getTime() > outer.toAt.getTime())
    wrong("/toAt", "结束时间不能晚于申请的结束时间。", "Not after the time asked for.");
  if (inner.toAt.getTime() <= inner.fromAt.getTime())
    wrong("/toAt", "结束时间应晚于开始时间。", "Must be later than the start.");
  return problems;
}

export function requireWithin(inner: AuthorisationScope, outer: AuthorisationScope): void {
  const problems = scopeProblems(inner, outer);
  if (problems.length > 0) throw invalid(...problems);
}

/** Whether a grant differs from what was asked other than by having been decided after the start. */
export function isNarrowed(granted: AuthorisationScope, asked: AuthorisationScope, decidedAt: Date): boolean {
  const latest = Math.max(asked.fromAt.getTime(), decidedAt.getTime());
  return (
    granted.operations.length < asked.operations.length ||
    granted.touches.length < asked.touches.length ||
    granted.operators.length < asked.operators.length ||
    !(isSubset(asked.resourceIds, granted.resourceIds) && isSubset(granted.resourceIds, asked.resourceIds)) ||
    granted.fromAt.getTime() > latest ||
    granted.toAt.getTime() < asked.toAt.getTime()
  );
}

function isSubset<T>(inner: readonly T[], outer: readonly T[]): boolean {
  return inner.every((each) => outer.includes(each));
}
