import { invalid, Refusal } from "./refusal.ts";
import { type StoredSettings, settingOf } from "./setting-values.ts";
import type { Bilingual } from "./vocabulary.ts";

/** 特别重大, 重大, 较大, 一般: the same four words by both scales, worst first. */
export const INCIDENT_LEVELS = ["extraordinary", "major", "larger", "general"] as const;
export type IncidentLevel = (typeof INCIDENT_LEVELS)[number];

export const LEVEL_WORDS: Readonly<Record<IncidentLevel, Bilingual>> = {
  extraordinary: { zh: "特别重大", en: "particularly major" },
  major: { zh: "重大", en: "major" },
  larger: { zh: "较大", en: "larger" },
  general: { zh: "一般", en: "general" },
};

/** GB/Z 20986: how important the affected system is. */
export const SYSTEM_IMPORTANCES = ["particularly-important", "important", "general"] as const;
export type SystemImportance = (typeof SYSTEM_IMPORTANCES)[number];

/** How bad a loss or a social effect is; what is not known yet counts as minor and says so. */
export const SEVERITY_GRADES = ["particularly-severe", "severe", "larger", "minor", "unknown"] as const;
export type SeverityGrade = (typeof SEVERITY_GRADES)[number];

/** What the reporting regulation measures. Minutes, items, yuan, times, people. */
export const INCIDENT_MEASURES = [
  "portal",
  "ciiOutage",
  "ciiMain",
  "personalInfo",
  "lossYuan",
  "homepage",
  "otherPage",
  "forwards",
  "views",
  "population",
] as const;
export type IncidentMeasure = (typeof INCIDENT_MEASURES)[number];

export interface GradeInputs {
  readonly importance: SystemImportance;
  readonly loss: SeverityGrade;
  readonly social: SeverityGrade;
  /** Absent: not known, or not of this incident. */
  readonly measures: Readonly<Partial<Record<IncidentMeasure, number>>>;
}

/** What is assumed while somebody in a crisis has no time for grading. */
export const UNGRADED: GradeInputs = {
  importance: "general",
  loss: "unknown",
  social: "unknown",
  measures: {},
};

export interface Graded {
  readonly level: IncidentLevel;
  /** Why, as sentences. */
  readonly reasons: readonly Bilingual[];
}

const IMPORTANCE_WORDS: Readonly<Record<SystemImportance, Bilingual>> = {
  "particularly-important": { zh: "特别重要", en: "particularly important" },
  important: { zh: "重要", en: "important" },
  general: { zh: "一般", en: "general" },
};
const SEVERITY_WORDS: Readonly<Record<SeverityGrade, Bilingual>> = {
  "particularly-severe": { zh: "特别严重", en: "particularly severe" },
  severe: { zh: "严重", en: "severe" },
  larger: { zh: "较大", en: "larger" },
  minor: { zh: "较小", en: "minor" },
  unknown: { zh: "尚不清楚", en: "not known yet" },
};
const MEASURE_WORDS: Readonly<Record<IncidentMeasure, Bilingual>> = {
  portal: { zh: "省级以上党政机关门户网站无法访问（分钟）", en: "minutes a portal was unreachable" },
  ciiOutage: {
    zh: "关键信息基础设施整体中断（分钟）",
    en: "minutes critical infrastructure was down as a whole",
  },
  ciiMain: {
    zh: "关键信息基础设施主要功能中断（分钟）",
    en: "minutes a main function of critical infrastructure was down",
  },
  personalInfo: { zh: "泄露个人信息（条）", en: "items of personal information leaked" },
  lossYuan: { zh: "直接经济损失（元）", en: "yuan of direct loss" },
  homepage: { zh: "违法信息在首页持续（分钟）", en: "minutes of unlawful content on a home page" },
  otherPage: { zh: "违法信息在其他页面持续（分钟）", en: "minutes of unlawful content on other pages" },
  forwards: { zh: "违法信息转发（次）", en: "forwards of unlawful content" },
  views: { zh: "违法信息浏览（次）", en: "views of unlawful content" },
  population: { zh: "影响人口（人）", en: "people affected" },
};
export { IMPORTANCE_WORDS, MEASURE_WORDS, SEVERITY_WORDS };

/** Negative: `a` is worse than `b`. */
export function compareLevels(a: IncidentLevel, b: IncidentLevel): number {
  return INCIDENT_LEVELS.indexOf(a) - INCIDENT_LEVELS.indexOf(b);
}

export function atLeast(level: IncidentLevel, from: IncidentLevel): boolean {
  return compareLevels(level, from) <= 0;
}

export function worseLevel(a: IncidentLevel, b: IncidentLevel): IncidentLevel {
  return compareLevels(a, b) <= 0 ? a : b;
}

const BY_LOSS: Readonly<Record<SystemImportance, Readonly<Record<SeverityGrade, IncidentLevel>>>> = {
  "particularly-important": {
    "particularly-severe": "extraordinary",
    severe: "major",
    larger: "larger",
    minor: "general",
    unknown: "general",
  },
  important: {
    "particularly-severe": "major",
    severe: "larger",
    larger: "general",
    minor: "general",
    unknown: "general",
  },
  general: {
    "particularly-severe": "larger",
    severe: "general",
    larger: "general",
    minor: "general",
    unknown: "general",
  },
};
const BY_SOCIAL: Readonly<Record<SeverityGrade, IncidentLevel>> = {
  "particularly-severe": "extraordinary",
  severe: "major",
  larger: "larger",
  minor: "general",
  unknown: "general",
};

