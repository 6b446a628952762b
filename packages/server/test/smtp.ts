import PostalMime, { type Email } from "postal-mime";
import { SMTPServer } from "smtp-server";
import type { AddressInfo } from "node:net";

export interface Received {
  readonly raw: string;
  readonly mail: Email;
  readonly to: readonly string[];
}

export interface TestSmtp {
  readonly url: string;
  readonly received: Received[];
  /** What the server says to a recipient or a message; undefined: fine. */
  refuse: {
    recipient?: (address: string) => [number, string] | undefined;
    data?: () => [number, string] | undefined;
  };
  stop(): Promise<void>;
}

/** A real SMTP server on the loopback; a port given again is "the server is back". */
export async function startSmtp(port = 0): Promise<TestSmtp> {
  const received: Received[] = [];
  const said = ([code, words]: [number, string]): Error =>
    Object.assign(new Error(words), { responseCode: code });
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onRcptTo: (address, _session, done) => {
      const no = smtp.refuse.recipient?.(address.address);
      done(no ? said(no) : undefined);
    },
    onData: (stream, session, done) => {
      void readAll(stream).then(async (raw) => {
        const no = smtp.refuse.data?.();
        if (!no) {
          const to = session.envelope.rcptTo.map((each) => each.address);
          received.push({ raw: raw.toString("latin1"), mail: await PostalMime.parse(raw), to });
        }
        // oxlint-disable-next-line promise/no-callback-in-promise -- the library's own way of answering
        done(no ? said(no) : undefined);
      });
    },
  });
  server.on("error", () => {}); // clients that break off
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const { port: bound } = server.server.address() as AddressInfo;
  const smtp: TestSmtp = {
    url: `smtp://127.0.0.1:${bound}`,
    received,
    refuse: {},
    stop: () => new Promise<void>((resolve) => server.close(resolve)),
  };
  return smtp;
}

async function readAll(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
