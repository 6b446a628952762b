import {
  type Bilingual,
  CONTROL_CLASSES,
  type ControlClass,
  type Frequency,
  type PeriodState,
  type Post,
  type Posture,
  type RectificationState,
  type RectificationStep,
  type Sensitivity,
  type Severity,
  type StandingKey,
  type SubmissionKind,
  type SubmissionState,
} from "@yunjian/domain";

/** Words of the closed lists, as docs/GLOSSARY.md has them. */
const both = (zh: string, en: string): Bilingual => ({ zh, en });

export const STANDING: Readonly<Record<StandingKey, Bilingual>> = {
  planned: both("未开始", "not open yet"),
  open: both("待提交", "to hand in"),
  "due-soon": both("临期", "due soon"),
  overdue: both("逾期", "overdue"),
  returned: both("需补充", "supplement needed"),
  "returned-overdue": both("补充逾期", "supplement overdue"),
  "awaiting-receipt": both("待受理", "awaiting receipt"),
  "awaiting-decision": both("待审核", "awaiting decision"),
  compliant: both("符合", "compliant"),
  "non-compliant": both("不符合", "non-compliant"),
  cancelled: both("已取消", "cancelled"),
};

export const PERIOD: Readonly<Record<PeriodState, Bilingual>> = {
  open: both("待提交", "to hand in"),
  submitted: both("待受理", "awaiting receipt"),
  "in-review": both("审核中", "in review"),
  returned: both("需补充", "supplement needed"),
  compliant: both("符合", "compliant"),
  "non-compliant": both("不符合", "non-compliant"),
  cancelled: both("已取消", "cancelled"),
};

export const SUBMISSION: Readonly<Record<SubmissionState, Bilingual>> = {
  draft: both("草稿", "draft"),
  "awaiting-sign-off": both("待签发", "awaiting sign-off"),
  submitted: both("已提交", "submitted"),
  withdrawn: both("已撤回", "withdrawn"),
};

export const SUBMISSION_KIND: Readonly<Record<SubmissionKind, Bilingual>> = {
  files: both("文件", "files"),
  form: both("表单报告", "form report"),
  unchanged: both("无变化声明", "declared unchanged"),
  "nil-report": both("零报告", "nil report"),
  "on-site": both("现场查阅", "inspected on site"),
  "late-entry": both("补录", "late entry"),
};

export const SENSITIVITY: Readonly<Record<Sensitivity, Bilingual>> = {
  public: both("公开", "public"),
  internal: both("内部", "internal"),
  sensitive: both("敏感", "sensitive"),
};

export const RECTIFICATION: Readonly<Record<RectificationState, Bilingual>> = {
  issued: both("待签收", "awaiting receipt"),
  received: both("已签收", "received"),
  "in-progress": both("整改中", "in progress"),
  "proof-filed": both("待复核", "awaiting reassessment"),
  closed: both("已办结", "closed"),
  withdrawn: both("已撤销", "withdrawn"),
};

export const STEP: Readonly<Record<RectificationStep, Bilingual>> = {
  issue: both("下发", "issued"),
  receipt: both("签收", "received"),
  plan: both("整改计划", "plan"),
  progress: both("进展", "progress"),
  proof: both("整改证明", "proof"),
  close: both("办结", "closed"),
  reopen: both("重新整改", "opened again"),
  withdraw: both("撤销", "withdrawn"),
  extension: both("延期", "extension"),
  escalation: both("督办", "escalated"),
};

export const SEVERITY: Readonly<Record<Severity, Bilingual>> = {
  critical: both("严重", "critical"),
  high: both("高", "high"),
  medium: both("中", "medium"),
  low: both("低", "low"),
};

export const POSTURE: Readonly<Record<Posture, Bilingual>> = {
  "non-compliant": both("不符合", "non-compliant"),
  overdue: both("逾期", "overdue"),
  stale: both("失效", "stale"),
  "due-soon": both("临期", "due soon"),
  current: both("正常", "current"),
  "not-started": both("未开始", "not started"),
  "not-applicable": both("不适用", "not applicable"),
};

export const CLASS: Readonly<Record<ControlClass, Bilingual>> = {
  "development-supply-chain": both("系统开发与供应链安全", "development and supply chain"),
  "system-communication": both("系统与通信保护", "system and communication protection"),
  "access-control": both("访问控制", "access control"),
  configuration: both("配置管理", "configuration management"),
  maintenance: both("维护", "maintenance"),
  emergency: both("应急响应与灾备", "emergency response and recovery"),
  audit: both("审计", "audit"),
  "risk-monitoring": both("风险评估与持续监控", "risk assessment and monitoring"),
  "organisation-personnel": both("安全组织与人员", "organisation and personnel"),
  "physical-environment": both("物理与环境安全", "physical environment"),
  policy: both("策略与计划", "policies and plans"),
};

/** A class by its key or by its name in either language. */
export function classOf(text: string): ControlClass | undefined {
  return CONTROL_CLASSES.find(
    (key) => key === text || CLASS[key].zh === text || CLASS[key].en === text.toLowerCase(),
  );
}

export const FREQUENCY: Readonly<Record<Frequency, Bilingual>> = {
  realtime: both("实时", "realtime"),
  daily: both("每日", "daily"),
  weekly: both("每周", "weekly"),
  monthly: both("每月", "monthly"),
  quarterly: both("每季度", "quarterly"),
  "half-yearly": both("每半年", "half-yearly"),
  yearly: both("每年", "yearly"),
  "two-yearly": both("每两年", "every two years"),
  "three-yearly": both("每三年", "every three years"),
  "five-yearly": both("每五年", "every five years"),
  "on-demand": both("按需", "on demand"),
};

export const POST: Readonly<Record<Post, Bilingual>> = {
  "supervisor-lead": both("监管负责人", "supervisor, lead"),
  "supervisor-reviewer": both("监管审核员", "supervisor, reviewer"),
  "manager-member": both("平台管理员工", "platform manager"),
  "provider-lead": both("服务商负责人", "provider, lead"),
  "provider-member": both("服务商经办人", "provider, member"),
  "customer-lead": both("客户负责人", "customer, lead"),
  "customer-member": both("客户经办人", "customer, member"),
  "assessor-member": both("评估人员", "assessor"),
  "supplier-member": both("供应链服务人员", "supplier"),
  "partner-member": both("合作者人员", "partner"),
  "observer-member": both("监督查阅员", "observer"),
  "system-admin": both("系统管理员", "system administrator"),
  "security-admin": both("安全管理员", "security administrator"),
  "audit-admin": both("审计管理员", "audit administrator"),
};
