import { getMailStatus } from "@yunjian/contract";
import { Alert } from "antd";
import { useCall } from "../../lib/api.ts";
import { formatInstant, formatNumber } from "../../lib/format.ts";
import { useText } from "../../lib/language.ts";
import { Facts } from "../../ui/Facts.tsx";
import { Problem } from "../../ui/Problem.tsx";
import { Section } from "../../ui/Section.tsx";
import { Instant } from "../../ui/When.tsx";

/** How the mail server does, and what to do when it does not. */
export function MailServer() {
  const text = useText();
  const { data, error, refetch } = useCall(getMailStatus, {}, { refetchInterval: 15_000 });
  if (!data) return <Problem error={error} onRetry={() => void refetch()} />;
  return (
    <>
      {!data.configured && (
        <Alert
          type="warning"
          showIcon
          className="yj-mail-alert"
          title={text("notices.mail.notConfigured")}
          description={text("notices.mail.notConfiguredHint")}
        />
      )}
      {data.configured && data.failingSince !== null && (
        <Alert
          type="error"
          showIcon
          className="yj-mail-alert"
          title={text("notices.mail.failing", { at: formatInstant(data.failingSince) })}
          description={
            <>
              <div>{text("notices.mail.failingHint")}</div>
              {data.error && <code>{data.error}</code>}
            </>
          }
        />
      )}
      <Section title={text("notices.mail.status")}>
        <Facts
          items={[
            { label: text("notices.mail.waiting"), value: formatNumber(data.waiting) },
            { label: text("notices.mail.oldest"), value: <Instant at={data.oldestWaitingAt} /> },
            { label: text("notices.mail.failed"), value: formatNumber(data.failed) },
            { label: text("notices.mail.lastSent"), value: <Instant at={data.lastSentAt} /> },
            { label: text("notices.mail.nextAttempt"), value: <Instant at={data.nextAttemptAt} /> },
            { label: text("notices.mail.setAside"), value: formatNumber(data.eventsSetAside) },
          ]}
        />
      </Section>
    </>
  );
}
