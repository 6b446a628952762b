import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import PostalMime, { type Email } from "postal-mime";
import { SMTPServer } from "smtp-server";

/** A real SMTP server on the loopback: what arrives here was sent over the wire. */
export class Mailbox {
  readonly mails: { readonly to: readonly string[]; readonly mail: Email }[] = [];
  readonly #server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const to = session.envelope.rcptTo.map(({ address }) => address);
        const kept = PostalMime.parse(Buffer.concat(chunks)).then((mail) => this.mails.push({ to, mail }));
        void kept.finally(() => done());
      });
    },
  });

  async open(): Promise<string> {
    this.#server.on("error", () => {}); // a client that broke off
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `smtp://127.0.0.1:${(this.#server.server.address() as AddressInfo).port}`;
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.#server.close(resolve));
  }

  /** The newest mail to this address that the words occur in, waited for. */
  async mailTo(address: string, words: RegExp, seconds = 20): Promise<Email> {
    const end = Date.now() + seconds * 1000;
    for (;;) {
      const found = this.mails.findLast(
        ({ to, mail }) => to.includes(address) && words.test(`${mail.subject ?? ""}\n${mail.text ?? ""}`),
      );
      if (found) return found.mail;
      if (Date.now() > end) {
        const subjects = this.mails.map(({ to, mail }) => `${to.join()}: ${mail.subject ?? ""}`).join("\n");
        throw new Error(`no mail to ${address} with ${words} within ${seconds} s; arrived:\n${subjects}`);
      }
      await pause(100);
    }
  }

  async linkTo(address: string, words: RegExp): Promise<string> {
    const mail = await this.mailTo(address, words);
    const link = /https?:\/\/\S+\/link#[\w-]+/.exec(mail.text ?? "")?.[0];
    if (link === undefined) throw new Error(`no link in the mail:\n${mail.text ?? ""}`);
    return link;
  }
}
