import type { Setting, SettingSource } from "./setting-types.ts";

const LOGS: SettingSource = {
  clause: "CQZ-7.5.10.2",
  note: {
    zh: "条款要求日志保存半年以上并定期归档、予以标记；《网络安全法》要求网络日志留存不少于六个月。下限 6 个月，默认值由产品设定。",
    en: "Logs are to be kept for more than half a year and archived with a mark; the Cybersecurity Law asks for six months. The default is ours.",
  },
};

const OURS: SettingSource = {
  note: {
    zh: "标准未规定数值，此为产品默认值，由运行监管方按档案与合同要求调整。",
    en: "No document sets a figure; this is the product's default, to be set by the supervisor.",
  },
};

const ARCHIVES: SettingSource = {
  note: {
    zh: "参照《机关文件材料归档范围和文书档案保管期限规定》：定期保管分 30 年、10 年；归档方式参照 GB/T 18894。",
    en: "After the rules on keeping papers of government bodies: 30 and 10 years beside permanent; archiving as in GB/T 18894.",
  },
};

/** How long each kind is kept; shown beside what is kept, with its source. */
export const RETENTION_SETTINGS = {
  "retention.auditMonths": months(36, 6, LOGS, "审计记录留存期", "Audit records kept for", {
    zh: "存证记录本身不删除；记录中的人员姓名在离任后至少保留该期限，期满后才可注销。",
    en: "The record itself is never deleted; the names of those who acted stay readable so long after they left.",
  }),
  "retention.signInMonths": months(12, 6, LOGS, "登录日志留存期", "Sign-in log kept for", {
    zh: "期满的登录日志和已结束的会话由系统自动清理。",
    en: "Older lines of the sign-in log and ended sessions are cleared away automatically.",
  }),
  "retention.mailMonths": months(12, 6, LOGS, "邮件发送记录留存期", "Mails kept for", {
    zh: "期满的邮件（含正文）由系统自动清理；待发送的不清理。",
    en: "Older mails with their text are cleared away; those that wait to be sent stay.",
  }),
  "retention.noticeMonths": months(24, 6, LOGS, "通知留存期", "Notices kept for", {
    zh: "期满的站内通知由系统自动清理，所通知的事项仍在存证记录中。",
    en: "Older notices are cleared away; what they told of stays in the record.",
  }),
  "retention.jobMonths": months(12, 6, LOGS, "后台作业记录留存期", "Jobs kept for", {
    zh: "期满的后台作业进度记录由系统自动清理。",
    en: "Older lines about background jobs are cleared away.",
  }),
  "retention.requestDays": {
    type: "integer",
    default: 30,
    min: 7,
    max: 366,
    unit: "days",
    title: { zh: "重复提交校验数据保留期", en: "Repeated requests recognised for" },
    help: {
      zh: "用于识别重复提交的请求应答，期满自动清理。",
      en: "Answers kept to recognise a repeated request; cleared away afterwards.",
    },
    source: OURS,
  },
  "retention.packageDays": {
    type: "integer",
    default: 7,
    min: 1,
    max: 90,
    unit: "days",
    title: { zh: "证据包保留期", en: "Evidence packages kept for" },
    help: {
      zh: "证据包是解密后的副本，期满自动销毁；需要时可重新生成。",
      en: "A package is a copy in plain, destroyed after this time; another one can be made.",
    },
    source: OURS,
  },
  "retention.submissionMonths": months(120, 6, OURS, "提交材料留存期", "Submissions kept for", {
    zh: "自最后一次提交起算，期满列入到期待销毁，经两人批准后销毁，处置过程同样留痕。",
    en: "From the last time it was handed in; afterwards it is due for disposal, which takes two persons and is recorded.",
  }),
  "retention.caseMonths": months(120, 6, OURS, "整改与授权材料留存期", "Papers of cases kept for", {
    zh: "自整改办结、授权操作登记之日起算；未办结的不到期。",
    en: "From the day a rectification was closed or an operation recorded; never while the case is open.",
  }),
  "retention.draftMonths": months(12, 1, OURS, "未提交文件留存期", "Files never handed in kept for", {
    zh: "上传后从未提交的文件自上传起算，期满列入到期待销毁。",
    en: "Files that were uploaded and never handed in, from the upload.",
  }),
  "retention.longYears": years(30, "定期档案（长期）保管年限", "Long archive class"),
  "retention.shortYears": years(10, "定期档案（短期）保管年限", "Short archive class"),
  "retention.keyBackupDays": {
    type: "integer",
    default: 90,
    min: 1,
    max: 3660,
    unit: "days",
    title: { zh: "密钥备份保留天数", en: "Key backups kept for" },
    help: {
      zh: "本单位保留密钥备份的最长天数。密钥销毁满该天数后，最后一份含旧密钥的备份已到期，销毁才算完成。",
      en: "How long backups of the keys are kept at most: so long after its keys were destroyed an erasure is complete.",
    },
    source: OURS,
  },
} as const satisfies Record<string, Setting>;

function months(
  value: number,
  min: number,
  source: SettingSource,
  zh: string,
  en: string,
  help: { readonly zh: string; readonly en: string },
) {
  return {
    type: "integer",
    default: value,
    min,
    max: value < 120 ? 600 : 1200,
    unit: "months",
    title: { zh, en },
    help,
    source,
  } as const satisfies Setting;
}

function years(value: number, zh: string, en: string) {
  return {
    type: "integer",
    default: value,
    min: 5,
    max: 100,
    unit: "years",
    title: { zh, en },
    help: {
      zh: "自归档之日起算，期满前不列入到期待销毁。",
      en: "From the day of archiving; before its end nothing of the class is due for disposal.",
    },
    source: ARCHIVES,
  } as const satisfies Setting;
}
