import {
  defaultChoice,
  digestMail,
  isNoticeKey,
  NOTICES,
  type NoticeChoice,
  type NoticeKey,
  type NoticeMail,
  noticeMail,
  noticePath,
  settingOf,
  type StoredSettings,
  writeNotice,
} from "@yunjian/domain";
import { newId } from "../../platform/ids.ts";
import { enqueueMails } from "../../platform/mail/outbox.ts";
import { worthUntil } from "./worth.ts";
import type { Tx } from "../../platform/tenancy.ts";
import { storedSettings } from "../settings/read.ts";
import type { Recipient } from "../identity/read-notices.ts";
import type { Matter } from "./matter.ts";
import * as queries from "./queries.ts";
import { Recipients } from "./recipients.ts";

/** One matter to tell people of, once per `step`. */
export interface ToTell {
  readonly key: NoticeKey;
  readonly matter: Matter;
  readonly step: string;
  readonly exceptPerson: string | null;
}

/** What holds for all notices written in one transaction. */
export interface Teller {
  readonly settings: StoredSettings;
  choice(key: NoticeKey): NoticeChoice;
  /** Writes the notices and the mails that go at once; answers how many notices were new. */
  tell(what: readonly ToTell[]): Promise<number>;
}

/** A batch of events shares one transaction, and with it what was read to tell of the first. */
const tellers = new WeakMap<Tx, Promise<Teller>>();

export async function teller(tx: Tx, now: Date): Promise<Teller> {
  const known = tellers.get(tx) ?? makeTeller(tx, now);
  tellers.set(tx, known);
  return await known;
}

async function makeTeller(tx: Tx, now: Date): Promise<Teller> {
  const settings = await storedSettings(tx);
  const choices = await choicesOf(tx);
  const recipients = new Recipients(tx, now);
  const platform = settingOf(settings, "platform.name");
  const choice = (key: NoticeKey): NoticeChoice => choices.get(key) ?? defaultChoice(key);

  const tell = async (what: readonly ToTell[]): Promise<number> => {
    const drafts = [];
    for (const { key, matter, step, exceptPerson } of what) {
      const { enabled, mail } = choice(key);
      if (!enabled) continue;
      for (const to of await recipients.of(NOTICES[key].tell, matter, exceptPerson)) {
        const { title, text } = writeNotice(key, matter.params, to.lang);
        const row = {
          id: newId(now),
          person_id: to.personId,
          org_id: to.orgId,
          rule: key,
          object_type: matter.object.type,
          object_id: matter.object.id,
          step,
          subject_id: matter.subjectId,
          params: JSON.stringify(matter.params),
          lang: to.lang,
          title,
          text,
          path: noticePath(key, matter.object),
          created_at: now,
          mail,
        };
        drafts.push({ to, row });
      }
    }
    if (drafts.length === 0) return 0;
    const written = await queries.insertNotices(
      tx,
      drafts.map(({ row }) => row),
    );
    const mailed = Map.groupBy(
      drafts.filter(({ row }) => written.has(row.id) && row.mail === "at-once"),
      ({ to }) => to.personId,
    );
    await sendAtOnce(tx, now, platform, [...mailed.values()]);
    return written.size;
  };
  return { settings, choice, tell };
}

type Draft = { readonly to: Recipient; readonly row: queries.NoticeRow };

/** What comes for one person in one go is one mail, be it one notice or, on a bad morning, thirty. */
async function sendAtOnce(
  tx: Tx,
  now: Date,
  platform: string,
  groups: readonly (readonly Draft[])[],
): Promise<void> {
  const letters = groups.flatMap((drafts) => {
    const [first] = drafts;
    if (first === undefined) return [];
    const { personId, name, email, lang } = first.to;
    const addressee = { name, lang, platform };
    const rows = drafts.map(({ row }) => row);
    const words = drafts.length === 1 ? noticeMail(addressee, first.row) : digestMail(addressee, rows);
    return [
      {
        ids: rows.map((row) => row.id),
        mail: { personId, to: { name, address: email }, until: worthUntil(now), ...words },
      },
    ];
  });
  const mailIds = await enqueueMails(
    tx,
    now,
    letters.map(({ mail }) => mail),
  );
  await queries.linkMails(
    tx,
    letters.map(({ ids }, i) => ({ noticeIds: ids, mailId: mailIds[i] ?? "" })),
  );
}

export async function choicesOf(tx: Tx): Promise<Map<NoticeKey, NoticeChoice & { version: number }>> {
  const rows = await queries.ruleRows(tx);
  return new Map(
    rows.flatMap(({ key, enabled, mail, days, version }) =>
      isNoticeKey(key) ? [[key, { enabled, mail: mail as NoticeMail, days, version }] as const] : [],
    ),
  );
}
