import type { BodyOf, changeAgreement } from "@yunjian/contract";
import type { Frequency, RealtimeNature, Rhythm } from "@yunjian/domain";

export type TermChangeInput = BodyOf<typeof changeAgreement>["changes"][number];

/** What the form holds; nothing filled in means unchanged, KEEP and DEFAULT are choices of their own. */
export interface TermFormValues {
  readonly frequency?: Frequency;
  readonly nature?: RealtimeNature;
  readonly rhythm?: Rhythm;
  readonly due: "keep" | "default" | "point" | "within";
  readonly dayOfWeek?: number;
  readonly dayOfMonth?: number;
  readonly monthOfYear?: number;
  readonly inNextSpan?: boolean;
  readonly amount?: number;
  readonly unit: "days" | "workdays";
  readonly startsOn?: string | null;
  readonly reviewer: string;
  readonly second: "keep" | "yes" | "no";
  readonly silence?: number | null;
  readonly silenceUnit: "hours" | "days";
  readonly reason: string;
}

export const KEEP = "keep";
export const DEFAULT = "default";

export const UNCHANGED: TermFormValues = {
  due: "keep",
  unit: "workdays",
  reviewer: KEEP,
  second: "keep",
  silenceUnit: "hours",
  reason: "",
};

/** The same change for each of the duties chosen. */
export function toChange(dutyId: string, values: TermFormValues): TermChangeInput {
  return {
    dutyId,
    ...(values.frequency && { frequency: values.frequency }),
    ...(values.nature && { nature: values.nature }),
    ...(values.rhythm && { rhythm: values.rhythm }),
    ...dueOf(values),
    ...(values.startsOn && { startsOn: values.startsOn }),
    ...(values.reviewer !== KEEP && { reviewerOrgId: values.reviewer === DEFAULT ? null : values.reviewer }),
    ...(values.second !== "keep" && { secondReview: values.second === "yes" }),
    ...(values.silence && { maxSilence: { amount: values.silence, unit: values.silenceUnit } }),
  };
}

function dueOf(values: TermFormValues): Pick<TermChangeInput, "timePoint" | "submitWithin"> {
  switch (values.due) {
    case "default":
      return { timePoint: null, submitWithin: null };
    case "within":
      return { timePoint: null, submitWithin: { amount: values.amount ?? 0, unit: values.unit } };
    case "point":
      return {
        submitWithin: null,
        timePoint: {
          ...(values.dayOfWeek && { dayOfWeek: values.dayOfWeek }),
          ...(values.dayOfMonth && { dayOfMonth: values.dayOfMonth }),
          ...(values.monthOfYear && { monthOfYear: values.monthOfYear }),
          inNextSpan: values.inNextSpan ?? false,
        },
      };
    default:
      return {};
  }
}
