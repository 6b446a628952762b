import type { EventData, EventKind, ObjectType } from "./events.ts";
import { NOTICES, type NoticeKey } from "./notices/all.ts";
import { both, type ClockTrigger, type NoticeMail, type NoticeParams } from "./notices/kinds.ts";
import { type Permission, POST_PERMISSIONS } from "./permissions.ts";
import { invalid } from "./refusal.ts";
import { type Bilingual, type Lang, POSTS, type Post } from "./vocabulary.ts";

export const NOTICE_KEYS = Object.keys(NOTICES) as NoticeKey[];

export function isNoticeKey(key: string): key is NoticeKey {
  return Object.hasOwn(NOTICES, key);
}

/** The notices an event calls for. */
export function noticesOn(kind: EventKind, data: EventData): NoticeKey[] {
  return NOTICE_KEYS.filter((key) => {
    const { on } = NOTICES[key];
    if (!("event" in on) || on.event !== kind) return false;
    return on.when === undefined || on.when.is.includes(String(data[on.when.field]));
  });
}

export const NOTICE_EVENTS: ReadonlySet<EventKind> = new Set(
  NOTICE_KEYS.flatMap((key) => {
    const { on } = NOTICES[key];
    return "event" in on ? [on.event] : [];
  }),
);

export function noticeOnClock(trigger: ClockTrigger): NoticeKey {
  const key = NOTICE_KEYS.find((each) => {
    const { on } = NOTICES[each];
    return "clock" in on && on.clock === trigger;
  });
  if (key === undefined) throw new RangeError(`no notice on ${trigger}`);
  return key;
}

export function postsWith(permission: Permission): Post[] {
  return POSTS.filter((post) => POST_PERMISSIONS[post].includes(permission));
}

/** What the supervisor set for one rule; absent means the default. */
export interface NoticeChoice {
  readonly enabled: boolean;
  readonly mail: NoticeMail;
  /** Empty: as the setting says. */
  readonly days: readonly number[];
}

export function defaultChoice(key: NoticeKey): NoticeChoice {
  return { enabled: true, mail: NOTICES[key].mail, days: [] };
}

/** Days before a date may be chosen where a rule counts days; months of certificates are a setting of the register. */
export function hasOwnDays(key: NoticeKey): boolean {
  return NOTICES[key].daysFrom === "notice.reminderDays";
}

export function checkChoice(key: NoticeKey, choice: NoticeChoice): NoticeChoice {
  const days = [...new Set(choice.days)].sort((a, b) => b - a);
  if (days.length > 0 && !hasOwnDays(key)) {
    throw invalid({
      field: "/days",
      message: {
        zh: "该通知不按提前天数发送，请留空。",
        en: "This notice does not count days; leave it empty.",
      },
    });
  }
  if (days.length > 10 || days.some((day) => !Number.isInteger(day) || day < 1 || day > 90)) {
    throw invalid({
      field: "/days",
      message: {
        zh: "提前天数应为 1 至 90 的整数，最多 10 个。",
        en: "Up to ten whole numbers from 1 to 90.",
      },
    });
  }
  return { ...choice, days };
}

/** Where the web client lets the addressee act on it. */
export function noticePath(
  key: NoticeKey,
  object: { readonly type: ObjectType; readonly id: string },
): string {
  const { id, type } = object;
  if (NOTICES[key].opens === "review" && type === "period") return `/reviews/${id}`;
  if (NOTICES[key].opens === "own-security") return "/account";
  if (NOTICES[key].opens === "sign-ins") return "/sign-ins";
  // The supervisor's page of purges is not the party's.
  if (key === "file-purged-party") return "/notices";
  if (key === "rectification-asked" || key === "rectification-refused")
    return `/rectifications/requests/${id}`;
  if (key === "duty-gap") return `/roster/${id}`;
  if (type === "platform" || key === "file-infected-platform") return "/storage";
  if (type === "file" && NOTICES[key].group !== "platform") return "/submissions";
  const place = PLACES[type];
  return place === undefined ? "/notices" : place.replace(":id", id);
}

const PLACES: Readonly<Partial<Record<ObjectType, string>>> = {
  period: "/periods/:id",
  submission: "/submissions/:id",
  dispute: "/disputes/:id",
  extension: "/extensions",
  rectification: "/rectifications/:id",
  authorisation: "/authorisations/:id",
  "emergency-rule": "/authorisations/rules",
  incident: "/incidents/:id",
  "incident-notice": "/incident-notices/:id",
  change: "/changes/:id",
  "change-notice": "/changes/told/:id",
  "protected-period": "/protected-periods/:id",
  agreement: "/agreements/:id",
  cloud: "/clouds/:id",
  person: "/people/:id",
  organisation: "/people/review",
  privilege: "/privileges/:id",
  loosening: "/security",
  retention: "/retention/requests/:id",
  key: "/keys",
  file: "/files/purges",
};

export type NoticeText = { readonly title: string; readonly text: string };

/** The words of a notice in one language. */
export function writeNotice(key: NoticeKey, params: NoticeParams, lang: Lang): NoticeText {
  const words = NOTICES[key];
  return { title: fillIn(words.title[lang], params, lang), text: fillIn(words.text[lang], params, lang) };
}

function fillIn(template: string, params: NoticeParams, lang: Lang): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined || value === null) return lang === "zh" ? "（未注明）" : "(not given)";
    return typeof value === "object" ? value[lang] : String(value);
  });
}

/** How something was decided, as {outcome} says it. */
const OUTCOMES: Readonly<Record<string, Bilingual>> = {
  compliant: both("符合", "compliant"),
  "non-compliant": both("不符合", "non-compliant"),
  granted: both("同意", "granted"),
  approved: both("同意", "approved"),
  refused: both("不同意", "refused"),
  upheld: both("异议成立", "upheld"),
  rejected: both("异议不成立", "rejected"),
  withdrawn: both("已撤回", "withdrawn"),
  "change-implement": both("合规，建议实施", "compliant, implement"),
  "change-revise": both("不合规，建议更改后重新提交", "not compliant, revise and resubmit"),
  "change-withdraw": both("存在安全风险，建议撤销", "risk, withdraw"),
};

export function outcomeWord(outcome: string): Bilingual {
  return OUTCOMES[outcome] ?? both("见详情", "see there");
}
