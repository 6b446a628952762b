import type * as domain from "@yunjian/domain";
import { useText } from "./language.ts";

/** The closed word lists of the domain whose words stand in messages/words.ts. */
export interface WordLists {
  readonly post: domain.Post;
  readonly role: domain.EngagementRole;
  readonly subjectKind: domain.SubjectKind;
  readonly frequency: domain.Frequency;
  readonly realtimeNature: domain.RealtimeNature;
  readonly capabilityLevel: domain.CapabilityLevel;
  readonly serviceModel: domain.ServiceModel;
  readonly deployment: domain.Deployment;
  readonly zone: domain.Zone;
  readonly trigger: domain.Trigger;
  readonly submissionKind: domain.SubmissionKind;
  readonly sensitivity: domain.Sensitivity;
  readonly controlClass: domain.ControlClass;
  readonly objectType: domain.ObjectType;
}

/** `word("frequency", "half-yearly")` -> 每半年. */
export function useWord(): <K extends keyof WordLists>(list: K, value: WordLists[K]) => string {
  const text = useText();
  return (list, value) => text(`words.${list}.${value}`);
}

/** The options of a Select over a word list. */
export function useWordOptions(): <K extends keyof WordLists>(
  list: K,
  values: readonly WordLists[K][],
) => { value: WordLists[K]; label: string }[] {
  const word = useWord();
  return (list, values) => values.map((value) => ({ value, label: word(list, value) }));
}
