import { endMySession, endOtherSessions, listMySessions, setLanguage } from "@yunjian/contract";
import type { Lang } from "@yunjian/domain";
import { Button, Segmented } from "antd";
import { ChangePassword } from "../../features/sign-in/ChangePassword.tsx";
import { Factors } from "../../features/sign-in/Factors.tsx";
import { useCall, useChange } from "../../lib/api.ts";
import { chooseLanguage, useLang, useText } from "../../lib/language.ts";
import { useMe } from "../../lib/me.ts";
import { useWord } from "../../lib/words.ts";
import { Facts } from "../../ui/Facts.tsx";
import { Loaded } from "../../ui/Loading.tsx";
import { LocalTable } from "../../ui/LocalTable.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import { Section } from "../../ui/Section.tsx";
import { StateTag } from "../../ui/StateTag.tsx";
import { Instant } from "../../ui/When.tsx";

/** Who I am here; language and password. */
export default function AccountPage() {
  const text = useText();
  const word = useWord();
  const me = useMe();
  const posts = me.posts.map((post) => word("post", post)).join(text("shell.listComma"));
  return (
    <div className="yj-narrow">
      <PageHeader title={text("identity.account.title")} />
      <Section title={text("identity.account.person")}>
        <Facts
          items={[
            { label: text("identity.account.name"), value: me.person.name },
            { label: text("identity.account.email"), value: me.person.email },
            { label: text("identity.account.organisation"), value: me.organisation.name },
            { label: text("identity.account.posts"), value: posts },
          ]}
        />
      </Section>
      <Section title={text("identity.account.language")} hint={text("identity.account.languageHint")}>
        <LanguageChoice />
      </Section>
      <Section title={text("identity.account.password")} hint={text("identity.account.passwordHint")}>
        <PasswordAge />
        <ChangePassword email={me.person.email} />
      </Section>
      <Factors />
      <Section
        title={text("identity.account.sessions")}
        hint={text("identity.account.sessionsHint")}
        flush
        extra={<EndOthers />}
      >
        <Sessions />
      </Section>
    </div>
  );
}

function Sessions() {
  const text = useText();
  const sessions = useCall(listMySessions, {});
  const end = useChange(endMySession, { done: "identity.account.sessionEnded" });
  return (
    <Loaded query={sessions}>
      {({ items }) => (
        <LocalTable
          title={text("identity.account.sessions")}
          rows={items}
          rowKey={(session) => session.id}
          empty={{ title: text("identity.account.noSessions") }}
          columns={[
            {
              key: "where",
              title: text("identity.account.device"),
              width: 260,
              render: (session) => (
                <>
                  {session.browser} <span className="yj-hint">{session.address}</span>
                </>
              ),
              text: (session) => session.browser,
            },
            {
              key: "organisation",
              title: text("identity.account.organisation"),
              width: 180,
              render: (session) => session.organisation,
              text: (session) => session.organisation,
            },
            {
              key: "since",
              title: text("signIn.sessions.since"),
              width: 150,
              render: (session) => <Instant at={session.createdAt} />,
              text: (session) => session.createdAt,
            },
            {
              key: "seen",
              title: text("identity.account.lastSeen"),
              width: 150,
              render: (session) => <Instant at={session.lastSeenAt} />,
              text: (session) => session.lastSeenAt,
            },
            {
              key: "end",
              title: text("identity.account.action"),
              width: 110,
              render: (session) =>
                session.current ? (
                  <StateTag
                    plain
                    kind="generic"
                    state="active"
                    label={text("identity.account.thisSession")}
                  />
                ) : (
                  <Button size="small" onClick={() => void end.run({ params: { id: session.id } })}>
                    {text("identity.account.endSession")}
                  </Button>
                ),
              text: () => null,
            },
          ]}
        />
      )}
    </Loaded>
  );
}

function LanguageChoice() {
  const text = useText();
  const lang = useLang();
  const change = useChange(setLanguage, { done: "identity.account.languageSaved" });
  return (
    <Segmented<Lang>
      aria-label={text("identity.account.language")}
      value={lang}
      options={[
        { value: "zh", label: text("identity.account.zh") },
        { value: "en", label: text("identity.account.en") },
      ]}
      onChange={(next) => {
        void chooseLanguage(next).then(() => change.run({ body: { lang: next } }));
      }}
    />
  );
}

function EndOthers() {
  const text = useText();
  const end = useChange(endOtherSessions, { done: "signIn.sessions.othersEnded" });
  return (
    <Button loading={end.busy} onClick={() => void end.run({})}>
      {text("signIn.sessions.endOthers")}
    </Button>
  );
}

/** Until when the password holds. */
function PasswordAge() {
  const text = useText();
  const { assurance } = useMe();
  if (!assurance?.passwordExpiresAt) return null;
  return (
    <p className="yj-hint">
      {text("signIn.password.until")} <Instant at={assurance.passwordExpiresAt} />
    </p>
  );
}
