import { minuteOf } from "./dates.ts";
import type { Bilingual, Lang } from "./vocabulary.ts";

/** A mail in plain text. `{link}` stands for the address of the platform, which only the mailer knows. */
export interface MailText {
  readonly subject: string;
  readonly text: string;
}

/** What a mail may say of a notice: its title and where to read on. */
export interface NoticeLine {
  readonly title: string;
  readonly path: string;
}

interface Addressee {
  readonly name: string;
  readonly lang: Lang;
  /** Setting platform.name, so that people know which system writes. */
  readonly platform: string;
}

const GREETING: Bilingual = { zh: "{name}，您好：", en: "Dear {name}," };
const READ_ON: Bilingual = { zh: "请登录平台查看：", en: "Read on after signing in:" };
const FOOTER: Bilingual = {
  zh: "本邮件由系统自动发出，不含业务内容，请勿直接回复。",
  en: "Sent automatically, without the matter itself. Please do not reply.",
};

export function noticeMail(to: Addressee, notice: NoticeLine): MailText {
  return letter(to, notice.title, [notice.title, "", READ_ON[to.lang], `{link}${notice.path}`]);
}

/** Longer than this nobody reads: the rest is in the inbox. */
const DIGEST_LINES = 50;

export function digestMail(to: Addressee, notices: readonly NoticeLine[]): MailText {
  const { lang } = to;
  const count = notices.length;
  const title = lang === "zh" ? `待阅通知汇总：${count} 项` : `Digest: ${count} notice(s)`;
  const shown = notices
    .slice(0, DIGEST_LINES)
    .flatMap(({ title: line, path }, i) => [`${i + 1}. ${line}`, `   {link}${path}`]);
  const rest = count - DIGEST_LINES;
  if (rest > 0)
    shown.push(lang === "zh" ? `另有 ${rest} 项，请在通知中查看。` : `And ${rest} more in the inbox.`);
  const inbox = lang === "zh" ? "全部通知：{link}/notices" : "All notices: {link}/notices";
  return letter(to, title, [...shown, "", inbox]);
}

/** A one-time link by which somebody sets the password: the only mail whose link is itself the matter. */
export function linkMail(
  to: Addressee,
  link: { readonly purpose: "invitation" | "reset"; readonly path: string; readonly expiresAt: Date },
): MailText {
  const until = minuteOf(link.expiresAt);
  const zh = to.lang === "zh";
  const invited = link.purpose === "invitation";
  const title = zh
    ? invited
      ? "账号开通邀请"
      : "重设口令"
    : invited
      ? "Your account"
      : "Reset your password";
  const what = zh
    ? invited
      ? "已为您开通账号。请在下面的一次性链接中设置口令："
      : "请在下面的一次性链接中重设口令；如非本人操作，请告知安全管理员："
    : invited
      ? "An account was opened for you. Set your password through this one-time link:"
      : "Set a new password through this one-time link; if you did not ask for it, tell the security administrator:";
  const ends = zh
    ? `链接在 ${until} 前有效，仅可使用一次，请勿转发。`
    : `It works once, until ${until}. Do not forward it.`;
  return letter(to, title, [what, `{link}${link.path}`, "", ends]);
}

function letter({ name, lang, platform }: Addressee, title: string, lines: readonly string[]): MailText {
  const greeting = GREETING[lang].replace("{name}", () => name);
  return {
    subject: `[${platform}] ${title}`,
    text: [greeting, "", ...lines, "", FOOTER[lang], ""].join("\n"),
  };
}
