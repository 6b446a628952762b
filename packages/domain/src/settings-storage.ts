import type { Setting, SettingSource } from "./setting-types.ts";

/** Whether a review waits for the scanner. The later, the stricter. */
export const SCAN_FIRST = ["never", "when-connected", "always"] as const;

const MALWARE: SettingSource = {
  clause: "CQZ-7.5.1.3",
  note: {
    zh: "条款要求对迁入政务云的数据执行恶意代码检测；平台对交来的材料同样要求，数值与方式由产品设定。",
    en: "The clause asks for malware checks of data brought into the cloud; what is handed in is held to the same.",
  },
};

const INTEGRITY: SettingSource = {
  clause: "CQZ-7.5.7.1",
  note: {
    zh: "条款要求校验完整性、及时发现篡改并告警，未规定频率；此为产品默认值。",
    en: "The clause asks to check integrity and to tell of tampering in time, without a figure; the figure is ours.",
  },
};

/** Figures about stored files: malware scan and the reading again of what is stored. */
export const STORAGE_SETTINGS = {
  "review.scanFirst": {
    type: "choice",
    default: "when-connected",
    options: SCAN_FIRST,
    title: { zh: "材料须先经恶意代码扫描再作审核结论", en: "Evidence is scanned before it is decided on" },
    help: {
      zh: "从不：不作要求；接入扫描引擎时：已接入引擎的，扫描完成前可以提交和受理，但不能作出结论；始终：未接入引擎时也不能作出结论。",
      en: "With a scanner connected, papers can be handed in and received before they were scanned, but not decided on; “always” holds without a scanner too.",
    },
    source: MALWARE,
  },
  "storage.rescanPerNight": {
    type: "integer",
    default: 2000,
    min: 0,
    max: 1_000_000,
    unit: "times",
    title: { zh: "特征库更新后每晚复扫文件数", en: "Files scanned again a night when signatures are newer" },
    help: {
      zh: "特征库更新后，每晚从最早扫描的文件起复扫这些；0 表示不复扫。",
      en: "Those scanned longest ago come first; 0 for none.",
    },
    source: MALWARE,
  },
  "storage.seenDays": {
    type: "integer",
    default: 90,
    min: 1,
    max: 3650,
    unit: "days",
    title: { zh: "存储巡检周期", en: "Every stored file is read again within" },
    help: {
      zh: "每个已存文件至少在该天数内重新读取并核对一次摘要值。",
      en: "Each stored file is read and its digest compared at least once in so many days.",
    },
    source: INTEGRITY,
  },
  "storage.readMebibytes": {
    type: "integer",
    default: 10,
    min: 1,
    max: 10_000,
    unit: "MiB",
    title: { zh: "存储巡检每秒读取上限", en: "The scrub reads a second at most" },
    help: {
      zh: "巡检读取速度不超过该值，以免影响业务；过低时可能无法在巡检周期内读完全部文件。",
      en: "A bound, so that the scrub does not get into the way; too low and the files are not all seen in time.",
    },
    source: INTEGRITY,
  },
} as const satisfies Record<string, Setting>;