/** GB/Z 20986: importance of the system with the loss, or the social effect, whichever is higher. */
export function gradeByStandard({ importance, loss, social }: GradeInputs): Graded {
  const byLoss = BY_LOSS[importance][loss];
  const bySocial = BY_SOCIAL[social];
  const say = (zh: string, en: string): Bilingual => ({ zh, en });
  return {
    level: worseLevel(byLoss, bySocial),
    reasons: [
      loss === "unknown"
        ? say(
            `系统重要程度“${IMPORTANCE_WORDS[importance].zh}”，损失尚不清楚，暂按较小计，为“${LEVEL_WORDS[byLoss].zh}”。`,
            `A ${IMPORTANCE_WORDS[importance].en} system; the loss is not known yet and counted as minor: ${LEVEL_WORDS[byLoss].en}.`,
          )
        : say(
            `系统重要程度“${IMPORTANCE_WORDS[importance].zh}”，系统损失“${SEVERITY_WORDS[loss].zh}”，为“${LEVEL_WORDS[byLoss].zh}”。`,
            `A ${IMPORTANCE_WORDS[importance].en} system with a ${SEVERITY_WORDS[loss].en} loss: ${LEVEL_WORDS[byLoss].en}.`,
          ),
      social === "unknown"
        ? say("社会影响尚不清楚，暂不据此定级。", "The social effect is not known yet and raises nothing.")
        : say(
            `社会影响“${SEVERITY_WORDS[social].zh}”，为“${LEVEL_WORDS[bySocial].zh}”。`,
            `A ${SEVERITY_WORDS[social].en} social effect: ${LEVEL_WORDS[bySocial].en}.`,
          ),
      say("两者取高。", "The higher of the two counts."),
    ],
  };
}

/** The reporting regulation's own thresholds: the highest that any measure reaches, the number itself included. */
export function gradeByRegulation(settings: StoredSettings, { measures }: GradeInputs): Graded {
  let level: IncidentLevel = "general";
  const reasons: Bilingual[] = [];
  for (const measure of INCIDENT_MEASURES) {
    const value = measures[measure];
    if (value === undefined) continue;
    const limits = limitsOf(settings, measure);
    const reached = INCIDENT_LEVELS.find((each) => {
      const limit = limits[each];
      return limit !== undefined && value >= limit;
    });
    const words = MEASURE_WORDS[measure];
    if (reached === undefined) {
      reasons.push({
        zh: `${words.zh}：${figure(value)}，未达到较大级别的下限。`,
        en: `${figure(value)} ${words.en}: below every threshold.`,
      });
      continue;
    }
    const limit = figure(limits[reached] ?? 0);
    reasons.push({
      zh: `${words.zh}：${figure(value)}，达到 ${limit}，为“${LEVEL_WORDS[reached].zh}”。`,
      en: `${figure(value)} ${words.en}, at or above ${limit}: ${LEVEL_WORDS[reached].en}.`,
    });
    level = worseLevel(level, reached);
  }
  if (reasons.length === 0) {
    reasons.push({
      zh: "尚未掌握报告管理办法所列指标，暂定为“一般”，获知后补充。",
      en: "None of the regulation's measures is known yet: general until one is.",
    });
  }
  return { level, reasons };
}

function limitsOf(
  settings: StoredSettings,
  measure: IncidentMeasure,
): Readonly<Partial<Record<IncidentLevel, number>>> {
  if (measure === "population") return { extraordinary: settingOf(settings, "incident.population") };
  const [extraordinary = 0, major = 0, larger = 0] = settingOf(settings, `incident.${measure}`);
  return { extraordinary, major, larger };
}

function figure(n: number): string {
  return n.toLocaleString("en-US");
}

export function checkGradeInputs(inputs: GradeInputs): void {
  for (const measure of INCIDENT_MEASURES) {
    const value = inputs.measures[measure];
    if (value === undefined || (Number.isSafeInteger(value) && value >= 0)) continue;
    throw invalid({
      field: `/inputs/measures/${measure}`,
      message: {
        zh: "应为不小于 0 的整数；不清楚的请留空。",
        en: "A whole number, 0 or more; leave it empty if unknown.",
      },
    });
  }
}

export const LEVEL_SCALES = ["standard", "regulation"] as const;
export type LevelScale = (typeof LEVEL_SCALES)[number];

/** A level as computed, and as a person decided otherwise; the decision holds for this grading only. */
export interface Level extends Graded {
  readonly decided: IncidentLevel | null;
  readonly effective: IncidentLevel;
}

export interface Grading {
  readonly standard: Level;
  readonly regulation: Level;
}

/**
 * Both levels, kept apart. A person may set another than computed and has to say why: facts that come later
 * are graded anew, so that a lower level decided once cannot hide what became worse.
 */
export function grade(
  settings: StoredSettings,
  inputs: GradeInputs,
  decided: Readonly<Partial<Record<LevelScale, IncidentLevel>>>,
  reason: string,
): Grading {
  checkGradeInputs(inputs);
  const level = (graded: Graded, by: IncidentLevel | undefined): Level => {
    const differs = by !== undefined && by !== graded.level;
    return { ...graded, decided: differs ? by : null, effective: by ?? graded.level };
  };
  const found = {
    standard: level(gradeByStandard(inputs), decided.standard),
    regulation: level(gradeByRegulation(settings, inputs), decided.regulation),
  };
  const differs = found.standard.decided !== null || found.regulation.decided !== null;
  if (differs && reason.trim() === "") throw new Refusal("reason-required");
  return found;
}
