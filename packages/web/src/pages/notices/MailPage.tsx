import { discardMail, listMails, type MailView, retryMail } from "@yunjian/contract";
import { MAIL_STATES, type MailState } from "@yunjian/domain";
import { Button, Space } from "antd";
import { useState } from "react";
import { useChange } from "../../lib/api.ts";
import { formatInstant } from "../../lib/format.ts";
import { useText } from "../../lib/language.ts";
import { ConfirmDanger } from "../../ui/Confirm.tsx";
import { type Column, DataTable } from "../../ui/DataTable.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import type { Shape } from "../../ui/shapes.ts";
import { ToneTag } from "../../ui/StateTag.tsx";
import type { Tone } from "../../ui/tones.ts";
import { Instant, None } from "../../ui/When.tsx";
import { MailServer } from "./MailServer.tsx";
import "./notices.css";

const LOOKS: Readonly<Record<MailState, { readonly tone: Tone; readonly shape: Shape }>> = {
  waiting: { tone: "wait", shape: "clock" },
  sent: { tone: "good", shape: "check" },
  failed: { tone: "bad", shape: "cross" },
  discarded: { tone: "muted", shape: "dash" },
};

/** Outgoing mail: what waits, what failed and why, and how the mail server does. */
export default function MailPage() {
  const text = useText();
  const retry = useChange(retryMail, { done: "notices.mail.retried" });
  const discard = useChange(discardMail, {
    done: "notices.mail.discarded",
    errors: "page",
    onDone: () => setDoomed(undefined),
  });
  const [doomed, setDoomed] = useState<MailView>();
  const stateWord = (state: MailState) => text(`notices.mail.state.${state}`);
  const why = (mail: MailView) => (mail.error === "outdated" ? text("notices.mail.outdated") : mail.error);

  const columns: Column<MailView>[] = [
    {
      key: "state",
      title: text("notices.mail.column.state"),
      width: 110,
      render: (mail) => <ToneTag {...LOOKS[mail.state]}>{stateWord(mail.state)}</ToneTag>,
      text: (mail) => stateWord(mail.state),
    },
    {
      key: "subject",
      title: text("notices.mail.column.subject"),
      width: 340,
      main: true,
      ellipsis: true,
      render: (mail) => mail.subject,
      text: (mail) => mail.subject,
    },
    {
      key: "to",
      title: text("notices.mail.column.to"),
      width: 240,
      ellipsis: true,
      render: (mail) => `${mail.to.name} <${mail.to.address}>`,
      text: (mail) => `${mail.to.name} <${mail.to.address}>`,
    },
    {
      key: "createdAt",
      title: text("notices.mail.column.createdAt"),
      width: 150,
      render: (mail) => <Instant at={mail.createdAt} />,
      text: (mail) => formatInstant(mail.createdAt),
    },
    {
      key: "sentAt",
      title: text("notices.mail.column.sentAt"),
      width: 150,
      render: (mail) => <Instant at={mail.sentAt} />,
      text: (mail) => mail.sentAt && formatInstant(mail.sentAt),
    },
    {
      key: "attempts",
      title: text("notices.mail.column.attempts"),
      width: 90,
      align: "right",
      render: (mail) => mail.attempts,
      text: (mail) => mail.attempts,
    },
    {
      key: "error",
      title: text("notices.mail.column.error"),
      width: 280,
      ellipsis: true,
      render: (mail) => why(mail) ?? <None />,
      text: (mail) => why(mail),
    },
    {
      key: "messageId",
      title: text("notices.mail.column.messageId"),
      width: 320,
      optional: true,
      render: (mail) => (mail.messageId === null ? <None /> : <code>{mail.messageId}</code>),
      text: (mail) => mail.messageId,
    },
    {
      key: "actions",
      title: text("notices.mail.column.actions"),
      width: 170,
      render: (mail) => (
        <Space size={0}>
          {mail.state === "failed" && (
            <Button
              type="link"
              size="small"
              disabled={retry.busy}
              onClick={() => void retry.run({ params: { id: mail.id }, body: { version: mail.version } })}
            >
              {text("notices.mail.retry")}
            </Button>
          )}
          {(mail.state === "failed" || mail.state === "waiting") && (
            <Button type="link" size="small" danger onClick={() => setDoomed(mail)}>
              {text("notices.mail.discard")}
            </Button>
          )}
        </Space>
      ),
      text: () => "",
    },
  ];
  return (
    <>
      <PageHeader title={text("notices.mail.title")} hint={text("notices.mail.hint")} />
      <MailServer />
      <DataTable
        id="mails"
        title={text("notices.mail.title")}
        route={listMails}
        columns={columns}
        rowKey={(mail) => mail.id}
        filters={[
          {
            param: "state",
            label: text("notices.mail.column.state"),
            options: MAIL_STATES.map((state) => ({ value: state, label: stateWord(state) })),
          },
        ]}
        empty={{ title: text("notices.mail.empty"), hint: text("notices.mail.emptyHint") }}
      />
      <ConfirmDanger
        open={doomed !== undefined}
        title={text("notices.mail.discard")}
        what={text("notices.mail.discardWhat")}
        whom={doomed && `${doomed.to.name} <${doomed.to.address}>`}
        undo={text("notices.mail.discardUndo")}
        confirm={text("notices.mail.discard")}
        busy={discard.busy}
        error={discard.error}
        onConfirm={() => {
          if (doomed) void discard.run({ params: { id: doomed.id }, body: { version: doomed.version } });
        }}
        onCancel={() => {
          discard.reset();
          setDoomed(undefined);
        }}
      />
    </>
  );
}
