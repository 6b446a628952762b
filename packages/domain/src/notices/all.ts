import { type NoticeRule, type NoticeGroup } from "./kinds.ts";
import { DUTIES } from "./duties.ts";
import { REVIEWS } from "./reviews.ts";
import { RECTIFICATIONS } from "./rectifications.ts";
import { READINESS } from "./readiness.ts";
import { AGREEMENTS } from "./agreements.ts";
import { AUTHORISATIONS } from "./authorisations.ts";
import { CHANGES } from "./changes.ts";
import { INCIDENTS } from "./incidents.ts";
import { REGISTER } from "./register.ts";
import { PLATFORM } from "./platform.ts";

const GROUPS = {
  duties: DUTIES,
  reviews: REVIEWS,
  rectifications: RECTIFICATIONS,
  readiness: READINESS,
  agreements: AGREEMENTS,
  authorisations: AUTHORISATIONS,
  changes: CHANGES,
  incidents: INCIDENTS,
  register: REGISTER,
  platform: PLATFORM,
} as const satisfies Record<NoticeGroup, Readonly<Record<string, NoticeRule>>>;

type Groups = typeof GROUPS;
export type NoticeKey = { [G in keyof Groups]: keyof Groups[G] }[keyof Groups];

/**
 * Every notice. In the words {what} is the duty's title, {label} the period, {number} the number people see,
 * {cloud} the subject's name, {due} a date.
 */
export const NOTICES = Object.fromEntries(
  Object.entries(GROUPS).flatMap(([group, notices]) =>
    Object.entries(notices).map(([key, notice]) => [key, { ...notice, group }]),
  ),
) as unknown as Readonly<Record<NoticeKey, NoticeRule & { readonly group: NoticeGroup }>>;
