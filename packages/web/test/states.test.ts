import * as domain from "@yunjian/domain";
import { describe, expect, it } from "vitest";
import { COLOURS } from "../src/app/theme.ts";
import { en, zh } from "../src/messages/words.ts";
import { SHAPES } from "../src/ui/shapes.ts";
import { GENERIC_STATES, STATES, type StateKind } from "../src/ui/states.ts";
import { inkOf, TONES, type Tone } from "../src/ui/tones.ts";

const VOCABULARY: Record<StateKind, readonly string[]> = {
  period: domain.PERIOD_STATES,
  standing: domain.STANDINGS,
  submission: domain.SUBMISSION_STATES,
  review: domain.REVIEW_OUTCOMES,
  rectification: domain.RECTIFICATION_STATES,
  reviewStage: domain.REVIEW_STATES,
  dispute: domain.DISPUTE_STATES,
  rectificationRequest: domain.RECTIFICATION_REQUEST_STATES,
  authorisation: domain.AUTHORISATION_STANDINGS,
  change: domain.CHANGE_STATES,
  changeResult: domain.CHANGE_RESULTS,
  emergencyReview: domain.EMERGENCY_REVIEWS,
  emergencyRule: domain.EMERGENCY_RULE_STANDINGS,
  operationResult: domain.OPERATION_RESULTS,
  protectedPeriod: domain.PROTECTED_PERIOD_STANDINGS,
  nilReport: domain.NIL_STANDINGS,
  incident: domain.INCIDENT_STATES,
  incidentLevel: domain.INCIDENT_LEVELS,
  incidentClock: domain.CLOCK_STANDINGS,
  incidentCustomer: domain.CUSTOMER_STANDINGS,
  posture: domain.POSTURES,
  severity: domain.SEVERITIES,
  sensitivity: domain.SENSITIVITIES,
  generic: GENERIC_STATES,
};

/** WCAG 2.2, relative luminance and contrast ratio. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

describe.each(Object.entries(VOCABULARY))("states of %s", (kind, values) => {
  const table = STATES[kind as StateKind] as Record<string, { tone: Tone; shape: keyof typeof SHAPES }>;
  it("are exactly those of the vocabulary", () => {
    expect(Object.keys(table).sort()).toEqual([...values].sort());
  });
  it("have a word in both languages", () => {
    for (const { state } of [zh, en]) {
      const words = state[kind as StateKind] as Record<string, string>;
      expect(Object.keys(words).sort()).toEqual([...values].sort());
    }
  });
  it("have a shape and a tone, and no two have both the same", () => {
    const looks = values.map((value) => `${table[value]?.tone} ${table[value]?.shape}`);
    for (const value of values) {
      expect(SHAPES).toHaveProperty(table[value]?.shape ?? "");
      expect(TONES).toHaveProperty(table[value]?.tone ?? "");
    }
    // What is over the same way may look the same: done, granted, valid.
    if (kind !== "generic") expect(new Set(looks).size).toBe(looks.length);
  });
});

describe("colours", () => {
  it.each(Object.entries(TONES))("%s is readable", (tone, { ink, paper }) => {
    expect(contrast(ink, paper)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(inkOf(tone as Tone), "#ffffff")).toBeGreaterThanOrEqual(4.5);
  });
  it("of the theme are readable on white, the table head and the ground", () => {
    for (const ground of ["#ffffff", COLOURS.header, "#f4f6f8"]) {
      for (const ink of [
        COLOURS.primary,
        COLOURS.text,
        COLOURS.secondary,
        COLOURS.error,
        COLOURS.warning,
        COLOURS.success,
      ]) {
        expect(contrast(ink, ground)).toBeGreaterThanOrEqual(4.5);
      }
    }
    expect(contrast("#ffffff", COLOURS.primary)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(COLOURS.placeholder, "#ffffff")).toBeGreaterThanOrEqual(4.5);
    // The edge of a field is not text: 3:1.
    expect(contrast(COLOURS.border, "#ffffff")).toBeGreaterThanOrEqual(3);
  });
});

describe("words of the vocabulary", () => {
  const lists: Record<keyof typeof zh.words, readonly string[] | null> = {
    post: domain.POSTS,
    role: domain.ENGAGEMENT_ROLES,
    subjectKind: domain.SUBJECT_KINDS,
    frequency: domain.FREQUENCIES,
    realtimeNature: domain.REALTIME_NATURES,
    capabilityLevel: domain.CAPABILITY_LEVELS,
    serviceModel: domain.SERVICE_MODELS,
    deployment: domain.DEPLOYMENTS,
    zone: domain.ZONES,
    trigger: domain.TRIGGERS,
    submissionKind: domain.SUBMISSION_KINDS,
    sensitivity: domain.SENSITIVITIES,
    controlClass: domain.CONTROL_CLASSES,
    objectType: null, // a type of the domain without a list
  };
  it.each(Object.entries(lists).filter(([, values]) => values !== null))("%s is complete", (name, values) => {
    const key = name as keyof typeof zh.words;
    expect(Object.keys(zh.words[key]).sort()).toEqual([...(values ?? [])].sort());
  });
});
