import { createTransport } from "nodemailer";
import { withoutSecrets } from "../postgres/errors.ts";

export interface OutgoingMail {
  readonly messageId: string;
  readonly date: Date;
  readonly to: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly text: string;
}

/**
 * Why a mail did not go: `refused` for good by the receiving side, not `now` but perhaps later, or the
 * `server` itself is in trouble, which is no fault of this mail.
 */
export class MailTrouble extends Error {
  override readonly name = "MailTrouble";
  readonly kind: "refused" | "later" | "server";
  constructor(kind: "refused" | "later" | "server", message: string, cause?: unknown) {
    super(message, { cause });
    this.kind = kind;
  }
}

export interface MailTransport {
  /** Right side of message ids. */
  readonly domain: string;
  send(mail: OutgoingMail): Promise<void>;
  close(): void;
}

export function smtpTransport(url: string, from: string): MailTransport {
  const smtp = createTransport(
    {
      url,
      pool: true,
      maxConnections: 1,
      connectionTimeout: 10_000,
      greetingTimeout: 10_000,
      socketTimeout: 30_000,
      disableFileAccess: true,
      disableUrlAccess: true,
    },
    { from },
  );
  return {
    domain: /@([^\s>@]+)>?\s*$/.exec(from)?.[1] ?? "localhost",
    send: async (mail) => {
      if (!isAddress(mail.to.address)) throw new MailTrouble("refused", "the address is not a mail address");
      try {
        await smtp.sendMail({
          to: { name: mail.to.name, address: mail.to.address },
          subject: mail.subject,
          text: mail.text,
          textEncoding: "base64",
          messageId: mail.messageId,
          date: mail.date,
          // RFC 3834: nobody's out-of-office answers to it. Plain text carries no picture that reports reading.
          headers: { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" },
          disableFileAccess: true,
          disableUrlAccess: true,
        });
      } catch (error) {
        throw troubleOf(error);
      }
    },
    close: () => smtp.close(),
  };
}

/** One mailbox and nothing else: no list, no display name, no header. */
export function isAddress(text: string): boolean {
  return text.length <= 200 && /^[^\s@<>(),;:"\\[\]]+@[^\s@<>(),;:"\\[\]]+$/.test(text);
}

function troubleOf(error: unknown): MailTrouble {
  const {
    code,
    command,
    responseCode = 0,
    response,
    message,
  } = error as {
    code?: string;
    command?: string;
    responseCode?: number;
    response?: string;
    message?: string;
  };
  const words = withoutSecrets(response ?? message ?? String(error))
    .replace(/\s+/g, " ")
    .slice(0, 300);
  // Only what was said about this recipient or this content concerns this mail; 421 closes the channel.
  const ofThisMail = (code === "EENVELOPE" && command === "RCPT TO") || code === "EMESSAGE";
  const kind = !ofThisMail || responseCode === 421 ? "server" : responseCode >= 500 ? "refused" : "later";
  return new MailTrouble(kind, words, error);
}
