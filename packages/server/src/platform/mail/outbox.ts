import { newId } from "../ids.ts";
import type { Tx } from "../tenancy.ts";

export interface NewMail {
  readonly personId: string | null;
  readonly to: { readonly name: string; readonly address: string };
  readonly subject: string;
  /** Plain text; `{link}` stands where the address of the platform goes. */
  readonly text: string;
  /** Carries a one-time link: the text is wiped once it was sent, or when the link has run out. */
  readonly confidential?: boolean;
  /** Not sent any more after this instant. */
  readonly until?: Date;
}

/** Puts mails into the outbox, in the transaction of what they tell of. Returns their ids in order. */
export async function enqueueMails(tx: Tx, now: Date, mails: readonly NewMail[]): Promise<string[]> {
  if (mails.length === 0) return [];
  const rows = mails.map((mail) => ({
    id: newId(now),
    person_id: mail.personId,
    to_address: mail.to.address,
    to_name: oneLine(mail.to.name),
    subject: oneLine(mail.subject),
    text: mail.text,
    confidential: mail.confidential ?? false,
    state: "waiting",
    next_at: now,
    created_at: now,
    until_at: mail.until ?? null,
  }));
  await tx.insertInto("mail").values(rows).execute();
  return rows.map((row) => row.id);
}

/** What becomes a header has no line breaks and no other control characters. */
function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not pass
  return text.replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, " ").trim();
}
