import { dateOf, digestMail, type Lang, settingOf, startOfDay } from "@yunjian/domain";
import { enqueueMails } from "../../platform/mail/outbox.ts";
import { type Db, platformActor, withActor } from "../../platform/tenancy.ts";
import { storedSettings } from "../settings/read.ts";
import * as queries from "./digest-queries.ts";
import { linkMails } from "./queries.ts";
import { worthUntil } from "./worth.ts";

const MINUTE = 60_000;
const DAY = 86_400_000;

/**
 * One mail per person with what came in since the last digest, from the set time of the day on. Whatever
 * somebody has read in the meantime needs no mail. Every person is a transaction of its own, so that a
 * process that dies half-way has sent nothing twice and left nothing out. Returns the number of mails.
 */
export async function digest(db: Db, now: Date): Promise<number> {
  const run = <T>(work: Parameters<typeof withActor<T>>[3]) =>
    withActor(db, platformActor("digest"), "write", work);
  const { until, platform } = await run(async (tx) => {
    const settings = await storedSettings(tx);
    const minutes =
      settingOf(settings, "notice.digestHour") * 60 + settingOf(settings, "notice.digestMinute");
    const today = new Date(startOfDay(dateOf(now)).getTime() + minutes * MINUTE);
    return {
      until: today <= now ? today : new Date(today.getTime() - DAY),
      platform: settingOf(settings, "platform.name"),
    };
  });
  let mails = 0;
  for (let after: string | null = null; ; ) {
    const person: queries.PersonWaiting | undefined = await run((tx) => queries.nextPerson(tx, after, until));
    if (!person) return mails;
    after = person.id;
    const { id, name, email } = person;
    mails += await run(async (tx) => {
      const notices = await queries.takeForDigest(tx, id, until);
      if (notices.length === 0) return 0;
      const lang = person.lang as Lang;
      const [mailId = ""] = await enqueueMails(tx, now, [
        {
          personId: id,
          to: { name, address: email },
          until: worthUntil(now),
          ...digestMail({ name, lang, platform }, notices),
        },
      ]);
      await linkMails(tx, [{ noticeIds: notices.map((notice) => notice.id), mailId }]);
      return 1;
    });
  }
}
