import {
  type Actor,
  checkChoice,
  defaultChoice,
  hasOwnDays,
  isNoticeKey,
  type Lang,
  NOTICE_KEYS,
  NOTICES,
  type NoticeChoice,
  type NoticeGroup,
  type NoticeKey,
  type NoticeParams,
  Refusal,
  settingOf,
  type StoredSettings,
  writeNotice,
} from "@yunjian/domain";
import { emit } from "../../platform/events.ts";
import { newId } from "../../platform/ids.ts";
import { DEFAULT_LIMIT, decodeKey, pageOf } from "../../platform/paging.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { storedSettings } from "../settings/read.ts";
import * as queries from "./queries.ts";

const COUNT_NO_FURTHER = 100;

/** The inbox belongs to one person acting for one organisation. */
function owner(actor: Actor): { personId: string; orgId: string } {
  if (actor.personId === null || actor.orgId === null) throw new Refusal("not-found");
  return { personId: actor.personId, orgId: actor.orgId };
}

export async function listNotices(
  tx: Tx,
  actor: Actor,
  query: { unread?: boolean; group?: NoticeGroup; limit?: number; after?: string },
) {
  const limit = query.limit ?? DEFAULT_LIMIT;
  const key = decodeKey(query.after, 2);
  const after = key ? { unread: key[0] === 1, id: String(key[1]) } : undefined;
  const { group } = query;
  const rules = group && NOTICE_KEYS.filter((each) => NOTICES[each].group === group);
  const rows = await queries.inbox(
    tx,
    owner(actor),
    { unread: query.unread, rules },
    { after, limit: limit + 1 },
  );
  return pageOf(
    rows,
    limit,
    (row) => [row.read_at === null ? 1 : 0, row.id],
    (row) => ({
      id: row.id,
      key: row.rule,
      group: isNoticeKey(row.rule) ? NOTICES[row.rule].group : null,
      ...wordsFor(row, actor.lang),
      path: row.path,
      at: row.created_at,
      readAt: row.read_at,
    }),
  );
}

/** What was sent; only who reads in another language than it was sent in gets the words anew. */
function wordsFor(
  row: { rule: string; lang: string; params: unknown; title: string; text: string },
  lang: Lang,
) {
  if (row.lang !== lang && isNoticeKey(row.rule))
    return writeNotice(row.rule, row.params as NoticeParams, lang);
  return { title: row.title, text: row.text };
}

export async function countUnread(tx: Tx, actor: Actor): Promise<{ count: number }> {
  return { count: await queries.unreadCount(tx, owner(actor), COUNT_NO_FURTHER) };
}

export async function readNotices(
  tx: Tx,
  actor: Actor,
  now: Date,
  ids: readonly string[] | "all",
): Promise<{ count: number }> {
  return { count: await queries.markRead(tx, owner(actor), ids, now) };
}

export async function listRules(tx: Tx) {
  const settings = await storedSettings(tx);
  const stored = new Map((await queries.ruleRows(tx)).map((row) => [row.key, row]));
  return {
    items: NOTICE_KEYS.map((key) => {
      const row = stored.get(key);
      const choice: NoticeChoice = row
        ? { enabled: row.enabled, mail: row.mail as NoticeChoice["mail"], days: row.days }
        : defaultChoice(key);
      return {
        key,
        group: NOTICES[key].group,
        name: NOTICES[key].name,
        enabled: choice.enabled,
        mail: choice.mail,
        defaultMail: NOTICES[key].mail,
        days: hasOwnDays(key) ? [...choice.days] : null,
        defaultDays: defaultDays(key, settings),
        version: row?.version ?? 0,
        changedAt: row?.changed_at ?? null,
      };
    }),
  };
}

function defaultDays(key: NoticeKey, settings: StoredSettings): number[] {
  return hasOwnDays(key) ? [...settingOf(settings, "notice.reminderDays")] : [];
}

export async function changeRule(
  tx: Tx,
  actor: Actor,
  now: Date,
  key: NoticeKey,
  input: NoticeChoice & { readonly version: number },
): Promise<{ version: number }> {
  const { version } = input;
  const { enabled, mail, days } = checkChoice(key, {
    enabled: input.enabled,
    mail: input.mail,
    days: input.days,
  });
  const set = { enabled, mail, days: [...days], changed_by: owner(actor).personId, changed_at: now };
  const done =
    version === 0
      ? await queries.insertRule(tx, { key, ...set })
      : await queries.updateRule(tx, key, version, set);
  if (!done) throw new Refusal("stale-version");
  await emit(tx, actor, now, {
    kind: "notice-rule.changed",
    object: { type: "setting", id: newId(now) },
    subjectId: null,
    data: { rule: key, enabled, mail, days },
  });
  return { version: version + 1 };
}
